"""Whose turn it is: what may leave for one target now, decided and committed before any byte does.

One message of a lane is in flight at a time; two processes that ask at once get different answers, since each asks
inside the record's write transaction. ``sending`` is on disk when ``take`` returns.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias, TypeVar

import msgspec

from warroom.clock import Instant
from warroom.connectors.protocol import Capabilities, Tier
from warroom.outbox import reach
from warroom.outbox.holder import Holder
from warroom.record.outbox_rows import Delivery, DeliveryState, Lane
from warroom.room import outgoing

if TYPE_CHECKING:
    from warroom.record import Writing

T = TypeVar("T")
FRESH_S = 600
"""How long a person's word holds for a message that waits: after that it is looked at again (UI.md 2.5)."""
CRASHED = "Warroom ended while this was being sent. It may have arrived."
KEY_MARGIN = 0.9
"""The part of a key's lifetime that is relied on."""


class Do(StrEnum):
    SEND = "send"
    ASK = "ask"
    """Ask the service whether an earlier attempt arrived."""
    PROBE = "probe"
    """Ask a target that was down whether it answers, without posting."""


class Turn(msgspec.Struct, frozen=True):
    """What is to be done now, for this target. ``doubt``: an earlier attempt of the same message may have arrived."""

    do: Do
    target: str
    delivery: Delivery | None = None
    thread: dict[str, str] = {}
    doubt: Instant | None = None


class Reason(StrEnum):
    """Why nothing is to be done."""

    EMPTY = "empty"
    HELD = "held"
    """What waits there waits for the review."""
    LATER = "later"
    PERSON = "person"
    """Rejected, or unknown and nothing more can be found out: the lane stops until a person decides."""
    BUSY = "busy"
    """Another process is at it."""
    OFFLINE = "offline"
    UNDER_WAY = "under_way"
    """Stopped while a request was under way: the next delivery asks what became of it."""


class Idle(msgspec.Struct, frozen=True):
    """Nothing now. ``at``: when to ask again, None where only an act of a person changes it."""

    target: str
    reason: Reason
    at: Instant | None = None


Next: TypeAlias = Turn | Idle


class Look(msgspec.Struct, frozen=True):
    """What the caller knows. ``silent``: asked without posting, the target does not say whether it is there; then what
    a person approved is what tries it. ``flows``: young internal messages go on by themselves after an outage.
    ``tried``: the ``uptime`` at which messages were sent first, in seconds that no change of the clock touches.
    """

    capabilities: Capabilities
    silent: bool = False
    flows: bool = False
    uptime: float = 0.0
    tried: Mapping[str, float] = {}


def take(tx: Writing, target: str, look: Look, holder: Holder, *, offline: bool) -> Next:
    """What is to be done for a target; a message to send is ``sending`` and ours once the transaction commits."""
    if offline:
        return Idle(target, Reason.OFFLINE)
    lane = tx.outbox.lane(target)
    while True:
        head = tx.outbox.head(target, tx.replica)
        if head is None:
            return _nothing(tx, lane, look)
        if head.state is DeliveryState.SENDING and holder.alive(head.claim):
            return Idle(target, Reason.BUSY)
        if head.state is DeliveryState.SENDING:
            head = crashed(tx, head)
        if outgoing.elsewhere(tx, head) is not None:
            continue
        if head.state is DeliveryState.QUEUED and (not fresh(head, tx.now) or outgoing.overtaken(tx, head)):
            tx.outbox.change(head, held=True)
            continue
        return _turn(tx, lane, head, look, holder)


def crashed(tx: Writing, delivery: Delivery) -> Delivery:
    """Its sender ended before it said what became of it: it may have arrived."""
    return tx.outbox.change(delivery, state=DeliveryState.UNKNOWN, claim="", last_error=CRASHED, next_try_at=tx.now)


def fresh(delivery: Delivery, now: Instant) -> bool:
    """Whether the word of the person who sent it still holds."""
    given = delivery.approved_at or delivery.written_at
    return now.since(given) <= FRESH_S


def by_key(delivery: Delivery, look: Look, now: Instant) -> bool:
    """Whether it may be sent again with the same key: the service still knows the key, and the text is not stale."""
    known, first = look.capabilities, delivery.first_try_at
    if known.tier is not Tier.KEY or not fresh(delivery, now):
        return False
    if first is None or known.key_lifetime_s is None:
        return True
    elapsed = now.since(first)
    really = look.uptime - look.tried.get(delivery.id, look.uptime)
    return elapsed >= 0 and max(elapsed, really) < known.key_lifetime_s * KEY_MARGIN


def _nothing(tx: Writing, lane: Lane, look: Look) -> Next:
    """Nothing may leave. A target that is down and that something waits for is still looked at."""
    if not tx.outbox.waits(lane.target, tx.replica):
        return Idle(lane.target, Reason.EMPTY)
    if lane.down_since is None or (look.silent and lane.first_ok_at is None):
        return Idle(lane.target, Reason.HELD)
    if reach.probe_due(lane, tx.now):
        return Turn(Do.PROBE, lane.target)
    return Idle(lane.target, Reason.LATER if look.flows else Reason.HELD, reach.probe_at(lane))


def _turn(tx: Writing, lane: Lane, head: Delivery, look: Look, holder: Holder) -> Next:
    if head.state is DeliveryState.REJECTED:
        return Idle(lane.target, Reason.PERSON)
    if head.claim and head.claim != holder.token and holder.alive(head.claim):
        return Idle(lane.target, Reason.BUSY)
    if head.state is DeliveryState.UNKNOWN and head.next_try_at is None:
        return Idle(lane.target, Reason.PERSON)
    if lane.down_since is not None and not look.silent:
        return Turn(Do.PROBE, lane.target) if reach.probe_due(lane, tx.now) else _later(lane, reach.probe_at(lane))
    if not reach.due(lane, tx.now):
        return _later(lane, lane.next_try_at)
    if head.state is DeliveryState.UNKNOWN:
        return _doubtful(tx, head, look, holder)
    return _send(tx, head, holder, doubt=None)


def _doubtful(tx: Writing, head: Delivery, look: Look, holder: Holder) -> Next:
    at = head.next_try_at
    if at is not None and tx.now < at and not (head.tried_at is not None and tx.now < head.tried_at):
        return Idle(head.target, Reason.LATER, at)
    if by_key(head, look, tx.now):
        return _send(tx, head, holder, doubt=head.first_try_at)
    if look.capabilities.tier is Tier.BLIND:
        tx.outbox.change(head, next_try_at=None, claim="")
        return Idle(head.target, Reason.PERSON)
    asked = tx.outbox.change(head, claim=holder.token, tried_at=tx.now)
    return Turn(Do.ASK, head.target, asked, tx.outbox.thread(head.incident, head.target), head.first_try_at)


def _send(tx: Writing, head: Delivery, holder: Holder, *, doubt: Instant | None) -> Turn:
    sending = tx.outbox.change(
        head,
        state=DeliveryState.SENDING,
        claim=holder.token,
        attempts=head.attempts + 1,
        tried_at=tx.now,
        first_try_at=head.first_try_at or tx.now,
        next_try_at=None,
        last_error="",
    )
    return Turn(Do.SEND, head.target, sending, tx.outbox.thread(head.incident, head.target), doubt)


def _later(lane: Lane, at: Instant | None) -> Idle:
    return Idle(lane.target, Reason.LATER, at)
