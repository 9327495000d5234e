"""What may be done with a row of *Needs you*, and by which key while the row holds the focus.

Enter asks for the sentence that ends the row or goes where it is ended; where an act would be a fact at once, Enter
only moves to the buttons. Space is the second way to end a row, Delete the way that says no; every act is a button too.
An act that asks takes a sentence in the row itself.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import partial
from typing import TypeAlias

import msgspec

from ui.models.needs import Need, NeedKind
from warroom.incident.words import Confidence, PageAnswer, RequirementName
from warroom.scribe import lines as say
from warroom.scribe import lines_working as work

NO_REASON = "no reason given"
Make: TypeAlias = Callable[[Need, str], say.Command | None]


class ActKey(StrEnum):
    """Keys of a focused row; '' is reached by the button alone."""

    ENTER = "Enter"
    """Only for acts that write nothing by themselves: they ask, open or copy."""
    SPACE = "Space"
    DELETE = "Delete"
    LATER = "Shift+Enter"
    """More time: whatever the row is, where time can be given."""
    NONE = ""


class Act(msgspec.Struct, frozen=True):
    """``make`` gives the command, None where the row is opened instead. ``told``: how the toast names it.

    ``asks``: what the field asks for, '' where nothing is asked; ``must``: an empty answer is not taken. ``line``
    begins a line instead, ``opens`` a sheet; ``more`` stands in the row's menu and not on a button.
    """

    words: str
    make: Make
    told: str = ""
    key: ActKey = ActKey.NONE
    keys: str = ""
    asks: str = ""
    must: bool = False
    primary: bool = False
    line: str = ""
    opens: str = ""
    more: bool = False
    later: bool = False
    """It gives more time: Shift+Enter does it."""

    @property
    def name(self) -> str:
        """For the button's objectName."""
        return self.words.lower().replace(" ", "_").rstrip("_…")


def _open(_need: Need, _text: str) -> None:
    """The row is opened: its page, its pane or its line does the rest."""


def _approve(need: Need, _text: str) -> say.Command:
    return say.Approve(n=need.n)


def _hold(need: Need, text: str) -> say.Command:
    return say.Hold(n=need.n, why=text)


def _decline(need: Need, text: str) -> say.Command:
    return say.Decline(n=need.n, why=text)


def _step(
    command: Callable[..., say.Command],
    need: Need,
    text: str,
) -> say.Command:
    return command(n=need.n, note=text)


def _tick(need: Need, _text: str) -> say.Command:
    return say.TickRequirement(RequirementName(need.name))


def _waive(need: Need, text: str) -> say.Command:
    return say.WaiveRequirement(RequirementName(need.name), text)


_WHY = f"why? Enter without a word writes '{NO_REASON}'"
APPROVE = Act("Approve", _approve, "Approved", keys="Ctrl+Shift+A", primary=True)
HOLD = Act("Hold", _hold, "On hold", ActKey.SPACE, "Ctrl+Shift+H", asks=f"Hold: {_WHY}")
DECLINE = Act("Decline", _decline, "Declined", ActKey.DELETE, "Ctrl+Shift+X", asks=f"Decline: {_WHY}")
BY_VOICE = Act("OK by voice", _approve, "OK by voice", keys="Ctrl+Shift+V")
_STARTED = Act("Started", partial(_step, say.Start), "Running", primary=True)
_WORKED = Act("Worked", partial(_step, say.Done), "Worked")
_NO_EFFECT = Act("No effect", partial(_step, say.NoEffect), "No effect")
_WORSE = Act("Made it worse", partial(_step, say.Worse), "Made it worse")
_BACKED_OUT = Act("Backed out", partial(_step, say.BackOut), "Backed out", ActKey.DELETE)
_OUTCOMES = (_WORKED, _NO_EFFECT, _WORSE, _BACKED_OUT)
_ANSWERED = Act(
    "Answered …",
    partial(_step, say.AnswerAsk),
    "Answered",
    ActKey.ENTER,
    asks="What is the answer?",
    must=True,
    primary=True,
)
_ACKNOWLEDGED = Act("On it", partial(_step, say.AcknowledgeAsk), "On it", ActKey.SPACE)
_DROPPED = Act("Not needed …", partial(_step, say.DropAsk), "Not needed", ActKey.DELETE, asks="Not needed: why?")
_MEET = Act("Meet it", _open, "", ActKey.ENTER, primary=True)
_DONE = Act("It is done", _tick, "Done", ActKey.SPACE)
_NOT_NEEDED = Act("Not needed …", _waive, "Not needed", ActKey.DELETE, asks="Not needed: why?", must=True)
LATER_S = 600
_CHANGES = (NeedKind.APPROVAL, NeedKind.HELD, NeedKind.PROPOSED, NeedKind.FLIGHT, NeedKind.REPORTED)


