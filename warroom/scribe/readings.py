"""What an understood line will do, in words: the pieces of the reading line.

Decision · 03:14 now · Sam · time box 5 min
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import msgspec

from warroom.clock import DAY, HOUR, MINUTE, Instant
from warroom.incident.words import Audience, ComponentState, PageAnswer, RequirementName, Severity
from warroom.scribe import lines
from warroom.scribe import lines_working as working
from warroom.scribe.choices import REQUIREMENTS, TOLD
from warroom.scribe.lines import CommandLine, EntryKind, EntryLine
from warroom.scribe.times import REACH_S, LocalOffset
from warroom.text import one_line

Namer: TypeAlias = Callable[[str], str]
"""From a handle to the name that people read."""

KIND_WORDS: dict[EntryKind, str] = {
    EntryKind.NOTE: "Note",
    EntryKind.DECISION: "Decision",
    EntryKind.HYPOTHESIS: "Hypothesis",
    EntryKind.CHANGE: "Change, waits for an OK",
    EntryKind.DONE_CHANGE: "Change, already done",
    EntryKind.ASK: "Ask",
    EntryKind.IMPACT: "Impact",
    EntryKind.FOLLOW_UP: "Follow-up",
}

DEEDS: dict[type[lines.Command], str] = {
    lines.SetSeverity: "Severity",
    lines.SetStatus: "Status",
    lines.SetTitle: "Title",
    lines.SetNearMiss: "Near miss",
    lines.SetVisible: "Customers see it",
    lines.AssignRole: "Role",
    lines.OfferCommand: "Offer command",
    lines.TakeCommand: "Take command",
    lines.StateImpact: "Impact",
    lines.StateHypothesis: "Hypothesis, made current",
    lines.PromoteHypothesis: "Make current: hypothesis",
    lines.SetConfidence: "Judge hypothesis",
    lines.RuleOut: "Rule out hypothesis",
    lines.SetStarted: "Trouble began",
    lines.SetDetected: "Detected",
    lines.Acknowledged: "Acknowledged",
    lines.Triaged: "Triage done",
    lines.SetMitigated: "Customer impact ended",
    lines.SetFixed: "Fixed for good",
    lines.AlertReceived: "Alert",
    lines.Approve: "Approve change",
    lines.Decline: "Decline change",
    lines.Hold: "Put on hold: change",
    lines.Start: "Running: change",
    lines.Done: "Worked: change",
    lines.NoEffect: "No effect: change",
    lines.Worse: "Made it worse: change",
    lines.BackOut: "Backed out: change",
    lines.Withdraw: "Withdrawn: change",
    lines.AcknowledgeAsk: "Taken up: ask",
    lines.AnswerAsk: "Answered: ask",
    lines.DropAsk: "Dropped: ask",
    lines.SetTimer: "Deadline",
    lines.Snooze: "Silence",
    lines.OpenUpdate: "Write an update",
    lines.SentByHand: "Sent by hand",
    lines.Told: "Told",
    lines.SaidOnBridge: "Said on the bridge",
    lines.TickRequirement: "Requirement",
    lines.WaiveRequirement: "Not needed",
    lines.SetBridge: "Bridge",
    lines.SetChannel: "Channel",
    lines.AddLink: "Link",
    lines.AddService: "Service",
    lines.SetComponent: "Component",
    lines.Star: "Key moment",
    lines.Amend: "Amend",
    lines.Retract: "Retract",
    lines.Undo: "Undo your last act",
    lines.Redo: "Do again what you undid",
    lines.Resolve: "Resolve",
    lines.Reopen: "Reopen",
    lines.SameAs: "Goes on in",
    lines.OpenPage: "Open",
    working.ExpectSignal: "Expected signal of change",
    working.AbortWhen: "Back-out condition of change",
    working.SetRisk: "Risk of change",
    working.PlanBackOut: "Way back of change",
    working.SetRollback: "Back-out timer of change",
    working.NoteDecision: "Beside decision",
    working.LookAgain: "Look again at decision",
    working.PutOffAsk: "Later: ask",
    working.ReviewDecision: "Looked again at decision",
    working.LinkEvidence: "Evidence on hypothesis",
    working.AnswerTriage: "Triage",
    working.CallIn: "Paged",
    working.AnswerPage: "Answered: page",
    working.TickItem: "Checklist",
    working.WaiveItem: "Not needed",
}

_NUMBERED = (lines.Approve, lines.Decline, lines.Hold)
_HANDLES = ("handle", "by", "to", "actor", "who")
_LONGEST = 60


class Dialect(msgspec.Struct, frozen=True):
    """How names and times are shown to this person."""

    now: Instant
    name: Namer
    offset: LocalOffset | None
    approvals: bool = True
    """Whether a change waits for an OK here."""

    def clock(self, moment: Instant) -> str:
        """``03:15``; with its date when a clock time alone would not say which day."""
        shift = self.offset(moment) if self.offset else 0
        if abs(self.now.since(moment)) <= REACH_S:
            return moment.hhmm(shift)
        return f"{moment.datetime(shift):%Y-%m-%d %H:%M}"

    def when(self, at: Instant | None) -> str:
        """``03:14 now``, ``02:25, 49 min ago``."""
        if at is None or at == self.now:
            return f"{self.clock(self.now)} now"
        return f"{self.clock(at)}, {age(self.now.since(at))} ago"


def age(seconds: float) -> str:
    """``49 min``, ``3 h 45 min``, ``12 d``: no finer than a reader of the line can use."""
    unit = DAY if seconds >= DAY else MINUTE if seconds >= MINUTE else 1
    return length(int(seconds // unit * unit))


def length(seconds: int) -> str:
    """``5 min``, ``1 h 30 min``, ``2 d``: at most two units."""
    units = ((DAY, "d"), (HOUR, "h"), (MINUTE, "min"), (1, "s"))
    parts = []
    for size, unit in units:
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count} {unit}")
    return " ".join(parts[:2]) or "0 s"


def entry_reading(line: EntryLine, dialect: Dialect) -> str:
    waits = line.kind is not EntryKind.CHANGE or dialect.approvals
    parts = [KIND_WORDS[line.kind] if waits else "Change, proposed", dialect.when(line.at)]
    if line.literal:
        return " · ".join([*parts, "as text"])
    parts.append(dialect.name(line.actor) if line.actor else "")
    parts.append(dialect.name(line.to) if line.to else "")
    parts.append(line.role or "")
    parts.append(f"time box {length(line.box_s)}" if line.box_s else "")
    parts.append(f"promise, due in {length(line.promise_s)}" if line.promise_s else "")
    parts.append("key moment" if line.star else "")
    return " · ".join(part for part in parts if part)


def command_reading(line: CommandLine, dialect: Dialect) -> str:
    command = line.command
    head = DEEDS[type(command)]
    n = getattr(command, "n", None)
    if n is not None:
        head = f"{head} {n}"
    elif isinstance(command, _NUMBERED):
        head = f"{head}, the oldest that waits"
    parts = [head, "" if isinstance(command, lines.OpenPage | lines.OpenUpdate) else dialect.when(line.at)]
    for field, value in msgspec.structs.asdict(command).items():
        if field != "n":
            parts.append(_detail(command, field, value, dialect))
    return " · ".join(part for part in parts if part)


def _detail(command: lines.Command, field: str, value: object, dialect: Dialect) -> str:
    """One field in words; '' when it was left out or says nothing new."""
    if isinstance(value, bool):
        return _yes_or_no(command, value)
    if isinstance(command, lines.AssignRole) and field == "handle" and value is None:
        return "nobody"
    if value is None or value == "" or (isinstance(command, lines.SetBridge) and field != "text"):
        return ""
    if isinstance(value, Instant):
        return f"until {dialect.clock(value)}" if field == "until" else f"at {dialect.clock(value)}"
    if field in ("seconds", "box_s") and isinstance(value, int):
        return length(value)
    if isinstance(value, Severity):
        return value.label
    if isinstance(value, RequirementName):
        return next(choice.label for choice in REQUIREMENTS if choice.value is value)
    if isinstance(value, Audience):
        return next(choice.label for choice in TOLD if choice.value is value)
    return _word(field, str(value), dialect)


def _word(field: str, value: str, dialect: Dialect) -> str:
    if field == "tier":
        return value.upper()
    if value in tuple(PageAnswer):
        return "" if value == PageAnswer.WAITING else value.replace("_", " ")
    if field in _HANDLES:
        return dialect.name(value)
    if field == "via":
        return f"via {one_line(value, _LONGEST)}"
    if field in ("status", "confidence", "kind", "page") or value in tuple(ComponentState):
        return value.replace("_", " ")
    return {"int": "internal", "ext": "external"}.get(value, one_line(value, _LONGEST))


def _yes_or_no(command: lines.Command, value: bool) -> str:
    match command:
        case lines.SetNearMiss() | lines.SetVisible():
            return "yes" if value else "no"
        case lines.TickRequirement():
            return "met" if value else "open again"
        case lines.Resolve():
            return "early" if value else ""
        case working.LinkEvidence():
            return "against" if value else "for"
        case working.TickItem():
            return "" if value else "open again"
        case _:
            return "key moment" if value else ""
