"""Every kind of fact, one frozen struct each, in a registry.

An event is appended once and never altered; whatever changes afterwards is another event. Bodies hold facts, never
sentences. A kind that this version does not know stays as it was stored (``Unknown``) and still displays.

To add a kind: one struct here under ``@_fact``, one step in ``state`` if it changes the state, one line in ``timeline``
for how it reads, one icon in ``ui``. New fields have defaults; a changed meaning is a new kind.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, TypeVar

import msgspec

from warroom.clock import Instant
from warroom.incident.words import (
    AskState,
    ChangeState,
    ClockHealth,
    ComponentState,
    Confidence,
    DecisionNote,
    PageAnswer,
    Severity,
    Status,
)

REGISTRY: dict[str, type[Body]] = {}

B = TypeVar("B", bound="Body")


class Body(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What every fact may carry beside its own fields.

    ``actor``: who did or said it ('' = the author). ``role``: the bracket prefix, ``DB``. ``clock``: the health of the
    writer's clock. ``corrects``: the id of the event that this one undoes. ``simulated``: made in a simulated record.
    """

    KIND: ClassVar[str] = ""
    STATEFUL: ClassVar[bool] = True
    """Whether the fold to state reads this kind; notes and their like do not slow the opening of an incident."""

    actor: str = ""
    role: str = ""
    clock: ClockHealth = ClockHealth.OK
    corrects: str = ""
    simulated: bool = False


def _fact(kind: str, *, stateful: bool = True) -> Callable[[type[B]], type[B]]:
    """Enters a body into the registry under the kind that is stored."""

    def enter(body: type[B]) -> type[B]:
        body.KIND, body.STATEFUL = kind, stateful
        REGISTRY[kind] = body
        return body

    return enter


class Unknown(Body, frozen=True):
    """A kind made by a newer version, kept to the letter."""

    raw: str = ""


# -- What is said ------------------------------------------------------------------------------------------------


@_fact("note", stateful=False)
class Note(Body, frozen=True):
    """``source`` names the message or line that it was imported from: a second import passes it over."""

    text: str
    star: bool = False
    source: str = ""


@_fact("decision")
class Decision(Body, frozen=True):
    """Decided by ``actor``; ``owner`` carries it out, and it is looked at again after ``box_s`` seconds.

    ``n`` 0: from a version that did not number decisions; the fold numbers it by its place.
    """

    text: str
    owner: str = ""
    box_s: int | None = None
    star: bool = False
    n: int = 0


@_fact("decision_noted")
class DecisionNoted(Body, frozen=True):
    """An option that was weighed, or an objection that was heard; asked for in the review, not in the heat."""

    n: int
    note: DecisionNote
    text: str


@_fact("decision_reviewed")
class DecisionReviewed(Body, frozen=True):
    """Looked at again: ``text`` is what was seen; with ``box_s`` it is looked at once more after so many seconds."""

    n: int
    text: str = ""
    box_s: int | None = None


@_fact("hypothesis")
class HypothesisStated(Body, frozen=True):
    """``current`` puts it into the now row; without it, it is current only if there is none."""

    n: int
    text: str
    confidence: Confidence = Confidence.POSSIBLE
    current: bool = False
    star: bool = False


@_fact("hypothesis_judged")
class HypothesisJudged(Body, frozen=True):
    """A new confidence; ``ruled_out`` says why; ``current`` promotes it."""

    n: int
    confidence: Confidence | None = None
    why: str = ""
    current: bool = False


@_fact("hypothesis_linked")
class HypothesisLinked(Body, frozen=True):
    """An entry that speaks for a hypothesis, or ``against`` it."""

    n: int
    entry: str
    against: bool = False


@_fact("change_proposed")
class ChangeProposed(Body, frozen=True):
    """``>``: waits for the commander. ``owner`` would carry it out.

    ``expect``: the signal that tells that it works; ``abort``: the condition on which it is backed out; ``back_out``:
    how; ``rollback_s``: seconds after its start by which it has worked or is backed out.
    """

    n: int
    text: str
    owner: str = ""
    box_s: int | None = None
    risk: str = ""
    back_out: str = ""
    expect: str = ""
    star: bool = False
    abort: str = ""
    rollback_s: int | None = None


@_fact("change_detailed")
class ChangeDetailed(Body, frozen=True):
    """More about a change; None stays as it was."""

    n: int
    risk: str | None = None
    back_out: str | None = None
    expect: str | None = None
    abort: str | None = None
    rollback_s: int | None = None


@_fact("change_reported")
class ChangeReported(Body, frozen=True):
    """``>>``: already done when it was logged."""

    n: int
    text: str
    owner: str = ""
    box_s: int | None = None
    star: bool = False


