"""Writing what was told elsewhere: notes with their own times, each once, however often its source is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import msgspec

from warroom import ids
from warroom.clock import Instant
from warroom.errors import NotFound, Refused
from warroom.incident.events import Amended, Body, Note, PersonNamed
from warroom.record import Writing
from warroom.room.acting import FUTURE_TOLERANCE_S
from warroom.room.entries import LARGEST_ENTRY

BATCH = 2000
"""Rows between two reports of progress."""


class Told(msgspec.Struct, frozen=True):
    """One note to be. ``source`` '' is written every time. ``edited``: when its author changed it at its source."""

    at: Instant
    text: str
    actor: str = ""
    role: str = ""
    source: str = ""
    edited: Instant | None = None
    star: bool = False


class Backfilled(msgspec.Struct, frozen=True):
    """What became of an import. ``changed``: entries that read anew because their source was edited since."""

    incident: str
    written: int
    already: int
    changed: int
    entries: list[str] = []


def write(
    tx: Writing,
    incident: str,
    told: Sequence[Told],
    people: Mapping[str, str],
    progress: Callable[[int, int], None] | None,
) -> Backfilled:
    """Append what is new. Raises ``NotFound`` and ``Refused``; whatever ``progress`` raises passes through."""
    if not tx.incident(incident).id:
        raise NotFound(f"There is no incident {incident} in this record.", code="no_incident")
    known = tx.sources(incident)
    fresh = [one for one in told if not one.source or one.source not in known]
    changes = _changes(tx, told, known)
    for one in fresh:
        _check(tx, one)
    written: list[str] = []
    for start in range(0, len(fresh), BATCH):
        if progress is not None:
            progress(start, len(fresh))
        batch = fresh[start : start + BATCH]
        events = tx.append_all(incident, (_note(tx, one) for one in batch), at=[min(one.at, tx.now) for one in batch])
        written += [event.id for event in events]
    for change in changes:
        tx.append(incident, change)
    _name_people(tx, fresh, people)
    if progress is not None:
        progress(len(fresh), len(fresh))
    return Backfilled(incident, len(fresh), len(told) - len(fresh), len(changes), written)


def _changes(tx: Writing, told: Sequence[Told], known: Mapping[str, tuple[str, Instant]]) -> list[Body]:
    """The entries whose source was edited after it was imported."""
    found: list[Body] = []
    for one in told:
        entry_id, came = known.get(one.source, ("", None)) if one.source and one.edited is not None else ("", None)
        if not entry_id or came is None or one.edited is None or one.edited <= came:
            continue
        entry = tx.entry(entry_id)
        if entry is not None and not entry.retracted and not entry.redacted and entry.text != one.text:
            found.append(Amended(target=entry_id, text=one.text))
    return found


def _check(tx: Writing, one: Told) -> None:
    if one.at.since(tx.now) > FUTURE_TOLERANCE_S:
        raise Refused(
            f"{one.at.text} is still to come. The record holds what has happened; check the zone.", code="future_time"
        )
    if len(one.text) * 4 > LARGEST_ENTRY and len(one.text.encode()) > LARGEST_ENTRY:
        raise Refused(
            f"A row of {one.at.text} is larger than the {LARGEST_ENTRY // 1024} KB that an entry holds.",
            code="entry_too_large",
        )


def _note(tx: Writing, one: Told) -> Note:
    actor = "" if one.actor == tx.author else one.actor
    return Note(text=one.text, star=one.star, source=one.source, actor=actor, role=one.role)


def _name_people(tx: Writing, fresh: Sequence[Told], people: Mapping[str, str]) -> None:
    """Whoever is new to the record is named on it."""
    speaking = {one.actor for one in fresh}
    named = {event.body.handle for event in tx.events_since(ids.RECORD, 0) if isinstance(event.body, PersonNamed)}
    for handle, name in people.items():
        if handle in speaking and handle not in named:
            tx.append(ids.RECORD, PersonNamed(handle=handle, name=name))
