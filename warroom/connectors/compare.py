"""Recognising our own message by what it says, where a service keeps no mark of ours.

Only what came after the last update that we know of counts, so an earlier update with the same words is not taken for
this one; and a match that is older than the message itself is left to a person (INTEGRATIONS section 2, tier B–).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import msgspec

from warroom.clock import MINUTE, Instant
from warroom.connectors.moments import iso
from warroom.connectors.protocol import Absent, CannotTell, Outgoing

__all__ = ["LAST", "SKEW_S", "Held", "find", "iso", "same"]

LAST = "last"
"""Key of a thread: the id of the update that we know to be the newest of ours."""
SKEW_S = 10 * MINUTE
"""How far the clocks of service and laptop may be apart."""


class Held(msgspec.Struct, frozen=True):
    """An update as the service holds it. ``at`` is when it arrived there, not the time under which it is shown."""

    id: str
    text: str
    status: str = ""
    at: Instant | None = None


def same(one: str, other: str) -> bool:
    """Whether two texts say the same, whatever a service did to blanks and line ends."""
    return _plain(one) == _plain(other)


def find(
    held: Sequence[Held], outgoing: Outgoing, text: str, status: str = "", skew_s: float = SKEW_S
) -> Held | Absent | CannotTell:
    """Our update among those of one incident or channel, given oldest first. ``status`` in the service's words."""
    known = [n for n, one in enumerate(held) if one.id == outgoing.thread.get(LAST)]
    fresh = held[known[-1] + 1 :] if known else held
    alike = [one for one in fresh if same(one.text, text) and (not status or one.status == status)]
    if not alike:
        return Absent()
    timely = [one for one in alike if one.at is None or one.at >= outgoing.written_at.plus(-skew_s)]
    if not timely:
        return CannotTell("An older message with the very same words is there. Look there, then decide.")
    return timely[0]


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
