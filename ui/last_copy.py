"""What was copied and may not be pasted yet: on Linux the clipboard dies with the program that filled it (UI.md 9)."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication

from ui.operations import Operations

FRESH_S = 60
"""A copy that is older than this has found its place."""


class LastCopy(QObject):
    """Remembers when this program last filled the clipboard; another program that fills it ends that."""

    def __init__(self, operations: Operations, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._operations = operations
        self._at: float | None = None
        QGuiApplication.clipboard().dataChanged.connect(self._changed)

    @property
    def would_be_lost(self) -> bool:
        """Whether quitting now loses what was copied less than a minute ago."""
        if not sys.platform.startswith("linux") or self._at is None or not self._ours():
            return False
        return self._operations.clock.monotonic() - self._at < FRESH_S

    @Slot()
    def _changed(self) -> None:
        self._at = self._operations.clock.monotonic() if self._ours() else None

    @staticmethod
    def _ours() -> bool:
        return QGuiApplication.clipboard().ownsClipboard()
