"""What belongs to this copy alone and may change: settings and drafts. Never hashed, never merged."""

from __future__ import annotations

import json
from collections.abc import Iterable

from warroom.clock import Instant
from warroom.record.sqlite import Connection


def setting(connection: Connection, key: str) -> str | None:
    row = connection.execute("SELECT value FROM setting WHERE key = ?", (key,)).fetchone()
    return None if row is None else str(row[0])


def set_setting(connection: Connection, key: str, value: str) -> None:
    connection.execute(
        "INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (key, value),
    )


def draft(connection: Connection, incident: str, slot: str) -> str | None:
    """The text that was being typed in ``slot`` (the scribe line, a message's field) of an incident."""
    row = connection.execute("SELECT text FROM draft WHERE incident = ? AND slot = ?", (incident, slot)).fetchone()
    return None if row is None else str(row[0])


def save_draft(connection: Connection, incident: str, slot: str, text: str, now: Instant) -> None:
    """Keep ``text``; an empty text ends the draft."""
    if not text:
        connection.execute("DELETE FROM draft WHERE incident = ? AND slot = ?", (incident, slot))
        return
    connection.execute(
        "INSERT INTO draft (incident, slot, text, saved_at) VALUES (?, ?, ?, ?) ON CONFLICT (incident, slot)"
        " DO UPDATE SET text = excluded.text, saved_at = excluded.saved_at WHERE text <> excluded.text",
        (incident, slot, text, now.text),
    )


REMOVED = "[redacted]"


def take_out(connection: Connection, words: Iterable[str]) -> None:
    """Replace words in whatever is half typed, in any slot of any incident; a slot may hold them inside JSON."""
    needles = sorted({form for word in words for form in (word, json.dumps(word)[1:-1], _plain(word)) if form}, key=len)
    found = connection.execute("SELECT incident, slot, text FROM draft").fetchall()
    for incident, slot, text in found:
        cleaned = str(text)
        for needle in reversed(needles):
            cleaned = cleaned.replace(needle, REMOVED)
        if cleaned != text:
            connection.execute("UPDATE draft SET text = ? WHERE incident = ? AND slot = ?", (cleaned, incident, slot))


def _plain(word: str) -> str:
    """As JSON holds it that leaves letters beyond ASCII as they are."""
    return json.dumps(word, ensure_ascii=False)[1:-1]


def drafts(connection: Connection, incident: str) -> dict[str, str]:
    """Every draft of an incident, by slot."""
    found = connection.execute("SELECT slot, text FROM draft WHERE incident = ? ORDER BY slot", (incident,)).fetchall()
    return {str(slot): str(text) for slot, text in found}
