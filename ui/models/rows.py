"""How a timeline row reads: its icon, its word, its short texts and the sentence that a screen reader says."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from warroom.clock import Instant
from warroom.incident.entry import Entry, EntryFilter, EntryGroup
from warroom.masking import masked
from warroom.scribe.lines import EntryKind

ICONS = {
    EntryGroup.NOTE: "message-square",
    EntryGroup.DECISION: "gavel",
    EntryGroup.HYPOTHESIS: "lightbulb",
    EntryGroup.CHANGE: "wrench",
    EntryGroup.ASK: "hourglass",
    EntryGroup.IMPACT: "users",
    EntryGroup.FOLLOW_UP: "list-checks",
    EntryGroup.UPDATE: "megaphone",
    EntryGroup.STATE: "flag",
    EntryGroup.ALERT: "bell-ring",
    EntryGroup.SYSTEM: "info",
}
_KIND_ICONS = {"role_assigned": "user", "command_taken": "crown", "command_offered": "crown", "attachment": "paperclip"}
GROUP_WORDS = {
    EntryGroup.NOTE: "note",
    EntryGroup.DECISION: "decision",
    EntryGroup.HYPOTHESIS: "hypothesis",
    EntryGroup.CHANGE: "change",
    EntryGroup.ASK: "ask",
    EntryGroup.IMPACT: "impact",
    EntryGroup.FOLLOW_UP: "follow-up",
    EntryGroup.UPDATE: "update",
    EntryGroup.STATE: "state",
    EntryGroup.ALERT: "alert",
    EntryGroup.SYSTEM: "system",
}
_KIND_WORDS = {
    "decision": "Decision",
    "hypothesis": "Hypothesis",
    "change_proposed": "Change",
    "change_reported": "Change done",
    "ask": "Ask",
    "impact": "Impact",
    "follow_up": "Follow-up",
    "alert": "Alert",
}
DONE = "change_reported"
"""What was done already was done *by* its owner; the rest is *for* them."""
LINE_GROUPS = {
    EntryKind.NOTE: EntryGroup.NOTE,
    EntryKind.DECISION: EntryGroup.DECISION,
    EntryKind.HYPOTHESIS: EntryGroup.HYPOTHESIS,
    EntryKind.CHANGE: EntryGroup.CHANGE,
    EntryKind.DONE_CHANGE: EntryGroup.CHANGE,
    EntryKind.ASK: EntryGroup.ASK,
    EntryKind.IMPACT: EntryGroup.IMPACT,
    EntryKind.FOLLOW_UP: EntryGroup.FOLLOW_UP,
}


_BLOCKS = frozenset({"note", "attachment"})
LONGEST_SEEN, LONGEST_READ = 1_200, 12_000
"""Letters of a text that a closed row can show, and that an open one does."""


class Filter(StrEnum):
    """The timeline's filter buttons (UI.md 2.3)."""

    ALL = "All"
    DECISIONS = "Decisions"
    CHANGES = "Changes"
    COMMS = "Comms"
    STARRED = "Starred"


_GROUPS = {
    Filter.DECISIONS: frozenset({EntryGroup.DECISION}),
    Filter.CHANGES: frozenset({EntryGroup.CHANGE}),
    Filter.COMMS: frozenset({EntryGroup.UPDATE}),
}


class Shown(msgspec.Struct, frozen=True):
    """Which rows the timeline shows, and in what order: one of its filters, of one person or one role prefix where
    those are named, by when it happened or by when it was entered."""

    filter: Filter = Filter.ALL
    person: str = ""
    role: str = ""
    by_entry_time: bool = False

    @property
    def only(self) -> EntryFilter:
        """The same as a question to the record."""
        return EntryFilter(_GROUPS.get(self.filter), self.filter is Filter.STARRED, self.person, self.role)

    @property
    def whole(self) -> bool:
        """Whether every row is let through."""
        return self.filter is Filter.ALL and not self.person and not self.role

    def accepts(self, entry: Entry) -> bool:
        return self.only.accepts(entry)


