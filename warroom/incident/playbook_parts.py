"""The parts of a playbook: one frozen struct for each of its tables.

Durations are whole seconds and their fields end in ``_s``; the file spells them for people ("15 min") under the same
name without that ending. ``None`` means that there is no such limit. Tables with a ``key`` are keyed in the file, so
that a team can change one row and leave the others. A field added later needs a default: texts of old playbooks are
in records for ever. Only PLAYBOOK's facts live here; no rule is applied.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from warroom.incident.words import RequirementName, Status


class RoomKind(StrEnum):
    """Where a team meets at a severity: a call, a channel that may become one, a channel alone, or nowhere."""

    CALL = "call"
    CHANNEL_AND_CALL = "channel_and_call"
    CHANNEL = "channel"
    NONE = "none"


class PostmortemRule(StrEnum):
    REQUIRED = "required"
    RECOMMENDED = "recommended"
    OPTIONAL = "optional"


class Reader(StrEnum):
    """Whom a kind of message is written for."""

    CHAT = "chat"
    EMAIL = "email"
    STATUS_PAGE = "status_page"
    CUSTOMERS = "customers"
    STAKEHOLDERS = "stakeholders"
    LEADERSHIP = "leadership"
    NEXT_IC = "next_ic"
    NEXT_ON_CALL = "next_on_call"


class Resets(StrEnum):
    """Which update countdown a message starts anew (R4)."""

    INTERNAL = "internal"
    EXTERNAL = "external"
    NOTHING = "nothing"


class Level(StrEnum):
    """How loud an honesty rule speaks."""

    STOP = "stop"
    WARN = "warn"


class SeverityRules(msgspec.Struct, frozen=True, kw_only=True):
    """One severity: its meaning, and every time that runs under it (PLAYBOOK "Severities")."""

    level: int
    name: str
    means: str
    examples: tuple[str, ...]
    aliases: tuple[str, ...]
    """Names that other tools use for it. For show only: never read a severity out of a sentence."""
    responder_s: int | None
    response_target: str
    """The same in words, for the severities whose target keeps office hours."""
    ic_s: int | None
    war_room_s: int | None
    """Counted from the declaration or the raise, not from detection (R2)."""
    room: RoomKind
    leadership_s: int | None
    leadership_who: str = ""
    status_page_s: int | None
    status_page_if_visible: bool = False
    customers_s: int | None
    customers_who: str = ""
    all_hands_s: int | None
    internal_s: int | None
    external_s: int | None
    external_if_visible: bool = False
    """The external cadence runs only once customers see the trouble (R3)."""
    triage_s: int | None
    mitigation_s: int | None
    comms_s: int | None
    """``None`` is best effort."""
    postmortem: PostmortemRule
    postmortem_s: int | None = msgspec.field(name="postmortem_due")
    """Counted from the last resolving, at the peak severity (R13)."""
    guard_s: int
    """How long it must stay quiet before it may be resolved (R9)."""
    wakes: str
    business_hours: bool
    approvals: bool
    requirement_list: bool
    snooze_total_s: int | None
    """Silence in all for the internal countdown; ``None`` sets no bound. The external one is never silenced."""

    def limit(self, name: RequirementName | str) -> int | None:
        """Seconds that this requirement may take, or ``None`` where this severity does not have it (R1)."""
        return self._limits()[RequirementName(name)] if self.requirement_list else None

    def requirements(self) -> tuple[RequirementName, ...]:
        """The rows of the requirement list, in the order in which people read them."""
        if not self.requirement_list:
            return ()
        return tuple(name for name, seconds in self._limits().items() if seconds is not None)

    def _limits(self) -> dict[RequirementName, int | None]:
        return {
            RequirementName.RESPONDER: self.responder_s,
            RequirementName.IC: self.ic_s,
            RequirementName.WAR_ROOM: self.war_room_s,
            RequirementName.LEADERSHIP: self.leadership_s,
            RequirementName.STATUS_PAGE: self.status_page_s,
            RequirementName.CUSTOMERS: self.customers_s,
            RequirementName.ALL_HANDS: self.all_hands_s,
        }


class Clocks(msgspec.Struct, frozen=True, kw_only=True):
    """Times that hold at every severity (PLAYBOOK "Clocks", UI.md 0.1 and 6)."""

    overdue_after_s: int = 60
    resolved_announce_s: int = 600
    reopen_within_s: int = 86_400
    escalate_after_s: int = 600
    alone_debugging_s: int = 600
    alone_declare_s: int = 900
    fatigue_s: int = 7_200
    recent_change_s: int = 7_200
    decision_start_s: int = 60
    future_tolerance_s: int = 120
    external_soon_s: int = 600
    soon_least_s: int = 120
    soon_most_s: int = 300
    silence_s: int = 180
    channel_archive_s: int = 86_400


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Counts that hold at every severity."""

    responders_soft_min: int = 5
    responders_soft_max: int = 7
    stale_after_updates: int = 2
    """A fact is shown as stale after this many internal cadences without a new one."""
    soon_divisor: int = 5
    """A countdown is *due soon* in the last part of its cadence: one of this many."""


