"""Times as messages say them, and the next update as a person types it.

What leaves the machine names the zone and is never relative alone (UI.md 9, "Time display").
"""

from __future__ import annotations

import re

from warroom.clock import DAY, HOUR, MINUTE, Instant
from warroom.errors import BadTime
from warroom.scribe.lines import FaultyLine
from warroom.scribe.times import LocalOffset, parse_deadline

_ASIDE = re.compile(r"\s*\([^)]*\)\s*$")
_ZONE = re.compile(r"\s*(?:UTC|GMT)$", re.IGNORECASE)
_LOCAL = re.compile(r"\s*local(?: time)?$", re.IGNORECASE)
_UNITS = re.compile(r"^(?:in\s+|\+\s*)?(\d{1,4})\s*(h|m|s|hours?|min|minutes?)$", re.IGNORECASE)


def moment(at: Instant, now: Instant) -> str:
    """``03:45 UTC``; with its date when that is another day than today: ``2026-11-22 03:45 UTC``."""
    day, today = at.datetime().date(), now.datetime().date()
    return f"{at.hhmm()} UTC" if day == today else f"{day.isoformat()} {at.hhmm()} UTC"


def length(seconds: float) -> str:
    """A length of time in whole minutes: ``47 min``, ``2 h 12 min``, ``3 d 4 h``; never below one minute."""
    minutes = max(1, int(seconds // MINUTE))
    if minutes < 60:
        return f"{minutes} min"
    days, hours = divmod(minutes * MINUTE // HOUR, DAY // HOUR)
    if days:
        return f"{days} d {hours} h" if hours else f"{days} d"
    rest = minutes % 60
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def promise(now: Instant, cadence_s: int) -> Instant:
    """The next update that ``cadence_s`` allows: on the whole minute, and never later than the cadence."""
    due = now.plus(cadence_s)
    whole = Instant(int(due) - int(due) % (MINUTE * 1000))
    return whole if whole > now else due


def parse_next_update(text: str, now: Instant, local_offset: LocalOffset | None = None) -> Instant:
    """The instant that a typed next update means: ``03:45``, ``03:45 UTC (in 30 min)``, ``+20m``, ``20 min``, ISO 8601.

    A clock time is its next occurrence, UTC unless it says local. Raises ``BadTime`` with the sentence to show.
    """
    typed = " ".join(text.split())
    core = _ASIDE.sub("", typed)
    core = _ZONE.sub("Z", core) if _ZONE.search(core) else _LOCAL.sub("L", core)
    if units := _UNITS.match(core):
        core = f"{units[1]}{units[2][0].lower()}"
    found = parse_deadline(core, now, local_offset=local_offset)
    if isinstance(found, FaultyLine):
        raise BadTime(_sentence(found, typed), code=found.code, text=typed)
    return found


def _sentence(fault: FaultyLine, typed: str) -> str:
    shown = typed if len(typed) <= 40 else typed[:39] + "…"
    if fault.code == "not_ahead":
        return f"{shown} is not within the next 12 hours. Give the date too, as in 2026-11-22 03:45"
    if fault.code == "date_not_ahead":
        return f"{shown} is not ahead. The next update needs a time to come"
    if fault.code == "no_local_zone":
        return f"{shown} names the local clock, which is not known here. Give the time in UTC"
    return f"No such time {shown}. Type 03:45, 20m or 2026-11-22 03:45"
