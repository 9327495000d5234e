"""From written times to instants: which day a clock time means, which year, and in what zone.

A clock time belongs to the day that brings it nearest to its neighbour, so that 23:58 and 00:03 are five minutes
apart. A text that names no day at all is laid so that it begins nearest to where the incident is, and ends before now.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache

import msgspec

from warroom.backfill.rows import Problem, problem
from warroom.backfill.stamps import Day, Stamp
from warroom.backfill.zones import Zone
from warroom.clock import DAY, Instant

AHEAD_S = 120
"""Up to two minutes ahead is taken as now (UI.md 3.1)."""


class Written(msgspec.Struct, frozen=True):
    """A row's time as written, the line it stands in, and the date line that holds for it first."""

    line: int
    stamp: Stamp
    day: Day | None = None


class Dated(msgspec.Struct):
    """The instants, row for row (None: no such time), what is to be said about them, and what was assumed."""

    times: list[Instant | None]
    problems: list[Problem]
    assumed_zone: bool = False
    zones: list[str] = []
    assumed_day: bool = False


def date_rows(rows: Sequence[Written], *, zone: Zone, now: Instant, around: Instant) -> Dated:
    """When each row happened. ``around``: where a text without any day belongs. Raises nothing."""
    dating = _Dating(zone, now)
    dated = [row.stamp.has_day or row.day is not None for row in rows]
    times = [dating.instant(row, None) if has else None for row, has in zip(rows, dated, strict=True)]
    anchor = next((i for i, time in enumerate(times) if dating.happened(time)), None)
    start = 0 if anchor is None else anchor
    previous = around if anchor is None else times[anchor]
    for i in range(start, len(rows)):
        if not dated[i]:
            times[i] = dating.instant(rows[i], previous)
        previous = times[i] if dating.happened(times[i]) else previous
    following = times[start] if anchor is not None else None
    for i in range(start - 1, -1, -1):
        if not dated[i]:
            times[i] = dating.instant(rows[i], following)
        following = times[i] if dating.happened(times[i]) else following
    if anchor is None:
        _before_now([i for i, has in enumerate(dated) if not has], times, now)
    found = Dated(times, dating.problems, dating.assumed, list(dating.zones), anchor is None and not all(dated))
    _look_over(found, rows, zone, now)
    return found


class _Dating:
    def __init__(self, zone: Zone, now: Instant) -> None:
        self.zone = zone
        self.now = now
        self.problems: list[Problem] = []
        self.zones: dict[str, None] = {}
        self.assumed = False
        self._last_zone: Zone | None = None
        self._last_fixed: int | None = None

    def happened(self, time: Instant | None) -> bool:
        """Whether a time can tell where its neighbours belong."""
        return time is not None and time.since(self.now) <= AHEAD_S

    def instant(self, row: Written, near: Instant | None) -> Instant | None:
        stamp = row.stamp
        if stamp.fault:
            self.problems.append(problem("bad_time", row.line, lost=True, time=stamp.fault))
            return None
        zone = stamp.zone or self.zone
        if stamp.zone is not None:
            self.zones[stamp.zone.name] = None
        else:
            self.assumed = True
        if stamp.odd_zone:
            self.problems.append(problem("unknown_zone", row.line, zone=stamp.odd_zone, assumed=zone.name))
        try:
            return self._placed(row, zone, near)
        except (ValueError, OverflowError, OSError):
            self.problems.append(problem("bad_time", row.line, lost=True, time=stamp.written))
            return None

    def _placed(self, row: Written, zone: Zone, near: Instant | None) -> Instant:
        stamp = row.stamp
        if stamp.has_day:
            return self._of_day(row, zone, stamp.year, stamp.month, stamp.day)
        if row.day is not None:
            return self._of_day(row, zone, row.day.year, row.day.month, row.day.day)
        around = zone.wall(near if near is not None else self.now)
        wall = _at_clock(around, stamp)
        days = [_instant(zone, wall + timedelta(days=shift)) for shift in (-1, 0, 1)]
        target = near if near is not None else self.now
        best = min(days, key=lambda one: abs(one[0].since(target)))
        self._say_if_twice(row, zone, best)
        return best[0]

    def _of_day(self, row: Written, zone: Zone, year: int, month: int, day: int) -> Instant:
        if year and (fixed := self._fixed(zone)) is not None:
            moment = Instant(_midnight(year, month, day) + _millis(row.stamp) - fixed * 1000)
            if moment < 0:
                raise ValueError("before 1970")
            return moment
        if year:
            found = _instant(zone, _at_clock(datetime(year, month, day), row.stamp))  # noqa: DTZ001 - a wall clock
        else:
            found = _instant(zone, self._in_latest_year(month, day, row.stamp, zone))
        self._say_if_twice(row, zone, found)
        return found[0]

    def _fixed(self, zone: Zone) -> int | None:
        if zone is not self._last_zone:
            self._last_zone, self._last_fixed = zone, zone.fixed_s
        return self._last_fixed

    def _in_latest_year(self, month: int, day: int, stamp: Stamp, zone: Zone) -> datetime:
        """A date without a year is the latest one that is not more than a day ahead; 29 February may lie far back."""
        this = zone.wall(self.now)
        for year in range(this.year + 1, this.year - 9, -1):
            try:
                wall = _at_clock(datetime(year, month, day), stamp)  # noqa: DTZ001 - a wall clock
            except ValueError:
                continue
            if wall <= this + timedelta(days=1):
                return wall
        raise ValueError("no such day")

    def _say_if_twice(self, row: Written, zone: Zone, found: tuple[Instant, bool]) -> None:
        if not found[1]:
            self.problems.append(problem("twice_a_year", row.line, time=row.stamp.written, zone=zone.name))