@_fact("change_moved")
class ChangeMoved(Body, frozen=True):
    """A change takes a step; ``by_voice`` when the OK was given on the bridge and is recorded afterwards."""

    n: int
    state: ChangeState
    why: str = ""
    by_voice: bool = False


@_fact("ask")
class Asked(Body, frozen=True):
    """A named person and, with ``box_s``, the seconds they have.

    ``promise``: they said so themselves, "back in 5m", in the entry that ``entry`` names.
    """

    n: int
    text: str
    to: str = ""
    box_s: int | None = None
    star: bool = False
    promise: bool = False
    entry: str = ""


@_fact("ask_moved")
class AskMoved(Body, frozen=True):
    n: int
    state: AskState
    text: str = ""


@_fact("ask_later")
class AskPutOff(Body, frozen=True):
    """Whoever was asked has ``box_s`` seconds from now on; that it was over before stays on the record."""

    n: int
    box_s: int


@_fact("impact")
class ImpactStated(Body, frozen=True):
    """What customers see, now."""

    text: str
    star: bool = False


@_fact("follow_up", stateful=False)
class FollowUp(Body, frozen=True):
    """For the postmortem."""

    text: str
    star: bool = False


# -- Where the incident stands -----------------------------------------------------------------------------------


@_fact("declared")
class Declared(Body, frozen=True):
    """The first event of an incident. ``playbook`` is the SHA-256 of the playbook it runs under."""

    number: int
    title: str
    severity: Severity
    playbook: str
    drill: bool = False
    near_miss: bool = False
    customer_detected: bool = False


@_fact("titled")
class Titled(Body, frozen=True):
    title: str


@_fact("severity")
class SeveritySet(Body, frozen=True):
    severity: Severity
    why: str = ""


@_fact("status")
class StatusSet(Body, frozen=True):
    status: Status


@_fact("triaged")
class Triaged(Body, frozen=True):
    """Triage is done (PLAYBOOK, Phases)."""


@_fact("triage_answered")
class TriageAnswered(Body, frozen=True):
    """``subject``: the key of a question or a pattern of the playbook; ``question`` as it was asked; ``answer`` as it
    is kept (``yes``, a key of the blast radius, words), and ``said`` as people read it."""

    subject: str
    question: str
    answer: str
    said: str = ""


@_fact("started")
class StartSet(Body, frozen=True):
    """When the trouble began."""

    time: Instant


@_fact("detected")
class DetectionSet(Body, frozen=True):
    """When it was noticed, and by what."""

    time: Instant
    source: str = ""
    customer: bool = False


@_fact("acknowledged")
class Acknowledged(Body, frozen=True):
    """A responder took it."""

    time: Instant


@_fact("mitigated")
class Mitigated(Body, frozen=True):
    """Customer impact ended."""

    time: Instant


@_fact("fixed")
class Fixed(Body, frozen=True):
    """The permanent fix was in place."""

    time: Instant


@_fact("resolved")
class Resolved(Body, frozen=True):
    """Declared resolved; ``early`` before the stability guard was over, with ``why``; ``guard``: evidence by row."""

    early: bool = False
    why: str = ""
    guard: dict[str, str] = {}
    temporary: bool = False


@_fact("reopened")
class Reopened(Body, frozen=True):
    why: str = ""


@_fact("near_miss")
class NearMissSet(Body, frozen=True):
    near_miss: bool


@_fact("customer_visible")
class CustomerVisibleSet(Body, frozen=True):
    visible: bool


@_fact("same_as")
class SameAs(Body, frozen=True):
    """Two declarations of one trouble: this one goes on in ``other``."""

    other: str
    ref: str = ""


@_fact("joined")
class Joined(Body, frozen=True):
    """The other side of ``same_as``: the trouble declared as ``other`` is handled here."""

    other: str
    ref: str
    title: str = ""


@_fact("recurred")
class Recurred(Body, frozen=True):
    """The trouble of ``other``, which was resolved, is back and declared anew (R12): its clocks are its own."""

    other: str
    ref: str
    title: str = ""


@_fact("came_back")
class CameBack(Body, frozen=True):
    """The other side of ``recurred``: what was resolved here came back as ``other``."""

    other: str
    ref: str
    title: str = ""


# -- Who -----------------------------------------------------------------------------------------------------------


@_fact("role_assigned")
class RoleAssigned(Body, frozen=True):
    """``handle`` '' leaves the seat empty. Naming ``ic`` here is the explicit naming of PLAYBOOK, Clocks."""

    seat: str
    handle: str = ""


@_fact("command_offered")
class CommandOffered(Body, frozen=True):
    """Handover opened; nothing changes until the receiver takes command. ``to`` '': the commander keeps it."""

    to: str


