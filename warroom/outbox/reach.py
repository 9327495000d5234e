"""Whether a target can be reached, target by target, never "the internet"; and how long to wait before the next try.

An outage ends with two successes 30 s apart, so that a link that flaps sends nothing by itself. All of it is stored:
waits and outages survive a restart. A clock that was set back ends a wait instead of stretching it.
"""

from __future__ import annotations

import random

import msgspec

from warroom.clock import Instant
from warroom.record.outbox_rows import Lane

BACK_AFTER_S = 30
"""Between the two successes that mean *back*."""
FIRST_WAIT_S = 2.0
LONGEST_WAIT_S = 300.0
LONGEST_ASKED_S = 24 * 3600.0
"""What a service asks for is honoured up to a day."""


def wait_s(failures: int, dice: random.Random) -> float:
    """The wait after so many failures in a row: doubled each time, half of it by chance."""
    whole = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0 ** min(max(0, failures - 1), 16))
    return whole * (0.5 + dice.random() / 2)


def due(lane: Lane, now: Instant) -> bool:
    """Whether the wait is over; a clock that was set back before the last try ends it too."""
    if lane.next_try_at is None:
        return True
    return now >= lane.next_try_at or (lane.checked_at is not None and now < lane.checked_at)


def failed(lane: Lane, now: Instant, why: str, dice: random.Random) -> Lane:
    """Nothing got through: down from now on, unless it is already."""
    failures = lane.failures + 1
    return msgspec.structs.replace(
        lane,
        down_since=lane.down_since or now,
        back_since=None,
        first_ok_at=None,
        checked_at=now,
        next_try_at=now.plus(wait_s(failures, dice)),
        failures=failures,
        why=why,
    )


def held_up(lane: Lane, now: Instant, why: str, dice: random.Random, asked_s: float | None = None) -> Lane:
    """The service answered, and not with yes: wait as it asks, or longer each time. It is not down."""
    failures = lane.failures + 1
    wait = wait_s(failures, dice) if asked_s is None else min(max(asked_s, 0.0), LONGEST_ASKED_S)
    return msgspec.structs.replace(lane, checked_at=now, next_try_at=now.plus(wait), failures=failures, why=why)


def succeeded(lane: Lane, now: Instant, interval_s: float = 0.0) -> Lane:
    """It answered as it should. ``interval_s``: how long it wants us to leave it alone between two messages."""
    wait = now.plus(interval_s) if interval_s else None
    lane = msgspec.structs.replace(lane, checked_at=now, next_try_at=wait, failures=0, why="")
    if lane.down_since is None:
        return lane
    first = lane.first_ok_at
    if first is None or now < first:
        return msgspec.structs.replace(lane, first_ok_at=now)
    if now.since(first) < BACK_AFTER_S:
        return lane
    return msgspec.structs.replace(lane, down_since=None, first_ok_at=None, back_since=now)


def probe_due(lane: Lane, now: Instant) -> bool:
    """Whether a target that is down should be looked at again now."""
    if lane.down_since is None:
        return False
    if lane.first_ok_at is not None and lane.first_ok_at <= now:
        return now.since(lane.first_ok_at) >= BACK_AFTER_S
    return due(lane, now)


def probe_at(lane: Lane) -> Instant | None:
    """When it should be looked at again; None when it is not down or may be looked at any time."""
    if lane.down_since is None:
        return None
    return lane.first_ok_at.plus(BACK_AFTER_S) if lane.first_ok_at is not None else lane.next_try_at


def unclear(lane: Lane, now: Instant) -> Lane:
    """Asked without posting it would not say: 30 s without a failure after a delivery count as the second success."""
    if lane.first_ok_at is not None and now.since(lane.first_ok_at) >= BACK_AFTER_S:
        return succeeded(lane, now)
    return msgspec.structs.replace(lane, checked_at=now, next_try_at=None)


def differs(before: Lane, after: Lane) -> bool:
    """Whether a lane has to be written: that it was looked at once more is not worth it."""
    return msgspec.structs.replace(after, checked_at=before.checked_at) != before
