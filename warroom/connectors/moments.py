"""Times as services give them. One that cannot be read, or lies out of all reason, is no time."""

from __future__ import annotations

from warroom.clock import Instant

_FIRST, _LAST = Instant.parse("2000-01-01T00:00:00Z"), Instant.parse("2200-01-01T00:00:00Z")


def iso(text: str | None) -> Instant | None:
    """ISO 8601; without a zone it is UTC."""
    try:
        return _sane(Instant.parse(text)) if text else None
    except (ValueError, OverflowError):
        return None


def millis(since_1970: int) -> Instant | None:
    return _sane(Instant(since_1970))


def seconds(since_1970: float | str) -> Instant | None:
    try:
        return _sane(Instant(round(float(since_1970) * 1000)))
    except (ValueError, OverflowError):
        return None


def _sane(moment: Instant) -> Instant | None:
    return moment if _FIRST <= moment <= _LAST else None