@_fact("command_taken")
class CommandTaken(Body, frozen=True):
    """``handle`` has command from here; ``unread`` names rows of the brief that were not read together."""

    handle: str
    unread: list[str] = []


@_fact("paged")
class Paged(Body, frozen=True):
    """Somebody was called in: ``tier`` ``l1`` to ``l4`` ('' = a person outside the tiers), ``who`` a handle or a name.

    ``within_s``: how long this tier may take before the next one is called; it counts from the call.
    """

    n: int
    tier: str = ""
    who: str = ""
    via: str = ""
    answer: PageAnswer = PageAnswer.WAITING
    within_s: int | None = None


@_fact("page_answered")
class PageMoved(Body, frozen=True):
    n: int
    answer: PageAnswer
    text: str = ""


# -- Requirements, timers, telling ------------------------------------------------------------------------------------


@_fact("requirement_ticked")
class RequirementTicked(Body, frozen=True):
    name: str
    done: bool = True


@_fact("requirement_not_needed")
class RequirementWaived(Body, frozen=True):
    name: str
    why: str = ""


@_fact("checklist_ticked")
class ChecklistTicked(Body, frozen=True):
    list: str
    item: str
    done: bool = True


@_fact("checklist_not_needed")
class ChecklistWaived(Body, frozen=True):
    list: str
    item: str
    why: str


@_fact("timer_set")
class TimerSet(Body, frozen=True):
    """``internal``, ``external`` or a word of the team's own."""

    name: str
    due: Instant


@_fact("timer_snoozed")
class TimerSnoozed(Body, frozen=True):
    """Silences, never moves a deadline (PLAYBOOK, Clocks)."""

    name: str
    seconds: int


@_fact("told")
class Told(Body, frozen=True):
    """``leadership``, ``customers`` or ``allhands`` were told by other means."""

    audience: str
    via: str = ""


@_fact("said")
class SaidOnBridge(Body, frozen=True):
    """An update said on the bridge; ``until`` is the next one promised."""

    text: str = ""
    until: Instant | None = None


@_fact("bridge")
class BridgeSet(Body, frozen=True):
    text: str = ""
    number: str = ""
    pin: str = ""
    link: str = ""


@_fact("channel")
class ChannelNamed(Body, frozen=True):
    name: str


@_fact("link")
class LinkAdded(Body, frozen=True):
    label: str
    url: str


@_fact("service")
class ServiceAdded(Body, frozen=True):
    name: str
    removed: bool = False


@_fact("component")
class ComponentSet(Body, frozen=True):
    name: str
    state: ComponentState


# -- Messages --------------------------------------------------------------------------------------------------------


@_fact("message_queued")
class MessageQueued(Body, frozen=True):
    """Written and waiting for delivery: moves no deadline (R10)."""

    message: str
    template: str
    target: str
    text: str
    next_update: Instant | None = None
    facts: dict[str, str] = {}
    secondary: bool = False
    """For a place that is not the audience's primary one: its delivery moves no deadline."""


@_fact("message_sent")
class MessageSent(Body, frozen=True):
    """Sent by hand, at the event's ``at``, ``via`` what the person says; ``facts`` are the fields it was made of."""

    message: str
    template: str
    text: str
    via: str = ""
    next_update: Instant | None = None
    facts: dict[str, str] = {}
    secondary: bool = False
    """To a place that is not the audience's primary one: it moves no deadline."""


@_fact("message_delivered")
class MessageDelivered(Body, frozen=True):
    """The service confirmed it, at the event's ``at``, under ``remote_id``."""

    message: str
    template: str
    target: str
    remote_id: str
    next_update: Instant | None = None


@_fact("message_withdrawn")
class MessageWithdrawn(Body, frozen=True):
    message: str
    why: str = ""


@_fact("copied_anyway", stateful=False)
class CopiedAnyway(Body, frozen=True):
    """A message was copied over a missing field or a stop; ``rules`` names what was overruled."""

    template: str
    rules: list[str] = []


# -- About other entries ----------------------------------------------------------------------------------------------


@_fact("amended")
class Amended(Body, frozen=True):
    """New text, time or role for an entry; the original stays readable."""

    target: str
    text: str | None = None
    at: Instant | None = None
    entry_role: str | None = None
    entry_actor: str | None = None


@_fact("retracted")
class Retracted(Body, frozen=True):
    """Struck, never erased. A retracted decision, ask, impact or hypothesis leaves the state too."""

    target: str
    why: str = ""


@_fact("starred", stateful=False)
class Starred(Body, frozen=True):
    target: str
    star: bool = True


