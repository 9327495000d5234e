"""Searching what was said: the newest first, and what is typed is taken to the letter."""

from __future__ import annotations

import msgspec

from warroom.incident.entry import Entry
from warroom.record import rows
from warroom.record.sqlite import Connection, Row

SNIPPET_WORDS = 24
SNIPPET_LENGTH = 120


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
    found = _matching(connection, query, incident, limit) if query else _holding(connection, text, incident, limit)
    words = [word.casefold() for word in text.split()]
    hits = [(rows.entry(row), str(row[-1] or "")) for row in found]
    return [Found(entry, ref, _snippet(entry.text, words)) for entry, ref in hits]


def match_of(text: str) -> str:
    """The FTS5 query that takes ``text`` to the letter: each word a quoted prefix; '' when it holds no word."""
    words = [word for word in text.replace("\x00", " ").split() if any(letter.isalnum() for letter in word)]
    return " ".join('"' + word.replace('"', '""') + '"*' for word in words)


_SELECT = (
    f"SELECT {', '.join(f'entry.{name.strip()}' for name in rows.ENTRY_COLUMNS.split(','))}, incident.ref FROM entry"
    " LEFT JOIN incident ON incident.id = entry.incident"
)


def _matching(connection: Connection, query: str, incident: str | None, limit: int) -> list[Row]:
    if incident is None:
        hits = "SELECT rowid FROM entry_fts WHERE entry_fts MATCH ? ORDER BY rowid DESC LIMIT ?"
        arguments: tuple[object, ...] = (query, limit)
    else:
        hits = (
            "SELECT entry_fts.rowid FROM entry_fts CROSS JOIN entry AS own ON own.n = entry_fts.rowid"
            " WHERE entry_fts MATCH ? AND own.incident = ? ORDER BY entry_fts.rowid DESC LIMIT ?"
        )
        arguments = (query, incident, limit)
    return connection.execute(f"{_SELECT} WHERE entry.n IN ({hits}) ORDER BY entry.n DESC", arguments).fetchall()


def _holding(connection: Connection, text: str, incident: str | None, limit: int) -> list[Row]:
    return connection.execute(
        f"{_SELECT} WHERE instr(entry.text, ?) AND (? IS NULL OR entry.incident = ?) ORDER BY entry.n DESC LIMIT ?",
        (text.strip(), incident, incident, limit),
    ).fetchall()


def _snippet(text: str, words: list[str]) -> str:
    """The stretch of ``text`` around the first word that was looked for, on one line."""
    if len(text) <= SNIPPET_LENGTH and "\n" not in text:
        return text
    parts = text.split()
    if len(parts) <= SNIPPET_WORDS:
        return " ".join(parts)
    first = next((i for i, part in enumerate(parts) if any(word in part.casefold() for word in words)), 0)
    start = max(0, min(first - SNIPPET_WORDS // 3, len(parts) - SNIPPET_WORDS))
    stretch = " ".join(parts[start : start + SNIPPET_WORDS])
    return ("… " if start else "") + stretch + (" …" if start + SNIPPET_WORDS < len(parts) else "")
