"""Whole processes: the command line's start and the memory that an open record takes."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench import big_record, registry
from tests.bench.registry import Measured, by_turns, row
from tests.records import declare, open_record
from warroom.clock import SystemClock

_RESIDENT = "import resource; print(open('/proc/self/statm').read().split()[1], resource.getpagesize())"
_READ = f"""
import sys
from pathlib import Path
from warroom.clock import SystemClock
from warroom.record import Record
record = Record.open(Path(sys.argv[1]), clock=SystemClock())
incident = record.find("2")
record.incident(incident)
record.entries(incident, limit=200)
numbers = record.entry_numbers(incident)
{_RESIDENT}
"""


def _run(*arguments: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
        cwd=registry.ROOT,
    )
    return done.stdout


@row("warroom log, whole process", bare='python -c "import sqlite3"', reach=6)
def log() -> Measured:
    with tempfile.TemporaryDirectory(dir=registry.BUILD) as folder:
        path = Path(folder) / "record.db"
        with open_record(path, SystemClock()) as record:  # type: ignore[arg-type]
            declare(record)
        return by_turns(
            lambda: _run(
                "-m", "warroom", "--record", str(path), "--as", "robin", "log", "deploy done", WARROOM_HOME=folder
            ),
            lambda: _run("-c", "import sqlite3"),
            turns=20,
            warm_up=2,
        )


@row("memory of an open record of 1,000,000 entries", bare='python -c "import sqlite3"')
def memory() -> Measured:
    path = str(big_record.of(big_record.ENTRIES))
    note = "one window of rows, and the order of all of them"
    return Measured(
        [_megabytes(_run("-c", _READ, path))], [_megabytes(_run("-c", f"import sqlite3; {_RESIDENT}"))], note, "MB"
    )


def _megabytes(said: str) -> float:
    pages, size = said.split()
    return int(pages) * int(size) / 2**20
