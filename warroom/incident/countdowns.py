"""What the deadlines mean now: (incident, playbook, now) -> countdowns, requirements, stability guard.

Pure functions of their arguments, cheap enough for every second. States are UI.md 6.1; rules R1–R14 are PLAYBOOK's.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from warroom.clock import Instant
from warroom.incident.state import Change, Incident, Promise, Requirement
from warroom.incident.words import ChangeState, CountdownState, RequirementState

if TYPE_CHECKING:
    from warroom.incident.playbook import Playbook


class CountdownKind(StrEnum):
    UPDATE = "update"
    ASK = "ask"
    CHANGE = "change"
    DECISION = "decision"
    ROLLBACK = "rollback"
    """A running change that has to show by then that it works."""
    PAGE = "page"
    """A tier that was called: then the next one's turn comes."""
    TIMER = "timer"


class Countdown(msgspec.Struct, frozen=True):
    """One deadline as it stands. ``remaining_s`` is negative once it is past; ``label`` names what is due."""

    name: str
    due_at: Instant | None
    state: CountdownState
    remaining_s: float | None
    kind: CountdownKind
    label: str = ""
    owner: str = ""
    cadence_s: int | None = None
    snoozed_until: Instant | None = None


class RequirementView(msgspec.Struct, frozen=True):
    """A requirement as it stands; ``late_s`` is 0 while it is in time."""

    name: str
    due_at: Instant
    state: RequirementState
    done_at: Instant | None
    late_s: float
    limit_s: int
    why: str = ""


class Guard(msgspec.Struct, frozen=True):
    """The stability guard (R9): seconds needed, since when it has been quiet, and what is left."""

    needed_s: int
    since: Instant | None
    elapsed_s: float
    remaining_s: float
    satisfied: bool
    in_flight: tuple[Change, ...] = ()


class Deadline(msgspec.Struct, frozen=True):
    """A countdown so far as the record says it, the clock aside: ``at`` makes it one.

    ``held`` is a state that no clock changes; ``soon_s`` and ``overdue_s`` are the playbook's for it.
    """

    name: str
    due_at: Instant | None
    kind: CountdownKind
    soon_s: int
    overdue_s: int
    label: str = ""
    owner: str = ""
    cadence_s: int | None = None
    snoozed_until: Instant | None = None
    held: CountdownState | None = None

    def calm(self, now: Instant) -> bool:
        """Whether it is not even due soon: cheaper than all that ``at`` tells."""
        due = self.due_at
        return due is None or (self.held is None and due.since(now) > self.soon_s)

    def at(self, now: Instant) -> Countdown:
        """How it stands at ``now``."""
        due = self.due_at
        left = None if due is None else due.since(now)
        state = self.held
        if state is None:
            state = CountdownState.NONE if left is None else state_at(left, self.soon_s, self.overdue_s)
        snoozed = self.snoozed_until
        if snoozed is not None and snoozed <= now:
            snoozed = None
        return Countdown(self.name, due, state, left, self.kind, self.label, self.owner, self.cadence_s, snoozed)


def countdowns(incident: Incident, playbook: Playbook, now: Instant) -> list[Countdown]:
    """Every countdown: ``internal`` and ``external`` first, the rest by due time."""
    return [deadline.at(now) for deadline in deadlines(incident, playbook)]


def deadlines(incident: Incident, playbook: Playbook) -> tuple[Deadline, ...]:
    """What ``countdowns`` are made of, in their order: the same until the record says something new."""
    owed = sorted(_owed(incident, playbook), key=lambda row: (row.due_at or 0, row.name)) if _runs(incident) else []
    return (_internal(incident, playbook), _external(incident, playbook), *owed)


def _runs(incident: Incident) -> bool:
    """Its countdowns count: it is neither resolved nor joined to another declaration of the same trouble."""
    return incident.open and not incident.same_as


def _internal(incident: Incident, playbook: Playbook) -> Deadline:
    held = incident.internal
    if not _runs(incident):
        return _update("internal", None, 0, playbook, held, CountdownState.PAUSED)
    return _update("internal", held.due_at, soon_s(playbook, held.cadence_s), playbook, held)


def _external(incident: Incident, playbook: Playbook) -> Deadline:
    """External is *due soon* from ten minutes before (UI.md 0.1)."""
    held = incident.external
    soon = playbook.clocks.external_soon_s
    if incident.same_as:
        return _update("external", None, soon, playbook, held, CountdownState.NONE)
    if not incident.open:
        after = CountdownState.NOT_ANNOUNCED if incident.not_announced else CountdownState.NONE
        return _update("external", held.due_at, soon, playbook, held, after)
    return _update("external", held.due_at, soon, playbook, held)


def _update(
    name: str, due: Instant | None, soon: int, playbook: Playbook, promise: Promise, held: CountdownState | None = None
) -> Deadline:
    return Deadline(
        name=name,
        due_at=due,
        kind=CountdownKind.UPDATE,
        soon_s=soon,
        overdue_s=playbook.clocks.overdue_after_s,
        label=name,
        cadence_s=promise.cadence_s,
        snoozed_until=_snoozed_until(promise),
        held=held,
    )


