"""The rows of a command handoff: where things stand, what was tried, who owes what."""

from __future__ import annotations

from collections.abc import Iterator

from warroom.clock import Instant
from warroom.comms.moments import moment
from warroom.incident.phrases import CHANGE_NAMES, CONFIDENCE_NAMES, PAGE_NAMES, REQUIREMENT_NAMES, seat_name
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
    """A rollback that is overdue first, then what is past its time, then the rest by number."""
    rows = [change for change in incident.changes if change.in_flight]
    for change in sorted(rows, key=lambda row: (not _rollback_late(row, now), not _past(row.due_at, now))):
        word = "running" if change.state is ChangeState.STARTED else "approved"
        owner = f", @{change.owner or change.actor}" if change.owner or change.actor else ""
        yield f"{change.text}: {word}{owner}{_until(change.due_at, now)}{_signals(change, now)}"
    if not rows:
        yield NONE


def outcome(state: ChangeState) -> str:
    """What became of a change that was tried, in a word."""
    done = state is ChangeState.REPORTED
    return "done, outcome not stated" if done else CHANGE_NAMES[state].lower()


def _signals(change: Change, now: Instant) -> str:
    """What shows that it works, and when it is backed out: the next commander has to know both."""
    late, by = _rollback_late(change, now), change.rollback_at
    parts = (
        f"its rollback was due {moment(by, now)}" if by and late else "",
        f"expect {change.expect}" if change.expect else "",
        f"back it out if {change.abort}" if change.abort else "",
        f"it has until {moment(by, now)}" if by and not late else "",
    )
    return "".join(f"; {part}" for part in parts if part)


def _rollback_late(change: Change, now: Instant) -> bool:
    return change.state is ChangeState.STARTED and _past(change.rollback_at, now)


def waiting_on(incident: Incident, now: Instant, *, required: bool = True) -> Iterator[str]:
    """What is overdue, the oldest first; then changes that wait for the commander; then by due time what is owed and
    which decision is looked at again. ``required`` False leaves out the late requirements."""
    owed = [*_asks(incident, now), *_second_looks(incident, now), *_pages(incident, now)]
    owed += _requirements(incident, now) if required else ()
    owed.sort(key=lambda row: row[0])
    rows = [text for due, text in owed if due < now]
    for change in incident.changes:
        if change.waiting:
            word = "on hold" if change.state is ChangeState.ON_HOLD else "awaiting OK"
            rows.append(f"Change {change.n}, {change.text}: {word}")
    rows += [text for due, text in owed if due >= now]
    yield from rows or (NONE,)


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


def _pages(incident: Incident, now: Instant) -> Iterator[tuple[Instant, str]]:
    for page in incident.pages:
        if page.answer is not PageAnswer.ANSWERED and incident.mitigated_at is None:
            who = " ".join(part for part in (page.tier.upper(), f"@{page.who}" if page.who else "") if part)
            word = "overdue since" if _past(page.due_at, now) else "at"
            passed = f", next tier {word} {moment(page.due_at, now)}" if page.due_at else ""
            yield page.due_at or _NEVER, f"{who}, paged {page.at.hhmm()}: {PAGE_NAMES[page.answer]}{passed}"


def _requirements(incident: Incident, now: Instant) -> Iterator[tuple[Instant, str]]:
    """What the playbook requires and is late; after the end nobody waits for it."""
    for row in incident.requirements:
        closed = row.done_at is not None or row.struck_at is not None or row.waived is not None
        if incident.open and not closed and row.due_at < now:
            yield row.due_at, f"Late: {REQUIREMENT_NAMES.get(row.name, row.name)}, since {moment(row.due_at, now)}"


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


def _past(due: Instant | None, now: Instant) -> bool:
    return due is not None and due < now


def _until(due: Instant | None, now: Instant) -> str:
    if due is None:
        return ""
    return f", overdue since {moment(due, now)}" if due < now else f", by {moment(due, now)}"


def _due(due: Instant, now: Instant) -> str:
    return f"{'overdue since' if due < now else 'due'} {moment(due, now)}"
