"""What needs the commander now, in one list (UI.md 0.1 and 2.7): approvals first, the oldest on top; then changes in
flight; then asks, promises and open requirements by their due time. Nothing is in it twice. A rollback past its time
goes before them all: the change does harm for as long as nobody looks.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from ui import times
from warroom.clock import Instant
from warroom.incident.countdowns import CountdownKind, Deadline, deadlines, state_at
from warroom.incident.phrases import CHANGE_NAMES, REQUIREMENT_NAMES
from warroom.incident.playbook import Playbook
from warroom.incident.state import Ask, Change, Incident, Requirement
from warroom.incident.words import AskState, ChangeState, CountdownState, PageAnswer

ROLLBACK_SOON_S = 60
SOON_S = 120
PAST = (CountdownState.DUE, CountdownState.OVERDUE)


class NeedKind(StrEnum):
    APPROVAL = "approval"
    HELD = "held"
    FLIGHT = "flight"
    PROPOSED = "proposed"
    """A change at a severity that asks for no OK: it may begin."""
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
    rollback: bool = False
    """Its clock is the time after which a running change is rolled back."""

    @property
    def rolls_back(self) -> bool:
        """Whether it is a change that had to have worked by now."""
        return self.rollback and self.state in PAST


class Standing(msgspec.Struct, frozen=True):
    """A row so far as the record says it, and the time that it counts: to ``due_at``, or else from ``since``. ``late``
    is the detail once that time is past, '' for the same as before."""

    need: Need
    due_at: Instant | None = None
    since: Instant | None = None
    soon_s: int = 0
    overdue_s: int = 0
    late: str = ""

    def at(self, now: Instant) -> Need:
        """The row with its clock at ``now``."""
        if self.due_at is not None:
            left = self.due_at.since(now)
            return self._with(times.countdown(left), state_at(left, self.soon_s, self.overdue_s))
        if self.since is not None:
            return self._with(f"waiting {times.countdown(max(0.0, now.since(self.since)))}", CountdownState.SOON)
        return self.need

    def _with(self, clock: str, state: CountdownState) -> Need:
        detail = self.late if self.late and state in PAST else self.need.detail
        return msgspec.structs.replace(self.need, clock=clock, state=state, detail=detail)


def needs(incident: Incident, playbook: Playbook, now: Instant) -> list[Need]:
    """The whole list at ``now``."""
    return listed(standing(incident, playbook), now)


def listed(stands: tuple[Standing, ...], now: Instant) -> list[Need]:
    """The rows at ``now`` in the order in which they are shown: rollbacks past their time first, the oldest on top."""
    rows = [row.at(now) for row in stands]
    late = [place for place, row in enumerate(rows) if row.rolls_back]
    if late:
        late.sort(key=lambda place: stands[place].due_at or now)
        rows = [*(rows[place] for place in late), *(row for row in rows if not row.rolls_back)]
    return rows


def standing(incident: Incident, playbook: Playbook) -> tuple[Standing, ...]:
    """What the list is made of, in its order: the same until the record says something new."""
    approvals = playbook.rules(incident.severity).approvals
    proposed = [row for row in incident.changes if row.state is ChangeState.PROPOSED]
    waiting = [_waiting(row) if approvals else _flight(row, playbook) for row in proposed]
    held = [_waiting(row) for row in incident.changes if row.state is ChangeState.ON_HOLD]
    flight = [_flight(row, playbook) for row in incident.changes if _is_in_flight(row, approvals)]
    owed = [_promise(row, incident) for row in deadlines(incident, playbook)[2:] if _still(row)]
    owed += [_requirement(row, playbook) for row in incident.requirements if _open(row)]
    owed.sort(key=lambda row: (row.due_at or 0, row.need.key))
    timeless = [Standing(_ask(row)) for row in incident.asks if row.open and row.due_at is None]
    return (*waiting, *held, *flight, *owed, *timeless)


def _is_in_flight(change: Change, approvals: bool) -> bool:
    reported = change.state is ChangeState.REPORTED and not change.approved
    return change.in_flight or (approvals and reported)


def _waiting(change: Change) -> Standing:
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
    need = Need(
        NeedKind.HELD if on_hold else NeedKind.APPROVAL,
        f"change {change.n}",
        change.text,
        " · ".join(fact for fact in facts if fact),
        n=change.n,
        event=change.event,
    )
    return Standing(need, since=change.at)


def _flight(change: Change, playbook: Playbook) -> Standing:
    reported, proposed = change.state is ChangeState.REPORTED, change.state is ChangeState.PROPOSED
    ok = change.first(ChangeState.APPROVED)
    facts = [
        f"change {change.n}",
        change.owner,
        "done, no OK on record" if reported else "proposed" if proposed else CHANGE_NAMES[change.state].lower(),
        f"approved {ok.hhmm()}" if ok and change.state is ChangeState.STARTED else "",
        f"expect {change.expect}" if change.expect else "",
        f"abort if {change.abort}" if change.abort else "",
        f"roll back by {change.rollback_at.hhmm()}" if change.rollback_at is not None else "",
    ]
    rollback = change.rollback_at if change.state is ChangeState.STARTED else None
    need = Need(
        NeedKind.REPORTED if reported else NeedKind.PROPOSED if proposed else NeedKind.FLIGHT,
        f"change {change.n}",
        change.text,
        " · ".join(fact for fact in facts if fact),
        n=change.n,
        event=change.event,
        started=change.state is ChangeState.STARTED,
        rollback=rollback is not None,
    )
    overdue_s = playbook.clocks.overdue_after_s
    if rollback is not None:
        late = f"roll back or say why not, due {rollback.hhmm()}"
        late = " · ".join(fact for fact in (late, *facts[:-1]) if fact)
        return Standing(need, rollback, soon_s=ROLLBACK_SOON_S, overdue_s=overdue_s, late=late)
    return Standing(need, None if reported else change.due_at, soon_s=SOON_S, overdue_s=overdue_s)


def _still(row: Deadline) -> bool:
    """Changes have rows of their own, which carry their boxes and rollback timers."""
    return row.kind not in (CountdownKind.CHANGE, CountdownKind.ROLLBACK)


def _promise(row: Deadline, incident: Incident) -> Standing:
    return Standing(_promised(row, incident), row.due_at, soon_s=row.soon_s, overdue_s=row.overdue_s)


def _promised(row: Deadline, incident: Incident) -> Need:
    """An ask, a decision to look at again, a tier that was called, or a timer of the team's own."""
    if row.kind is CountdownKind.TIMER:
        return Need(NeedKind.TIMER, row.name, f"Timer: {row.label}", name=row.name)
    number = int(row.name.rpartition(" ")[2])
    if row.kind is CountdownKind.ASK:
        ask = incident.ask(number)
        assert ask is not None, f"{row.name} counts down and is not there"
        return _ask(ask)
    if row.kind is CountdownKind.DECISION:
        decision = incident.decision(number)
        assert decision is not None, f"{row.name} counts down and is not there"
        owner = decision.owner or decision.by
        title, detail = f"{owner}: {decision.text}", f"decision {number} by {decision.by} · look again"
        return Need(NeedKind.DECISION, row.name, title, detail, n=number, event=decision.event)
    page = incident.page(number)
    assert page is not None, f"{row.name} counts down and is not there"
    called = " ".join(part for part in (page.tier.upper(), page.who) if part)
    detail = f"page {number} · called {page.at.hhmm()}{f' by {page.via}' if page.via else ''}, then the next tier"
    title = f"{called}: {PAGE_WORDS[page.answer]}"
    return Need(NeedKind.PAGE, row.name, title, detail, n=number, event=page.event)


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


def _open(row: Requirement) -> bool:
    return row.done_at is None and row.struck_at is None and row.waived is None


def _requirement(row: Requirement, playbook: Playbook) -> Standing:
    title = REQUIREMENT_NAMES.get(row.name, row.name)
    need = Need(NeedKind.REQUIREMENT, f"requirement {row.name}", title, name=row.name)
    return Standing(need, row.due_at, soon_s=SOON_S, overdue_s=playbook.clocks.overdue_after_s)
