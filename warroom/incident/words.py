"""The field's words as enums: the same word in record, screen and command line (PLAYBOOK, UI.md 7)."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Severity(IntEnum):
    """1 is the worst."""

    SEV1 = 1
    SEV2 = 2
    SEV3 = 3
    SEV4 = 4

    @property
    def label(self) -> str:
        """``SEV-1``."""
        return f"SEV-{self.value}"


class Status(StrEnum):
    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MITIGATING = "mitigating"
    MONITORING = "monitoring"
    RESOLVED = "resolved"


class RequirementName(StrEnum):
    RESPONDER = "responder"
    IC = "ic"
    WAR_ROOM = "war_room"
    LEADERSHIP = "leadership"
    STATUS_PAGE = "status_page"
    CUSTOMERS = "customers"
    ALL_HANDS = "all_hands"


class RequirementState(StrEnum):
    OPEN = "open"
    LATE = "late"
    DONE = "done"
    NOT_NEEDED = "not_needed"
    STRUCK = "struck"


class CountdownState(StrEnum):
    CALM = "calm"
    SOON = "soon"
    DUE = "due"
    OVERDUE = "overdue"
    PAUSED = "paused"
    NOT_ANNOUNCED = "not_announced"
    NONE = "none"


class Seat(StrEnum):
    """The seats of the role board; subject experts take a seat named by their prefix."""

    IC = "ic"
    DEPUTY = "deputy"
    OPS = "ops"
    COMMS = "comms"
    SCRIBE = "scribe"


class Confidence(StrEnum):
    GUESS = "guess"
    POSSIBLE = "possible"
    LIKELY = "likely"
    CONFIRMED = "confirmed"
    RULED_OUT = "ruled_out"


class ChangeState(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    ON_HOLD = "on_hold"
    DECLINED = "declined"
    STARTED = "started"
    WORKED = "worked"
    NO_EFFECT = "no_effect"
    WORSE = "worse"
    BACKED_OUT = "backed_out"
    WITHDRAWN = "withdrawn"
    REPORTED = "reported"
    """Logged with ``>>`` after the fact: already done, outcome not yet stated."""


class AskState(StrEnum):
    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    DROPPED = "dropped"


class PageAnswer(StrEnum):
    """What became of a page: a call that nobody took counts on, so that the next tier is called in time."""

    WAITING = "waiting"
    NO_ANSWER = "no_answer"
    ANSWERED = "answered"


class DecisionNote(StrEnum):
    OPTION = "option"
    OBJECTION = "objection"


class ComponentState(StrEnum):
    OPERATIONAL = "operational"
    DEGRADED = "degraded"
    PARTIAL = "partial"
    OUTAGE = "outage"


class Audience(StrEnum):
    """Whom ``/told`` names."""

    LEADERSHIP = "leadership"
    CUSTOMERS = "customers"
    ALL_HANDS = "allhands"


class MessageState(StrEnum):
    """Where a message stands, by the record alone; the outbox knows the steps between (UI.md 2.5)."""

    QUEUED = "queued"
    DELIVERED = "delivered"
    SENT_BY_HAND = "sent_by_hand"
    WITHDRAWN = "withdrawn"


class ClockHealth(StrEnum):
    """What the writer's clock was worth when an event was written."""

    OK = "ok"
    UNCERTAIN = "uncertain"
    SIMULATED = "simulated"
