"""The rows of a command handoff: where things stand, what was tried, who owes what."""

from __future__ import annotations

from collections.abc import Iterator

from warroom.clock import Instant
from warroom.comms.moments import moment
from warroom.incident.state import Incident
from warroom.incident.words import AskState, ChangeState, Confidence

NONE = "None on the record"

_OUTCOMES = {
    ChangeState.WORKED: "worked",
    ChangeState.NO_EFFECT: "no effect",
    ChangeState.WORSE: "made it worse",
    ChangeState.BACKED_OUT: "backed out",
    ChangeState.DECLINED: "declined",
    ChangeState.WITHDRAWN: "withdrawn",
    ChangeState.REPORTED: "done, outcome not stated",
}
_SEATS = {"ic": "Commander", "ops": "Operations", "comms": "Communications"}


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
        word = row.confidence.value.replace("_", " ")
        why = f" ({row.why})" if row.why and row.confidence is Confidence.RULED_OUT else ""
        yield f"{row.n}. {row.text}: {mark}{word}{why}"
    if not rows:
        yield NONE


def tried(incident: Incident) -> Iterator[str]:
    rows = [change for change in incident.changes if change.state in _OUTCOMES]
    for change in rows:
        last = change.steps[-1] if change.steps else None
        why = f" ({last.why})" if last and last.why else ""
        yield f"{(last.at if last else change.at).hhmm()} {change.text}: {_OUTCOMES[change.state]}{why}"
    if not rows:
        yield NONE


def in_flight(incident: Incident, now: Instant) -> Iterator[str]:
    rows = [change for change in incident.changes if change.in_flight]
    for change in rows:
        word = "running" if change.state is ChangeState.STARTED else "approved"
        owner = f", @{change.owner or change.actor}" if change.owner or change.actor else ""
        yield f"{change.text}: {word}{owner}{_until(change.due_at, now)}"
    if not rows:
        yield NONE


def waiting_on(incident: Incident, now: Instant) -> Iterator[str]:
    """Changes that wait for the commander, then open asks by due time."""
    none = True
    for change in incident.changes:
        if change.waiting:
            none = False
            word = "on hold" if change.state is ChangeState.ON_HOLD else "awaiting OK"
            yield f"Change {change.n}, {change.text}: {word}"
    for ask in sorted((ask for ask in incident.asks if ask.open), key=lambda ask: ask.due_at or Instant(2**62)):
        none = False
        to = f"@{ask.to}: " if ask.to else ""
        seen = ", acknowledged" if ask.state is AskState.ACKNOWLEDGED else ""
        yield f"{to}{ask.text}{seen}{_until(ask.due_at, now)}"
    if none:
        yield NONE


def next_updates(incident: Incident, now: Instant) -> Iterator[str]:
    for name, due in (("Internal", incident.internal.due_at), ("External", incident.external.due_at)):
        yield f"{name}: {_due(due, now)}" if due else f"{name}: none due"


def people(incident: Incident) -> Iterator[str]:
    rows = {**incident.roles}
    if not rows.get("ic") and incident.acting_ic:
        yield f"Commander: @{incident.acting_ic} (acting)"
    for seat, handle in rows.items():
        if handle:
            yield f"{_SEATS.get(seat, seat.replace('_', ' ').capitalize())}: @{handle}"
    if not any(rows.values()) and not incident.acting_ic:
        yield NONE


def _until(due: Instant | None, now: Instant) -> str:
    return f", by {moment(due, now)}" if due else ""


def _due(due: Instant, now: Instant) -> str:
    return f"{'overdue since' if due < now else 'due'} {moment(due, now)}"
