"""What changed since a message was written, and the same message as the record would write it now."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from warroom.clock import Instant
from warroom.comms.drafts import Draft
from warroom.comms.moments import moment
from warroom.errors import NotFound, Refused, UsageError
from warroom.incident.state import Incident
from warroom.outbox import letters
from warroom.outbox.routes import Route
from warroom.record.outbox_rows import Delivery
from warroom.room.outgoing import Written

NEXT_UPDATE = "next_update"
INSIDE = frozenset({"hypothesis"})
"""What customers' texts never speak of: that it changed changes nothing in them."""

Drafting = Callable[[Incident, str, dict[str, str]], Draft]
"""(incident, template, what a person typed) -> the draft of now."""


class Difference(msgspec.Struct, frozen=True):
    """One fact: as it was when the message was written, and as it is now. An empty text means *not stated*."""

    what: str
    was: str
    now: str


class Refreshed(msgspec.Struct, frozen=True):
    """The message of now; ``problem`` says why there is none."""

    draft: Draft | None = None
    problem: str = ""

    @property
    def text(self) -> str:
        return self.draft.message.plain if self.draft is not None else ""


def differences(delivery: Delivery, incident: Incident, now: Instant) -> tuple[Difference, ...]:
    """What the record says otherwise than when this was written; a promise that has passed counts too."""
    then, today = delivery.payload.basis, letters.basis(incident)
    names = [name for name in dict.fromkeys((*then, *today)) if not (delivery.external and name in INSIDE)]
    found = [
        Difference(name, then.get(name, ""), today.get(name, ""))
        for name in names
        if then and then.get(name, "") != today.get(name, "")
    ]
    if delivery.next_update is not None and delivery.next_update <= now:
        found.append(Difference("next update", moment(delivery.next_update, now), "that time has passed"))
    return tuple(found)


def refreshed(delivery: Delivery, incident: Incident, drafting: Drafting, now: Instant) -> Refreshed:
    """The same template filled anew: what a person typed stays, what the record filled is read again."""
    typed = {name: value for name, value in delivery.payload.typed.items() if name != NEXT_UPDATE}
    if NEXT_UPDATE in delivery.payload.typed and delivery.next_update is not None and delivery.next_update > now:
        typed[NEXT_UPDATE] = delivery.next_update.text
    try:
        draft = drafting(incident, delivery.template, typed)
    except (NotFound, UsageError) as fault:
        return Refreshed(problem=fault.sentence)
    return Refreshed(draft, why_not(draft))


def why_not(draft: Draft) -> str:
    """Why a draft may not go out; empty when it may."""
    if draft.missing:
        return f"Missing now: {', '.join(draft.missing)}. Open it in the composer."
    return f"{draft.stops[0].text}. Open it in the composer." if draft.stops else ""


def demand(draft: Draft) -> None:
    """Raises ``Refused`` for a draft that lacks a field or that a check stops; nothing goes past this into a lane."""
    draft.demand_no_secret()
    draft.demand_complete()
    for found in draft.stops:
        fix = f" {found.fix}." if found.fix else ""
        raise Refused(f"Not queued. {found.text}.{fix}", code="stopped", rule=found.rule, field=found.field)


def written_now(delivery: Delivery, incident: Incident, route: Route, drafting: Drafting, now: Instant) -> Written:
    """The refreshed message for the lane. Raises ``Refused`` with why there is none."""
    found = refreshed(delivery, incident, drafting, now)
    if found.draft is None or found.problem:
        raise Refused(f"Message {delivery.n} cannot be refreshed. {found.problem}", code="not_refreshed")
    return letters.written(incident, found.draft, route)
