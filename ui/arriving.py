"""Where a start leads: to what its words ask for, else to the incident that stood in front last time (UI.md 6.4).

Finding it takes a moment. Letters that are struck in that moment belong to its line, not to a new declaration.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

if TYPE_CHECKING:
    from ui.window import MainWindow
    from warroom.errors import WarroomError
    from warroom.workspace import Workspace


class Arriving(QObject):
    """``last`` is the id of the incident of last time; it is gone to only if it is still open and nobody has begun
    anything meanwhile. Asks nothing."""

    def __init__(self, window: MainWindow, last: str) -> None:
        super().__init__(window)
        self._window = window
        self._last = last
        self._words: list[str] = []
        self._finding = False
        self._typed = ""
        window.live.refreshed.connect(self._known)

    @property
    def under_way(self) -> bool:
        """Whether an incident is on its way to the front."""
        return self._finding or self._words[:1] == ["open"] or bool(self._last)

    def keep(self, typed: str) -> None:
        """A letter that was struck before the incident is there."""
        self._typed += typed

    def obey(self, words: list[str]) -> None:
        """``declare``, ``open``, ``open INC-0042``; no words: only come to the front."""
        self._words = words
        self.look()

    def look(self) -> None:
        """Do what was asked, as soon as record and pages are there."""
        window = self._window
        if window.operations.facts is None or window.war is None:
            return
        if self._words == ["open"]:
            self._worst()
            return
        words, self._words = self._words, []
        if words:
            self._last = ""
        if words[:1] == ["declare"]:
            window.flow.begin(self._taken())
        elif words[:1] == ["open"]:
            self._find(words[1])

    def _find(self, reference: str) -> None:
        def find(workspace: Workspace) -> str:
            return workspace.incident_id(reference)

        self._finding = True
        self._window.operations.read(find, done=self._go, failed=self._not_found)

    def _worst(self) -> None:
        live = self._window.live
        if live.loaded:
            self._words, self._last = [], ""
            if live.board.open:
                self._go(live.board.open[0].incident.id)
            else:
                self._stay()

    def _go(self, incident_id: str) -> None:
        self._finding = False
        self._window.open_incident(incident_id)
        typed = self._taken()
        if typed and self._window.war is not None:
            self._window.war.line.insertPlainText(typed)

    def _not_found(self, error: WarroomError) -> None:
        self._finding = False
        self._window.record.say_refused(error)
        self._stay()

    def _stay(self) -> None:
        """Home it is; what was typed begins a declaration there, as it would have."""
        typed = self._taken()
        if typed:
            self._window.flow.begin(typed)

    def _taken(self) -> str:
        typed, self._typed = self._typed, ""
        return typed

    @Slot()
    def _known(self) -> None:
        """The open incidents have been read."""
        if self._words == ["open"]:
            self.look()
            return
        last, self._last = self._last, ""
        if not last or self._words or self._finding:
            return
        still_open = any(one.incident.id == last for one in self._window.live.board.open)
        if still_open and self._window.nothing_begun():
            self._go(last)
        else:
            self._stay()
