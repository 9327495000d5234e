"""Searching what was said: the newest first, and what is typed is taken to the letter."""

from __future__ import annotations

import msgspec

from warroom.incident.entry import Entry
from warroom.record import reading, rows
from warroom.record.sqlite import Connection, Row

SNIPPET_WORDS = 24
SNIPPET_LENGTH = 120
INDEXED_PREFIX = 3
"""The longest beginning that the index holds (``prefix='2 3'`` in the schema)."""


class Found(msgspec.Struct, frozen=True):
    """One hit, with the reference of its incident."""

    entry: Entry
    ref: str
    snippet: str


def search(connection: Connection, text: str, *, incident: str | None = None, limit: int = 50) -> list[Found]:
    """The newest ``limit`` entries that hold every word of ``text``, each word at least at the beginning of one.

    Where entries that hold the words whole fill the list, they are the list: among a million entries a beginning costs
    a hundred times as much. Quotes, operators and stars are letters like any other. Text without a letter or digit
    (``???``) is looked for as it stands.
    """
    words = words_of(text)
    if not text.strip():
        return []
    if not words:
        found = _holding(connection, text, incident, limit)
    else:
        found = _matching(connection, match_of(words, whole=True), incident, limit)
        if len(found) < limit and match_of(words) != match_of(words, whole=True):
            found = _matching(connection, match_of(words), incident, limit)
    looked_for = [word.casefold() for word in text.split()]
    hits = [(rows.entry(row), str(row[-1] or "")) for row in found]
    return [Found(entry, ref, _snippet(entry.text, looked_for)) for entry, ref in hits]


def words_of(text: str) -> list[str]:
    """What of ``text`` can be looked up: its parts that hold a letter or a digit."""
    return [word for word in text.replace("\x00", " ").split() if any(letter.isalnum() for letter in word)]


def match_of(words: list[str], *, whole: bool = False) -> str:
    """The FTS5 query that takes words to the letter, as beginnings; ``whole`` takes those as whole words for which the
    index holds no beginnings. A single Latin letter is always a word: half of all entries begin a word with it.
    """
    return " ".join('"' + word.replace('"', '""') + '"' + ("*" if _as_prefix(word, whole) else "") for word in words)


def _as_prefix(word: str, whole: bool) -> bool:
    if len(word) == 1:
        return not word.isascii()
    return not whole or len(word) <= INDEXED_PREFIX


_SELECT = (
    f"SELECT {', '.join(f'entry.{name.strip()}' for name in rows.ENTRY_COLUMNS.split(','))}, incident.ref FROM entry"
    " LEFT JOIN incident ON incident.id = entry.incident"
)


def _matching(connection: Connection, query: str, incident: str | None, limit: int) -> list[Row]:
    if incident is None:
        hits = "SELECT rowid FROM entry_fts WHERE entry_fts MATCH ? ORDER BY rowid DESC LIMIT ?"
        arguments: tuple[object, ...] = (query, limit)
    else:
        first, last = reading.span(connection, incident)
        hits = (
            "SELECT entry_fts.rowid FROM entry_fts CROSS JOIN entry AS own ON own.n = entry_fts.rowid"
            " WHERE entry_fts MATCH ? AND entry_fts.rowid BETWEEN ? AND ? AND own.incident = ?"
            " ORDER BY entry_fts.rowid DESC LIMIT ?"
        )
        arguments = (query, first, last, incident, limit)
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
