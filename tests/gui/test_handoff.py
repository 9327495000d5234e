"""Handing over command by the keyboard: offered is not taken, the receiver confirms, what was not read is on record."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from tests.gui.reach import unnamed
from ui.pages.handoff import HandoffSheet
from ui.pages.war import WarPage
from ui.window import MainWindow
from warroom.clock import ManualClock
from warroom.incident.words import Seat
from warroom.workspace import Workspace

Key = Qt.Key
Ctrl, Shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def incident(open_workspace: Callable[[], Workspace]) -> str:
    with open_workspace() as workspace:
        incident = workspace.room.declare("Checkout failing for most customers", 1, ic="robin").incident
        for line in ("~ 70% of checkouts fail", "? pool exhausted", "> @tomas restart the pods", "+ @kai graphs 5m"):
            workspace.room.log(incident, line)
        return incident


@pytest.fixture
def sheet(page: WarPage, qtbot: QtBot) -> HandoffSheet:
    """Opened by its key."""
    qtbot.keyClick(page.line, Key.Key_T, Ctrl | Shift)
    made = page.sheets.get("handoff")
    assert isinstance(made, HandoffSheet)
    qtbot.waitUntil(made.to.hasFocus)
    return made


def commander(page: WarPage) -> str:
    assert page.incident is not None
    return page.incident.roles.get(Seat.IC, "")


def test_the_brief_says_what_the_record_says(sheet: HandoffSheet) -> None:
    text = sheet.brief.toPlainText()
    for words in ("70% of checkouts fail", "pool exhausted", "restart the pods: awaiting OK", "@kai: graphs"):
        assert words in text
    assert sheet.hint.text() == "robin commands"


def test_offering_changes_nothing_and_confirming_does(sheet: HandoffSheet, page: WarPage, qtbot: QtBot) -> None:
    qtbot.keyClicks(sheet.to, "kai")
    assert sheet.sentence.text() == "Everyone, at 03:14 UTC I hand command to kai."
    qtbot.keyClick(sheet.to, Key.Key_Return)
    qtbot.waitUntil(lambda: page.incident is not None and page.incident.command_offered == "kai")
    assert commander(page) == "robin"
    assert sheet.state.text() == "Offered to kai. Nothing changes until kai confirms."
    first = QApplication.focusWidget()
    assert isinstance(first, QAbstractButton)
    assert first.text() == "Read aloud: SEV-1, Investigating"
    qtbot.keyClick(first, Key.Key_Space)
    qtbot.keyClick(first, Key.Key_Return, Ctrl | Shift)
    qtbot.waitUntil(lambda: commander(page) == "kai")
    assert page.line.hasFocus()
    taken = page.model.entry(page.model.saved_rows - 1)
    assert taken is not None
    assert taken.text.startswith("@kai has command. Not read together: Customer impact read aloud")
    assert "Read aloud" not in taken.text


def test_a_handoff_that_nobody_confirms_stays_an_offer_that_the_board_shows(
    sheet: HandoffSheet, page: WarPage, clock: ManualClock, qtbot: QtBot
) -> None:
    qtbot.keyClicks(sheet.to, "kai")
    qtbot.keyClick(sheet.to, Key.Key_Return)
    qtbot.waitUntil(lambda: page.incident is not None and page.incident.command_offered == "kai")
    qtbot.keyClick(sheet, Key.Key_Escape)
    clock.advance(1800)
    page.tick_now()
    assert commander(page) == "robin"
    assert page.now_row.commander.note == "offered to kai, not taken"


def test_an_offer_can_be_taken_back(sheet: HandoffSheet, page: WarPage, qtbot: QtBot) -> None:
    assert not sheet.keep.isVisible()
    qtbot.keyClicks(sheet.to, "kai")
    qtbot.keyClick(sheet.to, Key.Key_Return)
    qtbot.waitUntil(sheet.keep.isVisible)
    qtbot.mouseClick(sheet.keep, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.incident is not None and page.incident.command_offered == "")
    assert commander(page) == "robin"
    qtbot.waitUntil(lambda: not sheet.keep.isVisible())


def test_countdowns_near_the_handover_are_named(page: WarPage, clock: ManualClock, qtbot: QtBot) -> None:
    clock.advance(21 * 60)
    qtbot.keyClick(page.line, Key.Key_T, Ctrl | Shift)
    sheet = page.sheets.get("handoff")
    assert isinstance(sheet, HandoffSheet)
    words = {key: tick.text() for key, tick in sheet.ticks.items()}
    assert words["internal"] == "Internal update overdue since 03:29 UTC"
    assert sheet.ticks["internal"].property("tone") == "danger"


def test_what_is_written_into_the_brief_stays_through_leaving_and_can_be_taken_back(
    sheet: HandoffSheet, page: WarPage, operations_look: Callable[[], str], qtbot: QtBot
) -> None:
    sheet.brief.setFocus()
    sheet.brief.moveCursor(sheet.brief.textCursor().MoveOperation.End)
    qtbot.keyClicks(sheet.brief, " ask Ines about the mails")
    qtbot.keyClick(sheet.brief, Key.Key_Escape)
    assert page.line.hasFocus()
    qtbot.waitUntil(lambda: "ask Ines" in operations_look())
    qtbot.keyClick(page.line, Key.Key_T, Ctrl | Shift)
    assert "ask Ines about the mails" in sheet.brief.toPlainText()
    qtbot.mouseClick(sheet.again, Qt.MouseButton.LeftButton)
    assert "ask Ines" not in sheet.brief.toPlainText()


@pytest.fixture
def operations_look(window: MainWindow, incident: str) -> Callable[[], str]:
    """The draft of the brief as it stands on the disk."""
    seen: list[str] = [""]

    def look() -> str:
        window.operations.read(lambda ws: ws.record.draft(incident, "handoff") or "", done=seen.append)
        return seen[-1]

    return look


def test_the_brief_is_copied_as_it_is_seen(sheet: HandoffSheet, qtbot: QtBot) -> None:
    qtbot.keyClick(sheet.to, Key.Key_F9)
    assert QGuiApplication.clipboard().text() == sheet.brief.toPlainText()


def test_a_name_that_is_none_cannot_take_command(sheet: HandoffSheet, qtbot: QtBot) -> None:
    qtbot.keyClicks(sheet.to, "kai!")
    assert not sheet.confirm.isEnabled()
    assert not sheet.offered.isEnabled()
    assert "letters" in sheet.to.toolTip()


def test_everything_on_it_has_a_name(sheet: HandoffSheet) -> None:
    assert unnamed(sheet) == []


def test_naming_another_commander_on_the_board_opens_the_handoff(page: WarPage, qtbot: QtBot) -> None:
    page.roles.named.emit(Seat.IC.value, "kai")
    sheet = page.sheets.get("handoff")
    assert isinstance(sheet, HandoffSheet)
    assert sheet.isVisible()
    assert sheet.to.text() == "kai"
    assert commander(page) == "robin"
