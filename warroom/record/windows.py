"""Reading the timeline a window at a time: opening an incident costs the rows on the screen, not all of them."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

from warroom.clock import Instant
from warroom.incident.entry import EVERYTHING, Entry, EntryFilter, EntryGroup, Voices
from warroom.record import rows
from warroom.record.sqlite import Connection

Order = tuple[int, str, str, int]
"""``Entry.order``: (at, hlc, replica, seq)."""


def entries(
    connection: Connection,
    incident: str,
    *,
    before: Order | None = None,
    limit: int | None = None,
    only: EntryFilter = EVERYTHING,
    by_entry_time: bool = False,
) -> list[Entry]:
    """The last ``limit`` entries before ``before`` that ``only`` lets through, the newest last.

    ``by_entry_time`` orders by when they were recorded; the first value of ``before`` is then that time.
    """
    source, arguments = _asked(incident, only)
    first = "recorded_at" if by_entry_time else "at"
    if before is not None:
        source += f" AND ({first}, hlc, replica, seq) < (?, ?, ?, ?)"
        arguments += [Instant(before[0]).text, *before[1:]]
    found = connection.execute(
        f"SELECT {rows.ENTRY_COLUMNS} FROM {source} ORDER BY {first} DESC, hlc DESC, replica DESC, seq DESC LIMIT ?",
        (*arguments, -1 if limit is None else limit),
    ).fetchall()
    return [rows.entry(row) for row in reversed(found)]


def numbers(
    connection: Connection, incident: str, *, only: EntryFilter = EVERYTHING, by_entry_time: bool = False
) -> array[int]:
    """``n`` of every entry in the timeline's order, 8 bytes each: what a table of a million rows can afford to hold."""
    source, arguments = _asked(incident, only)
    first = "recorded_at" if by_entry_time else "at"
    found = connection.execute(f"SELECT n FROM {source} ORDER BY {first}, hlc, replica, seq", arguments)
    return array("q", (row[0] for row in found))


def count(connection: Connection, incident: str) -> int:
    """How many entries an incident has."""
    return int(connection.execute("SELECT count(*) FROM entry WHERE incident = ?", (incident,)).fetchone()[0])


def row_of(
    connection: Connection,
    incident: str,
    place: Instant | Entry,
    *,
    only: EntryFilter = EVERYTHING,
    by_entry_time: bool = False,
) -> int:
    """How many entries stand before ``place``: the row, in the order of ``numbers``, of that entry, or of the first one
    at or after an instant.
    """
    source, arguments = _asked(incident, only)
    first = "recorded_at" if by_entry_time else "at"
    if isinstance(place, Entry):
        moment = place.recorded_at if by_entry_time else place.at
        where = f"({first}, hlc, replica, seq) < (?, ?, ?, ?)"
        arguments += [moment.text, place.hlc, place.replica, place.seq]
    else:
        where = f"{first} < ?"
        arguments.append(place.text)
    return int(connection.execute(f"SELECT count(*) FROM {source} AND {where}", arguments).fetchone()[0])


def voices(connection: Connection, incident: str) -> Voices:
    """Who speaks in an incident and under which role prefixes. Reads every row of it."""
    people, roles = (
        [str(row[0]) for row in connection.execute(query, (incident,)).fetchall()]
        for query in (
            "SELECT DISTINCT actor FROM entry WHERE incident = ? ORDER BY actor",
            "SELECT DISTINCT role FROM entry WHERE incident = ? AND role <> '' ORDER BY role",
        )
    )
    return Voices(people, roles)


def _asked(incident: str, only: EntryFilter) -> tuple[str, list[object]]:
    """The table, by the index that serves the filter best, and its conditions with their values."""
    index, where, arguments = "", "incident = ?", list[object]([incident])
    if only.groups is not None:
        where += f" AND grp IN ({','.join('?' * len(only.groups))})"
        arguments += sorted(group.value for group in only.groups)
        if EntryGroup.NOTE not in only.groups:
            index, where = " INDEXED BY entry_kind", where + " AND grp <> 'note'"
    if only.starred:
        index, where = " INDEXED BY entry_starred", where + " AND starred = 1"
    if only.person:
        where += " AND actor = ?"
        arguments.append(only.person)
    if only.role:
        where += " AND role = ? COLLATE NOCASE"
        arguments.append(only.role)
    return f"entry{index} WHERE {where}", arguments


def by_number(connection: Connection, wanted: Iterable[int]) -> list[Entry]:
    """The entries with these ``n``, in the order given; one that is gone is passed over."""
    ordered = list(wanted)
    found: list[Entry] = []
    for start in range(0, len(ordered), rows.BATCH):
        batch = ordered[start : start + rows.BATCH]
        marks = ",".join("?" * len(batch))
        selected = connection.execute(f"SELECT {rows.ENTRY_COLUMNS} FROM entry WHERE n IN ({marks})", batch)
        by = {row[2]: row for row in selected.fetchall()}
        found += [rows.entry(by[n]) for n in batch if n in by]
    return found


def by_id(connection: Connection, wanted: Iterable[str]) -> list[Entry]:
    """The entries with these ids, in the order given; one that is gone is passed over."""
    found: list[int] = []
    ordered = list(wanted)
    for start in range(0, len(ordered), rows.BATCH):
        batch = ordered[start : start + rows.BATCH]
        marks = ",".join("?" * len(batch))
        by = dict(connection.execute(f"SELECT id, n FROM event WHERE id IN ({marks})", batch).fetchall())
        found += [by[id_] for id_ in batch if id_ in by]
    return by_number(connection, found)
