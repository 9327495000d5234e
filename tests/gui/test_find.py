"""Finding and filtering: results as one types, what is found is marked, and the rows of one person or role alone."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from tests.gui.test_war_page import incident, press, texts
from ui import theme
from ui.models.marking import spans
from ui.models.rows import Filter
from ui.pages.war import WarPage
from ui.theme_tokens import Token
from ui.window import MainWindow
from warroom.workspace import Workspace

__all__ = ["incident"]
Key, Mod = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def told(page: WarPage, enter: Callable[[str], None]) -> WarPage:
    """An incident in which a few people have spoken."""
    for line in ("[DB] @kai pool at 100%", "error rate 47%", "! roll back v4.18", "[DB] pool falling"):
        enter(line)
    return page


def find(page: WarPage, qtbot: QtBot, words: str) -> None:
    press(page, qtbot, Key.Key_F, Mod.ControlModifier)
    assert page.timeline.finder.field.hasFocus()
    with qtbot.waitSignal(page.session.hits, check_params_cb=lambda hits: hits.text == words):
        qtbot.keyClicks(page.timeline.finder.field, words)


def chosen(page: WarPage) -> str:
    entry = page.timeline.selected()
    return "" if entry is None else entry.text


def has_colour(image: QImage, token: Token) -> bool:
    wanted = theme.color(token).rgb()
    return any(image.pixel(x, y) == wanted for y in range(image.height()) for x in range(image.width()))


def test_results_come_as_one_types_and_the_newest_is_shown(told: WarPage, qtbot: QtBot) -> None:
    find(told, qtbot, "poo")
    assert told.timeline.finder.count.text() == "1 of 2"
    assert chosen(told) == "pool falling"
    qtbot.keyClick(told.timeline.finder.field, Key.Key_Return)
    assert chosen(told) == "pool at 100%"
    press(told, qtbot, Key.Key_F3)
    assert chosen(told) == "pool falling"
    press(told, qtbot, Key.Key_F3, Mod.ShiftModifier)
    assert chosen(told) == "pool at 100%"


def test_what_is_found_is_marked_until_the_bar_is_closed(told: WarPage, qtbot: QtBot) -> None:
    view = told.timeline.view
    assert not has_colour(view.viewport().grab().toImage(), Token.ACCENT_FILL)
    find(told, qtbot, "pool")
    assert has_colour(view.viewport().grab().toImage(), Token.ACCENT_FILL)
    press(told, qtbot, Key.Key_Escape)
    assert not told.timeline.finder.isVisible()
    assert told.line.hasFocus()
    assert not has_colour(view.viewport().grab().toImage(), Token.ACCENT_FILL)


def test_nothing_found_offers_all_incidents_and_enter_goes_there(
    told: WarPage, qtbot: QtBot, window: MainWindow, open_workspace: Callable[[], Workspace]
) -> None:
    with open_workspace() as other:
        elsewhere = other.room.declare("Search lacks an hour", 3).incident
        other.room.log(elsewhere, "shard seven is read-only")
    find(told, qtbot, "shard")
    assert told.timeline.finder.count.text() == "No row has 'shard'. Enter searches all incidents"
    with qtbot.waitSignal(told.session.hits):
        qtbot.keyClick(told.timeline.finder.field, Key.Key_Return)
    assert told.timeline.finder.list.item(0).text().startswith("INC-0002  2026-03-02 03:14")
    qtbot.keyClick(told.timeline.finder.field, Key.Key_Return)
    qtbot.waitUntil(lambda: window.incident_id == elsewhere and chosen(told) == "shard seven is read-only")


def test_a_hit_that_a_filter_keeps_out_is_shown_all_the_same(told: WarPage, qtbot: QtBot) -> None:
    told.show_only(Filter.DECISIONS)
    qtbot.waitUntil(lambda: told.model.rowCount() == 1)
    find(told, qtbot, "falling")
    qtbot.waitUntil(lambda: chosen(told) == "pool falling")
    assert told.model.shown.whole


def test_the_find_command_opens_the_same_bar(told: WarPage, qtbot: QtBot) -> None:
    qtbot.keyClicks(told.line, "/find roll")
    with qtbot.waitSignal(told.session.hits):
        qtbot.keyClick(told.line, Key.Key_Return)
    assert chosen(told) == "roll back v4.18"


def pick(page: WarPage, qtbot: QtBot, words: str) -> None:
    """Choose from the menu of people and roles."""
    with qtbot.waitSignal(page.session.voices):
        qtbot.mouseClick(page.timeline.by, Qt.MouseButton.LeftButton)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    choice = next(action for action in menu.actions() if action.text() == words)
    menu.close()
    choice.trigger()


def test_rows_of_one_person_or_one_role(told: WarPage, qtbot: QtBot) -> None:
    pick(told, qtbot, "@kai")
    qtbot.waitUntil(lambda: texts(told) == ["[DB] pool at 100%"])
    assert told.timeline.by.text() == "@kai"
    pick(told, qtbot, "[DB]")
    qtbot.waitUntil(lambda: texts(told) == ["[DB] pool at 100%", "[DB] pool falling"])
    pick(told, qtbot, "By anyone")
    qtbot.waitUntil(lambda: told.model.rowCount() == 5)


def test_a_person_and_a_kind_together(told: WarPage, qtbot: QtBot) -> None:
    pick(told, qtbot, "@sam")
    decisions = told.timeline.findChild(QPushButton, "war.timeline.filter.decisions")
    qtbot.mouseClick(decisions, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: texts(told) == ["Decision roll back v4.18"])


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("pool at 100%", ["poo"], [(0, 3)]),
        ("carpool pool", ["pool"], [(8, 4)]),
        ("Café CAFE", ["cafe"], [(0, 4), (5, 4)]),
        ("a🔥b fire", ["fire"], [(4, 4)]),
        ("100% [DB]", ["%", "db"], [(3, 1), (6, 2)]),
        ("nothing", [], []),
    ],
)
def test_words_are_marked_where_they_begin(text: str, words: list[str], found: list[tuple[int, int]]) -> None:
    assert spans(text, words) == found
