"""What most status pages share: the status to send when a message announces none, and what a delivery leaves."""

from __future__ import annotations

from warroom.connectors.compare import LAST
from warroom.connectors.protocol import Outgoing, PageStatus

INCIDENT = "incident"
"""Key of a thread: the service's id of the incident that it opened for ours."""
STATUS = "status"
"""Key of a thread: the status that the page shows."""


def status_of(outgoing: Outgoing) -> PageStatus:
    """The status that a message announces; else the one that the page shows; else *investigating*."""
    if outgoing.status is not None:
        return outgoing.status
    try:
        return PageStatus(outgoing.thread.get(STATUS, ""))
    except ValueError:
        return PageStatus.INVESTIGATING


def left(outgoing: Outgoing, incident: str, update: str) -> dict[str, str]:
    """What the next message of the incident has to know: where it belongs, which status the page shows, and the last
    update of ours, '' where the opening was it."""
    return {INCIDENT: incident, STATUS: status_of(outgoing).value, LAST: update}
