"""From the one tick a second to sounds, notifications, the tray and a computer that stays awake."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from ui.alerts import course
from ui.alerts.awake import Awake
from ui.alerts.battery import Battery
from ui.alerts.course import Course, Key, Notice, Orders
from ui.alerts.desktop_notices import SNOOZE, Acted, DesktopNotices
from ui.alerts.sound import Player
from ui.alerts.tray import Tray
from ui.live import OpenIncidents
from ui.operations import Operations
from warroom.clock import Instant
from warroom.incident.words import Severity
from warroom.settings.quiet import Quiet

if TYPE_CHECKING:
    from warroom.workspace import Workspace

SNOOZE_LINE = "/snooze int 5m"
BATTERY_EVERY_S = 60
_ASLEEP = Key("", "asleep")
NOT_AWAKE = "This computer may fall asleep: the system does not let Warroom keep it awake."


class Alerting(QObject):
    """``open_wanted`` an incident from a notification or the tray ('' for the window alone), ``action_wanted`` by id.

    ``attention``: something of an incident has just become due or overdue, once for each state (UI.md 6.5).
    ``battery`` carries a sentence while the battery is low, '' when it is not any more.
    """

    open_wanted = Signal(str)
    action_wanted = Signal(str)
    said = Signal(str)
    battery = Signal(str)
    muted = Signal(bool)
    attention = Signal(str)

    def __init__(self, operations: Operations, live: OpenIncidents, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("alerting")
        self._operations, self._live = operations, live
        self.course = Course()
        self.player = Player(self)
        self.awake = Awake(self)
        self.tray = Tray(live, self)
        self.notices: DesktopNotices | None = None
        self._seat, self._quiet = "solo", Quiet()
        self._sounds = self._notifications = True
        self._absorb = self._was_muted = self._asking = False
        self._said_not_awake = False
        self._battery_at: Instant | None = None
        self.awake.held.connect(self._held)
        self.tray.chosen.connect(self.action_wanted)
        self.tray.opened.connect(self._tray_opened)

    def start(self, settings: Mapping[str, str]) -> None:
        """The record is open: from now on what is due is told, as the person has set it."""
        self.set(settings)
        if self.notices is None:
            self.notices = DesktopNotices(self)
            self.notices.acted.connect(self._acted)
            self.notices.refused.connect(self.tray.say)
            self.tray.start()
            self._live.ticked.connect(self.tick)
            self._live.moved.connect(self.course.moved)

    def set(self, settings: Mapping[str, str]) -> None:
        self._seat = settings["seat"]
        self._sounds = settings["sounds"] == "on"
        self._notifications = settings["notifications"] == "on"
        self._quiet = Quiet.parse(settings["quiet_hours"])

    def close(self) -> None:
        """Take back everything that was shown, and let the computer sleep again."""
        if self.notices is not None:
            self._live.ticked.disconnect(self.tick)
            self._live.moved.disconnect(self.course.moved)
            self.notices.close()
            self.notices = None
        self.tray.close()
        self.player.stop()
        self.awake.close()

    # -- What a person does about it -------------------------------------------------------------------------------

    def toggle_mute(self) -> None:
        """Sounds off for three minutes, or on again."""
        now = self._live.even(self._live.now())
        if self.course.muted_s(now) > 0:
            self.course.unmute()
            self.said.emit("Sounds are on")
        else:
            self.course.mute(now)
            self.said.emit("Sounds are off for 3 min")
        self._tell_muted(now)

    def is_muted(self) -> bool:
        return self.course.muted_s(self._live.even(self._live.now())) > 0

    def acknowledge(self, incident: str) -> None:
        self.course.acknowledge(incident, self._live.even(self._live.now()))

    def slept(self, sentence: str) -> None:
        """One summary of what became due meanwhile, and not a burst of it."""
        self._absorb = True
        self._post(Notice(_ASLEEP, "Warroom", sentence))

    # -- Each second -----------------------------------------------------------------------------------------------

    @Slot(object)
    def tick(self, now: Instant) -> None:
        if not self._live.loaded:
            return
        even = self._live.even(now)
        rows = course.watched(self._live.board.open, even, self._seat)
        rows += course.watched(self._live.board.unannounced, even, self._seat)
        orders = self.course.step(rows, even, quiet=self._quiet.holds(now))
        self._carry_out(orders)
        self._absorb = False
        self.tray.show_state(now)
        self._tell_muted(even)
        self._stay_awake(now)

    def _carry_out(self, orders: Orders) -> None:
        if orders.sound is not None and self._sounds:
            self.player.play(orders.sound)
        if not self._absorb:
            for notice in orders.post:
                self._post(notice)
        for incident in orders.new:
            self.attention.emit(incident)
        for key in orders.withdraw:
            if self.notices is not None:
                self.notices.withdraw(key)

    def _post(self, notice: Notice) -> None:
        if self._notifications and self.notices is not None:
            self.notices.post(notice)

    def _tell_muted(self, now: Instant) -> None:
        muted = self.course.muted_s(now) > 0
        if muted != self._was_muted:
            self._was_muted = muted
            self.muted.emit(muted)

    def _stay_awake(self, now: Instant) -> None:
        grave = any(one.incident.severity <= Severity.SEV2 and not one.incident.drill for one in self._live.board.open)
        self.awake.want(grave)
        if not grave:
            self.battery.emit("")
        elif self._battery_at is None or abs(now.since(self._battery_at)) >= BATTERY_EVERY_S:
            self._battery_at = now
            self._ask_battery()

    def _ask_battery(self) -> None:
        if self._asking:
            return
        self._asking = True

        def read(_report: Callable[[int, int], None]) -> Battery | None:
            from ui.alerts import battery

            return battery.read()

        self._operations.background(read, done=self._battery_read, failed=self._battery_unread)

    def _battery_read(self, found: Battery | None) -> None:
        self._asking = False
        self.battery.emit(found.sentence if found is not None and found.low else "")

    def _battery_unread(self, _error: object) -> None:
        self._asking = False

    # -- What comes back -------------------------------------------------------------------------------------------

    @Slot(object)
    def _acted(self, acted: Acted) -> None:
        incident = acted.key.incident
        if acted.action == SNOOZE:
            self._operations.run(lambda workspace: _snooze(workspace, incident))
        else:
            self.acknowledge(incident)
            self.open_wanted.emit(incident)

    @Slot()
    def _tray_opened(self) -> None:
        late = self._live.late(self._live.now())
        self.open_wanted.emit(late[0].incident.id if late is not None else "")

    @Slot(bool)
    def _held(self, held: bool) -> None:
        if not held and not self._said_not_awake:
            self._said_not_awake = True
            self.said.emit(NOT_AWAKE)


def _snooze(workspace: Workspace, incident: str) -> None:
    """The notification's button; who may not silence it is told so, as by the line."""
    workspace.room.log(incident, SNOOZE_LINE)
