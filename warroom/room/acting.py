"""One act under way: the incident as it is now, who acts, when it happened, and the door to append."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, TypeVar

import msgspec

from warroom.clock import Instant
from warroom.errors import Refused
from warroom.incident.entry import Entry
from warroom.incident.events import Body, Event
from warroom.incident.state import Incident
from warroom.scribe.lines import Amend, EntryLine
from warroom.text import clean

if TYPE_CHECKING:
    from warroom.incident.playbook import Playbook
    from warroom.readiness.contacts import Contacts
    from warroom.readiness.runbooks import Runbooks


ME = "me"
"""``@me`` in a line is whoever types it."""
_PEOPLE = ("handle", "by", "who", "actor")
Said = TypeVar("Said", bound=msgspec.Struct)


class Transaction(Protocol):
    """What the room needs of the record while it writes (``warroom.record.Writing``)."""

    now: Instant
    author: str

    def incident(self, key: str) -> Incident: ...
    def append(self, incident: str, body: Body, *, at: Instant | None = None, author: str | None = None) -> Event: ...
    def event(self, key: str) -> Event | None: ...
    def entry(self, key: str) -> Entry | None: ...
    def find(self, reference: str) -> str: ...
    def events_since(self, incident: str, n: int) -> list[Event]: ...
    def last_events(self, incident: str, author: str, limit: int) -> list[Event]: ...
    def keep_file(self, data: bytes) -> str: ...


LONGEST_TITLE = 200
FUTURE_TOLERANCE_S = 120
"""UI.md 3.1: up to two minutes ahead is taken as now."""


class Readiness(Protocol):
    """What was written down before, read when an act asks for it."""

    def contacts(self) -> Contacts: ...
    def runbooks(self) -> Runbooks: ...


class NothingWritten:
    """No contacts and no runbooks: a record that is opened without a person's folders."""

    def contacts(self) -> Contacts:
        from warroom.readiness.contacts import Contacts

        return Contacts()

    def runbooks(self) -> Runbooks:
        from warroom.readiness.runbooks import Runbooks

        return Runbooks()


class Acting:
    """``at`` is when it happened. State and playbook are folded when first asked for: a note asks for neither."""

    def __init__(
        self, tx: Transaction, incident_id: str, playbooks: Callable[[str], Playbook], readiness: Readiness
    ) -> None:
        self.tx = tx
        self._readiness = readiness
        self.id = incident_id
        self.at = tx.now
        self.page = ""
        self.argument = ""
        self._playbooks = playbooks

    @property
    def incident(self) -> Incident:
        """The state as it is now, with what this act has appended."""
        return self.tx.incident(self.id)

    @cached_property
    def playbook(self) -> Playbook:
        """The playbook in force."""
        return self._playbooks(self.incident.playbook)

    @property
    def contacts(self) -> Contacts:
        return self._readiness.contacts()

    @property
    def runbooks(self) -> Runbooks:
        return self._readiness.runbooks()

    @property
    def author(self) -> str:
        return self.tx.author

    def append(self, body: Body) -> Event:
        return self.tx.append(self.id, body, at=self.at)

    def by(self, body: Body, actor: str | None) -> Event:
        """Append what ``actor`` did, where it was not the author."""
        if actor and actor != self.author:
            body = msgspec.structs.replace(body, actor=actor)
        return self.append(body)

    def not_future(self, time: Instant) -> Instant:
        """A time of the record may run two minutes ahead of the clock and no more (UI.md 3.1)."""
        if time.since(self.tx.now) > FUTURE_TOLERANCE_S:
            raise Refused(
                f"{time.hhmm()} UTC is still to come. The record holds what has happened; check the time.",
                code="future_time",
            )
        return min(time, self.tx.now)


def by_name(said: Said, author: str) -> Said:
    """A command or an entry line with ``@me`` in it read as its author."""
    names = (*_PEOPLE, "to") if isinstance(said, EntryLine | Amend) else _PEOPLE
    mine = {name: author for name in names if getattr(said, name, None) == ME}
    return msgspec.structs.replace(said, **mine) if mine else said


def title_of(typed: str) -> str:
    """A title on one line. Raises ``Refused`` for none, and for one that no list could show."""
    title = " ".join(clean(typed).split())
    if not title:
        raise Refused("An incident needs a title: what is broken, in a few words.", code="title_missing")
    if len(title) > LONGEST_TITLE:
        raise Refused(
            f"A title holds {LONGEST_TITLE} characters at most; this one has {len(title)}. Log the rest as entries.",
            code="title_long",
        )
    return title
