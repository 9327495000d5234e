"""Fields that one incident's state does not answer: what is left to do, and a shift that spans incidents."""

from __future__ import annotations

from collections.abc import Iterable

from warroom.clock import DAY, HOUR, Instant
from warroom.comms.moments import length, moment
from warroom.comms.sources import Answer
from warroom.incident.entry import Entry
from warroom.incident.phrases import CHANGE_NAMES, STATUS_NAMES
from warroom.incident.state import Incident
from warroom.incident.words import ChangeState, Severity

SHIFT_FIELDS = frozenset({"open_issues", "recent_changes", "alerts_fired", "risks"})
FOLLOW_UPS = "follow_ups"
RECENT_S = 7 * DAY
"""How long a resolved incident is still something to know of."""
SHIFT_S = 12 * HOUR
"""How far back a shift handoff looks."""
_RISKY = (ChangeState.NO_EFFECT, ChangeState.WORSE, ChangeState.STARTED, ChangeState.REPORTED)


def gathered(incidents: Iterable[Incident], entries: Iterable[tuple[str, Entry]], now: Instant) -> dict[str, Answer]:
    """The answers for a shift handoff, from the incidents of this record and their alerts and follow-ups.

    ``entries`` are (reference, entry). Drills are no one's shift. What nobody logged stays unanswered.
    """
    real = [incident for incident in incidents if not incident.drill]
    since = now.plus(-SHIFT_S)
    rows = sorted((row for row in entries if not row[1].retracted), key=lambda row: row[1].at)
    alerts = [row for row in rows if row[1].kind == "alert" and row[1].at >= since]
    left = [row for row in rows if row[1].kind == "follow_up"]
    found: dict[str, tuple[str, ...]] = {
        "open_issues": tuple(_issue(incident, now) for incident in _gravest(real)) or ("No incident is open",),
        "recent_changes": tuple(_changes(real, since, now)),
        "alerts_fired": tuple(_alert(ref, entry, real, now) for ref, entry in alerts),
        "risks": (*_risks(real), *(f"{ref}: {entry.text}, not done yet" for ref, entry in left)),
    }
    return {name: Answer(value, "the record") for name, value in found.items() if value}


def follow_ups(entries: Iterable[Entry]) -> dict[str, Answer]:
    """What one incident leaves to do."""
    left = tuple(entry.text for entry in entries if entry.kind == "follow_up" and not entry.retracted)
    return {FOLLOW_UPS: Answer(left, "the follow-ups")} if left else {}


def _gravest(incidents: list[Incident]) -> list[Incident]:
    return sorted((row for row in incidents if row.open), key=lambda row: (row.severity, row.declared_at))


def _issue(incident: Incident, now: Instant) -> str:
    """``INC-0042 SEV-1 Mitigating, 49 min: Checkout fails. Impact: ... Commander @ines``."""
    lasted = length(now.since(incident.started_at or incident.declared_at))
    head = f"{incident.ref} {incident.severity.label} {STATUS_NAMES[incident.status]}, {lasted}: {incident.title}"
    impact = f". Impact: {incident.impact.text}" if incident.impact else ""
    commander = f". Commander @{incident.commander}" if incident.commander else ". Nobody commands"
    return head + impact + commander


def _changes(incidents: list[Incident], since: Instant, now: Instant) -> Iterable[str]:
    found = [
        (change.steps[-1].at if change.steps else change.at, incident, change)
        for incident in incidents
        for change in incident.changes
    ]
    for at, incident, change in sorted(found, key=lambda row: row[0]):
        if at >= since:
            yield f"{moment(at, now)} {incident.ref}: {change.text}, {CHANGE_NAMES[change.state].lower()}"


def _alert(ref: str, entry: Entry, incidents: list[Incident], now: Instant) -> str:
    """With whether it was real, as far as the record can tell."""
    incident = next((row for row in incidents if row.ref == ref), None)
    hurt = incident is not None and (incident.impact is not None or incident.mitigated_at is not None)
    real = f"real, {ref}" if hurt else f"in {ref}, not judged yet"
    return f"{moment(entry.at, now)} {entry.text} ({real})"


def _risks(incidents: list[Incident]) -> Iterable[str]:
    """Mended for now, or touched and unproved: where the next page may come from."""
    for incident in incidents:
        if not incident.open and incident.fixed_at is None and incident.severity <= Severity.SEV2:
            yield f"{incident.ref} {incident.title}: resolved, with no permanent fix on the record"
        for change in incident.changes if incident.open else ():
            if change.state in _RISKY:
                yield f"{incident.ref}: {change.text}, {CHANGE_NAMES[change.state].lower()}"
