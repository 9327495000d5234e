"""Time: the only module that asks the computer what time it is.

An ``Instant`` is a point in time; seconds are a length of time. Every clock is injected, so that a test or a simulated
record can run on a clock of its own. Wall, monotonic and boot time are read together: their disagreement tells sleep
from a changed clock (UI.md 6.4).
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime, timedelta, timezone
from typing import Protocol

import msgspec

MINUTE = 60
HOUR = 3600
DAY = 86400
CLOCK_STEP_S = 5.0
"""A wall clock that moves this much against monotonic time has been changed or has slept (UI.md 6.4)."""
SLEEP_GAP_S = 60.0
"""Where one clock alone runs through sleep (Windows), so long between two looks is sleep: they come every second."""
HLC_CAP_S = 300
"""How far ahead of the wall clock a clock learnt from an import may push ours (DESIGN section 3, *Order*)."""


class Instant(int):
    """Milliseconds since 1970-01-01 UTC. Sorts, hashes and compares as the integer that it is."""

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> Instant:
        """From ISO 8601; without a zone it is UTC. Raises ``ValueError`` when it is no time."""
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return cls(round(moment.timestamp() * 1000))

    @property
    def text(self) -> str:
        """``YYYY-MM-DDTHH:MM:SS.mmmZ``, the form of every stored and exported time."""
        seconds, millis = divmod(int(self), 1000)
        return f"{_EPOCH + timedelta(seconds=seconds):%Y-%m-%dT%H:%M:%S}.{millis:03d}Z"

    def plus(self, seconds: float) -> Instant:
        """This instant moved by ``seconds`` (negative moves it back)."""
        return Instant(int(self) + round(seconds * 1000))

    def since(self, earlier: Instant) -> float:
        """Seconds from ``earlier`` to this instant; negative when this one is the earlier."""
        return (int(self) - int(earlier)) / 1000

    def datetime(self, offset_s: int = 0) -> datetime:
        """As an aware datetime, ``offset_s`` seconds east of UTC."""
        zone = timezone(timedelta(seconds=offset_s)) if offset_s else UTC
        return (_EPOCH + timedelta(milliseconds=int(self))).astimezone(zone)

    def hhmm(self, offset_s: int = 0) -> str:
        """``03:14``, the clock time that a row and a countdown show."""
        minute = (int(self) // 1000 + offset_s) % DAY // MINUTE
        return f"{minute // 60:02d}:{minute % 60:02d}"

    def hhmmss(self, offset_s: int = 0) -> str:
        """``03:14:22``."""
        return f"{self.hhmm(offset_s)}:{(int(self) // 1000 + offset_s) % MINUTE:02d}"

    def __repr__(self) -> str:
        return f"Instant({self.text})"


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Clock(Protocol):
    """Where the time comes from."""

    correction_s: float
    """By how much a person has said that the computer's clock is wrong; ``now`` has it in it, for this run."""

    @property
    def simulated(self) -> bool: ...

    def now(self) -> Instant:
        """Wall time, UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that never go back; stops while a Linux or macOS computer sleeps, and runs on where it is Windows."""
        ...

    def boottime(self) -> float | None:
        """Seconds that never go back and run on in sleep; None where the platform has no such clock."""
        ...


