"""The truth panel as data: every message of an incident, what became of it, and what a person may do about it.

A message that another laptop queued shows from the record alone; one of this copy shows what its lane knows besides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum

import msgspec

from warroom.clock import Instant
from warroom.comms.names import for_customers
from warroom.incident.state import Incident, Message
from warroom.record.outbox_rows import Delivery, DeliveryState

_OF_RECORD = {
    "queued": DeliveryState.QUEUED,
    "delivered": DeliveryState.DELIVERED,
    "sent_by_hand": DeliveryState.SENT_BY_HAND,
    "withdrawn": DeliveryState.SKIPPED,
}


class Act(StrEnum):
    """What may be done with a message in its state; the names are those of ``Outbox``."""

    SEND_AGAIN = "send_again"
    CHECK = "check"
    MARK_SENT = "mark_sent"
    SKIP = "skip"
    EDIT = "edit"
    TAKE_OVER = "take_over"


_ACTS: dict[DeliveryState, tuple[Act, ...]] = {
    DeliveryState.DRAFT: (Act.SEND_AGAIN, Act.EDIT, Act.SKIP),
    DeliveryState.QUEUED: (Act.SEND_AGAIN, Act.EDIT, Act.MARK_SENT, Act.SKIP),
    DeliveryState.UNKNOWN: (Act.CHECK, Act.MARK_SENT, Act.SEND_AGAIN, Act.SKIP),
    DeliveryState.REJECTED: (Act.SEND_AGAIN, Act.EDIT, Act.MARK_SENT, Act.SKIP),
}


class Truth(msgspec.Struct, frozen=True):
    """One message. ``at``: when it was delivered, sent by hand or skipped; ``n`` None: not of this copy.

    ``attention``: it goes no further without a person. ``held``: it waits for the review.
    """

    id: str
    n: int | None
    incident: str
    ref: str
    to: str
    template: str
    title: str
    state: DeliveryState
    text: str
    written_at: Instant
    at: Instant | None
    remote_id: str
    why: str
    attempts: int
    next_try_at: Instant | None
    held: bool
    attention: bool
    external: bool
    acts: tuple[Act, ...]


def truths(
    incident: Incident, deliveries: Iterable[Delivery], replica: str, title: Callable[[str], str]
) -> list[Truth]:
    """All messages of an incident, the newest first."""
    own = {row.id: row for row in deliveries}
    found = [_own(incident, row, replica, title) for row in own.values()]
    found += [_other(incident, row, title) for row in incident.messages if row.id not in own]
    return sorted(found, key=lambda row: (row.written_at, row.n or 0), reverse=True)


def _own(incident: Incident, row: Delivery, replica: str, title: Callable[[str], str]) -> Truth:
    ours = row.replica == replica
    acts = _ACTS.get(row.state, ()) if ours else ((Act.TAKE_OVER,) if not row.state.settled else ())
    parked = row.state is DeliveryState.UNKNOWN and row.next_try_at is None
    return Truth(
        id=row.id,
        n=row.n if ours else None,
        incident=row.incident,
        ref=incident.ref,
        to=row.target,
        template=row.template,
        title=title(row.template),
        state=row.state,
        text=row.text,
        written_at=row.written_at,
        at=row.settled_at,
        remote_id=row.remote_id,
        why=row.last_error,
        attempts=row.attempts,
        next_try_at=row.next_try_at,
        held=row.held and row.state is DeliveryState.QUEUED,
        attention=ours and (parked or row.state is DeliveryState.REJECTED),
        external=row.external,
        acts=acts,
    )


def _other(incident: Incident, row: Message, title: Callable[[str], str]) -> Truth:
    """A message that this copy has no delivery of: sent by hand, or another laptop's."""
    state = _OF_RECORD[row.state.value]
    elsewhere = state is DeliveryState.QUEUED
    return Truth(
        id=row.id,
        n=None,
        incident=incident.id,
        ref=incident.ref,
        to=row.to,
        template=row.template,
        title=title(row.template),
        state=state,
        text=row.text,
        written_at=row.at,
        at=row.sent_at,
        remote_id=row.remote_id,
        why="Queued on another laptop, which sends it." if elsewhere else "",
        attempts=0,
        next_try_at=None,
        held=False,
        attention=False,
        external=for_customers(row.template),
        acts=(Act.TAKE_OVER,) if elsewhere else (),
    )
