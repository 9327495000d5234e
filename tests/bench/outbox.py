"""The outbox: a backlog of 10,000 messages to a service on loopback, against a bare loop with the same commits."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx

from tests.bench import registry
from tests.bench.registry import Measured, row
from tests.records import START
from warroom.clock import Instant, ManualClock
from warroom.connectors.target import Secret
from warroom.outbox import Deliverer, Step
from warroom.record import Writing, sqlite
from warroom.record.outbox_rows import Payload
from warroom.room.outgoing import Written, queue
from warroom.workspace import Workspace

MESSAGES = 10_000
BATCH = 1_000
INCIDENTS = 50
TEXT = "SEV-1 Critical · Identified: nobody can pay\n\nKnown: the pool is full\nDoing: rolling back\n" * 3


@row("deliver a backlog of 10,000 messages, by thousand", bare="httpx and sqlite3, the same commits", reach=1.43)
def backlog() -> Measured:
    """Seconds for each thousand of one backlog, both sides in turn: a slow minute of the machine hits both."""
    ours: list[float] = []
    bare: list[float] = []
    memory: list[int] = []
    with _folder() as folder, _receiver() as address, closing(Bare(Path(folder) / "bare.db", address)) as loop:
        workspace = _filled(Path(folder) / "ours.db", address)
        state = {"sent": 0, "since": 0.0}

        def watch(step: Step) -> None:
            state["sent"] += 1
            if state["sent"] % BATCH:
                return
            ours.append(time.perf_counter() - state["since"])
            memory.append(_resident())
            bare.append(loop.deliver(BATCH))
            state["since"] = time.perf_counter()

        with Deliverer(workspace.post, tell=watch) as deliverer:
            state["since"] = time.perf_counter()
            deliverer.once()
        left = workspace.outbox.counts()
        workspace.close()
    if left:
        raise AssertionError(f"still waiting: {left}")
    grown = (memory[-1] - memory[1]) / memory[1] * 100
    pace = f"{MESSAGES / sum(ours):,.0f} messages a second, bare {MESSAGES / sum(bare):,.0f}"
    note = f"{pace}; memory {memory[1] / 2**20:.0f} MB after 2,000, {grown:+.1f} % at the end"
    return Measured(ours, bare, note, unit="s")


@contextmanager
def _receiver() -> Iterator[str]:
    child = subprocess.Popen([sys.executable, "-m", "tests.bench.receiver"], stdout=subprocess.PIPE)
    assert child.stdout is not None
    try:
        yield f"http://127.0.0.1:{int(child.stdout.readline())}/hook"
    finally:
        child.kill()
        child.wait()
        child.stdout.close()


class Bare:
    """One commit before the first message and one after each, which also marks the next one: as the outbox does."""

    def __init__(self, path: Path, address: str) -> None:
        self._connection = sqlite.connect(path, create=True)
        sqlite.choose_journal(self._connection, path)
        self._address = address
        self._n = 0
        run = self._connection.execute
        run("CREATE TABLE delivery (n INTEGER PRIMARY KEY, state TEXT, text TEXT, remote TEXT)")
        run("CREATE TABLE event (n INTEGER PRIMARY KEY, body TEXT)")
        run("BEGIN IMMEDIATE")
        rows = [(n, TEXT) for n in range(MESSAGES)]
        self._connection.executemany("INSERT INTO delivery VALUES (?, 'queued', ?, '')", rows)
        run("COMMIT")
        self._client = httpx.Client(limits=httpx.Limits(max_keepalive_connections=0))

    def deliver(self, count: int) -> float:
        """Seconds for ``count`` messages."""
        run, start = self._connection.execute, time.perf_counter()
        run("UPDATE delivery SET state = 'sending' WHERE n = ?", (self._n,))
        for n in range(self._n, self._n + count):
            text = run("SELECT text FROM delivery WHERE n = ?", (n,)).fetchone()[0]
            said = self._client.post(self._address, json={"text": text}, headers={"Connection": "close"})
            run("BEGIN IMMEDIATE")
            run("UPDATE delivery SET state = 'delivered', remote = ? WHERE n = ?", (said.text, n))
            run("INSERT INTO event (body) VALUES (?)", (said.text,))
            run("UPDATE delivery SET state = 'sending' WHERE n = ?", (n + 1,))
            run("COMMIT")
        self._n += count
        return time.perf_counter() - start

    def close(self) -> None:
        self._client.close()
        self._connection.close()


def _filled(path: Path, address: str) -> Workspace:
    """10,000 messages in one lane, those of 50 incidents."""
    workspace = Workspace.open(path, author="robin", clock=_Still(START))
    workspace.targets.add("chat", "webhook", {"base_url": address, "honours_key": "yes"}, Secret())
    incidents = [workspace.room.declare(f"Incident {number}", 1).incident for number in range(INCIDENTS)]

    def fill(tx: Writing) -> None:
        for number in range(MESSAGES):
            written = Written("chat", "status-update", False, Payload(plain=f"{TEXT}{number}"))
            queue(tx, incidents[number % INCIDENTS], written, offline=False)

    workspace.record.write("robin", fill)
    return workspace


class _Still(ManualClock):
    """Wall time stands, so that a slow machine makes no message stale; the loop's own pauses still pass."""

    simulated = False

    def monotonic(self) -> float:
        return time.monotonic()

    def now(self) -> Instant:
        return START


def _folder() -> tempfile.TemporaryDirectory[str]:
    registry.BUILD.mkdir(parents=True, exist_ok=True)
    return tempfile.TemporaryDirectory(dir=registry.BUILD)


def _resident() -> int:
    """Bytes of this process that are in memory now."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