def _reviewed(need: Need, text: str) -> say.Command:
    return work.ReviewDecision(need.n, text)


def _look_later(need: Need, _text: str) -> say.Command:
    return work.LookAgain(need.n, seconds=LATER_S)


def _ask_later(need: Need, _text: str) -> say.Command:
    return work.PutOffAsk(need.n, seconds=LATER_S)


def _answered_page(need: Need, text: str) -> say.Command:
    return work.AnswerPage(need.n, text)


def _timer_later(need: Need, _text: str) -> say.Command:
    return say.SetTimer(need.name, seconds=LATER_S)


def _promote(need: Need, _text: str) -> say.Command:
    return say.PromoteHypothesis(need.n)


def _rule_out(need: Need, text: str) -> say.Command:
    return say.RuleOut(need.n, text)


def _evidence(against: bool, need: Need, text: str) -> say.Command:
    return work.LinkEvidence(need.n, against, text)


def _sure(confidence: Confidence, need: Need, _text: str) -> say.Command:
    return say.SetConfidence(need.n, confidence)


def _check(done: bool, need: Need, _text: str) -> say.Command:
    return work.TickItem(need.name, str(need.n), done)


def _skip(need: Need, text: str) -> say.Command:
    return work.WaiveItem(need.name, str(need.n), text)


def _line(words: str, line: str) -> Act:
    return Act(words, _open, line=line, more=True)


CHANGE_MORE = (
    _line("Expected signal …", "/expect {n} "),
    _line("Abort condition …", "/abort {n} "),
    _line("Rollback timer …", "/rollback {n} "),
    _line("Back-out plan …", "/plan {n} "),
    _line("Risk …", "/risk {n} "),
    _line("Withdraw …", "/withdraw {n} "),
)
_LOOKED = Act("Looked at …", _reviewed, "Looked at", ActKey.ENTER, asks="What do you see?", must=True, primary=True)
_LATER = Act("In 10 min", _look_later, "Look again in 10 min", ActKey.SPACE, later=True)
_NOTES = (_line("Option …", "/option {n} "), _line("Objection …", "/objection {n} "))
_PAGE_ANSWERED = Act(
    "Answered …", _answered_page, "Answered", ActKey.ENTER, asks="What did they say?", must=True, primary=True
)
_NEXT_TIER = Act("Next tier …", _open, key=ActKey.SPACE, opens="contacts")
_TIMER_LATER = Act("In 10 min", _timer_later, "Timer set again", ActKey.SPACE, later=True)
_ASK_LATER = Act("In 10 min", _ask_later, "Later, in 10 min", ActKey.LATER, later=True)
_LATER_BY = _line("Later, at another time …", "/later a{n} ")
_PROMOTE = Act("Make it current", _promote, "Current hypothesis")
_FOR = Act("Speaks for it …", partial(_evidence, False), "For", ActKey.SPACE, asks="What speaks for it?", must=True)
_AGAINST = Act("Speaks against it …", partial(_evidence, True), "Against", asks="What speaks against it?", must=True)
_RULED_OUT = Act("Rule out …", _rule_out, "Ruled out", ActKey.DELETE, asks="Ruled out because", must=True)
_SURE = tuple(
    Act(f"It is {confidence.value}", partial(_sure, confidence), f"Now {confidence.value}", more=True)
    for confidence in Confidence
    if confidence is not Confidence.RULED_OUT
)
_CHECKED = Act("Done", partial(_check, True), "Done", ActKey.SPACE)
_REOPENED = Act("Open again", partial(_check, False), "Open again", ActKey.SPACE)
_SKIPPED = Act("Not needed …", _skip, "Not needed", ActKey.DELETE, asks="Not needed: why?", must=True)


