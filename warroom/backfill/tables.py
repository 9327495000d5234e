"""What the columns of a table mean, told by their headings, and a row made of cells. Shared by CSV and Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec

from warroom.backfill.making import Piece
from warroom.backfill.rows import Problem, problem
from warroom.backfill.stamps import Stamp, stamp_of
from warroom.backfill.zones import UTC_ZONE, Zone, short

_MEANINGS = {
    "time": "time timestamp at when datetime date_time ts clock utc happened occurred_at time_utc start",
    "day": "date day",
    "actor": "who actor person by user author name from speaker reporter owner responder",
    "role": "role team",
    "text": "what text event message description entry note notes details detail action summary comment content update"
    " activity timeline",
    "star": "starred star key_moment",
    "section": "section",
}
_BY_NAME = {name: meaning for meaning, names in _MEANINGS.items() for name in names.split()}
_PASSED = frozenset("recorded_at kind type late amended retracted original id n no # incident ref".split())
"""Columns of our own exports, and of many others, that are no part of an entry."""
_ZONE_IN_HEADING = re.compile(r"[(\[]\s*(?:in\s+)?([A-Za-z]{1,5}(?:[+-]\d{1,2}(?::?\d{2})?)?|[+-]\d{2}:?\d{2})\s*[)\]]")
_EPOCH = re.compile(r"\d{10}(?:\.\d{1,9})?|\d{13}")
_WRITTEN_BY = re.compile(r"\s+\(by [^()]{1,40}\)$")
"""Our own exports name whoever typed a row beside whoever said it."""
_FORMULA = re.compile(r"'(?=[=+\-@\t\r])")


class Columns(msgspec.Struct):
    """Meaning -> place in a row. ``unread``: headings that have no place in an entry. ``zone``: what the heading of the
    time column says.
    """

    places: dict[str, int]
    width: int
    zone: Zone | None = None
    unread: list[str] = []

    @property
    def whole(self) -> bool:
        """Whether there is a time and words."""
        return "text" in self.places and ("time" in self.places or "day" in self.places)


def columns_of(heading: Sequence[str]) -> Columns:
    """What a heading says of its columns; ``whole`` tells whether that is enough."""
    found = Columns({}, len(heading))
    for place, cell in enumerate(heading):
        zone = _ZONE_IN_HEADING.search(cell)
        bare = _ZONE_IN_HEADING.sub("", cell) if zone else cell
        name = re.sub(r"[\s/_-]+", "_", bare.strip().strip("*_`").strip().casefold())
        name = {"date_time": "time", "date_&_time": "time", "date_and_time": "time"}.get(name, name)
        meaning = _BY_NAME.get(name)
        if meaning is None or meaning in found.places:
            if name and name not in _PASSED:
                found.unread.append(cell.strip())
            continue
        found.places[meaning] = place
        if meaning == "time":
            found.zone = short(zone[1]) if zone else (UTC_ZONE if name in ("utc", "time_utc") else None)
    return found


def guessed(rows: Sequence[Sequence[str]]) -> Columns:
    """Columns of a table without a heading that says enough: the first of times, and the longest words."""
    width = max((len(row) for row in rows), default=0)
    found = Columns({}, width)
    for place in range(width):
        cells = [row[place] for row in rows if place < len(row)]
        timed = sum(1 for cell in cells if _whole_stamp(cell.strip()) is not None)
        if cells and timed * 2 > len(cells) and "time" not in found.places:
            found.places["time"] = place
    others = [place for place in range(width) if place != found.places.get("time")]
    if others:
        found.places["text"] = max(others, key=lambda place: sum(len(row[place]) for row in rows if place < len(row)))
    return found


def piece_of(line: int, cells: Sequence[str], columns: Columns) -> Piece | Problem | None:
    """One row of a table; None for a row that is no entry (a blank one, another section of our own export)."""
    if not any(cell.strip() for cell in cells):
        return None
    given = {name: cells[place].strip() for name, place in columns.places.items() if place < len(cells)}
    if "section" in columns.places and given.get("section") != "entry":
        return None
    written = " ".join(given[name] for name in ("day", "time") if given.get(name))
    stamp = _whole_stamp(written)
    if stamp is None:
        return problem("bad_time", line, lost=True, time=written or "an empty cell")
    if stamp.zone is None and columns.zone is not None and not stamp.odd_zone:
        stamp = msgspec.structs.replace(stamp, zone=columns.zone)
    name = _WRITTEN_BY.sub("", given.get("actor", "")).removeprefix("@")
    star = given.get("star", "").casefold() in ("yes", "true", "1", "x", "*")
    return Piece(line, stamp, [_FORMULA.sub("", given.get("text", ""), 1)], name, given.get("role", ""), star=star)


def _whole_stamp(cell: str) -> Stamp | None:
    """A cell that is a time and nothing else."""
    if _EPOCH.fullmatch(cell):
        seconds = int(cell) / 1000 if len(cell) == 13 else float(cell)
        wall = datetime.fromtimestamp(seconds, UTC)
        millis = wall.microsecond // 1000
        return Stamp(
            len(cell),
            wall.hour,
            wall.minute,
            wall.second,
            millis,
            wall.year,
            wall.month,
            wall.day,
            UTC_ZONE,
            written=cell,
        )
    stamp = stamp_of(cell)
    return stamp if stamp is not None and stamp.rest >= len(cell) else None
