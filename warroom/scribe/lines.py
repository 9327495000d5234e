"""What a scribe line can mean: an entry, a command, or a fault with the way out.

Facts only, no sentences: ``sentences`` puts them into words, ``room`` acts on them. ``None`` always means *left out*,
never a default chosen here: who decided, when, which change are the room's to fill in from the record.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TypeAlias

import msgspec

from warroom.clock import Instant
from warroom.incident.words import Audience, ComponentState, Confidence, RequirementName, Severity, Status
from warroom.scribe import lines_working as work


class EntryKind(StrEnum):
    NOTE = "note"
    DECISION = "decision"
    HYPOTHESIS = "hypothesis"
    CHANGE = "change"
    DONE_CHANGE = "done_change"
    ASK = "ask"
    IMPACT = "impact"
    FOLLOW_UP = "follow_up"


class UpdateAudience(StrEnum):
    """Whom an update is written for, in the words of ``/update`` and ``/sent``."""

    INTERNAL = "int"
    EXTERNAL = "ext"

    @property
    def countdown(self) -> str:
        """The countdown that it feeds: ``internal`` or ``external``."""
        return self.name.lower()


class Page(StrEnum):
    """Where a page command leads; the command line has other ways to the same things."""

    ATTACH = "attach"
    DRILL = "drill"
    FIND = "find"
    GOTO = "goto"
    HANDOFF = "handoff"
    HELP = "help"


# -- Commands: one struct each ---------------------------------------------------------------------------------------


class SetSeverity(msgspec.Struct, frozen=True):
    severity: Severity
    why: str = ""


class SetStatus(msgspec.Struct, frozen=True):
    status: Status


class SetTitle(msgspec.Struct, frozen=True):
    title: str


class SetNearMiss(msgspec.Struct, frozen=True):
    near_miss: bool


class AssignRole(msgspec.Struct, frozen=True):
    """``handle`` None leaves the seat empty. ``seat`` is a seat of the board or a subject, ``sme-db``."""

    seat: str
    handle: str | None


class OfferCommand(msgspec.Struct, frozen=True):
    """Opens the handoff to ``handle``; with nobody in command the room lets it take effect at once."""

    handle: str


class TakeCommand(msgspec.Struct, frozen=True):
    """None: whoever types takes command."""

    handle: str | None = None


class StateImpact(msgspec.Struct, frozen=True):
    text: str


class StateHypothesis(msgspec.Struct, frozen=True):
    """A new hypothesis that becomes the current one whatever stood there."""

    text: str


class PromoteHypothesis(msgspec.Struct, frozen=True):
    n: int


class SetConfidence(msgspec.Struct, frozen=True):
    n: int
    confidence: Confidence


class RuleOut(msgspec.Struct, frozen=True):
    n: int
    why: str = ""


class SetStarted(msgspec.Struct, frozen=True):
    time: Instant


class SetDetected(msgspec.Struct, frozen=True):
    time: Instant
    source: str | None = None


class Acknowledged(msgspec.Struct, frozen=True):
    """``time`` None: when the line says that it happened, else now. So for ``SetMitigated``."""

    time: Instant | None = None


class Triaged(msgspec.Struct, frozen=True):
    """Triage is done."""


class SetMitigated(msgspec.Struct, frozen=True):
    """Customer impact ended."""

    time: Instant | None = None


class SetFixed(msgspec.Struct, frozen=True):
    time: Instant


class AlertReceived(msgspec.Struct, frozen=True):
    source: str
    text: str


class Approve(msgspec.Struct, frozen=True):
    """``n`` None: the oldest waiting change. ``by`` gave the answer when it was not whoever types. So below."""

    n: int | None = None
    by: str | None = None


class Decline(msgspec.Struct, frozen=True):
    n: int | None = None
    why: str = ""
    by: str | None = None


class Hold(msgspec.Struct, frozen=True):
    n: int | None = None
    why: str = ""
    by: str | None = None


class Step(msgspec.Struct, frozen=True):
    """Change or ask ``n`` moves on; ``note`` is what was said with it."""

    n: int
    note: str = ""


class Start(Step, frozen=True):
    """The change is running."""


class Done(Step, frozen=True):
    """The change worked."""


class NoEffect(Step, frozen=True):
    """The change helped nothing."""


class Worse(Step, frozen=True):
    """The change made it worse."""


class BackOut(Step, frozen=True):
    """The change has been backed out."""


class Withdraw(Step, frozen=True):
    """Whoever proposed the change takes it back."""


class AcknowledgeAsk(Step, frozen=True):
    """``/start a2``: the person asked is on it."""


class AnswerAsk(Step, frozen=True):
    """``/done a2 text``: answered, with the answer as the note."""


class DropAsk(Step, frozen=True):
    """``/withdraw a2``: nobody needs the answer any more."""


class SetTimer(msgspec.Struct, frozen=True):
    """``name`` is a countdown's name, ``internal`` or ``external``, or an act of the team's own.

    Exactly one of ``seconds`` (from when the line happened) and ``time`` is given.
    """

    name: str
    seconds: int | None = None
    time: Instant | None = None


class Snooze(msgspec.Struct, frozen=True):
    name: str
    seconds: int


class OpenUpdate(msgspec.Struct, frozen=True):
    audience: UpdateAudience


class SentByHand(msgspec.Struct, frozen=True):
    """``time`` None: when the line says, else now. ``until``: the next update promised in it. ``via``: the place."""

    audience: UpdateAudience
    time: Instant | None = None
    until: Instant | None = None
    via: str = ""


class Told(msgspec.Struct, frozen=True):
    audience: Audience
    via: str = ""


class SaidOnBridge(msgspec.Struct, frozen=True):
    """``until``: the next update promised; ``text``: what was said, where that was typed."""

    until: Instant | None = None
    text: str = ""


class TickRequirement(msgspec.Struct, frozen=True):
    name: RequirementName
    done: bool = True


class WaiveRequirement(msgspec.Struct, frozen=True):
    name: RequirementName
    why: str = ""


class SetBridge(msgspec.Struct, frozen=True):
    """``text`` is what was typed; number, PIN and link are what could be read out of it."""

    text: str
    number: str = ""
    pin: str = ""
    link: str = ""


class SetChannel(msgspec.Struct, frozen=True):
    name: str


class AddLink(msgspec.Struct, frozen=True):
    kind: str
    url: str


class AddService(msgspec.Struct, frozen=True):
    name: str


class SetComponent(msgspec.Struct, frozen=True):
    name: str
    state: ComponentState


class SetVisible(msgspec.Struct, frozen=True):
    visible: bool


class Star(msgspec.Struct, frozen=True):
    """On the selected or the last entry."""


class Amend(msgspec.Struct, frozen=True):
    """How the entry is to read now. None: that part stays as it was; ``text`` '' too (with a new time, say).

    With neither text nor heads the window loads the entry into the line.
    """

    text: str = ""
    at: Instant | None = None
    kind: EntryKind | None = None
    role: str | None = None
    actor: str | None = None
    to: str | None = None
    box_s: int | None = None
    star: bool = False


class Retract(msgspec.Struct, frozen=True):
    """Strikes the entry; nothing is erased."""


class Undo(msgspec.Struct, frozen=True):
    """Takes back the author's last act."""


