"""The files of the record, each stored once under its SHA-256, in the same file as everything else.

So a backup holds them, a commit takes file and event together, and blanking the last entry that names one takes its
bytes too. An event may name a file that this copy lacks (it came with a bundle, or was lost): ``read`` says so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from hashlib import sha256
from typing import TYPE_CHECKING

from warroom.errors import NotFound, RecordDamaged
from warroom.record.sqlite import Connection

if TYPE_CHECKING:
    from sqlite_utils import Database

_NAMED = "SELECT json_extract(body, '$.sha256') FROM event WHERE kind <> 'note' AND kind = 'attachment' AND body <> ''"


def make_table(database: Database) -> None:
    """One row a file. Made with the others by a migration; never derived from events, so never rebuilt."""
    database.create_table("attachment", {"sha256": str, "size": int, "data": bytes}, pk="sha256", not_null={"data"})


class AttachmentRows:
    """Over one connection: reading at any time, keeping and dropping inside a write transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, data: bytes) -> str:
        """Store a file and return its SHA-256; one that is there already is not stored twice."""
        digest = sha256(data).hexdigest()
        self._connection.execute(
            "INSERT INTO attachment (sha256, size, data) VALUES (?, ?, ?) ON CONFLICT (sha256) DO NOTHING",
            (digest, len(data), data),
        )
        return digest

    def read(self, digest: str) -> bytes:
        """The bytes of a file. Raises ``NotFound`` where this copy lacks it, ``RecordDamaged`` where they are not what
        was stored.
        """
        row = self._connection.execute("SELECT data FROM attachment WHERE sha256 = ?", (digest,)).fetchone()
        if row is None:
            raise NotFound(
                "This copy of the record does not hold the file; the copy that it was attached in does.",
                code="attachment_elsewhere",
            )
        data = bytes(row[0])
        if sha256(data).hexdigest() != digest:
            raise RecordDamaged("The attached file is not what was stored.", where=digest)
        return data

    def holds(self, digest: str) -> bool:
        return self._connection.execute("SELECT 1 FROM attachment WHERE sha256 = ?", (digest,)).fetchone() is not None

    def named_by(self, incident: str) -> set[str]:
        """The files that the entries of an incident name."""
        return {row[0] for row in self._connection.execute(f"{_NAMED} AND incident = ?", (incident,)).fetchall()}

    def drop_unnamed(self, digests: Collection[str]) -> None:
        """Remove those of these files that no entry of any incident names any more."""
        if digests:
            named = {row[0] for row in self._connection.execute(_NAMED).fetchall()}
            gone = [(digest,) for digest in digests if digest not in named]
            self._connection.executemany("DELETE FROM attachment WHERE sha256 = ?", gone)

    def faulty(self) -> Iterator[str]:
        """The SHA-256 of each file whose bytes are not what was stored; one is in memory at a time."""
        digests = [row[0] for row in self._connection.execute("SELECT sha256 FROM attachment").fetchall()]
        for digest in digests:
            try:
                self.read(digest)
            except RecordDamaged:
                yield str(digest)

    def missing(self) -> list[tuple[str, int, str]]:
        """(id, n, incident) of each entry whose file is not here."""
        return self._connection.execute(
            "SELECT id, n, incident FROM event WHERE kind <> 'note' AND kind = 'attachment' AND body <> ''"
            " AND json_extract(body, '$.sha256') NOT IN (SELECT sha256 FROM attachment)"
        ).fetchall()

    def all(self) -> Iterator[bytes]:
        """Every file, one at a time."""
        for (digest,) in self._connection.execute("SELECT sha256 FROM attachment ORDER BY sha256").fetchall():
            yield self.read(digest)
