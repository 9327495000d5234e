"""The composer before the record has answered, and its keys while the focus is in the line below it."""

import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.operations import Operations
from ui.pages.composer import ComposerPage
from ui.pages.war import WarPage
from warroom.workspace import Workspace

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT_CTRL = CTRL | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def incident(open_workspace: Callable[[], Workspace]) -> str:
    with open_workspace() as workspace:
        return workspace.room.declare("Checkout failing", 1, ic="sam").incident


@pytest.fixture
def slow(operations: Operations) -> Iterator[threading.Event]:
    """Lets the record wait until it is told to go on."""
    gate = threading.Event()
    yield gate
    gate.set()


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def composer(page: WarPage) -> ComposerPage:
    assert page.composer is not None
    return page.composer


def opened(page: WarPage, qtbot: QtBot, template: str = "") -> ComposerPage:
    page.compose(template)
    made = composer(page)
    qtbot.waitUntil(lambda: not made.opening and made.draft is not None)
    return made


def test_letters_that_come_before_the_fields_are_typed_into_the_first_missing_one(
    page: WarPage, operations: Operations, slow: threading.Event, qtbot: QtBot
) -> None:
    rows = page.model.saved_rows
    operations.read(lambda _workspace: slow.wait(30))
    page.compose()
    made = composer(page)
    assert made.waiting.isVisible()
    assert made.waiting.text() == "Reading the record …"
    assert not made.preview.isVisible()
    assert not any(row.isVisible() for row in made.preview.checks)
    for letter in "All users":
        qtbot.keyClicks(focus(), letter)
    assert page.line.text() == ""
    slow.set()
    qtbot.waitUntil(lambda: not made.opening)
    typed = made.fields.row("impact")
    assert typed is not None
    assert typed.edit.toPlainText() == "All users"
    assert made.preview.isVisible()
    assert not made.waiting.isVisible()
    assert page.line.text() == ""
    assert page.model.saved_rows == rows


def test_keys_meant_for_a_message_that_was_left_log_nothing(
    page: WarPage, operations: Operations, slow: threading.Event, qtbot: QtBot
) -> None:
    rows = page.model.saved_rows
    operations.read(lambda _workspace: slow.wait(30))
    page.compose()
    made = composer(page)
    qtbot.keyClicks(focus(), "All users")
    qtbot.keyClick(focus(), Key.Key_Return)
    page.show_timeline()
    page.line.setFocus()
    slow.set()
    qtbot.waitUntil(lambda: not made.opening)
    assert page.line.text() == ""
    assert page.model.rowCount() == rows


def test_another_incidents_message_is_not_shown_as_this_ones(
    page: WarPage, operations: Operations, slow: threading.Event, open_workspace: Callable[[], Workspace], qtbot: QtBot
) -> None:
    made = opened(page, qtbot)
    with open_workspace() as workspace:
        other = workspace.room.declare("Search is slow", 2).incident
    operations.read(lambda _workspace: slow.wait(30))
    made.compose(other)
    assert not made.preview.isVisible()
    assert made.title.text() == ""
    slow.set()
    qtbot.waitUntil(lambda: not made.opening)
    assert "Search is slow" in made.preview.text.toPlainText()


@pytest.mark.parametrize(
    ("action", "key", "held"),
    [
        ("composer.copy", Key.Key_F9, Qt.KeyboardModifier.NoModifier),
        ("composer.sent", Key.Key_M, SHIFT_CTRL),
        ("composer.queue", Key.Key_Return, SHIFT_CTRL),
        ("composer.next_missing", Key.Key_F8, Qt.KeyboardModifier.NoModifier),
        ("composer.places", Key.Key_F5, Qt.KeyboardModifier.NoModifier),
        ("composer.no_news", Key.Key_J, CTRL),
        ("composer.choose", Key.Key_T, CTRL),
        ("composer.next", Key.Key_PageDown, CTRL),
    ],
)
def test_each_key_of_the_composer_is_heard_in_the_line(
    page: WarPage, qtbot: QtBot, action: str, key: Qt.Key, held: Qt.KeyboardModifier
) -> None:
    opened(page, qtbot)
    page.line.setFocus()
    page.line.put("half a line")
    with qtbot.waitSignal(page.actions_registry.triggered) as heard:
        qtbot.keyClick(page.line, key, held)
    assert heard.args == [action]
    assert page.line.text() == "half a line"


def test_ctrl_enter_in_the_line_still_logs_literally(page: WarPage, qtbot: QtBot) -> None:
    opened(page, qtbot)
    page.line.setFocus()
    qtbot.keyClicks(page.line, "/sev what")
    with qtbot.waitSignal(page.session.done):
        qtbot.keyClick(page.line, Key.Key_Return, CTRL)
    last = page.model.entry(page.model.saved_rows - 1)
    assert last is not None
    assert last.text == "/sev what"


def test_without_the_composer_its_keys_do_nothing_of_it(page: WarPage, qtbot: QtBot) -> None:
    opened(page, qtbot)
    page.show_timeline()
    page.line.setFocus()
    with qtbot.assertNotEmitted(page.actions_registry.triggered):
        qtbot.keyClick(page.line, Key.Key_F9)
