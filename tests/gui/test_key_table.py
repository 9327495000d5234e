"""The key table of the specification: each key is bound, to what it says, where it says (UI.md 4)."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.gui.test_palette import page
from ui import digit_row
from ui.actions import Context
from ui.pages.war import WarPage
from ui.window import MainWindow
from warroom.workspace import Workspace

__all__ = ["page"]
TABLE = {
    Context.EVERYWHERE: {
        "Ctrl+K": "view.palette", "Ctrl+N": "incident.declare", "Ctrl+0": "view.home", "Ctrl+Tab": "incident.next",
        "Ctrl+Shift+Tab": "incident.previous", "Ctrl+,": "file.settings", "F1": "help.keys", "F10": "view.menu_bar",
        "F11": "view.full_screen", "Ctrl+=": "view.larger", "Ctrl+-": "view.smaller",
        "Ctrl+Shift+0": "view.scale_reset", "Ctrl+S": "file.saved",
    },
    Context.HOME: {"Ctrl+F": "home.find", "Ctrl+O": "home.outbox"},
    Context.WAR: {
        "Ctrl+O": "war.outbox", "Ctrl+F": "war.find", "F3": "war.find_next", "Ctrl+P": "war.print",
        "Ctrl+Z": "war.undo", "Ctrl+Shift+Z": "war.redo", "F6": "war.pane", "Shift+F6": "war.pane_back",
        "Ctrl+U": "war.internal", "Ctrl+E": "war.external", "Ctrl+I": "war.impact", "Ctrl+B": "war.hypothesis",
        "Ctrl+1": "war.needs", "Ctrl+2": "war.roles", "Ctrl+3": "war.requirements", "Ctrl+4": "war.say",
        "Ctrl+5": "war.triage", "Ctrl+Shift+L": "war.severity", "Ctrl+Shift+S": "war.status",
        "Ctrl+Shift+A": "war.approve", "Ctrl+Shift+H": "war.hold", "Ctrl+Shift+X": "war.decline",
        "Ctrl+Shift+T": "war.handoff", "Ctrl+Shift+R": "war.resolve", "Ctrl+Shift+K": "war.star", "F2": "war.amend",
        "Ctrl+Shift+C": "war.copy_row", "Ctrl+L": "war.goto", "Ctrl+End": "war.newest", "Ctrl+Home": "war.oldest",
        "Alt+Up": "war.row_up", "Alt+Down": "war.row_down",
    },
    Context.SCRIBE: {"Esc": "scribe.escape", "Return": "scribe.enter", "Ctrl+Return": "scribe.literal"},
    Context.COMPOSER: {
        "F9": "composer.copy", "Ctrl+Return": "composer.copy", "Ctrl+Shift+Return": "composer.queue",
        "Ctrl+Shift+M": "composer.sent", "Ctrl+J": "composer.no_news", "Alt+0": "composer.none_known",
        "Alt+1": "composer.fix.1", "Alt+9": "composer.fix.9", "F8": "composer.next_missing",
        "Ctrl+PgUp": "composer.previous", "Ctrl+PgDown": "composer.next",
    },
    Context.HANDOFF: {"F9": "handoff.copy", "Ctrl+Shift+Return": "handoff.confirm"},
    Context.OUTBOX: {"Ctrl+Return": "outbox.send", "F2": "outbox.edit", "Ctrl+Shift+M": "outbox.sent"},
    Context.DECLARE: {"Alt+H": "decl.help", "Alt+D": "decl.drill"},
}  # fmt: skip


def test_every_key_of_the_table_is_bound(window: MainWindow) -> None:
    bound = {(action.context, QKeySequence(keys)): action.id for action in window.registry for keys in action.keys}
    for context, keys in TABLE.items():
        for spelled, wanted in keys.items():
            assert bound.get((context, QKeySequence(spelled))) == wanted, (context, spelled)


def test_a_digit_key_means_its_digit_where_digits_need_shift(
    page: WarPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a French layout Ctrl with the key of 2 arrives as Ctrl+é; scan code 11 is where 2 lies."""
    monkeypatch.setattr(digit_row.QGuiApplication, "platformName", lambda: "xcb")
    for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
        event = QKeyEvent(kind, Qt.Key.Key_Eacute, Qt.KeyboardModifier.ControlModifier, 11, 0, 0)
        event.ignore()
        QCoreApplication.sendEvent(page.line, event)
    focus = QApplication.focusWidget()
    assert focus is not None
    assert page.roles.isAncestorOf(focus)
    override = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Eacute, Qt.KeyboardModifier.ControlModifier, 11, 0, 0)
    assert digit_row.DigitRow(page.actions_registry, Context.WAR, page).eventFilter(page, override)
    minus = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier, 15, 0, 0)
    assert not digit_row.DigitRow(page.actions_registry, Context.WAR, page).eventFilter(page, minus)


def test_f1_shows_the_keys_of_the_page_then_all_then_leaves(page: WarPage, window: MainWindow, qtbot: QtBot) -> None:
    def places() -> list[str]:
        table = window.keys.table if window.keys is not None else None
        assert table is not None
        return [words for row in range(table.rowCount()) if (words := table.item(row, 0).text())]

    qtbot.keyClick(page.line, Qt.Key.Key_F1)
    assert places() == ["Scribe line", "War room", "Everywhere"]
    assert window.keys is not None
    qtbot.keyClick(window.keys.filter, Qt.Key.Key_F1)
    assert {"Composer", "Settings", "Declare"} <= set(places())
    qtbot.keyClick(window.keys.filter, Qt.Key.Key_F1)
    assert window.pages.currentWidget() is page
    page.compose("status-update")
    window.registry.trigger("help.keys")
    assert places()[0] == "Composer"


def test_ctrl_o_on_home_opens_the_outbox(
    window: MainWindow, open_workspace: Callable[[], Workspace], qtbot: QtBot
) -> None:
    window.activateWindow()
    window.home.take_focus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    assert window.toast.text.text() == "no incident is open"
    with open_workspace() as workspace:
        workspace.room.declare("Checkout failing", 2)
    qtbot.waitUntil(lambda: bool(window.live.board.open))
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.war is not None and window.war.body.stack.currentWidget().objectName() == "outbox")