class Redo(msgspec.Struct, frozen=True):
    """Does again what the author's last act undid."""


class Resolve(msgspec.Struct, frozen=True):
    """``early``: before the stability guard is over, and ``why``."""

    early: bool = False
    why: str = ""


class Reopen(msgspec.Struct, frozen=True):
    why: str


class SameAs(msgspec.Struct, frozen=True):
    reference: str


class OpenPage(msgspec.Struct, frozen=True):
    """``time`` is what ``/goto`` names; ``argument`` what was typed."""

    page: Page
    argument: str = ""
    time: Instant | None = None


# fmt: off
Command: TypeAlias = (
    SetSeverity | SetStatus | SetTitle | SetNearMiss | AssignRole | OfferCommand | TakeCommand
    | StateImpact | StateHypothesis | PromoteHypothesis | SetConfidence | RuleOut
    | SetStarted | SetDetected | Acknowledged | Triaged | SetMitigated | SetFixed | AlertReceived
    | Approve | Decline | Hold | Start | Done | NoEffect | Worse | BackOut | Withdraw
    | AcknowledgeAsk | AnswerAsk | DropAsk
    | SetTimer | Snooze | OpenUpdate | SentByHand | Told | SaidOnBridge | TickRequirement | WaiveRequirement
    | SetBridge | SetChannel | AddLink | AddService | SetComponent | SetVisible
    | Star | Amend | Retract | Undo | Redo | Resolve | Reopen | SameAs | OpenPage
    | work.ExpectSignal | work.AbortWhen | work.SetRisk | work.PlanBackOut | work.SetRollback
    | work.NoteDecision | work.LookAgain | work.PutOffAsk | work.ReviewDecision | work.LinkEvidence
    | work.AnswerTriage | work.CallIn | work.AnswerPage | work.TickItem | work.WaiveItem
)
# fmt: on


# -- Lines -----------------------------------------------------------------------------------------------------------


class EntryLine(msgspec.Struct, frozen=True):
    """Something to log.

    ``at``: UTC, None = now. ``role``: the bracket prefix as typed, without brackets. ``actor``: who did, said or
    decided it. ``to``: the person asked (``+``) or the one who carries it out (``! > >>``); the time box of ``box_s``
    seconds is theirs. ``star``: a key moment. ``literal``: the text was taken as it stood, nothing was read out of it.
    ``promise_s``: a note ends in "back in 5m"; ``to``, else whoever said it, owes word within so many seconds.
    """

    kind: EntryKind
    text: str
    at: Instant | None = None
    role: str | None = None
    actor: str | None = None
    to: str | None = None
    box_s: int | None = None
    star: bool = False
    literal: bool = False
    promise_s: int | None = None


class CommandLine(msgspec.Struct, frozen=True):
    """Something to do. ``at`` back-dates it: when it happened, UTC; None = now."""

    command: Command
    at: Instant | None = None


class FaultyLine(msgspec.Struct, frozen=True):
    """Nothing was understood to the end, and nothing is done.

    ``code`` and ``params`` make the sentence; ``start`` and ``end`` span the faulty token in the line.
    """

    code: str
    params: dict[str, str] = {}
    start: int = 0
    end: int = 0


ParsedLine: TypeAlias = EntryLine | CommandLine | FaultyLine
