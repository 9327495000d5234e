"""Catch me up: what has changed since a moment, or since a person left, told for the seat that asks (UI.md 5).

A pure function of the state then, the state now, and the entries; what stays the same is not told. The sections stand
in the order in which the seat needs them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from warroom.clock import Instant
from warroom.incident.countdowns import Countdown, CountdownKind, countdowns
from warroom.incident.entry import Entry, EntryGroup
from warroom.incident.phrases import CHANGE_NAMES, CONFIDENCE_NAMES, SEVERITY_NAMES, STATUS_NAMES, seat_name
from warroom.incident.roster import responders
from warroom.incident.state import Change, Hypothesis, Incident
from warroom.incident.words import Seat

if TYPE_CHECKING:
    from warroom.incident.playbook import Playbook

MOST_LINES = 8
"""A section that is longer says how many lines it leaves out."""


class Part(StrEnum):
    """What a section is about; its words are chosen at the edge, as with every code."""

    NOW = "now"
    YOURS = "yours"
    DECISIONS = "decisions"
    CHANGES = "changes"
    BELIEFS = "beliefs"
    EXCLUDED = "excluded"
    OWED = "owed"
    UPDATES = "updates"
    DUE = "due"
    MOMENTS = "moments"
    NOTES = "notes"


PART_NAMES = {
    Part.NOW: "Where it stands",
    Part.YOURS: "For you",
    Part.DECISIONS: "Decided",
    Part.CHANGES: "Changes",
    Part.BELIEFS: "Believed now",
    Part.EXCLUDED: "Ruled out already",
    Part.OWED: "Who owes what",
    Part.UPDATES: "What was sent and said",
    Part.DUE: "Due next",
    Part.MOMENTS: "Key moments",
    Part.NOTES: "Also logged",
}
_FIRST: dict[str, tuple[Part, ...]] = {
    Seat.IC: (Part.NOW, Part.YOURS, Part.CHANGES, Part.DECISIONS, Part.OWED, Part.DUE),
    Seat.DEPUTY: (Part.NOW, Part.YOURS, Part.DUE, Part.OWED, Part.CHANGES),
    Seat.OPS: (Part.NOW, Part.YOURS, Part.CHANGES, Part.BELIEFS, Part.EXCLUDED, Part.OWED),
    Seat.COMMS: (Part.NOW, Part.YOURS, Part.UPDATES, Part.DUE, Part.DECISIONS),
    Seat.SCRIBE: (Part.NOW, Part.YOURS, Part.MOMENTS, Part.NOTES),
}


class Line(msgspec.Struct, frozen=True):
    """``entry`` is the row to go to, '' where the line tells the state."""

    text: str
    at: Instant | None = None
    entry: str = ""


class Section(msgspec.Struct, frozen=True):
    part: Part
    lines: tuple[Line, ...]
    left_out: int = 0

    @property
    def title(self) -> str:
        return PART_NAMES[self.part]


class CatchUp(msgspec.Struct, frozen=True, kw_only=True):
    """``rows``: how many entries were logged since. ``quiet``: nothing was, and nothing has changed."""

    since: Instant
    now: Instant
    seat: str
    who: str
    rows: int
    sections: tuple[Section, ...]

    @property
    def quiet(self) -> bool:
        return self.rows == 0


def left_at(entries: Iterable[Entry], who: str) -> Instant | None:
    """When ``who`` last wrote or said something: since then the others have gone on. None: never."""
    own = (entry.recorded_at for entry in entries if who in (entry.author, entry.actor))
    return max(own, default=None)


def catch_up(
    before: Incident,
    incident: Incident,
    playbook: Playbook,
    entries: Sequence[Entry],
    since: Instant,
    now: Instant,
    *,
    seat: str = "",
    who: str = "",
) -> CatchUp:
    """What somebody who left at ``since`` has to know. ``before`` is the state as it was then.

    ``seat`` orders the sections for that role, '' for anybody; ``who`` is asked for by name in *For you*. What was
    logged since counts by when it was recorded: a back-dated row is news, too.
    """
    fresh = [entry for entry in entries if entry.recorded_at > since and not entry.retracted]
    lines: dict[Part, list[Line]] = {
        Part.NOW: list(_now(before, incident, now)),
        Part.YOURS: list(_yours(incident, who, now)),
        Part.DECISIONS: [_row(entry) for entry in fresh if entry.group is EntryGroup.DECISION],
        Part.CHANGES: [_change(row) for row in incident.changes if _moved(row, since)],
        Part.BELIEFS: [_belief(row, incident) for row in incident.hypotheses if not row.ruled_out],
        Part.EXCLUDED: [_excluded(row) for row in incident.hypotheses if row.ruled_out],
        Part.OWED: [_owed(row, now) for row in countdowns(incident, playbook, now) if row.kind is CountdownKind.ASK],
        Part.UPDATES: [_row(entry) for entry in fresh if entry.group is EntryGroup.UPDATE],
        Part.DUE: sorted(
            (_due(row) for row in countdowns(incident, playbook, now)[:2] if row.due_at is not None),
            key=lambda line: line.at or now,
        ),
        Part.MOMENTS: [_row(entry) for entry in fresh if entry.starred],
        Part.NOTES: [_row(entry) for entry in fresh if entry.group in (EntryGroup.NOTE, EntryGroup.ALERT)],
    }
    order = [*_FIRST.get(seat, ()), *(part for part in Part if part not in _FIRST.get(seat, ()))]
    return CatchUp(
        since=since,
        now=now,
        seat=seat,
        who=who,
        rows=len(fresh),
        sections=tuple(_section(part, lines[part]) for part in order if lines[part]),
    )


def _section(part: Part, lines: list[Line]) -> Section:
    """The newest lines, where there are too many; the state and what is yours are told whole."""
    if part in (Part.NOW, Part.YOURS) or len(lines) <= MOST_LINES:
        return Section(part, tuple(lines))
    return Section(part, tuple(lines[-MOST_LINES:]), len(lines) - MOST_LINES)


def _now(before: Incident, incident: Incident, now: Instant) -> Iterator[Line]:
    severity = f"{incident.severity.label} {SEVERITY_NAMES[incident.severity]}"
    was = f" (was {before.severity.label})" if before.severity != incident.severity else ""
    status = f" (was {STATUS_NAMES[before.status]})" if before.status is not incident.status else ""
    yield Line(f"{severity}{was} · {STATUS_NAMES[incident.status]}{status}", incident.status_at)
    if incident.impact:
        new = "" if before.impact and before.impact.event == incident.impact.event else " (new)"
        yield Line(f"Impact: {incident.impact.text}{new}", incident.impact.at, incident.impact.event)
    if incident.commander:
        relieved = f" (was @{before.commander})" if before.commander not in ("", incident.commander) else ""
        yield Line(f"Commander: @{incident.commander}{relieved}", incident.command_since)
    for seat in sorted({*before.roles, *incident.roles} - {Seat.IC}):
        old, new_holder = before.roles.get(seat, ""), incident.roles.get(seat, "")
        if old != new_holder:
            was_held = f"was {'@' + old if old else 'nobody'}"
            yield Line(f"{seat_name(seat)}: {'@' + new_holder if new_holder else 'nobody'} ({was_held})")
    if incident.mitigated_at and not before.mitigated_at:
        yield Line(f"Customer impact ended {incident.mitigated_at.hhmm()} UTC", incident.mitigated_at)
    active = responders(incident, now)
    yield Line(
        f"At work: {len(active)}, {', '.join('@' + handle for handle in active)}" if active else "At work: nobody"
    )


def _yours(incident: Incident, who: str, now: Instant) -> Iterator[Line]:
    if not who:
        return
    for ask in incident.asks:
        if ask.open and ask.to == who:
            yield Line(f"Ask {ask.n}: {ask.text}{_by(ask.due_at, now)}", ask.at, ask.event)
    for change in incident.changes:
        if change.in_flight and change.owner == who:
            yield Line(
                f"Change {change.n}: {change.text}, {CHANGE_NAMES[change.state].lower()}", change.at, change.event
            )
    for decision in incident.decisions:
        if decision.owner == who and decision.due_at is not None:
            text = f"Decision {decision.n}: {decision.text}{_by(decision.due_at, now)}"
            yield Line(text, decision.at, decision.event)
    waiting = [change for change in incident.changes if change.waiting] if who == incident.commander else []
    for change in waiting:
        yield Line(f"Change {change.n} waits for your OK: {change.text}", change.at, change.event)


def _moved(change: Change, since: Instant) -> bool:
    """Whether it was proposed or took a step since, or still runs."""
    return change.in_flight or change.waiting or any(step.at > since for step in change.steps)


def _change(change: Change) -> Line:
    last = change.steps[-1]
    why = f": {last.why}" if last.why else ""
    owner = f" · @{change.owner}" if change.owner else ""
    return Line(f"{change.n}. {change.text} · {CHANGE_NAMES[change.state]}{why}{owner}", last.at, change.event)


def _belief(row: Hypothesis, incident: Incident) -> Line:
    current = ", current" if row.n == incident.current_hypothesis else ""
    return Line(f"{row.n}. {row.text} · {CONFIDENCE_NAMES[row.confidence]}{current}", row.at, row.event)


def _excluded(row: Hypothesis) -> Line:
    return Line(f"{row.n}. {row.text}" + (f" · because {row.why}" if row.why else ""), row.judged_at, row.event)


def _owed(row: Countdown, now: Instant) -> Line:
    owner = f"@{row.owner}: " if row.owner else ""
    return Line(f"{owner}{row.label}{_by(row.due_at, now)}", row.due_at)


def _due(row: Countdown) -> Line:
    assert row.due_at is not None, "only countdowns with a deadline are told"
    late = row.remaining_s is not None and row.remaining_s < 0
    return Line(
        f"{row.label.capitalize()} update {'overdue since' if late else 'due'} {row.due_at.hhmm()} UTC", row.due_at
    )


def _row(entry: Entry) -> Line:
    role = f"[{entry.role}] " if entry.role else ""
    to = f" → @{entry.to}" if entry.to else ""
    return Line(f"@{entry.actor}{to}: {role}{entry.text}", entry.at, entry.id)


def _by(due: Instant | None, now: Instant) -> str:
    if due is None:
        return ""
    return f", {'over time since' if due < now else 'by'} {due.hhmm()} UTC"