class Role(msgspec.Struct, frozen=True, kw_only=True):
    key: str
    name: str
    does: tuple[str, ...]
    avoid: tuple[str, ...] = ()
    several: bool = False
    """Many people may hold it at once, as responders do."""


class DetectionSource(msgspec.Struct, frozen=True, kw_only=True):
    key: str
    name: str
    rank: int
    """1 is the fastest."""
    automated: bool = False
    customer_detected: bool = False
    """Found by a customer: a detection failure, which makes a follow-up by itself."""


class BlastRadius(msgspec.Struct, frozen=True, kw_only=True):
    key: str
    name: str
    severities: tuple[int, ...]
    page: tuple[str, ...]
    diagnose_first: bool = False
    """Such trouble may need a diagnosis before a mitigation: no nudge to hurry there."""


class Pattern(msgspec.Struct, frozen=True, kw_only=True):
    """A shape that trouble often has: what to do now, and what to build so that it stays away. Never mix the two."""

    key: str
    name: str
    question: str = ""
    """Empty: worth naming, yet not asked."""
    mitigation: str = ""
    """Key of the mitigation that this pattern suggests first; empty: its cure is no step of the ladder."""
    now: tuple[str, ...]
    prevent: tuple[str, ...]


class Mitigation(msgspec.Struct, frozen=True, kw_only=True):
    key: str
    step: int
    name: str
    does: str
    examples: tuple[str, ...] = ()
    second_reviewer: bool = False
    if_no_help: str = ""


class TriageQuestion(msgspec.Struct, frozen=True, kw_only=True):
    key: str
    question: str
    consider: tuple[str, ...] = ()


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """``key`` is a word of ``checklists.PROOFS``: once the record shows it, the item is settled by itself."""

    key: str
    item: str


class Checklist(msgspec.Struct, frozen=True, kw_only=True):
    key: str
    name: str
    items: tuple[str, ...]
    proofs: tuple[Proof, ...] = ()


class AntiPattern(msgspec.Struct, frozen=True, kw_only=True):
    key: str
    who: str
    """``responder`` or ``ic``."""
    name: str
    instead: str


class RoomRules(msgspec.Struct, frozen=True, kw_only=True):
    """How the room is run and what is kept in view."""

    rules: tuple[str, ...]
    """To pin in the room."""
    ic_keeps: tuple[str, ...]
    update_has: tuple[str, ...]
    update_advice: tuple[str, ...]
    resolve_when: tuple[str, ...]
    resolve_advice: tuple[str, ...]
    channel_name: str


