"""The times a person types: clock times, times ago, dates, deadlines and lengths of time.

A clock time means its latest occurrence within the last 12 hours, and up to 2 minutes ahead counts as now (UI.md 3.1):
23:50 typed at 00:05 is yesterday's. A deadline is the next occurrence within 12 hours. ``Z`` says UTC, ``L`` the local
zone; without either the primary clock holds, which is UTC unless the window's settings say otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

import msgspec

from warroom.clock import DAY, HOUR, MINUTE, Instant
from warroom.scribe.faults import LineError
from warroom.scribe.lines import FaultyLine

LocalOffset: TypeAlias = Callable[[Instant], int]
"""Seconds east of UTC that the local zone keeps at an instant."""

REACH_S = 12 * HOUR
AHEAD_S = 2 * MINUTE
LONGEST_S = 30 * DAY
"""The longest countdown or snooze."""
PROMISE_REACH_S = 366 * DAY

_LONGEST_TOKEN = 48
_CLOCK = re.compile(r"([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?([ZL]?)", re.IGNORECASE)
_MINUTE = re.compile(r":([0-9]{2})")
_LENGTH = re.compile(r"(?:[0-9]{1,6}[hms])+", re.IGNORECASE)
_PART = re.compile(r"([0-9]+)([hms])", re.IGNORECASE)
_ISO = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?)"
    r"(?:(Z|L)|([+-])([0-9]{2}):?([0-9]{2}))?",
    re.IGNORECASE,
)
_UNIT_S = {"h": HOUR, "m": MINUTE, "s": 1}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Dial(msgspec.Struct, frozen=True):
    """What typed times are read against: the time of the line's first key and the zones."""

    now: Instant
    local_offset: LocalOffset | None = None
    primary_local: bool = False

    def is_local(self, zone: str | None) -> bool:
        """Whether a time with this suffix (``Z``, ``L`` or none) is on the local clock."""
        return zone.upper() == "L" if zone else self.primary_local and self.local_offset is not None


def parse_time(
    text: str, now: Instant, *, local_offset: LocalOffset | None = None, primary_local: bool = False
) -> Instant | FaultyLine:
    """When something happened: ``HH:MM[:SS][Z|L]``, ``:MM`` of this hour, ``-1h30m``, or ISO 8601; UTC with no zone.

    The same for the line and for the command line's options. The fault's span is within ``text``.
    """
    try:
        return past(text, Dial(now, local_offset, primary_local))
    except LineError as fault:
        return fault.line


def parse_deadline(
    text: str, now: Instant, *, local_offset: LocalOffset | None = None, primary_local: bool = False
) -> Instant | FaultyLine:
    """When something is promised: the next ``HH:MM[:SS][Z|L]`` within 12 hours, ``20m`` from now, or ISO 8601."""
    try:
        return ahead(text, now, Dial(now, local_offset, primary_local))
    except LineError as fault:
        return fault.line


def parse_duration(text: str) -> int | None:
    """Seconds in ``20m``, ``1h30m`` or ``90s``; None when it is no length of time, is nothing, or is over 30 days."""
    if len(text) > _LONGEST_TOKEN or not _LENGTH.fullmatch(text):
        return None
    seconds = sum(int(count) * _UNIT_S[unit.lower()] for count, unit in _PART.findall(text))
    return seconds if 0 < seconds <= LONGEST_S else None


def is_time(token: str) -> bool:
    """Whether a word of a line has the shape of a time, so that it is read as one and may be faulty."""
    if len(token) > _LONGEST_TOKEN:
        return False
    ago = token.startswith("-") and _LENGTH.fullmatch(token, 1)
    return bool(ago or _CLOCK.fullmatch(token) or _MINUTE.fullmatch(token))


def is_date(token: str) -> bool:
    """Whether a word of a line begins as an ISO 8601 date."""
    return bool(re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:$|T)", token[:_LONGEST_TOKEN], re.IGNORECASE))


def past(text: str, dial: Dial) -> Instant:
    """``parse_time`` for the parser: raises ``LineError``."""
    typed = text.strip()
    span = (0, len(text))
    if len(typed) > _LONGEST_TOKEN:
        raise LineError("bad_time", *span, time=typed)
    if match := _CLOCK.fullmatch(typed):
        moments = _occurrences(match, typed, dial.now, dial)
        return _latest(moments, typed, dial.now, span)
    if match := _MINUTE.fullmatch(typed):
        return _minute_of_this_hour(int(match[1]), typed, dial)
    if typed.startswith("-") and _LENGTH.fullmatch(typed, 1):
        seconds = sum(int(count) * _UNIT_S[unit.lower()] for count, unit in _PART.findall(typed))
        moment = dial.now.plus(-seconds)
        if moment < 0:
            raise LineError("bad_time", *span, time=typed)
        return moment
    moment = _dated(typed, dial)
    if moment > dial.now.plus(AHEAD_S):
        raise LineError("in_the_future", *span, time=typed)
    return min(moment, dial.now)


