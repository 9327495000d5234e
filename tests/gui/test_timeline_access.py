"""The timeline and its pages without a mouse and without eyes: names, order, what is said, what Esc may not do."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QImage, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.gui.reach import unlabelled_icons, unnamed
from tests.gui.test_timeline_model import entry, pending
from tests.gui.test_timeline_view import model, pane
from tests.gui.test_war_faults import heard
from tests.gui.test_war_page import incident, press
from ui.models.timeline import TimelineModel
from ui.pages.war import WarPage
from ui.widgets.task_page import TaskPage
from ui.widgets.timeline_pane import TimelinePane
from ui.window import MainWindow
from warroom.clock import ManualClock

__all__ = ["heard", "incident", "model", "pane"]
Key, Mod = Qt.Key, Qt.KeyboardModifier
ROWS = 5_000


@pytest.fixture
def row(page: WarPage, enter: Callable[[str], None]) -> WarPage:
    """An own entry, chosen."""
    enter("error rate 47%")
    page.timeline.view.select(page.model.rowCount() - 1)
    return page


@pytest.fixture
def opened(row: WarPage, tmp_path: Path, request: pytest.FixtureRequest) -> TaskPage:
    """One of the pages in the timeline's place, by name."""
    source = tmp_path / "timeline.txt"
    source.write_text("02:40 pool exhausted\n02:41 rolled back\n")
    chosen = row.timeline.selected()
    assert chosen is not None
    open_page: dict[str, Callable[[], None]] = {
        "versions": row.versions,
        "redact": row.redact,
        "second": row.second_clock,
        "split": lambda: row._split("02:40 pool exhausted\n02:41 rolled back"),
        "import": lambda: row._import_chosen(str(source)),
    }
    open_page[request.param]()
    front = row.body.stack.currentWidget()
    assert isinstance(front, TaskPage)
    return front


SHEETS = ["versions", "redact", "second", "split", "import"]


@pytest.mark.parametrize("opened", SHEETS, indirect=True)
def test_every_part_of_a_page_says_what_it_is(opened: TaskPage) -> None:
    assert unnamed(opened) == []
    assert unlabelled_icons(opened) == []


@pytest.mark.parametrize("opened", SHEETS, indirect=True)
def test_tab_goes_through_a_page_and_leaves_it_again(opened: TaskPage, row: WarPage, qtbot: QtBot) -> None:
    opened.back.setFocus()
    order: list[QWidget] = []
    while (focus := QApplication.focusWidget()) not in order:
        order.append(focus)
        press(row, qtbot, Key.Key_Tab)
    assert QApplication.focusWidget() is opened.back
    reachable = {
        widget.objectName()
        for widget in opened.findChildren(QWidget)
        if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    }
    assert reachable <= {widget.objectName() for widget in order}
    assert row.line in order
    for widget in reversed(order):
        press(row, qtbot, Key.Key_Backtab, Mod.ShiftModifier)
        assert QApplication.focusWidget() is widget


@pytest.mark.parametrize("opened", SHEETS, indirect=True)
def test_esc_goes_back_and_changes_no_text(opened: TaskPage, row: WarPage, qtbot: QtBot) -> None:
    row.scribe.put("half a thought")
    fields = [field for field in opened.findChildren(QLineEdit) if field.isVisible()]
    for field in fields:
        field.setText("typed")
    for field in opened.findChildren(QComboBox):
        assert field.accessibleName()
    (fields[0] if fields else opened.back).setFocus()
    press(row, qtbot, Key.Key_Escape)
    assert row.body.stack.currentWidget() is row.timeline
    assert [field.text() for field in fields] == ["typed"] * len(fields)
    assert row.line.text() == "half a thought"
    assert row.line.hasFocus()


def test_letters_typed_at_a_page_land_in_the_line(row: WarPage, qtbot: QtBot) -> None:
    row.versions()
    for widget in row.body.stack.currentWidget().findChildren(QWidget):
        if widget.isVisible() and widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
            row.line.clear()
            widget.setFocus()
            qtbot.keyClick(widget, "y")
            assert row.line.text() == "y", widget.objectName()


