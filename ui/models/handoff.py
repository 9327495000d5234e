"""A handoff of command: the brief from the record, what is read together, and the sentence to say (UI.md 2.9)."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from warroom.clock import MINUTE, Instant
from warroom.comms import brief
from warroom.incident.countdowns import countdowns
from warroom.incident.phrases import STATUS_NAMES
from warroom.incident.playbook import Playbook
from warroom.incident.state import Incident
from warroom.incident.words import CountdownState

NEAR_S = 5 * MINUTE
"""A countdown that runs out this soon after the handover is named loudly: nobody extends it."""


class Check(msgspec.Struct, frozen=True):
    """One row to read together; ``urgent``: it runs out within minutes of the handover."""

    key: str
    words: str
    urgent: bool = False


def brief_text(incident: Incident, now: Instant) -> str:
    """The brief as it stands on the record: a heading and its rows, one subject after the other."""
    parts = (
        ("Situation", brief.situation(incident, now)),
        ("Hypotheses", brief.hypotheses(incident)),
        ("Tried", brief.tried(incident)),
        ("In flight", brief.in_flight(incident, now)),
        ("Waiting on", brief.waiting_on(incident, now)),
        ("Next updates", brief.next_updates(incident, now)),
        ("People", brief.people(incident)),
    )
    return "\n\n".join("\n".join([title, *(f"  {row}" for row in rows)]) for title, rows in parts)


def checks(incident: Incident, playbook: Playbook, now: Instant) -> list[Check]:
    """What both read aloud before command goes over."""
    flying = sum(1 for change in incident.changes if change.in_flight)
    waiting = sum(1 for change in incident.changes if change.waiting)
    return [
        Check("status", f"Read aloud: {incident.severity.label}, {STATUS_NAMES[incident.status]}"),
        Check("impact", "Customer impact read aloud" if incident.impact else "Customer impact: not stated yet"),
        Check("in_flight", f"Changes in flight named: {flying}" if flying else "No change is in flight"),
        Check("waiting", f"Changes that wait for an OK: {waiting}" if waiting else "No change waits for an OK"),
        *_updates(incident, playbook, now),
        Check("worries", "Open worries asked for"),
        Check("next", '"What would you do next?" answered'),
    ]


def _updates(incident: Incident, playbook: Playbook, now: Instant) -> Iterator[Check]:
    for row in countdowns(incident, playbook, now)[:2]:
        if row.due_at is None or row.remaining_s is None:
            continue
        late = row.state is CountdownState.OVERDUE
        words = f"{row.name.capitalize()} update {'overdue since' if late else 'due'} {row.due_at.hhmm()} UTC"
        yield Check(row.name, words, urgent=row.remaining_s <= NEAR_S)


def sentence(to: str, now: Instant) -> str:
    """What the commander says on the bridge."""
    return f"Everyone, at {now.hhmm()} UTC I hand {f'command to {to}' if to else 'over command'}."
