"""The delivery loop: every lane's turn, one message of a lane in flight, lanes side by side.

It runs on a thread of its own, on a record of its own; what leaves the computer does so on one courier thread a lane,
so that a service that hangs holds nobody up. Nothing here decides: ``turns`` says what may leave, ``settling`` what
became of it.
"""

from __future__ import annotations

import logging
import queue
import random
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import msgspec

from warroom.clock import Instant
from warroom.connectors.protocol import CannotTell, Capabilities, Checked, Rejected, Tier, Unknown
from warroom.connectors.target import TargetConfig
from warroom.errors import RecordError, Refused
from warroom.outbox import letters, reach, turns
from warroom.outbox.holder import Holder
from warroom.outbox.routes import Route, Routes, find
from warroom.outbox.settling import Asked, Memory, Result, Settling
from warroom.outbox.turns import Do, Idle, Look, Reason, Turn
from warroom.record.outbox_rows import Delivery, DeliveryState

if TYPE_CHECKING:
    from warroom.record import Record, Writing

LOOK_AGAIN_S = 0.5
"""How often a long pass looks for lanes that something new waits for."""
POLL_S = 1.0
"""How often a resting loop asks whether anything changed; what is queued elsewhere leaves within a second or so."""
GRACE_S = 2.0
"""How long a stopped loop waits for what is in flight; after that the next start asks what became of it."""
DISK_TRIES = 5
"""How often an outcome that the disk does not take is tried again before the caller hears of it."""
_log = logging.getLogger(__name__)
_UNKNOWN_TARGET = Capabilities(tier=Tier.BLIND)


class Post(msgspec.Struct, frozen=True):
    """What the loop works on. ``offline`` and ``flows`` read the settings anew each time."""

    record: Record
    author: str
    routes: Routes
    offline: Callable[[], bool]
    flows: Callable[[], bool]


class Step(msgspec.Struct, frozen=True):
    """One thing that happened, for whoever watches: ``left`` messages wait still."""

    target: str
    delivery: Delivery | None
    left: int


class _Way(msgspec.Struct, frozen=True):
    """A route with its secret, the values that it was made from, and the uptime at which they were looked at."""

    bare: TargetConfig
    route: Route
    looked: float


class _Courier:
    """The thread on which one lane's requests are made."""

    def __init__(self, target: str, done: queue.SimpleQueue[tuple[Turn, Result]]) -> None:
        self._jobs: queue.SimpleQueue[tuple[Turn, Route, Instant] | None] = queue.SimpleQueue()
        self._done = done
        self.thread = threading.Thread(target=self._work, name=f"courier {target}", daemon=True)
        self.thread.start()

    def carry(self, turn: Turn, route: Route, now: Instant) -> None:
        self._jobs.put((turn, route, now))

    def dismiss(self) -> None:
        self._jobs.put(None)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            turn, route, now = job
            self._done.put((turn, carry(turn, route, now)))


def carry(turn: Turn, route: Route, now: Instant) -> Result:
    """Make the one request of a turn. A fault in a connector is an outcome too: it may have arrived."""
    try:
        if turn.do is Do.PROBE or turn.delivery is None:
            return route.check()
        letter = letters.outgoing(turn.delivery, turn.thread)
        if turn.do is Do.SEND:
            return route.send(letter, now)
        said = route.reconcile(letter, now)
        return Asked(said, route.check() if isinstance(said, CannotTell) else None)
    except Exception as fault:  # noqa: BLE001 - the outer door of a thread: a message in flight is never lost to a bug
        _log.error("connector %s: %s in %s", route.connector.kind, type(fault).__name__, where(fault))
        why = f"The connector for {route.label} failed ({type(fault).__name__}). It may have arrived."
        if turn.do is Do.PROBE:
            return Checked(None, why)
        return Unknown(why) if turn.do is Do.SEND else Asked(CannotTell(why))


