"""Messages on their way: queue, withdraw, sent by hand, delivered. The event and the delivery's row commit together.

Queued moves no deadline (R10); delivered and sent by hand do. A drill's messages are rerouted here, before they have a
row: nothing after this point knows the real target's name alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from warroom import ids
from warroom.clock import Instant
from warroom.errors import NotFound, Refused
from warroom.incident import events as fact
from warroom.incident.messages import PAGE_PREFIX, PAGE_RESOLVED
from warroom.incident.state import Incident, Message
from warroom.incident.words import MessageState
from warroom.record.outbox_rows import Delivery, DeliveryState, Lane, Payload

if TYPE_CHECKING:
    from warroom.record import Writing

DRILL_PREFIX = "drill:"
"""What a drill queues goes to the drill sink, under the name of the target that it would have gone to."""
OFFLINE = "work_offline"
"""The switch for when the network itself is suspect: a setting, ``yes`` or ``no``."""
FLOWS = "internal_flows"
"""Whether internal messages that are young go on by themselves after an outage: a setting, ``yes`` or ``no``."""
TAKEN_OVER = "taken over"
_LAST_WORDS = ("resolution", PAGE_RESOLVED)
_STATES = {
    MessageState.DELIVERED: DeliveryState.DELIVERED,
    MessageState.SENT_BY_HAND: DeliveryState.SENT_BY_HAND,
    MessageState.WITHDRAWN: DeliveryState.SKIPPED,
}


class Written(msgspec.Struct, frozen=True):
    """A message as it was written for one target."""

    target: str
    template: str
    external: bool
    payload: Payload
    next_update: Instant | None = None


def queue(tx: Writing, incident: str, written: Written, *, offline: bool) -> Delivery:
    """Put a message into its lane; where that is out of reach or holds others back, it waits for the review with them.

    Raises ``Refused`` without a text, ``NotFound`` for an incident that is not there.
    """
    state = tx.incident(incident)
    if not state.id:
        raise NotFound(f"There is no incident {incident} in this record.", code="no_incident")
    if not written.payload.plain.strip():
        raise Refused("Not queued: the message has no text.", code="no_text")
    new = _made(tx, state, written)
    waits = offline or out_of_reach(tx.outbox.lane(new.target)) or tx.outbox.holds(state.id, new.target, tx.replica)
    return tx.outbox.add(msgspec.structs.replace(new, held=waits))


def instead(tx: Writing, old: Delivery, written: Written, why: str) -> Delivery:
    """Send ``written`` in the place of a message that waits: the old one is withdrawn, the new one takes its turn.

    Raises ``Refused`` when the old one is over, on its way, or may have arrived.
    """
    if old.state is not DeliveryState.QUEUED:
        raise Refused(f"Message {old.n} does not wait any more. Look at it again.", code="not_waiting")
    withdrawn = withdraw(tx, old, why)
    new = _made(tx, tx.incident(old.incident), written)
    return tx.outbox.replace(withdrawn, new)


def _made(tx: Writing, incident: Incident, written: Written) -> Delivery:
    target = rerouted(written.target, drill=incident.drill)
    message = ids.new()
    payload = written.payload
    body = fact.MessageQueued(
        message, written.template, target, payload.plain, written.next_update, dict(payload.facts)
    )
    tx.append(incident.id, body)
    return Delivery(
        n=0,
        id=message,
        incident=incident.id,
        replica=tx.replica,
        target=target,
        template=written.template,
        external=written.external,
        payload=msgspec.structs.replace(payload, drill=incident.drill, ref=incident.ref),
        next_update=written.next_update,
        written_at=tx.now,
        approved_at=tx.now,
    )


def rerouted(target: str, *, drill: bool) -> str:
    """Where a message to ``target`` really goes."""
    return f"{DRILL_PREFIX}{target}" if drill and not target.startswith(DRILL_PREFIX) else target


def out_of_reach(lane: Lane) -> bool:
    """Whether what is queued now will wait: the target is down and has not answered since."""
    return lane.down_since is not None and lane.first_ok_at is None


YOUNG_S = 600
"""What an internal message may be old to go out by itself after an outage (UI.md 2.5)."""


def flows(tx: Writing, delivery: Delivery) -> bool:
    """Whether a message may go on by itself once its target is back, where the setting allows that at all."""
    young = 0 <= tx.now.since(delivery.written_at) < YOUNG_S
    return young and not delivery.external and not out_of_turn(tx.incident(delivery.incident), delivery)


def out_of_turn(incident: Incident, delivery: Delivery) -> bool:
    """Whether it speaks of an open incident and was written before the incident was resolved."""
    resolved = incident.resolved_at
    return resolved is not None and delivery.written_at < resolved and delivery.template not in _LAST_WORDS


def overtaken(tx: Writing, delivery: Delivery) -> bool:
    """Whether *resolved* was said or written since a person last gave a word on this: it is asked about first."""
    if delivery.template in _LAST_WORDS:
        return False
    resolved = tx.incident(delivery.incident).resolved_at
    if resolved is not None and (delivery.approved_at or delivery.written_at) < resolved:
        return True
    return delivery.template.startswith(PAGE_PREFIX) and tx.outbox.followed(delivery, PAGE_RESOLVED)


def message_of(incident: Incident, id: str) -> Message | None:
    return next((message for message in incident.messages if message.id == id), None)


def elsewhere(tx: Writing, delivery: Delivery) -> Delivery | None:
    """The delivery settled as the record has it, when it went out or was withdrawn on another laptop meanwhile."""
    message = message_of(tx.incident(delivery.incident), delivery.id)
    if message is None or message.state is MessageState.QUEUED:
        return None
    return tx.outbox.change(
        delivery,
        state=_STATES[message.state],
        remote_id=message.remote_id,
        settled_at=message.sent_at or tx.now,
        last_error="settled on another laptop" if message.state is MessageState.WITHDRAWN else "",
        claim="",
    )


def delivered(
    tx: Writing, delivery: Delivery, remote_id: str, at: Instant | None, left: dict[str, str] | None = None
) -> Delivery:
    """The service has it: the event at the service's own time (R10), between writing and now, and the row."""
    if delivery.state.settled:
        return delivery
    moment = tx.now if at is None else max(min(at, tx.now), min(delivery.written_at, tx.now))
    body = fact.MessageDelivered(delivery.id, delivery.template, delivery.target, remote_id, delivery.next_update)
    tx.append(delivery.incident, body, at=moment)
    thread = tx.outbox.thread(delivery.incident, delivery.target) | left if left else {}
    return tx.outbox.change(
        delivery,
        state=DeliveryState.DELIVERED,
        remote_id=remote_id,
        settled_at=moment,
        next_try_at=None,
        last_error="",
        held=False,
        claim="",
        thread=thread,
    )


