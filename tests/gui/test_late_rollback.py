"""A rollback past its time is the loudest thing in the room: first in the list, red, told where the list is hidden."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from tests.gui.test_digits import watching
from ui import theme
from ui.models.needs import NeedKind
from ui.pages.war import WarPage
from ui.theme_tokens import Token
from ui.widgets.digits import Digits
from ui.window import MainWindow
from warroom.clock import ManualClock
from warroom.incident.words import ChangeState
from warroom.workspace import Workspace

MINUTE = 60
LATE = "drain zone b"
CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def incident(open_workspace: Callable[[], Workspace]) -> str:
    """A change that has ten minutes to show that it works, and one proposed after it that waits for an OK."""
    with open_workspace() as workspace:
        room = workspace.room
        incident = room.declare("Checkout failing", 1, ic="sam").incident
        for line in (f"> @tomas {LATE}", "/rollback 1 10m", "/approve 1", "/start 1", "> @kai restart the pods"):
            room.log(incident, line)
        return incident


@pytest.fixture
def room(page: WarPage, qtbot: QtBot) -> WarPage:
    qtbot.waitUntil(lambda: any(need.rollback for need in page.needs.shown))
    return page


def pass_time(page: WarPage, clock: ManualClock, seconds: int) -> None:
    clock.advance(seconds)
    page.tick_now()


def clock_of(page: WarPage) -> Digits:
    need = next(need for need in page.needs.shown if need.rollback)
    digits = page.needs.card(need).findChild(Digits)
    assert digits is not None
    return digits


def test_it_comes_first_when_its_time_is_over_and_its_acts_are_in_sight(room: WarPage, clock: ManualClock) -> None:
    pass_time(room, clock, 9 * MINUTE)
    assert room.needs.shown[0].kind is NeedKind.APPROVAL
    pass_time(room, clock, 2 * MINUTE)
    first = room.needs.shown[0]
    assert (first.title, first.clock) == (LATE, "+01:00")
    assert first.detail.startswith("roll back or say why not, due ")
    card = room.needs.card(first)
    assert "overdue" in card.head.accessibleDescription()
    QApplication.processEvents()
    assert card.mapTo(room.needs.rows, QPoint(0, 0)).y() == 0
    backed_out = card.findChild(QPushButton, f"{card.objectName()}.backed_out")
    assert backed_out is not None
    assert not backed_out.visibleRegion().isEmpty()
    assert sorted(need.key for need in room.needs.shown) == sorted({need.key for need in room.needs.shown})


def test_it_leaves_the_focus_where_somebody_works(room: WarPage, clock: ManualClock, qtbot: QtBot) -> None:
    card = room.needs.card(room.needs.shown[0])
    card.head.setFocus()
    qtbot.waitUntil(card.head.hasFocus)
    pass_time(room, clock, 12 * MINUTE)
    assert room.needs.shown[0].rollback
    assert card.head.hasFocus()


def test_its_clock_is_red_and_so_is_that_of_an_overdue_ask(
    room: WarPage, clock: ManualClock, enter: Callable[[str], None], qtbot: QtBot
) -> None:
    enter("+ @kai pool metrics 5m")
    qtbot.waitUntil(lambda: any(need.kind is NeedKind.ASK for need in room.needs.shown))
    ask = next(need for need in room.needs.shown if need.kind is NeedKind.ASK)
    digits = clock_of(room), room.needs.card(ask).findChild(Digits)
    for one in digits:
        assert one is not None
        assert one.filled is None
    pass_time(room, clock, 12 * MINUTE)
    QApplication.processEvents()
    for one in digits:
        assert one is not None
        assert (one.filled, one.tone) == (Token.DANGER_FILL, Token.ON_DANGER)
        assert one.width() > one.fontMetrics().horizontalAdvance(one.text())
        picture = one.grab().toImage()
        red = theme.color(Token.DANGER_FILL)
        assert picture.pixelColor(picture.width() // 2, 1) == red


def test_the_tab_says_that_something_is_overdue_by_word_and_shape(
    room: WarPage, window: MainWindow, clock: ManualClock
) -> None:
    tab = room.findChild(QPushButton, "war.needs.tab")
    assert tab is not None
    assert "overdue" not in tab.text()
    assert tab.icon().isNull()
    pass_time(room, clock, 12 * MINUTE)
    overdue = sum(need.state == "overdue" for need in room.needs.shown)
    assert tab.text() == f"Needs {len(room.needs.shown)} · {overdue} overdue"
    window.resize(1024, 700)
    QApplication.processEvents()
    room.tick_now()
    tab = room.findChild(QPushButton, "war.needs.tab")
    assert tab is not None
    assert tab.text() == f"Needs {len(room.needs.shown)}"
    assert not tab.icon().isNull()
    assert tab.accessibleName() == f"Needs {len(room.needs.shown)}, {overdue} overdue"


def test_the_bar_tells_of_it_while_another_tab_is_in_front_and_leads_to_it(
    room: WarPage, clock: ManualClock, qtbot: QtBot
) -> None:
    bar = room.body.ok_bar
    room.show_triage()
    assert bar.accessibleName() == "1 change awaits your OK: restart the pods"
    pass_time(room, clock, 12 * MINUTE)
    assert bar.isVisible()
    assert bar.accessibleName() == f"Rollback overdue: {LATE} · 1 change awaits your OK"
    assert (bar.clock.text(), bar.clock.filled) == ("+02:00", Token.DANGER_FILL)
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton)
    assert room.needs.isVisible()
    assert room.needs.card(room.needs.shown[0]).head.hasFocus()
    assert room.needs.shown[0].title == LATE


def test_the_bar_runs_without_a_new_layout(room: WarPage, clock: ManualClock, qapp: QApplication, qtbot: QtBot) -> None:
    room.show_triage()
    pass_time(room, clock, 12 * MINUTE)
    bar = room.body.ok_bar

    def alone() -> bool:
        before = bar.clock.text()
        with watching(qapp) as seen:
            pass_time(room, clock, 1)
            qapp.processEvents()
        return bar.clock.text() != before and bar not in seen.laid_out and bar not in seen.painted

    qtbot.waitUntil(alone)


def test_the_approve_key_still_means_the_change_that_waits_and_not_in_the_first_two_seconds(
    room: WarPage, clock: ManualClock, qtbot: QtBot
) -> None:
    pass_time(room, clock, 12 * MINUTE)
    assert room.incident is not None
    qtbot.keyClick(room.line, Qt.Key.Key_A, CTRL_SHIFT)
    assert "Press again" in room.scribe.reading.text()
    assert room.incident.changes[1].state is ChangeState.PROPOSED
    pass_time(room, clock, 2)
    qtbot.keyClick(room.line, Qt.Key.Key_A, CTRL_SHIFT)
    qtbot.waitUntil(lambda: room.incident is not None and room.incident.changes[1].state is ChangeState.APPROVED)
    assert room.incident.changes[0].state is ChangeState.STARTED


def test_once_it_is_backed_out_nothing_is_red(
    room: WarPage, clock: ManualClock, enter: Callable[[str], None], qtbot: QtBot
) -> None:
    room.show_triage()
    pass_time(room, clock, 12 * MINUTE)
    enter("/backout 1")
    bar = room.body.ok_bar
    qtbot.waitUntil(lambda: bar.accessibleName() == "1 change awaits your OK: restart the pods")
    assert bar.clock.filled is None
