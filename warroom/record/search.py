"""Searching what was said: the newest first, and what is typed is taken to the letter."""

from __future__ import annotations

import msgspec

from warroom.incident.entry import Entry
from warroom.record import rows
from warroom.record.sqlite import Connection

SNIPPET_WORDS = 24


class Found(msgspec.Struct, frozen=True):
    """One hit, with the reference of its incident."""

    entry: Entry
    ref: str
    snippet: str


def search(connection: Connection, text: str, *, incident: str | None = None, limit: int = 50) -> list[Found]:
    """The newest ``limit`` entries that hold every word of ``text``, each word at least at the beginning of one.

    Quotes, operators and stars are letters like any other. Text without a letter or digit (``???``) is looked for as
    it stands.
    """
    query = match_of(text)
    if not query and not text.strip():
        return []
    numbers = _matching(connection, query, incident, limit) if query else _holding(connection, text, incident, limit)
    if not numbers:
        return []
    marks = ",".join("?" * len(numbers))
    columns = ", ".join(f"entry.{name.strip()}" for name in rows.ENTRY_COLUMNS.split(","))
    found = connection.execute(
        f"SELECT incident.ref, {columns} FROM entry LEFT JOIN incident ON incident.id = entry.incident"
        f" WHERE entry.n IN ({marks}) ORDER BY entry.n DESC",
        numbers,
    ).fetchall()
    words = [word.casefold() for word in text.split()]
    hits = [(rows.entry(row[1:]), str(row[0] or "")) for row in found]
    return [Found(entry, ref, _snippet(entry.text, words)) for entry, ref in hits]


def match_of(text: str) -> str:
    """The FTS5 query that takes ``text`` to the letter: each word a quoted prefix; '' when it holds no word."""
    words = [word for word in text.replace("\x00", " ").split() if any(letter.isalnum() for letter in word)]
    return " ".join('"' + word.replace('"', '""') + '"*' for word in words)


def _matching(connection: Connection, query: str, incident: str | None, limit: int) -> list[int]:
    if incident is None:
        found = connection.execute(
            "SELECT rowid FROM entry_fts WHERE entry_fts MATCH ? ORDER BY rowid DESC LIMIT ?", (query, limit)
        )
    else:
        found = connection.execute(
            "SELECT entry_fts.rowid FROM entry_fts CROSS JOIN entry ON entry.n = entry_fts.rowid"
            " WHERE entry_fts MATCH ? AND entry.incident = ? ORDER BY entry_fts.rowid DESC LIMIT ?",
            (query, incident, limit),
        )
    return [row[0] for row in found.fetchall()]


def _holding(connection: Connection, text: str, incident: str | None, limit: int) -> list[int]:
    found = connection.execute(
        "SELECT n FROM entry WHERE instr(text, ?) AND (? IS NULL OR incident = ?) ORDER BY n DESC LIMIT ?",
        (text.strip(), incident, incident, limit),
    )
    return [row[0] for row in found.fetchall()]


def _snippet(text: str, words: list[str]) -> str:
    """The stretch of ``text`` around the first word that was looked for, on one line."""
    parts = text.split()
    if len(parts) <= SNIPPET_WORDS:
        return " ".join(parts)
    first = next((i for i, part in enumerate(parts) if any(word in part.casefold() for word in words)), 0)
    start = max(0, min(first - SNIPPET_WORDS // 3, len(parts) - SNIPPET_WORDS))
    stretch = " ".join(parts[start : start + SNIPPET_WORDS])
    return ("… " if start else "") + stretch + (" …" if start + SNIPPET_WORDS < len(parts) else "")
