"""Promise 1: kill −9 at any moment while a script logs: what was acknowledged is there, whole, within a second."""

import random
import signal
import subprocess
import sys
import time

from tests.faults import times
from tests.records import declare, open_record
from warroom.clock import SystemClock
from warroom.record.verify import verify

LINES = 40


def test_nothing_acknowledged_is_lost_when_the_process_is_killed(tmp_path):
    path, dice = tmp_path / "record.db", random.Random(20261121)
    with open_record(path, SystemClock()) as record:
        incident = declare(record)
    acknowledged: dict[str, str] = {}
    killed = 0
    for turn in range(times(12, 500)):
        lines = [f"turn {turn} line {i}" for i in range(LINES)]
        promised, died = logged_until_killed(path, lines, dice)
        acknowledged.update(promised)
        killed += died
        started = time.monotonic()
        with open_record(path, SystemClock()) as record:
            found = {entry.id: entry.text for entry in record.entries_by_id(promised)}
        assert time.monotonic() - started < 1
        assert found == promised
    assert killed > times(12, 500) // 2
    assert len(acknowledged) > times(12, 500)
    with open_record(path, SystemClock()) as record:
        assert {entry.id: entry.text for entry in record.entries_by_id(acknowledged)} == acknowledged
        assert verify(record).sound
        texts = [entry.text for entry in record.entries(incident)]
        assert len(texts) == len(set(texts))


def logged_until_killed(path, lines, dice):
    """What `warroom log -` acknowledged before it was killed, as id -> text, and whether the kill came in time."""
    child = subprocess.Popen(
        [sys.executable, "-m", "warroom", "--record", str(path), "--as", "robin", "log", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write("".join(f"{line}\n" for line in lines).encode())
    child.stdin.flush()
    ids = [child.stdout.readline() for _ in range(dice.randrange(LINES - 5))]
    for _ in range(dice.randrange(3000)):
        pass  # a moment that no clock would hit twice
    child.send_signal(signal.SIGKILL)
    rest, _ = child.communicate()
    whole = [line.decode().strip() for line in [*ids, *rest.splitlines(keepends=True)] if line.endswith(b"\n")]
    assert all(whole), "an acknowledgement was empty"
    return dict(zip(whole, lines, strict=False)), child.returncode == -signal.SIGKILL
