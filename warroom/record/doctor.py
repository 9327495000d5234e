"""What a person or a bug report wants to know of a record: where it lies, how it is kept, when it was last saved."""

from __future__ import annotations

from pathlib import Path

import msgspec

from warroom.clock import Instant
from warroom.record import backup, places, schema, sqlite
from warroom.record.store import Record


class Report(msgspec.Struct, frozen=True):
    """Facts only; ``warning`` is a sentence, '' where there is nothing to warn of."""

    path: Path
    bytes: int
    events: int
    incidents: int
    entries: int
    replica: str
    simulated: bool
    journal: str
    sqlite: str
    wal_safe: bool
    schema: int
    mode: str
    backups: int
    last_backup: Path | None
    newest_at: Instant | None
    warning: str


def examine(record: Record) -> Report:
    """Look at an opened record. Raises ``RecordError``."""
    connection = record.connection

    def one(query: str) -> str:
        return str(connection.execute(query).fetchone()[0])

    with sqlite.translating(record.path):
        stat = record.path.stat()
        files = backup.backups(record.path)
        return Report(
            path=record.path,
            bytes=stat.st_size,
            events=int(one("SELECT count(*) FROM event")),
            incidents=int(one("SELECT count(*) FROM incident")),
            entries=int(one("SELECT count(*) FROM entry")),
            replica=record.replica,
            simulated=record.simulated,
            journal=one("PRAGMA journal_mode"),
            sqlite=".".join(map(str, sqlite.VERSION)),
            wal_safe=sqlite.wal_safe(),
            schema=schema.version_of(connection),
            mode=f"{stat.st_mode & 0o777:04o}",
            backups=len(files),
            last_backup=files[-1] if files else None,
            newest_at=record.newest_at(),
            warning=places.warning(record.path),
        )