def test_the_parts_about_the_line_have_names(page: WarPage, qtbot: QtBot) -> None:
    qtbot.keyClicks(page.line, "/sevv 1")
    qtbot.keyClick(page.line, Key.Key_Return)
    for words in ("one", "two", "three"):
        page.scribe.put(words)
        page.put_aside()
    mime = QMimeData()
    mime.setImageData(QImage(80, 40, QImage.Format.Format_RGB32))
    page.scribe.take_mime(mime)
    page.find_text()
    assert page.scribe.waiting.isVisible()
    assert page.scribe.chip.isVisible()
    assert unnamed(page) == []
    assert unlabelled_icons(page) == []


def test_every_key_of_the_timeline_is_its_own(window: MainWindow) -> None:
    from ui.actions import collisions

    assert collisions(window.registry) == []
    keys = {action.id: action.keys for action in window.registry}
    assert keys["war.find"] == ("Ctrl+F",)
    assert keys["war.find_next"] == ("F3",)
    assert keys["war.print"] == ("Ctrl+P",)
    assert keys["war.versions"] == ("Alt+Return",)
    assert keys["war.amend"] == ("F2",)
    assert keys["war.star"] == ("Ctrl+Shift+K",)
    assert keys["war.goto"] == ("Ctrl+L",)


def test_what_happens_is_said_once(page: WarPage, qtbot: QtBot, heard: list[tuple[str, bool]]) -> None:
    qtbot.keyClicks(page.line, "/sevv 1")
    qtbot.keyClick(page.line, Key.Key_Return)
    assert heard == [("Unknown command /sevv. Did you mean /sev? Ctrl+Enter logs it as text", False)]
    heard.clear()
    mime = QMimeData()
    mime.setText("one\ntwo")
    page.scribe.take_mime(mime)
    assert heard == [("2 lines. Enter: one log block · Esc: cancel", False)]
    heard.clear()
    qtbot.keyClick(page.line, Key.Key_Escape)
    page.find_text()
    with qtbot.waitSignal(page.session.hits):
        page.timeline.finder.field.setText("nowhere")
    assert heard == [("No row has 'nowhere'. Enter searches all incidents", False)]


def test_esc_never_changes_what_is_typed_anywhere(page: WarPage, qtbot: QtBot) -> None:
    page.scribe.put("half a thought")
    page.find_text()
    page.timeline.finder.field.setText("pool")
    for field in (page.timeline.finder.field, page.line):
        field.setFocus()
        for _ in range(3):
            qtbot.keyClick(field, Key.Key_Escape)
    assert page.timeline.finder.field.text() == "pool"
    assert page.line.text() == "half a thought"


def spent(work: Callable[[], object]) -> float:
    """Milliseconds of this thread's own time: a busy machine does not count."""
    before = time.thread_time()
    work()
    return (time.thread_time() - before) * 1000


def test_a_row_is_painted_at_once_among_five_thousand(pane: TimelinePane, model: TimelineModel, qapp: object) -> None:
    model.reset([entry(n) for n in range(1, ROWS + 1)])
    QApplication.processEvents()
    turns = []
    for number in range(15):

        def one(number: int = number) -> None:
            model.saving(pending(number + 1, f"row typed {number}"))
            pane.view.viewport().repaint()
            model.saved(number + 1, [entry(ROWS + 1 + number)])
            pane.view.viewport().repaint()

        turns.append(spent(one))
    assert statistics.median(turns) <= 50


def test_the_second_that_ticks_costs_next_to_nothing(page: WarPage, clock: ManualClock) -> None:
    turns = []
    for _ in range(20):
        clock.advance(1)
        turns.append(spent(page.tick_now))
    assert min(turns) <= 4  # the bench holds it to 2 ms on a quiet machine


def test_a_field_to_read_is_no_place_to_type(row: WarPage) -> None:
    row.versions()
    fields = [field for field in row.findChildren(QPlainTextEdit) if field.isVisible() and field is not row.line]
    assert fields
    assert all(field.isReadOnly() for field in fields)


def test_what_an_input_method_composes_elsewhere_lands_in_the_line(page: WarPage, qtbot: QtBot) -> None:
    view = page.timeline.view
    view.setFocus()
    page.timeline.view.select(0)
    assert view.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    QApplication.sendEvent(view, QInputMethodEvent("´", []))
    assert view.hasFocus()
    composed = QInputMethodEvent("", [])
    composed.setCommitString("é")
    QApplication.sendEvent(view, composed)
    qtbot.keyClicks(page.line, "clair")
    assert page.line.text() == "éclair"
    assert page.line.hasFocus()