@_fact("redacted")
class Redacted(Body, frozen=True):
    """The target's body and salt are blanked in the same transaction; the chain still verifies. ``source`` is what the
    target was imported from, so that no import brings its words back.
    """

    target: str
    why: str = ""
    source: str = ""


@_fact("undone")
class Undone(Body, frozen=True):
    """Takes back the event that ``corrects`` names, as though it had never been; ``what`` is that event's kind."""

    what: str


@_fact("attachment", stateful=False)
class AttachmentAdded(Body, frozen=True):
    """Content-addressed by SHA-256; ``caption`` is its alternative text, ``preview`` the first lines of a long text."""

    sha256: str
    name: str
    size: int
    mime: str = ""
    caption: str = ""
    star: bool = False
    preview: str = ""


@_fact("alert", stateful=False)
class AlertReceived(Body, frozen=True):
    source: str
    text: str
    fingerprint: str = ""
    star: bool = False


@_fact("system", stateful=False)
class SystemRow(Body, frozen=True):
    """Sleep, clock change, restart, backup: a code and its parameters; the words are chosen at the edge."""

    code: str
    params: dict[str, str] = {}


# -- Facts of the record ---------------------------------------------------------------------------------------------


@_fact("playbook_adopted")
class PlaybookAdopted(Body, frozen=True):
    playbook: str


@_fact("playbook_stored", stateful=False)
class PlaybookStored(Body, frozen=True):
    sha256: str
    text: str


@_fact("person", stateful=False)
class PersonNamed(Body, frozen=True):
    handle: str
    name: str
    zone: str = ""
    phone: str = ""


@_fact("replica_introduced", stateful=False)
class ReplicaIntroduced(Body, frozen=True):
    name: str
    version: str


@_fact("record_made", stateful=False)
class RecordMade(Body, frozen=True):
    """``simulated`` (of every body) says whether the record runs on a clock of its own."""

    version: str


@_fact("clock_corrected")
class ClockCorrected(Body, frozen=True):
    """``replica``'s readings from ``start`` to ``end`` (hybrid) are to be read ``shift_s`` later."""

    replica: str
    start: str
    end: str
    shift_s: float


@_fact("clock_stepped")
class ClockStepped(Body, frozen=True):
    """The wall clock was moved by ``seconds``: open deadlines move with it, the remaining time stays (R14).

    ``old`` is what it would show, ``new`` what it shows; None in rows of before these were kept. ``by_hand``: the
    computer's clock is wrong, and a person has said by how much.
    """

    seconds: float
    old: Instant | None = None
    new: Instant | None = None
    by_hand: bool = False


@_fact("incident_forgotten", stateful=False)
class IncidentForgotten(Body, frozen=True):
    """A tombstone: the incident's heads by replica, so that a merge never revives it."""

    forgotten: str
    ref: str
    heads: dict[str, str] = {}


class Event(msgspec.Struct, frozen=True):
    """One appended fact with its envelope. ``n`` is 0 until it is stored."""

    id: str
    incident: str
    replica: str
    seq: int
    hlc: str
    at: Instant
    recorded_at: Instant
    author: str
    kind: str
    body: Body
    n: int = 0

    @property
    def actor(self) -> str:
        return self.body.actor or self.author


def encode(body: Body) -> str:
    """The body as JSON text, the form that is stored and hashed."""
    if isinstance(body, Unknown):
        return body.raw
    return msgspec.json.encode(body, enc_hook=_instant_out, order="deterministic").decode()


def decode(kind: str, text: str) -> Body:
    """The body that ``text`` holds; an unknown kind, or a body that this version cannot read, stays opaque."""
    known = REGISTRY.get(kind)
    if known is None or not text:
        return Unknown(raw=text)
    try:
        return _decoder(known).decode(text)
    except (msgspec.DecodeError, ValueError):
        return Unknown(raw=text)


def stateful_kinds() -> tuple[str, ...]:
    """The kinds that the fold to state reads; everything else is timeline only."""
    return tuple(sorted(kind for kind, body in REGISTRY.items() if body.STATEFUL))


_DECODERS: dict[type[Body], msgspec.json.Decoder[Body]] = {}


def _decoder(known: type[Body]) -> msgspec.json.Decoder[Body]:
    decoder = _DECODERS.get(known)
    if decoder is None:
        decoder = _DECODERS[known] = msgspec.json.Decoder(known, dec_hook=_instant_in)
    return decoder


def _instant_out(value: object) -> object:
    if isinstance(value, Instant):
        return value.text
    raise TypeError(f"{type(value)} has no stored form")


def _instant_in(wanted: type, value: object) -> object:
    if wanted is Instant and isinstance(value, str):
        return Instant.parse(value)
    raise ValueError(f"{value!r} is no {wanted.__name__}")