COPY_COMMAND = Act("Copy command", _open, "Copied", ActKey.ENTER)
"""A command is copied with its variables filled, and never run."""


def _call(answer: PageAnswer, need: Need, _text: str) -> say.Command:
    if need.n and answer is not PageAnswer.WAITING:  # the call is on the record already
        return work.AnswerPage(need.n, answer=answer)
    return work.CallIn(tier=need.name, who=need.key.partition(" ")[2], via="phone", answer=answer)


_CALLS = (
    Act("Called, waiting", partial(_call, PageAnswer.WAITING), "Called, waiting", primary=True),
    Act("Answered", partial(_call, PageAnswer.ANSWERED), "Answered"),
    Act("No answer", partial(_call, PageAnswer.NO_ANSWER), "Called, no answer", ActKey.SPACE),
)


def acts_of(need: Need) -> tuple[Act, ...]:
    """What may be done with a row; Enter goes to the first one."""
    match need.kind:
        case NeedKind.APPROVAL:
            return (APPROVE, HOLD, DECLINE, *CHANGE_MORE)
        case NeedKind.HELD:
            return (APPROVE, DECLINE, *CHANGE_MORE)
        case NeedKind.FLIGHT if need.started:
            return (*_OUTCOMES, *CHANGE_MORE[:-1])
        case NeedKind.FLIGHT:
            return (_STARTED, *_OUTCOMES, *CHANGE_MORE)
        case NeedKind.PROPOSED:
            return (_STARTED, HOLD, DECLINE, *CHANGE_MORE)
        case NeedKind.REPORTED:
            return (BY_VOICE, *_OUTCOMES)
        case NeedKind.ASK:
            seen = () if need.started else (_ACKNOWLEDGED,)
            return (_ANSWERED, *seen, _ASK_LATER, _DROPPED, _LATER_BY)
        case NeedKind.REQUIREMENT:
            return (_MEET, _DONE, _NOT_NEEDED)
        case NeedKind.DECISION:
            return (_LOOKED, _LATER, *_NOTES)
        case NeedKind.PAGE:
            return (_PAGE_ANSWERED, _NEXT_TIER)
        case NeedKind.TIMER:
            return (_TIMER_LATER,)
        case _:
            return _sheet_acts(need)


def _sheet_acts(need: Need) -> tuple[Act, ...]:
    """Acts of the rows that stand on sheets of their own."""
    match need.kind:
        case NeedKind.BELIEF if need.name == Confidence.RULED_OUT:
            return (_FOR, _AGAINST, *_SURE)
        case NeedKind.BELIEF:
            first = () if need.started else (_PROMOTE,)
            return (*first, _FOR, _AGAINST, _RULED_OUT, *_SURE)
        case NeedKind.ITEM if need.started:
            return (_REOPENED,)
        case NeedKind.ITEM:
            return (_CHECKED, _SKIPPED)
        case NeedKind.PERSON:
            return _CALLS
        case NeedKind.STEP:
            copies = (COPY_COMMAND,) if need.clock else ()
            if not need.n:
                return copies
            return (*copies, _REOPENED) if need.started else (*copies, _CHECKED, _SKIPPED)
        case _:
            return ()


def always_open(need: Need) -> bool:
    """Whether the buttons stand there without the focus: for what waits for an OK or runs."""
    return need.kind in _CHANGES
