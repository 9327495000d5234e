"""A record to test on: real SQLite files, a clock that stands still, and a few words to put on them."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from warroom.clock import Instant, ManualClock
from warroom.incident.events import Declared, Note
from warroom.incident.words import Severity
from warroom.record import Record, Writing
from warroom.record.states import builtin_playbook

START = Instant.parse("2026-01-05T02:30:00Z")
PLAYBOOK = builtin_playbook()


def open_record(path: Path, clock: ManualClock | None = None, **options: object) -> Record:
    return Record.open(path, clock=clock or ManualClock(START), **options)  # type: ignore[arg-type]


def declare(record: Record, title: str = "Checkout fails", *, drill: bool = False) -> str:
    """Declare an incident; returns its id."""

    def work(writing: Writing) -> str:
        incident, number = writing.new_incident(drill)
        writing.store_playbook(PLAYBOOK)
        writing.append(
            incident,
            Declared(number=number, title=title, severity=Severity.SEV1, playbook=PLAYBOOK.sha256, drill=drill),
        )
        return incident

    return record.write("robin", work).value


def note(record: Record, incident: str, text: str, author: str = "robin") -> str:
    """Log a note; returns its id."""
    return record.write(author, lambda writing: writing.append(incident, Note(text=text))).value.id


def append(record: Record, incident: str, body: object, author: str = "robin") -> str:
    """Append any fact; returns its id."""
    return record.write(author, lambda writing: writing.append(incident, body)).value.id  # type: ignore[arg-type]


def texts(record: Record, incident: str) -> list[str]:
    return [entry.text for entry in record.entries(incident)]


def bare(path: Path) -> sqlite3.Connection:
    """A plain connection, as a stranger's tool would open the file. Only while no ``Record`` is open on it."""
    return sqlite3.connect(path, isolation_level=None)
