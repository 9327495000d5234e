"""Taking words off the record for good: one entry's (``redact``), or a whole incident (``forget``).

The only two ways in which anything leaves. Both leave a trace that says so: the chain of a redacted entry still
verifies, and the tombstone of a forgotten incident keeps a merge from bringing it back. The words go from the entry,
the search, its file, and whatever is half typed; copies of the record that still hold them are named, and ``rewriting``
mends those that a person wants mended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from warroom import ids
from warroom.errors import NotFound, Refused
from warroom.incident.events import (
    Amended,
    AttachmentAdded,
    Body,
    Event,
    IncidentForgotten,
    MessageQueued,
    MessageSent,
    Note,
    Redacted,
)
from warroom.incident.phrases import phrase
from warroom.incident.state import Incident
from warroom.masking import secrets_in
from warroom.record import backup, local, projections, reading, rows, search, sqlite
from warroom.record.store import Record
from warroom.record.writing import Writing

_STAYS = frozenset({"declared", "amended", "retracted", "redacted", "starred"})
_NAMED_AT_MOST = 20
_FACTS: dict[str, Callable[[Incident], object]] = {
    "status": lambda state: state.status,
    "severity": lambda state: state.severity,
    "times": lambda state: (
        state.started_at,
        state.detected_at,
        state.acknowledged_at,
        state.mitigated_at,
        state.resolved_at,
        state.fixed_at,
    ),
    "roles": lambda state: (state.roles, state.acting_ic),
    "requirements": lambda state: [(row.name, row.done_at, row.waived) for row in state.requirements],
    "updates": lambda state: (state.internal.sent, state.external.sent),
}
_SHORTEST = 8
"""Letters that a text must have before drafts are searched for it: "restart" stands everywhere."""


class Removed(msgspec.Struct, frozen=True):
    """What was done. ``copies`` still hold what was removed; mending them is for the person to decide. ``also``: other
    entries in which the same secret stands, and messages that quote the words: one that waits goes out with them.
    ``event`` None: it had been done before. ``unset``: what the entry had set, which goes back to what it was.
    """

    event: Event | None
    copies: list[Path]
    also: list[str] = []
    unset: list[str] = []


def redact(record: Record, author: str, entry: str, why: str = "") -> Removed:
    """Blank the words of an entry and of every amendment of it, everywhere in the record.

    Raises ``NotFound``, and ``Refused`` for what cannot be redacted.
    """
    connection = record.connection

    def work(writing: Writing) -> tuple[Event, list[str]]:
        target = _redactable(writing, entry)
        amendments = [
            event for event in projections.about(connection, target.incident, entry) if event.kind == "amended"
        ]
        said = [text for text in (phrase(event.body) for event in (target, *amendments)) if text]
        said += [row.text for row in (writing.entry(entry),) if row is not None and row.text]
        secrets = sorted({text[one.start : one.end] for text in said for one in secrets_in(text)})
        source = target.body.source if isinstance(target.body, Note) else ""
        quotes = _quoting(connection, target, [*said, *_message_words(target.body)])
        done = writing.append(target.incident, Redacted(target=entry, why=why, source=source))
        for amendment in amendments:
            writing.append(target.incident, Redacted(target=amendment.id, why=why))
        blank = [(event.id,) for event in (target, *amendments)]
        connection.executemany("UPDATE event SET body = '', salt = '' WHERE id = ?", blank)
        if isinstance(target.body, MessageQueued):
            writing.outbox.blank([target.body.message])
        if isinstance(target.body, AttachmentAdded):
            writing.attachments.drop_unnamed([target.body.sha256])
        local.take_out(connection, [*(text.strip() for text in said if len(text.strip()) >= _SHORTEST), *secrets])
        projections.refresh(connection, target.incident, entry)
        _purge_search(connection)
        return done, list(dict.fromkeys([*_elsewhere(connection, secrets), *quotes]))

    found = record.event(entry)
    before = record.incident(found.incident) if found is not None and found.incident != ids.RECORD else None
    event, also = record.write(author, work).value
    _purge_file(record)
    copies = backup.holding(connection, record.path, event=entry)
    return Removed(event, copies, also, _unset(before, record.incident(event.incident)) if before else [])


def forget(record: Record, author: str, incident: str) -> Removed:
    """Drop an incident with all its events and files; its number is not given again. Raises ``NotFound``."""
    connection = record.connection
    ref = record.incident(incident).ref

    def work(writing: Writing) -> Event:
        heads = reading.heads(connection, incident)
        files = writing.attachments.named_by(incident)
        done = writing.append(ids.RECORD, IncidentForgotten(forgotten=incident, ref=ref, heads=heads))
        connection.execute(
            "INSERT INTO entry_fts (entry_fts, rowid, text, role, actor)"
            " SELECT 'delete', n, text, role, actor FROM entry WHERE incident = ?",
            (incident,),
        )
        for table in ("entry", "event", "draft", "delivery"):
            connection.execute(f"DELETE FROM {table} WHERE incident = ?", (incident,))
        connection.execute("DELETE FROM incident WHERE id = ?", (incident,))
        writing.attachments.drop_unnamed(files)
        _purge_search(connection)
        return done

    event = record.write(author, work).value
    _purge_file(record)
    return Removed(event, backup.holding(connection, record.path, incident=incident))


def copies_of(record: Record, *, entry: str = "", incident: str = "") -> list[Path]:
    """The copies that still hold what was redacted or forgotten earlier."""
    return backup.holding(record.connection, record.path, event=entry, incident=incident)


def forgotten(record: Record, reference: str) -> str | None:
    """The id of a forgotten incident, by the reference that it had."""
    wanted = reference.strip().upper()
    bodies = (event.body for event in record.events(ids.RECORD, kinds=[IncidentForgotten.KIND]))
    return next((b.forgotten for b in bodies if isinstance(b, IncidentForgotten) and b.ref.upper() == wanted), None)


def _elsewhere(connection: sqlite.Connection, secrets: Iterable[str]) -> list[str]:
    """The entries in which one of the secrets still stands, to the letter."""
    hits = (found.entry for secret in secrets for found in search.search(connection, secret, limit=_NAMED_AT_MOST))
    found = [entry.id for entry in hits if any(secret in entry.text for secret in secrets)]
    return list(dict.fromkeys(found))[:_NAMED_AT_MOST]


def _unset(before: Incident, after: Incident) -> list[str]:
    """The facts of an incident that read otherwise now: a redaction takes the whole body of its entry."""
    return [name for name, fact in _FACTS.items() if fact(before) != fact(after)]


def _quoting(connection: sqlite.Connection, target: Event, said: Iterable[str]) -> list[str]:
    """The messages of the same incident in which one of the texts stands as it was said."""
    pieces = {text.strip() for text in said if len(text.strip()) >= _SHORTEST}
    kinds = [MessageQueued.KIND, MessageSent.KIND]
    events = rows.events_by_number(connection, reading.event_numbers(connection, target.incident, 0, kinds))
    others = ((event.id, _message_words(event.body)) for event in events if event.id != target.id)
    return [id_ for id_, words in others if any(piece in text for text in words for piece in pieces)]


def _message_words(body: Body) -> list[str]:
    return [body.text, *body.facts.values()] if isinstance(body, MessageQueued | MessageSent) else []


def entry_of(record: Record, event: str) -> str:
    """The entry to redact for an event: an amendment has no words of its own, they stand in what it amends."""
    found = record.event(event)
    return found.body.target if found is not None and isinstance(found.body, Amended) else event


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
