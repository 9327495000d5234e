"""Writing a preview: every row once, at its own time, all or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from tests.records import START
from warroom.backfill import paste
from warroom.backfill.rows import Preview
from warroom.clock import ManualClock
from warroom.errors import Refused
from warroom.incident.events import PersonNamed
from warroom.record.redaction import redact
from warroom.record.verify import verify
from warroom.workspace import Workspace

TEXT = "02:10 @kai latency is odd\n02:12 error rate 4%\n02:15 @ines paged the database team\n02:15 @ines and told @kai"


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "record.db", author="robin", clock=ManualClock(START), simulated=False) as opened:
        yield opened


@pytest.fixture
def incident(workspace: Workspace) -> str:
    return workspace.room.declare("Checkout fails", 1).incident


def preview(workspace: Workspace, text: str = TEXT) -> Preview:
    return paste.split(text, now=workspace.clock.now())


def rows(workspace: Workspace, incident: str) -> list[tuple[str, str, str]]:
    found = workspace.record.entries(incident)
    return [(entry.at.hhmm(), entry.actor, entry.text) for entry in found if entry.kind == "note"]


def test_rows_stand_at_their_own_times_and_are_late(workspace: Workspace, incident: str) -> None:
    done = workspace.backfill(incident, preview(workspace))
    assert (done.written, done.already, done.changed) == (4, 0, 0)
    assert rows(workspace, incident) == [
        ("02:10", "kai", "latency is odd"),
        ("02:12", "robin", "error rate 4%"),
        ("02:15", "ines", "paged the database team"),
        ("02:15", "ines", "and told @kai"),
    ]
    assert all(entry.late and entry.author == "robin" for entry in workspace.record.entries_by_id(done.entries))
    assert verify(workspace.record).sound


def test_a_second_time_writes_nothing(workspace: Workspace, incident: str) -> None:
    workspace.backfill(incident, preview(workspace))
    before = workspace.record.newest
    done = workspace.backfill(incident, preview(workspace))
    assert (done.written, done.already) == (0, 4)
    assert workspace.record.newest == before


def test_a_longer_source_adds_only_what_is_new(workspace: Workspace, incident: str) -> None:
    workspace.backfill(incident, preview(workspace))
    done = workspace.backfill(incident, preview(workspace, "02:05 earlier still\n" + TEXT + "\n02:20 later"))
    assert (done.written, done.already) == (2, 4)


def test_what_was_redacted_does_not_come_back(workspace: Workspace, incident: str) -> None:
    done = workspace.backfill(incident, preview(workspace, TEXT + "\n02:16 password=hunter2x!"))
    redact(workspace.record, "robin", done.entries[-1])
    again = workspace.backfill(incident, preview(workspace, TEXT + "\n02:16 password=hunter2x!"))
    assert again.written == 0
    assert not workspace.record.search("hunter2x")
    assert verify(workspace.record).sound


def test_a_row_whose_source_was_edited_since_reads_anew(workspace: Workspace, incident: str) -> None:
    first = preview(workspace)
    done = workspace.backfill(incident, first)
    workspace.clock.advance(600)  # type: ignore[attr-defined]
    edited = [
        msgspec.structs.replace(row, text="error rate 14%", edited=START.plus(300)) if "4%" in row.text else row
        for row in first.rows
    ]
    again = workspace.backfill(incident, msgspec.structs.replace(first, rows=edited))
    assert (again.written, again.changed) == (0, 1)
    entry = workspace.record.entries_by_id([done.entries[1]])[0]
    assert (entry.text, entry.amended) == ("error rate 14%", True)
    assert workspace.backfill(incident, msgspec.structs.replace(first, rows=edited)).changed == 0


def test_an_interruption_leaves_nothing(workspace: Workspace, incident: str) -> None:
    text = "\n".join(f"2026-01-05 01:{i // 60 % 60:02d}:{i % 60:02d} row {i}" for i in range(5000))
    before = workspace.record.newest

    def stop(done: int, of: int) -> None:
        if done >= 4000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        workspace.backfill(incident, preview(workspace, text), progress=stop)
    assert workspace.record.newest == before
    assert rows(workspace, incident) == []
    heard: list[tuple[int, int]] = []
    workspace.backfill(incident, preview(workspace, text), progress=lambda done, of: heard.append((done, of)))
    assert heard == [(0, 5000), (2000, 5000), (4000, 5000), (5000, 5000)]
    assert verify(workspace.record).sound


def test_a_row_just_ahead_of_the_clock_is_now_and_written_once(workspace: Workspace, incident: str) -> None:
    text = "02:20 before\n02:31 just ahead"
    workspace.backfill(incident, preview(workspace, text))
    assert rows(workspace, incident)[-1] == ("02:30", "robin", "just ahead")
    workspace.clock.advance(600)  # type: ignore[attr-defined]
    assert workspace.backfill(incident, preview(workspace, text)).written == 0


def test_people_of_a_source_are_named_on_the_record(workspace: Workspace, incident: str) -> None:
    workspace.backfill(incident, preview(workspace, "Ines Müller\n  2:10 AM\nodd\nKai\n  2:11 AM\nlooking\n"))
    workspace.backfill(incident, preview(workspace, "Ines Müller\n  2:12 AM\nworse\nKai\n  2:13 AM\nindeed\n"))
    named = [event.body for event in workspace.record.events("record", kinds=["person"])]
    assert [(body.handle, body.name) for body in named if isinstance(body, PersonNamed)] == [
        ("ines.muller", "Ines Müller"),
        ("kai", "Kai"),
    ]


def test_a_row_of_the_future_refuses_the_whole(workspace: Workspace, incident: str) -> None:
    ahead = msgspec.structs.replace(preview(workspace).rows[0], at=START.plus(900), source="x")
    found = msgspec.structs.replace(preview(workspace), rows=[*preview(workspace).rows, ahead])
    with pytest.raises(Refused, match="still to come"):
        workspace.backfill(incident, found)
    assert rows(workspace, incident) == []
