"""Reading the timeline a window at a time: opening an incident costs the rows on the screen, not all of them."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable

from warroom.clock import Instant
from warroom.incident.entry import Entry, EntryGroup
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
    by_entry_time: bool = False,
) -> list[Entry]:
    """The last ``limit`` entries before ``before``, the newest last.

    ``by_entry_time`` orders by when they were recorded; the first value of ``before`` is then that time.
    """
    first = "recorded_at" if by_entry_time else "at"
    where = "incident = ?"
    arguments: list[object] = [incident]
    if before is not None:
        where += f" AND ({first}, hlc, replica, seq) < (?, ?, ?, ?)"
        arguments += [Instant(before[0]).text, *before[1:]]
    found = connection.execute(
        f"SELECT {rows.ENTRY_COLUMNS} FROM entry WHERE {where}"
        f" ORDER BY {first} DESC, hlc DESC, replica DESC, seq DESC LIMIT ?",
        (*arguments, -1 if limit is None else limit),
    ).fetchall()
    return [rows.entry(row) for row in reversed(found)]


def keys(connection: Connection, incident: str) -> list[tuple[Order, str]]:
    """(order, id) of every entry, in the timeline's order."""
    found = connection.execute(
        "SELECT at, hlc, replica, seq, id FROM entry WHERE incident = ? ORDER BY at, hlc, replica, seq", (incident,)
    ).fetchall()
    return [((int(rows.instant(at)), hlc, replica, seq), id_) for at, hlc, replica, seq, id_ in found]


def numbers(
    connection: Connection,
    incident: str,
    *,
    groups: Collection[EntryGroup] | None = None,
    starred: bool = False,
    by_entry_time: bool = False,
) -> array[int]:
    """``n`` of every entry in the timeline's order, 8 bytes each: what a table of a million rows can afford to hold.

    ``groups`` and ``starred`` are the timeline's filters.
    """
    where, arguments = "incident = ?", [incident]
    if groups is not None:
        where += f" AND grp IN ({','.join('?' * len(groups))})"
        arguments += [group.value for group in groups]
    if starred:
        where += " AND starred = 1"
    first = "recorded_at" if by_entry_time else "at"
    found = connection.execute(f"SELECT n FROM entry WHERE {where} ORDER BY {first}, hlc, replica, seq", arguments)
    return array("q", (row[0] for row in found))


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
