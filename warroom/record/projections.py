"""The derived tables ``entry`` (with its search index) and ``incident``, kept by the fold's own functions.

An append writes them in its own transaction; they can be dropped and made again from the events at any time, and
``differences`` tells where they do not hold what the events say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeAlias

from warroom import ids
from warroom.incident import naming, timeline
from warroom.incident.entry import Entry
from warroom.incident.events import REGISTRY, Event, HypothesisLinked, Undone
from warroom.incident.state import Incident
from warroom.record import reading, rows, schema, suffixes
from warroom.record.header import Header, from_row, header_of, to_row
from warroom.record.sqlite import Connection, Error

if TYPE_CHECKING:
    from warroom.incident.playbook import Playbook

Playbooks: TypeAlias = "Callable[[str], Playbook]"

_INSERT_ENTRY = f"INSERT INTO entry ({rows.ENTRY_COLUMNS}) VALUES ({','.join('?' * 20)})"
_INSERT_WORDS = "INSERT INTO entry_fts (rowid, text, role, actor) VALUES (?, ?, ?, ?)"
_INSERT_WORDS_OF = (
    "INSERT INTO entry_fts (rowid, text, role, actor) SELECT n, text, role, actor FROM entry WHERE n BETWEEN ? AND ?"
)
_REMOVE_WORDS = "INSERT INTO entry_fts (entry_fts, rowid, text, role, actor) VALUES ('delete', ?, ?, ?, ?)"
_HEADER_FIELDS = Header.__struct_fields__
_PUT_HEADER = (
    f"INSERT INTO incident ({', '.join(_HEADER_FIELDS)}) VALUES ({','.join('?' * len(_HEADER_FIELDS))})"
    f" ON CONFLICT (id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _HEADER_FIELDS[1:])}"
)
_ABOUT_OTHERS = ("amended", "redacted", "retracted", "starred")


def project(connection: Connection, event: Event) -> None:
    """Bring the entry of one appended event, or the entry that it is about, up to date."""
    item = timeline.entry_of(event)
    if item is not None:
        _insert(connection, naming.named(item, event.body, _about(connection, event)))
    target = timeline.target_of(event)
    if target is None and event.body.corrects:
        undone = reading.event(connection, event.body.corrects)
        target = timeline.target_of(undone) if undone is not None else None
    if target is not None:
        refresh(connection, event.incident, target)


def refresh(connection: Connection, incident: str, target: str) -> None:
    """Fold one entry anew from its event and all events about it."""
    original = reading.event(connection, target)
    old = reading.entry(connection, target)
    if original is None:
        return
    folded = timeline.fold_entries([original, *about(connection, incident, target)])
    new = next((item for item in folded if item.id == target), None)
    if new is not None:
        new = naming.named(new, original.body, _about(connection, original))
    if new == old:
        return
    if old is not None:
        connection.execute(_REMOVE_WORDS, (old.n, old.text, old.role, old.actor))
        connection.execute("DELETE FROM entry WHERE n = ?", (old.n,))
    if new is not None:
        _insert(connection, new)
    if old is None or new is None or old.text != new.text:
        for other in _naming(connection, original):
            refresh(connection, incident, other)


def _about(connection: Connection, event: Event) -> str:
    """The name of what an event is about, as it reads now; '' for one that names nothing."""
    if event.kind not in naming.NAMING:
        return ""
    if event.kind == Undone.KIND:
        undone = reading.entry(connection, event.body.corrects)
        return undone.text if undone is not None else ""
    kinds = naming.SUBJECTS[event.kind]
    found = connection.execute(
        f"SELECT {rows.EVENT_COLUMNS} FROM event WHERE incident = ? AND kind <> 'note'"
        f" AND kind IN ({','.join('?' * len(kinds))}) AND json_extract(iif(body = '', '{{}}', body), '$.n') = ?"
        " ORDER BY n LIMIT 1",
        (event.incident, *kinds, getattr(event.body, "n", 0)),
    ).fetchone()
    if found is None:
        return ""
    subject = rows.event(found)
    row = reading.entry(connection, subject.id)
    name = naming.name_of(subject.body, row.text) if row is not None else ""
    linked = reading.entry(connection, naming.linked_by(event.body))
    return naming.with_linked(name, linked.text if linked is not None else "")


def _naming(connection: Connection, subject: Event) -> list[str]:
    """The rows that name what ``subject`` said, or may: its number is gone once it is redacted."""
    kinds = naming.naming_kinds(subject.kind)
    by_id = [kind for kind in (Undone.KIND, HypothesisLinked.KIND) if kind not in kinds]
    found = connection.execute(
        "SELECT id FROM event WHERE incident = ? AND kind <> 'note'"
        f" AND kind IN ({','.join('?' * (len(kinds) + len(by_id)))})"
        f" AND (kind NOT IN ({','.join('?' * len(by_id))}) OR"
        " json_extract(iif(body = '', '{}', body), iif(kind = 'undone', '$.corrects', '$.entry')) = ?)",
        (subject.incident, *kinds, *by_id, *by_id, subject.id),
    )
    return [id_ for (id_,) in found.fetchall()]


def refresh_names(connection: Connection) -> None:
    """Bring every row up to date that names what it is about, and every one that was mended since."""
    for kind in naming.NAMING:
        found = connection.execute("SELECT incident, id FROM event WHERE kind <> 'note' AND kind = ?", (kind,))
        for incident, id_ in found.fetchall():
            refresh(connection, incident, id_)
    for incident, target in _touched(connection):
        refresh(connection, incident, target)


def reword(connection: Connection) -> None:
    """Bring every row up to date whose words are this program's own: all but notes."""
    found = connection.execute("SELECT incident, id FROM event WHERE kind <> 'note' AND incident <> ?", (ids.RECORD,))
    for incident, id_ in found.fetchall():
        refresh(connection, incident, id_)
    refresh_names(connection)


