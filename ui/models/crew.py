"""Who is at work, and since when each seat is held: what the role board says beside the names."""

from __future__ import annotations

from warroom.clock import Instant
from warroom.incident.state import Held, Incident
from warroom.incident.words import Seat


def responders(incident: Incident) -> list[str]:
    """Everybody with something to do now: a seat, an open ask, a change in flight. Each once, commander first."""
    found = [incident.commander, *incident.roles.values()]
    found += [ask.to for ask in incident.asks if ask.open]
    found += [change.owner for change in incident.changes if change.in_flight]
    return [name for name in dict.fromkeys(found) if name]


def held_since(incident: Incident, seat: str) -> Instant | None:
    """Since when the seat is held by who holds it; for an acting commander, since they act."""
    if seat == Seat.IC:
        return incident.command_since if incident.commander else None
    row: Held | None = next((row for row in reversed(incident.held) if row.seat == seat and row.end is None), None)
    return None if row is None else row.start


def others_seats(incident: Incident, seat: str) -> dict[str, list[str]]:
    """Who holds other seats, and which: the people that a free seat may be merged on."""
    found: dict[str, list[str]] = {}
    for other, name in incident.roles.items():
        if other != seat and name and name != incident.roles.get(seat):
            found.setdefault(name, []).append(other)
    return found
