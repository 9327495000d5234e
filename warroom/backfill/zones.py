"""Time zones as texts name them: offsets, a few abbreviations that mean one thing, and names such as Europe/Berlin."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from warroom.clock import HOUR, MINUTE, Instant
from warroom.errors import UsageError

ABBREVIATIONS = {
    "Z": 0.0, "UTC": 0.0, "GMT": 0.0, "WET": 0.0, "WEST": 1.0, "BST": 1.0, "CET": 1.0, "CEST": 2.0, "EET": 2.0,
    "EEST": 3.0, "MSK": 3.0, "EST": -5.0, "EDT": -4.0, "CDT": -5.0, "MDT": -6.0, "MST": -7.0, "PST": -8.0, "PDT": -7.0,
    "AKST": -9.0, "AKDT": -8.0, "HST": -10.0, "JST": 9.0, "KST": 9.0, "SGT": 8.0, "HKT": 8.0, "AEST": 10.0,
    "AEDT": 11.0, "AWST": 8.0, "NZST": 12.0, "NZDT": 13.0,
}  # fmt: skip
"""Hours east of UTC."""
SEVERAL = frozenset({"IST", "CST", "ART", "AMT", "ECT"})
"""Abbreviations that mean several zones: named, and never guessed."""
_OFFSET = re.compile(r"(?:UTC|GMT)?([+−-])(\d{1,2})(?::?(\d{2}))?")


class Zone(msgspec.Struct, frozen=True):
    """A zone to read times in. ``tz`` None is the zone of this computer."""

    name: str
    tz: tzinfo | None

    @property
    def fixed_s(self) -> int | None:
        """Seconds east of UTC where they are the same all year."""
        if not isinstance(self.tz, timezone):
            return None
        return int(self.tz.utcoffset(None).total_seconds())

    def instant(self, wall: datetime) -> tuple[Instant, bool]:
        """The instant at which this zone's clocks show ``wall`` (naive), and whether they show it once."""
        if self.tz is None:
            first, second = wall.replace(fold=0), wall.replace(fold=1)
            moments = (first.timestamp(), second.timestamp())
        else:
            first = wall.replace(tzinfo=self.tz)
            moments = (first.timestamp(), wall.replace(tzinfo=self.tz, fold=1).timestamp())
        return Instant(round(moments[0] * 1000)), moments[0] == moments[1]

    def wall(self, moment: Instant) -> datetime:
        """What this zone's clocks show (naive)."""
        return moment.datetime().astimezone(self.tz).replace(tzinfo=None)


UTC_ZONE = Zone("UTC", UTC)
LOCAL_ZONE = Zone("the zone of this computer", None)


def named(name: str) -> Zone:
    """A zone as an option names it: ``UTC``, ``local``, ``+01:00``, ``CET``, ``Europe/Berlin``.

    Raises ``UsageError``.
    """
    found = short(name.strip())
    if found is not None:
        return found
    if name.strip().casefold() in ("local", "l"):
        return LOCAL_ZONE
    try:
        return Zone(name.strip(), ZoneInfo(name.strip()))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        several = " It means several." if name.strip().upper() in SEVERAL else ""
        raise UsageError(
            f"{name!r} is no zone that is known here.{several} Write UTC, local, +01:00 or a name like Europe/Berlin."
        ) from None


def short(text: str) -> Zone | None:
    """An offset or an abbreviation with one meaning."""
    upper = text.upper()
    if upper in ABBREVIATIONS:
        hours = ABBREVIATIONS[upper]
        return UTC_ZONE if hours == 0 else Zone(upper, timezone(timedelta(hours=hours)))
    match = _OFFSET.fullmatch(upper)
    if match is None:
        return None
    seconds = int(match[2]) * HOUR + int(match[3] or 0) * MINUTE
    if seconds >= 24 * HOUR or int(match[3] or 0) > 59:
        return None
    if not seconds:
        return UTC_ZONE
    return Zone(
        f"UTC{'+' if match[1] == '+' else '-'}{int(match[2]):02d}:{int(match[3] or 0):02d}",
        timezone(timedelta(seconds=seconds if match[1] == "+" else -seconds)),
    )
