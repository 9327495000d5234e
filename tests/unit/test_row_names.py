"""A row about a change, an ask, a belief or a decision says which one, and a row for somebody says for whom."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.story import ZERO
from warroom.clock import ManualClock
from warroom.incident.timeline import fold_entries
from warroom.postmortem.draft import render
from warroom.postmortem.report import gather
from warroom.record.verify import verify
from warroom.workspace import Workspace


class Desk:
    """One record with one incident; what is logged comes a minute apart."""

    def __init__(self, path: Path) -> None:
        self.clock = ManualClock(ZERO)
        self.workspace = Workspace.open(path, author="robin", clock=self.clock, simulated=True)
        self.incident = self.workspace.room.declare("payments fail", 1).incident

    def log(self, *lines: str) -> str:
        """The id of the last line's first event."""
        id_ = ""
        for line in lines:
            self.clock.advance(60)
            id_ = self.workspace.room.log(self.incident, line).events[0].id
        return id_

    @property
    def texts(self) -> list[str]:
        return [entry.text for entry in self.workspace.record.entries(self.incident)]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "record.db")


def test_rows_name_what_they_are_about(desk: Desk) -> None:
    desk.log("> @sam restart payment pods, zone b", "/hold 1 lag first", "/ok 1", "/start 1", "/worse 1")
    desk.log("+ @kai pool metrics 5m", "/start a1", "/done a1 82%", "/page L2 @ines by phone", "/done p1 on her way")
    assert desk.texts[1:6] == [
        "restart payment pods, zone b",
        "On hold: restart payment pods, zone b · lag first",
        "Approved: restart payment pods, zone b",
        "Running: restart payment pods, zone b",
        "Made it worse: restart payment pods, zone b",
    ]
    assert desk.texts[-5:] == [
        "pool metrics",
        "Acknowledged: pool metrics",
        "Answered: pool metrics · 82%",
        "Paged L2 @ines by phone",
        "L2 @ines: answered · on her way",
    ]


def test_a_row_says_for_whom_it_is(desk: Desk) -> None:
    desk.log("> @sam restart", "+ @kai pool metrics 5m", "! roll back @ines", "> mine", "a note")
    entries = desk.workspace.record.entries(desk.incident)
    assert [entry.to for entry in entries[-5:]] == ["sam", "kai", "ines", "", ""]


def test_the_name_follows_an_amendment_and_is_found_by_search(desk: Desk) -> None:
    desk.log("> restart pods in zone b", "/ok 1")
    proposed = desk.workspace.record.entries(desk.incident)[-2].id
    desk.workspace.room.amend(desk.incident, proposed, "restart pods in zone c")
    assert desk.texts[-1] == "Approved: restart pods in zone c"
    assert len(desk.workspace.record.search("zone c", incident=desk.incident)) == 2
    assert not desk.workspace.record.search("zone b", incident=desk.incident)


def test_an_undo_says_what_it_took_back(desk: Desk) -> None:
    desk.log("> restart pods", "/ok 1")
    _, words = desk.workspace.room.undo(desk.incident)
    assert words == "Approved: restart pods"
    assert desk.texts[-1] == "Undone: Approved: restart pods"
    assert [entry.retracted for entry in desk.workspace.record.entries(desk.incident)][-2:] == [True, False]


def test_redacted_words_leave_the_rows_that_named_them(desk: Desk) -> None:
    desk.log("> set PASSWORD hunter2 on the pods", "/ok 1", "/start 1")
    desk.workspace.room.undo(desk.incident)
    proposed = desk.workspace.record.entries(desk.incident)[-4].id
    desk.workspace.redact(proposed, "a password")
    assert not any("hunter2" in text for text in desk.texts)
    assert desk.texts[-3:] == ["Change 1: Approved", "Change 1: Running", "Undone: Change 1: Running"]
    assert not desk.workspace.record.search("hunter2", incident=desk.incident)


def test_however_the_rows_are_made_they_read_the_same(desk: Desk) -> None:
    """As they come, made anew from the events, folded from a list of them; and the record finds itself sound."""
    desk.log("> @sam restart", "/ok 1", "? pool exhausted", "/out 1 no", "! wait @kai 5m", "/objection too slow")
    desk.workspace.room.undo(desk.incident)
    record = desk.workspace.record
    before = record.entries(desk.incident)
    assert verify(record).sound
    record.rebuild()
    assert record.entries(desk.incident) == before
    assert fold_entries(record.events(desk.incident)) == before


def test_evidence_names_the_belief_and_what_speaks_for_it(desk: Desk) -> None:
    desk.log("? pool exhausted", "/evidence 1 for began with 4.18", "pool is at 40%", "/evidence 1 against")
    assert desk.texts[-3:] == [
        "Evidence for: pool exhausted · began with 4.18",
        "pool is at 40%",
        "Evidence against: pool exhausted · pool is at 40%",
    ]
    note = desk.workspace.record.entries(desk.incident)[-2].id
    desk.workspace.redact(note, "a customer's name")
    assert desk.texts[-1] == "Evidence against: pool exhausted"
    record = desk.workspace.record
    before = record.entries(desk.incident)
    record.rebuild()
    assert record.entries(desk.incident) == before
    report = gather(record, desk.incident, desk.clock.now())
    (line,) = [line for line in render(report).splitlines() if line.startswith("  - ")]
    assert line.startswith("  - for it, 2026-01-05 02:02")
    assert "began with 4" in line
