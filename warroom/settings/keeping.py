"""What a person can see of the record's keep, and do about it: where it is, back it up now, prove it.

Each of these may take a while and opens a connection of its own, so none belongs on the record's thread.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

from warroom.clock import Clock, Instant
from warroom.record import Record, backup
from warroom.record.verify import verify

_SHOWN = 20


class Kept(msgspec.Struct, frozen=True):
    """``size`` in bytes; ``last`` is None where no backup was made yet."""

    path: Path
    size: int
    folder: Path
    backups: int
    last: Instant | None


class Proof(msgspec.Struct, frozen=True):
    """The outcome of a check; ``findings`` are sentences, the first twenty of ``faults``."""

    events: int
    incidents: int
    faults: int
    findings: tuple[str, ...]

    @property
    def sound(self) -> bool:
        return not self.faults

    @property
    def sentence(self) -> str:
        if self.sound:
            return f"Sound: {self.events} events of {self.incidents} incidents, every hash and every table right."
        many = "1 fault" if self.faults == 1 else f"{self.faults} faults"
        return f"The record failed its check ({many}). Take a backup away from here, then: warroom rebuild."


def kept(path: Path) -> Kept:
    """How the record at ``path`` is kept now. Raises ``OSError`` when it is gone."""
    newest = backup.newest(path)
    return Kept(
        path,
        path.stat().st_size,
        backup.folder_of(path),
        len(backup.backups(path)),
        None if newest is None else newest[0],
    )


def back_up(path: Path, now: Instant) -> Path:
    """Make a backup of this moment, whether or not one is due. Raises ``RecordError``."""
    return backup.keep(path, now)


def prove(path: Path, clock: Clock, progress: Callable[[int, int], None]) -> Proof:
    """Check the whole record; ``progress`` hears (events done, in all), and stops it by an exception.

    Raises ``RecordError`` where the file cannot be read at all.
    """
    with Record.open(path, clock=clock, create=False) as record:
        total = record.newest
        progress(0, total)
        found = verify(record, progress=lambda done: progress(done, total))
    sentences = tuple(one.sentence for one in found.findings[:_SHOWN])
    return Proof(found.events, found.incidents, len(found.findings), sentences)
