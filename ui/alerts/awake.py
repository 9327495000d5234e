"""The computer does not fall asleep while a SEV-1 or SEV-2 is open (UI.md 0.1).

``wakepy`` asks the system; it may have to talk to a bus for that, so it does so on a thread of its own.
"""

from __future__ import annotations

import logging
import sys
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

if TYPE_CHECKING:
    from wakepy import DBusAdapter

_END_S = 3.0
_log = logging.getLogger(__name__)


class Awake(QObject):
    """``held`` says whether the system has agreed, once each time it is asked to stay awake."""

    held = Signal(bool)
    _came = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.wanted = False
        self._work: SimpleQueue[bool | None] = SimpleQueue()
        self._thread: Thread | None = None
        self._ending = False
        self._came.connect(self._land, Qt.ConnectionType.QueuedConnection)

    def want(self, awake: bool) -> None:
        """From now on stay awake, or no longer. Asked twice, it is one wish."""
        if awake == self.wanted:
            return
        self.wanted = awake
        if self._thread is None:
            self._ending = False
            self._thread = Thread(target=self._run, name="awake", daemon=True)
            self._thread.start()
        self._work.put(awake)

    def close(self) -> None:
        if self._thread is not None:
            self._ending = True
            self._work.put(None)
            self._thread.join(_END_S)
            self._thread = None

    @Slot(bool)
    def _land(self, held: bool) -> None:
        if self.wanted:
            self.held.emit(held)

    def _run(self) -> None:
        while (wish := self._work.get()) is not None:
            if wish and self._kept() is None:
                return

    def _kept(self) -> bool | None:
        """``_hold``; whatever a foreign system makes of it, this computer may fall asleep then, and that is said."""
        try:
            return self._hold()
        except Exception:  # noqa: BLE001 - the outer door of a thread whose library talks to whatever desktop there is
            _log.warning("the system was asked to stay awake and failed", exc_info=True)
            self._came.emit(False)
            return None if self._ending else False

    def _hold(self) -> bool | None:
        """Stay awake until another wish comes, and give that."""
        from wakepy import keep

        adapters: list[DBusAdapter] = []
        wish: bool | None = True
        try:
            with keep.running(on_fail="pass", dbus_adapter=_adapter(adapters)) as mode:
                self._came.emit(bool(mode.active))
                while wish:
                    wish = self._work.get()
        finally:
            for adapter in adapters:
                adapter.close_connections()
        return wish


def _adapter(made: list[DBusAdapter]) -> type[DBusAdapter] | None:
    """wakepy's way to D-Bus, less its garbage collection: on this thread that would take widgets apart."""
    if sys.platform != "linux":
        return None
    from wakepy.dbus_adapters.jeepney import JeepneyDBusAdapter

    class Adapter(JeepneyDBusAdapter):
        def __init__(self) -> None:
            super().__init__()
            made.append(self)

        def close_connections(self) -> None:
            while self._connections:
                _, connection = self._connections.popitem()
                self.close_connection(connection)

    return Adapter
