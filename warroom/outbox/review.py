"""The reconnect review as data (UI.md 2.5): what waited, what changed meanwhile, and what to do with each message.

Nothing here sends. The defaults are a proposal: the newest message of a lane ticked, older ones replaced, refreshed
where facts changed, unticked where it is older than a cadence or speaks out of turn.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum

import msgspec

from warroom.clock import Instant
from warroom.errors import Refused
from warroom.incident.messages import PAGE_PREFIX, PAGE_RESOLVED
from warroom.incident.playbook import Playbook
from warroom.incident.state import Incident
from warroom.outbox import refreshing
from warroom.outbox.refreshing import Difference, Drafting
from warroom.outbox.routes import Route, Routes, find
from warroom.record.outbox_rows import Delivery, DeliveryState, Lane
from warroom.room import outgoing

USUAL_CADENCE_S = 3600
"""The age that counts as old where the severity has no cadence."""


class Choice(StrEnum):
    """What can be done with one message."""

    SEND = "send"
    REFRESHED = "send_refreshed"
    DATED = "send_dated"
    """As it was written, under a line that says when."""
    SKIP = "skip"


class Together(StrEnum):
    """What can be done with all that waits for one target."""

    CATCH_UP = "catch_up"
    """Chat: one message that lists them with the times at which they were written."""
    BACK_DATE = "back_date"
    """A page that shows past times: all in order, readers notified of the last alone."""
    MERGE = "merge"
    """A page that does not: one current update that takes their place."""


class Row(msgspec.Struct, frozen=True):
    """One message that waits. ``asks``: a person has to say yes to this very thing, and why; it is never ticked."""

    n: int
    id: str
    incident: str
    ref: str
    template: str
    title: str
    external: bool
    written_at: Instant
    age_s: float
    differences: tuple[Difference, ...]
    original: str
    refreshed: str
    refreshed_problem: str
    replaced_by: int | None
    old: bool
    asks: str
    choice: Choice
    ticked: bool
    choices: tuple[Choice, ...]
    last_error: str


class LaneReview(msgspec.Struct, frozen=True):
    """What waits for one target, oldest first. ``problem``: why the target cannot be used at all."""

    target: str
    label: str
    external: bool
    lane: Lane
    rows: tuple[Row, ...]
    together: tuple[Together, ...]
    problem: str = ""


class Review(msgspec.Struct, frozen=True):
    """``waited_s``: the age of the oldest message; ``messages``: how many wait in all."""

    at: Instant
    offline: bool
    lanes: tuple[LaneReview, ...]
    waited_s: float = 0.0
    messages: int = 0

    def row(self, n: int) -> Row | None:
        return next((row for lane in self.lanes for row in lane.rows if row.n == n), None)

    @property
    def ticked(self) -> tuple[Row, ...]:
        return tuple(row for lane in self.lanes for row in lane.rows if row.ticked)


class Reviewing(msgspec.Struct, frozen=True):
    """Where the review reads: the folded incidents, their playbooks, drafts and targets."""

    incident: Callable[[str], Incident]
    playbook: Callable[[str], Playbook]
    drafting: Drafting
    title: Callable[[str], str]
    routes: Routes
    now: Instant

    def review(self, waiting: Sequence[Delivery], lanes: Callable[[str], Lane], *, offline: bool) -> Review:
        """The review of all messages that wait for a person's word."""
        by_target: dict[str, list[Delivery]] = {}
        for row in waiting:
            if row.state is DeliveryState.QUEUED and row.held:
                by_target.setdefault(row.target, []).append(row)
        found = tuple(self._lane(target, rows, lanes(target)) for target, rows in by_target.items())
        ages = [row.age_s for lane in found for row in lane.rows]
        return Review(self.now, offline, found, max(ages, default=0.0), len(ages))

    def _lane(self, target: str, waiting: list[Delivery], lane: Lane) -> LaneReview:
        rows = tuple(self._row(row, waiting) for row in waiting)
        try:
            route = find(self.routes, target)
        except Refused as fault:
            external = any(row.external for row in waiting)
            return LaneReview(target, "", external, lane, rows, (), fault.sentence)
        return LaneReview(target, route.label, route.external, lane, rows, together(route, waiting))

    def _row(self, delivery: Delivery, waiting: list[Delivery]) -> Row:
        incident = self.incident(delivery.incident)
        changed = refreshing.differences(delivery, incident, self.now)
        new = refreshing.refreshed(delivery, incident, self.drafting, self.now)
        newer = [row for row in waiting if row.incident == delivery.incident and row.n > delivery.n]
        age = max(0.0, self.now.since(delivery.written_at))
        old = age > self._cadence(delivery, incident)
        asks = out_of_turn(delivery, incident, waiting)
        renewable = not new.problem
        choice = Choice.REFRESHED if changed and renewable else Choice.SEND
        return Row(
            n=delivery.n,
            id=delivery.id,
            incident=delivery.incident,
            ref=incident.ref,
            template=delivery.template,
            title=self.title(delivery.template),
            external=delivery.external,
            written_at=delivery.written_at,
            age_s=age,
            differences=changed,
            original=delivery.text,
            refreshed=new.text if renewable else "",
            refreshed_problem=new.problem,
            replaced_by=newer[-1].n if newer else None,
            old=old,
            asks=asks,
            choice=Choice.SKIP if newer else choice,
            ticked=not (newer or old or asks),
            choices=tuple(found for found in Choice if renewable or found is not Choice.REFRESHED),
            last_error=delivery.last_error,
        )

    def _cadence(self, delivery: Delivery, incident: Incident) -> int:
        rules = self.playbook(incident.playbook).rules(incident.severity)
        return (rules.external_s if delivery.external else rules.internal_s) or USUAL_CADENCE_S


def together(route: Route, waiting: Sequence[Delivery]) -> tuple[Together, ...]:
    """What can be done with several messages of one incident at once."""
    if len(waiting) < 2 or len({row.incident for row in waiting}) > 1:
        return ()
    known = route.capabilities
    if not known.states:
        return () if route.external else (Together.CATCH_UP,)
    return (Together.BACK_DATE, Together.MERGE) if known.backdates else (Together.MERGE,)


def out_of_turn(delivery: Delivery, incident: Incident, waiting: Sequence[Delivery] = ()) -> str:
    """What to ask before a message goes out that speaks of an open incident, after *resolved* was written."""
    if outgoing.out_of_turn(incident, delivery):
        at = incident.resolved_at.hhmm() if incident.resolved_at else ""
        return f"{incident.ref} was resolved at {at} UTC, after this was written. Send it still?"
    if not delivery.template.startswith(PAGE_PREFIX) or delivery.template == PAGE_RESOLVED:
        return ""
    said = [(row.template, row.written_at) for row in waiting if row.incident == delivery.incident]
    said += [(row.template, row.at) for row in incident.messages if row.out and row.to == delivery.target]
    if any(template == PAGE_RESOLVED and at > delivery.written_at for template, at in said):
        return "An update that says resolved was written after this one. Send it still?"
    return ""
