"""What is pasted or dropped waits beside the line: blocks, split rows, pictures with captions, files."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QColor, QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from tests.gui.test_scribe_line import bar, entered
from tests.gui.test_war_page import incident, press, texts
from ui.models.drafts import restored, stored
from ui.models.held import held_image
from ui.pages.paste_split import PasteSplit
from ui.pages.row_file import RowFile, write_private
from ui.pages.war import WarPage
from ui.widgets.scribe_bar import ScribeBar
from ui.window import MainWindow
from warroom.errors import Refused, WarroomError
from warroom.incident.entry import Entry
from warroom.workspace import Workspace

__all__ = ["bar", "incident"]
Key, Mod = Qt.Key, Qt.KeyboardModifier
LOG = """2026-03-02 02:40:01 pool exhausted on db-1
2026-03-02 02:41:30 @kai replica promoted
2026-03-02 02:43:00 errors fall
"""


def paste(bar: ScribeBar, qtbot: QtBot, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    qtbot.keyClick(bar.line, Key.Key_V, Mod.ControlModifier)


def drop(bar: ScribeBar, *, files: list[Path] = (), image: QImage | None = None) -> None:  # type: ignore[assignment]
    mime = QMimeData()
    if files:
        mime.setUrls([QUrl.fromLocalFile(str(path)) for path in files])
    if image is not None:
        mime.setImageData(image)
    bar.line.insertFromMimeData(mime)


def picture(width: int = 320, height: int = 200) -> QImage:
    made = QImage(width, height, QImage.Format.Format_RGB32)
    made.fill(QColor(200, 30, 30))
    return made


def newest(page: WarPage) -> Entry:
    found = page.model.entry(page.model.saved_rows - 1)
    assert found is not None
    return found


def test_one_line_goes_into_the_line(bar: ScribeBar, qtbot: QtBot) -> None:
    qtbot.keyClicks(bar.line, "saw ")
    paste(bar, qtbot, "error rate 47%\n")
    assert bar.line.text() == "saw error rate 47%"
    assert bar.held is None


def test_several_lines_wait_and_enter_logs_one_block_to_the_letter(bar: ScribeBar, qtbot: QtBot) -> None:
    paste(bar, qtbot, "! not a decision\n/nor a command\nthird\nfourth")
    assert bar.line.text() == ""
    assert bar.chip.words.text() == "4 lines"
    assert bar.chip.offer.text() == "Enter: one log block · Esc: cancel"
    assert [label.text() for label in bar.chip.lines] == ["! not a decision", "/nor a command", "third"]
    line = entered(qtbot, bar)
    assert line.text == "! not a decision\n/nor a command\nthird\nfourth"
    assert not bar.chip.isVisible()


def test_the_line_is_the_heading_of_the_block(bar: ScribeBar, qtbot: QtBot) -> None:
    qtbot.keyClicks(bar.line, "-10m pg_stat_activity *")
    paste(bar, qtbot, "pid 1\npid 2")
    line = entered(qtbot, bar).parsed
    assert line.text == "pg_stat_activity\npid 1\npid 2"  # type: ignore[union-attr]
    assert line.star  # type: ignore[union-attr]
    assert line.at == bar.clock.now().plus(-600)  # type: ignore[union-attr]


def test_esc_cancels_the_paste_and_keeps_the_line(bar: ScribeBar, qtbot: QtBot) -> None:
    qtbot.keyClicks(bar.line, "half")
    paste(bar, qtbot, "one\ntwo")
    qtbot.keyClick(bar.line, Key.Key_Escape)
    assert bar.held is None
    assert bar.line.text() == "half"


def test_a_pasted_block_is_part_of_the_draft(bar: ScribeBar, qtbot: QtBot) -> None:
    qtbot.keyClicks(bar.line, "seen:")
    paste(bar, qtbot, "one\ntwo")
    kept = restored(stored(bar.draft()))
    bar.hold(None)
    bar.restore(kept)
    assert entered(qtbot, bar).text == "seen:\none\ntwo"


def test_secrets_in_a_paste_are_covered_beside_the_line(bar: ScribeBar, qtbot: QtBot) -> None:
    paste(bar, qtbot, "user app\npassword=hunter2-x9")
    assert bar.chip.lines[1].text() == "password=••••••••"


def test_a_paste_splits_into_rows_after_it_was_looked_at(page: WarPage, qtbot: QtBot) -> None:
    paste(page.scribe, qtbot, LOG)
    assert "Ctrl+Shift+Enter: split into rows by their times" in page.scribe.chip.offer.text()
    qtbot.keyClick(page.line, Key.Key_Return, Mod.ControlModifier | Mod.ShiftModifier)
    front = page.body.stack.currentWidget()
    assert isinstance(front, PasteSplit)
    qtbot.waitUntil(lambda: "3 rows" in front.about.text())
    assert "Times without a zone were read as UTC" in front.about.text()
    assert "2026-03-02 02:41:30  @kai  replica promoted" in front.text.toPlainText()
    assert "pool exhausted" not in "".join(texts(page))
    qtbot.keyClick(front.write, Key.Key_Space)
    qtbot.waitUntil(lambda: front.about.text() == "Wrote 3 rows.")
    qtbot.waitUntil(lambda: [text for text in texts(page) if "replica promoted" in text] != [])
    press(page, qtbot, Key.Key_Escape)
    assert page.line.hasFocus()


def test_a_split_that_is_left_unwritten_waits_beside_the_line_again(page: WarPage, qtbot: QtBot) -> None:
    paste(page.scribe, qtbot, LOG)
    qtbot.keyClick(page.line, Key.Key_Return, Mod.ControlModifier | Mod.ShiftModifier)
    front = page.body.stack.currentWidget()
    assert isinstance(front, PasteSplit)
    qtbot.waitUntil(lambda: "3 rows" in front.about.text())
    press(page, qtbot, Key.Key_Escape)
    assert page.body.stack.currentWidget() is page.timeline
    assert page.scribe.held is not None
    assert page.scribe.held.text == LOG.strip()


def test_writing_can_be_stopped_and_leaves_nothing(
    page: WarPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    paste(page.scribe, qtbot, LOG)
    qtbot.keyClick(page.line, Key.Key_Return, Mod.ControlModifier | Mod.ShiftModifier)
    front = page.body.stack.currentWidget()
    assert isinstance(front, PasteSplit)
    qtbot.waitUntil(front.write.isEnabled)
    rows, step = page.model.saved_rows, front._report

    def stopped(done: int, in_all: int) -> None:
        """Esc comes while the first rows are being written."""
        front.leave()
        step(done, in_all)

    monkeypatch.setattr(front, "_report", stopped)
    qtbot.keyClick(front.write, Key.Key_Space)
    qtbot.waitUntil(lambda: front.problem.text() == "Stopped. Nothing was written.")
    assert page.model.saved_rows == rows
    assert front.write.isEnabled()


def test_another_zone_moves_the_rows_of_a_split(page: WarPage, qtbot: QtBot) -> None:
    paste(page.scribe, qtbot, LOG)
    qtbot.keyClick(page.line, Key.Key_Return, Mod.ControlModifier | Mod.ShiftModifier)
    front = page.body.stack.currentWidget()
    assert isinstance(front, PasteSplit)
    qtbot.waitUntil(lambda: "3 rows" in front.about.text())
    front.zone.setText("+01:00")
    front.read_again()
    qtbot.waitUntil(lambda: "2026-03-02 01:41:30" in front.text.toPlainText())
    front.zone.setText("Mars")
    front.read_again()
    assert "no zone that is known" in front.problem.text()
    assert not front.write.isEnabled()


def test_a_picture_is_attached_with_its_caption_and_shown_small(page: WarPage, qtbot: QtBot) -> None:
    drop(page.scribe, image=picture())
    assert page.scribe.chip.words.text() == "Picture, 320 x 200"
    qtbot.keyClicks(page.line, "latency by zone *")
    qtbot.keyClick(page.line, Key.Key_Return)
    qtbot.waitUntil(lambda: newest(page).kind == "attachment")
    assert newest(page).text == "latency by zone"
    assert newest(page).starred
    row = page.model.saved_rows - 1
    plain = page.timeline.view.rowHeight(0)
    qtbot.waitUntil(lambda: page.timeline.view.rowHeight(row) > plain * 2)
    page.timeline.view.select(row)
    page.timeline.view.setFocus()
    press(page, qtbot, Key.Key_Return)
    front = page.body.stack.currentWidget()
    assert isinstance(front, RowFile)
    qtbot.waitUntil(front.image.isVisible)
    assert front.title.text() == "latency by zone"
    assert front.image.pixmap().width() == 320


def test_a_picture_without_a_caption_says_that_it_needs_one(page: WarPage, qtbot: QtBot) -> None:
    drop(page.scribe, image=picture())
    qtbot.keyClick(page.line, Key.Key_Return)
    qtbot.waitUntil(lambda: newest(page).kind == "attachment")
    assert newest(page).text == "screenshot 03:14 (needs a caption)"


def test_files_are_attached_and_a_log_is_read_on_demand(page: WarPage, qtbot: QtBot, tmp_path: Path) -> None:
    log = tmp_path / "gateway.log"
    log.write_text("\n".join(f"line {n}" for n in range(900)))
    drop(page.scribe, files=[log])
    qtbot.keyClick(page.line, Key.Key_Return)
    qtbot.waitUntil(lambda: newest(page).kind == "attachment")
    assert newest(page).text.startswith("gateway.log\nline 0")
    page.open_entry(newest(page))
    front = page.body.stack.currentWidget()
    assert isinstance(front, RowFile)
    qtbot.waitUntil(front.text.isVisible)
    assert "line 899" in front.text.toPlainText()


def test_a_file_that_cannot_be_read_waits_again_with_its_caption(page: WarPage, qtbot: QtBot, tmp_path: Path) -> None:
    qtbot.keyClicks(page.line, "the heap dump")
    drop(page.scribe, files=[tmp_path / "gone.log"])
    qtbot.keyClick(page.line, Key.Key_Return)
    qtbot.waitUntil(lambda: page.scribe.held is not None)
    assert "gone.log" in page.scribe.reading.text()
    assert page.line.text() == "the heap dump"


def test_a_paste_too_long_for_an_entry_becomes_a_file(page: WarPage, qtbot: QtBot) -> None:
    paste(page.scribe, qtbot, "\n".join(f"row {n}" for n in range(700)))
    assert page.scribe.chip.offer.text() == "Too long for an entry · Enter: attach as a file · Esc: cancel"
    qtbot.keyClick(page.line, Key.Key_Return)
    qtbot.waitUntil(lambda: newest(page).kind == "attachment")
    assert newest(page).text.startswith("pasted 2026-03-02 03-14-22.txt\nrow 0")


def test_a_hundred_megapixels_are_refused_with_a_way_out() -> None:
    with pytest.raises(Refused, match="Save it as a file") as refused:
        held_image(QImage(10_000, 10_000, QImage.Format.Format_Grayscale8))
    assert isinstance(refused.value, WarroomError)


def test_a_saved_file_is_its_owners_alone(tmp_path: Path) -> None:
    assert write_private(tmp_path / "a.png", b"x") == f"Saved as {tmp_path / 'a.png'}"
    assert (tmp_path / "a.png").stat().st_mode & 0o777 == 0o600
    assert write_private(tmp_path / "no" / "a.png", b"x").startswith("Not saved: ")


def test_attachments_of_another_window_show_too(
    page: WarPage, qtbot: QtBot, incident: str, open_workspace: Callable[[], Workspace], tmp_path: Path
) -> None:
    shot = tmp_path / "shot.png"
    picture().save(str(shot))
    with open_workspace() as other:
        other.attach(incident, shot, "from the phone")
    qtbot.waitUntil(lambda: newest(page).kind == "attachment")
    row = page.model.saved_rows - 1
    qtbot.waitUntil(lambda: page.timeline.view.rowHeight(row) > 2 * page.timeline.view.rowHeight(0))


@pytest.mark.parametrize("size", [(1440, 900), (1024, 700), (720, 480)])
def test_long_lines_that_wait_take_no_room_from_the_rest(
    page: WarPage, window: MainWindow, qtbot: QtBot, size: tuple[int, int]
) -> None:
    window.resize(*size)
    qtbot.waitUntil(lambda: (window.width(), window.height()) == size)
    rail = page.body.splitter.sizes()[-1]
    paste(page.scribe, qtbot, "\n".join("a very long line of a log " * 20 for _ in range(9)))
    page.scribe.put("/sevv " + "words " * 60)
    qtbot.keyClick(page.line, Key.Key_F, Mod.ControlModifier)
    with qtbot.waitSignal(page.session.hits):
        page.timeline.finder.field.setText("nothing has all of these words in it, whatever the incident")
    assert (window.width(), window.height()) == size
    assert page.body.splitter.sizes()[-1] == rail