def withdraw(tx: Writing, delivery: Delivery, why: str) -> Delivery:
    """It will not be sent. Raises ``Refused`` when it is over already or on its way at this moment."""
    demand_changeable(delivery)
    tx.append(delivery.incident, fact.MessageWithdrawn(delivery.id, why))
    return tx.outbox.change(
        delivery, state=DeliveryState.SKIPPED, last_error=why, settled_at=tx.now, next_try_at=None, claim=""
    )


def sent_by_hand(tx: Writing, delivery: Delivery, via: str, at: Instant | None = None) -> Delivery:
    """A person saw it there, or sent it another way. Raises ``Refused`` when it is over already."""
    demand_changeable(delivery)
    moment = tx.now if at is None else at
    body = fact.MessageSent(
        delivery.id,
        delivery.template,
        delivery.text,
        via,
        delivery.next_update if delivery.next_update is not None and delivery.next_update > moment else None,
        dict(delivery.payload.facts),
    )
    tx.append(delivery.incident, body, at=moment)
    return tx.outbox.change(
        delivery, state=DeliveryState.SENT_BY_HAND, settled_at=moment, next_try_at=None, last_error="", claim=""
    )


def take_over(tx: Writing, incident: str, message: str, *, external: bool) -> Delivery:
    """Send from this copy what another one queued: that one's message is withdrawn and a new one takes its place.

    Raises ``Refused`` when the message is over or is this copy's own.
    """
    found = message_of(tx.incident(incident), message)
    if found is None:
        raise NotFound("There is no such message in this record.", code="no_message")
    row = tx.outbox.by_id(message)
    if found.state is not MessageState.QUEUED or (row is not None and row.replica == tx.replica):
        raise Refused("That message does not wait on another laptop.", code="not_elsewhere")
    tx.append(incident, fact.MessageWithdrawn(message, TAKEN_OVER))
    if row is None:
        payload = Payload(plain=found.text, title=tx.incident(incident).title, facts=dict(found.facts))
    else:
        payload, external = row.payload, row.external
        tx.outbox.change(row, state=DeliveryState.SKIPPED, last_error=TAKEN_OVER, settled_at=tx.now)
    written = Written(found.to, found.template, external, payload, found.next_update)
    return queue(tx, incident, written, offline=True)


def approve(tx: Writing, delivery: Delivery) -> Delivery:
    """A person's word that it goes out: what was in doubt is sent again as if it had never been tried."""
    demand_changeable(delivery)
    return tx.outbox.change(
        delivery,
        state=DeliveryState.QUEUED,
        held=False,
        approved_at=tx.now,
        next_try_at=None,
        first_try_at=None,
        claim="",
    )


def put_back(tx: Writing, incident: str) -> None:
    """What was marked as sent or skipped, and is not any more since that was undone, waits for a person again."""
    waiting = {row.id for row in tx.incident(incident).messages if row.state is MessageState.QUEUED}
    for delivery in tx.outbox.of_incident(incident):
        over = delivery.state in (DeliveryState.SENT_BY_HAND, DeliveryState.SKIPPED)
        if over and delivery.id in waiting and delivery.replica == tx.replica:
            state = DeliveryState.QUEUED if delivery.first_try_at is None else DeliveryState.UNKNOWN
            tx.outbox.change(delivery, state=state, held=True, settled_at=None, last_error="", next_try_at=None)


def demand_changeable(delivery: Delivery) -> None:
    """Raises ``Refused`` for a message that is over, or on its way at this moment."""
    if delivery.state.settled:
        word = delivery.state.value.replace("_", " ")
        raise Refused(f"Message {delivery.n} is {word} already.", code="settled")
    if delivery.state is DeliveryState.SENDING:
        raise Refused(
            f"Message {delivery.n} is on its way at this moment. Look again in a few seconds.", code="sending"
        )
