"""Appending: one entry on disk, at any size of the record, and many at once."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

from tests.bench import big_record, registry
from tests.bench.bare_sqlite import BareLog
from tests.bench.registry import Measured, by_turns, row, timed
from tests.records import START, declare, note, open_record
from warroom.clock import ManualClock
from warroom.incident.events import Note

TURNS = 1000
BULK = 100_000


def _folder() -> tempfile.TemporaryDirectory[str]:
    """On the disk that the project is on: a folder in memory would never wait."""
    registry.BUILD.mkdir(parents=True, exist_ok=True)
    return tempfile.TemporaryDirectory(dir=registry.BUILD)


@row(
    "append one entry, durable",
    bare="sqlite3, WAL + FULL + FTS",
    reach=1.5,
    because="an entry is two rows (the chained fact, and the one that lists and search read), the bare log's is one.",
)
def append() -> Measured:
    dice = random.Random(1)
    with _folder() as folder:
        bare = BareLog(Path(folder) / "bare.db")
        with open_record(Path(folder) / "ours.db") as record:
            incident = declare(record)
            measured = by_turns(
                lambda: note(record, incident, big_record.text_of(dice)),
                lambda: bare.append(big_record.text_of(dice)),
                turns=TURNS,
                batch=50,
                warm_up=20,
            )
        bare.close()
    worst = sorted(measured.bare)[round(len(measured.bare) * 0.99)]
    measured.note = f"p99 of the bare limit is {worst:.3g} ms; ours may take 3 × that."
    return measured


@row("append at 1,000,000 entries", bare="ours at 1,000", reach=1.2)
def growth() -> Measured:
    """The cost of an entry is flat."""
    dice = random.Random(2)
    with _folder() as folder:
        big_record.copy(1000, Path(folder) / "small.db")
        big_record.copy(big_record.ENTRIES, Path(folder) / "big.db")
        clock = ManualClock(START.plus(big_record.STEP_S * big_record.ENTRIES * 2))
        with open_record(Path(folder) / "small.db", clock) as small, open_record(Path(folder) / "big.db", clock) as big:
            in_small, in_big = small.find("2"), big.find("2")
            return by_turns(
                lambda: note(big, in_big, big_record.text_of(dice)),
                lambda: note(small, in_small, big_record.text_of(dice)),
                turns=TURNS,
                batch=50,
                warm_up=20,
            )


@row(
    "backfill 100,000 entries",
    bare="sqlite3 in one transaction with FTS",
    reach=4,
    because="each entry is hashed twice and stands in two tables with four indexes; half of the time is Python.",
)
def backfill() -> Measured:
    dice = random.Random(3)
    texts = [big_record.text_of(dice) for _ in range(BULK)]
    with _folder() as folder:
        bare = BareLog(Path(folder) / "bare.db")
        bare_ms = timed(lambda: bare.append_all(texts))
        bare.close()
        with open_record(Path(folder) / "ours.db") as record:
            incident = declare(record)

            def all_at_once() -> None:
                record.write("robin", lambda writing: writing.append_all(incident, [Note(text=text) for text in texts]))

            ours_ms = timed(all_at_once)
    return Measured([ours_ms], [bare_ms], f"{BULK / ours_ms * 1000:,.0f} entries a second")
