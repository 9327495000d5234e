"""Who does what, and how they are reached: seats, command, bridge."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from ui.actions import Action, Context, MenuName
from ui.pages.state_actions import begin_action
from ui.widgets.identity import places
from warroom.incident.phrases import seat_name
from warroom.incident.words import Seat
from warroom.scribe import lines

if TYPE_CHECKING:
    from ui.pages.war import WarPage

_UNDER = "People and bridge"
_GROUP = 11
_SEATS = (Seat.IC, Seat.OPS, Seat.COMMS, Seat.SCRIBE, Seat.DEPUTY)


def people_actions(page: WarPage) -> list[Action]:
    """In the order in which menus show them."""

    def name_seat(seat: str) -> None:
        page.show_roles()
        page.roles.edit(seat)

    def name_expert() -> None:
        page.show_roles()
        page.roles.expert.edit()

    def has_command() -> str:
        mine = page.incident is not None and page.incident.roles.get(Seat.IC) == page.operations.author
        return page.no_incident() or ("you have command" if mine else "")

    def no_places() -> str:
        return page.no_incident() or ("" if page.incident and places(page.incident) else "no bridge, no channel yet")

    def copy_places() -> None:
        if page.incident is not None:
            QGuiApplication.clipboard().setText("\n".join(places(page.incident)))
            page.say("Bridge and channel copied", warn=False)

    make = partial(Action, context=Context.WAR, menu=MenuName.INCIDENT, group=_GROUP, under=_UNDER)
    begin = partial(begin_action, page, under=_UNDER, group=_GROUP)
    return [
        *(
            make(
                id=f"war.role.{seat.value}",
                text=f"Name: {seat_name(seat)}",
                handler=partial(name_seat, seat),
                reason=page.no_incident,
                also="assign role seat",
            )
            for seat in _SEATS
        ),
        make(
            id="war.role.expert",
            text="Name: subject expert",
            handler=name_expert,
            reason=page.no_incident,
            also="assign sme role",
        ),
        make(
            id="war.take",
            text="I have command",
            handler=partial(page.session.do, lines.TakeCommand()),
            reason=has_command,
            also="take command incident commander ic",
        ),
        begin("bridge", "Name the bridge: number, PIN, link", "/bridge ", also="call war room"),
        begin("channel", "Name the channel", "/channel "),
        make(
            id="war.copy_places",
            text="Copy bridge and channel",
            handler=copy_places,
            reason=no_places,
            also="call number link",
        ),
        begin("said", "Said on the bridge: an internal update", "/said ", also="spoken update"),
    ]
