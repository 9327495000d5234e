"""The bare limit: the same SQLite with the same settings, one table, one full-text index, and nothing else."""

from __future__ import annotations

from pathlib import Path

from warroom.record import sqlite

_INSERT = "INSERT INTO entry (id, incident, at, author, kind, text) VALUES (?, ?, ?, ?, 'note', ?)"


class BareLog:
    """A log as short as it can be written: an entry is one row and its words."""

    def __init__(self, path: Path) -> None:
        for side in ("", "-wal", "-shm"):
            path.with_name(path.name + side).unlink(missing_ok=True)
        self.connection = sqlite.connect(path, create=True)
        sqlite.choose_journal(self.connection, path)
        run = self.connection.execute
        run(
            "CREATE TABLE entry"
            " (n INTEGER PRIMARY KEY, id TEXT, incident TEXT, at TEXT, author TEXT, kind TEXT, text TEXT)"
        )
        run("CREATE VIRTUAL TABLE words USING fts5(text, content='entry', content_rowid='n', prefix='2 3')")

    def append(self, text: str) -> None:
        """One entry in one transaction."""
        run = self.connection.execute
        run("BEGIN IMMEDIATE")
        self._put(text)
        run("COMMIT")

    def append_all(self, texts: list[str]) -> None:
        """Many entries in one transaction."""
        run = self.connection.execute
        run("BEGIN IMMEDIATE")
        self.connection.executemany(_INSERT, [(*_FIELDS, text) for text in texts])
        run("INSERT INTO words (rowid, text) SELECT n, text FROM entry")
        run("COMMIT")

    def _put(self, text: str) -> None:
        run = self.connection.execute
        number = run(_INSERT, (*_FIELDS, text)).lastrowid
        run("INSERT INTO words (rowid, text) VALUES (?, ?)", (number, text))

    def close(self) -> None:
        self.connection.close()


_FIELDS = (
    "0199a2b4-7c11-7000-8000-000000000000",
    "0199a2b4-7c11-7000-8000-000000000001",
    "2026-01-05T02:30:00.000Z",
    "robin",
)
