"""What went out, and what that resets: R4, R5 and R10 of PLAYBOOK's "Clocks"."""

from __future__ import annotations

from warroom.clock import Instant
from warroom.incident import events as fact
from warroom.incident.events import Body, Event
from warroom.incident.folding import Folding, Step
from warroom.incident.state import Message, Promise, Sent
from warroom.incident.words import Audience, MessageState, RequirementName

INTERNAL_TEMPLATES = frozenset({"declaration", "status-update"})
PAGE_PREFIX = "page-"
PAGE_RESOLVED = "page-resolved"


def _queued(to: Folding, event: Event, body: fact.MessageQueued) -> None:
    """R10: waiting moves nothing."""
    to.incident.messages.append(
        Message(
            id=body.message,
            template=body.template,
            to=body.target,
            state=MessageState.QUEUED,
            text=body.text,
            at=event.at,
            next_update=body.next_update,
            facts=body.facts,
            secondary=body.secondary,
        )
    )


def _sent(to: Folding, event: Event, body: fact.MessageSent) -> None:
    known = next((row for row in to.incident.messages if row.id == body.message), None)
    if known is None:
        known = Message(body.message, body.template, body.via, MessageState.SENT_BY_HAND, body.text, event.at)
        to.incident.messages.append(known)
    known.state, known.sent_at = MessageState.SENT_BY_HAND, event.at
    known.next_update, known.facts = body.next_update, body.facts or known.facts
    known.secondary = body.secondary
    if not known.secondary:
        _went_out(to, event, body.template, body.next_update)


def _delivered(to: Folding, event: Event, body: fact.MessageDelivered) -> None:
    """R10: it counts from the service's time, which is the event's ``at``."""
    known = next((row for row in to.incident.messages if row.id == body.message), None)
    promise = body.next_update
    if known is not None:
        if known.out:
            return
        known.state, known.sent_at, known.remote_id = MessageState.DELIVERED, event.at, body.remote_id
        promise = promise or known.next_update
    if known is None or not known.secondary:
        _went_out(to, event, body.template, promise)


def _withdrawn(to: Folding, event: Event, body: fact.MessageWithdrawn) -> None:
    for row in to.incident.messages:
        if row.id == body.message and not row.out:
            row.state = MessageState.WITHDRAWN


def _said(to: Folding, event: Event, body: fact.SaidOnBridge) -> None:
    _internal(to, event, body.until)


def _told(to: Folding, event: Event, body: fact.Told) -> None:
    """R4: told by other means meets the one requirement that it names."""
    requirement = {
        Audience.LEADERSHIP: RequirementName.LEADERSHIP,
        Audience.CUSTOMERS: RequirementName.CUSTOMERS,
        Audience.ALL_HANDS: RequirementName.ALL_HANDS,
    }[Audience(body.audience)]
    to.met(requirement, event.at, event.id)


def _went_out(to: Folding, event: Event, template: str, promise: Instant | None) -> None:
    """R4: what each kind of message resets or meets, and nothing else."""
    if template in INTERNAL_TEMPLATES:
        _internal(to, event, promise)
    elif template.startswith(PAGE_PREFIX):
        _page(to, event, template, promise)
    elif template == "customer-email":
        to.met(RequirementName.CUSTOMERS, event.at, event.id)
    elif template == "executive-brief":
        to.met(RequirementName.LEADERSHIP, event.at, event.id)


def _internal(to: Folding, event: Event, promise: Instant | None) -> None:
    """R5: the earlier of what was promised and sent + cadence."""
    held, cadence = to.incident.internal, to.rules.internal_s
    if not _count(held, event):
        return
    offers = [moment for moment in (promise, None if cadence is None else event.at.plus(cadence)) if moment is not None]
    if to.incident.open and not _before_reopening(to, event):
        to.restart(held, min(offers, default=None))
        to.pull_by_raises(held, event.at)


def _page(to: Folding, event: Event, template: str, promise: Instant | None) -> None:
    """R5, R11: the promise is the next deadline; the announcement that it is over ends the external countdown."""
    incident, held = to.incident, to.incident.external
    incident.page_out = True
    to.met(RequirementName.STATUS_PAGE, event.at, event.id)
    if not _count(held, event) or _before_reopening(to, event):
        return
    if not incident.open:
        if template == PAGE_RESOLVED:
            incident.not_announced = False
            to.restart(held, None)
        return
    cadence = to.external_cadence()
    if promise is None and cadence is not None:
        promise = event.at.plus(cadence)
    to.restart(held, promise)
    to.pull_by_raises(held, event.at)


def _before_reopening(to: Folding, event: Event) -> bool:
    """R12: reopening sets the countdowns; what went out before it and is recorded later moves neither."""
    return bool(to.incident.reopened) and event.at < to.incident.reopened[-1]


def _count(held: Promise, event: Event) -> bool:
    """Count a send against the deadline it had; False when a later one has gone out already."""
    held.sent.append(Sent(event.id, event.at, held.due_at))
    if held.last_at is not None and event.at < held.last_at:
        return False
    held.last_at = event.at
    return True


STEPS: dict[type[Body], Step] = {
    fact.MessageQueued: _queued,
    fact.MessageSent: _sent,
    fact.MessageDelivered: _delivered,
    fact.MessageWithdrawn: _withdrawn,
    fact.SaidOnBridge: _said,
    fact.Told: _told,
}
