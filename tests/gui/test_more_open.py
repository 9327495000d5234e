"""What else is open: the button in the foot of the war room that names it, and goes there."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.pages.war import WarPage
from ui.window import MainWindow
from warroom.clock import ManualClock
from warroom.workspace import Workspace


@pytest.fixture
def page(open_workspace: Callable[[], Workspace], window: MainWindow, qtbot: QtBot) -> WarPage:
    """A SEV-1 in front, nothing beside it."""
    with open_workspace() as workspace:
        incident = workspace.room.declare("Checkout fails", 1).incident
    window.open_incident(incident)
    war = window.war
    assert war is not None
    qtbot.waitUntil(lambda: war.incident is not None and len(window.live.board.open) == 1)
    return war


def beside(open_workspace: Callable[[], Workspace], window: MainWindow, qtbot: QtBot, severity: int = 2) -> str:
    with open_workspace() as workspace:
        other = workspace.room.declare("Image uploads fail", severity).incident
    known = len(window.live.board.open)
    qtbot.waitUntil(lambda: len(window.live.board.open) > known)
    window.live.ticked.emit(window.live.now())
    return other


def test_an_incident_beside_this_one_is_named_and_one_press_away(
    page: WarPage, window: MainWindow, open_workspace: Callable[[], Workspace], qtbot: QtBot
) -> None:
    others = page.foot.others
    window.live.ticked.emit(window.live.now())
    assert not others.isVisible()
    second = beside(open_workspace, window, qtbot)
    assert others.isVisible()
    assert others.text() == "1 more open: INC-0002 SEV-2 · Ctrl+Tab"
    assert others.property("kind") == "quiet"
    others.setFocus()
    qtbot.keyClick(others, Qt.Key.Key_Space)
    assert window.incident_id == second
    qtbot.waitUntil(lambda: page.incident is not None and page.incident.id == second)
    window.live.ticked.emit(window.live.now())
    assert "INC-0001 SEV-1" in others.text()
    window.go_home()
    assert not others.isVisible()


def test_it_turns_red_only_while_an_update_there_is_overdue(
    page: WarPage,
    window: MainWindow,
    open_workspace: Callable[[], Workspace],
    clock: ManualClock,
    qtbot: QtBot,
) -> None:
    others = page.foot.others
    beside(open_workspace, window, qtbot, 3)
    clock.advance(20 * 60)
    window.live.ticked.emit(window.live.now())
    assert others.property("kind") == "quiet", "what is overdue here does not redden what is there"
    clock.advance(3600)
    window.live.ticked.emit(window.live.now())
    assert others.property("kind") == "danger"
    assert "INC-0002 SEV-3 INT OVERDUE 20 min" in others.text()
