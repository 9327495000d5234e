"""Records of any size to measure on, made in bulk and kept under ``build/bench`` for the next run.

``WARROOM_BENCH_ENTRIES`` (default 1,000,000) is the size of the big one: its second incident has that many entries, its
first a tenth of it. Everything in it is what the record itself would have written; only the way there is shorter.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec

from tests.bench import registry
from tests.records import START, declare, open_record
from warroom.clock import HybridClock, Instant, ManualClock
from warroom.incident.events import Note, encode
from warroom.record import Record, chain, identity, schema

ENTRIES = int(os.environ.get("WARROOM_BENCH_ENTRIES", "1000000"))
STEP_S = 7
_WORDS = (
    "payment pods restart queue latency database replica timeout rollback deploy checkout error rate cache region"
    " customer status page vendor certificate expired memory disk full retry circuit breaker open closed gateway login"
    " session token index slow query lock migration traffic spike region failover primary standby lag alert threshold"
).split()
_PEOPLE = ("robin", "sam", "kim", "alex", "jo", "devi", "noor", "li")


def of(entries: int) -> Path:
    """A record with an incident of ``entries`` entries, and before it one of a tenth as many."""
    path = registry.BUILD / f"record-{entries}-v{schema.VERSION}.db"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name("partial.db")
        for side in ("", "-wal", "-shm"):
            partial.with_name(partial.name + side).unlink(missing_ok=True)
        with open_record(partial) as record:
            small, big = declare(record, "The smaller one"), declare(record, "The big one")
            _fill(record, {small: max(0, entries // 10 - 1), big: max(0, entries - 1)})
            record.rebuild()
            identity.forget(record.connection)
        partial.rename(path)
    return path


def copy(entries: int, path: Path) -> None:
    """Such a record at ``path``, on disk: else the first checkpoint of the bench would wait for the copy."""
    shutil.copyfile(of(entries), path)
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def opened(entries: int) -> tuple[Record, str, str]:
    """The record, with the ids of its smaller and its big incident."""
    record = open_record(of(entries), ManualClock(START.plus(STEP_S * entries * 2)))
    return record, record.find("1"), record.find("2")


def text_of(dice: random.Random) -> str:
    """A line as people log it: five to fifteen words."""
    return " ".join(dice.choices(_WORDS, k=dice.randint(5, 15)))


def _fill(record: Record, counts: dict[str, int]) -> None:
    connection = record.connection
    marks = ",".join("?" * 15)
    connection.execute("BEGIN IMMEDIATE")
    clock = HybridClock(max(event.hlc for event in record.events()))
    n = record.newest
    for incident, count in counts.items():
        rows = _rows(incident, record.replica, n, count, clock, connection)
        connection.executemany(f"INSERT INTO event ({chain.COLUMNS}) VALUES ({marks})", rows)
        n += count
    connection.execute("COMMIT")
    record.refresh()


def _rows(
    incident: str, replica: str, n: int, count: int, clock: HybridClock, connection: object
) -> Iterator[tuple[object, ...]]:
    import uuid_utils

    dice = random.Random(count)
    prev = connection.execute(  # type: ignore[attr-defined]
        "SELECT hash FROM event WHERE incident = ? ORDER BY seq DESC LIMIT 1", (incident,)
    ).fetchone()[0]
    for i in range(1, count + 1):
        moment = Instant(START + (n + i) * 1000 * STEP_S)
        body = encode(Note(text=text_of(dice), role=dice.choice(("", "", "DB", "NET"))))
        salt, author, at = f"{dice.getrandbits(128):032x}", dice.choice(_PEOPLE), moment.text
        words = chain.body_hash(salt, body)
        id_, hlc = str(uuid_utils.uuid7()), clock.next(moment)
        own = chain.event_hash(incident, replica, i + 1, id_, hlc, at, at, author, "note", words, prev)
        yield msgspec.structs.astuple(
            chain.Stored(
                n + i, id_, incident, replica, i + 1, hlc, at, at, author, "note", salt, body, words, prev, own
            )
        )
        prev = own
