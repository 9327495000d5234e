"""Which acts of the room wait to be announced, each with the template that drafts it. Nothing is sent here.

Declaring, a change of severity, a handoff, resolving and reopening are news. Each waits until a message that carries
it has gone out: this follows from the fold alone, so window, command line and a restart see the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

import msgspec

from warroom.clock import Instant
from warroom.comms.honesty_status import PAGES
from warroom.incident.state import Incident
from warroom.incident.words import MessageState, RequirementName, Seat, Severity

_INTERNAL = ("declaration", "status-update")
_MAILED = ("initial-alert", "numbered-update")


class Act(StrEnum):
    """What was done that others should hear of."""

    DECLARED = "declared"
    SEVERITY = "severity"
    COMMAND_OFFERED = "command_offered"
    COMMAND_TAKEN = "command_taken"
    RESOLVED = "resolved"
    REOPENED = "reopened"


WORDS = {
    Act.DECLARED: "declared",
    Act.SEVERITY: "severity changed",
    Act.COMMAND_OFFERED: "command offered",
    Act.COMMAND_TAKEN: "command taken",
    Act.RESOLVED: "resolved",
    Act.REOPENED: "reopened",
}


class Announcement(msgspec.Struct, frozen=True):
    """A draft that waits. ``at`` is when the act was done, ``due_at`` when its readers expect word at the latest.

    ``queued``: it is written and waits for its delivery.
    """

    act: Act
    template: str
    at: Instant
    due_at: Instant | None = None
    queued: bool = False

    @property
    def words(self) -> str:
        return WORDS[self.act]


def waiting(incident: Incident) -> tuple[Announcement, ...]:
    """What waits to be announced, the earliest due first; each template once, for the newest act that it tells."""
    found: dict[str, Announcement] = {}
    for made, told_by in _news(incident):
        if not _told(incident, made.at, told_by):
            found[made.template] = msgspec.structs.replace(made, queued=_queued(incident, made.at, told_by))
    endless = Instant(2**62)
    return tuple(sorted(found.values(), key=lambda row: (row.due_at or endless, row.at, row.template)))


def _news(incident: Incident) -> Iterator[tuple[Announcement, tuple[str, ...]]]:
    """Each act in its order, with the templates whose sending tells it; what goes on elsewhere is told there."""
    if incident.same_as:
        return
    if not incident.open:
        yield from _end(incident)
        return
    internal = incident.internal.due_at
    yield Announcement(Act.DECLARED, "declaration", incident.declared_at, internal), (*_INTERNAL, *_MAILED)
    page = incident.requirement(RequirementName.STATUS_PAGE)
    if page is not None and page.open and not incident.page_out and not incident.near_miss:
        name = PAGES[incident.status]
        yield Announcement(Act.DECLARED, name, incident.declared_at, page.due_at), tuple(PAGES.values())
    if incident.severity_at is not None:
        yield Announcement(Act.SEVERITY, "status-update", incident.severity_at, internal), _INTERNAL
        leaders = incident.requirement(RequirementName.LEADERSHIP)
        if leaders is not None and leaders.open:
            brief = Announcement(Act.SEVERITY, "executive-brief", incident.severity_at, leaders.due_at)
            yield brief, ("executive-brief",)
    yield from _command(incident)
    if incident.reopened:
        at = incident.reopened[-1]
        yield Announcement(Act.REOPENED, "status-update", at, internal), _INTERNAL
        if incident.page_out:
            yield (
                Announcement(Act.REOPENED, PAGES[incident.status], at, incident.external.due_at),
                tuple(PAGES.values()),
            )


def _command(incident: Incident) -> Iterator[tuple[Announcement, tuple[str, ...]]]:
    """The brief while command is on offer; word to the room once another has taken it."""
    held = [row for row in incident.held if row.seat == Seat.IC]
    if incident.command_offered:
        since = incident.command_since or incident.declared_at
        yield Announcement(Act.COMMAND_OFFERED, "handoff", since), ("handoff",)
    if len(held) > 1 and incident.command_since is not None:
        at = incident.command_since
        yield Announcement(Act.COMMAND_TAKEN, "status-update", at, incident.internal.due_at), _INTERNAL


def _end(incident: Incident) -> Iterator[tuple[Announcement, tuple[str, ...]]]:
    """The end is announced wherever the beginning was (PLAYBOOK, Communication clock)."""
    at = incident.resolved_at or incident.declared_at
    yield Announcement(Act.RESOLVED, "resolution", at), ("resolution",)
    if incident.not_announced:
        yield Announcement(Act.RESOLVED, "page-resolved", at, incident.external.due_at), ("page-resolved",)
    if any(row.out and row.template in _MAILED for row in incident.messages):
        yield Announcement(Act.RESOLVED, "resolution-email", at), ("resolution-email",)
    if incident.peak_severity is Severity.SEV1 and incident.page_out and not incident.near_miss:
        yield Announcement(Act.RESOLVED, "customer-email", at), ("customer-email",)


def _told(incident: Incident, at: Instant, told_by: tuple[str, ...]) -> bool:
    return any(row.sent_at is not None and row.sent_at >= at and row.template in told_by for row in incident.messages)


def _queued(incident: Incident, at: Instant, told_by: tuple[str, ...]) -> bool:
    return any(
        row.state is MessageState.QUEUED and row.at >= at and row.template in told_by for row in incident.messages
    )
