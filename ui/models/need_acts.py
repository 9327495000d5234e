"""What may be done with a row of *Needs you*, and by which key while the row holds the focus.

Enter does the first act, Space the second way to end it, Delete the way that says no; every act is a button too. An
act that asks takes a sentence in the row itself.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import partial
from typing import TypeAlias

import msgspec

from ui.models.needs import Need, NeedKind
from warroom.incident.words import RequirementName
from warroom.scribe import lines as say

NO_REASON = "no reason given"
Make: TypeAlias = Callable[[Need, str], say.Command | None]


class ActKey(StrEnum):
    """Keys of a focused row; '' is reached by the button alone."""

    ENTER = "Enter"
    SPACE = "Space"
    DELETE = "Delete"
    NONE = ""


class Act(msgspec.Struct, frozen=True):
    """``make`` gives the command, None where the row is opened instead. ``told``: how the toast names it.

    ``asks``: what the field asks for, '' where nothing is asked; ``must``: an empty answer is not taken.
    """

    words: str
    make: Make
    told: str = ""
    key: ActKey = ActKey.NONE
    keys: str = ""
    asks: str = ""
    must: bool = False
    primary: bool = False

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
APPROVE = Act("Approve", _approve, "Approved", ActKey.ENTER, "Ctrl+Shift+A", primary=True)
HOLD = Act("Hold", _hold, "On hold", ActKey.SPACE, "Ctrl+Shift+H", asks=f"Hold: {_WHY}")
DECLINE = Act("Decline", _decline, "Declined", ActKey.DELETE, "Ctrl+Shift+X", asks=f"Decline: {_WHY}")
BY_VOICE = Act("OK by voice", _approve, "OK by voice", ActKey.ENTER, "Ctrl+Shift+V")
_STARTED = Act("Started", partial(_step, say.Start), "Running", ActKey.ENTER, primary=True)
_WORKED = Act("Worked", partial(_step, say.Done), "Worked")
_NO_EFFECT = Act("No effect", partial(_step, say.NoEffect), "No effect")
_WORSE = Act("Made it worse", partial(_step, say.Worse), "Made it worse")
_BACKED_OUT = Act("Backed out", partial(_step, say.BackOut), "Backed out", ActKey.DELETE)
_OUTCOMES = (_WORKED, _NO_EFFECT, _WORSE, _BACKED_OUT)
_ANSWERED = Act(
    "Answered …", partial(_step, say.AnswerAsk), "Answered", ActKey.ENTER, asks="What is the answer?", primary=True
)
_ACKNOWLEDGED = Act("On it", partial(_step, say.AcknowledgeAsk), "On it", ActKey.SPACE)
_DROPPED = Act("Not needed …", partial(_step, say.DropAsk), "Not needed", ActKey.DELETE, asks="Not needed: why?")
_MEET = Act("Meet it", _open, "", ActKey.ENTER, primary=True)
_DONE = Act("It is done", _tick, "Done", ActKey.SPACE)
_NOT_NEEDED = Act("Not needed …", _waive, "Not needed", ActKey.DELETE, asks="Not needed: why?", must=True)


def acts_of(need: Need) -> tuple[Act, ...]:
    """What may be done with a row, the first one by Enter."""
    match need.kind:
        case NeedKind.APPROVAL:
            return (APPROVE, HOLD, DECLINE)
        case NeedKind.HELD:
            return (APPROVE, DECLINE)
        case NeedKind.FLIGHT if need.started:
            return (msgspec.structs.replace(_WORKED, key=ActKey.ENTER), *_OUTCOMES[1:])
        case NeedKind.FLIGHT:
            return (_STARTED, *_OUTCOMES)
        case NeedKind.REPORTED:
            return (BY_VOICE, *_OUTCOMES)
        case NeedKind.ASK:
            return (_ANSWERED, _DROPPED) if need.started else (_ANSWERED, _ACKNOWLEDGED, _DROPPED)
        case NeedKind.REQUIREMENT:
            return (_MEET, _DONE, _NOT_NEEDED)
        case _:
            return ()


def always_open(need: Need) -> bool:
    """Whether the buttons stand there without the focus: for what waits for an OK or runs."""
    return need.kind in (NeedKind.APPROVAL, NeedKind.HELD, NeedKind.FLIGHT, NeedKind.REPORTED)
