"""The five acts that come next most likely, by the state of the incident: what the empty palette shows first."""

from __future__ import annotations

from collections.abc import Iterator

from warroom.clock import Instant
from warroom.incident.countdowns import countdowns, guard
from warroom.incident.nudges import waits_for_ok
from warroom.incident.playbook import Playbook
from warroom.incident.state import Incident
from warroom.incident.words import ChangeState, CountdownState, Seat, Status

MOST = 5
_PRESSING = (CountdownState.OVERDUE, CountdownState.DUE, CountdownState.NOT_ANNOUNCED)
_USUAL = ("war.internal", "war.external", "war.log.change", "war.log.ask", "war.status", "war.handoff")


def likely(incident: Incident | None, playbook: Playbook | None, now: Instant) -> list[str]:
    """Ids of actions, the likeliest first: what is overdue for customers before all else."""
    if incident is None or playbook is None:
        return ["incident.declare", "incident.next", "home.find", "help.keys"]
    return list(dict.fromkeys(_next(incident, playbook, now)))[:MOST]


def _next(incident: Incident, playbook: Playbook, now: Instant) -> Iterator[str]:
    internal, external, *_ = countdowns(incident, playbook, now)
    if external.state in _PRESSING:
        yield "war.external"
    if internal.state in _PRESSING:
        yield "war.internal"
    if not incident.open:
        yield from ("war.resolve", "war.external", "file.export.postmortem", "view.home")
        return
    if waits_for_ok(incident, playbook):
        yield from ("war.approve", "war.poll")
    if not incident.roles.get(Seat.IC):
        yield "war.role.ic"
    if incident.impact is None:
        yield "war.impact"
    if incident.status is Status.MONITORING and guard(incident, playbook, now).satisfied:
        yield "war.resolve"
    if any(change.state is ChangeState.STARTED for change in incident.changes):
        yield "war.change.worked"
    if CountdownState.SOON in (external.state, internal.state):
        yield "war.external" if external.state is CountdownState.SOON else "war.internal"
    if incident.current_hypothesis is None and incident.status is Status.INVESTIGATING:
        yield "war.hypothesis"
    yield from _USUAL
