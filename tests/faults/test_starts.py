"""Promises 6 and 1: starts that are killed half way, and starts that collide."""

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults import FULL
from tests.records import bare, declare, note, open_record, texts
from warroom.clock import SystemClock
from warroom.record import schema
from warroom.record.verify import verify


def child(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "tests.faults.child", *map(str, arguments)], capture_output=True, text=True, timeout=60
    )


def statements(done):
    return next(int(line.split()[1]) for line in done.stdout.splitlines() if line.startswith("statements"))


def chosen(total):
    return range(1, total + 1) if FULL else sorted({1, total // 4, total // 2, total * 3 // 4, total - 1, total})


def shape(path):
    connection = bare(path)
    try:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        return version, {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    finally:
        connection.close()


@pytest.mark.timeout(3600)
def test_a_migration_killed_at_any_statement_leaves_the_old_schema_or_the_new(tmp_path):
    first = tmp_path / "first.db"
    with open_record(first, SystemClock()) as record:
        incident = declare(record)
        note(record, incident, "from before")
    old = shape(first)
    data = first.read_bytes()
    total = None
    for turn, kill_at in enumerate([0, *range(1, 200)]):
        if total is not None and kill_at not in chosen(total):
            continue
        path = tmp_path / str(turn) / "record.db"
        path.parent.mkdir()
        path.write_bytes(data)
        done = child("migrate", path, kill_at)
        if kill_at == 0:
            total, new = statements(done), shape(path)
            assert new[0] == old[0] + 1
            continue
        assert done.returncode == -signal.SIGKILL, done.stderr
        now = shape(path)
        assert now in (old, new), kill_at
        snapshots = list(path.parent.glob("record-before-version-*.db"))
        assert snapshots or now == old
        assert child("migrate", path, 0).returncode == 0
        assert shape(path) == new
        for snapshot in snapshots:
            with open_record(snapshot, SystemClock()) as record:
                assert texts(record, incident)[-1] == "from before"


@pytest.mark.timeout(3600)
def test_a_first_start_killed_at_any_statement_can_be_started_again(tmp_path):
    total = statements(child("create", tmp_path / "whole.db", 0))
    for kill_at in chosen(total):
        path = tmp_path / f"{kill_at}.db"
        assert child("create", path, kill_at).returncode == -signal.SIGKILL
        with open_record(path, SystemClock()) as record:
            declare(record)
            assert verify(record).sound
            kinds = [event.kind for event in record.events("record")]
            assert kinds[:2] == ["replica_introduced", "record_made"]
            assert kinds.count("record_made") == 1
            assert schema.version_of(record.connection) == schema.VERSION


def test_first_starts_at_the_same_moment_all_succeed(tmp_path):
    path = tmp_path / "new" / "record.db"
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: child("first-start", path), range(4)))
    assert [one.returncode for one in done] == [0] * 4, [one.stderr for one in done]
    with open_record(path, SystemClock()) as record:
        assert sorted(header.number for header in record.incidents()) == [1, 2, 3, 4]
        introduced = [event for event in record.events("record") if event.kind == "replica_introduced"]
        assert len(introduced) == 1
        assert verify(record).sound
