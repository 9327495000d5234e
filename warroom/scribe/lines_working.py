"""Commands about work under way: what belongs to a change, decisions looked at again, evidence, pages, checklists."""

from __future__ import annotations

import msgspec

from warroom.clock import Instant
from warroom.incident.words import DecisionNote, PageAnswer


class ExpectSignal(msgspec.Struct, frozen=True):
    """The signal that tells that change ``n`` works."""

    n: int
    text: str


class AbortWhen(msgspec.Struct, frozen=True):
    """The condition on which change ``n`` is backed out."""

    n: int
    text: str


class SetRisk(msgspec.Struct, frozen=True):
    n: int
    text: str


class PlanBackOut(msgspec.Struct, frozen=True):
    """How change ``n`` would be backed out."""

    n: int
    text: str


class SetRollback(msgspec.Struct, frozen=True):
    """Change ``n`` has ``seconds`` from its start to show that it works."""

    n: int
    seconds: int


class NoteDecision(msgspec.Struct, frozen=True):
    """An option or objection beside decision ``n``, None: the latest. ``by`` raised it, when not whoever types."""

    note: DecisionNote
    text: str
    n: int | None = None
    by: str | None = None


class LookAgain(msgspec.Struct, frozen=True):
    """When to look at decision ``n`` again: ``seconds`` from when the line happened, or ``time``."""

    n: int
    seconds: int | None = None
    time: Instant | None = None


class PutOffAsk(msgspec.Struct, frozen=True):
    """More time for ask ``n``: ``seconds`` from when the line happened, or until ``time``."""

    n: int
    seconds: int | None = None
    time: Instant | None = None


class ReviewDecision(msgspec.Struct, frozen=True):
    """``/done d2 text``: decision 2 was looked at again, and what was seen."""

    n: int
    note: str = ""


class LinkEvidence(msgspec.Struct, frozen=True):
    """An entry that speaks for or ``against`` hypothesis ``n``: ``text`` logged now, '' = the author's last entry."""

    n: int
    against: bool = False
    text: str = ""


class AnswerTriage(msgspec.Struct, frozen=True):
    """``subject`` is a question or a pattern of the playbook, ``answer`` what was said to it."""

    subject: str
    answer: str


class CallIn(msgspec.Struct, frozen=True):
    """Somebody is paged: a ``tier`` ``l1`` to ``l4``, a person ``who``, or both; ``time``: when they were called."""

    tier: str = ""
    who: str = ""
    via: str = ""
    answer: PageAnswer = PageAnswer.WAITING
    time: Instant | None = None


class AnswerPage(msgspec.Struct, frozen=True):
    """``/done p2 text``: page 2 was answered; or what else became of it."""

    n: int
    note: str = ""
    answer: PageAnswer = PageAnswer.ANSWERED


class TickItem(msgspec.Struct, frozen=True):
    """An item of a checklist or a step of a runbook, by its number or its words."""

    list: str
    item: str
    done: bool = True


class WaiveItem(msgspec.Struct, frozen=True):
    """An item that is not needed here, and ``why``."""

    list: str
    item: str
    why: str