def where(fault: BaseException) -> str:
    """The place of a fault, without the values of a traceback: those may hold a secret."""
    frames = traceback.extract_tb(fault.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""


class Deliverer:
    """Delivers from one record. Belongs to one thread; ``stop`` and ``wake`` may be called from any."""

    def __init__(
        self, post: Post, *, dice: random.Random | None = None, tell: Callable[[Step], None] | None = None
    ) -> None:
        self._post = post
        self._dice = dice or random.Random()  # noqa: S311 - it spreads waits, it hides nothing
        self._tell = tell
        self._holder = Holder(post.record.path)
        self._memory = Memory()
        self._silent: set[str] = set()
        self._routes: dict[str, _Way] = {}
        self._couriers: dict[str, _Courier] = {}
        self._done: queue.SimpleQueue[tuple[Turn, Result]] = queue.SimpleQueue()
        self._busy: set[str] = set()
        self._unsaved: list[tuple[Turn, Result]] = []
        self._failures = 0
        self._left = 0
        self._counted: float | None = None
        self._stopping = threading.Event()
        self._woken = threading.Event()

    # -- From any thread -----------------------------------------------------------------------------------------

    def stop(self) -> None:
        """Begin nothing more. What is in flight is waited for a moment; nothing is lost when it takes longer."""
        self._stopping.set()
        self._woken.set()

    def wake(self) -> None:
        """Look now: something was queued, approved or changed."""
        self._woken.set()

    # -- On its own thread -----------------------------------------------------------------------------------------

    def once(self) -> list[Idle]:
        """Send all that may leave now; returns why each lane rests, in the order of the targets.

        Raises ``RecordError`` when the record takes no outcome; those not yet written are tried again by the next call.
        """
        idle: dict[str, Idle] = {}
        looked, seen = -1.0, -1
        while True:
            elapsed = self._post.record.clock.monotonic()
            if not self._stopping.is_set() and (looked < 0 or elapsed - looked > LOOK_AGAIN_S):
                before, seen = seen, self._post.record.version
                self._look_around(idle, all_=before != seen)
                looked = elapsed
            if not self._busy or not self._next(idle):
                idle |= {target: Idle(target, Reason.UNDER_WAY) for target in self._busy}
                return [idle[target] for target in sorted(idle)]

    def _look_around(self, idle: dict[str, Idle], *, all_: bool) -> None:
        """Begin on every lane that something waits for, save those that were seen to rest until later."""
        now = self._post.record.clock.now()
        for target in self._targets():
            rests = idle.get(target)
            due = rests is None or all_ or (rests.at is not None and rests.at <= now)
            if due and target not in self._busy:
                self._dispatch(target, self._begin(target), idle)

    def run(self, *, forever: bool = True) -> list[Idle]:
        """Deliver until it is stopped, or (``forever`` off) until nothing more leaves without a person."""
        while True:
            seen = self._post.record.version
            idle = self.once()
            if self._stopping.is_set() or not (forever or any(lane.reason in _PASSES for lane in idle)):
                return idle
            self._rest(seen, min((lane.at for lane in idle if lane.at is not None), default=None))
            if self._stopping.is_set():
                return idle

    def close(self) -> None:
        """End the courier threads; one that is in mid-request ends with its request."""
        self.stop()
        for courier in self._couriers.values():
            courier.dismiss()
        for target, courier in self._couriers.items():
            if target not in self._busy:
                courier.thread.join(GRACE_S)
        self._couriers.clear()
        self._holder.close()

    def __enter__(self) -> Deliverer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- One turn --------------------------------------------------------------------------------------------------

    def _targets(self) -> list[str]:
        record = self._post.record
        return record.outbox.targets(record.replica)

    def _begin(self, target: str) -> tuple[turns.Next, Route | None]:
        """Take the first turn of a lane."""
        found = self._route(target)
        if isinstance(found, Idle):
            return found, None
        look, offline = self._look(found), self._post.offline()
        return self._write(lambda tx: turns.take(tx, target, look, self._holder, offline=offline)), found

    def _dispatch(self, target: str, begun: tuple[turns.Next, Route | None], idle: dict[str, Idle]) -> None:
        following, route = begun
        if isinstance(following, Idle) or route is None:
            assert isinstance(following, Idle)
            idle[target] = following
            return
        idle.pop(target, None)
        self._busy.add(target)
        courier = self._couriers.get(target)
        if courier is None:
            courier = self._couriers[target] = _Courier(target, self._done)
        if following.do is Do.SEND and following.doubt is None and following.delivery is not None:
            self._memory.tried[following.delivery.id] = self._uptime()
        courier.carry(following, route, self._post.record.clock.now())

    def _next(self, idle: dict[str, Idle]) -> bool:
        """Take in one result and the lane's next turn with it; False when stopped with something still in flight."""
        try:
            turn, result = self._unsaved.pop() if self._unsaved else self._done.get(timeout=self._patience())
        except queue.Empty:
            return not self._stopping.is_set()
        if isinstance(result, Rejected):
            self._routes.pop(turn.target, None)  # perhaps the secret was changed meanwhile
        if isinstance(result, Checked):
            (self._silent.add if result.ok is None else self._silent.discard)(turn.target)
        try:
            settled, begun = self._settle(turn, result)
        except RecordError:
            self._unsaved.append((turn, result))
            self._failures += 1
            if self._failures > DISK_TRIES or self._stopping.is_set():
                raise
            self._stopping.wait(POLL_S)
            return True
        self._failures = 0
        self._busy.discard(turn.target)
        self._report(turn, settled, last=isinstance(begun[0], Idle))
        self._dispatch(turn.target, begun, idle)
        return True

    def _settle(self, turn: Turn, result: Result) -> tuple[Delivery | None, tuple[turns.Next, Route | None]]:
        """The outcome and the next turn in one transaction: one commit a message beside its first."""
        found, offline, stopping = self._route(turn.target), self._post.offline(), self._stopping.is_set()
        known = _UNKNOWN_TARGET if isinstance(found, Idle) else found.capabilities
        settling = Settling(known, self._dice, self._memory, self._uptime(), self._post.flows())

        def work(tx: Writing) -> tuple[Delivery | None, turns.Next]:
            settled = settling.settle(tx, turn, result)
            if isinstance(found, Idle) or stopping:
                return settled, Idle(turn.target, Reason.LATER)
            return settled, turns.take(tx, turn.target, self._look(found), self._holder, offline=offline)

        settled, following = self._write(work)
        return settled, (following, None if isinstance(found, Idle) else found)

    def _route(self, target: str) -> Route | Idle:
        """The way to a target. One that cannot be used says so in its lane; nothing is tried, nothing is lost."""
        known, now = self._routes.get(target), self._post.record.clock.monotonic()
        if known is not None and now - known.looked < LOOK_AGAIN_S:
            return known.route
        try:
            bare = find(self._post.routes, target)
            route = known.route if known is not None and known.bare == bare.config else bare.unlocked()
            self._routes[target] = _Way(bare.config, route, now)
            return route
        except Refused as fault:
            why = fault.sentence

        def work(tx: Writing) -> Idle:
            lane = tx.outbox.lane(target)
            if lane.why != why:
                lane = tx.outbox.put_lane(reach.held_up(lane, tx.now, why, self._dice))
            return Idle(target, Reason.PERSON)

        return self._write(work)

    def _look(self, route: Route) -> Look:
        silent = route.name in self._silent
        return Look(route.capabilities, silent, self._post.flows(), self._uptime(), self._memory.tried)

    def _uptime(self) -> float:
        clock = self._post.record.clock
        booted = clock.boottime()
        return clock.monotonic() if booted is None else booted

    def _write(self, work: Callable[[Writing], turns.T]) -> turns.T:
        return self._post.record.write(self._post.author, work).value

    def _report(self, turn: Turn, settled: Delivery | None, *, last: bool) -> None:
        """Tell what happened. What is left is counted now and then, and in between reckoned: counting reads it all."""
        if self._tell is None:
            return
        record, now = self._post.record, self._post.record.clock.monotonic()
        if last or self._counted is None or now - self._counted > LOOK_AGAIN_S:
            counts = record.outbox.counts(record.replica)
            self._left = counts.get(DeliveryState.QUEUED, 0) + counts.get(DeliveryState.SENDING, 0)
            self._counted = now
        elif settled is not None and settled.state is DeliveryState.DELIVERED:
            self._left = max(0, self._left - 1)
        self._tell(Step(turn.target, settled, self._left))

    def _patience(self) -> float:
        return GRACE_S if self._stopping.is_set() else LOOK_AGAIN_S

    def _rest(self, seen: int, until: Instant | None) -> None:
        """Wait until something is due, somebody wakes us, or the record changed under another hand."""
        record = self._post.record
        while not self._woken.is_set():
            wait = POLL_S if until is None else min(POLL_S, until.since(record.clock.now()))
            if wait <= 0 or self._woken.wait(wait) or record.version != seen:
                break
        self._woken.clear()


_PASSES = frozenset({Reason.LATER, Reason.BUSY})
"""What ends by itself."""
