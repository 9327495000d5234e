"""What a new user finds on Home, and what becomes of each of the three steps."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from tests.gui.conftest import leave
from tests.gui.reach import unlabelled_icons, unnamed
from ui.app import make_window
from ui.operations import Operations
from ui.welcome import PRACTICE
from ui.widgets.first_run import FirstRun
from ui.window import MainWindow
from warroom.workspace import Workspace


@pytest.fixture
def card(window: MainWindow, qtbot: QtBot) -> FirstRun:
    qtbot.waitUntil(lambda: window.record.welcome is not None and window.record.welcome.card.isVisible())
    assert window.record.welcome is not None
    return window.record.welcome.card


def press(card: FirstRun, name: str) -> None:
    button = card.findChild(QPushButton, f"home.first.{name}")
    assert isinstance(button, QPushButton)
    button.click()


def stored(window: MainWindow, key: str, qtbot: QtBot) -> str:
    found: list[str] = []
    window.operations.read(lambda w: w.setting(key), done=found.append)
    qtbot.waitUntil(lambda: bool(found))
    return found[0]


@pytest.mark.parametrize("size", [(1440, 900), (1024, 700)])
def test_it_stands_whole_in_both_sizes_and_says_what_it_is(
    window: MainWindow, card: FirstRun, size: tuple[int, int], qtbot: QtBot
) -> None:
    window.resize(*size)
    QApplication.processEvents()
    assert unnamed(window) == []
    assert unlabelled_icons(window) == []
    assert card.height() >= card.minimumSizeHint().height()
    assert card.mapTo(window, card.rect().bottomRight()).y() < window.height()
    assert not window.home.recent.isVisible()


def test_who_you_are_is_kept_as_it_is_typed(window: MainWindow, card: FirstRun, qtbot: QtBot) -> None:
    for key, text in (("name", "Robin Roe"), ("handle", "robin"), ("second_clock", "Europe/Paris")):
        card.fields[key].setFocus()
        qtbot.keyClicks(card.fields[key], text)
        qtbot.keyClick(card.fields[key], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.operations.author == "robin")
    assert (stored(window, "name", qtbot), stored(window, "second_clock", qtbot)) == ("Robin Roe", "Europe/Paris")
    assert window.pages.currentWidget() is window.home
    assert card.isVisible()


def test_a_handle_that_cannot_be_is_named(window: MainWindow, card: FirstRun, qtbot: QtBot) -> None:
    card.fields["handle"].setFocus()
    qtbot.keyClicks(card.fields["handle"], "no blanks")
    qtbot.keyClick(card.fields["handle"], Qt.Key.Key_Return)
    assert "cannot be a handle" in card.problem.text()
    assert card.fields["handle"].text() == "no blanks"


def test_people_come_from_a_file_and_broken_rows_are_named(
    window: MainWindow, card: FirstRun, tmp_path: Path, qtbot: QtBot
) -> None:
    file = tmp_path / "people.csv"
    file.write_text("name,handle,email\nRobin Roe,robin,robin@example.org\n,,nobody@example.org\n")
    card.people.emit(str(file))
    qtbot.waitUntil(lambda: card.problem.text().startswith("1 person taken."))
    assert "Line 3" in card.problem.text()
    card.people.emit(str(tmp_path / "missing.csv"))
    qtbot.waitUntil(lambda: "missing.csv" in card.problem.text())


def test_practice_is_a_drill_in_the_real_war_room(window: MainWindow, card: FirstRun, qtbot: QtBot) -> None:
    press(card, "practise")
    qtbot.waitUntil(lambda: window.war is not None and window.war.incident is not None)
    assert window.war is not None
    assert window.war.incident is not None
    assert (window.war.incident.title, window.war.incident.drill) == (PRACTICE, True)
    assert "Ctrl+U" in window.toast.text.text()
    qtbot.waitUntil(lambda: bool(window.live.board.open))
    window.go_home()
    assert not card.isVisible()
    assert window.home.open_list.isVisible()


def test_a_fire_goes_first(window: MainWindow, card: FirstRun) -> None:
    press(card, "declare")
    assert window.flow.prepare().isVisible()


def test_skipped_is_skipped_for_good(
    window: MainWindow,
    card: FirstRun,
    open_workspace: Callable[[], Workspace],
    qapp: QApplication,
    qtbot: QtBot,
) -> None:
    press(card, "skip")
    assert stored(window, "first_steps", qtbot) == "skip"
    assert window.home._no_recent.isVisible()
    again = Operations(open_workspace, clock=window.operations.clock)
    other = make_window(qapp, again)
    try:
        other.show()
        again.start()
        qtbot.waitUntil(lambda: again.facts is not None and other.live.loaded)
        assert other.record.welcome is None
    finally:
        leave(other, qapp)
        again.close()


def test_whoever_is_known_is_not_asked(
    open_workspace: Callable[[], Workspace], qapp: QApplication, look: None, qtbot: QtBot
) -> None:
    with open_workspace() as workspace:
        workspace.set_setting("handle", "robin")
    operations = Operations(open_workspace)
    window = make_window(qapp, operations)
    try:
        window.show()
        operations.start()
        qtbot.waitUntil(lambda: window.live.loaded)
        assert window.record.welcome is None
    finally:
        leave(window, qapp)
        operations.close()
