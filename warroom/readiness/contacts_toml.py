"""Contacts as TOML, read a table at a time so that one broken table does not take the others with it.

[people.kai]                              [services.checkout]         [tiers.l2]
name = "Kai Berg"                         team = "payments"           people = ["kai"]
phone = ["+49 30 1234567"]                l1 = ["kai", "sam"]         within = "30 min"
zone = "Europe/Berlin"                    l2 = ["ines"]
duties = ["database"]                     runbook = "checkout"
checked = 2026-01-05
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

from warroom.readiness.contacts import TIER_KEYS
from warroom.readiness.rows import Rows

_HEADER = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]\s*(?:#.*)?")
_PERSON_KEYS = {
    "name": "name", "handle": "handle", "phone": "phone", "phones": "phone", "email": "email", "zone": "zone",
    "team": "team", "duties": "duties", "roles": "duties", "checked": "checked",
}  # fmt: skip
_SERVICE_KEYS = ("team", "runbook", "checked", *TIER_KEYS)
_TIER_KEYS = ("people", "within", "checked")


def read(text: str, rows: Rows) -> None:
    for line, name, table in _tables(text, rows):
        kind, _, key = name.partition(".")
        key = key.strip().strip("\"'")
        if kind == "people" and key:
            _person(rows, line, key, table)
        elif kind == "services" and key:
            _service(rows, line, key, table)
        elif kind == "tiers" and key:
            _tier(rows, line, key, table)
        else:
            rows.fault(line, f"[{name[:40]}] is not known: write people, services or tiers", left_out=True)


def _tables(text: str, rows: Rows) -> Iterator[tuple[int, str, dict[str, object]]]:
    """Line, name and content of each table that can be read."""
    start, name, body = 0, "", list[str]()
    for number, line in enumerate([*text.splitlines(), "[end]"], start=1):
        header = _HEADER.fullmatch(line)
        if header is None:
            body.append(line)
            continue
        found = _content(start, body, rows)
        if found and not name:
            rows.fault(1, "keys stand before the first table", left_out=True)
        elif name and found is not None:
            yield start, name, found
        start, name, body = number, header[1], []


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
    fields: dict[str, list[str]] = {"handle": [key]}
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
