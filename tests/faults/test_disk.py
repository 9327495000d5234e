"""Promises 2 and 3: a disk that fails or is full. Never "saved" and then lost; it goes on when the disk does."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults import FULL, times
from tests.records import declare, open_record
from warroom.clock import SystemClock
from warroom.record.verify import verify

LINES = 8


@pytest.fixture(scope="module")
def shim(tmp_path_factory):
    """The library that makes fsync fail on demand."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None or sys.platform != "linux":
        pytest.skip("needs a C compiler and LD_PRELOAD")
    built = tmp_path_factory.mktemp("shim") / "failing_disk.so"
    source = Path(__file__).with_name("failing_disk.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", built, source, "-ldl"], check=True)
    return built


@pytest.fixture
def path(tmp_path):
    return tmp_path / "record.db"


@pytest.fixture
def incident(path):
    with open_record(path, SystemClock()) as record:
        return declare(record)


def run(work, *arguments, **environment):
    """What the child said, each line split into words."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.child", work, *map(str, arguments)],
        env={**os.environ, **{name: str(value) for name, value in environment.items()}},
        capture_output=True,
        text=True,
        timeout=110,
    )
    return [line.split(" ", 2) for line in done.stdout.splitlines()], done


def syncs_of(shim, path, incident, count):
    run("append", path, incident, LINES, LD_PRELOAD=shim, SYNC_COUNT=count, SYNC_NAME=path.name)
    return int(count.read_text())


@pytest.mark.parametrize("during", [1, 3])
def test_a_failing_fsync_never_loses_what_was_called_saved(shim, path, incident, tmp_path, during):
    total = syncs_of(shim, path, incident, tmp_path / "count")
    assert total >= LINES
    step = 1 if FULL else max(1, total // 6)
    reported = 0
    for at in range(1, total + 1, step):
        said, done = run(
            "append", path, incident, LINES, LD_PRELOAD=shim, FAIL_SYNC_AT=at, FAIL_SYNC_FOR=during, SYNC_NAME=path.name
        )
        assert done.returncode == 0, done.stderr
        saved = {words[1]: words[2] for words in said if words[0] == "saved"}
        reported += any(words[0].startswith("not-") for words in said)
        assert len(saved) == LINES, said
        with open_record(path, SystemClock()) as record:
            found = {entry.id: entry.text for entry in record.entries_by_id(saved)}
            assert found == saved
            assert verify(record).sound
    assert reported, "no fault was ever noticed: the shim does not reach the disk calls"


def test_a_line_that_was_not_saved_is_there_once_after_it_was_tried_again(shim, path, incident):
    said, _ = run("append", path, incident, LINES, LD_PRELOAD=shim, FAIL_SYNC_AT=4, SYNC_NAME=path.name + "-wal")
    with open_record(path, SystemClock()) as record:
        texts = [entry.text for entry in record.entries(incident)][1:]
    assert sorted(texts) == [f"line {i}" for i in range(LINES)], said


def test_a_disk_that_stays_broken_is_said_each_time(shim, path, incident):
    said, _ = run(
        "append", path, incident, 2, LD_PRELOAD=shim, FAIL_SYNC_AT=3, FAIL_SYNC_FOR=100000, SYNC_NAME=path.name
    )
    saved = [words[1] for words in said if words[0] == "saved"]
    assert [words for words in said if words[0] in ("not-saved", "not-opened")]
    with open_record(path, SystemClock()) as record:
        assert len(record.entries_by_id(saved)) == len(saved)
        assert verify(record).sound


@pytest.mark.parametrize("room", [20_000, 100_000, 400_000][: times(2, 3)])
def test_a_full_disk_refuses_says_so_and_goes_on_when_there_is_space(path, incident, room):
    said, done = run("fill", path, incident, room)
    assert done.returncode == 0, done.stderr
    saved = [words[1] for words in said if words[0] == "saved"]
    refused = [words for words in said if words[0] == "not-saved"]
    assert len(refused) == 3
    assert said[-1][0] == "saved"
    with open_record(path, SystemClock()) as record:
        assert len(record.entries_by_id(saved)) == len(saved)
        assert verify(record).sound


def test_a_disk_without_space_is_named_full(path, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)], capture_output=True)
    if mounted.returncode:
        pytest.skip("may not mount a small disk here")
    try:
        path = disk / "record.db"
        with open_record(path, SystemClock()) as record:
            incident = declare(record)
        (disk / "ballast").write_bytes(bytes(300_000))
        said, done = run("crowd", path, incident)
        assert done.returncode == 0, done.stderr
        refused = [words for words in said if words[0] == "not-saved"]
        assert {words[1] for words in refused} == {"RecordFull"}
        assert "full" in refused[0][2]
        saved = [words[1] for words in said if words[0] == "saved"]
        with open_record(path, SystemClock()) as record:
            assert len(record.entries_by_id(saved)) == len(saved)
            assert verify(record).sound
    finally:
        subprocess.run(["umount", str(disk)], capture_output=True)
