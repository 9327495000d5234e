"""What is said and stays: impact, hypotheses, decisions, changes and asks as first-class things."""

from __future__ import annotations

from warroom.clock import Instant
from warroom.incident import events as fact
from warroom.incident.events import Body, Event
from warroom.incident.folding import Folding, Step
from warroom.incident.state import ENDS, Ask, Change, Decision, Evidence, Hypothesis, Noted, Statement
from warroom.incident.state import Step as ChangeStep
from warroom.incident.words import AskState, ChangeState, Confidence


def _impact(to: Folding, event: Event, body: fact.ImpactStated) -> None:
    held = to.incident.impact
    if held is None or event.at >= held.at:
        to.incident.impact = Statement(body.text, event.at, event.actor, event.id)


def _hypothesis(to: Folding, event: Event, body: fact.HypothesisStated) -> None:
    incident = to.incident
    incident.hypotheses.append(Hypothesis(body.n, body.text, body.confidence, event.at, event.actor, event.id))
    current = incident.hypothesis(incident.current_hypothesis)
    if body.current or current is None or current.ruled_out:
        incident.current_hypothesis = body.n


def _judged(to: Folding, event: Event, body: fact.HypothesisJudged) -> None:
    """A new confidence; a belief that is ruled out leaves the now row to the newest one that still stands."""
    incident = to.incident
    row = incident.hypothesis(body.n)
    if row is None:
        return
    if body.confidence is not None:
        row.confidence, row.why, row.judged_at = body.confidence, body.why, event.at
    if body.current:
        incident.current_hypothesis = body.n
    if row.confidence is Confidence.RULED_OUT and incident.current_hypothesis == body.n:
        standing = [other.n for other in incident.hypotheses if not other.ruled_out]
        incident.current_hypothesis = standing[-1] if standing else None


def _linked(to: Folding, event: Event, body: fact.HypothesisLinked) -> None:
    row = to.incident.hypothesis(body.n)
    if row is not None:
        row.evidence = [one for one in row.evidence if one.entry != body.entry]
        row.evidence.append(Evidence(body.entry, body.against, event.at, event.actor, event.id))


def _decision(to: Folding, event: Event, body: fact.Decision) -> None:
    rows = to.incident.decisions
    n = body.n or max((row.n for row in rows), default=0) + 1
    due = _due(event.at, body.box_s)
    rows.append(Decision(body.text, event.actor, body.owner, event.at, event.id, due, n))


def _noted(to: Folding, event: Event, body: fact.DecisionNoted) -> None:
    row = to.incident.decision(body.n)
    if row is not None:
        row.notes.append(Noted(body.note, body.text, event.at, event.actor))


def _reviewed(to: Folding, event: Event, body: fact.DecisionReviewed) -> None:
    row = to.incident.decision(body.n)
    if row is None:
        return
    row.due_at = _due(event.at, body.box_s)
    if body.box_s is None or body.text:  # else it is only said when somebody will look
        row.reviewed_at, row.seen, row.shift_s = event.at, body.text or row.seen, 0.0


def _proposed(to: Folding, event: Event, body: fact.ChangeProposed) -> None:
    change = _change(event, body, ChangeState.PROPOSED)
    change.risk, change.back_out, change.expect = body.risk, body.back_out, body.expect
    change.abort, change.rollback_s = body.abort, body.rollback_s
    change.waits_since = event.at
    to.incident.changes.append(change)


def _detailed(to: Folding, event: Event, body: fact.ChangeDetailed) -> None:
    change = to.incident.change(body.n)
    if change is None:
        return
    for name in ("risk", "back_out", "expect", "abort"):
        value = getattr(body, name)
        if value is not None:
            setattr(change, name, value)
    if body.rollback_s is not None:
        change.rollback_s = body.rollback_s
        begun = change.first(ChangeState.STARTED)
        if change.state is ChangeState.STARTED and begun is not None:
            change.rollback_at = begun.plus(body.rollback_s)


def _reported(to: Folding, event: Event, body: fact.ChangeReported) -> None:
    change = _change(event, body, ChangeState.REPORTED)
    change.due_at = None
    to.incident.changes.append(change)
    _ended(to, event.at)
    to.incident.mitigation_begun_at = to.incident.mitigation_begun_at or event.at


def _ended(to: Folding, at: Instant) -> None:
    """A change is over: the guard counts from the latest end (R9)."""
    before = to.incident.stable_since_change
    to.incident.stable_since_change = at if before is None else max(before, at)


def _change(event: Event, body: fact.ChangeProposed | fact.ChangeReported, state: ChangeState) -> Change:
    return Change(
        n=body.n,
        text=body.text,
        state=state,
        actor=event.actor,
        owner=body.owner or event.actor,
        at=event.at,
        event=event.id,
        due_at=_due(event.at, body.box_s),
        steps=[ChangeStep(state, event.at, event.actor)],
    )


def _moved(to: Folding, event: Event, body: fact.ChangeMoved) -> None:
    """A step of a change. An OK by voice is written after the fact and leaves the change where it stands."""
    change = to.incident.change(body.n)
    if change is None:
        return
    change.steps.append(ChangeStep(body.state, event.at, event.actor, body.why, body.by_voice))
    if not (body.by_voice and change.state not in (ChangeState.PROPOSED, ChangeState.ON_HOLD)):
        change.state = body.state
    if body.state in ENDS and not body.by_voice:
        _ended(to, event.at)
    if change.state is not ChangeState.PROPOSED:
        change.waits_since = None
    change.rollback_at = _due(event.at, change.rollback_s) if change.state is ChangeState.STARTED else None
    if body.state is ChangeState.STARTED:
        to.incident.mitigation_begun_at = to.incident.mitigation_begun_at or event.at


def _asked(to: Folding, event: Event, body: fact.Asked) -> None:
    to.incident.asks.append(
        Ask(
            n=body.n,
            text=body.text,
            to=body.to,
            by=event.actor,
            state=AskState.OPEN,
            at=event.at,
            event=event.id,
            due_at=_due(event.at, body.box_s),
            promise=body.promise,
            entry=body.entry,
        )
    )


def _ask_moved(to: Folding, event: Event, body: fact.AskMoved) -> None:
    ask = to.incident.ask(body.n)
    if ask is not None:
        ask.state, ask.answer = body.state, body.text or ask.answer
        ask.closed_at = None if ask.open else event.at


def _ask_put_off(to: Folding, event: Event, body: fact.AskPutOff) -> None:
    ask = to.incident.ask(body.n)
    if ask is not None:
        ask.due_at = _due(event.at, body.box_s)


def _due(at: Instant, box_s: int | None) -> Instant | None:
    return None if box_s is None else at.plus(box_s)


STEPS: dict[type[Body], Step] = {
    fact.ImpactStated: _impact,
    fact.HypothesisStated: _hypothesis,
    fact.HypothesisJudged: _judged,
    fact.HypothesisLinked: _linked,
    fact.Decision: _decision,
    fact.DecisionNoted: _noted,
    fact.DecisionReviewed: _reviewed,
    fact.ChangeProposed: _proposed,
    fact.ChangeDetailed: _detailed,
    fact.ChangeReported: _reported,
    fact.ChangeMoved: _moved,
    fact.Asked: _asked,
    fact.AskMoved: _ask_moved,
    fact.AskPutOff: _ask_put_off,
}
