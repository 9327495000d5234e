"""Contacts as a spreadsheet: a row for each person, or for each person of a service and tier.

The first row names the columns: name, handle, phone, email, zone, team, duties, service, tier, checked. Commas,
semicolons or tabs part them; further columns are passed over.
"""

from __future__ import annotations

import csv

from warroom.readiness.rows import Rows

_COLUMNS = {
    "name": ("name", "full name", "display name", "person"),
    "handle": ("handle", "alias", "nick", "nickname", "user", "username", "login"),
    "phone": ("phone", "tel", "telephone", "mobile", "cell", "number", "phone number", "second phone", "backup phone"),
    "email": ("email", "e-mail", "mail"),
    "zone": ("zone", "timezone", "time zone", "tz"),
    "team": ("team", "group", "org", "organisation", "organization", "department"),
    "duties": ("duties", "duty", "role", "roles", "title", "skills", "expertise"),
    "service": ("service", "services", "system"),
    "tier": ("tier", "level", "escalation"),
    "checked": ("checked", "confirmed", "reviewed", "updated", "last checked"),
}
_BY_TITLE = {title: field for field, titles in _COLUMNS.items() for title in titles}


def read(text: str, rows: Rows) -> None:
    reader = csv.reader(text.splitlines(keepends=True), delimiter=_delimiter(text))
    columns: list[str | None] = []
    line = 0
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            rows.fault(line, f"the row cannot be read ({error})", left_out=True)
            continue
        if not any(cell.strip() for cell in cells):
            continue
        if not columns:
            columns = [_BY_TITLE.get(cell.strip().casefold().lstrip("\ufeff")) for cell in cells]
            if not {"name", "handle"} & set(columns):
                rows.fault(line, "the first row names no column called name or handle", left_out=True)
                return
            continue
        _row(rows, line, columns, cells)


def _row(rows: Rows, line: int, columns: list[str | None], cells: list[str]) -> None:
    if len(cells) > len(columns):
        rows.fault(line, f"{len(cells)} cells where the first row names {len(columns)}", left_out=True)
        return
    fields: dict[str, list[str]] = {}
    for column, cell in zip(columns, cells, strict=False):
        if column is not None and cell.strip():
            fields.setdefault(column, []).append(cell.strip())
    named = rows.known(fields) if "service" in fields or "tier" in fields else None
    found = named or rows.person(line, fields)
    if found is None:
        return
    tier = rows.tier_key(line, fields["tier"][0]) if "tier" in fields else None
    for service in (name.strip() for text in fields.get("service", []) for name in text.split("|")):
        rows.service(line, service, {tier or "l1": [found]}, team="".join(fields.get("team", [])[:1]))
    if tier is not None and "service" not in fields:
        rows.tier(line, tier, [found])


def _delimiter(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t", key=first.count)
