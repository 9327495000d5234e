"""What the war room does with the rows of its timeline: mend, mark, find, filter, sort, copy."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar, cast

import msgspec
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from ui.actions import Actions
from ui.models.rows import ALL_ROWS, Filter, Shown
from ui.operations import Operations
from ui.pages.row_redact import RowRedact
from ui.pages.row_versions import RowVersions
from ui.pages.second_clock import SecondClock, zone_of
from ui.pages.war_pages import WarPages
from ui.widgets.find_bar import Place
from ui.widgets.scribe_bar import Entered
from ui.widgets.task_page import TaskPage
from warroom.incident.entry import Entry
from warroom.incident.timeline import AMENDABLE
from warroom.scribe import Amend, CommandLine, OpenPage, Retract, Star

if TYPE_CHECKING:
    from warroom.workspace import Workspace

S = TypeVar("S", bound=TaskPage)


class WarRows(WarPages):
    def __init__(self, operations: Operations, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(operations, actions, parent)
        self._jump: Entry | None = None
        self._wanted: Entry | None = None
        self.second: str | None = None
        self._sheets: dict[object, TaskPage] = {}

    def connect_rows(self) -> None:
        self.scribe.recalled.connect(self.recall)
        self.scribe.row_moved.connect(self.timeline.view.step)
        self.timeline.filter_wanted.connect(self.show_only)
        self.timeline.voices_wanted.connect(self.session.ask_voices)
        self.session.voices.connect(self.timeline.show_voices)
        self.session.hits.connect(self.timeline.finder.show_hits)
        self.timeline.finder.asked.connect(self._ask_for)
        self.timeline.finder.chosen.connect(self._chosen)
        self.timeline.amend_wanted.connect(self._amend_entry)
        self.timeline.retract_wanted.connect(self.session.retract)
        self.timeline.versions_wanted.connect(self.show_versions)
        self.timeline.redact_wanted.connect(self._redact_entry)
        self.timeline.star_wanted.connect(self.session.star)

    # -- Reasons ---------------------------------------------------------------------------------------------------

    def no_incident(self) -> str:
        return "" if self.incident is not None and self.isVisible() else "Open an incident first"

    def no_row(self) -> str:
        return self.no_incident() or ("" if self.timeline.view.selected_row() >= 0 else "Select a row first: Alt+Up")

    def nothing_typed(self) -> str:
        return self.no_incident() or ("" if self.line.text().strip() else "Nothing stands in the line")

    def nothing_aside(self) -> str:
        return self.no_incident() or ("" if self.scribe.parked else "No line was put aside")

    # -- The line --------------------------------------------------------------------------------------------------

    def put_aside(self) -> None:
        """The half-typed line becomes a chip; the field is free for another."""
        self.scribe.put_aside()
        self.line.setFocus()
        self.scribe.note("Put aside. Ctrl+Up takes it up again")

    def take_up(self) -> None:
        self.scribe.take_up()

    # -- Finding ---------------------------------------------------------------------------------------------------

    def find_text(self) -> None:
        """Ctrl+F: the bar above the rows, with what was looked for last."""
        self._find(None)

    def _find(self, words: str | None) -> None:
        self.show_timeline()
        self.timeline.finder.begin(self.session.id, words)

    def find_next(self) -> None:
        self._step_found(1)

    def find_previous(self) -> None:
        self._step_found(-1)

    def _step_found(self, by: int) -> None:
        if self.timeline.finder.isVisible():
            self.timeline.finder.step(by)
        else:
            self._find(None)

    @Slot(str, bool)
    def _ask_for(self, words: str, everywhere: bool) -> None:
        self.session.find_text(words, everywhere=everywhere)

    @Slot(object)
    def _chosen(self, place: Place) -> None:
        """A result: its row, after its incident has been opened where it is another one."""
        self._wanted = place.entry
        if place.entry.incident == self.session.id:
            self.select(place.entry)
        else:
            self.incident_wanted.emit(place.entry.incident)

    def go_to_time(self) -> None:
        """To the row that was just logged out of sight, else asks for the time."""
        jump, self._jump = self._jump, None
        if jump is not None:
            self.select(jump)
        else:
            self.scribe.begin("/goto ")

    def look_up(self, wanted: OpenPage) -> None:
        if wanted.time is not None:
            self.session.find_time(wanted.time)
        elif wanted.argument:
            self._find(wanted.argument)

    @Slot(object, object)
    def found(self, entry: Entry | None, wanted: str) -> None:
        if entry is None:
            self.scribe.note(f"No row has '{wanted}'", warn=True)
        else:
            self.select(entry)
            self.line.setFocus()

    def select(self, entry: Entry) -> None:
        """Bring an entry's row into sight; a filter that keeps it out is taken away first."""
        self._wanted = entry
        if self.body.stack.currentWidget() is not self.timeline:
            self.show_timeline()
        if not self.select_waiting() and not self.model.shown.whole:
            self.show_only(ALL_ROWS)

    def select_waiting(self) -> bool:
        """Select the row that is waited for, if it is here by now."""
        entry = self._wanted
        row = self.model.row_of(entry.n) if entry is not None and entry.incident == self.session.id else None
        if row is None:
            return False
        self._wanted = None
        self.timeline.view.select(row)
        return True

    def give_up_waiting(self) -> None:
        """Every row of the incident in front is known: what is not among them does not come."""
        if self._wanted is not None and self._wanted.incident == self.session.id and self.model.shown.whole:
            self._wanted = None

    # -- Rows ------------------------------------------------------------------------------------------------------

    def _row_or_last(self, kinds: frozenset[str] | None = None) -> Entry | None:
        """The selected row, else the newest of the author's own."""
        chosen = self.timeline.selected()
        if chosen is not None:
            return chosen
        return next(iter(self._own_entries(kinds)), None)

    def _own_entries(self, kinds: frozenset[str] | None) -> list[Entry]:
        found = []
        for row in range(self.model.saved_rows - 1, max(-1, self.model.saved_rows - 400), -1):
            entry = self.model.entry(row)
            if entry is None:
                break
            mine = entry.author == self.operations.author and not entry.retracted and not entry.redacted
            if mine and (kinds is None or entry.kind in kinds):
                found.append(entry)
        return sorted(found, key=lambda entry: -entry.n)

    def amend(self) -> None:
        entry = self._row_or_last(AMENDABLE)
        if entry is None:
            self.scribe.note("You have no entry here that could be amended", warn=True)
        else:
            self._amend_entry(entry)

    @Slot(object)
    def _amend_entry(self, entry: Entry) -> None:
        if entry.kind not in AMENDABLE or entry.redacted:
            words = "Status, severity, roles, approvals and sent messages keep their words. Log what corrects them"
            self.scribe.note(words, warn=True)
            return
        text = f"[{entry.role}] {entry.text}" if entry.role else entry.text
        self.scribe.amend(entry.id, entry.at.hhmm(), text)

    @Slot()
    def recall(self) -> None:
        """Up in the empty line: the last own entry; Up again goes further back."""
        mine = self._own_entries(AMENDABLE)
        at = next((n for n, entry in enumerate(mine) if entry.id == self.scribe.amends), -1) + 1
        if at < len(mine):
            self._amend_entry(mine[at])

    def retract(self) -> None:
        entry = self.timeline.selected()
        if entry is not None:
            self.session.retract(entry)

    def versions(self) -> None:
        """Every reading of the row, and the whole of a long one."""
        entry = self._row_or_last()
        if entry is not None:
            self.sheet(RowVersions).open(entry)

    @Slot(object)
    def show_versions(self, entry: Entry) -> None:
        self.sheet(RowVersions).open(entry)

    def redact(self) -> None:
        entry = self.timeline.selected()
        if entry is not None:
            self._redact_entry(entry)

    @Slot(object)
    def _redact_entry(self, entry: Entry) -> None:
        self.sheet(RowRedact).open(entry)

    @Slot(object)
    def _forget_words(self, entry: Entry) -> None:
        """What was redacted is nowhere else in this window either."""
        self.forget_undo(entry.id)
        self.scribe.forget(entry.text)
        self.timeline.view.look.thumbs.pop(entry.id, None)

    @abstractmethod
    def forget_undo(self, entry_id: str) -> None:
        """Ctrl+Z no longer brings back the words of an entry."""

    def sheet(self, kind: Callable[[Operations], S]) -> S:
        """The page of this kind, in the timeline's place; made when it is first asked for."""
        found = self._sheets.get(kind)
        if found is None:
            found = self._sheets[kind] = kind(self.operations)
            found.left.connect(self.show_timeline)
            if isinstance(found, RowRedact):
                found.redacted.connect(self._forget_words)
            elif isinstance(found, SecondClock):
                found.chosen.connect(self._use_second_clock)
        self.body.show_page(found)
        return cast("S", found)

    def star(self) -> None:
        entry = self._row_or_last()
        if entry is not None:
            self.session.star(entry)

    def copy_row(self) -> None:
        if self.timeline.copy_selected():
            self.scribe.note("Row copied")

    def newest(self) -> None:
        self.timeline.view.to_newest()

    def oldest(self) -> None:
        self.timeline.view.to_oldest()

    def row_up(self) -> None:
        self.timeline.view.step(-1)

    def row_down(self) -> None:
        self.timeline.view.step(1)

    @Slot(object)
    def show_only(self, shown: Shown | Filter) -> None:
        """The timeline through one of its filters."""
        if isinstance(shown, Filter):
            shown = msgspec.structs.replace(self.model.shown, filter=shown)
        self.timeline.show_shown(shown)
        self.session.view(shown)

    def sort_by_entry_time(self) -> None:
        turned = not self.model.shown.by_entry_time
        self.session.view(msgspec.structs.replace(self.model.shown, by_entry_time=turned))
        self.scribe.note("Sorted by time of entry" if turned else "Sorted by when it happened")

    def sorted_by_entry(self) -> bool:
        return self.model.shown.by_entry_time

    def on_chosen_row(self, entered: Entered) -> bool:
        """``/star``, ``/retract`` and ``/amend`` mean the chosen row where there is one; whether that was so."""
        entry, parsed = self.timeline.selected(), entered.parsed
        if entry is None or not isinstance(parsed, CommandLine) or entered.amends:
            return False
        match parsed.command:
            case Star():
                self.session.star(entry)
            case Retract():
                self.session.retract(entry)
            case Amend() as wanted if wanted == Amend():
                self._amend_entry(entry)
            case _:
                return False
        return True

    def uncover(self) -> None:
        """Show what looks like a secret in the selected row, or cover it again."""
        entry = self.timeline.selected()
        if entry is not None:
            bare = self.timeline.view.bare(entry)
            self.scribe.note("Shown as typed, until you cover it again" if bare else "Covered again")

    def second_clock(self) -> None:
        self.sheet(SecondClock).open(self.second or "")

    @Slot(str)
    def _use_second_clock(self, name: str) -> None:
        self.show_second_clock(name)

        def keep(workspace: Workspace) -> None:
            workspace.set_setting("second_clock", name)

        self.operations.read(keep)

    def read_second_clock(self) -> None:
        """As it was kept, once the record is open."""
        if self.second is None and self.operations.facts is not None:
            settings = self.operations.facts.settings
            self.scribe.primary_local = settings["primary_clock"] == "local"
            self.show_second_clock(settings["second_clock"] or ("local" if self.scribe.primary_local else ""))

    def show_second_clock(self, name: str) -> None:
        """A clock beside UTC in every row, by the name that the setting keeps."""
        self.second = name
        self.timeline.show_second(zone_of(name))

    def choose_voice(self) -> None:
        self.show_timeline()
        self.session.ask_voices()
