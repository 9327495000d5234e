"""Contacts as vCards (RFC 6350, and the 2.1 and 3.0 that telephones still write): one card, one person.

Taken: FN or N, NICKNAME, TEL (the preferred one first), EMAIL, TZ, ORG, ROLE, TITLE, CATEGORIES, REV.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator

import msgspec

from warroom.readiness.rows import Rows

_PROPERTY = re.compile(
    r"(?:[A-Za-z0-9-]+\.)?(?P<name>[A-Za-z0-9-]+)(?P<params>(?:;(?:[^\":;]|\"[^\"]*\")*)*):(?P<value>.*)"
)
_OFFSET = re.compile(r"[+-]?\d{2}:?(?:\d{2})?")
_ESCAPED = re.compile(r"\\(.)")
_LONGEST_CARD = 200
"""Lines of one card; photographs are passed over by the unfolding, which keeps them on one."""


class _Property(msgspec.Struct, frozen=True):
    name: str
    params: str
    value: str


def read(text: str, rows: Rows) -> None:
    card: list[_Property] | None = None
    begun = 0
    for number, line in _unfolded(text):
        found = _PROPERTY.fullmatch(line)
        word = line.strip().casefold()
        if word == "begin:vcard":
            if card is not None:
                rows.fault(begun, "the card does not end", left_out=True)
            card, begun = [], number
        elif word == "end:vcard":
            if card is None:
                rows.fault(number, "a card ends that did not begin", left_out=True)
            else:
                _card(rows, begun, card)
            card = None
        elif card is not None and line.strip():
            if found is None:
                rows.fault(number, f'"{line.strip()[:40]}" is no line of a card')
            elif len(card) < _LONGEST_CARD:
                card.append(_Property(found["name"].upper(), found["params"].upper(), _plain(found)))
    if card is not None:
        rows.fault(begun, "the card does not end", left_out=True)


def _card(rows: Rows, line: int, card: list[_Property]) -> None:
    phones = [row for row in card if row.name == "TEL" and "FAX" not in row.params]
    phones.sort(key=lambda row: ("PREF" not in row.params, "CELL" not in row.params))
    zones = [row.value for row in card if row.name == "TZ" and not _OFFSET.fullmatch(row.value)]
    rows.person(
        line,
        {
            "name": [*_all(card, "FN"), *(_name(row.value) for row in card if row.name == "N")],
            "handle": [value for value in _all(card, "NICKNAME") if " " not in value.strip()][:1],
            "phone": [row.value for row in phones],
            "email": _all(card, "EMAIL"),
            "zone": zones,
            "team": [value.replace(";", " ").strip() for value in _all(card, "ORG")],
            "duties": [*_all(card, "ROLE"), *_all(card, "TITLE"), *_all(card, "CATEGORIES")],
            "checked": [_moment(value) for value in _all(card, "REV")],
        },
    )


def _all(card: list[_Property], name: str) -> list[str]:
    return [row.value for row in card if row.name == name]


def _name(value: str) -> str:
    """``Berg;Kai;;;`` reads Kai Berg."""
    family, given, *_ = [*value.split(";"), ""]
    return f"{given} {family}".strip()


def _moment(value: str) -> str:
    """``20260105T120000Z`` as ISO 8601 has it."""
    found = re.fullmatch(r"(\d{4})-?(\d{2})-?(\d{2})(?:T(\d{2}):?(\d{2}):?(\d{2})(?:\.\d+)?Z?)?", value)
    return value if found is None else f"{found[1]}-{found[2]}-{found[3]}"


def _plain(found: re.Match[str]) -> str:
    value, params = found["value"], found["params"].upper()
    if "QUOTED-PRINTABLE" in params:
        value = quopri.decodestring(value.encode()).decode("utf-8", errors="replace")
    return _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], value).strip()


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Lines with those that begin with a space joined to the one before; the number is where each began."""
    begun, held = 0, ""
    for number, line in enumerate(text.splitlines(), start=1):
        soft = held.endswith("=") and "QUOTED-PRINTABLE" in held.upper()
        if held and (line.startswith((" ", "\t")) or soft):
            held = held[:-1] + line if soft else held + line[1:]
            continue
        if begun:
            yield begun, held
        begun, held = number, line
    if begun:
        yield begun, held
