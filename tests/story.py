"""A story of events for tests of the domain: what happened, minute by minute after 2026-01-05 02:00 UTC."""

from __future__ import annotations

from functools import cache

from warroom import paths
from warroom.clock import HybridClock, Instant
from warroom.incident import events as fact
from warroom.incident.countdowns import Countdown, RequirementView, countdowns, requirements
from warroom.incident.events import Body, Event
from warroom.incident.fold import fold
from warroom.incident.playbook import Playbook, parse
from warroom.incident.state import Incident
from warroom.incident.words import Severity

ZERO = Instant.parse("2026-01-05T02:00:00Z")


@cache
def builtin_playbook() -> Playbook:
    return parse(paths.resource("playbook.toml").read_text(encoding="utf-8"))


def minute(minutes: float) -> Instant:
    return ZERO.plus(minutes * 60)


class Story:
    """Appends facts as one replica would; ``story(5, body)`` happens and is recorded at minute 5."""

    def __init__(self, severity: int = 1, *, declared: float = 0, detected: float | None = None) -> None:
        self.events: list[Event] = []
        self._clock = HybridClock()
        self(declared, fact.Declared(1, "checkout fails", Severity(severity), builtin_playbook().sha256))
        if detected is not None:
            self(declared, fact.DetectionSet(minute(detected)))

    def __call__(self, minutes: float, body: Body, *, recorded: float | None = None, author: str = "robin") -> str:
        at = minute(minutes)
        now = minute(minutes if recorded is None else recorded)
        seq = len(self.events) + 1
        event = Event(
            id=f"e{seq}",
            incident="i1",
            replica="r1",
            seq=seq,
            hlc=self._clock.next(now),
            at=at,
            recorded_at=now,
            author=author,
            kind=body.KIND,
            body=body,
            n=seq,
        )
        self.events.append(event)
        return event.id

    def sent(
        self, minutes: float, template: str, promise: float | None = None, *, recorded: float | None = None
    ) -> str:
        body = fact.MessageSent(
            f"m{len(self.events)}", template, "text", "chat", None if promise is None else minute(promise)
        )
        return self(minutes, body, recorded=recorded)

    @property
    def incident(self) -> Incident:
        return fold(self.events, lambda _sha: builtin_playbook())

    def due(self, name: str) -> float | None:
        """Minutes after zero at which ``internal`` or ``external`` is due."""
        promise = getattr(self.incident, name)
        return None if promise.due_at is None else promise.due_at.since(ZERO) / 60

    def countdown(self, name: str, now: float) -> Countdown:
        rows = countdowns(self.incident, builtin_playbook(), minute(now))
        return next(row for row in rows if row.name == name)

    def row(self, name: str, now: float) -> RequirementView:
        rows = requirements(self.incident, builtin_playbook(), minute(now))
        return next(row for row in rows if row.name == name)

    def row_due(self, name: str) -> float:
        return self.row(name, 0).due_at.since(ZERO) / 60
