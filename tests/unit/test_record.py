"""Appending and reading: one durable file, one transaction a write, nothing lost and nothing half done."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.records import PLAYBOOK, START, append, declare, note, open_record, texts
from warroom.clock import ManualClock, SystemClock
from warroom.errors import Ambiguous, NotFound, RecordError, Refused
from warroom.incident.events import (
    Amended,
    ClockStepped,
    Declared,
    Note,
    Retracted,
    SeveritySet,
    Starred,
    StatusSet,
    decode,
)
from warroom.incident.words import ClockHealth, Severity, Status
from warroom.record import is_simulated, rows
from warroom.record.verify import verify


@pytest.fixture
def path(tmp_path):
    return tmp_path / "data" / "record.db"


@pytest.fixture
def record(path):
    with open_record(path, name="robin") as opened:
        yield opened


@pytest.fixture
def incident(record):
    return declare(record)


def test_what_was_written_is_there_after_a_restart(path):
    with open_record(path) as record:
        incident = declare(record, "Checkout fails")
        note(record, incident, "payment pods restart every minute")
    with open_record(path) as record:
        assert texts(record, incident) == ["Declared SEV-1: Checkout fails", "payment pods restart every minute"]
        assert record.incident(incident).title == "Checkout fails"


def test_only_this_person_may_read_the_record(record, path):
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    beside = [file for file in path.parent.iterdir() if file != path]
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in beside if file.is_file())


def test_a_write_that_fails_leaves_nothing_behind(record, incident):
    def work(writing):
        writing.append(incident, Note(text="half done"))
        writing.append(incident, SeveritySet(severity=Severity.SEV3))
        raise Refused("not allowed")

    with pytest.raises(Refused):
        record.write("robin", work)
    assert "half done" not in texts(record, incident)
    assert record.incident(incident).severity is Severity.SEV1
    note(record, incident, "goes on")
    assert verify(record).sound


def test_a_write_sees_what_it_appended_itself(record, incident):
    def work(writing):
        writing.append(incident, SeveritySet(severity=Severity.SEV2))
        return writing.incident(incident).severity

    assert record.write("robin", work).value is Severity.SEV2


def test_a_state_that_was_read_does_not_change_under_its_reader(record, incident):
    before = record.incident(incident)
    append(record, incident, StatusSet(status=Status.IDENTIFIED))
    assert before.status is Status.INVESTIGATING
    assert record.incident(incident).status is Status.IDENTIFIED


def test_numbers_run_on_and_drills_count_apart(record):
    first, drill, second = declare(record, "a"), declare(record, "b", drill=True), declare(record, "c")
    refs = {header.id: header.ref for header in record.incidents()}
    assert (refs[first], refs[drill], refs[second]) == ("INC-0001", "DRILL-0001", "INC-0002")


@pytest.mark.parametrize("reference", ["INC-0001", "inc-1", "inc1", "1", " INC-0001 "])
def test_a_reference_names_its_incident_however_it_is_typed(record, reference):
    incident = declare(record)
    declare(record, "a drill", drill=True)
    assert record.find(reference) == incident


def test_the_beginning_of_an_id_names_an_incident(record, incident):
    assert record.find(incident[:30]) == incident


def test_an_unknown_reference_is_refused_with_a_way_out(record, incident):
    with pytest.raises(NotFound, match="INC-0099"):
        record.find("INC-0099")


def test_a_beginning_that_fits_two_names_both(record):
    declare(record, "first of two")
    declare(record, "second of two")
    shared = record.incidents()[0].id[:4]
    with pytest.raises(Ambiguous, match=r"first of two.*second of two|second of two.*first of two"):
        record.find(shared)


def test_two_incidents_that_took_one_number_get_a_letter_each(record, incident):
    other = record.write(
        "sam",
        lambda writing: writing.append(
            "0199-other", Declared(number=1, title="x", severity=Severity.SEV2, playbook=PLAYBOOK.sha256)
        ),
    ).value.incident
    record.rebuild()
    refs = {header.id: header.ref for header in record.incidents()}
    assert refs[incident] != refs[other]
    assert all(ref.startswith("INC-0001-") for ref in refs.values())
    with pytest.raises(Ambiguous):
        record.find("INC-0001")
    assert record.find(refs[other]) == other


def test_the_last_rows_come_a_window_at_a_time(record, incident):
    for i in range(30):
        note(record, incident, f"note {i}")
    window = record.entries(incident, limit=10)
    assert [entry.text for entry in window] == [f"note {i}" for i in range(20, 30)]
    before = record.entries(incident, before=window[0].order, limit=10)
    assert [entry.text for entry in before] == [f"note {i}" for i in range(10, 20)]


def test_a_late_entry_stands_where_it_happened(record, incident):
    clock = record.clock
    clock.advance(600)
    note(record, incident, "now")
    record.write("robin", lambda writing: writing.append(incident, Note(text="earlier"), at=clock.now().plus(-300)))
    assert texts(record, incident)[1:] == ["earlier", "now"]
    recorded = record.entries(incident, by_entry_time=True)
    assert [entry.text for entry in recorded][1:] == ["now", "earlier"]
    assert next(entry for entry in recorded if entry.text == "earlier").late


def test_numbers_follow_the_timeline(record, incident):
    ids = [note(record, incident, f"n{i}") for i in range(3)]
    numbers = record.entry_numbers(incident)
    assert [entry.id for entry in record.entries_by_number(numbers)][1:] == ids
    assert record.entries_by_id(ids) == record.entries(incident)[1:]
    assert record.entry_count(incident) == len(numbers) == 4


def test_amended_retracted_and_starred_rows_read_as_they_are_now(record, incident):
    entry = note(record, incident, "teh pods")
    append(record, incident, Amended(target=entry, text="the pods"))
    append(record, incident, Starred(target=entry))
    row = record.entries_by_id([entry])[0]
    assert (row.text, row.amended, row.starred, row.retracted) == ("the pods", True, True, False)
    append(record, incident, Retracted(target=entry))
    assert record.entries_by_id([entry])[0].retracted
    assert [found.entry.id for found in record.search("the pods")] == [entry]
    assert record.search("teh") == []


def test_a_second_process_is_noticed_and_not_repeated(path, record, incident):
    with open_record(path) as other:
        note(other, incident, "from the script", author="bot")
        changed = record.catch_up()
        assert [event.body.text for event in changed.events] == ["from the script"]
        assert changed.incidents == {incident}
        assert record.catch_up().events == []
        note(record, incident, "from the window")
        assert [event.body.text for event in other.catch_up().events] == ["from the window"]
    assert verify(record).sound


def test_a_write_tells_what_others_wrote_meanwhile(path, record, incident):
    with open_record(path) as other:
        append(other, incident, StatusSet(status=Status.IDENTIFIED))
        written = record.write("robin", lambda writing: writing.incident(incident).status)
    assert written.value is Status.IDENTIFIED
    assert [event.kind for event in written.foreign] == ["status"]


def test_what_others_wrote_is_told_even_when_our_own_write_was_refused(path, record, incident):
    def refuse(writing):
        raise Refused("no")

    with open_record(path) as other:
        note(other, incident, "theirs")
        with pytest.raises(Refused):
            record.write("robin", refuse)
    assert [event.body.text for event in record.catch_up().events] == ["theirs"]


def test_two_processes_of_one_copy_write_one_chain(path, record, incident):
    with open_record(path) as other:
        for i in range(5):
            note(record, incident, f"a{i}")
            note(other, incident, f"b{i}")
        assert other.replica == record.replica
    assert [event.seq for event in record.events(incident)] == list(range(1, 12))
    assert verify(record).sound


def test_writers_on_many_threads_each_keep_their_own(path, incident):
    def work(name):
        with open_record(path, SystemClock()) as mine:
            return [note(mine, incident, f"{name} {i}") for i in range(20)]

    with ThreadPoolExecutor(4) as pool:
        written = [id_ for ids in pool.map(work, "abcd") for id_ in ids]
    with open_record(path) as record:
        assert len(record.entries_by_id(written)) == 80
        assert verify(record).sound


def test_two_first_starts_at_once_make_one_record(path):
    with ThreadPoolExecutor(2) as pool:
        records = list(pool.map(lambda _: open_record(path, SystemClock()), range(2)))
    try:
        kinds = [event.kind for event in records[0].events()]
        assert kinds == ["replica_introduced", "record_made"]
        assert records[0].replica == records[1].replica
    finally:
        for record in records:
            record.close()


def test_a_copied_file_becomes_a_replica_of_its_own(path, tmp_path):
    with open_record(path) as record:
        incident, first = declare(record), record.replica
    copied = tmp_path / "copied.db"
    copied.write_bytes(path.read_bytes())
    with open_record(copied) as record:
        assert record.replica != first
        note(record, incident, "on the copy")
        assert len(record.heads(incident)) == 2
        introduced = [event for event in record.events("record") if event.kind == "replica_introduced"]
        assert introduced[-1].replica == record.replica
        assert introduced[-1].seq == 1
        assert verify(record).sound
    with open_record(path) as record:
        assert record.replica == first


def test_a_simulated_record_marks_all_it_holds_and_stays_simulated(path):
    with open_record(path, simulated=True) as record:
        incident = declare(record)
        assert record.incident(incident).simulated
        assert all(event.body.simulated for event in record.events())
        assert all(event.body.clock is ClockHealth.SIMULATED for event in record.events())
    assert is_simulated(path)
    with pytest.raises(Refused, match="simulated"):
        open_record(path, simulated=False)


def test_a_clock_that_ran_ahead_is_corrected_and_never_goes_back(path):
    clock = ManualClock(START)
    with open_record(path, clock) as record:
        incident = declare(record)
        clock.step(10 * 365 * 86400)
        note(record, incident, "ten years on")
        clock.step(-10 * 365 * 86400)
        append(record, incident, StatusSet(status=Status.IDENTIFIED))
        corrected = [event.body for event in record.events(incident, kinds=["clock_corrected"])]
        assert [body.replica for body in corrected] == [record.replica]
        assert corrected[0].shift_s == pytest.approx(-10 * 365 * 86400, abs=1)
        readings = [event.hlc for event in record.events() if event.replica == record.replica]
        assert readings == sorted(set(readings))
        assert record.incident(incident).status is Status.IDENTIFIED
    with open_record(path, clock) as record:
        clock.advance(60)
        note(record, incident, "after a restart")
        assert len(list(record.events(incident, kinds=["clock_corrected"]))) == 1
        newest = declare(record, "declared later")
        assert [event.kind for event in record.events(newest)] == ["declared", "clock_corrected"]
        assert verify(record).sound


def test_a_small_step_back_needs_no_correction(path):
    clock = ManualClock(START)
    with open_record(path, clock) as record:
        incident = declare(record)
        clock.step(-200)
        note(record, incident, "a little earlier")
        assert list(record.events(kinds=["clock_corrected"])) == []
        readings = [event.hlc for event in record.events()]
        assert readings == sorted(set(readings))


def test_a_clock_that_went_forth_and_back_in_a_moment_leaves_what_was_written_in_its_order(path):
    """Moved back, the reading of the hour ahead falls on the very millisecond of the declaration."""
    clock = ManualClock(START)
    with open_record(path, clock) as record:
        incident = declare(record)
        due = record.incident(incident).internal.due_at
        for seconds in (3600, -3600):
            clock.step(seconds)
            append(record, incident, ClockStepped(seconds))
        assert list(record.events(kinds=["clock_corrected"]))
        assert record.incident(incident).internal.due_at == due
        record.rebuild()
        assert record.incident(incident).internal.due_at == due
        assert verify(record).sound


def test_an_uncertain_clock_is_on_the_event(record, incident):
    record.clock_health = ClockHealth.UNCERTAIN
    note(record, incident, "when was this")
    assert list(record.events(incident))[-1].body.clock is ClockHealth.UNCERTAIN


def test_settings_and_drafts_stay_local_and_last(path):
    with open_record(path) as record:
        incident = declare(record)
        record.set_setting("theme", "dark")
        record.save_draft(incident, "line", "half a thou")
        record.save_draft(incident, "line", "half a thought")
        count = len(list(record.events()))
    with open_record(path) as record:
        assert record.setting("theme") == "dark"
        assert record.setting("unset") is None
        assert record.drafts(incident) == {"line": "half a thought"}
        record.save_draft(incident, "line", "")
        assert record.draft(incident, "line") is None
        assert len(list(record.events())) == count


def test_opening_an_incident_reads_no_notes(record, incident, monkeypatch):
    for i in range(50):
        note(record, incident, f"n{i}")
    record.refresh()
    read = []
    monkeypatch.setattr(rows, "decode", lambda kind, body: read.append(kind) or decode(kind, body))
    assert record.incident(incident).id == incident
    assert "declared" in read
    assert "note" not in read


def test_a_record_that_is_not_there_is_not_made_unless_asked(path):
    with pytest.raises(RecordError, match="no record"):
        open_record(path, create=False)
    assert not path.exists()


def test_a_closed_record_says_so(path):
    record = open_record(path)
    record.close()
    with pytest.raises(RecordError, match="closed"):
        record.incidents()


def test_the_playbook_of_the_declaration_is_kept_once(record, incident):
    declare(record, "another")
    assert len(list(record.events("record", kinds=["playbook_stored"]))) == 1
    assert record.playbook(record.incident(incident).playbook).text == PLAYBOOK.text


def test_a_kind_from_a_newer_version_still_displays(path):
    from warroom.incident import events

    class Omen(events.Body):
        text: str

    Omen.KIND = "omen"
    with open_record(path) as record:
        incident = declare(record)
        append(record, incident, Omen(text="from the future"))
    with open_record(path) as record:
        assert record.incident(incident).newer
        assert record.entry_count(incident) == 2
        assert verify(record).sound


def test_a_megabyte_of_text_and_every_script_come_back_as_typed(record, incident):
    for text in ["x" * 1_000_000, "\u202e right to left \u05d0", "\U0001f525 fire", "a\tb\nc", "<b>not bold</b>"]:
        entry = note(record, incident, text)
        assert record.entries_by_id([entry])[0].text == text


def test_known_handles_come_the_latest_first(record, incident):
    note(record, incident, "x", author="sam")
    note(record, incident, "y", author="kim")
    assert record.handles()[:3] == ["kim", "sam", "robin"]


def test_a_record_may_lie_in_a_folder_with_any_name(tmp_path):
    path = Path(tmp_path) / "a b?c#d%20 é" / "rec ord?.db"
    with open_record(path) as record:
        incident = declare(record)
    with open_record(path) as record:
        assert record.find("1") == incident
