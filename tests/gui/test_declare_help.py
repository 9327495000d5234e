"""Help to choose inside Declare: triage asks, suggests, and never chooses; the keyboard alone, the title untouched."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.gui.reach import unnamed
from tests.gui.test_declare import dialog, enter, in_war_room, opened, press
from ui import theme
from ui.dialogs.declare import DeclareDialog
from ui.operations import Operations
from ui.window import MainWindow
from warroom.workspace import Workspace

__all__ = ["dialog"]
Key, Alt = Qt.Key, Qt.KeyboardModifier.AltModifier


def key(which: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QGuiApplication.focusWindow(), which, modifiers)


@pytest.fixture
def asking(dialog: DeclareDialog, qtbot: QtBot) -> DeclareDialog:
    """The questions in the place of the cards, asked for by Alt+H with a title begun."""
    press("checkout fails")
    key(Key.Key_H, Alt)
    qtbot.waitUntil(dialog.choosing.reaches["one_user"].hasFocus)
    return dialog


def walk_to(dialog: DeclareDialog, name: str) -> None:
    for _ in range(list(dialog.choosing.reaches).index(name)):
        key(Key.Key_Right)
    assert dialog.choosing.reaches[name].hasFocus()


def test_arrows_space_and_enter_take_a_suggestion_and_the_record_keeps_the_answer(
    asking: DeclareDialog, window: MainWindow, operations: Operations, qtbot: QtBot
) -> None:
    walk_to(asking, "all_users")
    key(Key.Key_Space)
    assert asking.choosing.suggests.text() == "Suggests SEV-1, because: all users"
    assert asking.choosing.page.text() == "Page: on-call, team lead, IC, engineering management"
    assert asking.cards.severity == 0
    enter()
    assert asking.cards.severity == 1
    assert asking.reading.text("page") == "on-call, team lead, IC, engineering management"
    assert not asking.helping
    assert asking.title.hasFocus()
    press(" again")
    assert asking.title.text() == "checkout fails again"
    enter()
    qtbot.waitUntil(in_war_room(window))
    incident = opened(window)
    assert (incident.title, int(incident.severity)) == ("checkout fails again", 1)
    assert incident.triage == {"reach": "all_users"}
    found: list[str] = []

    def texts(workspace: Workspace) -> list[str]:
        return [entry.text for entry in workspace.record.entries(window.incident_id)]

    operations.read(texts, done=found.extend)
    qtbot.waitUntil(lambda: any("How far does it reach? all users" in text for text in found))
    war = window.war
    assert war is not None
    war.show_triage()
    qtbot.waitUntil(lambda: "all_users" in war.triage.reaches and war.triage.reaches["all_users"].isChecked())


def test_nothing_is_chosen_until_it_is_taken(asking: DeclareDialog) -> None:
    assert not asking.foot.take.isEnabled()
    enter()
    assert asking.choosing.reaches["one_user"].isChecked()
    assert asking.foot.take.text() == "Take SEV-3  Enter"
    assert "or SEV-4" in asking.choosing.suggests.text()
    key(Key.Key_Escape)
    assert (asking.cards.severity, asking.isVisible(), asking.helping) == (0, True, False)
    assert asking.title.text() == "checkout fails"
    key(Key.Key_H, Alt)
    assert asking.choosing.reaches["one_user"].isChecked()


def test_a_letter_goes_to_the_title_and_a_digit_is_a_severity(asking: DeclareDialog) -> None:
    press("X")
    assert asking.title.text() == "checkout failsX"
    assert asking.helping
    enter()
    assert asking.message.text() == "Say how far it reaches first, or Esc for the cards"
    assert asking.choosing.reaches["one_user"].hasFocus()
    press("2")
    assert (asking.cards.severity, asking.helping, asking.title.text()) == (2, False, "checkout failsX")


def test_down_reaches_the_words_and_they_stand_on_the_record(
    asking: DeclareDialog, window: MainWindow, qtbot: QtBot
) -> None:
    for _ in range(3):
        key(Key.Key_Down)
    assert asking.choosing.fields["broken"].hasFocus()
    key(Key.Key_Down)
    press("1 region, 3 plans")
    key(Key.Key_Up)
    key(Key.Key_Up)
    key(Key.Key_Space)
    assert asking.choosing.reaches["security_breach"].isChecked()
    enter()
    enter()
    qtbot.waitUntil(in_war_room(window))
    assert opened(window).triage == {"reach": "security_breach", "affected": "1 region, 3 plans"}


def test_the_answers_are_part_of_the_draft(
    asking: DeclareDialog, window: MainWindow, operations: Operations, qtbot: QtBot
) -> None:
    key(Key.Key_Space)
    key(Key.Key_Escape)
    key(Key.Key_Escape)
    assert not asking.isVisible()

    def kept() -> bool:
        found: list[str | None] = []
        operations.read(lambda w: w.record.draft("", "declare"), done=found.append)
        qtbot.waitUntil(lambda: bool(found))
        return bool(found[0] and "one_user" in found[0])

    qtbot.waitUntil(kept)
    window.registry.trigger("incident.declare")
    assert not asking.helping
    assert asking.choosing.answers() == {"reach": "one_user"}


def test_a_playbook_that_asks_something_else_stops_no_declaration(open_workspace: Callable[[], Workspace]) -> None:
    with open_workspace() as workspace:
        answers = {"reach": "the_moon,one_region", "colour": "green"}
        made = workspace.room.declare("Checkout fails", 2, triage=answers).incident
        assert workspace.record.incident(made).triage == {"reach": "one_region"}


def whole(dialog: DeclareDialog, button: QPushButton) -> bool:
    """Inside the dialog, and as large as its words."""
    inside = dialog.rect().contains(button.geometry().translated(dialog.foot.pos()))
    wanted = button.sizeHint()
    return inside and button.width() >= wanted.width() and button.height() >= wanted.height()


@pytest.mark.parametrize("percent", [100, 200])
def test_it_fits_a_small_screen_at_any_text_size(asking: DeclareDialog, qtbot: QtBot, percent: int) -> None:
    theme.set_look(theme.Choice.DARK, percent)
    asking.resize(*((640, 430) if percent == 100 else (1024, 660)))
    for helping in (True, False):
        asking.show_help(helping)
        qtbot.waitUntil(lambda: all(whole(asking, button) for button in asking.foot.buttons if button.isVisible()))
        assert asking.title.height() >= asking.title.sizeHint().height()
        assert asking.area.widget().width() <= asking.area.viewport().width()
    theme.set_look(theme.Choice.DARK, 100)


def test_everything_in_it_has_a_name(asking: DeclareDialog) -> None:
    assert unnamed(asking) == []
