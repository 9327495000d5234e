"""What most status pages share: the status to send when a message announces none, and the component states."""

from __future__ import annotations

from warroom.connectors.protocol import Outgoing, PageStatus

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
