"""Acts on work under way: what belongs to a change, decisions looked at again, evidence, pages, checklists."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from warroom.errors import NotFound, Refused
from warroom.incident import events as fact
from warroom.incident.state import Change, Decision
from warroom.incident.words import ChangeState, PageAnswer
from warroom.room import mending
from warroom.room.acting import Acting
from warroom.scribe import lines_working as say
from warroom.text import clean

_ENDED = (
    ChangeState.DECLINED,
    ChangeState.WORKED,
    ChangeState.NO_EFFECT,
    ChangeState.WORSE,
    ChangeState.BACKED_OUT,
    ChangeState.WITHDRAWN,
)


# -- Changes -----------------------------------------------------------------------------------------------------------


def _expect(act: Acting, command: say.ExpectSignal) -> None:
    act.append(fact.ChangeDetailed(_change(act, command.n).n, expect=command.text))


def _abort(act: Acting, command: say.AbortWhen) -> None:
    act.append(fact.ChangeDetailed(_change(act, command.n).n, abort=command.text))


def _risk(act: Acting, command: say.SetRisk) -> None:
    act.append(fact.ChangeDetailed(_change(act, command.n).n, risk=command.text))


def _plan(act: Acting, command: say.PlanBackOut) -> None:
    act.append(fact.ChangeDetailed(_change(act, command.n).n, back_out=command.text))


def _rollback(act: Acting, command: say.SetRollback) -> None:
    """Counts from the start: a change that is not running yet keeps the length until then."""
    change = _change(act, command.n)
    if change.state in (*_ENDED, ChangeState.REPORTED):
        raise Refused(f"Change {change.n} is not running any more: there is nothing to back out of.", code="ended")
    act.append(fact.ChangeDetailed(change.n, rollback_s=command.seconds))


def _change(act: Acting, n: int) -> Change:
    change = act.incident.change(n)
    if change is None:
        raise NotFound(f"{act.incident.ref} has no change {n}.", code="no_change")
    return change


# -- Decisions and hypotheses ------------------------------------------------------------------------------------------


def _note(act: Acting, command: say.NoteDecision) -> None:
    rows = act.incident.decisions
    if command.n is None and not rows:
        raise Refused("No decision stands here yet. ! logs one.", code="no_decision")
    n = rows[-1].n if command.n is None else _decision(act, command.n).n
    act.by(fact.DecisionNoted(n, command.note, command.text), command.by)


def _look_again(act: Acting, command: say.LookAgain) -> None:
    decision = _decision(act, command.n)
    seconds = command.seconds if command.time is None else round(command.time.since(act.at))
    act.append(fact.DecisionReviewed(decision.n, box_s=seconds))


def _put_off(act: Acting, command: say.PutOffAsk) -> None:
    ask = act.incident.ask(command.n)
    if ask is None:
        raise NotFound(f"{act.incident.ref} has no ask {command.n}.", code="no_ask")
    if not ask.open:
        raise Refused(f"Ask {ask.n} is {ask.state.value} already.", code="unchanged")
    seconds = command.seconds if command.time is None else round(command.time.since(act.at))
    act.append(fact.AskPutOff(ask.n, seconds or 0))


def _review(act: Acting, command: say.ReviewDecision) -> None:
    decision = _decision(act, command.n)
    if decision.reviewed_at is not None and decision.due_at is None and not command.note:
        raise Refused(f"Decision {decision.n} was looked at already.", code="unchanged")
    act.append(fact.DecisionReviewed(decision.n, command.note))


def _decision(act: Acting, n: int) -> Decision:
    decision = act.incident.decision(n)
    if decision is None:
        raise NotFound(f"{act.incident.ref} has no decision {n}.", code="no_decision")
    return decision


def _evidence(act: Acting, command: say.LinkEvidence) -> None:
    """Link what was just logged: the words of the command itself, else the author's last entry."""
    if command.text:
        require_hypothesis(act, command.n)
        entry = act.append(fact.Note(command.text)).id
    else:
        entry = mending.last(act).id
    link(act, command.n, entry, against=command.against)


