"""Which of an audience's places have the newest message: "3 of 5 places".

A primary send begins a round. What went elsewhere after it belongs to the round, and so does what went out shortly
before it with the same facts: people do not keep to an order.
"""

from __future__ import annotations

import msgspec

from warroom.clock import MINUTE, Instant
from warroom.comms.places import Place, PlaceList
from warroom.incident.state import Incident, Message
from warroom.incident.words import MessageState

BEFORE_S = 15 * MINUTE
"""How long before the primary send another place may have been told the same."""
_MOVES = ("next_update", "duration", "started", "time")
"""Facts that differ from minute to minute and say nothing about the round."""


class Reached(msgspec.Struct, frozen=True):
    """One place. ``at`` is when the newest message reached it, None while it has not; ``queued``: it waits to go."""

    place: Place
    at: Instant | None = None
    queued: bool = False


class Reach(msgspec.Struct, frozen=True):
    rows: tuple[Reached, ...]

    @property
    def count(self) -> int:
        return sum(row.at is not None for row in self.rows)

    @property
    def words(self) -> str:
        """``3 of 5 places``."""
        return f"{self.count} of {len(self.rows)} {'place' if len(self.rows) == 1 else 'places'}"


def reach(incident: Incident, audience: PlaceList) -> Reach:
    """Where the newest round stands; before the first one no place is reached."""
    newest = _newest(incident, audience)
    return Reach(tuple(_row(incident, place, newest) for place in audience.places))


def _newest(incident: Incident, audience: PlaceList) -> Message | None:
    """The last message at the primary place; while it has none, the last at any."""
    sent = [message for message in incident.messages if message.out]
    for wanted in ((audience.primary,), audience.places):
        here = [message for message in sent if any(_at(message, place) for place in wanted)]
        if here:
            return max(here, key=lambda message: message.sent_at or message.at)
    return None


def _row(incident: Incident, place: Place, newest: Message | None) -> Reached:
    here = [message for message in incident.messages if _at(message, place)]
    queued = any(message.state is MessageState.QUEUED for message in here)
    if newest is None or newest.sent_at is None:
        return Reached(place, queued=queued)
    of_round = [message.sent_at for message in here if message.sent_at and _same_round(message, newest)]
    return Reached(place, max(of_round, default=None), queued)


def _same_round(message: Message, newest: Message) -> bool:
    if message.sent_at is None or newest.sent_at is None:
        return False
    if message.sent_at >= newest.sent_at:
        return True
    shared = (message.facts.keys() & newest.facts.keys()) - set(_MOVES)
    same = bool(shared) and all(message.facts[name] == newest.facts[name] for name in shared)
    return same and message.sent_at >= newest.sent_at.plus(-BEFORE_S)


def _at(message: Message, place: Place) -> bool:
    name = message.to.casefold()
    return name == place.name.casefold() or bool(place.target and name == place.target.casefold())
