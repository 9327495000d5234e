"""Numbers and references for people: ``INC-0042``, ``DRILL-0001``, and what each names."""

from __future__ import annotations

import re

import msgspec

from warroom import ids
from warroom.errors import Ambiguous, NotFound
from warroom.incident.events import IncidentForgotten, decode
from warroom.record.sqlite import Connection

_REFERENCE = re.compile(r"(?:(?P<word>inc|drill)-?)?0*(?P<number>\d{1,9})(?:-(?P<suffix>[a-z]+))?", re.IGNORECASE)
_TAIL = 6
"""An end this long names an entry too: ids drawn together begin alike."""
_ID_PREFIX = re.compile(r"[0-9a-f-]{4,36}")


class _Row(msgspec.Struct, frozen=True):
    id: str
    ref: str
    title: str
    drill: bool


def find(connection: Connection, reference: str) -> str:
    """The incident that ``INC-0042``, ``inc-42``, ``42`` or the beginning of an id names.

    A bare number names the real incident of that number before the drill. Raises ``NotFound``, or ``Ambiguous`` with
    all that fit.
    """
    text = reference.strip()
    fitting = _by_number(connection, text) or _by_id(connection, text)
    if not fitting:
        raise NotFound(
            f"There is no incident {text or '(nothing)'} in this record. `warroom list --all` names all of them.",
            code="no_incident",
            reference=text,
        )
    if len(fitting) > 1:
        named = ", ".join(f"{row.ref} ({row.title})" for row in fitting)
        raise Ambiguous(f"{text} fits several incidents: {named}. Name one in full.", code="ambiguous", reference=text)
    return fitting[0].id


def find_entry(connection: Connection, reference: str) -> str:
    """The entry that an id, or the beginning or end of one, names; a copied ``INC-0042#…`` too.

    Raises ``NotFound`` or ``Ambiguous``.
    """
    text = reference.strip().casefold().rpartition("#")[2]
    found: list[tuple[str]] = []
    if _ID_PREFIX.fullmatch(text):
        run = connection.execute
        found = run("SELECT id FROM event WHERE id >= ? AND id < ? LIMIT 9", (text, text + "g")).fetchall()
        if not found and len(text) >= _TAIL:
            found = run("SELECT id FROM event WHERE substr(id, ?) = ? LIMIT 9", (-len(text), text)).fetchall()
    if not found:
        raise NotFound(f"There is no entry {text or '(nothing)'} in this record.", code="no_entry", reference=text)
    if len(found) > 1:
        named = ", ".join(row[0] for row in found)
        raise Ambiguous(f"{text} fits several entries: {named}. Name one in full.", code="ambiguous")
    return found[0][0]


def following(connection: Connection, drill: bool) -> int:
    """The next number for a real incident or a drill; that of a forgotten one is not given again."""
    row = connection.execute("SELECT max(number) FROM incident WHERE drill = ?", (int(drill),)).fetchone()
    return max(int(row[0] or 0), *_forgotten(connection, drill), 0) + 1


def _by_number(connection: Connection, text: str) -> list[_Row]:
    parts = _REFERENCE.fullmatch(text)
    if parts is None:
        return []
    found = [
        _Row(row[0], row[1], row[2], bool(row[3]))
        for row in connection.execute(
            "SELECT id, ref, title, drill FROM incident WHERE number = ? ORDER BY id", (int(parts["number"]),)
        ).fetchall()
    ]
    if parts["word"]:
        drill = parts["word"].casefold() == "drill"
        found = [row for row in found if row.drill is drill]
    elif any(not row.drill for row in found):
        found = [row for row in found if not row.drill]
    if parts["suffix"]:
        found = [row for row in found if row.ref.casefold().endswith("-" + parts["suffix"].casefold())]
    return found


def _by_id(connection: Connection, text: str) -> list[_Row]:
    if not _ID_PREFIX.fullmatch(text.casefold()):
        return []
    found = connection.execute(
        "SELECT id, ref, title, drill FROM incident WHERE substr(id, 1, ?) = ? ORDER BY id LIMIT 9",
        (len(text), text.casefold()),
    ).fetchall()
    return [_Row(row[0], row[1], row[2], bool(row[3])) for row in found]


def _forgotten(connection: Connection, drill: bool) -> list[int]:
    found = connection.execute(
        "SELECT body FROM event WHERE incident = ? AND kind <> 'note' AND kind = 'incident_forgotten'", (ids.RECORD,)
    ).fetchall()
    word = "DRILL-" if drill else "INC-"
    bodies = [decode("incident_forgotten", row[0]) for row in found]
    refs = [body.ref for body in bodies if isinstance(body, IncidentForgotten) and body.ref.startswith(word)]
    return [int(match["number"]) for match in map(_REFERENCE.fullmatch, refs) if match]
