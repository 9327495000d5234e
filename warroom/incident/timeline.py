"""The timeline as it reads now: one entry for each event that has a row, with what later events did to it.

The record projects entries with the very functions below, a step at a time; ``fold_entries`` is the same over a whole
list. Amending keeps the original: ``versions`` reads all of them.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from warroom.clock import Instant
from warroom.incident import events as fact
from warroom.incident import naming
from warroom.incident.entry import Entry, EntryGroup
from warroom.incident.events import Event
from warroom.incident.phrases import phrase

LATE_AFTER_S = 60
"""An entry is *late* when it was recorded this long after it happened."""
_GROUPS: dict[str, EntryGroup] = {
    "note": EntryGroup.NOTE,
    "decision": EntryGroup.DECISION,
    "hypothesis": EntryGroup.HYPOTHESIS,
    "hypothesis_judged": EntryGroup.HYPOTHESIS,
    "hypothesis_linked": EntryGroup.HYPOTHESIS,
    "decision_noted": EntryGroup.DECISION,
    "decision_reviewed": EntryGroup.DECISION,
    "change_detailed": EntryGroup.CHANGE,
    "change_proposed": EntryGroup.CHANGE,
    "change_reported": EntryGroup.CHANGE,
    "change_moved": EntryGroup.CHANGE,
    "ask": EntryGroup.ASK,
    "ask_moved": EntryGroup.ASK,
    "ask_later": EntryGroup.ASK,
    "impact": EntryGroup.IMPACT,
    "triage_answered": EntryGroup.NOTE,
    "follow_up": EntryGroup.FOLLOW_UP,
    "message_queued": EntryGroup.UPDATE,
    "message_sent": EntryGroup.UPDATE,
    "message_delivered": EntryGroup.UPDATE,
    "message_withdrawn": EntryGroup.UPDATE,
    "copied_anyway": EntryGroup.UPDATE,
    "told": EntryGroup.UPDATE,
    "said": EntryGroup.UPDATE,
    "attachment": EntryGroup.NOTE,
    "alert": EntryGroup.ALERT,
    "system": EntryGroup.SYSTEM,
    "clock_stepped": EntryGroup.SYSTEM,
    "clock_corrected": EntryGroup.SYSTEM,
    "playbook_adopted": EntryGroup.SYSTEM,
}
_ABOUT_OTHERS = (fact.Amended, fact.Retracted, fact.Starred, fact.Redacted)
_ABOUT_KINDS = frozenset(body.KIND for body in _ABOUT_OTHERS)
AMENDABLE = frozenset(
    {
        "note",
        "decision",
        "hypothesis",
        "change_proposed",
        "change_reported",
        "ask",
        "impact",
        "follow_up",
        "alert",
        "attachment",
    }
)
"""Said kinds; all else is followed by a correcting event (UI.md 3.6)."""


class Version(msgspec.Struct, frozen=True):
    """One reading of an entry: the original or an amendment."""

    text: str
    at: Instant
    recorded_at: Instant
    author: str


def target_of(event: Event) -> str | None:
    """The entry that an event changes, if it changes one. ``undone`` changes one and has a row of its own."""
    if isinstance(event.body, _ABOUT_OTHERS):
        return event.body.target
    return event.body.corrects or None


def entry_of(event: Event) -> Entry | None:
    """The row of an event; None for one that only changes another row. A blanked body reads as redacted."""
    body = event.body
    if event.kind in _ABOUT_KINDS:
        return None
    blank = isinstance(body, fact.Unknown) and not body.raw
    return Entry(
        event.id,
        event.incident,
        event.n,
        event.hlc,
        event.replica,
        event.seq,
        event.at,
        event.recorded_at,
        event.kind,
        _GROUPS.get(event.kind, EntryGroup.STATE),
        body.actor or event.author,
        event.author,
        body.role,
        "" if blank else phrase(body),
        int(event.recorded_at) - int(event.at) >= LATE_AFTER_S * 1000,
        bool(getattr(body, "star", False)),
        redacted=blank,
        owner=naming.owner_of(body),
    )


def apply(entry: Entry, event: Event) -> Entry:
    """The entry after ``event`` was done to it; events about other entries leave it as it is."""
    body = event.body
    if target_of(event) != entry.id:
        return entry
    if isinstance(body, fact.Amended):
        return _amended(entry, body)
    if isinstance(body, fact.Retracted | fact.Undone):
        return msgspec.structs.replace(entry, retracted=True)
    if isinstance(body, fact.Starred):
        return msgspec.structs.replace(entry, starred=body.star)
    if isinstance(body, fact.Redacted):
        return msgspec.structs.replace(entry, redacted=True, text="", role="", owner="")
    return entry


def fold_entries(events: Iterable[Event]) -> list[Entry]:
    """All entries of ``events`` in the timeline's order, as they read now."""
    events = sorted(events, key=lambda event: (event.hlc, event.replica, event.seq))
    entries = {entry.id: entry for entry in map(entry_of, events) if entry is not None}
    for event in events:
        target = target_of(event)
        if target in entries:
            entries[target] = apply(entries[target], event)
    naming.name_all(entries, events)
    return sorted(entries.values(), key=lambda entry: entry.order)


def versions(entry_id: str, events: Iterable[Event]) -> list[Version]:
    """Every reading of an entry, the original first."""
    found: list[Version] = []
    for event in events:
        if event.id == entry_id:
            found.insert(0, Version(phrase(event.body), event.at, event.recorded_at, event.author))
        elif isinstance(event.body, fact.Amended) and event.body.target == entry_id:
            text = found[-1].text if event.body.text is None and found else (event.body.text or "")
            at = (found[-1].at if found else event.at) if event.body.at is None else event.body.at
            found.append(Version(text, at, event.recorded_at, event.author))
    return found


def _amended(entry: Entry, body: fact.Amended) -> Entry:
    at = entry.at if body.at is None else body.at
    return msgspec.structs.replace(
        entry,
        amended=True,
        text=entry.text if body.text is None else body.text,
        at=at,
        role=entry.role if body.entry_role is None else body.entry_role,
        actor=entry.actor if body.entry_actor is None else body.entry_actor,
        late=entry.recorded_at.since(at) >= LATE_AFTER_S,
    )