class Diagnosis(msgspec.Struct, frozen=True, kw_only=True):
    look_in_order: tuple[str, ...]
    diagnose_first: tuple[str, ...]
    """Kinds of trouble that may need a diagnosis before a mitigation: no ten-minute nudge there."""
    freeze: tuple[str, ...]
    """Automation to stop while people are changing things."""


class Runbook(msgspec.Struct, frozen=True, kw_only=True):
    sections: tuple[str, ...]
    steps: tuple[str, ...]


class EscalationTier(msgspec.Struct, frozen=True, kw_only=True):
    key: str
    level: int
    who: tuple[str, ...]
    within_s: int


class MessageKind(msgspec.Struct, frozen=True, kw_only=True):
    key: str
    name: str
    reader: Reader
    fields: tuple[str, ...]
    """The fields that it fills, in reading order; names are shared by all templates (DESIGN 5)."""
    optional: tuple[str, ...] = ()
    resets: Resets = Resets.NOTHING
    meets: RequirementName | None = None
    only_severities: tuple[int, ...] = ()


class StatusRule(msgspec.Struct, frozen=True, kw_only=True):
    key: Status
    name: str
    means: str
    on_status_page: str
    """The word that public status pages know for it."""


class Vocabulary(msgspec.Struct, frozen=True, kw_only=True):
    incident: str
    near_miss: str
    declare_when: tuple[str, ...]
    in_doubt: str
    three_clocks: tuple[str, ...]
    not_for: tuple[str, ...]
    choosing_severity: tuple[str, ...]


class HonestyRule(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a message must not say when the record says otherwise."""

    key: str
    level: Level
    why: str
    external_only: bool = False
    words: tuple[str, ...] = ()
    over_s: int | None = None
    """The words are untrue once the incident has run longer than this."""
    over_share: float | None = None
    """The words are untrue once more than this share (0 to 1) is affected."""


class PostmortemSection(msgspec.Struct, frozen=True, kw_only=True):
    key: str
    name: str
    asks: tuple[str, ...]


class Postmortem(msgspec.Struct, frozen=True, kw_only=True):
    held_from_days: int
    """Business days after resolving, earliest and latest."""
    held_to_days: int
    shared_from_s: int
    shared_to_s: int
    statuses: tuple[str, ...]
    header: tuple[str, ...]
    sections: tuple[PostmortemSection, ...]
    whys: int
    why_question: str
    actions_least: int
    actions_most: int
    action_priorities: tuple[str, ...]
    action_fields: tuple[str, ...]
    vague_actions: tuple[str, ...]
    not_a_root_cause: tuple[str, ...]
    near_miss_asks: tuple[str, ...]
    blameless: tuple[str, ...]
    counterfactuals: tuple[str, ...]


class Metric(msgspec.Struct, frozen=True, kw_only=True):
    """A figure and its target. Durations in seconds, shares from 0 to 1; no target means: watch it, no more."""

    key: str
    name: str
    means: str
    at_most_s: int | None = None
    at_least_s: int | None = None
    at_most_share: float | None = None
    at_least_share: float | None = None
    severities: tuple[int, ...] = ()
    """The target holds for these alone; empty is all."""


class CommunicationStep(msgspec.Struct, frozen=True, kw_only=True):
    key: str
    from_s: int | None = None
    to_s: int | None = None
    """Both counted from detection; ``None`` where no minute is set."""
    what: str
    severities: tuple[int, ...] = ()


class DrillEvent(msgspec.Struct, frozen=True, kw_only=True):
    at_s: int
    """Seconds after the drill's alert."""
    what: str


class Drill(msgspec.Struct, frozen=True, kw_only=True):
    key: str
    name: str
    begins: str
    facts: tuple[str, ...]
    events: tuple[DrillEvent, ...]
    judged_on: tuple[str, ...]


class SampleEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the timeline that shows what a well-kept record looks like."""

    at: str
    """``HH:MM``, UTC."""
    what: str


class SystemsOfKind(msgspec.Struct, frozen=True, kw_only=True):
    key: str
    name: str
    systems: tuple[str, ...]
