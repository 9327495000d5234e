"""The triage pane: answers suggest a severity and an order, and never choose."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from tests.gui.reach import unnamed
from ui.pages.war import WarPage
from ui.window import MainWindow
from warroom.incident.triage import Answer
from warroom.incident.words import Severity
from warroom.workspace import Workspace

Key, Ctrl = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def incident(open_workspace: Callable[[], Workspace]) -> str:
    with open_workspace() as workspace:
        return workspace.room.declare("Checkout failing", 3, ic="sam").incident


@pytest.fixture
def page(page: WarPage, qtbot: QtBot) -> WarPage:
    qtbot.keyClick(page.line, Key.Key_5, Ctrl)
    qtbot.waitUntil(page.triage.fields["broken"].hasFocus)
    return page


def texts(page: WarPage) -> list[str]:
    return [entry.text for row in range(page.model.saved_rows) if (entry := page.model.entry(row)) is not None]


def step(page: WarPage, name: str) -> QPushButton:
    return next(button for button in page.triage.ladder if name in button.text())


def test_the_reach_suggests_and_one_button_sets_it_with_the_reason(page: WarPage, qtbot: QtBot) -> None:
    assert not page.triage.use.isVisible()
    qtbot.keyClick(page.triage.reaches["core_workflow"], Key.Key_Space)
    qtbot.waitUntil(lambda: page.triage.suggests.text() == "Suggests SEV-2, because: a core workflow")
    qtbot.keyClick(page.triage.reaches["all_users"], Key.Key_Space)
    qtbot.waitUntil(lambda: page.triage.suggests.text() == "Suggests SEV-1, because: all users")
    assert page.triage.page.text() == "Page: on-call, team lead, IC, engineering management"
    assert page.incident is not None
    assert page.incident.severity is Severity.SEV3
    qtbot.mouseClick(page.triage.use, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.incident is not None and page.incident.severity is Severity.SEV1)
    qtbot.waitUntil(lambda: any("all users" in text for text in texts(page)))
    qtbot.waitUntil(lambda: page.triage.use.text() == "It is SEV-1 already")


def test_an_answer_is_on_the_record_and_points_at_the_step_to_try(page: WarPage, qtbot: QtBot) -> None:
    assert step(page, "Roll back").property("face") == "small_strong"
    button = page.triage.changed["dependency", Answer.YES]
    button.setFocus()
    qtbot.keyClick(button, Key.Key_Return)
    qtbot.waitUntil(lambda: any("Is something that we depend on in trouble? yes" in text for text in texts(page)))
    qtbot.waitUntil(lambda: step(page, "Degrade").property("face") == "small_strong")
    qtbot.keyClick(step(page, "Degrade"), Key.Key_Return)
    assert page.line.text() == "> open the breaker "
    assert page.line.hasFocus()


def test_what_did_not_help_is_marked_and_the_next_step_is_offered(
    page: WarPage, open_workspace: Callable[[], Workspace], incident: str, qtbot: QtBot
) -> None:
    with open_workspace() as other:
        for line in ("> roll back v4.18", "/ok 1", "/start 1", "/noeffect 1 errors stay"):
            other.room.log(incident, line)
    qtbot.waitUntil(lambda: "tried, did not help" in step(page, "Roll back").text())
    assert step(page, "Feature flag off").property("face") == "small_strong"


def test_answers_belong_to_their_incident_and_are_seen_by_others(
    page: WarPage, window: MainWindow, open_workspace: Callable[[], Workspace], incident: str, qtbot: QtBot
) -> None:
    qtbot.keyClick(page.triage.reaches["one_region"], Key.Key_Space)
    qtbot.waitUntil(lambda: page.incident is not None and page.incident.triage.get("reach") == "one_region")
    with open_workspace() as workspace:
        workspace.room.log(incident, "/triage deploy yes")
        other = workspace.room.declare("Another", 4).incident
    qtbot.waitUntil(page.triage.changed["deploy", Answer.YES].isChecked)
    window.open_incident(other)
    qtbot.waitUntil(lambda: page.incident is not None and page.incident.id == other)
    assert not page.triage.reaches["one_region"].isChecked()
    window.open_incident(incident)
    qtbot.waitUntil(page.triage.reaches["one_region"].isChecked)


def test_what_is_broken_is_on_the_record_and_arrows_walk_the_answers(page: WarPage, qtbot: QtBot) -> None:
    field = page.triage.fields["broken"]
    qtbot.keyClicks(field, "POST /orders gives 500")
    qtbot.keyClick(field, Key.Key_Return)
    qtbot.waitUntil(lambda: any("POST /orders gives 500" in text for text in texts(page)))
    first = page.triage.reaches["one_user"]
    first.setFocus()
    qtbot.keyClick(first, Key.Key_Down)
    assert QApplication.focusWidget() is page.triage.reaches["one_feature"]


def test_everything_on_it_has_a_name(page: WarPage) -> None:
    assert unnamed(page.triage) == []
