"""Which clock stands beside UTC in the timeline: none, this computer's, or one of the world's (UI.md 9)."""

from __future__ import annotations

from zoneinfo import available_timezones

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCompleter, QLineEdit

from ui import labels
from ui.operations import Operations
from ui.widgets.task_page import TaskPage
from warroom.backfill.zones import Zone, named
from warroom.errors import UsageError


class SecondClock(TaskPage):
    """``chosen`` with the zone's name as the setting keeps it, '' for none."""

    chosen = Signal(str)

    def __init__(self, operations: Operations) -> None:
        super().__init__("war.second", "A second clock beside UTC")
        self._operations = operations
        self.about.setText("Every row shows it. Times that are typed, stored and sent stay in UTC.")
        self.zone = QLineEdit()
        self.zone.setObjectName("war.second.zone")
        self.zone.setAccessibleName("Time zone of the second clock")
        self.zone.setPlaceholderText("Europe/Berlin, CET, +05:30, local")
        completer = QCompleter(sorted(available_timezones()), self.zone)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        labels.suggest(self.zone, completer)
        self.zone.returnPressed.connect(self._use)
        self.body.addWidget(self.zone)
        self.body.addStretch(1)
        self.add_button("use", "Show this clock  Enter", self._use, kind="primary")
        self.add_button("none", "UTC alone", self._none)

    def open(self, now: str) -> None:
        self.zone.setText(now)
        self.zone.selectAll()
        self.say_problem("")
        self.zone.setFocus()

    @Slot()
    def _use(self) -> None:
        try:
            named(self.zone.text())
        except UsageError as error:
            self.say_problem(error.sentence)
            return
        self._choose(self.zone.text().strip())

    @Slot()
    def _none(self) -> None:
        self._choose("")

    def _choose(self, name: str) -> None:
        self.chosen.emit(name)
        self.leave()


def zone_of(name: str) -> Zone | None:
    """The zone that a setting names; None for '' and for one that this computer does not know."""
    try:
        return named(name) if name else None
    except UsageError:
        return None
