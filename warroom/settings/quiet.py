"""Quiet hours: when sounds and notifications stay away, but for what is critical (UI.md 6.3)."""

from __future__ import annotations

import re

import msgspec

from warroom.clock import MINUTE, Instant
from warroom.errors import SettingError

_HOURS = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\s*-\s*([01]?\d|2[0-3]):([0-5]\d)")


class Quiet(msgspec.Struct, frozen=True):
    """From and until, in minutes of the local day; the same minute twice is never."""

    start: int = 0
    end: int = 0

    @classmethod
    def parse(cls, text: str) -> Quiet:
        """``22:00-07:00``; empty is never. Raises ``SettingError``."""
        if not text.strip():
            return cls()
        found = _HOURS.fullmatch(text.strip())
        if found is None:
            raise SettingError(f"Quiet hours read as 22:00-07:00, not {text!r}.", code="bad_setting")
        hours = [int(part) for part in found.groups()]
        return cls(hours[0] * 60 + hours[1], hours[2] * 60 + hours[3])

    def holds(self, now: Instant, offset_s: int | None = None) -> bool:
        """Whether ``now`` lies in them, on the computer's own clock unless an offset from UTC is given."""
        if self.start == self.end:
            return False
        if offset_s is None:
            offset = now.datetime().astimezone().utcoffset()
            offset_s = int(offset.total_seconds()) if offset is not None else 0
        minute = int(int(now.plus(offset_s)) // 1000 // MINUTE % (24 * 60))
        if self.start < self.end:
            return self.start <= minute < self.end
        return minute >= self.start or minute < self.end
