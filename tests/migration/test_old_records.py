"""Records as older versions wrote them, kept for ever: each opens, proves itself, and takes what is new.

A file is named after the schema that it was written with; its words are those of the first test here.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.records import START, bare
from warroom.clock import ManualClock
from warroom.incident.entry import EntryFilter, EntryGroup
from warroom.record import schema
from warroom.record.verify import verify
from warroom.workspace import Workspace

OLD = sorted(Path(__file__).parent.glob("record-v*.db"))
TEXTS = [
    "Declared SEV-1: Checkout fails", "Began 02:20 UTC", "error rate 47%", "lag is 30 s", "pool exhausted",
    "roll back 4.18", "restart the pods", "Status: Identified", "70% of checkouts fail", "why no alert", "earlier",
    "wrong number", "the pods", "Approved: restart the pods",
]  # fmt: skip


@pytest.fixture(params=OLD, ids=[path.stem for path in OLD])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    copy = tmp_path / "home" / "record.db"
    copy.parent.mkdir(mode=0o700)
    shutil.copyfile(request.param, copy)
    copy.chmod(0o600)
    return copy


def opened(path: Path) -> Workspace:
    return Workspace.open(path, author="robin", clock=ManualClock(START.plus(86_400)), create=False)


def test_an_old_record_says_what_it_said_and_proves_itself(path: Path) -> None:
    with opened(path) as workspace:
        record = workspace.record
        incident = record.find("INC-0001")
        entries = record.entries(incident)
        assert {text for text in TEXTS if any(text in entry.text for entry in entries)} == set(TEXTS)
        state = record.incident(incident)
        assert [change.text for change in state.changes] == ["restart the pods"]
        assert [entry.redacted for entry in entries].count(True) == 1
        assert [entry.retracted for entry in entries].count(True) == 1
        assert [found.entry.text for found in record.search("pods", limit=1)] == ["the pods"]
        assert record.draft(incident, "line") == "half typed"
        assert [entry.to for entry in entries if entry.text == "restart the pods"] == ["sam"]
        assert record.find("DRILL-0001")
        assert verify(record).sound


def test_an_old_record_takes_what_is_new(path: Path, tmp_path: Path) -> None:
    with opened(path) as workspace:
        incident = workspace.record.find("INC-0001")
        entry = workspace.attach(incident, b"bytes of a file", "what the pod wrote", name="a.log").events[0].id
        workspace.room.log(incident, "still logging")
        assert workspace.attachment(entry).data == b"bytes of a file"
        decisions = EntryFilter(frozenset({EntryGroup.DECISION}))
        assert [row.text for row in workspace.record.entries(incident, only=decisions)] == ["roll back 4.18"]
        assert verify(workspace.record).sound
        before = workspace.record.entries(incident)
        workspace.record.rebuild()
        assert workspace.record.entries(incident) == before
    connection = bare(path)
    assert connection.execute("PRAGMA user_version").fetchone()[0] == schema.VERSION
    connection.close()


def test_the_record_as_it_was_stands_beside_it(path: Path) -> None:
    before = path.read_bytes()
    version = int.from_bytes(before[60:64])
    opened(path).close()
    snapshot = path.with_name(f"record-before-version-{version + 1}.db")
    assert snapshot.exists() is (version < schema.VERSION)
    if snapshot.exists():
        connection = bare(snapshot)
        assert connection.execute("PRAGMA user_version").fetchone()[0] == version
        assert connection.execute("SELECT count(*) FROM entry").fetchone()[0] == 17
        connection.close()
