"""The replica letter of a reference, for two incidents that took one number before their records were merged."""

from __future__ import annotations

from hashlib import sha256

from warroom.incident.state import Incident
from warroom.record.sqlite import Connection

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without I and O, which read as digits."""


def suffix(connection: Connection, incident: Incident) -> str:
    """The letters that tell ``incident`` from all others of its number; '' while it is alone with it."""
    others = connection.execute(
        "SELECT id FROM incident WHERE number = ? AND drill = ? AND id <> ?",
        (incident.number, int(incident.drill), incident.id),
    ).fetchall()
    if not others or not incident.number:
        return ""
    mine, theirs = _letters(incident.id), [_letters(row[0]) for row in others]
    length = next((n for n in range(1, len(mine)) if mine[:n] not in {other[:n] for other in theirs}), len(mine))
    return mine[:length]


def _letters(incident: str) -> str:
    return "".join(_LETTERS[byte % len(_LETTERS)] for byte in sha256(incident.encode()).digest())
