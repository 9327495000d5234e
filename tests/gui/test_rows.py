"""Rows that are mended: versions can be read, what is retracted folds, redacted words are gone, secrets are covered."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.gui.test_timeline_model import entry
from tests.gui.test_timeline_view import model, pane
from tests.gui.test_war_page import incident, press, texts
from ui.models import rows
from ui.models.timeline import Column, TimelineModel
from ui.pages.row_redact import RowRedact
from ui.pages.row_versions import RowVersions
from ui.pages.second_clock import SecondClock
from ui.pages.war import WarPage
from ui.widgets.timeline_pane import TimelinePane
from warroom.incident.entry import Entry

__all__ = ["incident", "model", "pane"]
Key, Mod = Qt.Key, Qt.KeyboardModifier
SECRET = "the password is hunter2-x9"


def last(page: WarPage) -> Entry:
    found = page.model.entry(page.model.saved_rows - 1)
    assert found is not None
    return found


def sheet(page: WarPage, kind: type) -> object:
    """The page that stands in the timeline's place."""
    front = page.body.stack.currentWidget()
    assert isinstance(front, kind)
    return front


def test_every_version_of_a_row_can_be_read(page: WarPage, qtbot: QtBot, enter: Callable[[str], None]) -> None:
    enter("error rate 47%")
    press(page, qtbot, Key.Key_Up)
    enter(" and rising")
    qtbot.waitUntil(lambda: last(page).amended)
    press(page, qtbot, Key.Key_Return, Mod.AltModifier)
    front = sheet(page, RowVersions)
    assert isinstance(front, RowVersions)
    qtbot.waitUntil(lambda: "First" in front.text.toPlainText())
    shown = front.text.toPlainText()
    assert shown.index("error rate 47% and rising") < shown.index("First · sam")
    assert "edited" in front.about.text()
    qtbot.keyClick(front.text, "x")
    assert page.line.text() == "x"
    page.line.clear()
    front.text.setFocus()
    press(page, qtbot, Key.Key_Escape)
    assert page.body.stack.currentWidget() is page.timeline
    assert page.line.hasFocus()


def test_redacting_wants_a_reason_and_takes_the_words_for_good(
    page: WarPage, qtbot: QtBot, enter: Callable[[str], None], record_path: Path
) -> None:
    enter(SECRET)
    page.timeline.view.select(page.model.rowCount() - 1)
    page.redact()
    front = sheet(page, RowRedact)
    assert isinstance(front, RowRedact)
    qtbot.keyClick(front.why, Key.Key_Return)
    assert front.problem.text() == "Say why first: it stands in the row's place."
    qtbot.keyClicks(front.why, "a password")
    with qtbot.waitSignal(front.redacted):
        qtbot.keyClick(front.why, Key.Key_Return)
    assert front.title.text() == "Redacted"
    qtbot.waitUntil(lambda: last(page).redacted)
    assert "hunter2" not in "".join(texts(page))
    page.to_line()
    press(page, qtbot, Key.Key_Z, Mod.ControlModifier)
    assert page.line.text() == ""
    held = [path.read_bytes() for path in record_path.parent.glob("record.db*")]
    qtbot.waitUntil(lambda: all(b"hunter2" not in one for one in held))


def test_what_looks_like_a_secret_is_covered_until_it_is_asked_for(
    page: WarPage, qtbot: QtBot, enter: Callable[[str], None]
) -> None:
    enter(SECRET)
    assert "hunter2" not in texts(page)[-1]
    assert rows.spoken(last(page)).endswith("the password is ••••••••")
    page.timeline.view.select(page.model.rowCount() - 1)
    page.copy_row()
    assert "hunter2" not in QGuiApplication.clipboard().text()
    covered = page.timeline.view.viewport().grab().toImage()
    page.uncover()
    bare = page.timeline.view.viewport().grab().toImage()
    assert bare != covered
    page.copy_row()
    assert "hunter2" in QGuiApplication.clipboard().text()
    page.uncover()
    assert page.timeline.view.viewport().grab().toImage() == covered


def test_retracted_rows_fold_into_one_and_open_when_chosen(pane: TimelinePane, model: TimelineModel) -> None:
    gone = [entry(n, f"mistake {n}", retracted=True) for n in (2, 3, 4)]
    model.reset([entry(1), *gone, entry(5)])
    view = pane.view
    assert [view.rowHeight(row) > 0 for row in range(5)] == [True, True, False, False, True]
    view.select(3)
    assert all(view.rowHeight(row) > 0 for row in range(5))
    view.select(0)
    assert [view.rowHeight(row) > 0 for row in range(5)] == [True, True, False, False, True]


def test_a_row_that_is_retracted_now_folds_with_its_neighbours(pane: TimelinePane, model: TimelineModel) -> None:
    standing = entry(2, "mistake")
    model.reset([entry(1, "gone", retracted=True), standing, entry(3)])
    assert pane.view.rowHeight(1) > 0
    model.add([entry(2, "mistake", retracted=True)])
    assert pane.view.rowHeight(0) > 0
    assert pane.view.rowHeight(1) == 0


