"""Rows for the clipboard, the printed log, and blank sheets: nothing typed becomes markup, marks stand in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from tests.command_line import CommandLine
from tests.records import START
from warroom.clock import ManualClock
from warroom.postmortem import copying, printed
from warroom.postmortem.report import Report, gather
from warroom.workspace import Workspace

TYPED = "<b>bold</b> *stars* | pipe\nsecond line"


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "record.db", author="robin", clock=ManualClock(START), simulated=False) as opened:
        yield opened


@pytest.fixture
def incident(workspace: Workspace) -> str:
    incident = workspace.room.declare("Checkout <fails>", 1, drill=True).incident
    room, clock = workspace.room, workspace.clock
    room.log(incident, TYPED, as_text=True)
    room.log(incident, "[DB] @kai ! roll back *")
    entry = room.log(incident, "wrong number").events[0].id
    room.retract(incident, entry)
    clock.advance(22 * 3600)  # type: ignore[attr-defined]
    room.log(incident, "next day")
    return incident


@pytest.fixture
def report(workspace: Workspace, incident: str) -> Report:
    return gather(workspace.record, incident, workspace.clock.now())


def test_a_row_is_copied_with_time_actor_kind_and_marks(report: Report) -> None:
    decision = next(entry for entry in report.entries if entry.kind == "decision")
    assert copying.line(decision) == "2026-01-05 02:30:00 UTC  kai  Decision: [DB] roll back  (key moment)"
    struck = next(entry for entry in report.entries if entry.retracted)
    assert copying.line(struck).endswith("wrong number  (retracted)")


def test_a_range_is_markdown_that_says_what_was_typed(report: Report) -> None:
    text = copying.markdown(report.incident, report.entries[1:4])
    assert text.startswith("**DRILL · DRILL-0001 · Checkout \\<fails> · times in UTC**")
    html = MarkdownIt("commonmark").enable("table").enable("strikethrough").render(text)
    assert html.count("<tr>") == 4
    assert "&lt;b&gt;bold" in html
    assert "<em>stars" not in html
    assert "<s>wrong number</s>" in html


def test_a_reference_finds_the_row_again(workspace: Workspace, report: Report) -> None:
    for entry in report.entries:
        reference = copying.reference(report.incident.ref, entry)
        assert reference.startswith("DRILL-0001#")
        assert workspace.record.find_entry(reference) == entry.id


def test_the_printed_log_tells_days_zones_marks_and_whose_it_is(report: Report) -> None:
    page = printed.log(report, second=("Berlin", lambda _moment: 3600))
    assert page.head == "DRILL-0001 · SEV-1 · times in UTC · printed 2026-01-06 00:30"
    assert page.banner.startswith("DRILL")
    for words in (
        "Monday 05 January 2026",
        "Tuesday 06 January 2026",
        "03:30",
        "<del>wrong number</del>",
        "(retracted)",
    ):
        assert words in page.html, words
    assert "&lt;b&gt;bold" in page.html
    assert "* <b>Decision</b> roll back" in page.html


def test_the_second_zone_says_when_its_day_differs(report: Report) -> None:
    page = printed.log(report, second=("New York", lambda _moment: -5 * 3600))
    assert "04 Jan 21:30" in page.html


def test_blank_sheets_have_rows_to_write_on_and_the_signs(report: Report) -> None:
    blank = printed.scribe_sheets(sheets=3)
    assert blank.html.count("Scribe sheet ") == 3
    assert blank.html.count("<tbody>") == 3
    assert "&gt;&gt;" in blank.html
    assert "Checkout &lt;fails&gt;" in printed.scribe_sheets(incident=report.incident).html


def test_sheets_and_log_come_from_a_shell(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    cli = CommandLine(monkeypatch)
    assert "Scribe sheet 2 of 2" in cli.ok("sheets").out
    cli.ok("declare", "nobody can pay", "-s", "1")
    cli.ok("sheets", "INC-0001", "--log", "-o", str(tmp_path / "log.html"))
    assert "nobody can pay" in (tmp_path / "log.html").read_text()
    assert "nobody can pay" in cli.ok("sheets", "1", "-n", "1").out
    cli.ok("sheets", "1", "--brief", "-o", str(tmp_path / "brief.html"))
    page = (tmp_path / "brief.html").read_text()
    for words in ("INC-0001 · nobody can pay", "SEV-1 Critical", "Objectives", "End customer impact", "Organisation"):
        assert words in page, words
    assert cli("sheets", "1", "--brief", "--log").code != 0
