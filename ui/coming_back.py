"""Back where one was: after a restart or a crash the incident that stood in front is there again (UI.md 6.4)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from ui.live import OpenIncidents


class ComingBack(QObject):
    """Opens ``incident_id`` once the record is first read, if it is still open and ``free`` says that nobody has gone
    anywhere meanwhile. Asks nothing."""

    def __init__(
        self,
        live: OpenIncidents,
        incident_id: str,
        free: Callable[[], bool],
        to: Callable[[str], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._live, self._incident_id = live, incident_id
        self._free, self._to = free, to
        if incident_id:
            live.refreshed.connect(self._come_back)

    @Slot()
    def _come_back(self) -> None:
        self._live.refreshed.disconnect(self._come_back)
        still_open = any(one.incident.id == self._incident_id for one in self._live.board.open)
        if still_open and self._free():
            self._to(self._incident_id)
