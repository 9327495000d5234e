"""The rows of the table: what is measured, against what, and what is to be reached."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "build" / "bench"
ROWS: dict[str, Row] = {}


class Measured(msgspec.Struct):
    """Milliseconds of each turn (or any other unit, the same on both sides). ``note`` goes under the table."""

    ours: list[float]
    bare: list[float]
    note: str = ""
    unit: str = "ms"


class Row(msgspec.Struct):
    """``reach`` is the ratio to reach, ``reach_median`` the usual turn and ``reach_p99`` the 99th percentile, both in
    ms; None where there is none.

    ``because``: what keeps a row from what it is to reach, for the day on which it does not.
    """

    name: str
    bare: str
    reach: float | None
    reach_p99: float | None
    measure: Callable[[], Measured]
    because: str = ""
    reach_median: float | None = None

    def missed(self, found: Result) -> bool:
        over = self.reach is not None and found.ratio > self.reach
        slow = self.reach_median is not None and found.ours > self.reach_median
        return over or slow or (self.reach_p99 is not None and found.p99_ms > self.reach_p99)

    @property
    def to_reach(self) -> str:
        reach = [f"≤ {self.reach:g} ×"] if self.reach is not None else []
        reach += [f"median ≤ {self.reach_median:g} ms"] if self.reach_median is not None else []
        return ", ".join(reach + ([f"p99 ≤ {self.reach_p99:g} ms"] if self.reach_p99 is not None else []))


class Result(msgspec.Struct):
    """One line of ``build/bench.json``."""

    ours: float
    bare: float
    ratio: float
    p99_ms: float
    unit: str = "ms"


def row(
    name: str,
    *,
    bare: str,
    reach: float | None = None,
    reach_median: float | None = None,
    reach_p99: float | None = None,
    because: str = "",
) -> Callable[[Callable[[], Measured]], Callable[[], Measured]]:
    """Enter a measuring function as a row; ``bare`` says what it is held against."""

    def enter(measure: Callable[[], Measured]) -> Callable[[], Measured]:
        ROWS[name] = Row(name, bare, reach, reach_p99, measure, because, reach_median)
        return measure

    return enter


def timed(work: Callable[[], object]) -> float:
    """Milliseconds that ``work`` takes once."""
    start = time.perf_counter_ns()
    work()
    return (time.perf_counter_ns() - start) / 1e6


def timed_here(work: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds of this thread's own time that ``work`` takes once, and those that pass on the wall meanwhile."""
    own, wall = time.thread_time_ns(), time.perf_counter_ns()
    work()
    passed = time.perf_counter_ns() - wall
    return (time.thread_time_ns() - own) / 1e6, passed / 1e6


def by_turns(
    ours: Callable[[], object], bare: Callable[[], object], *, turns: int, batch: int = 1, warm_up: int = 1
) -> Measured:
    """Both sides a batch at a time in turn, so that a slow minute of the machine hits both."""
    for _ in range(warm_up):
        ours()
        bare()
    measured = Measured([], [])
    gc.collect()
    for _ in range(max(1, turns // batch)):
        measured.ours += [timed(ours) for _ in range(batch)]
        measured.bare += [timed(bare) for _ in range(batch)]
    return measured


def result(measured: Measured) -> Result:
    """Medians, their ratio, and the 99th percentile of ours."""
    ours, bare = statistics.median(measured.ours), statistics.median(measured.bare)
    ordered = sorted(measured.ours)
    p99 = ordered[min(len(ordered) - 1, round(len(ordered) * 0.99))]
    return Result(round(ours, 4), round(bare, 4), round(ours / bare, 2) if bare else 0.0, round(p99, 4), measured.unit)
