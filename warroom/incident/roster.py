"""The role board and who is at work: seats with their time, and how many active responders there are.

Active is who holds a seat, owes an answer or carries a change that is under way, or was called in and answered; with
``spoken``, also who has said something lately. Beyond five to seven they slow each other down (PLAYBOOK "Roles").
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

from warroom.clock import Instant
from warroom.incident.phrases import seat_name
from warroom.incident.state import Incident
from warroom.incident.words import PageAnswer, Seat

if TYPE_CHECKING:
    from warroom.incident.playbook import Playbook

SPOKE_S = 1800
"""Who said something within half an hour is at work on it."""


class SeatView(msgspec.Struct, frozen=True):
    """One seat. ``acting``: nobody was named, who declared stands in. ``tired``: longer than the fatigue limit."""

    seat: str
    name: str
    handle: str = ""
    since: Instant | None = None
    held_s: float = 0.0
    acting: bool = False
    tired: bool = False
    offered_to: str = ""
    """Command is on offer to this person, who has not confirmed."""


def seats(incident: Incident, playbook: Playbook, now: Instant) -> tuple[SeatView, ...]:
    """The five seats of the board, then the subject experts in the order in which they came."""
    names = [*Seat, *(seat for seat in incident.roles if seat not in tuple(Seat))]
    return tuple(_seat(incident, playbook, str(seat), now) for seat in names)


def _seat(incident: Incident, playbook: Playbook, seat: str, now: Instant) -> SeatView:
    handle = incident.roles.get(seat, "")
    acting = seat == Seat.IC and not handle and bool(incident.acting_ic)
    since = next((held.start for held in incident.held if held.seat == seat and held.end is None), None)
    if seat == Seat.IC:
        handle, since = incident.commander, incident.command_since if incident.commander else None
    held_s = max(0.0, now.since(since)) if since is not None and handle else 0.0
    return SeatView(
        seat=seat,
        name=seat_name(seat),
        handle=handle,
        since=since,
        held_s=held_s,
        acting=acting,
        tired=seat == Seat.IC and incident.open and held_s > playbook.clocks.fatigue_s,
        offered_to=incident.command_offered if seat == Seat.IC else "",
    )


def responders(incident: Incident, now: Instant, spoken: Iterable[tuple[str, Instant]] = ()) -> tuple[str, ...]:
    """The handles of everybody who is at work on the incident, each once, commander first."""
    found = [incident.commander, *incident.roles.values()]
    found += [ask.to for ask in incident.asks if ask.open]
    found += [change.owner for change in incident.changes if change.in_flight]
    found += [decision.owner for decision in incident.decisions if decision.due_at is not None]
    found += [page.who for page in incident.pages if page.answer is PageAnswer.ANSWERED]
    found += [who for who, at in spoken if 0 <= now.since(at) <= SPOKE_S]
    return tuple(dict.fromkeys(handle for handle in found if handle))
