"""One opened record: append, read, and notice what other processes wrote.

Used from one thread, the record thread. A write is BEGIN IMMEDIATE, catch up, check and append, project, COMMIT: what
``write`` returns is on disk. After a disk fault nothing is taken for granted: the file is opened and read again first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from warroom.clock import Clock, Instant
from warroom.errors import RecordError
from warroom.incident.entry import EVERYTHING, Entry, EntryFilter, Voices
from warroom.incident.events import Event, IncidentForgotten
from warroom.incident.state import Incident
from warroom.incident.words import ClockHealth
from warroom.record import local, numbers, opening, projections, reading, rows, search, sqlite, windows
from warroom.record.header import Header
from warroom.record.search import Found
from warroom.record.windows import Order
from warroom.record.writing import Hand, Writing, Written

if TYPE_CHECKING:
    from array import array

    from warroom.incident.playbook import Playbook
    from warroom.record.attachments import AttachmentRows
    from warroom.record.outbox_rows import OutboxRows

T = TypeVar("T")


class Changed(msgspec.Struct, frozen=True):
    """What other processes wrote since we last looked."""

    incidents: frozenset[str]
    events: list[Event]


class Record(AbstractContextManager["Record"]):
    """An opened record. ``clock`` may be set anew, as a simulated record does."""

    def __init__(self, path: Path, opened: opening.Opened, clock: Clock) -> None:
        self.path = path
        self.replica = opened.replica
        self.simulated = opened.simulated
        self._connection = opened.connection
        self._hand = opening.hand(opened.connection, clock, opened.replica, opened.simulated)
        self._last = self._newest()
        self._data_version = self._version()
        self._unseen: list[Event] = []
        self._inode = opened.inode
        self._doubtful = self._closed = False

    @classmethod
    def open(
        cls, path: Path, *, clock: Clock, create: bool = True, name: str = "", simulated: bool | None = None
    ) -> Record:
        """Open the record at ``path``, or make it; ``name`` introduces this copy.

        Raises ``RecordError`` with what is wrong with the file, and ``Refused`` if ``simulated`` is not what it is.
        """
        opened = opening.open_file(path, clock=clock, create=create, name=name, simulated=simulated)
        with sqlite.translating(path):
            return cls(path, opened, clock)

    @property
    def clock(self) -> Clock:
        return self._hand.clock

    @clock.setter
    def clock(self, clock: Clock) -> None:
        self._hand.clock = clock

    @property
    def clock_health(self) -> ClockHealth:
        """What events carry about the clock; the app sets it to uncertain after a jump, until it is confirmed."""
        return self._hand.health

    @clock_health.setter
    def clock_health(self, health: ClockHealth) -> None:
        self._hand.health = health

    @property
    def connection(self) -> sqlite.Connection:
        """For this package's own maintenance: verify, backup, rebuild, redaction."""
        self._ready()
        return self._connection

    # -- writing -----------------------------------------------------------------------------------------------

    def write(self, author: str, work: Callable[[Writing], T]) -> Written[T]:
        """Run ``work`` in one transaction and return once it is on disk. An exception leaves the record as it was.

        Raises ``RecordError``; whatever ``work`` raises passes through.
        """
        self._ready()
        writing: Writing | None = None
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            opening.demand_in_place(self.path, self._inode)
            self._take_foreign()
            writing = Writing(self._hand, author)
            value = work(writing)
            self._connection.execute("COMMIT")
        except BaseException as error:
            self._roll_back(writing)
            if not isinstance(error, sqlite.Error):
                raise
            if not (sqlite.is_io(error) and self._survived(writing)):
                raise sqlite.translate(error, self.path) from error
        else:
            self._hand.heads.update(writing.heads)
            self._last = max(self._last, *(event.n for event in writing.events[-1:]), 0)
        assert writing is not None
        foreign, self._unseen = self._unseen, []
        return Written(value, writing.events, foreign)

    def catch_up(self) -> Changed:
        """What other processes have written since the last look; cheap when there is nothing."""
        self._ready()
        with sqlite.translating(self.path):
            version = self._version()
            if version != self._data_version:
                self._data_version = version
                self._take_foreign()
        events, self._unseen = self._unseen, []
        return Changed(frozenset(event.incident for event in events), events)

    @property
    def version(self) -> int:
        """Changes when another connection has written anything, be it on local tables alone."""
        with self._reading():
            return self._version()

    # -- reading -----------------------------------------------------------------------------------------------

    def incident(self, id: str) -> Incident:
        """An incident's state now, under the playbook in force. Raises ``NotFound``."""
        with self._reading():
            return self._hand.states.copy(id)

    def incidents(self) -> list[Header]:
        """Every incident in one row, the newest first."""
        with self._reading():
            return projections.headers(self._connection)

    def find(self, reference: str) -> str:
        """The incident that ``INC-0042``, ``42`` or an id's beginning names. Raises ``NotFound``, ``Ambiguous``."""
        with self._reading():
            return numbers.find(self._connection, reference)

    def find_entry(self, reference: str) -> str:
        """The entry that an id, or the beginning or end of one, names. Raises ``NotFound``, ``Ambiguous``."""
        with self._reading():
            return numbers.find_entry(self._connection, reference)

    def entries(
        self,
        incident: str,
        *,
        before: Order | None = None,
        limit: int | None = None,
        only: EntryFilter = EVERYTHING,
        by_entry_time: bool = False,
    ) -> list[Entry]:
        """The last ``limit`` entries (before one order) that the filter lets through, the newest last."""
        with self._reading():
            return windows.entries(
                self._connection, incident, before=before, limit=limit, only=only, by_entry_time=by_entry_time
            )

    def entry_numbers(
        self, incident: str, *, only: EntryFilter = EVERYTHING, by_entry_time: bool = False
    ) -> array[int]:
        """``n`` of every entry that the filter lets through, in the timeline's order, 8 bytes each."""
        with self._reading():
            return windows.numbers(self._connection, incident, only=only, by_entry_time=by_entry_time)

    def row_of(
        self, incident: str, place: Instant | Entry, *, only: EntryFilter = EVERYTHING, by_entry_time: bool = False
    ) -> int:
        """The row, in the order of ``entry_numbers``, of an entry, or of the first one at or after an instant."""
        with self._reading():
            return windows.row_of(self._connection, incident, place, only=only, by_entry_time=by_entry_time)

    def voices(self, incident: str) -> Voices:
        """Who speaks in an incident's timeline, and under which role prefixes."""
        with self._reading():
            return windows.voices(self._connection, incident)

    def entries_by_number(self, wanted: Iterable[int]) -> list[Entry]:
        """The entries with these ``n``, in the order given."""
        with self._reading():
            return windows.by_number(self._connection, wanted)

    def entries_by_id(self, wanted: Iterable[str]) -> list[Entry]:
        """The entries with these ids, in the order given; one that is gone is passed over."""
        with self._reading():
            return windows.by_id(self._connection, wanted)

    def handles(self) -> list[str]:
        """Who spoke lately, the latest first: for completion."""
        with self._reading():
            return reading.handles(self._connection)

    def entry_count(self, incident: str) -> int:
        with self._reading():
            return windows.count(self._connection, incident)

    def event(self, id: str) -> Event | None:
        with self._reading():
            return reading.event(self._connection, id)

    def events(
        self, incident: str | None = None, *, since: int = 0, kinds: Iterable[str] | None = None
    ) -> Iterator[Event]:
        """Events with ``n`` above ``since`` as they arrived, of one incident or of all, a batch at a time."""
        self._ready()
        wanted = None if kinds is None else list(kinds)
        with sqlite.translating(self.path):
            if incident is None and wanted is None:
                yield from rows.all_events(self._connection, since)
            else:
                found = reading.event_numbers(self._connection, incident, since, wanted)
                yield from rows.events_by_number(self._connection, found)

    def search(self, text: str, *, incident: str | None = None, limit: int = 50) -> list[Found]:
        """The newest entries that hold every word of ``text``, taken to the letter."""
        with self._reading():
            return search.search(self._connection, text, incident=incident, limit=limit)

    @property
    def newest(self) -> int:
        """The number of the last event that this copy holds: what a reader compares to know whether it is behind."""
        with self._reading():
            return self._newest()

    def newest_at(self) -> Instant | None:
        """When the last event was recorded: a backup that is younger holds everything."""
        with self._reading():
            return reading.newest_at(self._connection)

    def playbook(self, sha256: str) -> Playbook:
        """A playbook that an incident was declared under."""
        with self._reading():
            return self._hand.states.playbook(sha256)

    def heads(self, incident: str) -> dict[str, str]:
        """The hash that each replica's chain of an incident ends in."""
        with self._reading():
            return reading.heads(self._connection, incident)

    def setting(self, key: str) -> str | None:
        with self._reading():
            return local.setting(self._connection, key)

    def set_setting(self, key: str, value: str) -> None:
        with self._reading():
            local.set_setting(self._connection, key, value)

    def draft(self, incident: str, slot: str) -> str | None:
        """The text that was being typed in one slot of an incident; None when there is none."""
        with self._reading():
            return local.draft(self._connection, incident, slot)

    def save_draft(self, incident: str, slot: str, text: str) -> None:
        """Keep what is being typed; an empty text ends the draft."""
        with self._reading():
            local.save_draft(self._connection, incident, slot, text, self.clock.now())

    def drafts(self, incident: str) -> dict[str, str]:
        """Every draft of an incident, by slot."""
        with self._reading():
            return local.drafts(self._connection, incident)

    @property
    def attachments(self) -> AttachmentRows:
        """The files of the record, by their SHA-256; they are kept through ``Writing.attachments``."""
        from warroom.record.attachments import AttachmentRows

        self._ready()
        return AttachmentRows(self._connection)

    @property
    def outbox(self) -> OutboxRows:
        """The messages that wait or went out, and their lanes, to read; they are written through ``Writing.outbox``."""
        from warroom.record.outbox_rows import OutboxRows

        self._ready()
        return OutboxRows(self._connection)

    # -- life --------------------------------------------------------------------------------------------------

    def rebuild(self) -> int:
        """Make every derived table anew from the events, in one transaction; returns the number of entries.

        Raises ``RecordError``.
        """
        with self._reading():
            with sqlite.immediate(self._connection):
                count = projections.rebuild(self._connection, self._hand.states.playbook)
            self.refresh()
        return count

    def refresh(self) -> None:
        """Forget every cached state: maintenance changed what lies under it."""
        self._hand = self._fresh_hand()
        self._last = self._newest()

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            self._connection.close()

    def __exit__(self, *_error: object) -> None:
        self.close()

    def _reading(self) -> sqlite.translating:
        self._ready()
        return sqlite.translating(self.path)

    def _ready(self) -> None:
        if self._closed:
            raise RecordError("The record was closed.", code="record_closed")
        if self._doubtful:
            self._reopen()

    def _version(self) -> int:
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    def _newest(self) -> int:
        return int(self._connection.execute("SELECT coalesce(max(n), 0) FROM event").fetchone()[0])

    def _take_foreign(self) -> None:
        """Take in what stands above the last event that we know of."""
        if self._newest() <= self._last:
            return
        hand, now = self._hand, self.clock.now()
        events = list(rows.all_events(self._connection, self._last))
        for event in events:
            hand.own_clock.seen(event.hlc, event.replica, now)
            if event.replica == self.replica:
                hand.heads.pop(event.incident, None)
            if isinstance(event.body, IncidentForgotten):
                hand.states.drop(event.body.forgotten)
                hand.heads.pop(event.body.forgotten, None)
        hand.states.add(events, foreign=True)
        self._last = events[-1].n
        self._unseen += events

    def _roll_back(self, writing: Writing | None) -> None:
        """Undo in memory and on disk what a failed write began."""
        for incident in {event.incident for event in writing.events} if writing else ():
            self._hand.states.drop(incident)
        try:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        except sqlite.Error:
            self._doubtful = True

    def _survived(self, writing: Writing | None) -> bool:
        """After a disk fault: open and read again, and see whether the write is on disk after all."""
        self._doubtful = True
        if writing is None or not writing.events:
            return False
        try:
            self._reopen()
            found = reading.event(self._connection, writing.events[-1].id)
        except (RecordError, sqlite.Error):
            return False
        return found is not None

    def _reopen(self) -> None:
        """A fresh connection, with everything that is in the journal brought to the file and synced: a page that a
        failed fsync left in doubt is written anew. Raises ``RecordError`` while the disk still fails.
        """
        self._connection.close()
        connection = sqlite.connect(self.path)
        try:
            with sqlite.translating(self.path):
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                reading.check_tail(connection, self.replica)
                self._connection = connection
                self._hand = self._fresh_hand()
                self._data_version = self._version()
        except BaseException:
            connection.close()
            raise
        self._doubtful = False

    def _fresh_hand(self) -> Hand:
        fresh = opening.hand(self._connection, self.clock, self.replica, self.simulated)
        fresh.health = self._hand.health
        return fresh
