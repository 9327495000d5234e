"""What an incident is at one moment: the shape that the fold of its events fills.

Readers treat it as read-only; only ``fold`` and its steps write. Times are ``Instant``; ``None`` means that nothing on
the record says so. Deadlines here are facts of the fold (absolute, by R1–R14); what they mean *now* is ``countdowns``.
"""

from __future__ import annotations

import msgspec

from warroom.clock import Instant
from warroom.incident.words import (
    AskState,
    ChangeState,
    ComponentState,
    Confidence,
    DecisionNote,
    MessageState,
    PageAnswer,
    Seat,
    Severity,
    Status,
)


class Statement(msgspec.Struct, frozen=True):
    """A text that stands until the next one: the customer impact."""

    text: str
    at: Instant
    by: str
    event: str


class Evidence(msgspec.Struct, frozen=True):
    """An entry linked to a hypothesis; ``event`` is the linking."""

    entry: str
    against: bool
    at: Instant
    by: str
    event: str


class Hypothesis(msgspec.Struct):
    n: int
    text: str
    confidence: Confidence
    at: Instant
    by: str
    event: str
    why: str = ""
    judged_at: Instant | None = None
    evidence: list[Evidence] = []

    @property
    def ruled_out(self) -> bool:
        return self.confidence is Confidence.RULED_OUT


ENDS = (
    ChangeState.WORKED,
    ChangeState.NO_EFFECT,
    ChangeState.WORSE,
    ChangeState.BACKED_OUT,
    ChangeState.REPORTED,
)
"""The steps with which a change is over, as far as anybody knows."""


class Step(msgspec.Struct, frozen=True):
    """One move of a change: which state, when, by whom, why."""

    state: ChangeState
    at: Instant
    by: str
    why: str = ""
    by_voice: bool = False


class Change(msgspec.Struct):
    n: int
    text: str
    state: ChangeState
    actor: str
    owner: str
    at: Instant
    event: str
    due_at: Instant | None = None
    risk: str = ""
    back_out: str = ""
    expect: str = ""
    steps: list[Step] = []
    abort: str = ""
    rollback_s: int | None = None
    rollback_at: Instant | None = None
    """By when a running change has worked or is backed out; None while it is not running."""
    waits_since: Instant | None = None
    """Since when it waits for an OK, by the clock of now; None once it has moved on."""
    shift_s: float = 0.0
    """What clock steps have added to its deadline: its box is as long as it was."""

    @property
    def waiting(self) -> bool:
        return self.state in (ChangeState.PROPOSED, ChangeState.ON_HOLD)

    @property
    def in_flight(self) -> bool:
        return self.state in (ChangeState.APPROVED, ChangeState.STARTED)

    @property
    def approved(self) -> bool:
        """Whether the record holds a commander's OK, given beforehand or confirmed by voice."""
        return any(step.state is ChangeState.APPROVED for step in self.steps)

    def first(self, *states: ChangeState) -> Instant | None:
        """When the change first entered one of ``states``."""
        return next((step.at for step in self.steps if step.state in states), None)


class Noted(msgspec.Struct, frozen=True):
    """An option or an objection beside a decision."""

    note: DecisionNote
    text: str
    at: Instant
    by: str


class Decision(msgspec.Struct):
    """``due_at``: when to look again; None once it was looked at, or where nobody said when."""

    text: str
    by: str
    owner: str
    at: Instant
    event: str
    due_at: Instant | None = None
    n: int = 0
    reviewed_at: Instant | None = None
    seen: str = ""
    """What was seen when it was looked at again."""
    shift_s: float = 0.0
    notes: list[Noted] = []


class Ask(msgspec.Struct):
    n: int
    text: str
    to: str
    by: str
    state: AskState
    at: Instant
    event: str
    due_at: Instant | None = None
    answer: str = ""
    promise: bool = False
    """They promised it themselves: nobody had to ask."""
    shift_s: float = 0.0
    entry: str = ""
    closed_at: Instant | None = None
    """When it was answered or dropped."""

    @property
    def late_s(self) -> float | None:
        """How long after its time it was answered; None while it is open, was dropped, or had no time."""
        if self.state is not AskState.ANSWERED or self.closed_at is None or self.due_at is None:
            return None
        return max(0.0, self.closed_at.since(self.due_at))

    @property
    def open(self) -> bool:
        return self.state in (AskState.OPEN, AskState.ACKNOWLEDGED)


