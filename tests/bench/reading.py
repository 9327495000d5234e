"""Reading: opening an incident, searching as one types, filtering and going to a time, at three sizes."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

from tests.bench import big_record
from tests.bench.registry import Measured, by_turns, row
from tests.records import START, open_record
from warroom.clock import ManualClock
from warroom.incident.entry import EntryFilter, EntryGroup
from warroom.record import sqlite

WINDOW = 60
SMALL, MIDDLE, BIG = 1_000, 100_000, big_record.ENTRIES
QUERIES = ("p", "pa", "pay", "payment", "payment po", "rollback", "cert", "certificate expired", "lag", "standby ala")


@row("open an incident of 1,000 entries: first rows", bare="select of one window of rows", reach_p99=100)
def first_rows_of_a_small_one() -> Measured:
    return _first_rows(SMALL, 2)


@row("open an incident of 100,000 entries: first rows", bare="select of one window of rows", reach_p99=100)
def first_rows() -> Measured:
    return _first_rows(BIG, 1)


@row("open an incident of 1,000,000 entries: first rows", bare="select of one window of rows", reach_p99=100)
def first_rows_of_a_big_one() -> Measured:
    return _first_rows(BIG, 2)


@row(
    "search as you type over 1,000",
    bare="FTS5 newest 50 with their rows",
    reach=2,
    reach_p99=50,
    because="a list that whole words do not fill is asked for a second time, by beginnings.",
)
def search_a_small_one() -> Measured:
    return _search(SMALL)


@row("search as you type over 100,000", bare="FTS5 newest 50 with their rows", reach=2, reach_p99=50)
def search_a_middle_one() -> Measured:
    return _search(MIDDLE)


@row("search as you type over 1,000,000", bare="FTS5 newest 50 with their rows", reach=2, reach_p99=50)
def search() -> Measured:
    return _search(BIG)


@row("filter by kind and star at 1,000,000", bare="select by rowid of one window of rows", reach_p99=50)
def filter_by_kind() -> Measured:
    """The rows and their first window; none of a million plain notes is looked at."""
    filters = itertools.cycle((EntryFilter(frozenset({EntryGroup.DECISION})), EntryFilter(starred=True)))
    return _filtered(filters, turns=60)


@row("filter by person at 1,000,000: first rows", bare="select by rowid of one window of rows", reach_p99=50)
def filter_by_person() -> Measured:
    """What the eye sees at once; the numbers of all rows follow."""
    record, _, incident = big_record.opened(BIG)
    filters = itertools.cycle((EntryFilter(person="kim"), EntryFilter(role="DB")))
    with record:
        return by_turns(
            lambda: record.entries(incident, only=next(filters), limit=WINDOW), _window(record.connection), turns=60
        )


@row("filter by person at 1,000,000: every row", bare="the same select", reach=1.5)
def every_row_of_a_person() -> Measured:
    """Each row is looked at, off the GUI thread: an index would cost every appended entry."""
    record, _, incident = big_record.opened(BIG)
    query = "SELECT n FROM entry WHERE incident = ? AND actor = 'kim' ORDER BY at, hlc, replica, seq"
    with record:
        return by_turns(
            lambda: record.entry_numbers(incident, only=EntryFilter(person="kim")),
            lambda: record.connection.execute(query, (incident,)).fetchall(),
            turns=5,
        )


@row("go to a time at 1,000,000", bare="count over the same index", reach=1.5)
def go_to_a_time() -> Measured:
    record, _, incident = big_record.opened(BIG)
    shares = [START.plus(big_record.STEP_S * BIG * share) for share in (0.2, 0.5, 0.9)]
    ours, bare = itertools.cycle(shares), itertools.cycle(shares)
    query = "SELECT count(*) FROM entry WHERE incident = ? AND at < ?"
    with record:
        return by_turns(
            lambda: record.row_of(incident, next(ours)),
            lambda: record.connection.execute(query, (incident, next(bare).text)).fetchone(),
            turns=12,
        )


def _first_rows(entries: int, number: int) -> Measured:
    """The record is opened, the state folded and one window of rows read."""
    path = big_record.of(entries)
    record, *incidents = big_record.opened(entries)
    record.close()
    incident = incidents[number - 1]
    clock = ManualClock(START.plus(big_record.STEP_S * entries * 2))

    def ours() -> None:
        with open_record(path, clock) as opened:
            opened.incident(incident)
            opened.entries(incident, limit=WINDOW)

    def bare() -> None:
        connection = sqlite.connect(path)
        connection.execute(
            "SELECT * FROM entry WHERE incident = ? ORDER BY at DESC, hlc DESC, replica DESC, seq DESC LIMIT ?",
            (incident, WINDOW),
        ).fetchall()
        connection.close()

    return by_turns(ours, bare, turns=60)


def _search(entries: int) -> Measured:
    record, _, _ = big_record.opened(entries)
    run = record.connection.execute
    ours, bare = itertools.cycle(QUERIES), itertools.cycle(QUERIES)

    def plain() -> None:
        query = " ".join(f'"{word}"*' for word in next(bare).split())
        run(
            "SELECT entry.* FROM"
            " (SELECT rowid FROM entry_fts WHERE entry_fts MATCH ? ORDER BY rowid DESC LIMIT 50) AS hit"
            " JOIN entry ON entry.n = hit.rowid",
            (query,),
        ).fetchall()

    with record:
        return by_turns(lambda: record.search(next(ours)), plain, turns=400, warm_up=len(QUERIES))


def _filtered(filters: Iterator[EntryFilter], *, turns: int) -> Measured:
    record, _, incident = big_record.opened(BIG)

    def ours() -> None:
        only = next(filters)
        numbers = record.entry_numbers(incident, only=only)
        record.entries_by_number(numbers[-WINDOW:])

    with record:
        return by_turns(ours, _window(record.connection), turns=turns)


def _window(connection: sqlite.Connection) -> Callable[[], object]:
    """One window of rows, as bare as it can be read."""
    newest = connection.execute("SELECT max(n) FROM entry").fetchone()[0]
    return lambda: connection.execute("SELECT * FROM entry WHERE n > ?", (newest - WINDOW,)).fetchall()
