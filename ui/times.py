"""How times and lengths of time read on the screen (UI.md 6.1, 7 and 9): 24 h, UTC first, the local clock beside it."""

from __future__ import annotations

from warroom.clock import DAY, HOUR, MINUTE, Instant


def local_offset(moment: Instant) -> int:
    """Seconds east of UTC that this computer's zone keeps at a moment."""
    offset = moment.datetime().astimezone().utcoffset()
    return 0 if offset is None else int(offset.total_seconds())


def zone_name(moment: Instant) -> str:
    """The local zone as people write it: ``Europe/Paris`` where the system says so, else ``CET``."""
    from PySide6.QtCore import QTimeZone

    named = bytes(QTimeZone.systemTimeZoneId().data()).decode(errors="replace")
    return named or str(moment.datetime().astimezone().tzname())


def both_clocks(moment: Instant) -> str:
    """``03:09 UTC · 04:09 local``; the second half only where the two differ."""
    offset = local_offset(moment)
    utc = f"{moment.hhmm()} UTC"
    return f"{utc} · {moment.hhmm(offset)} local" if offset else utc


def stopwatch(seconds: float) -> str:
    """``00:47:12``: how long an incident has run. Never below zero."""
    whole = max(0, int(seconds))
    return f"{whole // HOUR:02d}:{whole % HOUR // MINUTE:02d}:{whole % MINUTE:02d}"


def countdown(remaining_s: float) -> str:
    """``12:40``, ``1:02:10``; past its time ``+02:10``. The second that runs is counted whole, so 0:00 is *now*."""
    past = remaining_s < 0
    whole = int(-remaining_s) if past else -int(-remaining_s // 1)
    hours, minutes, seconds = whole // HOUR, whole % HOUR // MINUTE, whole % MINUTE
    digits = f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes:02d}:{seconds:02d}"
    return f"+{digits}" if past and whole else digits


def length(seconds: float) -> str:
    """``15 min``, ``1 h 30 min``, ``2 d``: a length of time in words."""
    whole = max(0, round(seconds))
    if whole >= 2 * DAY:
        return f"{whole // DAY} d"
    if whole >= HOUR:
        minutes = whole % HOUR // MINUTE
        return f"{whole // HOUR} h {minutes} min" if minutes else f"{whole // HOUR} h"
    return f"{whole // MINUTE} min" if whole >= MINUTE else f"{whole} s"


def ago(moment: Instant, now: Instant) -> str:
    """``just now``, ``12 min ago``, ``2 d ago``."""
    seconds = now.since(moment)
    return "just now" if seconds < MINUTE else f"{length(seconds)} ago"
