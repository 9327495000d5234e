"""Ctrl+Z walks back through the acts of the last minute, Ctrl+Shift+Z forth again, and each says what it did or why
not."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.pages.war import WarPage
from warroom.clock import ManualClock
from warroom.incident.words import ChangeState
from warroom.workspace import Workspace

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT_CTRL = CTRL | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def incident(open_workspace: Callable[[], Workspace]) -> str:
    with open_workspace() as workspace:
        return workspace.room.declare("Checkout failing", 1, ic="sam").incident


def is_now(page: WarPage, qtbot: QtBot, state: ChangeState) -> None:
    qtbot.waitUntil(lambda: page.incident is not None and page.incident.changes[0].state is state)


def test_each_press_takes_back_the_act_before_it(page: WarPage, enter: Callable[[str], None], qtbot: QtBot) -> None:
    for line in ("> roll back 4.18", "/ok 1", "/start 1"):
        enter(line)
    is_now(page, qtbot, ChangeState.STARTED)
    qtbot.keyClick(page.line, Key.Key_Z, CTRL)
    is_now(page, qtbot, ChangeState.APPROVED)
    qtbot.keyClick(page.line, Key.Key_Z, CTRL)
    is_now(page, qtbot, ChangeState.PROPOSED)
    qtbot.keyClick(page.line, Key.Key_Z, SHIFT_CTRL)
    is_now(page, qtbot, ChangeState.APPROVED)
    qtbot.keyClick(page.line, Key.Key_Z, SHIFT_CTRL)
    is_now(page, qtbot, ChangeState.STARTED)
    qtbot.keyClick(page.line, Key.Key_Z, CTRL)
    is_now(page, qtbot, ChangeState.APPROVED)


def test_two_quick_presses_take_back_two_acts(page: WarPage, enter: Callable[[str], None], qtbot: QtBot) -> None:
    for line in ("> roll back 4.18", "/ok 1", "/start 1"):
        enter(line)
    for _ in range(2):
        qtbot.keyClick(page.line, Key.Key_Z, CTRL)
    is_now(page, qtbot, ChangeState.PROPOSED)


def test_it_says_why_there_is_nothing_more(
    page: WarPage, enter: Callable[[str], None], clock: ManualClock, qtbot: QtBot
) -> None:
    qtbot.keyClick(page.line, Key.Key_Z, CTRL)
    assert page.scribe.reading.text().startswith("Nothing here of the last minute")
    enter("/service search")
    enter("/service payments")
    with qtbot.waitSignal(page.session.done):
        qtbot.keyClick(page.line, Key.Key_Z, CTRL)
    clock.advance(61)
    qtbot.keyClick(page.line, Key.Key_Z, CTRL)
    assert page.scribe.reading.text().startswith("More than a minute ago: Service search")
    qtbot.waitUntil(lambda: page.incident is not None and page.incident.services == ["search"])


def test_when_all_is_undone_it_names_the_way_forth(page: WarPage, enter: Callable[[str], None], qtbot: QtBot) -> None:
    enter("/service search")
    with qtbot.waitSignal(page.session.done):
        qtbot.keyClick(page.line, Key.Key_Z, CTRL)
    qtbot.keyClick(page.line, Key.Key_Z, CTRL)
    assert page.scribe.reading.text().startswith("All that was done here in the last minute is undone")


def test_what_was_struck_by_its_own_key_is_not_struck_again(
    page: WarPage, enter: Callable[[str], None], qtbot: QtBot
) -> None:
    enter("/service search")
    enter("/undo")
    qtbot.waitUntil(lambda: page.incident is not None and page.incident.services == [])
    qtbot.keyClick(page.line, Key.Key_Z, CTRL)
    assert page.scribe.reading.text().startswith("All that was done here")
