"""The commander's brief on paper: one page of either size, the words of the record, whose it is on top."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPageSize
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from tests.gui.test_war_page import incident, press
from tests.pdf_text import pages
from ui.pages.handoff import HandoffSheet
from ui.pages.war import WarPage
from ui.printing import pdf
from warroom.postmortem.printed import log, scribe_sheets
from warroom.postmortem.printed_brief import brief
from warroom.postmortem.report import gather
from warroom.workspace import Workspace

__all__ = ["incident"]
Key, Mod = Qt.Key, Qt.KeyboardModifier
A4, LETTER = QPageSize(QPageSize.PageSizeId.A4), QPageSize(QPageSize.PageSizeId.Letter)
LONG = "the pool of connections to the payments database in zone b is exhausted again and nobody knows why it is so "


@pytest.fixture
def handoff(page: WarPage, qtbot: QtBot) -> HandoffSheet:
    page.sheets.open("handoff", "kai")
    made = page.sheets.get("handoff")
    assert isinstance(made, HandoffSheet)
    return made


def crowded(workspace: Workspace) -> str:
    """A drill in which more happened than a page holds."""
    room = workspace.room
    made = room.declare(LONG[:180], 1, drill=True, ic="robin").incident
    room.log(made, "~ " + LONG * 2)
    for seat in ("ops", "comms", "scribe", "deputy", "sme-db", "sme-net", "sme-web", "sme-os", "sme-dns"):
        room.log(made, f"/role {seat} @kai")
    for number in range(9):
        room.log(made, f"? {LONG} {number}")
        room.log(made, f"! {LONG} {number} 20m")
        room.log(made, f"+ @kai {LONG} {number} 5m")
        room.log(made, f"> {LONG} {number}")
    for number in range(1, 9):
        room.log(made, f"/ok {number}")
        room.log(made, f"/start {number}")
        if number < 6:
            room.log(made, f"/noeffect {number} {LONG}")
    room.log(made, "/bridge +44 20 7946 0321 PIN 4711 https://meet.example.com/api")
    return made


@pytest.mark.parametrize("size", [A4, LETTER])
def test_the_brief_is_one_page_whatever_happened(
    open_workspace: Callable[[], Workspace], tmp_path: Path, look: None, size: QPageSize
) -> None:
    with open_workspace() as workspace:
        made = crowded(workspace)
        state = workspace.record.incident(made)
        printed = brief(state, workspace.record.playbook(state.playbook), workspace.clock.now())
    assert pdf(printed, tmp_path / "brief.pdf", size) == 1
    (text,) = pages(tmp_path / "brief.pdf")
    assert text.startswith(
        "DRILL-0001 · SEV-1 · times in UTC · printed 2026-03-02 03:14 page 1 of 1 DRILL: this did not"
    )
    for words in (
        "Situation SEV-1",
        "Objectives End customer impact",
        "03:14 no effect: the pool",
        "Deputy: @kai",
        "Actions: waiting on Change 9",
        "more on the record",
        "Next updates Internal: due",
        "Organisation Commander: @robin",
        "PIN 4711",
    ):
        assert words in text, words


def test_every_page_of_a_drill_says_so_and_whose_it_is(
    open_workspace: Callable[[], Workspace], tmp_path: Path, look: None
) -> None:
    with open_workspace() as workspace:
        made = workspace.room.declare("practice", 1, drill=True).incident
        for number in range(120):
            workspace.room.log(made, f"row {number}")
        printed = log(gather(workspace.record, made, workspace.clock.now()))
    count = pdf(printed, tmp_path / "log.pdf", A4)
    found = pages(tmp_path / "log.pdf")
    assert len(found) == count > 1
    for number, text in enumerate(found, 1):
        assert f"page {number} of {count} DRILL: this did not happen" in text
    assert "row 119" in found[-1]


def test_ctrl_p_prints_the_page_in_front(page: WarPage, handoff: HandoffSheet, qtbot: QtBot) -> None:
    def titles() -> list[str]:
        return [one.windowTitle() for one in page.findChildren(QPrintDialog) if one.isVisible()]

    qtbot.keyClick(handoff.to, Key.Key_P, Mod.ControlModifier)
    qtbot.waitUntil(lambda: titles() == ["Print: INC-0001 brief"])
    page.findChild(QPrintDialog, "war.print").reject()
    qtbot.waitUntil(lambda: not titles())
    press(page, qtbot, Key.Key_Escape)
    page.show_timeline()
    qtbot.keyClick(page.line, Key.Key_P, Mod.ControlModifier)
    qtbot.waitUntil(lambda: titles() == ["Print: INC-0001 log"])
    next(one for one in page.findChildren(QPrintDialog) if one.isVisible()).reject()


def test_the_brief_is_printed_as_it_was_worded_for_the_handoff(
    page: WarPage, handoff: HandoffSheet, qtbot: QtBot, tmp_path: Path
) -> None:
    handoff.brief.setPlainText("Situation\n  worse than it looks\n\nAsk me\n  about zone <b>\n")
    page.actions_registry.trigger("war.brief_pdf")
    qtbot.waitUntil(lambda: page.findChild(QFileDialog, "war.pdf") is not None)
    picker = page.findChild(QFileDialog, "war.pdf")
    picker.fileSelected.emit(str(tmp_path / "brief.pdf"))
    qtbot.waitUntil(lambda: "Saved as" in page.scribe.reading.text())
    (text,) = pages(tmp_path / "brief.pdf")
    assert "Worded by hand for this handoff. Situation worse than it looks Ask me about zone <b>" in text
    picker.close()


def test_words_on_paper_can_be_searched_for(tmp_path: Path, look: None) -> None:
    pdf(scribe_sheets(), tmp_path / "sheets.pdf", A4)
    assert "Scribe sheet 1 of 2" in pages(tmp_path / "sheets.pdf")[0]
