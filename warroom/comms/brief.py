"""The rows of a command handoff: where things stand, what was tried, who owes what."""

from __future__ import annotations

from collections.abc import Iterator

from warroom.clock import Instant
from warroom.comms.moments import moment
from warroom.incident.phrases import CHANGE_NAMES, CONFIDENCE_NAMES, PAGE_NAMES, seat_name
from warroom.incident.state import Change, Incident
from warroom.incident.words import AskState, ChangeState, Confidence, PageAnswer

NONE = "None on the record"
_NEVER = Instant(2**62)

TRIED = {
    ChangeState.WORKED,
    ChangeState.NO_EFFECT,
    ChangeState.WORSE,
    ChangeState.BACKED_OUT,
    ChangeState.DECLINED,
    ChangeState.WITHDRAWN,
    ChangeState.REPORTED,
}


def situation(incident: Incident, now: Instant) -> Iterator[str]:
    status = incident.status.value.capitalize()
    yield f"{incident.severity.label} {status}: {incident.title}"
    if incident.impact:
        yield f"Impact at {moment(incident.impact.at, now)}: {incident.impact.text}"
    else:
        yield "Impact: not stated on the record"
    if incident.started_at:
        yield f"Started {moment(incident.started_at, now)}"


def hypotheses(incident: Incident) -> Iterator[str]:
    """The current one first, the ruled-out ones last."""
    current = incident.current_hypothesis
    rows = sorted(incident.hypotheses, key=lambda row: (row.ruled_out, row.n != current, row.n))
    for row in rows:
        mark = "current, " if row.n == current else ""
        word = CONFIDENCE_NAMES[row.confidence]
        why = f" ({row.why})" if row.why and row.confidence is Confidence.RULED_OUT else ""
        against = sum(one.against for one in row.evidence)
        speaks = len(row.evidence) - against
        counts = f"{f', {speaks} for it' if speaks else ''}{f', {against} against it' if against else ''}"
        yield f"{row.n}. {row.text}: {mark}{word}{why}{counts}"
    if not rows:
        yield NONE


def tried(incident: Incident) -> Iterator[str]:
    rows = [change for change in incident.changes if change.state in TRIED]
    for change in rows:
        last = change.steps[-1] if change.steps else None
        why = f" ({last.why})" if last and last.why else ""
        yield f"{(last.at if last else change.at).hhmm()} {change.text}: {outcome(change.state)}{why}"
    if not rows:
        yield NONE


def in_flight(incident: Incident, now: Instant) -> Iterator[str]:
    rows = [change for change in incident.changes if change.in_flight]
    for change in rows:
        word = "running" if change.state is ChangeState.STARTED else "approved"
        owner = f", @{change.owner or change.actor}" if change.owner or change.actor else ""
        yield f"{change.text}: {word}{owner}{_until(change.due_at, now)}{_signals(change)}"
    if not rows:
        yield NONE


def outcome(state: ChangeState) -> str:
    """What became of a change that was tried, in a word."""
    done = state is ChangeState.REPORTED
    return "done, outcome not stated" if done else CHANGE_NAMES[state].lower()


def _signals(change: Change) -> str:
    """What shows that it works, and when it is backed out: the next commander has to know both."""
    parts = (
        f"expect {change.expect}" if change.expect else "",
        f"back it out if {change.abort}" if change.abort else "",
        f"it has until {change.rollback_at.hhmm()} UTC" if change.rollback_at else "",
    )
    return "".join(f"; {part}" for part in parts if part)


def waiting_on(incident: Incident, now: Instant) -> Iterator[str]:
    """Changes that wait for the commander, then by due time what is owed and which decision is looked at again."""
    none = True
    for change in incident.changes:
        if change.waiting:
            none = False
            word = "on hold" if change.state is ChangeState.ON_HOLD else "awaiting OK"
            yield f"Change {change.n}, {change.text}: {word}"
    for _, owed in sorted((*_asks(incident, now), *_second_looks(incident, now)), key=lambda row: row[0]):
        none = False
        yield owed
    for page in incident.pages:
        if page.answer is not PageAnswer.ANSWERED and incident.mitigated_at is None:
            none = False
            who = " ".join(part for part in (page.tier.upper(), f"@{page.who}" if page.who else "") if part)
            passed = f", next tier at {moment(page.due_at, now)}" if page.due_at else ""
            yield f"{who}, paged {page.at.hhmm()}: {PAGE_NAMES[page.answer]}{passed}"
    if none:
        yield NONE


def _asks(incident: Incident, now: Instant) -> Iterator[tuple[Instant, str]]:
    for ask in incident.asks:
        if ask.open:
            to = f"@{ask.to}: " if ask.to else ""
            seen = ", acknowledged" if ask.state is AskState.ACKNOWLEDGED else ""
            yield ask.due_at or _NEVER, f"{to}{ask.text}{seen}{_until(ask.due_at, now)}"


def _second_looks(incident: Incident, now: Instant) -> Iterator[tuple[Instant, str]]:
    for decision in incident.decisions:
        if decision.due_at:
            owner = f"@{decision.owner}: " if decision.owner else ""
            yield decision.due_at, f"{owner}{decision.text}, decided; look again{_until(decision.due_at, now)}"


def next_updates(incident: Incident, now: Instant) -> Iterator[str]:
    for name, due in (("Internal", incident.internal.due_at), ("External", incident.external.due_at)):
        yield f"{name}: {_due(due, now)}" if due else f"{name}: none due"


def people(incident: Incident) -> Iterator[str]:
    rows = {**incident.roles}
    if not rows.get("ic") and incident.acting_ic:
        yield f"Commander: @{incident.acting_ic} (acting)"
    for seat, handle in rows.items():
        if handle:
            yield f"{seat_name(seat)}: @{handle}"
    if not any(rows.values()) and not incident.acting_ic:
        yield NONE


def _until(due: Instant | None, now: Instant) -> str:
    return f", by {moment(due, now)}" if due else ""


def _due(due: Instant, now: Instant) -> str:
    return f"{'overdue since' if due < now else 'due'} {moment(due, now)}"
