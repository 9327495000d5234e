"""Taking words off the record for good: one entry's (``redact``), or a whole incident (``forget``).

The only two ways in which anything leaves. Both leave a trace that says so: the chain of a redacted entry still
verifies, and the tombstone of a forgotten incident keeps a merge from bringing it back. Copies are beyond our reach and
are named.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from warroom import ids
from warroom.errors import NotFound, Refused
from warroom.incident.events import Event, IncidentForgotten, MessageQueued, Note, Redacted
from warroom.record import backup, projections, reading, sqlite
from warroom.record.store import Record
from warroom.record.writing import Writing

_STAYS = frozenset({"declared", "amended", "retracted", "redacted", "starred"})


class Removed(msgspec.Struct, frozen=True):
    """What was done. ``copies`` still hold what was removed; deleting them is for the person to decide."""

    event: Event
    copies: list[Path]


def redact(record: Record, author: str, entry: str, why: str = "") -> Removed:
    """Blank the words of an entry and of every amendment of it, everywhere in the record.

    Raises ``NotFound``, and ``Refused`` for what cannot be redacted.
    """
    connection = record.connection

    def work(writing: Writing) -> Event:
        target = _redactable(writing, entry)
        amendments = [
            event for event in projections.about(connection, target.incident, entry) if event.kind == "amended"
        ]
        source = target.body.source if isinstance(target.body, Note) else ""
        done = writing.append(target.incident, Redacted(target=entry, why=why, source=source))
        for amendment in amendments:
            writing.append(target.incident, Redacted(target=amendment.id, why=why))
        blank = [(event.id,) for event in (target, *amendments)]
        connection.executemany("UPDATE event SET body = '', salt = '' WHERE id = ?", blank)
        if isinstance(target.body, MessageQueued):
            writing.outbox.blank([target.body.message])
        projections.refresh(connection, target.incident, entry)
        _purge_search(connection)
        return done

    event = record.write(author, work).value
    _purge_file(record)
    return Removed(event, backup.holding(connection, record.path, event=entry))


def forget(record: Record, author: str, incident: str) -> Removed:
    """Drop an incident with all its events; its number is not given again. Raises ``NotFound``."""
    connection = record.connection
    ref = record.incident(incident).ref

    def work(writing: Writing) -> Event:
        heads = reading.heads(connection, incident)
        done = writing.append(ids.RECORD, IncidentForgotten(forgotten=incident, ref=ref, heads=heads))
        connection.execute(
            "INSERT INTO entry_fts (entry_fts, rowid, text, role, actor)"
            " SELECT 'delete', n, text, role, actor FROM entry WHERE incident = ?",
            (incident,),
        )
        for table in ("entry", "event", "draft", "delivery"):
            connection.execute(f"DELETE FROM {table} WHERE incident = ?", (incident,))
        connection.execute("DELETE FROM incident WHERE id = ?", (incident,))
        _purge_search(connection)
        return done

    event = record.write(author, work).value
    _purge_file(record)
    return Removed(event, backup.holding(connection, record.path, incident=incident))


def _redactable(writing: Writing, entry: str) -> Event:
    target = writing.event(entry)
    if target is None or target.incident == ids.RECORD:
        raise NotFound(f"There is no entry {entry} in this record.", code="no_entry")
    if target.kind in _STAYS:
        raise Refused(
            "This entry holds the incident together and cannot be redacted. `warroom forget` drops a whole incident.",
            code="not_redactable",
        )
    row = writing.entry(entry)
    if row is not None and row.redacted:
        raise Refused("This entry is redacted already.", code="redacted_already")
    return target


def _purge_search(connection: sqlite.Connection) -> None:
    """Merge the search index into one piece: removed words stay in its older pieces until then."""
    connection.execute("INSERT INTO entry_fts (entry_fts) VALUES ('optimize')")


def _purge_file(record: Record) -> None:
    """Empty the journal, which still holds the pages as they were; and forget every state that knows the words."""
    connection = record.connection
    with sqlite.translating(record.path):
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        record.refresh()