def _owed(incident: Incident, playbook: Playbook) -> list[Deadline]:
    rows = [
        _row(
            f"ask {ask.n}",
            ask.due_at,
            CountdownKind.ASK,
            ask.text,
            ask.to,
            _box(ask.due_at, ask.at, ask.shift_s),
            playbook,
        )
        for ask in incident.asks
        if ask.open and ask.due_at is not None
    ]
    for change in incident.changes:
        running = change.state in (ChangeState.PROPOSED, ChangeState.APPROVED, ChangeState.STARTED)
        if running and change.due_at is not None:
            name = f"change {change.n}"
            box = _box(change.due_at, change.at, change.shift_s)
            rows.append(_row(name, change.due_at, CountdownKind.CHANGE, change.text, change.owner, box, playbook))
        if change.rollback_at is not None and change.state is ChangeState.STARTED:
            name = f"rollback {change.n}"
            given = change.rollback_s
            rows.append(
                _row(name, change.rollback_at, CountdownKind.ROLLBACK, change.text, change.owner, given, playbook)
            )
    for decision in incident.decisions:
        if decision.due_at is not None:
            owner = decision.owner or decision.by
            name = f"decision {decision.n}"
            box = _box(decision.due_at, decision.reviewed_at or decision.at, decision.shift_s)
            rows.append(_row(name, decision.due_at, CountdownKind.DECISION, decision.text, owner, box, playbook))
    for page in incident.pages:
        if page.due_at is not None and incident.mitigated_at is None:
            label = page.tier.upper() or "Page"
            box = _box(page.due_at, page.at, page.shift_s)
            rows.append(_row(f"page {page.n}", page.due_at, CountdownKind.PAGE, label, page.who, box, playbook))
    for name, due in incident.timers.items():
        rows.append(_row(name, due, CountdownKind.TIMER, name, "", None, playbook))
    return rows


def _box(due: Instant, since: Instant, shift_s: float) -> int:
    """How long it was given, whatever the clock did meanwhile."""
    return round(due.since(since) - shift_s)


def _row(
    name: str,
    due: Instant,
    kind: CountdownKind,
    label: str,
    owner: str,
    box_s: int | None,
    playbook: Playbook,
) -> Deadline:
    return Deadline(name, due, kind, soon_s(playbook, box_s), playbook.clocks.overdue_after_s, label, owner, box_s)


def soon_s(playbook: Playbook, cadence_s: int | None) -> int:
    """UI.md 6.1: a fifth of the cadence, at least two minutes, at most five."""
    clocks = playbook.clocks
    share = (cadence_s or 0) // playbook.limits.soon_divisor
    return min(clocks.soon_most_s, max(clocks.soon_least_s, share))


def state_of(due: Instant | None, now: Instant, soon: int, playbook: Playbook) -> CountdownState:
    """Inclusive: due at 0 s, overdue from 60 s past (R1, UI.md 6.1)."""
    if due is None:
        return CountdownState.NONE
    return state_at(due.since(now), soon, playbook.clocks.overdue_after_s)


def state_at(remaining_s: float, soon: int, overdue_s: int) -> CountdownState:
    """The same for so many seconds left, where a deadline carries its own two limits."""
    if remaining_s <= -overdue_s:
        return CountdownState.OVERDUE
    if remaining_s <= 0:
        return CountdownState.DUE
    return CountdownState.SOON if remaining_s <= soon else CountdownState.CALM


def _snoozed_until(held: Promise) -> Instant | None:
    """Until when a countdown is silenced; a snooze from before the last update no longer counts."""
    ends = [at.plus(seconds) for at, seconds in held.snoozes if held.last_at is None or at >= held.last_at]
    return max(ends, default=None)


def requirements(incident: Incident, playbook: Playbook, now: Instant) -> list[RequirementView]:
    """The requirement list as it stands (R1, R2, R6, R7). What was never met is as late as it was when the incident
    was resolved: R1 counts to when it was done, and after the end nobody is waiting for it."""
    until = now if incident.open or incident.resolved_at is None else min(now, incident.resolved_at)
    return [_requirement(row, playbook, until) for row in incident.requirements]


def _requirement(row: Requirement, playbook: Playbook, until: Instant) -> RequirementView:
    end = row.done_at or row.struck_at or until
    late = max(0.0, end.since(row.due_at))
    if row.done_at is not None:
        state = RequirementState.DONE
    elif row.struck_at is not None:
        state = RequirementState.STRUCK
    elif row.waived is not None:
        state, late = RequirementState.NOT_NEEDED, 0.0
    else:
        state = RequirementState.LATE if late >= playbook.clocks.overdue_after_s else RequirementState.OPEN
    return RequirementView(row.name, row.due_at, state, row.done_at, late, row.limit_s, row.waived or "")


def guard(incident: Incident, playbook: Playbook, now: Instant) -> Guard:
    """R9: fifteen minutes (SEV-4: none) from the later of mitigation and the end of the last change."""
    needed = playbook.rules(incident.severity).guard_s
    in_flight = tuple(change for change in incident.changes if change.state is ChangeState.STARTED)
    if needed == 0:
        return Guard(0, incident.mitigated_at, 0.0, 0.0, True, in_flight)
    if incident.mitigated_at is None:
        return Guard(needed, None, 0.0, float(needed), False, in_flight)
    mitigated = incident.stable_since_mitigation or incident.mitigated_at
    since = max(mitigated, incident.stable_since_change or mitigated)
    elapsed = max(0.0, now.since(since))
    return Guard(needed, since, elapsed, max(0.0, needed - elapsed), elapsed >= needed, in_flight)


def postmortem_due(incident: Incident, playbook: Playbook) -> Instant | None:
    """R13: the last resolving + the limit of the peak severity."""
    limit = playbook.rules(incident.peak_severity).postmortem_s
    if incident.last_resolved_at is None or limit is None:
        return None
    return incident.last_resolved_at.plus(limit)
