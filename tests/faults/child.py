"""The other process of the fault tests: ``python -m tests.faults.child WORK RECORD …``.

It says each thing on a line of its own the moment it is true, so that the test knows what was promised when it died.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from pathlib import Path

from tests.records import declare, note, open_record
from warroom.clock import SystemClock
from warroom.errors import RecordError
from warroom.record import Record, schema, sqlite

RETRIES = 6


def say(*words: str) -> None:
    print(*words, flush=True)


def append(path: Path, incident: str, count: str) -> None:
    """Append notes; one that was not saved is tried again, as a person would."""
    record = _opened(path)
    for i in range(int(count)):
        text = f"line {i}"
        for _ in range(RETRIES):
            try:
                say("saved", note(record, incident, text), text)
                break
            except RecordError as error:
                say("not-saved", type(error).__name__, text)
        else:
            say("given-up", text)
    record.close()


def _opened(path: Path) -> Record:
    for _ in range(RETRIES):
        try:
            return open_record(path, SystemClock())  # type: ignore[arg-type]
        except RecordError as error:
            say("not-opened", type(error).__name__)
    raise SystemExit(1)


def fill(path: Path, incident: str, room: str) -> None:
    """Append until nothing fits any more, then give the space back and go on."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    record = open_record(path, SystemClock())  # type: ignore[arg-type]
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + int(room), hard))
    refused = 0
    for i in range(2000):
        try:
            say("saved", note(record, incident, f"line {i} " + "x" * 500))
        except RecordError as error:
            say("not-saved", type(error).__name__, error.sentence)
            refused += 1
            if refused == 3:
                break
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    say("space", "back")
    say("saved", note(record, incident, "after the space came back"))
    record.close()


def crowd(path: Path, incident: str) -> None:
    """Append to a disk until it is full, remove what filled it, and go on."""
    record = open_record(path, SystemClock())  # type: ignore[arg-type]
    ballast = path.with_name("ballast")
    refused = 0
    for i in range(5000):
        try:
            say("saved", note(record, incident, f"line {i} " + "x" * 500))
        except RecordError as error:
            say("not-saved", type(error).__name__, error.sentence)
            refused += 1
            if refused == 3:
                break
    ballast.unlink()
    say("space", "back")
    say("saved", note(record, incident, "after the space came back"))
    record.close()


def first_start(path: Path) -> None:
    """Open a record that may not be there yet, and use it."""
    record = open_record(path, SystemClock())  # type: ignore[arg-type]
    say("saved", declare(record, f"of {os.getpid()}"))
    record.close()


def migrate(path: Path, kill_at: str) -> None:
    """Open the record under a version that adds a migration, and die at the statement named."""

    def added(database: object) -> None:
        run = database.execute  # type: ignore[attr-defined]
        run("CREATE TABLE added (id INTEGER PRIMARY KEY, word TEXT)")
        run("INSERT INTO added (word) VALUES ('a'), ('b')")
        run("ALTER TABLE setting ADD COLUMN word TEXT NOT NULL DEFAULT ''")
        run("CREATE INDEX added_word ON added (word)")

    schema.MIGRATIONS.append(added)  # type: ignore[arg-type]
    schema.VERSION += 1
    _die_at_statement(path, int(kill_at))


def create(path: Path, kill_at: str) -> None:
    """Make a record, and die at the statement named."""
    _die_at_statement(path, int(kill_at))


def _die_at_statement(path: Path, kill_at: int) -> None:
    connect, seen = sqlite.connect, [0]

    def counted(_statement: str) -> None:
        seen[0] += 1
        if seen[0] == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def traced(place: Path, **options: bool) -> sqlite.Connection:
        connection = connect(place, **options)
        connection.set_trace_callback(counted)
        return connection

    sqlite.connect = traced  # type: ignore[assignment]
    open_record(path, SystemClock()).close()  # type: ignore[arg-type]
    say("statements", str(seen[0]))


WORK = {work.__name__.replace("_", "-"): work for work in (append, fill, crowd, first_start, migrate, create)}

if __name__ == "__main__":
    WORK[sys.argv[1]](Path(sys.argv[2]), *sys.argv[3:])
