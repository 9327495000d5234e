"""Python's garbage is collected on the GUI thread alone.

Widgets sit in reference cycles. Were the record thread to collect one, Qt would take widgets apart on the wrong thread,
and the process would end. So automatic collection is off while the background works, and a timer here does it instead.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication, QWidget

EVERY_MS = 1000
WHOLE_EVERY = 120
"""Beats between two collections of everything; the young generations are looked at on each."""


class Collecting(QObject):
    """On from the first ``start`` to ``stop``."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._beats = 0
        self._was_on = False
        self._timer = QTimer(self)
        self._timer.setObjectName("collecting")
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self._collect)

    def start(self) -> None:
        if not self._timer.isActive():
            self._was_on = gc.isenabled()
            gc.disable()
            self._timer.start()

    def stop(self) -> None:
        if self._timer.isActive():
            self._timer.stop()
            if self._was_on:
                gc.enable()

    @Slot()
    def _collect(self) -> None:
        self._beats += 1
        young, middle, _old = gc.get_count()
        first, second, _third = gc.get_threshold()
        if self._beats % WHOLE_EVERY == 0:
            gc.collect()
        elif middle > second:
            gc.collect(1)
        elif young > first:
            gc.collect(0)


def take_apart(window: QWidget) -> None:
    """Delete a closed window now, while all that it calls is still there; the collector's order would be any."""
    focus = QApplication.focusWidget()
    if focus is not None:
        focus.clearFocus()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
