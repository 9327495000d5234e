"""The window's side of alerts: what a notification, the tray, the battery or a moved clock makes it show or do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication, QWidget

from ui.clock_bar import ClockBar
from ui.notices import Bar

if TYPE_CHECKING:
    from ui.actions import Actions
    from ui.alerts.alerting import Alerting
    from ui.pages.war import WarPage
    from ui.window import MainWindow

AWAY = "What happened while you were away?"
_UPDATES = ("war.internal", "war.external")


class WindowAlerts(QObject):
    """``bars`` go under the menus; ``alerting`` is loaded with the record, after the first paint."""

    def __init__(self, window: MainWindow, over: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._alerting: Alerting | None = None
        self.battery_bar = Bar("shell.battery", "warnbar", "Hide", over)
        self.clock_bar = ClockBar(window.live, over)
        self.bars = (self.clock_bar, self.battery_bar)
        self.battery_bar.acted.connect(self.battery_bar.clear)
        self.clock_bar.acted.connect(self._time_confirmed)
        self.clock_bar.corrected.connect(self._time_corrected)
        self.clock_bar.doubt.connect(self._doubt)
        window.upkeep.set_right.connect(self._set_right)
        window.upkeep.stepped.connect(self.clock_bar.stepped)
        window.upkeep.slept.connect(self._slept)

    def watch(self, war: WarPage, registry: Actions) -> None:
        """One more war room in which a person may see to an incident's countdowns."""

        def looked() -> None:
            if self._alerting is not None and war.incident is not None:
                self._alerting.acknowledge(war.incident.id)

        def triggered(action_id: str) -> None:
            if action_id in _UPDATES:
                looked()

        war.now_row.looked.connect(looked)
        registry.triggered.connect(triggered)
        war.identity.show_muted(self.is_muted())
        war.identity.show_doubt(self.clock_bar.asking)

    @property
    def alerting(self) -> Alerting:
        if self._alerting is None:
            from ui.alerts.alerting import Alerting

            window = self._window
            found = self._alerting = Alerting(window.operations, window.live, window)
            found.open_wanted.connect(self._come)
            found.action_wanted.connect(self._do_here)
            found.said.connect(window.toast.say)
            found.battery.connect(self._battery)
            found.muted.connect(self._muted)
            found.attention.connect(self._ask_for_a_look)
            window.upkeep.slept.connect(found.slept)
        return self._alerting

    def is_muted(self) -> bool:
        return self._alerting is not None and self._alerting.is_muted()

    def close(self) -> None:
        if self._alerting is not None:
            self._alerting.close()

    @Slot(str)
    def _come(self, incident_id: str) -> None:
        """A notification or the tray asked for the window, and for an incident where one is named."""
        self._window.obey([])
        if incident_id:
            self._window.open_incident(incident_id)

    @Slot(str)
    def _do_here(self, action_id: str) -> None:
        """The tray's menu: an update is written for the incident in front, else for the worst one."""
        window = self._window
        if action_id.startswith("war."):
            if not window.incident_id and window.live.board.open:
                window.open_incident(window.live.board.open[0].incident.id)
            window.obey([])
        window.registry.trigger(action_id)

    @Slot(str)
    def _ask_for_a_look(self, incident: str) -> None:
        """The taskbar's sign stands on the window in which the incident is."""
        QApplication.alert(self._window.rooms.windows.get(incident) or self._window)

    @Slot(str)
    def _battery(self, sentence: str) -> None:
        if sentence:
            self.battery_bar.say(sentence)
        else:
            self.battery_bar.clear()

    @Slot(bool)
    def _muted(self, muted: bool) -> None:
        for war in self._window.rooms.every():
            war.identity.show_muted(muted)

    @Slot(str)
    def _slept(self, sentence: str) -> None:
        window = self._window
        window.toast.say(sentence)
        for war in window.rooms.every():
            if war.session.id:
                war.line.ask(AWAY)
                war.line.setFocus()

    @Slot()
    def _time_confirmed(self) -> None:
        self.clock_bar.settle(self._window.operations.clock.correction_s)
        self._window.upkeep.time_is_right()
        self._window.toast.say("The time is confirmed")

    @Slot(float)
    def _time_corrected(self, seconds: float) -> None:
        self._window.upkeep.correct(seconds)
        self.clock_bar.settle(self._window.operations.clock.correction_s)

    @Slot()
    def _set_right(self) -> None:
        self.clock_bar.settle(0.0)
        self._window.toast.say("The computer's clock is right again")

    @Slot(bool)
    def _doubt(self, doubt: bool) -> None:
        for war in self._window.rooms.every():
            war.identity.show_doubt(doubt)
