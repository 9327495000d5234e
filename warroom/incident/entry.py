"""One row of the timeline as it reads now; the shape that projection, search, export and screen share."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from warroom.clock import Instant


class EntryGroup(StrEnum):
    """What the timeline's filters ask for, and which icon and word a row carries (UI.md 7, entry kinds)."""

    NOTE = "note"
    DECISION = "decision"
    HYPOTHESIS = "hypothesis"
    CHANGE = "change"
    ASK = "ask"
    IMPACT = "impact"
    FOLLOW_UP = "follow_up"
    UPDATE = "update"
    STATE = "state"
    ALERT = "alert"
    SYSTEM = "system"


class EntryFilter(msgspec.Struct, frozen=True):
    """Which rows of the timeline are asked for; what is None or '' lets all through.

    ``person``: who did or said it. ``role``: the bracket prefix, whatever its case. The record asks the same in SQL, so
    a window can judge a fresh row by ``accepts`` alone.
    """

    groups: frozenset[EntryGroup] | None = None
    starred: bool = False
    person: str = ""
    role: str = ""

    def accepts(self, entry: Entry) -> bool:
        return (
            (self.groups is None or entry.group in self.groups)
            and (entry.starred or not self.starred)
            and (not self.person or entry.actor == self.person)
            and (not self.role or entry.role.lower() == self.role.lower())
        )


EVERYTHING = EntryFilter()


class Voices(msgspec.Struct, frozen=True):
    """Who speaks in an incident's timeline, and under which role prefixes; each by name."""

    people: list[str]
    roles: list[str]


class Entry(msgspec.Struct, frozen=True):
    """``kind`` is the event's kind; ``text`` is what a person reads; ``late``: recorded a minute or more late;
    ``owner``: who was asked, or is to carry it out."""

    id: str
    incident: str
    n: int
    hlc: str
    replica: str
    seq: int
    at: Instant
    recorded_at: Instant
    kind: str
    group: EntryGroup
    actor: str
    author: str
    role: str
    text: str
    late: bool = False
    starred: bool = False
    amended: bool = False
    retracted: bool = False
    redacted: bool = False
    owner: str = ""

    @property
    def to(self) -> str:
        """The owner, where that is somebody else than who said it."""
        return self.owner if self.owner != self.actor else ""

    @property
    def order(self) -> tuple[int, str, str, int]:
        """The timeline's order: when it happened, then as recorded (DESIGN section 3, *Order*)."""
        return (int(self.at), self.hlc, self.replica, self.seq)