@lru_cache(maxsize=512)
def _midnight(year: int, month: int, day: int) -> int:
    """Milliseconds since 1970 in UTC; most rows share few days. Raises ``ValueError``."""
    return int(datetime(year, month, day, tzinfo=UTC).timestamp()) * 1000


def _millis(stamp: Stamp) -> int:
    return ((stamp.hour * 60 + stamp.minute) * 60 + stamp.second) * 1000 + stamp.millis


def _instant(zone: Zone, wall: datetime) -> tuple[Instant, bool]:
    moment, once = zone.instant(wall)
    if moment < 0:
        raise ValueError("before 1970")
    return moment, once


def _at_clock(day: datetime, stamp: Stamp) -> datetime:
    return day.replace(
        hour=stamp.hour, minute=stamp.minute, second=stamp.second, microsecond=stamp.millis * 1000, fold=0
    )


def _before_now(bare: Sequence[int], times: list[Instant | None], now: Instant) -> None:
    """The rows ``bare`` go whole days back until the last of them has happened."""
    latest = max((time for time in (times[i] for i in bare) if time is not None), default=None)
    days = 0 if latest is None else max(0, -int((now.since(latest) + AHEAD_S) // DAY))
    for i in bare if days else ():
        time = times[i]
        times[i] = None if time is None else time.plus(-days * DAY)


def _look_over(found: Dated, rows: Sequence[Written], zone: Zone, now: Instant) -> None:
    """Say what a person must know of the times as a whole."""
    for i, (time, row) in enumerate(zip(found.times, rows, strict=True)):
        if time is not None and time.since(now) > AHEAD_S:
            found.problems.append(problem("future", row.line, lost=True, time=row.stamp.written))
            found.times[i] = None
    _say_order([(time, row) for time, row in zip(found.times, rows, strict=True) if time is not None], found)
    first = rows[0].line if rows else 1
    names = ", ".join(found.zones)
    if len(found.zones) > 1:
        found.problems.append(problem("mixed_zones", first, zones=names))
    elif found.zones and found.assumed_zone and found.zones[0] != zone.name:
        found.problems.append(problem("zone_here_and_there", first, zones=names, zone=zone.name))


def _say_order(dated: list[tuple[Instant, Written]], found: Dated) -> None:
    """Name each row that is earlier than the one before; a text whose newest stands first is named once."""
    back = [i for i in range(1, len(dated)) if dated[i][0] < dated[i - 1][0]]
    ahead = sum(1 for i in range(1, len(dated)) if dated[i][0] > dated[i - 1][0])
    if len(back) > 1 and len(back) > 3 * ahead:
        found.problems.append(problem("newest_first", dated[0][1].line))
        return
    for i in back:
        stamp, before = dated[i][1].stamp, dated[i - 1][1].stamp
        found.problems.append(problem("out_of_order", dated[i][1].line, time=stamp.written, before=before.written))
