"""Durations and promises kept, each with the events that it comes from (R8, R12).

A missing end is *unknown* and a negative span *contradictory*; neither is ever a number.
"""

from __future__ import annotations

import msgspec

from warroom.clock import Instant
from warroom.incident.state import Incident, Promise

UNKNOWN = "unknown"
CONTRADICTORY = "contradictory"


class Measure(msgspec.Struct, frozen=True):
    """Seconds, ``unknown`` or ``contradictory``, and the ids of the events that say so."""

    value: float | str
    events: tuple[str, ...] = ()

    @property
    def seconds(self) -> float | None:
        return None if isinstance(self.value, str) else self.value


class Metrics(msgspec.Struct, frozen=True):
    detect: Measure
    acknowledge: Measure
    mitigate: Measure
    resolve: Measure
    impact: Measure
    fix: Measure
    internal_on_time: int
    internal_sent: int
    external_on_time: int
    external_sent: int
    internal_events: tuple[str, ...] = ()
    external_events: tuple[str, ...] = ()


def metrics(incident: Incident) -> Metrics:
    """Detect counts from the start; acknowledge, mitigate, resolve and fix from detection (R8)."""
    internal, external = _kept(incident.internal), _kept(incident.external)
    return Metrics(
        detect=_span(incident, "started", incident.started_at, "detected", incident.detected_at),
        acknowledge=_since_detection(incident, "acknowledged", incident.acknowledged_at),
        mitigate=_since_detection(incident, "mitigated", incident.last_mitigated_at),
        resolve=_since_detection(incident, "resolved", incident.last_resolved_at),
        impact=_impact(incident),
        fix=_since_detection(incident, "fixed", incident.fixed_at),
        internal_on_time=internal[0],
        internal_sent=internal[1],
        external_on_time=external[0],
        external_sent=external[1],
        internal_events=tuple(sent.event for sent in incident.internal.sent),
        external_events=tuple(sent.event for sent in incident.external.sent),
    )


def _since_detection(incident: Incident, name: str, end: Instant | None) -> Measure:
    return _span(incident, "detected", incident.detected_at, name, end)


def _span(incident: Incident, first: str, start: Instant | None, last: str, end: Instant | None) -> Measure:
    events = tuple(incident.sources[name] for name in (first, last) if name in incident.sources)
    if start is None or end is None:
        return Measure(UNKNOWN, events)
    seconds = end.since(start)
    return Measure(CONTRADICTORY if seconds < 0 else seconds, events)


def _impact(incident: Incident) -> Measure:
    """R12: the sum of its stretches, each from the start or a reopening to the mitigation of that stretch."""
    events = tuple(incident.sources[name] for name in ("started", "mitigated") if name in incident.sources)
    starts = [incident.started_at, *incident.reopened]
    total = 0.0
    for start, end in zip(starts, incident.mitigated_by_opening, strict=True):
        if start is None or end is None:
            return Measure(UNKNOWN, events)
        if end < start:
            return Measure(CONTRADICTORY, events)
        total += end.since(start)
    return Measure(total, events)


def _kept(promise: Promise) -> tuple[int, int]:
    return sum(sent.on_time for sent in promise.sent), len(promise.sent)
