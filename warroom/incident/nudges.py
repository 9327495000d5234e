"""Quiet reminders from the live state: what a good deputy would say once, and nobody else would notice.

A nudge is a fact with a key, never a sentence; ``comms.prompts`` and the window put it into words. ``id`` stays the
same while its reason holds, so that a window can say each one once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from warroom.clock import Instant
from warroom.incident import triage_view
from warroom.incident.roster import responders
from warroom.incident.state import Change, Incident
from warroom.incident.words import ChangeState, Seat, Status

if TYPE_CHECKING:
    from warroom.incident.playbook import Playbook

HANDOFF_S = 120
"""Command that was offered and not taken for this long is asked about: two people may each think the other has it."""
_DONE = (ChangeState.REPORTED, ChangeState.STARTED, ChangeState.WORKED, ChangeState.NO_EFFECT, ChangeState.WORSE)


class NudgeKey(StrEnum):
    COMMANDER_MISSING = "commander_missing"
    """Nobody is named, and the time for naming one is running or over."""
    HANDOFF_OPEN = "handoff_open"
    ESCALATE = "escalate"
    """Ten minutes without a mitigation."""
    NEXT_TIER = "next_tier"
    """The tier that was called has had its time."""
    NO_APPROVAL = "no_approval"
    """A change ran with no OK on the record; said neutrally."""
    ALONE = "alone"
    """One person has dug alone for over ten minutes."""
    TIRED = "tired"
    CROWD = "crowd"
    STATUS_STALE = "status_stale"
    IMPACT_STALE = "impact_stale"
    BELIEF_STALE = "belief_stale"


class Nudge(msgspec.Struct, frozen=True):
    """``since`` is when its reason began. ``n``: the change or page that it is about. ``who``: the person."""

    key: NudgeKey
    since: Instant
    n: int = 0
    who: str = ""
    count: int = 0

    @property
    def id(self) -> str:
        """The crowd is named once an incident; the others once for each reason."""
        return self.key.value if self.key is NudgeKey.CROWD else f"{self.key}:{self.n}:{int(self.since)}"


def nudges(
    incident: Incident, playbook: Playbook, now: Instant, active: Collection[str] | None = None
) -> tuple[Nudge, ...]:
    """Every reminder that holds at ``now``, the gravest first. ``active``: the responders, where more is known."""
    if not incident.open or incident.same_as:
        return ()
    at_work = responders(incident, now) if active is None else active
    found = [
        *_command(incident, playbook, now),
        *_help(incident, playbook, now),
        *(Nudge(NudgeKey.NO_APPROVAL, row.at, row.n, row.owner) for row in unapproved(incident, playbook)),
        *_alone(incident, playbook, now, at_work),
        *_crowd(playbook, now, at_work),
        *_stale(incident, playbook, now),
    ]
    order = list(NudgeKey)
    return tuple(sorted(found, key=lambda nudge: (order.index(nudge.key), nudge.since)))


def unapproved(incident: Incident, playbook: Playbook) -> tuple[Change, ...]:
    """Changes that ran with no OK on record, where the severity asks for one: SEV-3 and 4 do not (PLAYBOOK)."""
    if not playbook.rules(incident.severity).approvals:
        return ()
    return tuple(change for change in incident.changes if change.state in _DONE and not change.approved)


def waits_for_ok(incident: Incident, playbook: Playbook) -> tuple[Change, ...]:
    """Proposals that somebody has to say yes or no to; at a severity without approvals none does."""
    if not playbook.rules(incident.severity).approvals:
        return ()
    return tuple(change for change in incident.changes if change.state is ChangeState.PROPOSED)


def _command(incident: Incident, playbook: Playbook, now: Instant) -> Iterator[Nudge]:
    named = incident.roles.get(Seat.IC, "")
    if not named and playbook.limit(incident.severity, "ic") is not None:
        yield Nudge(NudgeKey.COMMANDER_MISSING, incident.declared_at, who=incident.acting_ic)
    offered = incident.command_offered_at
    if offered is not None and now.since(offered) >= HANDOFF_S:
        yield Nudge(NudgeKey.HANDOFF_OPEN, offered, who=incident.command_offered)
    since = incident.command_since
    if since is not None and incident.commander and now.since(since) > playbook.clocks.fatigue_s:
        yield Nudge(NudgeKey.TIRED, since, who=incident.commander)


def _help(incident: Incident, playbook: Playbook, now: Instant) -> Iterator[Nudge]:
    """The next tier's turn, else the question that comes after ten minutes without a mitigation."""
    late = [page for page in incident.pages if page.due_at is not None and page.due_at <= now]
    if late and incident.mitigated_at is None:
        page = late[-1]
        yield Nudge(NudgeKey.NEXT_TIER, page.due_at or page.at, page.n, page.who)
    elif triage_view.escalate(incident, playbook, now):
        yield Nudge(NudgeKey.ESCALATE, triage_view.without_mitigation_since(incident))


def _alone(incident: Incident, playbook: Playbook, now: Instant, active: Collection[str]) -> Iterator[Nudge]:
    since = triage_view.without_mitigation_since(incident)
    grave = playbook.rules(incident.severity).requirement_list
    digging = not triage_view.mitigating(incident) and not incident.pages
    if grave and digging and len(active) == 1 and now.since(since) > playbook.clocks.alone_debugging_s:
        yield Nudge(NudgeKey.ALONE, since, who=next(iter(active)))


def _crowd(playbook: Playbook, now: Instant, active: Collection[str]) -> Iterator[Nudge]:
    if len(active) > playbook.limits.responders_soft_max:
        yield Nudge(NudgeKey.CROWD, now, count=len(active))


def _stale(incident: Incident, playbook: Playbook, now: Instant) -> Iterator[Nudge]:
    """A fact is stale after two internal cadences without a new one (UI.md 1.3)."""
    cadence = incident.internal.cadence_s
    if cadence is None:
        return
    limit = cadence * playbook.limits.stale_after_updates
    belief = incident.hypothesis(incident.current_hypothesis)
    facts = (
        (NudgeKey.STATUS_STALE, None if incident.status is Status.MONITORING else incident.status_at),
        (NudgeKey.IMPACT_STALE, incident.impact.at if incident.impact and incident.mitigated_at is None else None),
        (NudgeKey.BELIEF_STALE, max(belief.at, belief.judged_at or belief.at) if belief else None),
    )
    for key, at in facts:
        if at is not None and now.since(at) > limit:
            yield Nudge(key, at)
