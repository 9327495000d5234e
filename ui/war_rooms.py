"""Every war room on the screen: the main window's own and those in windows of their own, and the seat that all share.

An incident stands in one window at a time, so that what is being typed for it is in one place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

if TYPE_CHECKING:
    from ui.incident_window import IncidentWindow
    from ui.pages.war import WarPage
    from ui.window import MainWindow
    from warroom.workspace import Workspace


class WarRooms(QObject):
    """``seat`` is what the person works as: it orders the rail and chooses what is notified (UI.md 1.3)."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._main = window
        self.windows: dict[str, IncidentWindow] = {}
        self.seat = "solo"

    def show_apart(self) -> None:
        """The incident in front gets a window of its own; the main one goes Home."""
        from ui.incident_window import IncidentWindow

        main = self._main
        incident = main.incident_id
        assert main.war is not None
        main.war.leave()
        main.go_home()
        window = self.windows[incident] = IncidentWindow(main, incident)
        window.war.body.set_seat(self.seat)
        main.alerts.watch(window.war, window.registry)
        window.closed.connect(self._closed)
        window.show()

    def raise_apart(self, incident_id: str) -> bool:
        """Bring the incident's own window to the front; False where it has none."""
        own = self.windows.get(incident_id)
        if own is None:
            return False
        own.raise_()
        own.activateWindow()
        return True

    def show_seat(self, seat: str) -> None:
        """Every war room as it is seen from this seat."""
        self.seat = seat
        for war in self.every():
            war.body.set_seat(seat)

    def take_seat(self, seat: str) -> None:
        """Work from another seat, at once and from now on."""
        from warroom.settings import DECLARED

        self.show_seat(seat)

        def keep(workspace: Workspace) -> dict[str, str]:
            workspace.set_setting("seat", seat)
            return {key: workspace.setting(key) for key in DECLARED}

        self._main.operations.read(keep, done=self._main.alerting.set)
        self._main.toast.say(f"Seat: {seat}")

    def close(self) -> None:
        for window in list(self.windows.values()):
            window.close()

    def every(self) -> list[WarPage]:
        """The war room of the main window first."""
        own = [window.war for window in self.windows.values()]
        return [self._main.war, *own] if self._main.war is not None else own

    @Slot(str)
    def _closed(self, incident_id: str) -> None:
        self.windows.pop(incident_id, None)
