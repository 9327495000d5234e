"""A window of its own for one incident: a second one beside the first, or the same on another screen.

An incident stands in one window at a time, so that what is being typed for it is in one place. Closing this window
ends nothing: the incident is on Home, and its countdowns go on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QStackedWidget, QVBoxLayout, QWidget

from ui.actions import Action, Actions, Context, MenuName
from ui.keys_help import KeysPage
from ui.notices import Toast
from ui.pages.war import WarPage
from ui.palette.opening import PaletteOpening
from ui.shell_actions import menu_bar_action
from ui.theme_tokens import Token
from ui.typing import Typing
from ui.window_look import LEAST_SIZE, first_size
from warroom.clock import Instant

if TYPE_CHECKING:
    from ui.window import MainWindow
    from warroom.errors import WarroomError

FIRST_SIZE = (1200, 800)


class IncidentWindow(QMainWindow):
    """``closed`` carries the incident's id."""

    closed = Signal(str)

    def __init__(self, main: MainWindow, incident_id: str) -> None:
        super().__init__()
        self.setObjectName("incident_window")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._main = main
        self.operations, self.live = main.operations, main.live
        self.incident_id = incident_id
        self.registry = Actions(self)
        self._palette: PaletteOpening | None = None
        self.keys: KeysPage | None = None
        whole = QWidget(self)
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        self.pages = QStackedWidget(whole)
        column.addWidget(self.pages)
        self.setCentralWidget(whole)
        self.toast = Toast(whole)
        self.registry.add(*_actions(self, main))
        self.war = WarPage(self.operations, self.registry)
        self.toast.room = self.war.body.toast_room
        self.pages.addWidget(self.war)
        self.registry.install(self, Context.EVERYWHERE)
        self.registry.install(self.war, Context.WAR)
        self._fill_menus()
        self.registry.refused.connect(self._reason)
        self.operations.refused.connect(self._refused)
        self.war.incident_wanted.connect(main.open_incident)
        self.war.page_wanted.connect(self._page_wanted)
        self.war.foot.others.wanted.connect(self._main_to_front)
        self.live.ticked.connect(self._retitle)
        self._typing = Typing(self._line, self)
        app = QApplication.instance()
        assert app is not None
        app.installEventFilter(self._typing)
        self.setMinimumSize(*LEAST_SIZE)
        self.resize(first_size(FIRST_SIZE))
        self.war.open(incident_id)
        self._retitle(self.live.now())

    def _fill_menus(self) -> None:
        for name in MenuName:
            if name is not MenuName.NONE:
                menu = QMenu(f"&{name.value}", self)
                self.menuBar().addMenu(menu)
                self.registry.fill(menu, name)
                menu.menuAction().setVisible(not menu.isEmpty())

    def _line(self) -> QWidget | None:
        return self.war.typing_target() if self.pages.currentWidget() is self.war else None

    # -- What the actions do ---------------------------------------------------------------------------------------

    def show_palette(self, typed: str = "") -> None:
        """Every command, person and incident; asked for again, away with it. ``typed`` stands in its field."""
        if self._palette is None:
            self._palette = PaletteOpening(self)
        self._palette.toggle(typed)

    def open_incident(self, incident_id: str) -> None:
        """Another incident opens where it is at home; this window keeps its own."""
        if incident_id == self.incident_id:
            self.war.line.setFocus()
        else:
            self._main.open_incident(incident_id)

    def show_keys(self) -> None:
        if self.keys is None:
            self.keys = KeysPage(self.registry)
            self.keys.closed.connect(self._leave_keys)
            self.pages.addWidget(self.keys)
        if self.pages.currentWidget() is self.war:
            self.keys.help((*self.war.contexts(), Context.EVERYWHERE))
            self.pages.setCurrentWidget(self.keys)
        elif not self.keys.next():
            self._leave_keys()

    @Slot()
    def _main_to_front(self) -> None:
        """Another incident opens in the main window, which may stand behind this one."""
        self._main.raise_()
        self._main.activateWindow()

    @Slot()
    def _leave_keys(self) -> None:
        self.pages.setCurrentWidget(self.war)
        self.war.line.setFocus()

    @Slot(str, str)
    def _page_wanted(self, page: str, argument: str) -> None:
        if page == "help":
            self.show_keys()
        elif page == "palette":
            self.show_palette(argument)

    def full_screen(self) -> None:
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()

    # -- What is said ----------------------------------------------------------------------------------------------

    @Slot(str)
    def _reason(self, reason: str) -> None:
        self.toast.say(reason, Token.WARN)

    @Slot(object)
    def _refused(self, error: WarroomError) -> None:
        if self.isActiveWindow():
            self.toast.say(error.sentence, Token.WARN)

    @Slot(object)
    def _retitle(self, now: Instant) -> None:
        self.war.foot.show_others(self.live, self.incident_id, now)
        here = next((one.incident for one in self.live.board.open if one.incident.id == self.incident_id), None)
        title = self.live.title(now, here or self.war.incident)
        if title != self.windowTitle():
            self.setWindowTitle(title)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._palette is not None:
            self._palette.palette.place()

    def closeEvent(self, event: QCloseEvent) -> None:
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self._typing)
        self.toast.stop()
        self.live.ticked.disconnect(self._retitle)
        self.operations.refused.disconnect(self._refused)
        event.accept()
        self.closed.emit(self.incident_id)


def _actions(window: IncidentWindow, main: MainWindow) -> list[Action]:
    """What holds in every window; the war room brings its own."""
    view, incident = MenuName.VIEW, MenuName.INCIDENT
    return [
        Action(id="incident.declare", text="Declare …", keys=("Ctrl+N",), handler=main.declare, menu=incident),
        Action(id="incident.close_window", text="Close this window", handler=_closing(window), menu=incident),
        Action(id="view.palette", text="Commands …", keys=("Ctrl+K",), handler=window.show_palette, menu=view),
        Action(id="view.larger", text="Text larger", keys=("Ctrl+=", "Ctrl++"), handler=main.look.larger, menu=view),
        Action(id="view.smaller", text="Text smaller", keys=("Ctrl+-",), handler=main.look.smaller, menu=view),
        Action(
            id="view.scale_reset", text="Text size 100 %", keys=("Ctrl+Shift+0",), handler=main.look.usual, menu=view
        ),
        Action(
            id="view.full_screen",
            text="Full screen",
            keys=("F11",),
            handler=window.full_screen,
            checked=window.isFullScreen,
            menu=view,
        ),
        menu_bar_action(window),
        Action(id="help.keys", text="Keys", keys=("F1",), handler=window.show_keys, menu=MenuName.HELP),
    ]


def _closing(window: IncidentWindow) -> Callable[[], None]:
    def close() -> None:
        window.close()

    return close
