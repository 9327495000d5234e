"""A pasted password can really go: from the entry, the search, the file, the drafts, and the copies of the record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command_line import CommandLine, record_file
from tests.records import START, append, declare, note, open_record
from warroom.clock import ManualClock
from warroom.errors import NotFound
from warroom.incident.events import Amended
from warroom.record import Record, backup, redaction
from warroom.record.rescue import rescue
from warroom.record.rewriting import rewrite
from warroom.record.verify import Fault, verify
from warroom.workspace import Workspace

SECRET = "tr0ub4dor-hunter2x"
WORDS = f"db password={SECRET} works"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "record.db"


@pytest.fixture
def workspace(path: Path) -> Iterator[Workspace]:
    with Workspace.open(path, author="robin", clock=ManualClock(START), simulated=False) as opened:
        yield opened


@pytest.fixture
def incident(workspace: Workspace) -> str:
    return workspace.room.declare("Checkout fails", 1).incident


def holding(folder: Path, words: str = SECRET) -> list[str]:
    """The files below a folder in which the words stand, whatever they are."""
    return sorted(file.name for file in folder.rglob("*") if file.is_file() and words.encode() in file.read_bytes())


def test_half_typed_lines_lose_the_words_too(workspace: Workspace, incident: str) -> None:
    record = workspace.record
    entry = note(record, incident, WORDS)
    record.save_draft(incident, "line", f"so the password is {SECRET} then")
    record.save_draft(incident, "parked", '{"line": "say \\"' + SECRET + '\\" twice"}')
    record.save_draft(incident, "composer", "nothing to hide")
    redaction.redact(record, "robin", entry)
    assert record.drafts(incident) == {
        "composer": "nothing to hide",
        "line": "so the password is [redacted] then",
        "parked": '{"line": "say \\"[redacted]\\" twice"}',
    }


def test_a_redacted_file_is_gone_from_every_byte(workspace: Workspace, incident: str, path: Path) -> None:
    data = f"log line\nDB_PASSWORD={SECRET}\n".encode() * 5000
    entry = workspace.attach(incident, data, f"dump with {SECRET}", name="dump.txt").events[0].id
    assert holding(path.parent)
    redaction.redact(workspace.record, "robin", entry)
    assert holding(path.parent) == []
    assert verify(workspace.record).sound


def test_a_file_that_another_entry_names_stays(workspace: Workspace, incident: str) -> None:
    first = workspace.attach(incident, b"the same bytes", name="a.txt").events[0].id
    second = workspace.attach(incident, b"the same bytes", name="b.txt").events[0].id
    redaction.redact(workspace.record, "robin", first)
    assert workspace.attachment(second).data == b"the same bytes"
    redaction.redact(workspace.record, "robin", second)
    assert workspace.record.connection.execute("SELECT count(*) FROM attachment").fetchone()[0] == 0


def test_a_forgotten_incident_takes_its_files_along(workspace: Workspace, incident: str, path: Path) -> None:
    other = workspace.room.declare("Another", 2).incident
    workspace.attach(incident, SECRET.encode() * 1000, name="only here.txt")
    workspace.attach(incident, b"shared bytes", name="a.txt")
    kept = workspace.attach(other, b"shared bytes", name="a.txt").events[0].id
    redaction.forget(workspace.record, "robin", incident)
    assert holding(path.parent) == []
    assert workspace.attachment(kept).data == b"shared bytes"
    assert verify(workspace.record).sound


def test_nothing_is_added_to_an_incident_that_another_process_dropped(
    workspace: Workspace, incident: str, path: Path
) -> None:
    note(workspace.record, incident, "said before")
    with Record.open(path, clock=ManualClock(START)) as other:
        redaction.forget(other, "kai", incident)
        with pytest.raises(NotFound):
            note(workspace.record, incident, "one more line")
        assert verify(other).sound


def test_other_entries_with_the_same_secret_are_named(workspace: Workspace, incident: str) -> None:
    record = workspace.record
    entry = note(record, incident, WORDS)
    also = note(record, incident, f"I typed {SECRET} again")
    note(record, incident, "db password resets work")
    assert redaction.redact(record, "robin", entry).also == [also]


def test_backups_are_rewritten_and_prove_themselves(path: Path, tmp_path: Path) -> None:
    with open_record(path, ManualClock(START)) as record:
        incident = declare(record)
        entry = note(record, incident, WORDS)
        append(record, incident, Amended(target=entry, text=f"password was {SECRET}"))
        note(record, incident, "stays")
        copies = [backup.keep(path, record.clock.now()), backup.backup(path, tmp_path / "stick" / "copy.db")]
        heads = record.heads(incident)
        removed = redaction.redact(record, "robin", entry, "a password")
        assert set(removed.copies) == set(copies)
        done = rewrite(removed.copies, "robin", record.clock, entry=entry, why="a password")
        assert [one.problem for one in done] == ["", ""]
        assert redaction.copies_of(record, entry=entry) == []
    assert holding(tmp_path) == []
    for copy in copies:
        assert copy.stat().st_mode & 0o777 == 0o600
        assert [file.name for file in copy.parent.iterdir() if file != copy and copy.stem in file.name] == []
        with open_record(copy, ManualClock(START)) as opened:
            assert verify(opened).sound
            assert [row.text for row in opened.entries(incident)][1:] == ["", "stays"]
            assert set(heads.values()) - set(opened.heads(incident).values()) == set()


def test_a_copy_that_cannot_be_mended_is_named_and_stays(path: Path, tmp_path: Path) -> None:
    with open_record(path, ManualClock(START)) as record:
        entry = note(record, declare(record), WORDS)
        broken = backup.keep(path, record.clock.now())
        broken.write_bytes(b"SQLite format 3\x00" + b"damaged" * 1000)
        removed = redaction.redact(record, "robin", entry)
        assert removed.copies == [broken]
        (done,) = rewrite(removed.copies, "robin", record.clock, entry=entry)
        assert done.problem
    assert broken.read_bytes().endswith(b"damaged")


def test_a_damaged_or_lost_file_is_found_by_verify(workspace: Workspace, incident: str) -> None:
    first = workspace.attach(incident, b"one", name="a.txt").events[0].id
    workspace.attach(incident, b"two", name="b.txt")
    workspace.record.connection.execute("UPDATE attachment SET data = x'00' WHERE data = cast('two' as blob)")
    workspace.record.connection.execute("DELETE FROM attachment WHERE data = cast('one' as blob)")
    found = {finding.fault: finding.where for finding in verify(workspace.record).findings}
    assert set(found) == {Fault.FILE, Fault.FILE_GONE}
    assert found[Fault.FILE_GONE] == first


def test_files_are_rescued_out_of_a_damaged_record(path: Path) -> None:
    data = bytes(range(256)) * 400
    with open_record(path, ManualClock(START)) as record:
        workspace = Workspace(record, "robin")
        entry = workspace.attach(declare(record), data, name="a.bin").events[0].id
    bytes_ = bytearray(path.read_bytes())
    bytes_[:100] = bytes(100)
    path.write_bytes(bytes_)
    rescue(path, clock=ManualClock(START))
    with open_record(path) as record:
        assert Workspace(record, "robin").attachment(entry).data == data


# -- From a shell ---------------------------------------------------------------------------------------------------


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    monkeypatch.setenv("WARROOM_HANDLE", "robin")
    cli = CommandLine(monkeypatch)
    cli.ok("declare", "nobody can pay", "-s", "2")
    return cli


def test_redact_names_the_copies_and_rewrites_them_on_request(cli: CommandLine, tmp_path: Path) -> None:
    entry = cli.ok("log", WORDS).line
    copy = tmp_path / "copy.db"
    cli.ok("backup", str(copy))
    said = cli.ok("redact", entry[-8:])
    assert f"These copies still hold it: {copy}." in said.out
    assert holding(tmp_path) == ["copy.db"]
    facts = cli.ok("redact", entry, "--backups", "--json").json
    assert (facts["copies"], facts["rewritten"]) == ([], [str(copy)])
    assert holding(tmp_path) == []
    assert cli("redact", entry).code == 3
    cli.ok("verify")
    cli.ok("--record", str(copy), "verify")


def test_forget_rewrites_the_copies_at_once_or_later(cli: CommandLine, tmp_path: Path) -> None:
    cli.ok("log", WORDS)
    first, second = tmp_path / "first.db", tmp_path / "second.db"
    cli.ok("backup", str(first))
    cli.ok("backup", str(second))
    cli.ok("forget", "INC-0001", "--yes", "--backups")
    assert holding(tmp_path) == []
    cli.ok("declare", "another", "-s", "2")
    cli.ok("log", WORDS)
    cli.ok("backup", str(first))
    cli.ok("forget", "INC-0002", "--yes")
    assert holding(tmp_path) == ["first.db"]
    assert cli.ok("forget", "INC-0002", "--backups").out.endswith(f"Rewritten: {first}.\n")
    assert holding(tmp_path) == []
    assert record_file().is_file()


def test_a_redacted_record_still_opens_for_everybody(cli: CommandLine) -> None:
    entry = cli.ok("log", WORDS).line
    cli.ok("redact", entry, "--why", "a password")
    with Record.open(record_file(), clock=ManualClock(START), create=False) as record:
        assert record.entries_by_id([entry])[0].redacted


def test_messages_that_quote_redacted_words_are_named(cli: CommandLine) -> None:
    entry = cli.ok("log", "Jane Doe of Acme saw it first").line
    update = ["status-update", "--via", "chat", "--text", "-"]
    quoting = cli.ok("sent", *update, stdin="Known: Jane Doe of Acme saw it first.").line
    cli.ok("sent", *update, stdin="Known: nothing yet.")
    assert cli.ok("redact", entry, "--json").json["also"] == [quoting]


def test_an_amendment_is_redacted_with_what_it_amends(cli: CommandLine, tmp_path: Path) -> None:
    entry = cli.ok("log", "first wording").line
    amendment = cli.ok("log", f"/amend {WORDS}").line
    cli.ok("redact", amendment)
    assert holding(tmp_path) == []
    shown = {row["id"]: row for row in cli.ok("show", "--json").json["entries"]}
    assert shown[entry]["redacted"] is True
    cli.ok("verify")


def test_what_went_with_a_redacted_act_is_named(cli: CommandLine) -> None:
    assert cli.ok("redact", cli.ok("log", WORDS).line, "--json").json["unset"] == []
    cli.ok("log", "/mitigated")
    early = cli.ok("log", f"/resolve early {WORDS}").line
    assert "With it went what it had set: status, times." in cli.ok("redact", early).out
    assert cli.ok("show", "--json").json["status"] == "investigating"