def ahead(text: str, base: Instant, dial: Dial) -> Instant:
    """``parse_deadline`` for the parser, from ``base`` (when the line happened): raises ``LineError``."""
    typed = text.strip()
    span = (0, len(text))
    if (seconds := parse_duration(typed.removeprefix("+"))) is not None:
        return base.plus(seconds)
    if len(typed) <= _LONGEST_TOKEN and (match := _CLOCK.fullmatch(typed)):
        moments = [moment for moment in _occurrences(match, typed, base, dial) if 0 < moment.since(base) <= REACH_S]
        if not moments:
            raise LineError("not_ahead", *span, time=typed)
        return min(moments)
    moment = _dated(typed, dial, latest=base.plus(PROMISE_REACH_S))
    if not 0 < moment.since(base) <= PROMISE_REACH_S:
        raise LineError("date_not_ahead", *span, time=typed)
    return moment


def _latest(moments: list[Instant], typed: str, now: Instant, span: tuple[int, int]) -> Instant:
    reachable = [moment for moment in moments if -AHEAD_S <= now.since(moment) <= REACH_S]
    if not reachable:
        raise LineError("out_of_reach", *span, time=typed)
    return min(max(reachable), now)


def _minute_of_this_hour(minute: int, typed: str, dial: Dial) -> Instant:
    """The hour is the primary clock's: half-hour zones have minutes of their own."""
    if minute > 59:
        raise LineError("bad_time", 0, len(typed), time=typed)
    shift = dial.local_offset(dial.now) if dial.primary_local and dial.local_offset else 0
    local = int(dial.now) + shift * 1000
    moment = Instant(local - local % (HOUR * 1000) + minute * MINUTE * 1000 - shift * 1000)
    return _latest([moment], moment.hhmm(shift), dial.now, (0, len(typed)))


def _occurrences(match: re.Match[str], typed: str, around: Instant, dial: Dial) -> list[Instant]:
    """The instants about ``around`` at which a clock shows this time; a skipped hour of spring has none."""
    hours, minutes, seconds = int(match[1]), int(match[2]), int(match[3] or 0)
    if hours > 23 or minutes > 59 or seconds > 59:
        raise LineError("bad_time", 0, len(typed), time=typed)
    time_of_day = (hours * HOUR + minutes * MINUTE + seconds) * 1000
    found = []
    for offset in _offsets(around, match[4], typed, dial):
        local = int(around) + offset * 1000
        midnight = local - local % (DAY * 1000)
        for day in (-1, 0, 1):
            moment = Instant(midnight + day * DAY * 1000 + time_of_day - offset * 1000)
            if moment >= 0 and _offset_holds(offset, moment, match[4], dial):
                found.append(moment)
    return found


def _dated(typed: str, dial: Dial, latest: Instant | None = None) -> Instant:
    match = _ISO.fullmatch(typed) if len(typed) <= _LONGEST_TOKEN else None
    if match is None:
        raise LineError("bad_time", 0, len(typed), time=typed)
    date, time, zone, sign, hours, minutes = match.groups()
    try:
        naive = datetime.fromisoformat(f"{date}T{time.replace(',', '.')}").replace(tzinfo=UTC)
    except ValueError:
        raise LineError("bad_time", 0, len(typed), time=typed) from None
    wall = Instant((naive - _EPOCH) // timedelta(milliseconds=1))
    limit = (latest or dial.now).plus(2 * DAY)
    if sign:
        if int(hours) > 23 or int(minutes) > 59:
            raise LineError("bad_time", 0, len(typed), time=typed)
        moment = wall.plus((int(hours) * HOUR + int(minutes) * MINUTE) * (-1 if sign == "+" else 1))
    elif not DAY * 1000 < wall < limit:
        moment = wall  # refused by reach, whatever the zone
    else:
        moments = [
            moment
            for offset in _offsets(wall, zone, typed, dial)
            if _offset_holds(offset, moment := wall.plus(-offset), zone, dial)
        ]
        moment = max(moments, default=Instant(-1))
    if moment < 0:
        raise LineError("bad_time", 0, len(typed), time=typed)
    return moment


def _offsets(around: Instant, zone: str | None, typed: str, dial: Dial) -> set[int]:
    """Every offset that the wanted clock keeps within a day: two where summer time begins or ends."""
    if not dial.is_local(zone):
        return {0}
    if dial.local_offset is None:
        raise LineError("no_local_zone", 0, len(typed), time=typed)
    return {dial.local_offset(around.plus(shift)) for shift in (-DAY, -DAY // 2, 0, DAY // 2, DAY)}


def _offset_holds(offset: int, moment: Instant, zone: str | None, dial: Dial) -> bool:
    return not dial.is_local(zone) or dial.local_offset is None or dial.local_offset(moment) == offset
