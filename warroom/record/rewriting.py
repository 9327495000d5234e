"""Taking redacted words, or a forgotten incident, out of the copies of the record that still hold them.

A copy is opened as what it is, a record of its own: it gets the same redaction under a new replica, so that its chains
verify, and is then written anew over the old file. Either the old copy stands, or the clean one.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import msgspec

from warroom.clock import Clock
from warroom.errors import NotFound, WarroomError
from warroom.record import backup, redaction, sqlite
from warroom.record.store import Record


class Rewritten(msgspec.Struct, frozen=True):
    """One copy. ``problem`` '' when it no longer holds the words."""

    path: Path
    problem: str = ""


def rewrite(
    copies: Iterable[Path], author: str, clock: Clock, *, entry: str = "", incident: str = "", why: str = ""
) -> list[Rewritten]:
    """Redact ``entry``, or forget ``incident``, in each copy; one that cannot be mended is named with the reason."""
    found: list[Rewritten] = []
    for path in copies:
        try:
            _rewrite(path, author, clock, entry, incident, why)
            found.append(Rewritten(path))
        except WarroomError as error:
            found.append(Rewritten(path, error.sentence))
        except OSError as error:
            found.append(Rewritten(path, f"{path} cannot be written: {error.strerror}."))
    return found


def _rewrite(path: Path, author: str, clock: Clock, entry: str, incident: str, why: str) -> None:
    work = path.with_name(f".{path.stem}.{os.getpid()}.rewriting.db")
    try:
        _copy(path, work, immutable=True)
        with Record.open(work, clock=clock, create=False) as record, suppress(NotFound):
            if entry:
                redaction.redact(record, author, entry, why)
            if incident:
                redaction.forget(record, author, incident)
        _copy(work, path, immutable=False)
    finally:
        for left in (*work.parent.glob(f"{work.name}*"), *work.parent.glob(f"{work.stem}-before-version-*")):
            left.unlink(missing_ok=True)


def _copy(source: Path, target: Path, *, immutable: bool) -> None:
    connection = sqlite.connect_readonly(source, immutable=True) if immutable else sqlite.connect(source)
    try:
        backup.copy(connection, target)
    finally:
        connection.close()