@pytest.mark.parametrize(("length", "cut"), [(500, False), (50_000, True)])
def test_a_very_long_row_says_where_the_rest_is(length: int, cut: bool) -> None:
    shown = rows.row_text(entry(1, "x " * (length // 2)))
    assert ("Alt+Enter shows all of it" in shown) is cut


def test_a_block_of_a_log_keeps_its_columns(pane: TimelinePane, model: TimelineModel) -> None:
    model.reset([entry(1, "one  1\ntwo  2\nthree 3\nfour 4")])
    closed = pane.view.rowHeight(0)
    pane.view.select(0)
    assert pane.view.rowHeight(0) > closed


def test_a_second_clock_stands_beside_utc_and_is_kept(page: WarPage, qtbot: QtBot) -> None:
    narrow = page.timeline.view.columnWidth(Column.TIME)
    page.second_clock()
    front = sheet(page, SecondClock)
    assert isinstance(front, SecondClock)
    front.zone.setText("Mars/Olympus")
    qtbot.keyClick(front.zone, Key.Key_Return)
    assert "no zone that is known" in front.problem.text()
    front.zone.setText("Asia/Tokyo")
    qtbot.keyClick(front.zone, Key.Key_Return)
    assert page.timeline.view.columnWidth(Column.TIME) > narrow
    assert "Asia/Tokyo" in page.timeline.hint.text()
    assert QApplication.focusWidget() is page.line
    kept: list[str] = []
    page.operations.read(lambda ws: ws.setting("second_clock"), done=kept.append)
    qtbot.waitUntil(lambda: kept == ["Asia/Tokyo"])


def test_commands_about_a_row_mean_the_chosen_one(page: WarPage, qtbot: QtBot, enter: Callable[[str], None]) -> None:
    for line in ("one", "two"):
        enter(line)
    row = page.model.saved_rows - 2
    page.timeline.view.select(row)
    enter("/star")
    qtbot.waitUntil(lambda: bool(page.model.entry(row)) and page.model.entry(row).starred)  # type: ignore[union-attr]
    page.line.setFocus()
    qtbot.keyClicks(page.line, "/amend")
    qtbot.keyClick(page.line, Key.Key_Return)
    assert page.line.text() == "one"
    assert "Amending" in page.scribe.reading.text()


def test_a_row_that_was_entered_on_another_day_says_so() -> None:
    late = entry(10, "long ago", minute=-3 * 24 * 60, late=True)
    assert rows.marks(late) == "entered 2 Mar 02:35"
    assert rows.marks(entry(10, minute=2, late=True)) == "entered 02:35"


def test_what_is_redacted_is_not_half_typed_either(
    page: WarPage, qtbot: QtBot, enter: Callable[[str], None], record_path: Path
) -> None:
    enter(SECRET)
    page.scribe.put("try hunter2-x9 again")
    page.put_aside()
    page.scribe.put("roll back first")
    page.put_aside()
    page.scribe.put("hunter2-x9 is what I meant")
    page.scribe.flush()
    page.timeline.view.select(page.model.rowCount() - 1)
    page.redact()
    front = sheet(page, RowRedact)
    assert isinstance(front, RowRedact)
    front.why.setText("a password")
    with qtbot.waitSignal(front.redacted):
        qtbot.keyClick(front.why, Key.Key_Return)
    assert [parked.text for parked in page.scribe.parked] == ["roll back first"]
    assert page.line.text() == ""
    kept: list[str | None] = []
    page.operations.read(lambda ws: ws.record.draft(page.session.id, "scribe"), done=kept.append)
    qtbot.waitUntil(lambda: bool(kept))
    assert "hunter2" not in (kept[0] or "")


def test_a_row_names_its_change_and_for_whom_it_is(page: WarPage, qtbot: QtBot, enter: Callable[[str], None]) -> None:
    enter("> @kai restart payment pods, zone b")
    enter("/ok 1")
    qtbot.waitUntil(lambda: last(page).text == "Approved: restart payment pods, zone b")
    proposed = page.model.entry(page.model.saved_rows - 2)
    assert proposed is not None
    assert rows.kind_word(proposed) == "Change → @kai"
    assert "sam to kai: restart" in rows.spoken(proposed)
    assert page.toast.words == "Approved: restart payment pods, zone b"
    page.undo()
    qtbot.waitUntil(lambda: page.toast.words == "Undone: Approved: restart payment pods, zone b")
    qtbot.waitUntil(lambda: last(page).text == "Undone: Approved: restart payment pods, zone b")


def test_what_was_done_already_names_who_did_it(page: WarPage, qtbot: QtBot, enter: Callable[[str], None]) -> None:
    enter(">> @kai drained the queue")
    qtbot.waitUntil(lambda: last(page).text == "drained the queue")
    assert rows.kind_word(last(page)) == "Change done by @kai"
    assert "sam by kai: drained" in rows.spoken(last(page))


def test_what_somebody_said_they_would_do_is_a_promise(
    page: WarPage, qtbot: QtBot, enter: Callable[[str], None]
) -> None:
    enter("reading the logs, back in 5m")
    qtbot.waitUntil(lambda: last(page).kind == "ask")
    assert rows.kind_word(last(page)) == "Promise"
