"""Contacts as TOML, read a table at a time so that one broken table does not take the others with it.

[people.kai]                              [services.checkout]         [tiers.l2]
name = "Kai Berg"                         team = "payments"           people = ["kai"]
phone = ["+49 30 1234567"]                l1 = ["kai", "sam"]         within = "30 min"
zone = "Europe/Berlin"                    l2 = ["ines"]
duties = ["database"]                     runbook = "checkout"
checked = 2026-01-05

Arrays of tables are read too: [[person]] with a handle or a name, [[service]] with a name, [[tier]] with a tier.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

from warroom.readiness.contacts import TIER_KEYS
from warroom.readiness.rows import Rows

FORM = "write [people.HANDLE] or [[person]], [services.NAME], [tiers.L2]; warroom contacts import --help shows it"
_HEADER = re.compile(r"\s*(?:\[\[\s*([^\[\]]+?)\s*\]\]|\[\s*([^\[\]]+?)\s*\])\s*(?:#.*)?")
_KINDS = {
    "people": "people", "person": "people", "services": "services", "service": "services", "tiers": "tiers",
    "tier": "tiers",
}  # fmt: skip
_NAMED_BY = {"services": ("name", "service"), "tiers": ("tier", "level", "name")}
_PERSON_KEYS = {
    "name": "name", "handle": "handle", "phone": "phone", "phones": "phone", "email": "email", "zone": "zone",
    "team": "team", "duties": "duties", "roles": "duties", "checked": "checked",
}  # fmt: skip
_SERVICE_KEYS = ("team", "runbook", "checked", *TIER_KEYS)
_TIER_KEYS = ("people", "within", "checked")


def read(text: str, rows: Rows) -> None:
    for line, name, table in _tables(text, rows):
        kind, _, key = name.partition(".")
        if not name:
            for word, value in table.items():
                _several(rows, line, word, value)
        elif kind in _KINDS and key.strip():
            _one(rows, line, _KINDS[kind], key.strip().strip("\"'"), table)
        else:
            _several(rows, line, name, table)


def _several(rows: Rows, line: int, word: str, value: object) -> None:
    """What stands under a bare word such as ``people``: one row with its own name in it, a list of them, or a row for
    each key."""
    kind = _KINDS.get(word)
    listed = value if isinstance(value, list) else [value]
    tables: list[dict[str, object]] = [row for row in listed if isinstance(row, dict)]
    if kind is None or len(tables) != len(listed):
        what = f"[{word[:40]}] is not known" if isinstance(value, dict) else f"{word[:40]} stands above the first table"
        rows.fault(line, f"{what}: {FORM}", left_out=True)
        return
    for table in tables:
        inner = {key: row for key, row in table.items() if isinstance(row, dict)}
        if inner and len(inner) == len(table):
            for key, row in inner.items():
                _one(rows, line, kind, key, row)
        else:
            _one(rows, line, kind, "", table)


def _one(rows: Rows, line: int, kind: str, key: str, table: dict[str, object]) -> None:
    if kind == "people":
        _person(rows, line, key, table)
        return
    own = next((word for word in _NAMED_BY[kind] if word in table), "") if not key else ""
    key = key or "".join(_texts(table.get(own, ""))[:1])
    rest = {word: value for word, value in table.items() if word != own}
    if not key:
        rows.fault(line, f"[[{kind[:-1]}]] says no {_NAMED_BY[kind][0]}", left_out=True)
    elif kind == "services":
        _service(rows, line, key, rest)
    else:
        _tier(rows, line, key, rest)


def _tables(text: str, rows: Rows) -> Iterator[tuple[int, str, dict[str, object]]]:
    """Line, name and content of each table that can be read; '' for the keys above the first."""
    start, name, body = 0, "", list[str]()
    for number, line in enumerate([*text.splitlines(), "[end]"], start=1):
        header = _HEADER.fullmatch(line)
        if header is None:
            body.append(line)
            continue
        found = _content(start, body, rows)
        if found and not name:
            yield next((place for place, row in enumerate(body, start=1) if _says(row)), 1), "", found
        elif name and found is not None:
            yield start, name, found
        start, name, body = number, header[1] or header[2], []


def _says(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _content(start: int, body: list[str], rows: Rows) -> dict[str, object] | None:
    """A table's keys; a line that is no TOML is named and left out, and the others are read."""
    try:
        return tomllib.loads("\n".join(body))
    except tomllib.TOMLDecodeError:
        good: dict[str, object] = {}
    for offset, line in enumerate(body, start=1):
        try:
            good |= tomllib.loads(line)
        except tomllib.TOMLDecodeError:
            rows.fault(start + offset, f'"{line.strip()[:40]}" is no line of TOML')
    return good


def _person(rows: Rows, line: int, key: str, table: dict[str, object]) -> None:
    fields: dict[str, list[str]] = {"handle": [key]} if key else {}
    for name, value in table.items():
        known = _PERSON_KEYS.get(name)
        if known is None:
            rows.fault(line, f"{name} is not known of a person")
        else:
            fields[known] = _texts(value)
    rows.person(line, fields)


def _service(rows: Rows, line: int, key: str, table: dict[str, object]) -> None:
    _unknown(rows, line, table, _SERVICE_KEYS, "a service")
    tiers = {tier: _texts(table[tier]) for tier in TIER_KEYS if tier in table}
    words = {name: "".join(_texts(table[name])[:1]) for name in ("team", "runbook", "checked") if name in table}
    rows.service(line, key, tiers, **words)


def _tier(rows: Rows, line: int, key: str, table: dict[str, object]) -> None:
    _unknown(rows, line, table, _TIER_KEYS, "a tier")
    known = rows.tier_key(line, key)
    if known is not None:
        within, checked = ("".join(_texts(table.get(name, ""))[:1]) for name in ("within", "checked"))
        rows.tier(line, known, _texts(table.get("people", [])), within=within, checked=checked)


def _unknown(rows: Rows, line: int, table: dict[str, object], known: tuple[str, ...], what: str) -> None:
    for name in table.keys() - set(known):
        rows.fault(line, f"{name} is not known of {what}")


def _texts(value: object) -> list[str]:
    """One text or a list of them; a date as it is written."""
    values = value if isinstance(value, list) else [value]
    return [item.isoformat() if hasattr(item, "isoformat") else str(item) for item in values]