def link(act: Acting, n: int, entry: str, *, against: bool) -> None:
    """An entry speaks for a hypothesis, or against it."""
    require_hypothesis(act, n)
    found = act.tx.entry(entry)
    if found is None or found.incident != act.id:
        raise NotFound("There is no such entry in this incident.", code="no_entry")
    act.append(fact.HypothesisLinked(n, entry, against))


def require_hypothesis(act: Acting, n: int) -> None:
    if act.incident.hypothesis(n) is None:
        raise NotFound(f"{act.incident.ref} has no hypothesis {n}.", code="no_hypothesis")


# -- Triage ------------------------------------------------------------------------------------------------------------


def _triage(act: Acting, command: say.AnswerTriage) -> None:
    """A question takes any words, its reach the playbook's own, a pattern yes, no or unknown."""
    from warroom.incident import triage, triage_view  # the other commands load without it

    wanted = command.subject.casefold().replace("-", "_")
    question = next((row for row in act.playbook.triage_questions if row.key == wanted), None)
    pattern = next((row for row in act.playbook.patterns if row.key == wanted and row.question), None)
    if question is not None and question.key == triage_view.REACH:
        keys = [word.casefold().replace("-", "_") for word in re.split(r"[,\s]+", command.answer) if word]
        rows = triage.suggest(act.playbook, keys).because and [
            row for row in act.playbook.blast_radius if row.key in keys
        ]
        said = ", ".join(row.name for row in rows)
        act.append(fact.TriageAnswered(question.key, question.question, ",".join(row.key for row in rows), said))
    elif question is not None:
        act.append(fact.TriageAnswered(question.key, question.question, command.answer))
    elif pattern is not None:
        act.append(fact.TriageAnswered(pattern.key, pattern.question, _yes_or_no(command.answer)))
    else:
        known = [row.key for row in act.playbook.triage_questions]
        known += [row.key for row in act.playbook.patterns if row.question]
        raise NotFound(f"Triage does not ask about {command.subject[:40]}. It asks {', '.join(known)}.", code="no_ask")


def triaged(act: Acting, answers: Mapping[str, str]) -> None:
    """Answers that were given before there was an incident. What the playbook in force does not ask is passed over:
    no declaration waits for it."""
    from warroom.incident.triage_view import REACH

    asked = {row.key for row in act.playbook.triage_questions}
    reaches = {row.key for row in act.playbook.blast_radius}
    for subject, said in answers.items():
        answer = ",".join(key for key in said.split(",") if key in reaches) if subject == REACH else clean(said)
        if subject in asked and answer:
            _triage(act, say.AnswerTriage(subject, answer))


def _yes_or_no(typed: str) -> str:
    word = typed.strip().casefold().rstrip(".!")
    found = {"y": "yes", "n": "no", "?": "unknown", "not known": "unknown"}.get(word, word)
    if found not in ("yes", "no", "unknown"):
        raise Refused(f'"{typed[:40]}" is no answer here: write yes, no or unknown.', code="bad_answer")
    return found


# -- Pages -------------------------------------------------------------------------------------------------------------


AGAIN_S = 30
"""A second call of the same person within these seconds is the same call, told twice."""


def _call_in(act: Acting, command: say.CallIn) -> None:
    """The tier's clock starts with the call, by the team's own response times, else by the playbook's."""
    if command.time is None:
        _refuse_the_same_call(act, command)
    within = None
    if command.tier:
        within = act.contacts.within_s(command.tier)
        row = next((row for row in act.playbook.escalation if row.key == command.tier), None)
        if within is None and row is not None:
            within = row.within_s
    n = act.incident.taken.get("page", 0) + 1
    if command.time is not None:
        act.at = act.not_future(command.time)
    act.append(fact.Paged(n, command.tier, command.who, command.via, command.answer, within))


