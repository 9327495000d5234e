"""Which rows a filter lets through, and where a time or an entry stands among them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from tests.records import START, append, declare, note, open_record
from warroom.clock import ManualClock
from warroom.incident.entry import Entry, EntryFilter, EntryGroup
from warroom.incident.events import ChangeReported, Decision, Note, Starred
from warroom.record import Record

GROUPS = (None, frozenset({EntryGroup.DECISION}), frozenset({EntryGroup.NOTE, EntryGroup.CHANGE}))
FILTERS = [
    EntryFilter(groups, starred, person, role)
    for groups, starred, person, role in product(GROUPS, (False, True), ("", "sam"), ("", "db"))
]


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    with open_record(tmp_path / "record.db", ManualClock(START)) as opened:
        yield opened


@pytest.fixture
def incident(record: Record) -> str:
    """Every mix of kind, star, person and role, some of them entered late."""
    incident = declare(record)
    for kind, star, actor, role in product((Note, Decision), (False, True), ("", "sam"), ("", "DB", "NET")):
        record.clock.advance(30)  # type: ignore[attr-defined]
        body = kind(text="said", star=star, actor=actor, role=role)
        late = 100.0 if star else 0.0
        record.write("robin", lambda tx, b=body, s=late: tx.append(incident, b, at=tx.now.plus(-s)))
    append(record, incident, ChangeReported(n=1, text="restarted", actor="sam", role="db"))
    other = declare(record, "another")
    note(record, other, "of another incident", author="sam")
    return incident


@pytest.mark.parametrize("by_entry_time", [False, True])
@pytest.mark.parametrize("only", FILTERS)
def test_sql_and_the_window_judge_alike(record: Record, incident: str, only: EntryFilter, by_entry_time: bool) -> None:
    everything = record.entries(incident, by_entry_time=by_entry_time)
    wanted = [entry for entry in everything if only.accepts(entry)]
    assert record.entries(incident, only=only, by_entry_time=by_entry_time) == wanted
    numbers = record.entry_numbers(incident, only=only, by_entry_time=by_entry_time)
    assert record.entries_by_number(numbers) == wanted
    window = record.entries(incident, only=only, by_entry_time=by_entry_time, limit=3)
    assert window == wanted[-3:]


@pytest.mark.parametrize("by_entry_time", [False, True])
@pytest.mark.parametrize("only", FILTERS)
def test_an_entry_and_a_time_have_their_row(
    record: Record, incident: str, only: EntryFilter, by_entry_time: bool
) -> None:
    found = record.entries(incident, only=only, by_entry_time=by_entry_time)
    rows = [record.row_of(incident, entry, only=only, by_entry_time=by_entry_time) for entry in found]
    assert rows == list(range(len(found)))

    def time(entry: Entry) -> int:
        return entry.recorded_at if by_entry_time else entry.at

    for entry in found:
        first = next(i for i, other in enumerate(found) if time(other) >= time(entry))
        moment = entry.recorded_at if by_entry_time else entry.at
        assert record.row_of(incident, moment, only=only, by_entry_time=by_entry_time) == first
    assert record.row_of(incident, START.plus(99_999), only=only, by_entry_time=by_entry_time) == len(found)


def test_a_star_given_later_counts(record: Record, incident: str) -> None:
    entry = note(record, incident, "only now a key moment")
    starred = EntryFilter(starred=True)
    assert entry not in [row.id for row in record.entries(incident, only=starred)]
    append(record, incident, Starred(target=entry))
    assert entry in [row.id for row in record.entries(incident, only=starred)]


def test_the_menu_of_voices_names_people_and_prefixes_of_this_incident(record: Record, incident: str) -> None:
    voices = record.voices(incident)
    assert voices.people == ["robin", "sam"]
    assert voices.roles == ["DB", "NET", "db"]
    assert record.voices(record.find("2")).roles == []