class Page(msgspec.Struct):
    """Somebody was called in. ``due_at``: when the next tier's turn comes; None once it was answered or passed on."""

    n: int
    tier: str
    who: str
    via: str
    by: str
    at: Instant
    event: str
    answer: PageAnswer
    answered_at: Instant | None = None
    due_at: Instant | None = None
    text: str = ""
    shift_s: float = 0.0


class Held(msgspec.Struct):
    """One person in one seat, from when to when (None = still)."""

    seat: str
    handle: str
    start: Instant
    end: Instant | None = None


class Message(msgspec.Struct):
    """A message of this incident as its events tell it; the exact text stays with the record."""

    id: str
    template: str
    to: str
    state: MessageState
    text: str
    at: Instant
    sent_at: Instant | None = None
    remote_id: str = ""
    next_update: Instant | None = None
    facts: dict[str, str] = {}
    secondary: bool = False
    """To a place that is not the audience's primary one: it resets and meets nothing."""

    @property
    def out(self) -> bool:
        """Whether it reached its readers: delivered, or sent by hand."""
        return self.sent_at is not None


class Link(msgspec.Struct, frozen=True):
    label: str
    url: str


class Bridge(msgspec.Struct, frozen=True):
    text: str = ""
    number: str = ""
    pin: str = ""
    link: str = ""


class Requirement(msgspec.Struct):
    """One response requirement: due at its anchor + ``limit_s`` seconds unless a raise pulled it in (R1, R6).

    ``anchor`` None is detection, else declaration: it moves when the detection time is stated. ``shift_s`` is what
    clock steps added, so that the remaining time stayed (R14).
    """

    name: str
    limit_s: int
    anchor: Instant | None
    due_at: Instant
    pulled_to: Instant | None = None
    shift_s: float = 0.0
    done_at: Instant | None = None
    proof: str = ""
    waived: str | None = None
    struck_at: Instant | None = None

    @property
    def open(self) -> bool:
        return self.done_at is None and self.waived is None and self.struck_at is None


class Sent(msgspec.Struct, frozen=True):
    """One update that went out, against the deadline it had: what *on time* is counted from."""

    event: str
    at: Instant
    due_at: Instant | None

    @property
    def on_time(self) -> bool:
        return self.due_at is None or self.at <= self.due_at


class Promise(msgspec.Struct):
    """The deadline of one audience's next update, and how it came about.

    ``first`` holds while no update has gone out: the deadline then follows the detection time (R3). ``pulled_to`` is
    the earliest that raises and set timers made it; ``shift_s`` what clock steps added (R14).
    """

    due_at: Instant | None = None
    cadence_s: int | None = None
    first: bool = True
    pulled_to: Instant | None = None
    shift_s: float = 0.0
    last_at: Instant | None = None
    sent: list[Sent] = []
    snoozes: list[tuple[Instant, int]] = []


