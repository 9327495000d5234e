"""One write: what may be read and appended between BEGIN IMMEDIATE and COMMIT."""

from __future__ import annotations

import os
from collections.abc import Iterable
from itertools import repeat
from typing import TYPE_CHECKING, Generic, TypeVar

import msgspec

from warroom import ids
from warroom.clock import Clock, Instant
from warroom.errors import NotFound
from warroom.incident.entry import Entry
from warroom.incident.events import Body, Event, PlaybookStored, encode
from warroom.incident.state import Incident
from warroom.incident.words import ClockHealth
from warroom.record import chain, numbers, projections, reading, rows
from warroom.record.own_clock import OwnClock
from warroom.record.sqlite import Connection
from warroom.record.states import States

if TYPE_CHECKING:
    from warroom.incident.playbook import Playbook
    from warroom.record.attachments import AttachmentRows
    from warroom.record.outbox_rows import OutboxRows

T = TypeVar("T")

_COLUMNS = "id, incident, replica, seq, hlc, at, recorded_at, author, kind, salt, body, body_hash, prev, hash"
_SALT = 16
"""Bytes of chance in every body's hash."""
_INSERT = f"INSERT INTO event ({_COLUMNS}) VALUES ({','.join('?' * 14)})"
_INSERT_NUMBERED = f"INSERT INTO event ({_COLUMNS}, n) VALUES ({','.join('?' * 15)})"


class Written(msgspec.Struct, Generic[T], frozen=True):
    """A write that is on disk. ``foreign``: what other processes had written meanwhile."""

    value: T
    events: list[Event]
    foreign: list[Event]


class Hand(msgspec.Struct):
    """What a write stands on: the opened record's parts."""

    connection: Connection
    clock: Clock
    own_clock: OwnClock
    states: States
    replica: str
    simulated: bool
    health: ClockHealth
    heads: dict[str, tuple[int, str]]
    """(seq, hash) that our chain of each incident ends in, as committed."""


