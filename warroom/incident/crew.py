"""Who sits where, since when, and who commands."""

from __future__ import annotations

from warroom.clock import Instant
from warroom.incident import events as fact
from warroom.incident.events import Body, Event
from warroom.incident.folding import Folding, Step
from warroom.incident.state import Held
from warroom.incident.words import RequirementName, Seat


def _assigned(to: Folding, event: Event, body: fact.RoleAssigned) -> None:
    if body.seat == Seat.IC and body.handle:
        _command(to, event, body.handle)
    else:
        _seat(to, body.seat, body.handle, event.at)


def _taken(to: Folding, event: Event, body: fact.CommandTaken) -> None:
    _command(to, event, body.handle)


def _offered(to: Folding, event: Event, body: fact.CommandOffered) -> None:
    to.incident.command_offered = body.to


def _command(to: Folding, event: Event, handle: str) -> None:
    """Somebody is named commander: *IC assigned* is met, whoever was acting is relieved (PLAYBOOK, Clocks)."""
    if to.incident.commander != handle:
        to.incident.command_since = event.at
    _seat(to, Seat.IC, handle, event.at)
    to.incident.command_offered = to.incident.acting_ic = ""
    to.met(RequirementName.IC, event.at, event.id)


def _seat(to: Folding, seat: str, handle: str, at: Instant) -> None:
    incident = to.incident
    if incident.roles.get(seat, "") == handle:
        return
    for held in incident.held:
        if held.seat == seat and held.end is None:
            held.end = at
    if handle:
        incident.roles[seat] = handle
        incident.held.append(Held(seat, handle, at))
    else:
        incident.roles.pop(seat, None)


STEPS: dict[type[Body], Step] = {
    fact.RoleAssigned: _assigned,
    fact.CommandOffered: _offered,
    fact.CommandTaken: _taken,
}
