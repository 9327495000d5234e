"""The first steps of a new user, carried out: settings, people, and a drill to practise in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from ui.theme_tokens import Token
from ui.widgets.first_run import FirstRun
from warroom.errors import WarroomError

if TYPE_CHECKING:
    from ui.window import MainWindow
    from warroom.readiness.rows import Reading
    from warroom.room import Acted
    from warroom.workspace import Workspace

SETTING = "first_steps"
PRACTICE = "Practice: the checkout is slow"
HOW = "A drill: type what you see, Enter logs it. After three lines Ctrl+U writes an update. Nothing leaves from here"


class Welcome(QObject):
    """Made when the record that was opened knows nobody; Home shows it while it holds no incident."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.card = FirstRun()
        card = self.card
        card.wished.connect(self._wish)
        card.people.connect(self._people)
        card.settings.connect(self._bring)
        card.practised.connect(self._practise)
        card.declared.connect(window.declare)
        card.skipped.connect(self._skip)
        self._listening = False
        window.home.welcome(card)

    @Slot(str, str)
    def _wish(self, key: str, value: str) -> None:
        values = self._window.settings.page.values
        if not self._listening:
            self._listening = True
            values.changed.connect(self.card.show_value)
            values.refused.connect(self.card.refuse)
        if values.now[key] != value:
            values.wish(key, value)

    @Slot(str)
    def _people(self, path: str) -> None:
        def work(workspace: Workspace) -> Reading:
            return workspace.import_contacts(Path(path))

        self._window.operations.run(work, done=self._imported, failed=self._fail)

    def _imported(self, reading: Reading) -> None:
        people = len(reading.contacts.people)
        words = f"{people} {'person' if people == 1 else 'people'} taken."
        faults = " ".join(fault.sentence for fault in reading.faults[:3])
        self.card.say(f"{words} {faults}" if faults else words, Token.WARN if faults else Token.OK)

    @Slot(str)
    def _bring(self, path: str) -> None:
        self._window.settings.page.record.jobs.bring(Path(path))

    @Slot()
    def _practise(self) -> None:
        def work(workspace: Workspace) -> Acted:
            return workspace.room.declare(PRACTICE, 3, drill=True)

        self._window.operations.run(work, done=self._practising, failed=self._fail)

    def _practising(self, acted: Acted) -> None:
        self._window.open_incident(acted.incident)
        self._window.toast.say(HOW)

    @Slot()
    def _skip(self) -> None:
        self._window.home.welcome(None)

        def keep(workspace: Workspace) -> None:
            workspace.set_setting(SETTING, "skip")

        self._window.operations.read(keep)
        self._window.home.take_focus()

    def _fail(self, error: WarroomError) -> None:
        self.card.say(error.sentence)