class Incident(msgspec.Struct):
    """The fold of an incident's events."""

    id: str = ""
    number: int = 0
    suffix: str = ""
    """A replica letter, after a merge in which two incidents took one number."""
    drill: bool = False
    near_miss: bool = False
    simulated: bool = False
    newer: bool = False
    """Holds a kind that this version does not know: the state may be incomplete."""
    playbook: str = ""
    title: str = ""
    severity: Severity = Severity.SEV4
    severity_at: Instant | None = None
    """When it was last raised or lowered; None while it is as declared."""
    peak_severity: Severity = Severity.SEV4
    status: Status = Status.INVESTIGATING
    status_at: Instant | None = None
    customer_visible: bool = False
    customer_detected: bool = False
    detection_source: str = ""
    reopened: list[Instant] = []

    declared_at: Instant = Instant(0)
    declared_by: str = ""
    started_at: Instant | None = None
    detected_at: Instant | None = None
    acknowledged_at: Instant | None = None
    triaged_at: Instant | None = None
    mitigation_begun_at: Instant | None = None
    mitigated_at: Instant | None = None
    fixed_at: Instant | None = None
    resolved_at: Instant | None = None
    last_mitigated_at: Instant | None = None
    """The last one that was stated, kept over a reopening: the values that count (R12)."""
    last_resolved_at: Instant | None = None
    resolved_early: str | None = None
    guard: dict[str, str] = {}
    mitigated_by_opening: list[Instant | None] = msgspec.field(default_factory=lambda: [None])
    """One for the first opening and one for each reopening: when its customer impact ended (R12)."""
    sources: dict[str, str] = {}
    """Which event each time comes from: ``started``, ``detected``, ``acknowledged``, ``mitigated``, ``resolved``, …"""

    impact: Statement | None = None
    hypotheses: list[Hypothesis] = []
    current_hypothesis: int | None = None
    decisions: list[Decision] = []
    changes: list[Change] = []
    asks: list[Ask] = []

    roles: dict[str, str] = {}
    held: list[Held] = []
    acting_ic: str = ""
    """Who declared, until somebody is named (PLAYBOOK, Clocks)."""
    command_since: Instant | None = None
    command_offered: str = ""
    command_offered_at: Instant | None = None
    pages: list[Page] = []

    requirements: list[Requirement] = []
    internal: Promise = msgspec.field(default_factory=Promise)
    external: Promise = msgspec.field(default_factory=Promise)
    timers: dict[str, Instant] = {}
    stable_since_mitigation: Instant | None = None
    stable_since_change: Instant | None = None
    """When mitigation was, and when the last change ended, by the clock of now: the guard counts from the later (R9),
    and its elapsed time outlives a step of the clock (R14)."""
    not_announced: bool = False
    """Resolved, and no page message says so yet (R11)."""
    page_out: bool = False
    """A page message has gone out (R6)."""

    messages: list[Message] = []
    links: list[Link] = []
    services: list[str] = []
    components: dict[str, ComponentState] = {}
    bridge: Bridge | None = None
    channel: str = ""
    checked: dict[str, list[str]] = {}
    triage: dict[str, str] = {}
    """What was answered in triage: key of the question or the pattern -> answer."""
    waived: dict[str, dict[str, str]] = {}
    """Checklist items that are not needed here, each with its reason."""
    same_as: str = ""
    same_ref: str = ""
    """The reference of the incident in which it goes on."""
    joined: dict[str, str] = {}
    """Declarations of the same trouble that go on here: id -> reference."""
    recurs: dict[str, str] = {}
    """Earlier incidents, resolved, whose trouble this one is again: id -> reference."""
    came_back: dict[str, str] = {}
    """Later incidents that were this trouble again: id -> reference."""
    taken: dict[str, int] = {}
    """The highest number that a change, hypothesis, ask, decision or page ever had, retracted ones too: a number is
    never used twice."""

    @property
    def ref(self) -> str:
        """``INC-0042``; ``DRILL-0001``; with a replica letter after a colliding merge."""
        return f"{'DRILL' if self.drill else 'INC'}-{self.number:04d}{'-' + self.suffix if self.suffix else ''}"

    @property
    def open(self) -> bool:
        return self.status is not Status.RESOLVED

    @property
    def commander(self) -> str:
        """Who commands: the named one, else whoever declared."""
        return self.roles.get(Seat.IC, "") or self.acting_ic

    def requirement(self, name: str) -> Requirement | None:
        return next((row for row in self.requirements if row.name == name), None)

    def hypothesis(self, n: int | None) -> Hypothesis | None:
        return next((row for row in self.hypotheses if row.n == n), None)

    def change(self, n: int) -> Change | None:
        return next((row for row in self.changes if row.n == n), None)

    def ask(self, n: int) -> Ask | None:
        return next((row for row in self.asks if row.n == n), None)

    def decision(self, n: int) -> Decision | None:
        return next((row for row in self.decisions if row.n == n), None)

    def page(self, n: int) -> Page | None:
        return next((row for row in self.pages if row.n == n), None)
