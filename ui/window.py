"""The main window: menus from the registry, a bar for what went wrong, and the pages in a stack.

Home is made at once and painted; the war room and the dialogs are made right after the first paint, so that the
window is there before the heavier modules are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QByteArray, QCoreApplication, QEvent, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QMoveEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QStackedWidget, QVBoxLayout, QWidget

from ui import last_look, theme
from ui.actions import Actions, Context, MenuName
from ui.coming_back import ComingBack
from ui.declare_flow import Declared, DeclareFlow
from ui.live import OpenIncidents
from ui.notices import Bar, Toast
from ui.operations import Opened, Operations
from ui.pages.home import HomePage
from ui.quit_question import QuitQuestion
from ui.shell_actions import shell_actions
from ui.theme_tokens import Token
from ui.upkeep import Upkeep
from ui.window_alerts import WindowAlerts
from warroom.clock import Instant
from warroom.errors import RecordError, WarroomError

if TYPE_CHECKING:
    from ui.alerts.alerting import Alerting
    from ui.export import Export
    from ui.incident_window import IncidentWindow
    from ui.keys_help import KeysPage
    from ui.pages.war import WarPage
    from ui.palette.opening import PaletteOpening
    from ui.palette.view import Palette
    from ui.settings.opening import SettingsOpening
    from ui.welcome import Welcome
    from warroom.incident.state import Incident
    from warroom.workspace import Workspace

LOOK_MS = 1000
LEAST_SIZE = (640, 480)
FIRST_SIZE = (1440, 900)


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
        self._welcome: Welcome | None = None
        self.windows: dict[str, IncidentWindow] = {}
        self._seat = "solo"
        self._export: Export | None = None
        self._asked: list[str] = []
        self._saved_at: Instant | None = None
        self._leaving = False
        self._painted = False
        self._look = look or last_look.LastLook()
        self._build()
        self.registry.add(*shell_actions(self))
        self.registry.install(self, Context.EVERYWHERE)
        self.registry.install(self.home, Context.HOME)
        self._connect()
        self._look_timer = QTimer(self)
        self._look_timer.setObjectName("shell.look")
        self._look_timer.setSingleShot(True)
        self._look_timer.setInterval(LOOK_MS)
        self._look_timer.timeout.connect(self._keep_look)
        self._restore_geometry()
        self._coming_back = ComingBack(self.live, self._look.incident, self._nothing_begun, self.open_incident, self)

    # -- Pages ---------------------------------------------------------------------------------------------------

    @Slot()
    def prepare(self) -> None:
        """Make what the first paint did not need; the menus are whole afterwards."""
        if self.war is not None:
            return
        from ui.pages.war import WarPage
        from ui.wordings.opening import WordingsOpening, wording_actions

        self.war = WarPage(self.operations, self.registry)
        self.war.page_wanted.connect(self._page_wanted)
        self.war.incident_wanted.connect(self.open_incident)
        self.pages.addWidget(self.war)
        self.registry.install(self.war, Context.WAR)
        self.registry.add(*wording_actions(WordingsOpening(self)))
        self.war.body.set_seat(self._seat)
        self.flow.prepare()
        self._fill_menus()
        self.ready.emit()
        if self.operations.facts is not None:
            self._answer()

    def open_incident(self, incident_id: str) -> None:
        """Bring an incident to the front; what is typed from here on goes into its line. One that stands in a window
        of its own comes to the front there."""
        own = self.windows.get(incident_id)
        if own is not None:
            own.raise_()
            own.activateWindow()
            return
        self.prepare()
        assert self.war is not None
        self.incident_id = incident_id
        self.war.open(incident_id)
        self.pages.setCurrentWidget(self.war)
        self.war.line.setFocus()
        self._retitle(self.live.now())
        self._remember()

    def open_in_window(self) -> None:
        """The incident in front gets a window of its own; this one goes Home."""
        from ui.incident_window import IncidentWindow

        incident = self.incident_id
        assert self.war is not None
        self.war.leave()
        self.go_home()
        window = self.windows[incident] = IncidentWindow(self, incident)
        window.war.body.set_seat(self._seat)
        window.closed.connect(self._window_closed)
        window.show()

    @Slot(str)
    def _window_closed(self, incident_id: str) -> None:
        self.windows.pop(incident_id, None)

    def seat(self) -> str:
        """Which seat the person works from: it orders the rail and chooses what is notified."""
        return self._seat

    def take_seat(self, seat: str) -> None:
        """Work from another seat, at once and from now on."""
        from warroom.settings import DECLARED

        self._seat = seat
        for war in self._rooms():
            war.body.set_seat(seat)

        def keep(workspace: Workspace) -> dict[str, str]:
            workspace.set_setting("seat", seat)
            return {key: workspace.setting(key) for key in DECLARED}

        self.operations.read(keep, done=self.alerting.set)
        self.toast.say(f"Seat: {seat}")

    def _rooms(self) -> list[WarPage]:
        own = [window.war for window in self.windows.values()]
        return [self.war, *own] if self.war is not None else own

    def go_home(self) -> None:
        self.incident_id = ""
        self.pages.setCurrentWidget(self.home)
        self.home.take_focus()
        self._retitle(self.live.now())
        self._remember()

    def _remember(self) -> None:
        """Which incident is in front, for the next start."""
        self._look.incident = self.incident_id
        self._look_timer.start()

    def _nothing_begun(self) -> bool:
        """Whether the window still stands as it was opened, on Home."""
        declaring = self.flow.dialog is not None and self.flow.dialog.isVisible()
        return self.pages.currentWidget() is self.home and not declaring and not self._asked

    def show_keys(self) -> None:
        """The key map; asked for again, back to where one was."""
        if self.keys is None:
            from ui.keys_help import KeysPage

            self.keys = KeysPage(self.registry)
            self.keys.closed.connect(self.go_back)
            self.pages.addWidget(self.keys)
        if self.pages.currentWidget() is self.keys:
            self.go_back()
        else:
            self.pages.setCurrentWidget(self.keys)

    @Slot(str, str)
    def _page_wanted(self, page: str, _argument: str) -> None:
        if page == "help":
            self.show_keys()
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
            return self.war.line
        return None

    def typed_on_home(self, watched: QWidget, typed: str) -> bool:
        """A letter on Home begins a declaration with that letter."""
        if watched.window() is not self or self.pages.currentWidget() is not self.home:
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

    def say_saved(self) -> None:
        at = self._saved_at
        self.toast.say("Already saved" if at is None else f"Already saved {at.hhmmss()} UTC")

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

    def set_look(self, choice: theme.Choice | None = None, percent: int | None = None) -> None:
        """Scheme or text size, at once; kept with the record's settings."""
        theme.set_look(choice, percent)
        self._look.scheme, self._look.scale = theme.choice().value, theme.percent()
        scheme, scale = self._look.scheme, str(self._look.scale)

        def keep(workspace: Workspace) -> None:
            workspace.set_setting("scheme", scheme)
            workspace.set_setting("scale", scale)

        self.operations.read(keep)
        self._look_timer.start()

    def text_larger(self) -> None:
        self.set_look(percent=theme.percent() + 10)
        self.toast.say(f"Text size {theme.percent()} %")

    def text_smaller(self) -> None:
        self.set_look(percent=theme.percent() - 10)
        self.toast.say(f"Text size {theme.percent()} %")

    def text_reset(self) -> None:
        self.set_look(percent=100)
        self.toast.say("Text size 100 %")

    def show_palette(self) -> None:
        """Every command, person and incident; asked for again, away with it."""
        if self._palette is None:
            from ui.palette.opening import PaletteOpening

            self._palette = PaletteOpening(self)
        self._palette.toggle()

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
        self._asked = arguments
        if self.operations.facts is not None and self.war is not None:
            self._answer()

    # -- What comes from the record ------------------------------------------------------------------------------

    @Slot(object)
    def _opened(self, facts: Opened) -> None:
        choice, percent = theme.Choice(facts.settings["scheme"]), int(facts.settings["scale"])
        if (choice, percent) != (theme.choice(), theme.percent()):
            theme.set_look(choice, percent)
        self._show_author(facts)
        self.error_bar.clear()
        self._greet(facts)
        if facts.playbook_problem:
            self.warn_bar.say(facts.playbook_problem)
        if not facts.simulated:
            self.alerting.start(facts.settings)
        self._seat = facts.settings["seat"]
        for war in self._rooms():
            war.body.set_seat(self._seat)
        if self.war is not None:
            self._answer()

    def _greet(self, facts: Opened) -> None:
        """First steps, for somebody whom the record does not know yet."""
        settings = facts.settings
        if self._welcome is None and settings["first_steps"] == "show" and not settings["handle"] + settings["name"]:
            from ui.welcome import Welcome

            self._welcome = Welcome(self)

    def rename(self, author: str) -> None:
        """The person has another handle: what is logged from here on is theirs under it."""
        self.operations.author = author
        if self.operations.facts is not None:
            self.operations.facts = self.operations.facts._replace(author=author)
            self._show_author(self.operations.facts)

    def _show_author(self, facts: Opened) -> None:
        simulated = "SIMULATED  ·  " if facts.simulated else ""
        self.home.foot.setText(f"{simulated}{facts.author}  ·  {facts.path}")

    def _answer(self) -> None:
        words, self._asked = self._asked, []
        if words[:1] == ["declare"]:
            self.flow.begin()
        elif words[:1] == ["open"] and len(words) > 1:
            reference = words[1]

            def find(workspace: Workspace) -> str:
                return workspace.incident_id(reference)

            self.operations.read(find, done=self.open_incident)
        elif words[:1] == ["open"] and self.live.board.open:
            self.open_incident(self.live.board.open[0].incident.id)

    @Slot(object)
    def _failed(self, error: WarroomError) -> None:
        if isinstance(error, RecordError):
            self.error_bar.say(error.sentence)

    @Slot(object)
    def _refused(self, error: WarroomError) -> None:
        self.toast.say(error.sentence, Token.WARN)

    @Slot(str)
    def _reason(self, reason: str) -> None:
        self.toast.say(reason, Token.WARN)

    @Slot(object)
    def _crashed(self, _error: object) -> None:
        self.toast.say("The program made a mistake. What you typed is kept; the log says more.", Token.DANGER)

    @Slot(object)
    def _saved(self, at: Instant) -> None:
        self._saved_at = at
        self.error_bar.clear()

    @Slot()
    def _retry(self) -> None:
        self.error_bar.clear()
        self.operations.start()

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
        title = self.live.title(now, self.here())
        if title != self.windowTitle():
            if title.startswith("(!)") and not self.windowTitle().startswith("(!)"):
                QApplication.alert(self)
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
        if running and not self._leaving:
            event.ignore()
            self.question.ask(running)
            return
        for window in list(self.windows.values()):
            window.close()
        self.flow.close()
        self.upkeep.leave()
        self.alerts.close()
        self.live.stop()
        self._look_timer.stop()
        self.toast.stop()
        last_look.keep(self._look)
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
            self._look.geometry = bytes(self.saveGeometry().toBase64().data()).decode()
            self._look_timer.start()

    @Slot()
    def _keep_look(self) -> None:
        look = msgspec.structs.replace(self._look)

        def keep(_step: object) -> None:
            last_look.keep(look)

        self.operations.background(keep)

    def _restore_geometry(self) -> None:
        self.resize(*FIRST_SIZE)
        self.setMinimumSize(*LEAST_SIZE)
        if self._look.geometry:
            self.restoreGeometry(QByteArray.fromBase64(self._look.geometry.encode()))

    # -- Building ------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        whole = QWidget(self)
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.error_bar = Bar("shell.error", "errorbar", "Try again", whole)
        self.warn_bar = Bar("shell.warn", "warnbar", "Hide", whole)
        self.pages = QStackedWidget(whole)
        self.pages.setObjectName("shell.pages")
        self.home = HomePage(self.live, self.pages)
        self.pages.addWidget(self.home)
        self.alerts = WindowAlerts(self, whole)
        self.question = QuitQuestion(self)
        self.question.leave.connect(self.leave_now)
        for widget in (self.error_bar, self.warn_bar, *self.alerts.bars):
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
        self.error_bar.acted.connect(self._retry)
        self.warn_bar.acted.connect(self.warn_bar.clear)
        operations = self.operations
        operations.opened.connect(self._opened)
        operations.failed.connect(self._failed)
        operations.refused.connect(self._refused)
        operations.crashed.connect(self._crashed)
        operations.saved.connect(self._saved)

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
