"""The table on the screen: anchored at its foot, following its tail, opening what is selected."""

from array import array

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from tests.gui.test_timeline_model import entry, pending
from ui.models.timeline import Column, TimelineModel
from ui.widgets.timeline_pane import EMPTY, TimelinePane


@pytest.fixture
def pane(qtbot: QtBot, look: None) -> TimelinePane:
    made = TimelinePane(TimelineModel())
    qtbot.addWidget(made)
    made.resize(700, 500)
    made.show()
    return made


@pytest.fixture
def model(pane: TimelinePane) -> TimelineModel:
    model = pane.view.model()
    assert isinstance(model, TimelineModel)
    return model


def bottom_of_rows(pane: TimelinePane) -> int:
    """Where the newest row ends, counted from the foot of the pane's stage."""
    view = pane.view
    stage = view.parentWidget()
    assert stage is not None
    return stage.height() - (view.y() + view.height())


def test_an_empty_timeline_says_what_to_do(pane: TimelinePane, qtbot: QtBot) -> None:
    assert any(label.isVisible() and label.text() == EMPTY for label in pane.findChildren(QLabel))


def test_few_rows_touch_the_scribe_line(pane: TimelinePane, model: TimelineModel) -> None:
    model.reset([entry(1), entry(2)])
    assert bottom_of_rows(pane) == 0
    assert pane.view.height() < pane.height() // 2


def test_it_follows_the_tail(pane: TimelinePane, model: TimelineModel) -> None:
    model.reset([entry(n) for n in range(1, 100)])
    model.add([entry(100)])
    bar = pane.view.verticalScrollBar()
    assert bar.value() == bar.maximum()


def test_scrolled_up_it_stays_and_counts_what_is_below(pane: TimelinePane, model: TimelineModel, qtbot: QtBot) -> None:
    model.reset([entry(n) for n in range(1, 100)])
    pane.view.verticalScrollBar().setValue(0)
    model.add([entry(100), entry(101), entry(102)])
    pill = pane.findChild(QPushButton, "war.timeline.pill")
    assert pane.view.verticalScrollBar().value() == 0
    assert pill.isVisible()
    assert pill.text() == "3 new below, End"
    qtbot.mouseClick(pill, Qt.MouseButton.LeftButton)
    assert not pill.isVisible()
    assert pane.view.following


def test_older_rows_on_top_move_nothing_in_sight(pane: TimelinePane, model: TimelineModel) -> None:
    model.reset([entry(n) for n in range(500, 600)])
    pane.view.verticalScrollBar().setValue(200)
    row = pane.view.rowAt(10)
    seen = model.entry(row)
    model.complete(array("q", range(1, 600)))
    assert model.entry(pane.view.rowAt(10)) == seen


def test_a_long_row_takes_three_lines_and_opens_when_selected(pane: TimelinePane, model: TimelineModel) -> None:
    model.reset([entry(1, "word " * 400), entry(2)])
    closed = pane.view.rowHeight(0)
    pane.view.select(0)
    assert pane.view.rowHeight(0) > closed
    pane.view.select(1)
    assert pane.view.rowHeight(0) == closed


def test_an_unsaved_row_offers_retry_and_copy(pane: TimelinePane, model: TimelineModel, qtbot: QtBot) -> None:
    model.reset([entry(1)])
    model.saving(pending(7, "error rate 47%"))
    model.unsaved(7, "disk full")
    right = pane.view.visualRect(model.index(1, Column.TEXT)).topRight()
    with qtbot.waitSignal(pane.retry_wanted) as wanted:
        qtbot.mouseClick(pane.view.viewport(), Qt.MouseButton.LeftButton, pos=right + QPoint(-100, 14))
    assert wanted.args == [7]
    qtbot.mouseClick(pane.view.viewport(), Qt.MouseButton.LeftButton, pos=right + QPoint(-30, 14))
    assert QGuiApplication.clipboard().text() == "error rate 47%"


def test_a_click_on_the_star_column_asks_for_the_star(pane: TimelinePane, model: TimelineModel, qtbot: QtBot) -> None:
    model.reset([entry(1)])
    where = pane.view.visualRect(model.index(0, Column.STAR)).center()
    with qtbot.waitSignal(pane.star_wanted):
        qtbot.mouseClick(pane.view.viewport(), Qt.MouseButton.LeftButton, pos=where)


def test_rows_read_anew_leave_a_reader_where_he_was(pane: TimelinePane, model: TimelineModel) -> None:
    entries = [entry(n) for n in range(1, 300)]
    model.reset(entries)
    pane.view.verticalScrollBar().setValue(3_000)
    seen = model.entry(pane.view.rowAt(0))
    more = [entry(n + 1000, minute=1.5) for n in range(50)]
    model.reset([*entries[:1], *more, *entries[1:]])
    assert model.entry(pane.view.rowAt(1)) == seen
    assert not pane.view.following


def test_the_star_of_a_key_moment_is_seen(pane: TimelinePane, model: TimelineModel) -> None:
    model.reset([entry(1), entry(2, starred=True)])
    picture = pane.view.viewport().grab().toImage()

    def inks(row: int) -> int:
        area = pane.view.visualRect(model.index(row, Column.STAR)).adjusted(2, 2, -2, -2)
        part = picture.copy(area)
        return len({part.pixel(x, y) for x in range(part.width()) for y in range(part.height())})

    assert inks(0) == 1, "a plain row has something in the column of the star"
    assert inks(1) > 1, "the star is not painted"
