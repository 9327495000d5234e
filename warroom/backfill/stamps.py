"""A time at the beginning of a line, in the forms that timelines, logs and reports use.

Read are ISO 8601, ``HH:MM[:SS]`` with or without am and pm, syslog's and a report's written dates, each with a zone
behind it or none, behind a list mark, in brackets or in bold. Nothing is guessed here: what a clock time's day is, and
what a missing zone means, is for ``dating``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from warroom.backfill.zones import ABBREVIATIONS, SEVERAL, Zone, short

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_DAY_NAME = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,?\s+)?"
_CLOCK = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<part>\d{1,9}))?)?"
    r"(?:\s?(?P<half>[ap])\.?m\b\.?)?(?!\d|:\w)"
)
_DATE = (
    r"(?:(?P<year>\d{4})[-/](?P<mon>\d{1,2})[-/](?P<day>\d{1,2})"
    rf"|{_DAY_NAME}{_MONTH}\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<year2>\d{{4}}))?"
    rf"|{_DAY_NAME}(?P<day3>\d{{1,2}})(?:st|nd|rd|th)?\.?\s+{_MONTH.replace('month', 'month3')}"
    r"(?:,?\s+(?P<year3>\d{4}))?)"
)
_OFFSET = r"\s?(?P<offset>(?:UTC|GMT)?[+−-]\d{2}:?\d{2})(?![\d:])"
_WORD = r"\s?\(?(?P<zone>[A-Za-z]{1,5})\b\)?"
_UNTIL = r"\s?(?:-|–|—|to)\s?(?P<until>\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]m)?)(?![\d:])"
_DATED = re.compile(
    rf"{_DATE}(?:T|,?\s+(?:at\s+|[-–—]\s+)?){_CLOCK}(?:{_OFFSET}|(?:{_UNTIL})?(?:{_WORD})?)", re.IGNORECASE
)
"""Behind a day, ``-05:00`` is an offset; behind a bare clock time it is the end of a stretch."""
_BARE = re.compile(rf"{_CLOCK}(?:{_UNTIL})?(?:{_OFFSET}|{_WORD})?", re.IGNORECASE)
_DAY_LINE = re.compile(rf"{_DATE}", re.IGNORECASE)
_BEFORE = re.compile(r"\s*(?:(?:[-*+•·>]|\d{1,3}[.)])\s+)?[\[(]?(?:\*\*|__|`|\*|_)?[\[(]?[~≈]?")
_AFTER = re.compile(r"[\])]?(?:\*\*|__|`|\*|_)?[\])]?(?:\s*[:|,;]|\s+[-–—]+(?=\s)|\s*[–—])?(?:\*\*|__|`)?\s*")
_NO_WORD = rf"(?![+−–—|:(-]|(?:{'|'.join(sorted(ABBREVIATIONS.keys() | SEVERAL))})\b|[ap]\.?m\b)"
_COMMON = re.compile(
    r"\[?(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:[.,](\d{3})\d{0,6})?(?:(Z)|([+-]\d{2}:?\d{2}))?\]?"
    rf"[ \t]+(?=\S){_NO_WORD}"
)
"""What most logs write, read at a tenth of the cost; what could belong to the time takes the long way."""
_HYPHENS = {0x2010: "-", 0x2011: "-"}
"""What word processors write into dates."""
LONGEST = 96
"""Characters at the beginning of a line within which a time is looked for."""
LONGEST_LINE = 2000


class Stamp(msgspec.Struct, frozen=True):
    """A time as it is written. ``year`` 0: none was. ``zone`` None: none was. ``rest``: where the words begin.

    ``fault``: what cannot be a time although it looks like one. ``odd_zone``: an abbreviation that means several zones.
    """

    rest: int
    hour: int = 0
    minute: int = 0
    second: int = 0
    millis: int = 0
    year: int = 0
    month: int = 0
    day: int = 0
    zone: Zone | None = None
    until: str = ""
    fault: str = ""
    odd_zone: str = ""
    written: str = ""

    @property
    def has_day(self) -> bool:
        return self.month > 0


class Day(msgspec.Struct, frozen=True):
    """A date that stands alone on its line and holds for the lines below it. ``year`` 0: none was written."""

    year: int
    month: int
    day: int


def stamp_of(line: str) -> Stamp | None:
    """The time that a line begins with; None when it begins with something else."""
    match = _COMMON.match(line)
    if match is not None and (found := _common(match)) is not None:
        return found
    head = line[:LONGEST].translate(_HYPHENS)
    before = _BEFORE.match(head)
    start = before.end() if before else 0
    if start >= len(head) or not (head[start].isdigit() or head[start : start + 3].lower() in _STARTS):
        return None
    match = _DATED.match(head, start)
    if match is not None:
        return _stamp(line, match, _date(match))
    match = _BARE.match(head, start)
    return None if match is None else _stamp(line, match, (0, 0, 0))


def mentioned_day(lines: Iterable[str]) -> Day | None:
    """The first whole date that stands anywhere in ``lines``: what a report is about, where its times name no day."""
    for line in lines:
        for match in _DAY_LINE.finditer(line[:LONGEST_LINE].translate(_HYPHENS)):
            year, month, day = _date(match)
            if year and 1 <= month <= 12 and 1 <= day <= 31:
                return Day(year, month, day)
    return None


def _common(match: re.Match[str]) -> Stamp | None:
    year, month, day, hour, minute, second, part, utc, offset = match.groups()
    numbers = (int(hour), int(minute), int(second), int(part or 0), int(year), int(month), int(day))
    if numbers[0] > 23 or numbers[1] > 59 or numbers[2] > 59 or not (0 < numbers[5] < 13 and 0 < numbers[6] < 32):
        return None
    zone = short("Z" if utc else offset) if utc or offset else None
    written = match[0].strip("[] \t")
    fault = written if offset and zone is None else ""  # no clock keeps +25:00, and UTC would be a guess
    return Stamp(match.end(), *numbers, zone, written=written, fault=fault)


def day_of(line: str) -> Day | None:
    """The date of a line that is nothing but a date, a heading perhaps."""
    text = line.strip().lstrip("#").strip().strip("*_-—–: ").strip()
    if not text or len(text) > LONGEST:
        return None
    match = _DAY_LINE.fullmatch(text)
    if match is None:
        return None
    year, month, day = _date(match)
    return Day(year, month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None


_STARTS = frozenset({*MONTHS, "mon", "tue", "wed", "thu", "fri", "sat", "sun"})


def _stamp(line: str, match: re.Match[str], date: tuple[int, int, int]) -> Stamp | None:
    year, month, day = date
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
    faulty = False
    half = (match["half"] or "").lower()
    if half:
        faulty = not 1 <= hour <= 12
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23 or minute > 59 or second > 60 or (month and not (1 <= month <= 12 and 1 <= day <= 31)):
        faulty = True
    zone, odd, end = _zone(line, match)
    faulty = faulty or bool(match["offset"] and zone is None)
    if end < len(line) and (line[end].isalnum() or line[end] == "%"):
        return None
    rest, written = _AFTER.match(line, end), line[match.start() : end].strip()
    return Stamp(
        rest=rest.end() if rest else end,
        hour=hour,
        minute=minute,
        second=min(second, 59),
        millis=int((match["part"] or "0").ljust(3, "0")[:3]),
        year=year,
        month=month,
        day=day,
        zone=zone,
        until=match["until"] or "",
        fault=written if faulty else "",
        odd_zone=odd,
        written=written,
    )


def _zone(line: str, match: re.Match[str]) -> tuple[Zone | None, str, int]:
    """The zone behind a time, an abbreviation with several meanings, and where the stamp ends."""
    if match["offset"]:
        return short(match["offset"].replace("−", "-")), "", match.end()
    word = match["zone"] or ""
    if word and (word.isupper() or word == "z") and word.upper() in ABBREVIATIONS:
        return short(word), "", match.end()
    if word and word.isupper() and word in SEVERAL:
        return None, word, match.end()
    if not word:
        return None, "", match.end()
    start = match.start("zone")
    return None, "", start - 1 if line[start - 1] in " (" else start


def _date(match: re.Match[str]) -> tuple[int, int, int]:
    if match["mon"]:
        return int(match["year"]), int(match["mon"]), int(match["day"])
    if match["month"]:
        return int(match["year2"] or 0), MONTHS.index(match["month"].lower()) + 1, int(match["day2"])
    if match["month3"]:
        return int(match["year3"] or 0), MONTHS.index(match["month3"].lower()) + 1, int(match["day3"])
    return 0, 0, 0
