"""One open incident behind the war room: what is read from the record and what is done to it, all on its own thread.

The page emits intents, this carries them out and tells what came of it. Rows of what was just written are made from the
events themselves; state is read anew when an event that changes it has arrived.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, Signal, Slot

from ui.models.drafts import Draft, restored, stored
from ui.models.rows import ALL_ROWS, Shown
from ui.operations import Changed, Operations
from ui.widgets.scribe_bar import Entered
from warroom.clock import Instant
from warroom.errors import RecordError, Refused, WarroomError
from warroom.incident.entry import Entry, Voices
from warroom.incident.events import Event
from warroom.incident.naming import NAMING
from warroom.incident.playbook import Playbook
from warroom.incident.state import Incident
from warroom.incident.timeline import entry_of, target_of
from warroom.scribe import Amend, CommandLine, lines
from warroom.scribe.lines import OpenPage, Page

if TYPE_CHECKING:
    from warroom.record import Found
    from warroom.room import Acted
    from warroom.workspace import Workspace

WINDOW = 400
"""Rows read first: more than any screen shows."""
MANY = 400
"""Events at once from which on reading the rows anew is quicker than putting each where it belongs."""
HITS = 50
"""Hits of a search that are listed."""
DRAFT_SLOT = "scribe"


class Opening(msgspec.Struct, frozen=True):
    """Everything that the first paint of an incident needs."""

    incident: Incident
    playbook: Playbook
    entries: list[Entry]
    people: list[str]
    draft: Draft


class View(msgspec.Struct, frozen=True):
    """The newest rows that a filter lets through, and the numbers of all of them."""

    shown: Shown
    entries: list[Entry]
    numbers: array[int]


class Hits(msgspec.Struct, frozen=True):
    """What a search found, the newest first; ``everywhere``: in all incidents."""

    text: str
    everywhere: bool
    found: list[Found]


class State(msgspec.Struct, frozen=True):
    incident: Incident
    playbook: Playbook
    people: list[str]
    altered: list[Entry]


class Done(msgspec.Struct, frozen=True):
    """An act is on disk. ``token`` is the line's, 0 for a button's."""

    token: int
    acted: Acted
    entered: Entered | None = None
    words: str = ""
    redoes: str = ""
    """The undo that it takes back, by its event."""


class NotDone(msgspec.Struct, frozen=True):
    """An act was refused, or the disk did not take it. ``back``: what was to be undone or done again, by its event."""

    token: int
    error: WarroomError
    entered: Entered | None = None
    back: str = ""

    @property
    def unsaved(self) -> bool:
        """Whether it may be tried again as it is."""
        return isinstance(self.error, RecordError)


class WarSession(QObject):
    opened = Signal(object)
    viewed = Signal(object)
    refreshed = Signal(object)
    appeared = Signal(list)
    fetched = Signal(list)
    done = Signal(object)
    not_done = Signal(object)
    found = Signal(object, object)
    hits = Signal(object)
    voices = Signal(object)
    replaced = Signal()

    def __init__(self, operations: Operations, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._operations = operations
        self.id = ""
        self._own: dict[str, int] = {}
        self._looking = False
        self._look_again = False
        self._searching = False
        self._search: tuple[str, bool] | None = None
        self._targets: set[str] = set()
        operations.changed.connect(self._changed)

    # -- Reading ---------------------------------------------------------------------------------------------------

    def open(self, incident: str) -> None:
        self.id = incident
        self._own.clear()
        self._targets.clear()

        def work(ws: Workspace) -> tuple[str, Opening]:
            state = ws.record.incident(incident)
            playbook = ws.record.playbook(state.playbook)
            entries = ws.record.entries(incident, limit=WINDOW)
            draft = restored(ws.record.draft(incident, DRAFT_SLOT))
            return incident, Opening(state, playbook, entries, ws.people(incident), draft)

        self._operations.read(work, done=self._opened)

    def _opened(self, result: tuple[str, Opening]) -> None:
        if result[0] == self.id:
            self.opened.emit(result[1])
            self.view(ALL_ROWS)

    def close(self) -> None:
        """Look after no incident."""
        self.id = ""

    def view(self, shown: Shown) -> None:
        """Read which rows are to be shown, and the newest of them."""
        incident = self.id

        def work(ws: Workspace) -> tuple[str, View]:
            numbers = ws.record.entry_numbers(incident, only=shown.only, by_entry_time=shown.by_entry_time)
            entries = ws.record.entries_by_number(numbers[-WINDOW:])
            return incident, View(shown, entries, numbers)

        self._operations.read(work, done=self._viewed)

    def _viewed(self, result: tuple[str, View]) -> None:
        if result[0] == self.id:
            self.viewed.emit(result[1])

    def fetch(self, numbers: list[int]) -> None:
        def work(ws: Workspace) -> list[Entry]:
            return ws.record.entries_by_number(numbers)

        self._operations.read(work, done=self.fetched.emit)

    @Slot(object)
    def _changed(self, changed: Changed) -> None:
        if not self.id or not (changed.complete is False or self.id in changed.incidents):
            return
        if not changed.complete:
            self.replaced.emit()
            return
        mine = [event for event in changed.events if event.incident == self.id]
        if len(mine) > MANY and not self._own:
            self.replaced.emit()
            return
        self._appear(mine, {entry.id: entry for entry in changed.named})
        targets = {target for event in mine if (target := target_of(event))}
        if targets or any(event.body.STATEFUL for event in mine):
            self._targets |= targets
            self.look()

    def _appear(self, events: list[Event], named: dict[str, Entry]) -> None:
        """Rows for what is new; a line that this window wrote takes the place of its own waiting row."""
        made = [(event.id, named.get(event.id) or entry_of(event)) for event in events]
        rows = [(self._own.pop(id_, 0), entry) for id_, entry in made if entry is not None]
        if rows:
            self.appeared.emit(rows)

    def look(self) -> None:
        """Read the state anew; requests that come while one is under way become one more."""
        if self._looking:
            self._look_again = True
            return
        self._looking = True
        incident, targets = self.id, sorted(self._targets)
        self._targets.clear()

        def work(ws: Workspace) -> tuple[str, State]:
            state = ws.record.incident(incident)
            altered = ws.record.entries_by_id(targets)
            return incident, State(state, ws.record.playbook(state.playbook), ws.people(incident), altered)

        self._operations.read(work, done=self._looked, failed=self._not_looked)

    def _looked(self, result: tuple[str, State]) -> None:
        self._looking = False
        if result[0] == self.id:
            self.refreshed.emit(result[1])
        if self._look_again:
            self._look_again = False
            self.look()

    def _not_looked(self, _error: WarroomError) -> None:
        self._looking = False

    def find_time(self, moment: Instant) -> None:
        """The first row at or after a moment."""
        incident = self.id

        def work(ws: Workspace) -> Entry | None:
            numbers = ws.record.entry_numbers(incident)
            low = ws.record.row_of(incident, moment)
            return ws.record.entries_by_number([numbers[min(low, len(numbers) - 1)]])[0] if numbers else None

        self._operations.read(work, done=lambda entry: self.found.emit(entry, moment.hhmm()))

    def find_text(self, text: str, *, everywhere: bool) -> None:
        """The newest rows that hold these words, here or in all incidents. What is asked for while a search is under
        way takes the place of what was asked before it."""
        self._search = (text, everywhere)
        if not self._searching:
            self._searching = True
            self._search_next()

    def _search_next(self) -> None:
        wanted, self._search = self._search, None
        if wanted is None:
            self._searching = False
            return
        text, everywhere = wanted
        incident = None if everywhere else self.id

        def work(ws: Workspace) -> Hits:
            return Hits(text, everywhere, ws.record.search(text, incident=incident, limit=HITS))

        self._operations.read(work, done=self._searched, failed=self._not_searched)

    def _searched(self, hits: Hits) -> None:
        if self._search is None:
            self.hits.emit(hits)
        self._search_next()

    def _not_searched(self, _error: WarroomError) -> None:
        self._search_next()

    def ask_voices(self) -> None:
        """Who speaks here, and under which role prefixes: ``voices`` answers."""
        incident = self.id

        def work(ws: Workspace) -> Voices:
            return ws.record.voices(incident)

        self._operations.read(work, done=self.voices.emit)

    # -- Acting ----------------------------------------------------------------------------------------------------

    def enter(self, token: int, entered: Entered) -> None:
        """One entered line: an entry, a command, or a new reading of an entry."""
        incident = self.id

        def work(ws: Workspace) -> Acted:
            if entered.amends:
                return _amend(ws, incident, entered)
            return ws.room.take(incident, entered.parsed)

        self._act(token, work, entered)

    def do(self, command: lines.Command, words: str = "") -> None:
        incident = self.id
        self._act(0, lambda ws: ws.room.do(incident, command), words=words)

    def take_command(self, handle: str, unread: list[str]) -> None:
        """The receiver of a handoff has confirmed."""
        incident = self.id
        self._act(0, lambda ws: ws.room.take_command(incident, handle, unread), words=f"{handle} has command")

    def star(self, entry: Entry) -> None:
        incident = self.id
        self._act(0, lambda ws: ws.room.star(incident, entry.id, on=not entry.starred))

    def retract(self, entry: Entry) -> None:
        incident = self.id
        self._act(0, lambda ws: ws.room.retract(incident, entry.id), words=f"Retracted: {entry.text}")

    def undo(self, event: str) -> None:
        incident = self.id

        def work(ws: Workspace) -> Done:
            acted, what = ws.room.undo(incident, event)
            return Done(0, msgspec.structs.replace(acted, page="undone"), words=what)

        self._run(0, work, back=event)

    def redo(self, undoing: str) -> None:
        """Do again what one event undid."""
        incident = self.id

        def work(ws: Workspace) -> Done:
            acted, what = ws.room.redo(incident, undoing)
            return Done(0, acted, words=f"Done again: {what}", redoes=undoing)

        self._run(0, work, back=undoing)

    def save_draft(self, draft: Draft) -> None:
        """Keep what stands in the line: half a second after a key it is on disk."""
        incident = self.id
        text = stored(draft)

        def work(ws: Workspace) -> None:
            ws.record.save_draft(incident, DRAFT_SLOT, text)

        if incident:
            self._operations.read(work)

    def _act(
        self, token: int, act: Callable[[Workspace], Acted], entered: Entered | None = None, words: str = ""
    ) -> None:
        def work(ws: Workspace) -> Done:
            acted = act(ws)
            if token:
                self._own.update((event.id, token) for event in acted.events)
            return Done(token, acted, entered, words or _named(ws, acted))

        self._run(token, work, entered)

    def _run(
        self, token: int, work: Callable[[Workspace], Done], entered: Entered | None = None, back: str = ""
    ) -> None:
        def failed(error: WarroomError) -> None:
            self.not_done.emit(NotDone(token, error, entered, back))

        self._operations.run(work, done=self.done.emit, failed=failed)


def _named(ws: Workspace, acted: Acted) -> str:
    """What an act about another entry is called: its row bears that entry's name. '' for the others."""
    first = acted.events[0] if acted.events else None
    found = ws.record.entries_by_id([first.id]) if first is not None and first.kind in NAMING else []
    return found[0].text if found else ""


def _amend(ws: Workspace, incident: str, entered: Entered) -> Acted:
    """The line was read as ``/amend`` and its words; the entry that it is about was chosen on the screen."""
    line = entered.parsed
    if not isinstance(line, CommandLine) or not isinstance(line.command, Amend):
        raise Refused("Nothing to amend: the line says nothing.", code="empty")
    amend = line.command
    if amend.kind is not None:
        raise Refused("An entry keeps its kind. Retract it, then log it anew with the other sign.", code="kind_stays")
    return ws.room.amend(incident, entered.amends, amend.text or None, at=amend.at, role=amend.role, actor=amend.actor)


def page_of(line: Entered) -> OpenPage | None:
    """The page command in a line, for the pages that are the timeline's own: find and go to."""
    parsed = line.parsed
    if isinstance(parsed, CommandLine) and isinstance(parsed.command, OpenPage):
        return parsed.command if parsed.command.page in (Page.FIND, Page.GOTO) else None
    return None
