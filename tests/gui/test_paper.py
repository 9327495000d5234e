"""What leaves the timeline by hand and what comes in: ranges as Markdown, references, PDF, an imported file."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QPageSize
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from tests.gui.test_war_page import incident, press, texts
from ui.pages.import_file import ImportFile, bound
from ui.pages.war import WarPage
from ui.printing import pdf
from warroom.backfill.paste import split
from warroom.backfill.rows import BadSource
from warroom.backfill.zones import UTC_ZONE
from warroom.clock import Instant
from warroom.postmortem.printed import Printed, log, scribe_sheets
from warroom.postmortem.report import gather
from warroom.workspace import Workspace

__all__ = ["incident"]
Key, Mod = Qt.Key, Qt.KeyboardModifier
A4, LETTER = QPageSize(QPageSize.PageSizeId.A4), QPageSize(QPageSize.PageSizeId.Letter)


def media_box(file: Path) -> str:
    data = file.read_bytes()
    at = data.index(b"/MediaBox")
    return data[at : at + 40].decode("latin-1")


def test_a_range_of_rows_is_copied_as_markdown(page: WarPage, qtbot: QtBot, enter: Callable[[str], None]) -> None:
    for line in ("error rate 47%", "! roll back v4.18", "password=hunter2-x9"):
        enter(line)
    view = page.timeline.view
    view.select(page.model.rowCount() - 1)
    view.setFocus()
    for _ in range(2):
        qtbot.keyClick(view, Key.Key_Up, Mod.ShiftModifier)
    assert view.selected_range() == (page.model.rowCount() - 3, page.model.rowCount() - 1)
    page.copy_markdown()
    qtbot.waitUntil(lambda: "3 rows copied as Markdown" in page.scribe.reading.text())
    copied = QGuiApplication.clipboard().text()
    assert "| Time | Kind | Who | What |" in copied
    assert "error rate 47%" in copied
    assert "hunter2" not in copied


def test_a_reference_finds_its_row_again(
    page: WarPage, qtbot: QtBot, enter: Callable[[str], None], open_workspace: Callable[[], Workspace]
) -> None:
    enter("error rate 47%")
    page.timeline.view.select(page.model.rowCount() - 1)
    page.copy_reference()
    words = QGuiApplication.clipboard().text()
    assert words.startswith("INC-0001#")
    chosen = page.timeline.selected()
    assert chosen is not None
    with open_workspace() as other:
        assert other.record.find_entry(words) == chosen.id


def test_nothing_chosen_is_said(page: WarPage) -> None:
    page.timeline.view.clearSelection()
    assert page.no_row() == "Select a row first: Alt+Up"


@pytest.fixture
def printed(incident: str, open_workspace: Callable[[], Workspace]) -> Printed:
    """A log of a few hundred rows."""
    with open_workspace() as workspace:
        for number in range(300):
            workspace.room.log(incident, f"row {number} of a long evening, with words enough to wrap once in a while")
        return log(gather(workspace.record, incident, workspace.clock.now()))


@pytest.mark.parametrize(("size", "box"), [(A4, ("595", "842")), (LETTER, ("612", "792"))])
def test_the_log_becomes_pages_of_either_size(
    printed: Printed, tmp_path: Path, size: QPageSize, box: tuple[str, str], look: None
) -> None:
    file = tmp_path / "log.pdf"
    assert 4 <= pdf(printed, file, size) <= 20
    assert all(side in media_box(file) for side in box)
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("size", [A4, LETTER])
def test_blank_sheets_are_two_pages(tmp_path: Path, look: None, size: QPageSize) -> None:
    assert pdf(scribe_sheets(), tmp_path / "sheets.pdf", size) == 2


def test_a_pdf_is_written_beside_the_window(page: WarPage, qtbot: QtBot, tmp_path: Path) -> None:
    page.save_log()
    qtbot.waitUntil(lambda: page.findChild(QFileDialog, "war.pdf") is not None)
    picker = page.findChild(QFileDialog, "war.pdf")
    picker.fileSelected.emit(str(tmp_path / "log.pdf"))
    qtbot.waitUntil(lambda: "Saved as" in page.scribe.reading.text())
    assert (tmp_path / "log.pdf").read_bytes().startswith(b"%PDF")
    picker.close()
    page.write_pdf(scribe_sheets(), tmp_path / "no" / "sheets.pdf", letter=True)
    qtbot.waitUntil(lambda: "Not saved" in page.scribe.reading.text())


def test_a_file_is_imported_after_it_was_looked_at_and_never_twice(page: WarPage, qtbot: QtBot, tmp_path: Path) -> None:
    source = tmp_path / "timeline.csv"
    source.write_text(
        "time,who,text\n2026-03-02 02:30,kai,pool exhausted\n2026-03-02 02:40,sam,rolled back\nnever,sam,a line\n"
    )
    first = import_file(page, qtbot, source)
    assert "Line 4: never is no time. Left out." in first.text.toPlainText()
    assert "1 line cannot be read" in first.about.text()
    write(first, qtbot, "Wrote 2 rows.")
    write(import_file(page, qtbot, source), qtbot, "Wrote 0 rows. 2 were there already.")
    press(page, qtbot, Key.Key_Escape)
    assert len([text for text in texts(page) if "pool exhausted" in text]) == 1


def import_file(page: WarPage, qtbot: QtBot, source: Path) -> ImportFile:
    """The page on a file, read."""
    page._import_chosen(str(source))
    front = page.body.stack.currentWidget()
    assert isinstance(front, ImportFile)
    qtbot.waitUntil(lambda: "Read as CSV: 2 rows" in front.about.text() and front.write.isEnabled())
    return front


def write(front: ImportFile, qtbot: QtBot, words: str) -> None:
    qtbot.keyClick(front.write, Key.Key_Space)
    qtbot.waitUntil(lambda: front.about.text() == words)


def test_a_binary_file_is_refused_by_name(page: WarPage, qtbot: QtBot, tmp_path: Path) -> None:
    source = tmp_path / "core.bin"
    source.write_bytes(bytes(range(256)) * 20)
    page._import_chosen(str(source))
    front = page.body.stack.currentWidget()
    assert isinstance(front, ImportFile)
    qtbot.waitUntil(lambda: "core.bin is no text" in front.problem.text())
    assert not front.write.isEnabled()


def test_a_range_has_two_ends() -> None:
    assert bound("2026-03-02", UTC_ZONE) == Instant.parse("2026-03-02T00:00:00Z")
    assert bound("2026-03-02", UTC_ZONE, last=True) == Instant.parse("2026-03-02T23:59:59.999Z")
    assert bound("2026-03-02 14:00", UTC_ZONE, last=True) == Instant.parse("2026-03-02T14:00:00Z")
    assert bound("", UTC_ZONE) is None
    with pytest.raises(BadSource, match="no day and no time"):
        bound("tuesday", UTC_ZONE)


def test_backups_are_rewritten_on_request(
    page: WarPage, qtbot: QtBot, enter: Callable[[str], None], tmp_path: Path
) -> None:
    from ui.pages.row_redact import RowRedact
    from warroom.record import backup

    enter("the password is hunter2-x9")
    kept: list[object] = []
    page.operations.read(lambda ws: backup.keep(ws.record.path, ws.clock.now()), done=kept.append)
    qtbot.waitUntil(lambda: bool(kept))
    page.timeline.view.select(page.model.rowCount() - 1)
    page.redact()
    front = page.body.stack.currentWidget()
    assert isinstance(front, RowRedact)
    front.why.setText("a password")
    qtbot.keyClick(front.why, Key.Key_Return)
    qtbot.waitUntil(front.mend.isVisible)
    assert "still hold them" in front.copies.text()
    qtbot.keyClick(front.mend, Key.Key_Space)
    qtbot.waitUntil(lambda: front.about.text() == "1 of 1 copies rewritten without the words.")
    assert front.copies.text() == ""


def test_thousands_of_rows_written_at_once_stand_in_order(
    page: WarPage, qtbot: QtBot, incident: str, open_workspace: Callable[[], Workspace], enter: Callable[[str], None]
) -> None:
    enter("the newest")
    lines = "\n".join(f"02:{n // 60 % 60:02d}:{n % 60:02d} row {n}" for n in range(2_500))
    with open_workspace() as other:
        other.backfill(incident, split(lines, now=other.clock.now()))
    qtbot.waitUntil(lambda: page.model.saved_rows > 2_500, timeout=15_000)
    newest = page.model.saved_rows - 1
    qtbot.waitUntil(lambda: page.model.entry(newest) is not None and texts(page)[newest] == "the newest")
    page.session.find_time(Instant.parse("2026-03-02T02:20:00Z"))
    qtbot.waitUntil(lambda: (found := page.timeline.selected()) is not None and found.text == "row 1200")


def test_a_row_from_long_ago_stands_where_it_belongs_in_a_long_incident(
    page: WarPage, qtbot: QtBot, incident: str, open_workspace: Callable[[], Workspace], enter: Callable[[str], None]
) -> None:
    with open_workspace() as other:
        lines = "\n".join(f"{n // 3600:02d}:{n // 60 % 60:02d}:{n % 60:02d} row {n}" for n in range(5_000))
        other.backfill(incident, split(lines, now=other.clock.now()))
    qtbot.waitUntil(lambda: page.model.saved_rows > 5_000, timeout=15_000)
    enter("00:10:00 it began here")
    qtbot.waitUntil(lambda: page.model.saved_rows > 5_001, timeout=15_000)
    page.session.find_time(Instant.parse("2026-03-02T00:10:00Z"))
    found: list[str] = []
    qtbot.waitUntil(lambda: (row := page.timeline.selected()) is not None and bool(found.append(row.text) or found))
    assert found[-1] in ("row 600", "it began here")
    near = page.timeline.view.selected_row()
    qtbot.waitUntil(lambda: "it began here" in " ".join(texts(page)[near - 2 : near + 4]))