class SystemClock:
    """The computer's own clocks."""

    simulated = False

    def __init__(self) -> None:
        self.correction_s = 0.0

    def now(self) -> Instant:
        now = Instant(time.time_ns() // 1_000_000)
        return now.plus(self.correction_s) if self.correction_s else now

    def monotonic(self) -> float:
        return time.monotonic()

    def boottime(self) -> float | None:
        """Linux has a clock for it; on macOS ``CLOCK_MONOTONIC`` runs in sleep and ``time.monotonic`` does not."""
        name = "CLOCK_MONOTONIC" if sys.platform == "darwin" else "CLOCK_BOOTTIME"
        source = getattr(time, name, None)
        return None if source is None else time.clock_gettime(source)


class ManualClock:
    """A clock that stands still until it is told to move: for simulated records, demos and tests."""

    simulated = True

    def __init__(self, start: Instant) -> None:
        self._now = start
        self._elapsed = 0.0
        self._slept = 0.0
        self.correction_s = 0.0

    def now(self) -> Instant:
        return self._now.plus(self.correction_s)

    def monotonic(self) -> float:
        return self._elapsed

    def boottime(self) -> float | None:
        return self._elapsed + self._slept

    def advance(self, seconds: float) -> None:
        """Time passes, on every clock."""
        self._now = self._now.plus(seconds)
        self._elapsed += seconds

    def set(self, moment: Instant) -> None:
        """Time passes until ``moment`` (which may not be earlier: use ``step`` for a changed clock)."""
        self.advance(max(0.0, moment.since(self.now())))

    def sleep(self, seconds: float) -> None:
        """The computer sleeps: wall and boot time go on, monotonic time stands."""
        self._now = self._now.plus(seconds)
        self._slept += seconds

    def step(self, seconds: float) -> None:
        """Somebody changes the wall clock."""
        self._now = self._now.plus(seconds)


class Jump(msgspec.Struct, frozen=True):
    """What the clocks say happened since they were last read together."""

    slept_s: float
    stepped_s: float


class Watch:
    """Compares the clocks at each reading and tells sleep from a changed clock (UI.md 6.4)."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._wall, self._mono, self._boot = clock.now(), clock.monotonic(), clock.boottime()

    def read(self) -> Jump:
        """Seconds slept and seconds that the wall clock was moved since the last reading; both 0 on most ticks."""
        wall, mono, boot = self._clock.now(), self._clock.monotonic(), self._clock.boottime()
        wall_s, mono_s = wall.since(self._wall), mono - self._mono
        boot_s = mono_s if boot is None or self._boot is None else boot - self._boot
        self._wall, self._mono, self._boot = wall, mono, boot
        slept, stepped = boot_s - mono_s, wall_s - boot_s
        if boot is None and mono_s >= SLEEP_GAP_S:
            slept = mono_s
        return Jump(
            slept_s=slept if slept > CLOCK_STEP_S else 0.0,
            stepped_s=stepped if abs(stepped) > CLOCK_STEP_S else 0.0,
        )


class HybridClock:
    """A replica's hybrid logical clock: it follows wall time, never goes back, and orders what one millisecond holds.

    A reading is text, ``<12 hex digits of milliseconds>-<4 hex digits of counter>``, so that it sorts as stored.
    """

    def __init__(self, last: str = "") -> None:
        self._last = last
        self._millis, self._counter = _split(last)

    @property
    def last(self) -> str:
        return self._last

    def next(self, now: Instant) -> str:
        """The reading for an event appended at ``now``: later than every one before it."""
        if now > self._millis:
            self._millis, self._counter = int(now), 0
        elif self._counter < 0xFFFF:
            self._counter += 1
        else:
            self._millis, self._counter = self._millis + 1, 0
        self._last = "%012x-%04x" % (self._millis, self._counter)  # noqa: UP031 - half the time
        return self._last

    def learn(self, hlc: str, now: Instant) -> None:
        """Take over an imported reading, unless it runs more than 300 s ahead of our wall clock."""
        if hlc > self._last and _split(hlc)[0] <= now.plus(HLC_CAP_S):
            self._last = hlc
            self._millis, self._counter = _split(hlc)

    def ahead_s(self, now: Instant) -> float:
        """Seconds by which this clock runs ahead of the wall clock."""
        return max(0.0, Instant(self._millis).since(now)) if self._last else 0.0


def _split(hlc: str) -> tuple[int, int]:
    if not hlc:
        return 0, 0
    millis, _, counter = hlc.partition("-")
    return int(millis, 16), int(counter, 16)


def hlc_instant(hlc: str) -> Instant:
    """The wall time inside a hybrid reading."""
    return Instant(_split(hlc)[0])


def shifted(hlc: str, seconds: float) -> str:
    """A hybrid reading moved by ``seconds``: how a fold honours ``clock_corrected``."""
    millis, counter = _split(hlc)
    return f"{max(0, millis + round(seconds * 1000)):012x}-{counter:04x}"
