"""Targets, kept among the local settings of this copy: never hashed, never merged, and never with a secret in them."""

from __future__ import annotations

from warroom.record.sqlite import translating
from warroom.record.store import Record

_PREFIX = "target."


def kept(record: Record) -> dict[str, str]:
    """The text of every target, by name, in the order of names. Raises ``RecordError``, as all of these."""
    with translating(record.path):
        found = record.connection.execute(
            "SELECT substr(key, ?), value FROM setting WHERE substr(key, 1, ?) = ? ORDER BY key",
            (len(_PREFIX) + 1, len(_PREFIX), _PREFIX),
        ).fetchall()
    return {str(name): str(text) for name, text in found}


def add(record: Record, name: str, text: str) -> bool:
    """Keep a new one; False when the name is taken, by whichever process."""
    with translating(record.path):
        done = record.connection.execute(
            "INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO NOTHING", (_PREFIX + name, text)
        )
    return done.rowcount == 1


def change(record: Record, name: str, text: str) -> bool:
    """Keep it in the place of what was there; False when it is gone."""
    with translating(record.path):
        done = record.connection.execute("UPDATE setting SET value = ? WHERE key = ?", (text, _PREFIX + name))
    return done.rowcount == 1


def drop(record: Record, name: str) -> bool:
    """False when there was none."""
    with translating(record.path):
        done = record.connection.execute("DELETE FROM setting WHERE key = ?", (_PREFIX + name,))
    return done.rowcount == 1
