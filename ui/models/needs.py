"""What needs the commander now, in one list (UI.md 0.1 and 2.7): approvals first, the oldest on top; then changes in
flight; then asks, promises and open requirements by their due time. Nothing is in it twice.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from ui import times
from warroom.clock import Instant
from warroom.incident.countdowns import Countdown, CountdownKind, RequirementView, countdowns, requirements, state_of
from warroom.incident.phrases import CHANGE_NAMES, REQUIREMENT_NAMES
from warroom.incident.playbook import Playbook
from warroom.incident.state import Ask, Change, Incident
from warroom.incident.words import AskState, ChangeState, CountdownState, PageAnswer, RequirementState

ROLLBACK_SOON_S = 60


class NeedKind(StrEnum):
    APPROVAL = "approval"
    HELD = "held"
    FLIGHT = "flight"
    REPORTED = "reported"
    ASK = "ask"
    DECISION = "decision"
    """It is time, or soon will be, to look at a decision again."""
    PAGE = "page"
    """A tier that was called in and has not answered."""
    TIMER = "timer"
    REQUIREMENT = "requirement"
    BELIEF = "belief"
    ITEM = "item"
    PERSON = "person"
    STEP = "step"
    """Beliefs, checklist items, people and steps of a runbook stand on sheets of their own, in the same form."""

    @property
    def waits(self) -> bool:
        return self in (NeedKind.APPROVAL, NeedKind.HELD)


class Need(msgspec.Struct, frozen=True):
    """One row. ``key`` stays the same while the row lives; ``n`` is the number of a change, an ask or a decision.

    ``started``: it is under way, or settled: the acts that are left differ. ``icon`` '' takes the kind's own.
    """

    kind: NeedKind
    key: str
    title: str
    detail: str = ""
    clock: str = ""
    state: CountdownState = CountdownState.CALM
    n: int = 0
    name: str = ""
    event: str = ""
    started: bool = False
    icon: str = ""
    head: str = ""
    """The heading that the row stands under, on a sheet."""


def needs(incident: Incident, playbook: Playbook, now: Instant) -> list[Need]:
    """The whole list at ``now``."""
    approvals = playbook.rules(incident.severity).approvals
    waiting = [_waiting(row, now) for row in incident.changes if row.state is ChangeState.PROPOSED]
    held = [_waiting(row, now) for row in incident.changes if row.state is ChangeState.ON_HOLD]
    flight = [_flight(row, playbook, now) for row in incident.changes if _is_in_flight(row, approvals)]
    owed = [(row.due_at, _promise(row, incident)) for row in countdowns(incident, playbook, now)[2:] if _still(row)]
    owed += [
        (row.due_at, _requirement(row, playbook, now)) for row in requirements(incident, playbook, now) if _open(row)
    ]
    owed.sort(key=lambda pair: (pair[0] or now, pair[1].key))
    timeless = [_ask(row) for row in incident.asks if row.open and row.due_at is None]
    return [*waiting, *held, *flight, *(need for _, need in owed), *timeless]


def _is_in_flight(change: Change, approvals: bool) -> bool:
    reported = change.state is ChangeState.REPORTED and not change.approved
    return change.in_flight or (approvals and reported)


def _waiting(change: Change, now: Instant) -> Need:
    on_hold = change.state is ChangeState.ON_HOLD
    facts = [
        f"change {change.n}",
        change.owner,
        f"risk {change.risk}" if change.risk else "",
        f"back out: {change.back_out}" if change.back_out else "",
        f"expect {change.expect}" if change.expect else "",
        f"abort if {change.abort}" if change.abort else "",
        f"roll back after {times.length(change.rollback_s)}" if change.rollback_s else "",
        f"on hold: {change.steps[-1].why}" if on_hold and change.steps[-1].why else "on hold" if on_hold else "",
    ]
    return Need(
        NeedKind.HELD if on_hold else NeedKind.APPROVAL,
        f"change {change.n}",
        change.text,
        " · ".join(fact for fact in facts if fact),
        f"waiting {times.countdown(max(0.0, now.since(change.at)))}",
        CountdownState.SOON,
        change.n,
        event=change.event,
    )


def _flight(change: Change, playbook: Playbook, now: Instant) -> Need:
    reported = change.state is ChangeState.REPORTED
    ok = change.first(ChangeState.APPROVED)
    facts = [
        f"change {change.n}",
        change.owner,
        "done, no OK on record" if reported else CHANGE_NAMES[change.state].lower(),
        f"approved {ok.hhmm()}" if ok and change.state is ChangeState.STARTED else "",
        f"expect {change.expect}" if change.expect else "",
        f"abort if {change.abort}" if change.abort else "",
        f"roll back by {change.rollback_at.hhmm()}" if change.rollback_at is not None else "",
    ]
    clock, state = "", CountdownState.CALM
    if change.rollback_at is not None and change.state is ChangeState.STARTED:
        clock = times.countdown(change.rollback_at.since(now))
        state = state_of(change.rollback_at, now, ROLLBACK_SOON_S, playbook)
    elif change.due_at is not None and not reported:
        clock, state = times.countdown(change.due_at.since(now)), state_of(change.due_at, now, 120, playbook)
    return Need(
        NeedKind.REPORTED if reported else NeedKind.FLIGHT,
        f"change {change.n}",
        change.text,
        " · ".join(fact for fact in facts if fact),
        clock,
        state,
        change.n,
        event=change.event,
        started=change.state is ChangeState.STARTED,
    )


def _still(row: Countdown) -> bool:
    """Changes have rows of their own, which carry their boxes and rollback timers."""
    return row.kind not in (CountdownKind.CHANGE, CountdownKind.ROLLBACK)


_KINDS = {
    CountdownKind.DECISION: NeedKind.DECISION,
    CountdownKind.PAGE: NeedKind.PAGE,
    CountdownKind.TIMER: NeedKind.TIMER,
}


def _promise(row: Countdown, incident: Incident) -> Need:
    """An ask, a decision to look at again, a tier that was called, or a timer of the team's own."""
    number = 0 if row.kind is CountdownKind.TIMER else int(row.name.rpartition(" ")[2])
    clock = times.countdown(row.remaining_s or 0.0)
    if row.kind is CountdownKind.ASK:
        ask = incident.ask(number)
        assert ask is not None, f"{row.name} counts down and is not there"
        return msgspec.structs.replace(_ask(ask), clock=clock, state=row.state)
    kind = _KINDS[row.kind]
    decision = incident.decision(number) if kind is NeedKind.DECISION else None
    page = incident.page(number) if kind is NeedKind.PAGE else None
    if decision is not None:
        owner = decision.owner or decision.by
        title, detail = f"{owner}: {decision.text}", f"decision {number} by {decision.by} · look again"
        return Need(kind, row.name, title, detail, clock, row.state, number, event=decision.event)
    if page is not None:
        called = " ".join(part for part in (page.tier.upper(), page.who) if part)
        detail = f"page {number} · called {page.at.hhmm()}{f' by {page.via}' if page.via else ''}, then the next tier"
        title = f"{called}: {PAGE_WORDS[page.answer]}"
        return Need(kind, row.name, title, detail, clock, row.state, number, event=page.event)
    return Need(kind, row.name, f"Timer: {row.label}", "", clock, row.state, name=row.name)


PAGE_WORDS = {
    PageAnswer.WAITING: "called, waiting",
    PageAnswer.NO_ANSWER: "no answer",
    PageAnswer.ANSWERED: "answered",
}


def _ask(ask: Ask) -> Need:
    """``started``: the person asked is on it."""
    on_it = ask.state is AskState.ACKNOWLEDGED
    detail = " · ".join(part for part in (f"ask {ask.n}", f"by {ask.by}", "on it" if on_it else "") if part)
    title = f"{ask.to}: {ask.text}" if ask.to else ask.text
    return Need(NeedKind.ASK, f"ask {ask.n}", title, detail, n=ask.n, event=ask.event, started=on_it)


def _open(row: RequirementView) -> bool:
    return row.state in (RequirementState.OPEN, RequirementState.LATE)


def _requirement(row: RequirementView, playbook: Playbook, now: Instant) -> Need:
    left = row.due_at.since(now)
    return Need(
        NeedKind.REQUIREMENT,
        f"requirement {row.name}",
        REQUIREMENT_NAMES.get(row.name, row.name),
        "",
        times.countdown(left),
        state_of(row.due_at, now, 120, playbook),
        name=row.name,
    )