def _refuse_the_same_call(act: Acting, command: say.CallIn) -> None:
    calls = (row for row in reversed(act.incident.pages) if (row.tier, row.who) == (command.tier, command.who))
    page = next(calls, None)
    if page is None or command.answer not in (page.answer, PageAnswer.WAITING):
        return
    mine = act.tx.last_events(act.incident.id, act.author, 5)
    moved = next(
        (event.at for event in mine if isinstance(event.body, fact.PageMoved) and event.body.n == page.n), page.at
    )
    if 0 <= act.tx.now.since(max(page.at, moved)) < AGAIN_S:
        who = " ".join(part for part in (page.tier.upper(), page.who and f"@{page.who}") if part)
        raise Refused(
            f"Already paged {page.at.hhmm()}: {who}. A further call to them counts as one after {AGAIN_S} seconds.",
            code="unchanged",
        )


def _answer_page(act: Acting, command: say.AnswerPage) -> None:
    page = act.incident.page(command.n)
    if page is None:
        raise NotFound(f"{act.incident.ref} has no page {command.n}.", code="no_page")
    if page.answer is PageAnswer.ANSWERED:
        raise Refused(f"Page {page.n} is answered already.", code="unchanged")
    act.append(fact.PageMoved(page.n, command.answer, command.note))


# -- Checklists and runbooks -------------------------------------------------------------------------------------------


def _tick(act: Acting, command: say.TickItem) -> None:
    key, item = _item(act, command.list, command.item)
    if (item in act.incident.checked.get(key, [])) is command.done:
        state = "ticked" if command.done else "open"
        raise Refused(f'"{item}" is {state} already.', code="unchanged")
    act.append(fact.ChecklistTicked(key, item, command.done))


def _waive(act: Acting, command: say.WaiveItem) -> None:
    key, item = _item(act, command.list, command.item)
    act.append(fact.ChecklistWaived(key, item, command.why))


def _item(act: Acting, name: str, typed: str) -> tuple[str, str]:
    """The list's key and the item's own words, of a checklist of the playbook, else of a runbook."""
    wanted = name.casefold().replace("-", "_")
    lists = {row.key: row.items for row in act.playbook.checklists}
    keys = [key for key in lists if key == wanted] or [key for key in lists if key.startswith(wanted)]
    if len(keys) == 1:
        return keys[0], _pick(lists[keys[0]], typed, name)
    book = act.runbooks.named(name)
    return book.list_key, _pick([step.text for step in book.steps], typed, name)


def _pick(items: Sequence[str], typed: str, name: str) -> str:
    wanted = typed.strip().casefold()
    if wanted.isdecimal():
        place = int(wanted)
        if 1 <= place <= len(items):
            return items[place - 1]
        raise NotFound(f"{name} has {len(items)} items, and no number {typed}.", code="no_item")
    fitting = [item for item in items if item.casefold() == wanted] or [
        item for item in items if wanted in item.casefold()
    ]
    if len(fitting) == 1:
        return fitting[0]
    found = "no item" if not fitting else f"{len(fitting)} items"
    raise NotFound(f'{name} has {found} with "{typed[:60]}". Its number will do: 1 is the first.', code="no_item")


ACTS: dict[type, Callable[[Acting, Any], None]] = {
    say.ExpectSignal: _expect,
    say.AbortWhen: _abort,
    say.SetRisk: _risk,
    say.PlanBackOut: _plan,
    say.SetRollback: _rollback,
    say.NoteDecision: _note,
    say.LookAgain: _look_again,
    say.PutOffAsk: _put_off,
    say.ReviewDecision: _review,
    say.LinkEvidence: _evidence,
    say.AnswerTriage: _triage,
    say.CallIn: _call_in,
    say.AnswerPage: _answer_page,
    say.TickItem: _tick,
    say.WaiveItem: _waive,
}
