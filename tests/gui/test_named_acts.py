"""Acts that the palette names and that have no place of their own: each does what it says (UI.md 4.1)."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.gui.test_palette import page
from ui.pages.war import WarPage
from ui.window import MainWindow
from warroom.workspace import Workspace

__all__ = ["page"]


@pytest.fixture
def do(page: WarPage) -> Callable[[str], None]:
    """Carry out an act by its id, as the palette does."""
    return page.actions_registry.trigger


def offline(page: WarPage, qtbot: QtBot) -> bool:
    found: list[bool] = []

    def chosen(workspace: Workspace) -> bool:
        return workspace.outbox.offline

    page.operations.read(chosen, done=found.append)
    qtbot.waitUntil(lambda: bool(found))
    return found[0]


def test_working_offline_is_chosen_and_ended_by_name(page: WarPage, do: Callable[[str], None], qtbot: QtBot) -> None:
    do("war.offline")
    qtbot.waitUntil(page.offline.on)
    assert offline(page, qtbot)
    assert page.scribe.reading.text() == "Working offline: nothing leaves"
    do("war.offline")
    qtbot.waitUntil(lambda: not page.offline.on())
    assert not offline(page, qtbot)


def test_no_news_opens_the_internal_update_that_says_so(page: WarPage, do: Callable[[str], None], qtbot: QtBot) -> None:
    do("war.no_news")
    qtbot.waitUntil(lambda: page.composer is not None and page.composer.foot.no_news.isChecked())
    do("war.no_news")
    qtbot.waitUntil(lambda: page.composer is not None and not page.composer.opening)
    assert page.composer is not None
    assert page.composer.foot.no_news.isChecked()


@pytest.mark.parametrize(("form", "sign"), [("slack", "*"), ("html", "<"), ("plain", "")])
def test_a_message_is_copied_in_the_format_that_is_named(
    page: WarPage, do: Callable[[str], None], qtbot: QtBot, form: str, sign: str
) -> None:
    do("war.write.status-update")
    qtbot.waitUntil(lambda: page.composer is not None and page.composer.draft is not None)
    assert page.composer is not None
    for _ in range(2):  # the first one names the field that is still empty
        do(f"composer.copy.{form}")
    assert page.composer.draft is not None
    assert page.composer.draft.format.value == form
    assert sign in page.composer.draft.text
    assert "Checkout failing" in QGuiApplication.clipboard().text()
    assert page.composer._copied is not None


def test_pasting_by_name_makes_a_block_of_several_lines(page: WarPage, do: Callable[[str], None], qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("one\ntwo\nthree")
    do("war.paste")
    qtbot.waitUntil(lambda: page.line.holding)
    assert page.scribe.chip.words.text() == "3 lines"
    QGuiApplication.clipboard().clear()
    do("war.paste")
    assert page.scribe.reading.text() == "The clipboard holds nothing that goes into a line"


def test_rows_stand_closer_when_that_is_chosen(
    page: WarPage, do: Callable[[str], None], window: MainWindow, qtbot: QtBot
) -> None:
    view = page.timeline.view
    before = view.rowHeight(page.model.rowCount() - 1)
    window.registry.trigger("view.density.compact")
    qtbot.waitUntil(lambda: view.rowHeight(page.model.rowCount() - 1) < before)
    assert window.registry.get("view.density.compact").checked is not None
    found: list[str] = []
    window.operations.read(lambda workspace: workspace.setting("density"), done=found.append)
    qtbot.waitUntil(lambda: found == ["compact"])
    window.registry.trigger("view.density.comfortable")
    qtbot.waitUntil(lambda: view.rowHeight(page.model.rowCount() - 1) == before)


def test_a_drill_is_begun_from_its_menu(window: MainWindow, qtbot: QtBot) -> None:
    window.registry.trigger("drill.declare")
    assert window.flow.prepare().drill.isChecked()


def test_f10_goes_to_the_menus_and_about_names_the_record(page: WarPage, window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(page.line, Qt.Key.Key_F10)
    assert QApplication.focusWidget() is window.menuBar()
    active = window.menuBar().activeAction()
    assert active is not None
    assert active.text() == "&File"
    window.registry.trigger("help.about")
    assert window.toast.text.text().startswith("Warroom ")
    assert str(window.operations.facts and window.operations.facts.path) in window.toast.text.text()
