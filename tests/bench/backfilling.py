"""Back-filling from text: read, dated, named and written, against the same words in one bare transaction."""

from __future__ import annotations

import gc
import random
from pathlib import Path

from tests.bench import big_record
from tests.bench.appending import _folder
from tests.bench.bare_sqlite import BareLog
from tests.bench.registry import Measured, row, timed
from tests.records import START, declare, open_record
from warroom.backfill import paste
from warroom.clock import ManualClock
from warroom.record import Record
from warroom.workspace import Workspace

MIDDLE = 100_000


_BECAUSE = "each line is read, dated and named before its entry is written: as much Python again as the writing itself."


@row("backfill 1,000 entries from text", bare="sqlite3 in one transaction with FTS", reach=4, because=_BECAUSE)
def few() -> Measured:
    return _from_text(1_000, turns=5)


@row("backfill 100,000 entries from text", bare="sqlite3 in one transaction with FTS", reach=4, because=_BECAUSE)
def many() -> Measured:
    return _from_text(MIDDLE, turns=1)


@row(
    "backfill 10,000 entries into 1,000,000",
    bare="into an empty incident",
    reach=1.5,
    because="what was imported before is looked for among all its rows, once an import.",
)
def into_many() -> Measured:
    """What stands on the record already costs little: it is looked through once for what was imported before."""
    text = text_of(10_000)
    with _folder() as folder:
        big = Path(folder) / "big.db"
        big_record.copy(big_record.ENTRIES, big)
        clock = ManualClock(START.plus(big_record.STEP_S * big_record.ENTRIES * 2))
        with open_record(Path(folder) / "small.db", clock) as small, open_record(big, clock) as record:
            bare_ms = timed(lambda: _fill(small, declare(small), text))
            ours_ms = timed(lambda: _fill(record, record.find("2"), text))
    return Measured([ours_ms], [bare_ms])


def text_of(count: int) -> str:
    """A timeline as a log writes it."""
    dice = random.Random(count)
    stamps = (START.plus(-count + i).text for i in range(count))
    return "\n".join(f"{stamp} {big_record.text_of(dice)}" for stamp in stamps)


def _from_text(count: int, *, turns: int) -> Measured:
    text = text_of(count)
    words = [line[25:] for line in text.splitlines()]
    measured = Measured([], [])
    for _ in range(turns):
        with _folder() as folder:
            bare = BareLog(Path(folder) / "bare.db")
            measured.bare.append(timed(lambda log=bare: log.append_all(words)))  # type: ignore[misc]
            bare.close()
            with open_record(Path(folder) / "ours.db", ManualClock(START.plus(60))) as record:
                incident = declare(record)
                measured.ours.append(timed(lambda on=record, to=incident: _fill(on, to, text)))  # type: ignore[misc]
    measured.note = f"{count / measured.ours[-1] * 1000:,.0f} entries a second, from the text to the disk"
    return measured


def _fill(record: Record, incident: str, text: str) -> None:
    """As the command and the window do: neither lets the garbage collector run in between."""
    gc.disable()
    try:
        _written(record, incident, text)
    finally:
        gc.enable()


def _written(record: Record, incident: str, text: str) -> None:
    preview = paste.split(text, now=record.clock.now())
    Workspace(record, "robin").backfill(incident, preview)
