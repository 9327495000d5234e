"""What became of a turn: the outcome, written into the message, its lane and the record in one transaction.

The rules are INTEGRATIONS section 2. A message whose earlier attempt is in doubt stays in doubt until the service has
said that it holds it or that it does not: an attempt that fails says nothing about the one before.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from warroom.clock import Instant
from warroom.connectors.protocol import (
    Absent,
    CannotTell,
    Capabilities,
    Checked,
    Delivered,
    Found,
    NotSent,
    Outcome,
    Reconciled,
    Refused,
    Rejected,
    Tier,
    Unknown,
)
from warroom.outbox import reach, turns
from warroom.outbox.turns import Turn
from warroom.record.outbox_rows import Delivery, DeliveryState, Lane
from warroom.room import outgoing

if TYPE_CHECKING:
    from warroom.record import Writing

FIRST_LOOK_S = 5
"""A service that was cut off in mid-request is given this long before it is asked what it holds."""
SECOND_LOOK_S = 15
"""Between the two reads that must both say *absent*."""
ASKED_ENOUGH = 6
"""Answers that leave it open, from a service that can be reached, before a person decides."""


class Asked(msgspec.Struct, frozen=True):
    """What a service said of an earlier attempt. ``checked``: whether it can be reached, where it could not tell."""

    said: Reconciled
    checked: Checked | None = None


Result: TypeAlias = Outcome | Asked | Checked


class Memory(msgspec.Struct):
    """What a deliverer knows of doubtful messages; lost when it ends, and then it asks anew."""

    absent: dict[str, float] = {}
    """Message -> the uptime at which it was not found the first time."""
    open: dict[str, int] = {}
    """Message -> how often the answer left it open."""
    tried: dict[str, float] = {}
    """Message -> the uptime at which it was sent first, while it is in doubt."""

    def forget(self, message: str) -> None:
        self.absent.pop(message, None)
        self.open.pop(message, None)

    def settled(self, message: str) -> None:
        self.forget(message)
        self.tried.pop(message, None)


class Settling(msgspec.Struct, frozen=True):
    """The settling of one turn. ``flows``: internal messages may go on by themselves after an outage."""

    known: Capabilities
    dice: random.Random
    memory: Memory
    uptime: float
    """Seconds that no change of the wall clock touches."""
    flows: bool = False

    def settle(self, tx: Writing, turn: Turn, result: Result) -> Delivery | None:
        """Write down what became of ``turn``; returns the message as it is now, None for a probe."""
        if isinstance(result, Checked):
            self._probed(tx, turn.target, result)
            return None
        assert turn.delivery is not None
        delivery = tx.outbox.get(turn.delivery.n)
        if delivery is None or delivery.id != turn.delivery.id or delivery.claim != turn.delivery.claim:
            return delivery  # forgotten, or settled by a person while it was under way
        if delivery.state.settled:
            return self._redacted(tx, delivery, result)
        if isinstance(result, Asked):
            return self._answered(tx, delivery, result)
        return self._sent(tx, turn, delivery, result)

    def _redacted(self, tx: Writing, delivery: Delivery, result: Result) -> Delivery:
        """Its words were taken away while it was under way. What arrived did arrive; an empty text is never sent."""
        if isinstance(result, Delivered):
            under_way = tx.outbox.change(delivery, state=DeliveryState.SENDING)
            return self._arrived(tx, under_way, result.remote_id, result.at, dict(result.state))
        return tx.outbox.change(delivery, claim="")

    # -- After an attempt ----------------------------------------------------------------------------------------

    def _sent(self, tx: Writing, turn: Turn, delivery: Delivery, outcome: Outcome) -> Delivery:
        lane = tx.outbox.lane(delivery.target)
        if isinstance(outcome, Delivered):
            return self._arrived(tx, delivery, outcome.remote_id, outcome.at, dict(outcome.state))
        if isinstance(outcome, Unknown):
            return self._doubt(tx, delivery, lane, outcome.why)
        stopped = isinstance(outcome, NotSent) and lane.down_since is None
        if isinstance(outcome, NotSent):
            lane = self._down(tx, lane, outcome.why)
        elif isinstance(outcome, Refused):
            lane = tx.outbox.put_lane(reach.held_up(lane, tx.now, outcome.why, self.dice, outcome.retry_after_s))
        if turn.doubt is not None:
            return self._still_in_doubt(tx, turn, delivery, outcome, lane)
        if isinstance(outcome, Rejected):
            return tx.outbox.change(
                delivery, state=DeliveryState.REJECTED, claim="", last_error=outcome.why, first_try_at=None
            )
        return tx.outbox.change(
            delivery,
            state=DeliveryState.QUEUED,
            claim="",
            last_error=outcome.why,
            next_try_at=lane.next_try_at,
            first_try_at=None,
            held=stopped or delivery.held,
        )

    def _doubt(self, tx: Writing, delivery: Delivery, lane: Lane, why: str) -> Delivery:
        self.memory.forget(delivery.id)
        lane = tx.outbox.put_lane(reach.held_up(lane, tx.now, why, self.dice, 0))
        pause = max(FIRST_LOOK_S, reach.wait_s(lane.failures, self.dice))
        wait = None if self.known.tier is Tier.BLIND else tx.now.plus(pause)
        return tx.outbox.change(delivery, state=DeliveryState.UNKNOWN, claim="", last_error=why, next_try_at=wait)

    def _still_in_doubt(
        self, tx: Writing, turn: Turn, delivery: Delivery, outcome: NotSent | Refused | Rejected, lane: Lane
    ) -> Delivery:
        """Sent again with the same key, and it did not get through: the first attempt may have, all the same."""
        person = isinstance(outcome, Rejected)
        return tx.outbox.change(
            delivery,
            state=DeliveryState.UNKNOWN,
            claim="",
            last_error=outcome.why,
            next_try_at=None if person else lane.next_try_at or tx.now,
            first_try_at=turn.doubt,
        )

    # -- After asking what it holds --------------------------------------------------------------------------------

    def _answered(self, tx: Writing, delivery: Delivery, asked: Asked) -> Delivery:
        if isinstance(asked.said, Found):
            return self._arrived(tx, delivery, asked.said.remote_id, asked.said.at, dict(asked.said.state))
        if isinstance(asked.said, Absent):
            return self._absent(tx, delivery)
        return self._cannot_tell(tx, delivery, asked.said, asked.checked)

    def _absent(self, tx: Writing, delivery: Delivery) -> Delivery:
        first = self.memory.absent.setdefault(delivery.id, self.uptime)
        if (left := SECOND_LOOK_S - (self.uptime - first)) > 0:
            return tx.outbox.change(delivery, claim="", next_try_at=tx.now.plus(left))
        self.memory.settled(delivery.id)
        if self.known.tier is Tier.COMPARE:
            why = "It was not found there, twice; the service knows no mark of ours, so a person decides."
            return tx.outbox.change(delivery, claim="", next_try_at=None, last_error=why)
        return tx.outbox.change(
            delivery,
            state=DeliveryState.QUEUED,
            claim="",
            next_try_at=None,
            first_try_at=None,
            held=not turns.fresh(delivery, tx.now),
        )

    def _cannot_tell(self, tx: Writing, delivery: Delivery, said: CannotTell, checked: Checked | None) -> Delivery:
        lane = tx.outbox.lane(delivery.target)
        if checked is not None and checked.ok is False:
            self._down(tx, lane, checked.sentence)
            return tx.outbox.change(delivery, claim="", last_error=said.why)
        times = self.memory.open[delivery.id] = self.memory.open.get(delivery.id, 0) + 1
        if times >= ASKED_ENOUGH:
            self.memory.forget(delivery.id)
            return tx.outbox.change(delivery, claim="", last_error=said.why, next_try_at=None)
        again = tx.now.plus(reach.wait_s(times + 2, self.dice))
        return tx.outbox.change(delivery, claim="", last_error=said.why, next_try_at=again)

    # -- Lanes -------------------------------------------------------------------------------------------------------

    def _arrived(
        self, tx: Writing, delivery: Delivery, remote_id: str, at: Instant | None, left: dict[str, str]
    ) -> Delivery:
        self.memory.settled(delivery.id)
        lane = tx.outbox.lane(delivery.target)
        answered = reach.succeeded(lane, tx.now, self.known.min_interval_s)
        if reach.differs(lane, answered):
            tx.outbox.put_lane(answered)
        self._back(tx, lane, answered)
        return outgoing.delivered(tx, delivery, remote_id, at, left)

    def _down(self, tx: Writing, lane: Lane, why: str) -> Lane:
        """Nothing got through. What waits there waits for the review from here on."""
        if lane.down_since is None:
            tx.outbox.hold(lane.target, tx.replica)
        return tx.outbox.put_lane(reach.failed(lane, tx.now, why, self.dice))

    def _probed(self, tx: Writing, target: str, checked: Checked) -> None:
        lane = tx.outbox.lane(target)
        if lane.down_since is None:
            return
        if checked.ok is False:
            self._down(tx, lane, checked.sentence)
            return
        answered = reach.unclear(lane, tx.now) if checked.ok is None else reach.succeeded(lane, tx.now)
        tx.outbox.put_lane(answered)
        self._back(tx, lane, answered)

    def _back(self, tx: Writing, before: Lane, after: Lane) -> None:
        """The outage is over: internal messages that are young may go on, where the person allows it."""
        if before.down_since is None or after.down_since is not None or not self.flows:
            return
        for row in tx.outbox.waiting(tx.replica, after.target):
            if row.state is DeliveryState.QUEUED and row.held and outgoing.flows(tx, row):
                tx.outbox.change(row, held=False, approved_at=row.approved_at or row.written_at)
