"""R14: the wall clock was moved, so everything that still counts moves with it and the remaining time stays.

What is over stays as it was written; only open deadlines move, and the times that a running length counts from.
"""

from __future__ import annotations

from warroom.clock import Instant
from warroom.incident import events as fact
from warroom.incident.events import Body, Event
from warroom.incident.folding import Folding, Step
from warroom.incident.state import Change, Promise


def _stepped(to: Folding, event: Event, body: fact.ClockStepped) -> None:
    incident, seconds = to.incident, body.seconds
    for row in incident.requirements:
        if row.open:
            row.shift_s += seconds
            row.pulled_to = _moved(row.pulled_to, seconds)
            row.due_at = to.due_of(row)
    _update(incident.internal, seconds)
    _update(incident.external, seconds)
    to.raises = [one._replace(at=one.at.plus(seconds)) for one in to.raises]
    incident.stable_since_mitigation = _moved(incident.stable_since_mitigation, seconds)
    incident.stable_since_change = _moved(incident.stable_since_change, seconds)
    incident.command_since = _moved(incident.command_since, seconds)
    incident.command_offered_at = _moved(incident.command_offered_at, seconds)
    incident.timers = {name: due.plus(seconds) for name, due in incident.timers.items()}
    for change in incident.changes:
        _change(change, seconds)
    for ask in incident.asks:
        ask.due_at, ask.shift_s = _moved(ask.due_at, seconds), ask.shift_s + seconds
    for decision in incident.decisions:
        decision.due_at, decision.shift_s = _moved(decision.due_at, seconds), decision.shift_s + seconds
    for page in incident.pages:
        page.due_at, page.shift_s = _moved(page.due_at, seconds), page.shift_s + seconds


def _update(promise: Promise, seconds: float) -> None:
    """The last update moves too: one that goes out after the clock was set back is still the later of the two."""
    promise.shift_s += seconds
    promise.pulled_to = _moved(promise.pulled_to, seconds)
    promise.due_at = _moved(promise.due_at, seconds)
    promise.last_at = _moved(promise.last_at, seconds)
    promise.snoozes = [(at.plus(seconds), silent_s) for at, silent_s in promise.snoozes]


def _change(change: Change, seconds: float) -> None:
    change.due_at, change.shift_s = _moved(change.due_at, seconds), change.shift_s + seconds
    change.rollback_at = _moved(change.rollback_at, seconds)
    change.waits_since = _moved(change.waits_since, seconds)


def _moved(at: Instant | None, seconds: float) -> Instant | None:
    return None if at is None else at.plus(seconds)


STEPS: dict[type[Body], Step] = {fact.ClockStepped: _stepped}
