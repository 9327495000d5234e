"""One write: what may be read and appended between BEGIN IMMEDIATE and COMMIT."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Generic, TypeVar

import msgspec

from warroom import ids
from warroom.clock import Clock, Instant
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

T = TypeVar("T")

_INSERT = (
    "INSERT INTO event (id, incident, replica, seq, hlc, at, recorded_at, author, kind, salt, body, body_hash,"
    " prev, hash) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
)


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
        if self._hand.own_clock.corrected and incident != ids.RECORD:
            for correction in self._hand.own_clock.repeat(incident):
                self._append(incident, correction)
        return event

    def store_playbook(self, playbook: Playbook) -> None:
        """Put a playbook's text on the record, unless it is there: incidents name it by its SHA-256."""
        if not self._hand.states.holds_playbook(playbook.sha256):
            self.append(ids.RECORD, PlaybookStored(sha256=playbook.sha256, text=playbook.text))
        self._hand.states.keep_playbook(playbook)

    def _append(self, incident: str, body: Body, *, at: Instant | None = None, author: str | None = None) -> Event:
        hand = self._hand
        if self._mark:
            health = ClockHealth.SIMULATED if self.simulated else hand.health
            body = msgspec.structs.replace(body, simulated=self.simulated, clock=health)
        seq, prev = self._head(incident)
        event = Event(
            id=ids.new(),
            incident=incident,
            replica=hand.replica,
            seq=seq + 1,
            hlc=hand.own_clock.next(self.now),
            at=self.now if at is None else at,
            recorded_at=self.now,
            author=self.author if author is None else author,
            kind=body.KIND,
            body=body,
        )
        return self._store(event, prev)

    def _store(self, event: Event, prev: str) -> Event:
        hand = self._hand
        text, salt = encode(event.body), os.urandom(16).hex()
        words = chain.body_hash(salt, text)
        at, recorded_at = event.at.text, event.recorded_at.text
        own = chain.event_hash(
            event.incident,
            event.replica,
            event.seq,
            event.id,
            event.hlc,
            at,
            recorded_at,
            event.author,
            event.kind,
            words,
            prev,
        )
        cursor = hand.connection.execute(
            _INSERT,
            (
                event.id,
                event.incident,
                event.replica,
                event.seq,
                event.hlc,
                at,
                recorded_at,
                event.author,
                event.kind,
                salt,
                text,
                words,
                prev,
                own,
            ),
        )
        event = msgspec.structs.replace(event, n=cursor.lastrowid or 0)
        self.heads[event.incident] = (event.seq, own)
        self.events.append(event)
        if event.incident != ids.RECORD:
            projections.project(hand.connection, event)
            hand.states.add((event,))
            if event.body.STATEFUL:
                hand.states.project(event.incident)
        return event

    def _head(self, incident: str) -> tuple[int, str]:
        known = self.heads.get(incident) or self._hand.heads.get(incident)
        if known is None:
            known = reading.head(self._hand.connection, incident, self._hand.replica) or (0, chain.GENESIS)
        return known

    def _correct_clock(self) -> None:
        own = self._hand.own_clock
        correction = own.correction(self.now)
        if correction is None:
            return
        affected = own.incidents_since(correction.start)
        self._append(ids.RECORD, correction)
        for incident in affected:
            self._append(incident, correction)
