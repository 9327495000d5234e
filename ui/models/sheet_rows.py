"""Rows of the sheets: beliefs with what was excluded, decisions with their second look, checklists item by item."""

from __future__ import annotations

from collections.abc import Iterator

from ui import times
from ui.models.needs import Need, NeedKind
from warroom.clock import MINUTE, Instant
from warroom.incident.checklists import ChecklistView, ItemState, checklists
from warroom.incident.countdowns import state_of
from warroom.incident.phrases import CONFIDENCE_NAMES
from warroom.incident.playbook import Playbook
from warroom.incident.state import Decision, Hypothesis, Incident
from warroom.incident.words import CountdownState

STANDING, EXCLUDED = "What may be", "Excluded already"
_LISTS = ("first_15_minutes", "detection", "responder")
_ITEM_ICONS = {ItemState.DONE: "check", ItemState.PROVED: "check", ItemState.NOT_NEEDED: "minus"}
_ITEM_WORDS = {ItemState.DONE: "done", ItemState.PROVED: "shown by the record", ItemState.OPEN: ""}


def beliefs(incident: Incident, _playbook: Playbook, now: Instant) -> list[Need]:
    """The current hypothesis first, then those that stand, then what was ruled out and why."""
    current = incident.current_hypothesis
    rows = sorted(incident.hypotheses, key=lambda row: (row.ruled_out, row.n != current, -row.n))
    return [_belief(row, row.n == current, now) for row in rows]


def _belief(row: Hypothesis, current: bool, now: Instant) -> Need:
    speaks = sum(not one.against for one in row.evidence)
    against = len(row.evidence) - speaks
    facts = [
        f"hypothesis {row.n}",
        "current" if current else "",
        CONFIDENCE_NAMES[row.confidence],
        f"{speaks} for it" if speaks else "",
        f"{against} against it" if against else "",
        f"because {row.why}" if row.ruled_out and row.why else "",
        f"by {row.by}",
    ]
    age = now.since(row.judged_at or row.at)
    return Need(
        NeedKind.BELIEF,
        f"belief {row.n}",
        row.text,
        " · ".join(fact for fact in facts if fact),
        times.length(age - age % MINUTE) if age >= MINUTE else "now",
        n=row.n,
        name=row.confidence.value,
        event=row.event,
        started=current,
        icon="ban" if row.ruled_out else "lightbulb",
        head=EXCLUDED if row.ruled_out else STANDING,
    )


def decisions(incident: Incident, playbook: Playbook, now: Instant) -> list[Need]:
    """Those to look at again first, by their time; then the newest."""
    rows = sorted(incident.decisions, key=lambda row: (row.due_at is None, row.due_at or -row.at, -row.at))
    return [_decision(row, playbook, now) for row in rows]


def _decision(row: Decision, playbook: Playbook, now: Instant) -> Need:
    facts = [
        f"decision {row.n} by {row.by} at {row.at.hhmm()}",
        f"carried out by {row.owner}" if row.owner and row.owner != row.by else "",
        f"looked at {row.reviewed_at.hhmm()}" if row.reviewed_at is not None else "",
        row.seen,
        *(f"{note.note.value}: {note.text} ({note.by})" for note in row.notes),
    ]
    clock = "" if row.due_at is None else times.countdown(row.due_at.since(now))
    state = CountdownState.CALM if row.due_at is None else state_of(row.due_at, now, 120, playbook)
    detail = " · ".join(fact for fact in facts if fact)
    return Need(NeedKind.DECISION, f"decided {row.n}", row.text, detail, clock, state, row.n, event=row.event)


def items(incident: Incident, playbook: Playbook, _now: Instant) -> list[Need]:
    """The checklists of a running incident, item by item; what the record proves is ticked by itself."""
    return [need for view in checklists(incident, playbook) if view.key in _LISTS for need in _items(view)]


def _items(view: ChecklistView) -> Iterator[Need]:
    head = f"{view.name}: {view.settled} of {len(view.items)}"
    for item in view.items:
        said = f"not needed: {item.why}" if item.state is ItemState.NOT_NEEDED else _ITEM_WORDS[item.state]
        yield Need(
            NeedKind.ITEM,
            f"item {view.key} {item.n}",
            item.text,
            said,
            "" if item.state is ItemState.OPEN else said.partition(":")[0],
            n=item.n,
            name=view.key,
            started=item.settled,
            icon=_ITEM_ICONS.get(item.state, "circle"),
            head=head,
        )
