"""The main window: menus from the registry, a bar for what went wrong, and the pages in a stack.

Home is made at once and painted; the war room and the dialogs are made right after the first paint, so that the
window is there before the heavier modules are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QMoveEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QStackedWidget, QVBoxLayout, QWidget

from ui import last_look
from ui.actions import Actions, Context, MenuName
from ui.arriving import Arriving
from ui.declare_flow import Declared, DeclareFlow
from ui.last_copy import LastCopy
from ui.live import OpenIncidents
from ui.notices import Toast
from ui.operations import Operations
from ui.pages.home import HomePage
from ui.quit_question import QuitQuestion
from ui.shell_actions import shell_actions
from ui.theme_tokens import Token
from ui.upkeep import Upkeep
from ui.war_rooms import WarRooms
from ui.window_alerts import WindowAlerts
from ui.window_look import WindowLook
from ui.window_record import WindowRecord
from warroom.clock import Instant

if TYPE_CHECKING:
    from ui.alerts.alerting import Alerting
    from ui.export import Export
    from ui.keys_help import KeysPage
    from ui.pages.war import WarPage
    from ui.palette.opening import PaletteOpening
    from ui.palette.view import Palette
    from ui.settings.opening import SettingsOpening
    from warroom.incident.state import Incident


class MainWindow(QMainWindow):
    """``painted`` once, when the window is on the screen; ``ready`` when every page is made; ``left`` when the person
    chose to quit."""

    painted = Signal()
    ready = Signal()
    left = Signal()

    def __init__(self, operations: Operations, look: last_look.LastLook | None = None) -> None:
        super().__init__()
        self.setObjectName("shell")
        self.setWindowTitle("Warroom")
        self.operations = operations
        self.registry = Actions(self)
        self.live = OpenIncidents(operations, self)
        self.upkeep = Upkeep(operations, self.live, self)
        self.flow = DeclareFlow(operations, self)
        self.incident_id = ""
        self.war: WarPage | None = None
        self.keys: KeysPage | None = None
        self._palette: PaletteOpening | None = None
        self._settings: SettingsOpening | None = None
        self._export: Export | None = None
        self._leaving = False
        self._painted = False
        self.look = WindowLook(self, look or last_look.LastLook())
        self.rooms = WarRooms(self)
        self.arriving = Arriving(self, self.look.incident)
        self._build()
        self.registry.add(*shell_actions(self))
        self.registry.install(self, Context.EVERYWHERE)
        self.registry.install(self.home, Context.HOME)
        self._connect()
        self.look.restore()

    # -- Pages ---------------------------------------------------------------------------------------------------

    @Slot()
    def prepare(self) -> None:
        """Make what the first paint did not need; the menus are whole afterwards."""
        if self.war is not None:
            return
        from ui.pages.war import WarPage
        from ui.wordings.opening import WordingsOpening, wording_actions

        self.war = WarPage(self.operations, self.registry)
        self.toast.room = self.war.body.toast_room
        self.war.page_wanted.connect(self._page_wanted)
        self.war.incident_wanted.connect(self.open_incident)
        self.pages.addWidget(self.war)
        self.registry.install(self.war, Context.WAR)
        self.registry.add(*wording_actions(WordingsOpening(self)))
        self.war.body.set_seat(self.rooms.seat)
        self.alerts.watch(self.war, self.registry)
        self.flow.prepare()
        self._fill_menus()
        self.ready.emit()
        if self.operations.facts is not None:
            self.arriving.look()

    def open_incident(self, incident_id: str) -> None:
        """Bring an incident to the front; what is typed from here on goes into its line. One that stands in a window
        of its own comes to the front there."""
        if self.rooms.raise_apart(incident_id):
            return
        self.prepare()
        assert self.war is not None
        self.incident_id = incident_id
        self.war.open(incident_id)
        self.pages.setCurrentWidget(self.war)
        self.war.line.setFocus()
        self._retitle(self.live.now())
        self.look.remember(self.incident_id)

    def go_home(self) -> None:
        self.incident_id = ""
        self.pages.setCurrentWidget(self.home)
        self.home.take_focus()
        self._retitle(self.live.now())
        self.look.remember(self.incident_id)

    def nothing_begun(self) -> bool:
        """Whether the window still stands as it was opened, on Home."""
        declaring = self.flow.dialog is not None and self.flow.dialog.isVisible()
        return self.pages.currentWidget() is self.home and not declaring

    def show_keys(self) -> None:
        """The keys of this page; asked for again, the whole map; once more, back to where one was."""
        if self.keys is None:
            from ui.keys_help import KeysPage

            self.keys = KeysPage(self.registry)
            self.keys.closed.connect(self.go_back)
            self.pages.addWidget(self.keys)
        front = self.pages.currentWidget()
        if front is not self.keys:
            self.keys.help((*self._contexts(front), Context.EVERYWHERE))
            self.pages.setCurrentWidget(self.keys)
        elif not self.keys.next():
            self.go_back()

    def _contexts(self, front: QWidget | None) -> tuple[Context, ...]:
        """Whose keys work on a page, its own first."""
        if front is self.war and self.war is not None:
            return self.war.contexts()
        own = {"home": Context.HOME, "settings": Context.SETTINGS, "wordings": Context.WORDINGS}
        found = own.get(front.objectName()) if front is not None else None
        return (found,) if found is not None else ()

    @Slot(str, str)
    def _page_wanted(self, page: str, argument: str) -> None:
        if page == "help":
            self.show_keys()
        elif page == "palette":
            self.show_palette(argument)
        elif page == "drill":
            self.flow.begin(drill=True)

    def show_settings(self) -> None:
        """The settings; asked for again, back to where one was."""
        self.settings.toggle()

    @property
    def settings(self) -> SettingsOpening:
        if self._settings is None:
            from ui.settings.opening import SettingsOpening

            self._settings = SettingsOpening(self)
        return self._settings

    def not_settings(self) -> str:
        return "" if self._settings is not None and self._settings.visible else "Only in Settings"

    @Slot()
    def go_back(self) -> None:
        """From a page of the window to the incident that was in front, else Home."""
        if self.incident_id:
            self.open_incident(self.incident_id)
        else:
            self.go_home()

    def here(self) -> Incident | None:
        """The incident in front, as the board last knew it."""
        return next((one.incident for one in self.live.board.open if one.incident.id == self.incident_id), None)

    def typing_target(self) -> QWidget | None:
        """The line that stray letters belong to (UI.md 11)."""
        if self.war is not None and self.pages.currentWidget() is self.war:
            return self.war.typing_target()
        return None

    def typed_on_home(self, watched: QWidget, typed: str) -> bool:
        """A letter on Home begins a declaration with that letter, unless an incident is about to come to the front."""
        if watched.window() is not self or self.pages.currentWidget() is not self.home:
            return False
        if self.arriving.under_way:
            self.arriving.keep(typed)
            return True
        if not typed.strip():  # a space presses the button that has the focus
            return False
        self.flow.begin(typed)
        return True

    # -- What the actions do -------------------------------------------------------------------------------------

    def declare(self) -> None:
        self.flow.begin(drill=False if self.flow.dialog is None else None)

    def find_past(self) -> None:
        self.home.find_past()

    def not_home(self) -> str:
        return "" if self.pages.currentWidget() is self.home else "Only on Home"

    def no_incident(self) -> str:
        return "" if self.incident_id else "Open an incident first"

    def no_other_incident(self) -> str:
        others = [one for one in self.live.board.open if one.incident.id != self.incident_id]
        return "" if others else "No other incident is open"

    def next_incident(self) -> None:
        self._step(1)

    def previous_incident(self) -> None:
        self._step(-1)

    def export(self, form: str) -> None:
        here = self.here()
        ref = here.ref if here is not None else self._past_ref()
        self.exporter.ask(self.incident_id, ref, form)

    @property
    def exporter(self) -> Export:
        if self._export is None:
            from ui.export import Export

            self._export = Export(self.operations, self)
            self._export.said.connect(self.toast.say)
        return self._export

    def show_palette(self, typed: str = "") -> None:
        """Every command, person and incident; asked for again, away with it. ``typed`` stands in its field."""
        if self._palette is None:
            from ui.palette.opening import PaletteOpening

            self._palette = PaletteOpening(self)
        self._palette.toggle(typed)

    @property
    def palette_view(self) -> Palette | None:
        """The palette, once it was asked for."""
        return None if self._palette is None else self._palette.palette

    @property
    def alerting(self) -> Alerting:
        """Sounds, notifications, tray and the waking computer."""
        return self.alerts.alerting

    def mute(self) -> None:
        self.alerting.toggle_mute()

    def is_muted(self) -> bool:
        return self.alerts.is_muted()

    def full_screen(self) -> None:
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()

    def quit(self) -> None:
        self.close()

    def obey(self, arguments: list[str]) -> None:
        """Do what a start of the program asked for: ``declare``, ``open INC-0042``, or come to the front."""
        if self.isMinimized():
            self.showNormal()
        self.raise_()
        self.activateWindow()
        QApplication.alert(self)
        self.arriving.obey(arguments)

    # -- What comes from the record ------------------------------------------------------------------------------

    @Slot(str)
    def _reason(self, reason: str) -> None:
        self.toast.say(reason, Token.WARN)

    @Slot(object, list)
    def _declared(self, declared: Declared, ahead: list[QKeyEvent]) -> None:
        self.open_incident(declared.incident)
        assert self.war is not None
        for event in ahead:
            QCoreApplication.sendEvent(self.war.line, event)
        if declared.announcement:
            QGuiApplication.clipboard().setText(declared.announcement)
            self.toast.say(f"{declared.ref} declared. Announcement copied, not sent: paste it where people are")
        else:
            self.toast.say(f"{declared.ref} declared")

    @Slot(object)
    def _ticked(self, now: Instant) -> None:
        self._retitle(now)

    def _retitle(self, now: Instant) -> None:
        if self.war is not None:
            self.war.foot.show_others(self.live, self.incident_id, now)
        title = self.live.title(now, self.here())
        if title != self.windowTitle():
            self.setWindowTitle(title)

    def _step(self, by: int) -> None:
        ids = [one.incident.id for one in self.live.board.open]
        if ids:
            at = ids.index(self.incident_id) + by if self.incident_id in ids else 0
            self.open_incident(ids[at % len(ids)])

    def _past_ref(self) -> str:
        return next((header.ref for header in self.live.board.recent if header.id == self.incident_id), "incident")

    # -- Leaving -------------------------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        running = [one.incident for one in self.live.board.open if not one.incident.drill]
        copied = self.copied.would_be_lost
        if (running or copied) and not self._leaving:
            event.ignore()
            self.question.ask(running, copied=copied)
            return
        self.rooms.close()
        self.flow.close()
        self.upkeep.leave()
        self.alerts.close()
        self.live.stop()
        self.toast.stop()
        self.look.leave()
        event.accept()
        self.left.emit()

    def leave_now(self) -> None:
        """Close without a question: the answer was given, or nobody is there to ask."""
        self._leaving = True
        self.close()

    # -- Look ----------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._palette is not None:
            self._palette.palette.place()
        self._moved()

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        self._moved()

    def _moved(self) -> None:
        if self.isVisible() and not self._leaving:
            self.look.moved()

    # -- Building ------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        whole = QWidget(self)
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.record = WindowRecord(self, whole)
        self.pages = QStackedWidget(whole)
        self.pages.setObjectName("shell.pages")
        self.home = HomePage(self.live, self.pages)
        self.pages.addWidget(self.home)
        self.alerts = WindowAlerts(self, whole)
        self.question = QuitQuestion(self)
        self.question.leave.connect(self.leave_now)
        self.copied = LastCopy(self.operations, self)
        for widget in (*self.record.bars, *self.alerts.bars):
            column.addWidget(widget)
        column.addWidget(self.pages, 1)
        self.setCentralWidget(whole)
        self.toast = Toast(whole)
        self.menus = {name: QMenu(f"&{name.value}", self) for name in MenuName if name is not MenuName.NONE}
        for menu in self.menus.values():
            self.menuBar().addMenu(menu)

    def _fill_menus(self) -> None:
        for name, menu in self.menus.items():
            self.registry.fill(menu, name)
            menu.menuAction().setVisible(not menu.isEmpty())

    def _connect(self) -> None:
        self.home.opened.connect(self.open_incident)
        self.home.declared.connect(self._home_declared)
        self.flow.declared.connect(self._declared)
        self.registry.refused.connect(self._reason)
        self.live.ticked.connect(self._ticked)
        self.record.opened.connect(self.arriving.look)

    @Slot(bool)
    def _home_declared(self, drill: bool) -> None:
        self.flow.begin(drill=drill)

    def event(self, event: QEvent) -> bool:
        """After the first paint comes the rest: first things on the screen, then the record and the heavier pages."""
        handled = super().event(event)
        if event.type() == QEvent.Type.Paint and not self._painted:
            self._painted = True
            QTimer.singleShot(0, self._after_paint)
        return handled

    @Slot()
    def _after_paint(self) -> None:
        self.painted.emit()
        if not self._leaving:
            self.prepare()
