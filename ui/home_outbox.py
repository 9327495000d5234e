"""The outbox from Home: it stands in the war room of an open incident, which opens with it in front."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from ui.actions import Action, Context, MenuName

if TYPE_CHECKING:
    from ui.window import MainWindow


def home_outbox(window: MainWindow) -> Action:
    """Ctrl+O where no incident is in front."""

    def reason() -> str:
        return window.not_home() or ("" if window.live.board.open else "no incident is open")

    def show() -> None:
        window.open_incident(window.live.board.open[0].incident.id)
        war = window.war
        if war is not None and war.incident is None:
            war.incident_changed.connect(war.show_outbox, Qt.ConnectionType.SingleShotConnection)
        elif war is not None:
            war.show_outbox()

    return Action(
        id="home.outbox",
        text="Outbox of the first open incident",
        keys=("Ctrl+O",),
        handler=show,
        context=Context.HOME,
        menu=MenuName.COMMS,
        group=5,
        reason=reason,
    )