def about(connection: Connection, incident: str, target: str) -> list[Event]:
    """The events that amend, retract, undo, star or redact one entry, with those that undo them."""
    kinds = (*_ABOUT_OTHERS, Undone.KIND)
    found = connection.execute(
        f"SELECT {rows.EVENT_COLUMNS} FROM event WHERE incident = ? AND kind <> 'note'"
        f" AND kind IN ({','.join('?' * len(kinds))})"
        " AND json_extract(iif(body = '', '{}', body), iif(kind = 'undone', '$.corrects', '$.target')) = ?",
        (incident, *kinds, target),
    ).fetchall()
    return [rows.event(row) for row in found]


def put_header(connection: Connection, incident: Incident) -> Header:
    """Write an incident's row; with a number that another one has too, both get their letter."""
    incident.suffix = suffixes.suffix(connection, incident)
    header = header_of(incident)
    connection.execute(_PUT_HEADER, to_row(header))
    return header


def _insert(connection: Connection, item: Entry) -> None:
    connection.execute(_INSERT_ENTRY, rows.entry_values(item))
    connection.execute(_INSERT_WORDS, (item.n, item.text, item.role, item.actor))


# -- Making them anew ---------------------------------------------------------------------------------------------


def rebuild(connection: Connection, playbooks: Playbooks) -> int:
    """Drop every projection and make it again, inside the caller's transaction; returns the number of entries."""
    from sqlite_utils import Database

    schema.drop_projections(connection)
    schema.make_projections(Database(connection, execute_plugins=False))
    count = 0
    for batch in _batches(_plain_entries(connection)):
        connection.executemany(_INSERT_ENTRY, [rows.entry_values(item) for item in batch])
        count += len(batch)
    connection.execute("INSERT INTO entry_fts (entry_fts) VALUES ('rebuild')")
    refresh_names(connection)
    for state in _states(connection, playbooks):
        put_header(connection, state)
    for state in _states(connection, playbooks):
        put_header(connection, state)  # the first of two that share a number learns it only now
    return count


