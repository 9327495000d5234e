"""The fold: events in, an ``Incident`` out. The only writer of ``state``.

Events fold by (hlc, replica, seq), whatever order they arrived in, so that two laptops that hold the same events hold
the same state. An event that another one corrects, retracts or redacts is passed over as though it had never been,
which is why an undo restores every deadline exactly (R7). Readings of a clock that was corrected are shifted first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import msgspec

from warroom.clock import shifted
from warroom.incident import clock_step, course, crew, messages, talk
from warroom.incident.events import (
    Amended,
    Asked,
    Body,
    ChangeProposed,
    ChangeReported,
    ClockCorrected,
    Decision,
    Event,
    HypothesisStated,
    Paged,
    Redacted,
    Retracted,
    Unknown,
)
from warroom.incident.folding import Folding, Step
from warroom.incident.state import Incident

if TYPE_CHECKING:
    from warroom.incident.playbook import Playbook

Order = tuple[str, str, int]
_STEPS: dict[type[Body], Step] = {**course.STEPS, **crew.STEPS, **talk.STEPS, **messages.STEPS, **clock_step.STEPS}
_NUMBERED: dict[type[Body], str] = {
    Asked: "ask",
    Decision: "decision",
    Paged: "page",
    ChangeProposed: "change",
    ChangeReported: "change",
    HypothesisStated: "hypothesis",
}
_LOOKS_BACK = (Amended, ClockCorrected, Redacted, Retracted)


def fold(events: Iterable[Event], playbooks: Callable[[str], Playbook]) -> Incident:
    """The state that ``events`` of one incident make; kinds that do not touch the state may be left out."""
    folded = Fold(playbooks)
    folded.add(events)
    return folded.incident


class Fold:
    """A fold that can go on: new events at the end are one step each, all else folds anew."""

    def __init__(self, playbooks: Callable[[str], Playbook]) -> None:
        self._playbooks = playbooks
        self._kept: list[Event] = []
        self._last: Order = ("", "", 0)
        self._folding = Folding(playbooks)
        self._taken: dict[str, int] = {}
        self._folding.incident.taken = self._taken

    @property
    def incident(self) -> Incident:
        return self._folding.incident

    def add(self, events: Iterable[Event]) -> None:
        """Take in more events, in any order; one that is known already is passed over."""
        known = {event.id for event in self._kept}
        fresh = [event for event in events if event.id not in known and _stateful(event)]
        if not fresh:
            return
        fresh.sort(key=_plain_order)
        self._kept.extend(fresh)
        self._count(fresh)
        if _plain_order(fresh[0]) > self._last and not any(_looks_back(event) for event in self._kept[-len(fresh) :]):
            for event in fresh:
                self._step(event)
            self._last = _plain_order(fresh[-1])
        else:
            self._refold()

    def _refold(self) -> None:
        self._folding = Folding(self._playbooks)
        for event in in_force(self._kept):
            self._step(event)
        self._last = max(_plain_order(event) for event in self._kept)
        self._folding.incident.taken = self._taken

    def _count(self, fresh: list[Event]) -> None:
        for event in fresh:
            subject = _NUMBERED.get(type(event.body))
            if subject is not None:
                self._taken[subject] = max(self._taken.get(subject, 0), getattr(event.body, "n", 0))

    def _step(self, event: Event) -> None:
        if isinstance(event.body, Unknown):
            self._folding.incident.newer |= bool(event.body.raw)
            return
        self._folding.take(event)
        step = _STEPS.get(type(event.body))
        if step is not None:
            step(self._folding, event, event.body)


def in_force(events: Iterable[Event]) -> list[Event]:
    """The events that count, in folding order, amended where they were amended."""
    ordered = _ordered(list(events))
    void: set[str] = set()
    changes: dict[str, list[Event]] = {}
    for event in reversed(ordered):
        if event.id in void:
            continue
        body = event.body
        if body.corrects:
            void |= {event.id, body.corrects}
        elif isinstance(body, Retracted | Redacted):
            void.add(body.target)
        elif isinstance(body, Amended):
            changes.setdefault(body.target, []).append(event)
    return [_amended(event, changes.get(event.id)) for event in ordered if event.id not in void]


def _amended(event: Event, changes: list[Event] | None) -> Event:
    for change in reversed(changes or []):
        body = change.body
        if not isinstance(body, Amended):
            continue
        fields = {"role": body.entry_role, "actor": body.entry_actor, "text": body.text}
        new = {name: value for name, value in fields.items() if value is not None and hasattr(event.body, name)}
        moved = msgspec.structs.replace(event.body, **new)
        event = msgspec.structs.replace(event, body=moved, at=event.at if body.at is None else body.at)
    return event


def _stateful(event: Event) -> bool:
    return event.body.STATEFUL


def _looks_back(event: Event) -> bool:
    return bool(event.body.corrects) or isinstance(event.body, _LOOKS_BACK)


def _plain_order(event: Event) -> Order:
    return (event.hlc, event.replica, event.seq)


def _ordered(events: list[Event]) -> list[Event]:
    """In folding order. A bad clock's readings are moved to where they belong first; what one replica wrote stays in
    the order in which it wrote it, though moved readings may meet within a millisecond."""
    corrections = [event.body for event in events if isinstance(event.body, ClockCorrected)]
    if not corrections:
        return sorted(events, key=_plain_order)
    latest: dict[str, str] = {}
    keyed = []
    for event in sorted(events, key=lambda event: (event.replica, event.seq)):
        hlc = latest[event.replica] = max(_corrected(event, corrections), latest.get(event.replica, ""))
        keyed.append(((hlc, event.replica, event.seq), event))
    return [event for _, event in sorted(keyed, key=lambda pair: pair[0])]


def _corrected(event: Event, corrections: list[ClockCorrected]) -> str:
    hlc = event.hlc
    for body in corrections:
        if body.replica == event.replica and body.start <= event.hlc <= body.end:
            hlc = shifted(hlc, body.shift_s)
    return hlc
