"""Acts on what was proposed, believed and asked: changes, hypotheses, asks, impact."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from warroom.errors import NotFound, Refused
from warroom.incident import events as fact
from warroom.incident.phrases import CHANGE_NAMES
from warroom.incident.state import Ask, Change, Hypothesis
from warroom.incident.words import AskState, ChangeState, Confidence
from warroom.room.acting import Acting
from warroom.scribe import lines as say

_CAN_START = (ChangeState.PROPOSED, ChangeState.ON_HOLD, ChangeState.APPROVED)
_CAN_END = (
    ChangeState.APPROVED,
    ChangeState.STARTED,
    ChangeState.REPORTED,
    ChangeState.WORKED,
    ChangeState.NO_EFFECT,
    ChangeState.WORSE,
)


def _approve(act: Acting, command: say.Approve) -> None:
    """An OK for a change that is done already is an OK by voice: recorded afterwards, neutrally (UI.md 0.1)."""
    change = _waiting(act, command.n)
    by_voice = change.state not in (ChangeState.PROPOSED, ChangeState.ON_HOLD)
    if by_voice and (change.approved or change.state in (ChangeState.DECLINED, ChangeState.WITHDRAWN)):
        raise _stands(change)
    act.by(fact.ChangeMoved(change.n, ChangeState.APPROVED, by_voice=by_voice), command.by)


def _decline(act: Acting, command: say.Decline) -> None:
    _decide(act, command.n, ChangeState.DECLINED, command.why, command.by)


def _hold(act: Acting, command: say.Hold) -> None:
    _decide(act, command.n, ChangeState.ON_HOLD, command.why, command.by)


def _decide(act: Acting, n: int | None, state: ChangeState, why: str, by: str | None) -> None:
    change = _waiting(act, n)
    if not change.waiting or change.state is state:
        raise _stands(change)
    act.by(fact.ChangeMoved(change.n, state, why or "no reason given"), by)


def _waiting(act: Acting, n: int | None) -> Change:
    """The change that is meant: by number, else the oldest that waits."""
    if n is not None:
        return _change(act, n)
    oldest = next((change for change in act.incident.changes if change.state is ChangeState.PROPOSED), None)
    if oldest is None:
        raise Refused("Nothing waits for an OK.", code="nothing_waits")
    return oldest


def _start(act: Acting, command: say.Start) -> None:
    _move(act, command, ChangeState.STARTED, _CAN_START)


def _done(act: Acting, command: say.Done) -> None:
    _move(act, command, ChangeState.WORKED, _CAN_END)


def _no_effect(act: Acting, command: say.NoEffect) -> None:
    _move(act, command, ChangeState.NO_EFFECT, _CAN_END)


def _worse(act: Acting, command: say.Worse) -> None:
    _move(act, command, ChangeState.WORSE, _CAN_END)


def _back_out(act: Acting, command: say.BackOut) -> None:
    _move(act, command, ChangeState.BACKED_OUT, _CAN_END)


def _withdraw(act: Acting, command: say.Withdraw) -> None:
    _move(act, command, ChangeState.WITHDRAWN, _CAN_START)


def _move(act: Acting, command: say.Step, state: ChangeState, allowed: tuple[ChangeState, ...]) -> None:
    change = _change(act, command.n)
    if change.state not in allowed or change.state is state:
        raise _stands(change)
    act.append(fact.ChangeMoved(change.n, state, command.note))


def _change(act: Acting, n: int) -> Change:
    change = act.incident.change(n)
    if change is None:
        raise NotFound(f"{act.incident.ref} has no change {n}.", code="no_change")
    return change


def _stands(change: Change) -> Refused:
    """Why a change cannot take that step: somebody else may have decided meanwhile."""
    last = change.steps[-1]
    word = CHANGE_NAMES[change.state].lower()
    return Refused(
        f"Change {change.n} is {word} since {last.at.hhmm()} UTC, by @{last.by}: that step is not open to it.",
        code="change_stands",
    )


def _impact(act: Acting, command: say.StateImpact) -> None:
    act.append(fact.ImpactStated(command.text))


def _hypothesis(act: Acting, command: say.StateHypothesis) -> None:
    n = act.incident.taken.get("hypothesis", 0) + 1
    act.append(fact.HypothesisStated(n, command.text, current=True))


def _promote(act: Acting, command: say.PromoteHypothesis) -> None:
    row = _belief(act, command.n)
    if row.ruled_out:
        raise Refused(f"Hypothesis {row.n} was ruled out. Give it a confidence first.", code="ruled_out")
    act.append(fact.HypothesisJudged(row.n, current=True))


def _confidence(act: Acting, command: say.SetConfidence) -> None:
    act.append(fact.HypothesisJudged(_belief(act, command.n).n, command.confidence))


def _rule_out(act: Acting, command: say.RuleOut) -> None:
    row = _belief(act, command.n)
    if row.ruled_out:
        raise Refused(f"Hypothesis {row.n} is ruled out already.", code="unchanged")
    act.append(fact.HypothesisJudged(row.n, Confidence.RULED_OUT, command.why))


def _belief(act: Acting, n: int) -> Hypothesis:
    row = act.incident.hypothesis(n)
    if row is None:
        raise NotFound(f"{act.incident.ref} has no hypothesis {n}.", code="no_hypothesis")
    return row


def _acknowledge_ask(act: Acting, command: say.AcknowledgeAsk) -> None:
    _ask(act, command, AskState.ACKNOWLEDGED)


def _answer(act: Acting, command: say.AnswerAsk) -> None:
    _ask(act, command, AskState.ANSWERED)


def _drop(act: Acting, command: say.DropAsk) -> None:
    _ask(act, command, AskState.DROPPED)


def _ask(act: Acting, command: say.Step, state: AskState) -> None:
    ask: Ask | None = act.incident.ask(command.n)
    if ask is None:
        raise NotFound(f"{act.incident.ref} has no ask {command.n}.", code="no_ask")
    if not ask.open or ask.state is state:
        raise Refused(f"Ask {ask.n} is {ask.state.value} already.", code="unchanged")
    act.append(fact.AskMoved(ask.n, state, command.note))


ACTS: dict[type, Callable[[Acting, Any], None]] = {
    say.Approve: _approve,
    say.Decline: _decline,
    say.Hold: _hold,
    say.Start: _start,
    say.Done: _done,
    say.NoEffect: _no_effect,
    say.Worse: _worse,
    say.BackOut: _back_out,
    say.Withdraw: _withdraw,
    say.StateImpact: _impact,
    say.StateHypothesis: _hypothesis,
    say.PromoteHypothesis: _promote,
    say.SetConfidence: _confidence,
    say.RuleOut: _rule_out,
    say.AcknowledgeAsk: _acknowledge_ask,
    say.AnswerAsk: _answer,
    say.DropAsk: _drop,
}