class Writing:
    """Inside the transaction. Nothing that it appended counts before ``Record.write`` has returned."""

    def __init__(self, hand: Hand, author: str) -> None:
        self.now: Instant = hand.clock.now()
        self._now_text = rows.stored(self.now)
        self.author = author
        self.simulated = hand.simulated
        self.events: list[Event] = []
        self.heads: dict[str, tuple[int, str]] = {}
        self._hand = hand
        self._mark = hand.simulated or hand.health is not ClockHealth.OK
        self._correct_clock()

    # -- reading -----------------------------------------------------------------------------------------------

    def incident(self, id: str) -> Incident:
        """The state with all that this transaction appended; read-only. An unknown id gives an empty state."""
        return self._hand.states.live(id)

    def event(self, id: str) -> Event | None:
        return reading.event(self._hand.connection, id)

    def entry(self, id: str) -> Entry | None:
        return reading.entry(self._hand.connection, id)

    def sources(self, incident: str) -> dict[str, tuple[str, Instant]]:
        """What was imported into an incident: source -> (its entry, '' once redacted; when it came)."""
        return reading.sources(self._hand.connection, incident)

    def last_events(self, incident: str, author: str, limit: int) -> list[Event]:
        """What ``author`` last appended to an incident on this machine, the newest first."""
        found = self._hand.connection.execute(
            f"SELECT {rows.EVENT_COLUMNS} FROM event WHERE incident = ? AND replica = ? AND author = ?"
            " ORDER BY seq DESC LIMIT ?",
            (incident, self._hand.replica, author, limit),
        ).fetchall()
        return [rows.event(row) for row in found]

    def events_since(self, incident: str, n: int) -> list[Event]:
        """The events of an incident that arrived after ``n``, whoever wrote them, as they arrived."""
        found = reading.event_numbers(self._hand.connection, incident, n, None)
        return list(rows.events_by_number(self._hand.connection, found))

    def keep_file(self, data: bytes) -> str:
        """Store an attached file and return its SHA-256; it commits with the event that names it."""
        return self.attachments.keep(data)

    @property
    def attachments(self) -> AttachmentRows:
        """The files of the record."""
        from warroom.record.attachments import AttachmentRows

        return AttachmentRows(self._hand.connection)

    @property
    def outbox(self) -> OutboxRows:
        """The messages that wait or went out, and their lanes: what is written here commits with the events."""
        from warroom.record.outbox_rows import OutboxRows  # a logged line needs none of it

        return OutboxRows(self._hand.connection)

    @property
    def replica(self) -> str:
        return self._hand.replica

    def find(self, reference: str) -> str:
        """The incident that a reference names. Raises ``NotFound`` or ``Ambiguous``."""
        return numbers.find(self._hand.connection, reference)

    def has_chain(self, incident: str) -> bool:
        """Whether this replica has appended to an incident."""
        return self._head(incident)[0] > 0

    # -- appending ---------------------------------------------------------------------------------------------

    def new_incident(self, drill: bool) -> tuple[str, int]:
        """(id, number) for an incident that is being declared: numbers run on, and none is used twice."""
        return ids.new(), numbers.following(self._hand.connection, drill)

    def append(self, incident: str, body: Body, *, at: Instant | None = None, author: str | None = None) -> Event:
        """Append one fact that happened ``at`` (default: now)."""
        event = self._append(incident, body, at=at, author=author)
        if incident != ids.RECORD:
            self._correct(incident)
        return event

    def store_playbook(self, playbook: Playbook) -> None:
        """Put a playbook's text on the record, unless it is there: incidents name it by its SHA-256."""
        if not self._hand.states.holds_playbook(playbook.sha256):
            self.append(ids.RECORD, PlaybookStored(sha256=playbook.sha256, text=playbook.text))
        self._hand.states.keep_playbook(playbook)

    def append_all(self, incident: str, bodies: Iterable[Body], *, at: Iterable[Instant] | None = None) -> list[Event]:
        """Append many facts of one incident, as ``append`` would one by one, at a fraction of the cost.

        ``at``: when each happened (default: now).
        """
        moments = repeat(self.now) if at is None else at
        hand, first = self._hand, self._next_number()
        rows_, appended = [], []
        facts = list(zip(bodies, moments, strict=False))
        salts = os.urandom(_SALT * len(facts)).hex()
        for i, (body, moment) in enumerate(facts):
            salt = salts[2 * _SALT * i : 2 * _SALT * (i + 1)]
            event, row = self._made(incident, body, moment, self.author, salt, first + i)
            rows_.append((*row, first + i))
            appended.append(event)
        hand.connection.executemany(_INSERT_NUMBERED, rows_)
        self.events += appended
        if incident != ids.RECORD:
            projections.project_all(hand.connection, appended)
            hand.states.add(appended)
            hand.states.project(incident)
            self._correct(incident)
        return appended

    def _next_number(self) -> int:
        return int(self._hand.connection.execute("SELECT coalesce(max(n), 0) + 1 FROM event").fetchone()[0])

    def _correct(self, incident: str) -> None:
        if self._hand.own_clock.corrected:
            for correction in self._hand.own_clock.repeat(incident):
                self._append(incident, correction)

    def _append(self, incident: str, body: Body, *, at: Instant | None = None, author: str | None = None) -> Event:
        hand = self._hand
        made, row = self._made(
            incident,
            body,
            self.now if at is None else at,
            self.author if author is None else author,
            os.urandom(_SALT).hex(),
        )
        event = msgspec.structs.replace(made, n=hand.connection.execute(_INSERT, row).lastrowid or 0)
        self.events.append(event)
        if incident != ids.RECORD:
            projections.project(hand.connection, event)
            if body.STATEFUL:
                hand.states.add((event,))
                hand.states.project(incident)
        return event

    def _made(
        self, incident: str, body: Body, at: Instant, author: str, salt: str, n: int = 0
    ) -> tuple[Event, tuple[str | int, ...]]:
        """The next event of our chain, and its row."""
        hand, now = self._hand, self.now
        if self._mark:
            health = ClockHealth.SIMULATED if self.simulated else hand.health
            body = msgspec.structs.replace(body, simulated=self.simulated, clock=health)
        seq, prev = self._head(incident)
        seq, id_, hlc, replica, kind = seq + 1, ids.new(), hand.own_clock.next(now), hand.replica, body.KIND
        text = encode(body)
        words = chain.body_hash(salt, text)
        recorded_at = self._now_text
        happened = recorded_at if at == now else rows.stored(at)
        own = chain.event_hash(incident, replica, seq, id_, hlc, happened, recorded_at, author, kind, words, prev)
        self.heads[incident] = (seq, own)
        event = Event(id_, incident, replica, seq, hlc, at, now, author, kind, body, n)
        row = (id_, incident, replica, seq, hlc, happened, recorded_at, author, kind, salt, text, words, prev, own)
        return event, row

    def _head(self, incident: str) -> tuple[int, str]:
        known = self.heads.get(incident) or self._hand.heads.get(incident)
        if known is None:
            known = reading.head(self._hand.connection, incident, self._hand.replica) or (0, chain.GENESIS)
            if known[0] == 0:
                self._demand_not_forgotten(incident)
        return known

    def _demand_not_forgotten(self, incident: str) -> None:
        """A chain that begins in an incident which another process has just dropped would hang in the air."""
        if incident != ids.RECORD and reading.is_forgotten(self._hand.connection, incident):
            raise NotFound("This incident was dropped from the record. Nothing was written to it.", code="forgotten")

    def _correct_clock(self) -> None:
        own = self._hand.own_clock
        correction = own.correction(self.now)
        if correction is None:
            return
        affected = own.incidents_since(correction.start)
        self._append(ids.RECORD, correction)
        for incident in affected:
            self._append(incident, correction)