ALL_ROWS = Shown()


class Pending(msgspec.Struct):
    """A line between Enter and its commit; with ``problem``, one that could not be saved and waits for a person."""

    token: int
    line: str
    text: str
    begun: Instant
    author: str
    group: EntryGroup
    literal: bool = False
    slow: bool = False
    problem: str = ""


def icon_of(entry: Entry) -> str:
    """The icon by what happened; a note that was entered late carries the mark of lateness instead of its own."""
    if entry.retracted:
        return "ban"
    if entry.late and entry.group is EntryGroup.NOTE and entry.kind == "note":
        return "history"
    return _KIND_ICONS.get(entry.kind, ICONS[entry.group])


def kind_word(entry: Entry) -> str:
    """The word before the text, with whom it is for; rows whose text says what they are have none."""
    word = _KIND_WORDS.get(entry.kind, "")
    if entry.kind == "ask" and entry.owner == entry.actor:
        return "Promise"
    if not word or not entry.to or entry.redacted:
        return word
    return f"{word} {'by' if entry.kind == DONE else '→'} @{entry.to}"


def row_text(entry: Entry, *, bare: bool = False, most: int = LONGEST_READ) -> str:
    """The text with its role prefix, as the row shows it: what looks like a secret is covered unless ``bare``, and
    ``most`` letters are shown."""
    if entry.redacted:
        return "Redacted"
    text = entry.text if len(entry.text) <= most else f"{entry.text[:most]} … Alt+Enter shows all of it"
    text = text if bare else masked(text)
    return f"[{entry.role}] {text}" if entry.role else text


def is_block(entry: Entry) -> bool:
    """Whether the row is a piece of a log or of a file: its letters stand under one another."""
    return "\n" in entry.text and entry.kind in _BLOCKS


def _when_entered(entry: Entry) -> str:
    """``02:35``; with its day where that is another than the one on which it happened."""
    entered = entry.recorded_at.datetime()
    same = entered.date() == entry.at.datetime().date()
    return entry.recorded_at.hhmm() if same else f"{entered.day} {entered:%b} {entry.recorded_at.hhmm()}"


def marks(entry: Entry) -> str:
    """What happened to the row since: entered late, edited, retracted."""
    parts = [f"entered {_when_entered(entry)}"] if entry.late else []
    if entry.amended:
        parts.append("edited")
    if entry.retracted:
        parts.append("retracted")
    return " · ".join(parts)


def folded(count: int) -> str:
    """What stands in the place of rows that were retracted."""
    return f"{count} retracted"


def spoken(entry: Entry) -> str:
    """The whole row for a screen reader: time, kind, actor, key moment, text, marks (UI.md 10)."""
    star = ", key moment" if entry.starred else ""
    after = marks(entry)
    to = f" {'by' if entry.kind == DONE else 'to'} {entry.to}" if entry.to and not entry.redacted else ""
    head = f"{entry.at.hhmm()} UTC, {GROUP_WORDS[entry.group]}, {entry.actor}{to}{star}: {row_text(entry)}"
    return f"{head}, {after}" if after else head


def spoken_pending(pending: Pending) -> str:
    state = f"NOT SAVED: {pending.problem}" if pending.problem else "saving"
    return f"{pending.begun.hhmm()} UTC, {GROUP_WORDS[pending.group]}, {pending.author}, {state}: {pending.text}"


def copied(entry: Entry, *, bare: bool = False) -> str:
    """A row as text with time and actor, for the clipboard: the whole of it, covered as it is on the screen."""
    word, text = kind_word(entry), row_text(entry, bare=bare, most=len(entry.text))
    return f"{entry.at.datetime():%Y-%m-%d %H:%M} UTC  {entry.actor}  {word + ': ' if word else ''}{text}"
