"""One registry: sound keys, reasons instead of silence, every action in a menu or on the key map."""

from collections.abc import Iterator

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ui.actions import FORBIDDEN, Action, Actions, Context, MenuName, collisions
from ui.keys_help import rows
from ui.window import MainWindow


def test_the_whole_key_map_is_sound(window: MainWindow) -> None:
    assert len(list(window.registry)) > 30
    assert collisions(window.registry) == []


@pytest.mark.parametrize("keys", ["A", "Shift+Y", "1", "Ctrl+Alt+K", "Ctrl+Shift+U", "Ctrl+.", "Ctrl+Space", "Ctrl+H",
                                  "Ctrl+M", "Ctrl+G", "Ctrl+Shift+4"])  # fmt: skip
def test_a_sequence_that_is_not_ours_is_found(keys: str) -> None:
    actions = Actions()
    actions.add(Action(id="a", text="A", handler=lambda: None, keys=(keys,)))
    assert collisions(actions)
    assert FORBIDDEN.match(QKeySequence(keys).toString(QKeySequence.SequenceFormat.PortableText))


@pytest.mark.parametrize("keys", ["Ctrl+N", "F6", "Ctrl+0", "Alt+Up", "Ctrl+Shift+A", "Shift+F6", "F1"])
def test_an_ordinary_sequence_may_be_taken(keys: str) -> None:
    assert not FORBIDDEN.match(keys)


def test_two_actions_on_one_key_are_found_across_contexts() -> None:
    actions = Actions()
    actions.add(
        Action(id="everywhere", text="A", handler=lambda: None, keys=("Ctrl+J",)),
        Action(id="war", text="B", handler=lambda: None, keys=("Ctrl+J",), context=Context.WAR),
    )
    assert collisions(actions) == ["war and everywhere both take Ctrl+J"]


def test_pages_may_share_a_key_that_each_reads_for_itself() -> None:
    actions = Actions()
    actions.add(
        Action(id="home", text="A", handler=lambda: None, keys=("Ctrl+F",), context=Context.HOME),
        Action(id="war", text="B", handler=lambda: None, keys=("Ctrl+F",), context=Context.WAR),
    )
    assert collisions(actions) == []


def test_a_page_inside_the_war_room_may_not_take_its_keys_unless_it_says_so() -> None:
    war = Action(id="war", text="A", handler=lambda: None, keys=("F2",), context=Context.WAR)
    inner = Action(id="inner", text="B", handler=lambda: None, keys=("F2",), context=Context.OUTBOX)
    actions = Actions()
    actions.add(war, inner)
    assert collisions(actions) == ["inner and war both take F2"]
    actions = Actions()
    actions.add(war, msgspec.structs.replace(inner, over=True))
    assert collisions(actions) == []


def test_a_key_that_both_pages_have_belongs_to_the_inner_one(qtbot: QtBot) -> None:
    done: list[str] = []
    actions, war = Actions(), QWidget()
    qtbot.addWidget(war)
    inner, beside = QWidget(war), QPushButton(war)
    button = QPushButton(inner)
    actions.add(
        Action(id="war", text="A", handler=lambda: done.append("war"), keys=("F2",), context=Context.WAR),
        Action(id="in", text="B", handler=lambda: done.append("in"), keys=("F2",), context=Context.OUTBOX, over=True),
    )
    actions.install(war, Context.WAR)
    actions.install(inner, Context.OUTBOX)
    war.show()
    war.activateWindow()
    qtbot.waitUntil(war.isActiveWindow)
    for focus in (button, beside):
        focus.setFocus()
        qtbot.waitUntil(focus.hasFocus)
        qtbot.keyClick(focus, Qt.Key.Key_F2)
    assert done == ["in", "war"]


def test_an_action_that_cannot_be_done_says_why(qtbot: QtBot) -> None:
    actions, done = Actions(), []
    widget = QWidget()
    qtbot.addWidget(widget)
    actions.add(
        Action(
            id="approve",
            text="Approve",
            handler=lambda: done.append(1),
            keys=("Ctrl+Shift+A",),
            reason=lambda: "nothing is waiting",
        )
    )
    actions.install(widget, Context.EVERYWHERE)
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)
    with qtbot.waitSignal(actions.refused) as refused:
        qtbot.keyClick(widget, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert refused.args == ["nothing is waiting"]
    assert done == []


def test_an_id_is_entered_once() -> None:
    actions = Actions()
    actions.add(Action(id="a", text="A", handler=lambda: None))
    with pytest.raises(ValueError, match="already"):
        actions.add(Action(id="a", text="B", handler=lambda: None))


def test_every_action_is_in_a_menu_or_read_by_its_page(window: MainWindow) -> None:
    lost = [
        action.id
        for action in window.registry
        if action.menu is MenuName.NONE and action.shown and action.context is Context.EVERYWHERE
    ]
    assert lost == []


def leaves(menu: QMenu) -> Iterator[str]:
    """The ids of a menu's entries, those of its submenus in their place."""
    for made in menu.actions():
        below = made.menu()
        if isinstance(below, QMenu):
            yield from leaves(below)
        elif not made.isSeparator():
            yield made.objectName()


def test_menus_show_what_the_registry_holds(window: MainWindow, qtbot: QtBot) -> None:
    for name, menu in window.menus.items():
        menu.aboutToShow.emit()
        shown = list(leaves(menu))
        assert shown == [action.id for action in window.registry if action.menu is name]
        menu.aboutToHide.emit()


def test_a_grey_menu_entry_carries_its_reason_and_its_key_answers_again(window: MainWindow) -> None:
    menu = window.menus[MenuName.FILE]
    menu.aboutToShow.emit()
    export = next(made for made in menu.actions() if made.objectName() == "file.export.markdown")
    assert not export.isEnabled()
    assert "Open an incident first" in export.text()
    menu.aboutToHide.emit()
    assert export.isEnabled()


def test_no_menu_is_empty_in_the_menu_bar(window: MainWindow) -> None:
    for menu in window.menus.values():
        assert menu.menuAction().isVisible() is not menu.isEmpty()


def test_the_key_map_lists_every_key_and_can_be_filtered(window: MainWindow, qtbot: QtBot) -> None:
    window.registry.trigger("help.keys")
    assert window.keys is not None
    qtbot.waitUntil(window.keys.isVisible)
    assert {row[0] for row in rows(window.registry, "", (Context.HOME,))} == {"Home"}
    assert window.keys.table.item(0, 0).text() == "Home"
    assert window.keys.table.rowCount() < len(rows(window.registry))
    window.registry.trigger("help.keys")
    table = window.keys.table
    listed = {table.item(row, 3).text() for row in range(table.rowCount())}
    assert listed == {action.text for action in window.registry if action.keys or action.commands}
    qtbot.keyClicks(window.keys.filter, "full screen")
    assert [row[-1] for row in rows(window.registry, "full screen")] == ["Full screen"]
    assert table.rowCount() == 1
    qtbot.keyClick(window.keys.filter, Qt.Key.Key_Escape)
    assert window.pages.currentWidget() is window.home
    assert window.keys.filter.text() == "full screen"
