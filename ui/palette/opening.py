"""Opens the palette over one window, on what can be done there now."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, Slot

from ui.actions import Context
from ui.palette import sources
from ui.palette.likely import likely
from ui.palette.offers import Kind, Offer
from ui.palette.view import Palette
from warroom.incident.entry import EntryFilter

if TYPE_CHECKING:
    from ui.incident_window import IncidentWindow
    from ui.pages.saying import Found
    from ui.window import MainWindow
    from warroom.incident.entry import Entry
    from warroom.workspace import Workspace

MOST_MOMENTS = 50


class PaletteOpening(QObject):
    """Made with the first Ctrl+K of a window."""

    def __init__(self, window: MainWindow | IncidentWindow) -> None:
        super().__init__(window)
        self._window = window
        self.palette = Palette(window)
        self.palette.chosen.connect(self._chosen)
        self.palette.field.textChanged.connect(self._typed)

    def toggle(self, typed: str = "") -> None:
        """Show it, with something typed into it where that was asked for, or put it away again."""
        if self.palette.isVisible():
            self.palette.close_now()
            return
        war = self._window.war
        incident = self._incident()
        state, playbook = (war.incident, war.playbook) if war is not None and incident else (None, None)
        now = self._window.operations.clock.now()
        self.palette.open(self._offers(), likely(state, playbook, now), typed)
        if incident:
            self._read_moments(incident)
            self._read_prompts()
            self._read_undoable(incident)

    def _incident(self) -> str:
        """The incident whose page is in front, '' elsewhere."""
        window = self._window
        return window.incident_id if window.war is not None and window.pages.currentWidget() is window.war else ""

    def _offers(self) -> list[Offer]:
        window, incident = self._window, self._incident()
        here = Context.WAR if incident else Context.HOME
        found = sources.commands(window.registry, here)
        found += sources.incidents(window.live.board, incident, window.open_incident)
        if incident and window.war is not None:
            found += sources.people(window.war.scribe.people, window.war.scribe.begin)
            found.append(sources.time_of("", self._go_to))
            found += sources.help_lines(window.war.scribe.begin, window.show_keys)
        return found

    @Slot(str)
    def _typed(self, typed: str) -> None:
        """The row for a time says the time that is being typed."""
        if typed.lstrip().startswith(Kind.TIME.value) and self._incident():
            row = sources.time_of(typed.lstrip()[1:], self._go_to)
            self.palette.renew({"time": row})

    def _go_to(self, words: str) -> None:
        war = self._window.war
        if war is not None:
            war.scribe.begin(f"/goto {words}")

    def _read_moments(self, incident: str) -> None:
        def work(workspace: Workspace) -> list[Entry]:
            numbers = workspace.record.entry_numbers(incident, only=EntryFilter(starred=True))
            return workspace.record.entries_by_number(numbers[-MOST_MOMENTS:])

        self._window.operations.read(work, done=self._moments)

    def _moments(self, entries: list[Entry]) -> None:
        war = self._window.war
        if war is not None and entries and entries[0].incident == self._incident():
            self.palette.add(list(sources.key_moments(entries, war.select)))

    def _read_undoable(self, incident: str) -> None:
        def work(workspace: Workspace) -> list[Entry]:
            return workspace.room.undoable(incident)

        self._window.operations.read(work, done=self._undoable)

    def _undoable(self, entries: list[Entry]) -> None:
        war = self._window.war
        if war is not None and entries and entries[0].incident == self._incident():
            self.palette.add(list(sources.last_acts(entries, war.undo_one)))

    def _read_prompts(self) -> None:
        """What each prompt would say this moment stands beside its name, or why it says nothing."""
        war = self._window.war
        if war is not None:
            war.saying.look(self._prompts)

    def _prompts(self, found: Found) -> None:
        if found.incident != self._incident() or not self.palette.isVisible():
            return
        registry = self._window.registry
        said = {f"war.say.{key}": prompt.text for key, prompt in found.every.items()}
        self.palette.renew(
            {
                offer.key: msgspec.structs.replace(
                    offer, hint=said.get(offer.key, offer.hint), reason=registry.get(offer.key).reason()
                )
                for offer in self.palette.offers
                if offer.kind is Kind.COMMAND and offer.key.startswith("war.say.")
            }
        )

    @Slot(object)
    def _chosen(self, offer: Offer) -> None:
        offer.run()
