"""Declare: four acts from a ringing phone to the first line; no key lost, no sentence misread."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.gui.conftest import START, leave
from tests.gui.reach import unnamed
from ui.app import make_window
from ui.declaring import read
from ui.dialogs.declare import DeclareDialog
from ui.operations import Operations
from ui.window import MainWindow
from warroom.clock import ManualClock
from warroom.errors import RecordFull
from warroom.incident.state import Incident
from warroom.room import Room
from warroom.workspace import Workspace


@pytest.fixture
def dialog(window: MainWindow, qtbot: QtBot) -> DeclareDialog:
    """The dialog in front, with the keyboard."""
    window.registry.trigger("incident.declare")
    made = window.flow.prepare()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def press(text: str) -> None:
    """Keys as the system delivers them: to whatever window has the keyboard now."""
    for letter in text:
        QTest.keyClick(QGuiApplication.focusWindow(), letter)


def enter() -> None:
    QTest.keyClick(QGuiApplication.focusWindow(), Qt.Key.Key_Return)


def opened(window: MainWindow) -> Incident:
    assert window.war is not None
    assert window.war.incident is not None
    return window.war.incident


def in_war_room(window: MainWindow) -> Callable[[], bool]:
    return lambda: window.war is not None and window.war.incident is not None


def test_four_acts_from_home_to_the_war_room(window: MainWindow, dialog: DeclareDialog, qtbot: QtBot) -> None:
    press("1checkout failing for most customers @robin -5m")
    enter()
    qtbot.waitUntil(in_war_room(window))
    incident = opened(window)
    assert (incident.title, int(incident.severity)) == ("checkout failing for most customers", 1)
    assert incident.roles["ic"] == "robin"
    assert incident.started_at == START.plus(-300)
    assert not incident.drill
    assert not dialog.isVisible()


def test_the_first_line_follows_with_the_keyboard_alone(
    window: MainWindow, dialog: DeclareDialog, qtbot: QtBot, operations: Operations
) -> None:
    press("2search is slow")
    enter()
    qtbot.waitUntil(in_war_room(window))
    press("error rate 4%")
    enter()
    found: list[str] = []

    def texts(workspace: Workspace) -> list[str]:
        return [entry.text for entry in workspace.record.entries(window.incident_id)]

    operations.read(texts, done=found.extend)
    qtbot.waitUntil(lambda: "error rate 4%" in found)


@pytest.mark.parametrize("title", ["4 customers report data loss", "40% of checkouts fail", "2.5 s for a search"])
def test_a_number_that_begins_a_sentence_is_no_severity(dialog: DeclareDialog, title: str) -> None:
    press(title)
    assert dialog.cards.severity == 0
    assert dialog.title.text() == title


def test_a_number_that_begins_a_sentence_on_home_is_no_severity(window: MainWindow, qtbot: QtBot) -> None:
    window.home.declare.setFocus()
    qtbot.waitUntil(window.isActiveWindow)
    press("4 customers report data loss")
    dialog = window.flow.prepare()
    assert dialog.cards.severity == 0
    assert dialog.title.text() == "4 customers report data loss"


def test_a_space_later_is_just_a_space(dialog: DeclareDialog) -> None:
    press("3web hooks")
    assert dialog.cards.severity == 3
    assert dialog.title.text() == "web hooks"


def test_a_letter_first_goes_to_the_title_and_enter_asks_for_the_severity(
    window: MainWindow, dialog: DeclareDialog, qtbot: QtBot
) -> None:
    press("checkout failing")
    enter()
    assert dialog.message.text() == "Press 1 to 4 first"
    assert dialog.cards.holds_focus()
    press("1")
    assert dialog.cards.severity == 1
    assert dialog.title.text() == "checkout failing"
    enter()
    qtbot.waitUntil(in_war_room(window))
    assert opened(window).title == "checkout failing"


def test_a_severity_without_a_title_is_asked_for(dialog: DeclareDialog) -> None:
    press("1")
    enter()
    assert dialog.message.text() == "Say what is broken, in a few words"
    assert dialog.isVisible()


def test_the_reading_says_what_enter_will_do(dialog: DeclareDialog) -> None:
    press("1checkout @robin -5m")
    assert dialog.reading.text("commander") == "robin"
    assert dialog.reading.text("started").startswith("03:09 UTC")
    assert dialog.reading.text("updates") == "internal every 15 min · external every 30 min"
    assert dialog.reading.text("deadlines") == "7 response deadlines for SEV-1"
    dialog.cards.choose(4)
    dialog._read()
    assert dialog.reading.text("deadlines") == "no response deadlines for SEV-4"


def test_alt_and_a_digit_choose_from_inside_the_title(dialog: DeclareDialog) -> None:
    press("checkout")
    QTest.keyClick(QGuiApplication.focusWindow(), Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert dialog.cards.severity == 2
    assert dialog.title.text() == "checkout"


def test_escape_keeps_the_draft_for_the_next_time(window: MainWindow, dialog: DeclareDialog, qtbot: QtBot) -> None:
    press("1checkout fails")
    QTest.keyClick(QGuiApplication.focusWindow(), Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    window.registry.trigger("incident.declare")
    assert dialog.isVisible()
    assert (dialog.title.text(), dialog.cards.severity) == ("checkout fails", 1)


def test_a_draft_survives_the_end_of_the_program(
    window: MainWindow,
    dialog: DeclareDialog,
    qtbot: QtBot,
    operations: Operations,
    open_workspace: Callable[[], Workspace],
) -> None:
    press("1checkout fails @robin")

    def kept() -> bool:
        found: list[str | None] = []
        operations.read(lambda w: w.record.draft("", "declare"), done=found.append)
        qtbot.waitUntil(lambda: bool(found))
        return bool(found[0] and "checkout fails @robin" in found[0])

    qtbot.waitUntil(kept)
    later = Operations(open_workspace)
    again = make_window(QApplication.instance(), later)
    try:
        again.show()
        later.start()
        again.prepare()
        qtbot.waitUntil(lambda: again.flow.prepare().title.text() == "checkout fails @robin")
        assert again.flow.prepare().cards.severity == 1
    finally:
        leave(again, QApplication.instance())
        later.close()


def test_declaring_empties_the_draft(window: MainWindow, dialog: DeclareDialog, qtbot: QtBot) -> None:
    press("1checkout fails")
    enter()
    qtbot.waitUntil(in_war_room(window))
    window.registry.trigger("incident.declare")
    assert (dialog.title.text(), dialog.cards.severity) == ("", 0)


def test_a_drill_is_a_drill(window: MainWindow, dialog: DeclareDialog, qtbot: QtBot) -> None:
    press("2practice")
    QTest.keyClick(QGuiApplication.focusWindow(), Qt.Key.Key_D, Qt.KeyboardModifier.AltModifier)
    assert dialog.declare.text().startswith("Declare drill")
    enter()
    qtbot.waitUntil(in_war_room(window))
    assert opened(window).drill
    assert opened(window).ref == "DRILL-0001"


def test_ctrl_enter_copies_the_announcement_and_sends_nothing(
    window: MainWindow, dialog: DeclareDialog, qtbot: QtBot
) -> None:
    press("1checkout fails")
    QTest.keyClick(QGuiApplication.focusWindow(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(in_war_room(window))
    assert "checkout fails" in QGuiApplication.clipboard().text()
    assert "not sent" in window.toast.text.text()
    assert opened(window).messages == []


def test_a_title_that_is_refused_stays_with_its_reason(
    window: MainWindow, dialog: DeclareDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise RecordFull("The disk is full.")

    monkeypatch.setattr(Room, "declare", full)
    dialog.cards.choose(1)
    dialog.title.setText("search is slow")
    dialog.title.setFocus()
    enter()
    qtbot.waitUntil(lambda: "The disk is full" in dialog.message.text())
    assert dialog.title.text() == "search is slow"
    assert dialog.isVisible()
    assert not dialog.writing


def test_no_key_is_lost_from_home_to_the_line(window: MainWindow, qtbot: QtBot) -> None:
    """A11: two hundred characters, one each 10 ms, while dialog and page come and go."""
    window.home.declare.setFocus()
    qtbot.waitUntil(window.isActiveWindow)
    handle = window.windowHandle()
    for letter in "1checkout fails":
        QTest.keyClick(QGuiApplication.focusWindow() or handle, letter)
        qtbot.wait(10)
    line = "".join(chr(ord("a") + n % 26) for n in range(184))
    QTest.keyClick(QGuiApplication.focusWindow() or handle, Qt.Key.Key_Return)
    for letter in line:
        QTest.keyClick(QGuiApplication.focusWindow() or handle, letter)
        qtbot.wait(10)
    assert window.war is not None
    qtbot.waitUntil(lambda: window.war is not None and len(window.war.line.text()) == len(line))
    assert window.war.line.text() == line
    assert opened(window).title == "checkout fails"


def test_keys_delivered_to_the_window_behind_reach_the_dialog(window: MainWindow, dialog: DeclareDialog) -> None:
    for letter in "1checkout":
        QTest.keyClick(window.windowHandle(), letter)
    assert (dialog.cards.severity, dialog.title.text()) == (1, "checkout")


def test_a_click_behind_the_dialog_does_nothing(window: MainWindow, dialog: DeclareDialog, qtbot: QtBot) -> None:
    drill = window.home.drill
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, pos=drill.mapTo(window, drill.rect().center()))
    assert dialog.isVisible()
    assert not dialog.drill.isChecked()


def test_every_widget_says_what_it_is(dialog: DeclareDialog) -> None:
    assert unnamed(dialog) == []
    assert dialog.cards.cards[0].accessibleName() == "SEV-1 Critical"


@pytest.mark.parametrize(
    ("line", "title", "commander", "minutes_ago"),
    [
        ("checkout fails", "checkout fails", "", None),
        ("@robin checkout fails", "checkout fails", "robin", None),
        ("checkout fails -5m @robin", "checkout fails", "robin", 5),
        ("03:09 checkout fails", "checkout fails", "", 5.366667),
        ("mail to @robin bounces", "mail to @robin bounces", "", None),
        ("25:10 ratio is off", "25:10 ratio is off", "", None),
        ("SEV-1 P0 down", "SEV-1 P0 down", "", None),
    ],
)
def test_tokens_count_at_the_ends_alone(line: str, title: str, commander: str, minutes_ago: float | None) -> None:
    found = read(line, START)
    assert (found.title, found.commander) == (title, commander)
    ago = None if found.started is None else START.since(found.started) / 60
    assert ago == (None if minutes_ago is None else pytest.approx(minutes_ago, abs=0.01))


def test_a_word_that_is_no_time_stays_and_is_named() -> None:
    assert "25:10" in read("25:10 ratio is off", START).notice
    assert ManualClock(START).now() == START


def test_a_title_of_any_length_is_declared_cut_at_a_word_and_whole_in_the_first_entry(
    window: MainWindow, dialog: DeclareDialog, qtbot: QtBot, operations: Operations
) -> None:
    said = "checkout fails for customers in the north " * 9 + "since the deploy"
    press("2")
    QGuiApplication.clipboard().setText(f"{said} @robin -5m")
    dialog.title.paste()
    assert "394 characters: the title is cut at 200, all of it is the first entry" in dialog.message.text()
    enter()
    qtbot.waitUntil(in_war_room(window))
    incident = opened(window)
    assert len(incident.title) <= 200
    assert incident.title.endswith(" customers in…")
    assert said.startswith(incident.title.removesuffix("…"))
    assert (incident.roles["ic"], incident.started_at) == ("robin", START.plus(-300))
    found: list[str] = []

    def texts(workspace: Workspace) -> list[str]:
        return [entry.text for entry in workspace.record.entries(window.incident_id)]

    operations.read(texts, done=found.extend)
    qtbot.waitUntil(lambda: bool(found))
    assert found[1] == said


def test_a_title_that_fits_is_not_said_twice(dialog: DeclareDialog) -> None:
    press("2" + "x" * 12)
    assert "cut" not in dialog.message.text()
    assert read("a " * 99 + "bc", START).whole == ""
    assert read("a " * 99 + "bcd", START).whole != ""
    assert "has no room" in read("x " * 16_000, START).notice
    assert read("x" * 300, START).title == "x" * 199 + "…"
