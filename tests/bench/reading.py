"""Reading: opening an incident and searching as one types."""

from __future__ import annotations

import itertools

from tests.bench import big_record
from tests.bench.registry import Measured, by_turns, row
from tests.records import START, open_record
from warroom.clock import ManualClock
from warroom.record import sqlite

WINDOW = 60
QUERIES = ("p", "pa", "pay", "payment", "payment po", "rollback", "cert", "certificate expired", "lag", "standby ala")


@row("open an incident of 100,000 entries: first rows", bare="select of one window of rows", reach_p99=100)
def first_rows() -> Measured:
    """The record is opened, the state folded and one window of rows read."""
    path = big_record.of(big_record.ENTRIES)
    record, incident, _ = big_record.opened(big_record.ENTRIES)
    record.close()
    clock = ManualClock(START.plus(big_record.STEP_S * big_record.ENTRIES * 2))

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


@row("search as you type over 1,000,000", bare="FTS5 newest 50 with their rows", reach=2, reach_p99=50)
def search() -> Measured:
    record, _, _ = big_record.opened(big_record.ENTRIES)
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