def differences(connection: Connection, playbooks: Playbooks) -> Iterator[str]:
    """What the projections hold otherwise than the events say: the id of each entry or incident, or ``search``."""
    touched = {target: incident for incident, target in _touched(connection)}
    expected_count = 0
    for batch in _batches(_plain_entries(connection)):
        expected_count += len(batch)
        marks = ",".join("?" * len(batch))
        stored = connection.execute(
            f"SELECT {rows.ENTRY_COLUMNS} FROM entry WHERE n IN ({marks})", [item.n for item in batch]
        ).fetchall()
        by_number = {row[2]: tuple(row) for row in stored}
        for item in batch:
            if item.kind not in REGISTRY:
                continue  # a newer version knows better how it reads
            wanted = _folded(connection, item, touched)
            if by_number.get(item.n) != rows.entry_values(wanted):
                yield item.id
    count = connection.execute("SELECT count(*) FROM entry").fetchone()[0]
    if count != expected_count:
        yield "entry"
    wanted_headers = {}
    for state in _states(connection, playbooks):
        state.suffix = suffixes.suffix(connection, state)
        wanted_headers[state.id] = to_row(header_of(state))
    stored_headers = {row[0]: tuple(row) for row in connection.execute(reading.HEADERS)}
    for id_ in wanted_headers.keys() | stored_headers.keys():
        if wanted_headers.get(id_) != stored_headers.get(id_):
            yield id_
    if not search_holds(connection):
        yield "search"


def search_holds(connection: Connection) -> bool:
    """Whether the search index is whole and holds the very words of the entries."""
    try:
        connection.execute("INSERT INTO entry_fts (entry_fts, rank) VALUES ('integrity-check', 1)")
    except Error:
        return False
    return True


def headers(connection: Connection) -> list[Header]:
    """Every incident's row, the newest first."""
    return [from_row(row) for row in connection.execute(reading.HEADERS).fetchall()]


def _folded(connection: Connection, item: Entry, touched: dict[str, str]) -> Entry:
    if item.id not in touched and item.kind not in naming.NAMING:
        return item
    original = reading.event(connection, item.id)
    if original is None:
        return item
    if item.id in touched:
        events = [original, *about(connection, touched[item.id], item.id)]
        item = next((entry for entry in timeline.fold_entries(events) if entry.id == item.id), item)
    return naming.named(item, original.body, _about(connection, original))


def _plain_entries(connection: Connection) -> Iterator[Entry]:
    events = (event for event in rows.all_events(connection) if event.incident != ids.RECORD)
    return (item for item in map(timeline.entry_of, events) if item is not None)


def _batches(items: Iterator[Entry]) -> Iterator[list[Entry]]:
    batch: list[Entry] = []
    for item in items:
        batch.append(item)
        if len(batch) == rows.BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _touched(connection: Connection) -> list[tuple[str, str]]:
    """(incident, entry) of every entry that a later event is about."""
    marks = ",".join("?" * len(_ABOUT_OTHERS))
    return connection.execute(
        "SELECT DISTINCT incident, json_extract(iif(body = '', '{}', body),"
        " iif(kind = 'undone', '$.corrects', '$.target')) AS target FROM event"
        f" WHERE (kind IN ({marks}) OR kind = 'undone') AND target IS NOT NULL",
        _ABOUT_OTHERS,
    ).fetchall()


def _states(connection: Connection, playbooks: Playbooks) -> Iterator[Incident]:
    for (incident,) in reading.incident_ids(connection):
        from warroom.incident.fold import fold

        state = fold(reading.stateful(connection, incident), playbooks)
        state.id = incident  # a rescued incident may have lost what told it
        yield state


def project_all(connection: Connection, events: Iterable[Event]) -> None:
    """Bring in events that arrived one after another; they may be older than what is there: rows first, then what is
    done to them.
    """
    made: list[Entry] = []
    targets: set[tuple[str, str]] = set()
    for event in events:
        item = timeline.entry_of(event)
        if item is not None:
            made.append(item)
        target = timeline.target_of(event)
        if target is None and event.body.corrects:
            undone = reading.event(connection, event.body.corrects)
            target = timeline.target_of(undone) if undone is not None else None
        if target is not None:
            targets.add((event.incident, target))
        if event.kind in naming.NAMING:
            targets.add((event.incident, event.id))
    connection.executemany(_INSERT_ENTRY, map(rows.entry_values, made))
    if made:
        span = (min(item.n for item in made), max(item.n for item in made))
        connection.execute(_INSERT_WORDS_OF, span)
    for incident, target in targets:
        refresh(connection, incident, target)
