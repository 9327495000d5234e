"""An incident as one plain object: what ``show --json`` prints, and what every export starts from (DESIGN section 5).

Names, states and times are the contract with scripts: times are ISO 8601 with ``Z``, durations are seconds, what the
record does not say is ``null``. A metric is a number, ``"unknown"`` or ``"contradictory"``; ``metrics.sources`` names,
under the same key, the events that it came from.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeAlias

from warroom.clock import Instant
from warroom.incident.countdowns import countdowns, postmortem_due, requirements
from warroom.incident.events import REGISTRY
from warroom.incident.metrics import metrics
from warroom.incident.words import Seat

if TYPE_CHECKING:
    from warroom.incident.entry import Entry
    from warroom.incident.metrics import Measure
    from warroom.incident.playbook import Playbook
    from warroom.incident.state import Ask, Change, Decision, Hypothesis, Incident, Message, Page, Promise
    from warroom.record import Header

Plain: TypeAlias = dict[str, object]
"""An object that JSON can hold."""

MEASURES = ("detect", "acknowledge", "mitigate", "resolve", "impact", "fix")
"""The durations, in the order in which an incident goes through them (R8)."""


def snapshot(incident: Incident, entries: Iterable[Entry], playbook: Playbook, now: Instant) -> Plain:
    """``incident`` as it stands at ``now`` under the playbook that it runs under, with its timeline."""
    due = postmortem_due(incident, playbook)
    return {
        "id": incident.id,
        "ref": incident.ref,
        "title": incident.title,
        "severity": int(incident.severity),
        "peak_severity": int(incident.peak_severity),
        "status": incident.status.value,
        "drill": incident.drill,
        "near_miss": incident.near_miss,
        "simulated": incident.simulated,
        "customer_visible": incident.customer_visible,
        "customer_detected": incident.customer_detected,
        "detection_source": incident.detection_source or None,
        "reopened": [moment.text for moment in incident.reopened],
        "same_as": incident.same_as or None,
        "newer": incident.newer,
        "as_of": now.text,
        "links": [{"label": link.label, "url": link.url} for link in incident.links],
        "services": list(incident.services),
        "components": {name: state.value for name, state in incident.components.items()},
        "bridge": _bridge(incident),
        "channel": incident.channel or None,
        **_times(incident),
        "impact": {"text": incident.impact.text, "at": incident.impact.at.text} if incident.impact else None,
        "hypotheses": [_hypothesis(row, incident.current_hypothesis) for row in incident.hypotheses],
        "decisions": [_decision(row) for row in incident.decisions],
        "roles": _roles(incident),
        "acting_ic": incident.acting_ic or None,
        "countdowns": _countdowns(incident, playbook, now),
        "requirements": _requirements(incident, playbook, now),
        "changes": [_change(row) for row in incident.changes],
        "asks": [_ask(row) for row in incident.asks],
        "pages": [_page(row) for row in incident.pages],
        "command_offered": incident.command_offered or None,
        "triage": dict(incident.triage),
        "checked": {key: list(items) for key, items in incident.checked.items()},
        "not_needed": {key: dict(items) for key, items in incident.waived.items()},
        "joined": dict(incident.joined),
        "recurs": dict(incident.recurs),
        "came_back": dict(incident.came_back),
        "messages": [_message(row) for row in incident.messages],
        "metrics": _metrics(incident),
        "postmortem_due_at": iso(due),
        "entries": [entry_object(entry) for entry in entries],
    }


def header(row: Header) -> Plain:
    """One incident as ``list --json`` gives it."""
    return {
        "id": row.id,
        "ref": row.ref,
        "title": row.title,
        "severity": int(row.severity),
        "peak_severity": int(row.peak_severity),
        "status": str(row.status),
        "drill": row.drill,
        "near_miss": row.near_miss,
        "simulated": row.simulated,
        "customer_visible": row.customer_visible,
        "declared_at": iso(row.declared_at),
        "started_at": iso(row.started_at),
        "mitigated_at": iso(row.mitigated_at),
        "resolved_at": iso(row.resolved_at),
        "commander": row.commander or None,
        "same_as": row.same_as or None,
    }


def entry_object(entry: Entry) -> Plain:
    """One row of the timeline. ``kind`` is the word that people see; a kind of a newer version keeps its own name."""
    return {
        "id": entry.id,
        "at": entry.at.text,
        "recorded_at": entry.recorded_at.text,
        "kind": entry.group.value if entry.kind in REGISTRY else entry.kind,
        "event": entry.kind,
        "actor": entry.actor,
        "author": entry.author,
        "role": entry.role or None,
        "owner": entry.owner or None,
        "text": entry.text,
        "late": entry.late,
        "starred": entry.starred,
        "amended": entry.amended,
        "retracted": entry.retracted,
        "redacted": entry.redacted,
    }


def iso(moment: Instant | None) -> str | None:
    return None if moment is None else moment.text


def number(value: float) -> int | float:
    """Seconds as a whole number where they are one."""
    return int(value) if float(value).is_integer() else value


def _times(incident: Incident) -> Plain:
    return {
        "started_at": iso(incident.started_at),
        "detected_at": iso(incident.detected_at),
        "acknowledged_at": iso(incident.acknowledged_at),
        "declared_at": incident.declared_at.text,
        "triaged_at": iso(incident.triaged_at),
        "mitigation_begun_at": iso(incident.mitigation_begun_at),
        "mitigated_at": iso(incident.mitigated_at),
        "ended_at": iso(incident.mitigated_at),
        "resolved_at": iso(incident.resolved_at),
        "fixed_at": iso(incident.fixed_at),
    }


def _bridge(incident: Incident) -> Plain | None:
    bridge = incident.bridge
    if bridge is None:
        return None
    return {"text": bridge.text, "number": bridge.number, "pin": bridge.pin, "link": bridge.link}


def _roles(incident: Incident) -> dict[str, str | None]:
    """The five seats of the board always, whether or not somebody sits there; then the subjects."""
    seats = [seat.value for seat in Seat] + [seat for seat in incident.roles if seat not in set(Seat)]
    return {seat: incident.roles.get(seat) or None for seat in seats}


def _hypothesis(row: Hypothesis, current: int | None) -> Plain:
    state = "ruled_out" if row.ruled_out else "current" if row.n == current else "open"
    return {
        "n": row.n,
        "text": row.text,
        "confidence": row.confidence.value,
        "state": state,
        "by": row.by,
        "at": row.at.text,
        "why": row.why or None,
        "evidence": [{"entry": one.entry, "against": one.against, "by": one.by} for one in row.evidence],
    }


def _decision(row: Decision) -> Plain:
    return {
        "n": row.n,
        "id": row.event,
        "text": row.text,
        "by": row.by,
        "owner": row.owner or None,
        "at": row.at.text,
        "due_at": iso(row.due_at),
        "reviewed_at": iso(row.reviewed_at),
        "seen": row.seen or None,
        "notes": [{"note": one.note.value, "text": one.text, "by": one.by, "at": one.at.text} for one in row.notes],
    }


def _page(row: Page) -> Plain:
    return {
        "n": row.n,
        "id": row.event,
        "tier": row.tier or None,
        "who": row.who or None,
        "via": row.via or None,
        "by": row.by,
        "at": row.at.text,
        "answer": row.answer.value,
        "answered_at": iso(row.answered_at),
        "due_at": iso(row.due_at),
    }


def _countdowns(incident: Incident, playbook: Playbook, now: Instant) -> list[Plain]:
    return [
        {
            "name": row.name,
            "due_at": iso(row.due_at),
            "state": row.state.value,
            "remaining_s": None if row.remaining_s is None else number(row.remaining_s),
            "cadence_s": row.cadence_s,
            "kind": row.kind,
            "label": row.label or None,
            "snoozed_until": iso(row.snoozed_until),
        }
        for row in countdowns(incident, playbook, now)
    ]


def _requirements(incident: Incident, playbook: Playbook, now: Instant) -> list[Plain]:
    return [
        {
            "name": str(row.name),
            "due_at": iso(row.due_at),
            "state": row.state.value,
            "done_at": iso(row.done_at),
            "late_s": number(row.late_s),
            "limit_s": row.limit_s,
        }
        for row in requirements(incident, playbook, now)
    ]


def _change(row: Change) -> Plain:
    return {
        "n": row.n,
        "id": row.event,
        "text": row.text,
        "state": row.state.value,
        "actor": row.actor,
        "owner": row.owner or None,
        "at": row.at.text,
        "due_at": iso(row.due_at),
        "approved": row.approved,
        "risk": row.risk or None,
        "back_out": row.back_out or None,
        "expect": row.expect or None,
        "abort": row.abort or None,
        "rollback_at": iso(row.rollback_at),
        "steps": [
            {"state": step.state.value, "at": step.at.text, "by": step.by, "why": step.why or None}
            for step in row.steps
        ],
    }


def _ask(row: Ask) -> Plain:
    return {
        "n": row.n,
        "id": row.event,
        "text": row.text,
        "to": row.to or None,
        "by": row.by,
        "state": row.state.value,
        "at": row.at.text,
        "due_at": iso(row.due_at),
        "closed_at": iso(row.closed_at),
        "late_s": None if row.late_s is None else number(row.late_s),
        "answer": row.answer or None,
        "promise": row.promise,
    }


def _message(row: Message) -> Plain:
    return {
        "id": row.id,
        "template": row.template,
        "to": row.to or None,
        "state": row.state.value,
        "sent_at": iso(row.sent_at),
        "remote_id": row.remote_id or None,
        "next_update": iso(row.next_update),
        "text": row.text,
    }


def _metrics(incident: Incident) -> Plain:
    found = metrics(incident)
    measures: dict[str, Measure] = {name: getattr(found, name) for name in MEASURES}
    values: Plain = {f"{name}_s": _value(measure) for name, measure in measures.items()}
    values |= {
        "internal_on_time": found.internal_on_time,
        "internal_sent": found.internal_sent,
        "external_on_time": found.external_on_time,
        "external_sent": found.external_sent,
    }
    sources: dict[str, list[str]] = {f"{name}_s": list(measure.events) for name, measure in measures.items()}
    values["sources"] = sources | _sent("internal", incident.internal) | _sent("external", incident.external)
    return values


def _value(measure: Measure) -> int | float | str:
    return measure.value if isinstance(measure.value, str) else number(measure.value)


def _sent(name: str, promise: Promise) -> dict[str, list[str]]:
    return {
        f"{name}_on_time": [update.event for update in promise.sent if update.on_time],
        f"{name}_sent": [update.event for update in promise.sent],
    }
