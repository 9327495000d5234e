"""The record from a shell: made, proved, saved, put back, mended, cleaned; and refused where it cannot be used."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

import pytest

from tests.command_line import CommandLine, record_file
from warroom.record.sqlite import connect


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    monkeypatch.setenv("WARROOM_HANDLE", "robin")
    return CommandLine(monkeypatch)


@pytest.fixture
def kept(cli: CommandLine) -> CommandLine:
    cli.ok("declare", "nobody can pay", "-s", "1")
    cli.ok("log", "error rate 47%")
    return cli


def unusable(cli: CommandLine, words: str, *argv: str) -> None:
    """Exit 4 with one sentence that holds ``words``."""
    said = cli(*argv)
    assert said.code == 4, (said.out, said.err)
    assert len(said.err.splitlines()) == 1
    assert words in said.err


def test_init_makes_a_record_once(cli: CommandLine) -> None:
    assert cli.ok("init").line == str(record_file())
    assert stat.S_IMODE(record_file().stat().st_mode) == 0o600
    again = cli("init")
    assert again.code == 3
    assert "already" in again.err


def test_a_simulated_record_needs_its_clock_and_says_what_it_is(cli: CommandLine) -> None:
    now = "2026-01-05T02:00:00Z"
    cli.ok("init", "--simulated", now=now)
    cli.ok("declare", "x", "-s", "4", now=now)
    assert "WARROOM_NOW" in cli("list").err
    assert cli("list").code == 3
    assert cli("list", now="soon").code == 2
    assert "SIMULATED" in cli.ok("list", now=now).out
    assert cli.ok("show", now=now).out.startswith("*** SIMULATED")
    for form in ("markdown", "html", "csv", "postmortem"):
        assert "SIMULATED" in cli.ok("export", "-f", form, now=now).out
    assert cli.ok("export", "-f", "json", now=now).json["simulated"] is True


def test_a_sound_record_verifies(kept: CommandLine) -> None:
    found = kept.ok("verify", "--json").json
    assert found["sound"] is True
    assert found["incidents"] == 1
    assert "Sound" in kept.ok("verify").out


def test_verify_names_the_event_that_was_altered(kept: CommandLine) -> None:
    entry = kept.ok("show", "--json").json["entries"][-1]["id"]
    connection = connect(record_file())
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("UPDATE event SET author = 'mallory' WHERE id = ?", (entry,))
    connection.close()
    said = kept("verify", "--json")
    assert said.code == 4
    assert len(said.err.splitlines()) == 1
    assert entry in said.out or entry in said.err


def test_a_backup_is_put_back_and_what_was_there_is_kept(kept: CommandLine, tmp_path: Path) -> None:
    saved = tmp_path / "saved.db"
    kept.ok("backup", str(saved))
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    kept.ok("log", "after the backup")
    told = kept.ok("restore", str(saved), "--json").json
    texts = [entry["text"] for entry in kept.ok("show", "--json").json["entries"]]
    assert texts == ["Declared SEV-1: nobody can pay", "error rate 47%"]
    before = kept.ok("--record", told["kept"], "show", "--json").json
    assert before["entries"][-1]["text"] == "after the backup"
    assert kept.ok("verify", "--json").json["sound"] is True


def test_backup_and_restore_refuse_what_would_lose_something(kept: CommandLine, tmp_path: Path) -> None:
    assert kept("backup", str(record_file())).code == 3
    assert kept("restore", str(record_file())).code == 3
    assert kept("restore", str(tmp_path / "none.db")).code == 3
    other = tmp_path / "other.txt"
    other.write_text("no record at all, but long enough to look like something " * 4)
    unusable(kept, "not a Warroom record", "restore", str(other))
    unusable(kept, "not a Warroom record", "restore", str(tmp_path))
    assert kept.ok("show", "--json").json["entries"][-1]["text"] == "error rate 47%"


def test_redacted_words_are_gone_and_the_proof_stays(kept: CommandLine, tmp_path: Path) -> None:
    entry = kept.ok("log", "the password is hunter2").line
    kept.ok("backup", str(record_file().with_name("copy.db")))
    said = kept.ok("redact", entry, "--why", "a secret")
    assert "copy.db" in said.out
    assert "hunter2" not in kept.ok("show", "--json").out
    assert kept.ok("search", "hunter2", "--json").json == []
    assert b"hunter2" not in record_file().read_bytes()
    assert kept.ok("verify", "--json").json["sound"] is True
    assert kept("redact", entry).code == 3
    assert kept("redact", "no-such-entry").code == 3


def test_a_forgotten_incident_is_gone_and_its_number_is_not_given_again(kept: CommandLine) -> None:
    kept.ok("forget", "INC-0001")
    assert kept.ok("list", "--all", "--json").json == []
    assert kept("show", "INC-0001").code == 3
    assert kept.ok("declare", "another", "-s", "2").line == "INC-0002"
    assert kept.ok("verify", "--json").json["sound"] is True


def test_rebuild_makes_the_derived_tables_anew(kept: CommandLine) -> None:
    before = kept.ok("show", "--json").json
    connection = connect(record_file())
    connection.execute("UPDATE entry SET text = 'bent' WHERE text = 'error rate 47%'")
    connection.close()
    assert kept("verify").code == 4
    kept.ok("rebuild")
    after = kept.ok("show", "--json").json
    assert after["entries"] == before["entries"]
    assert kept.ok("verify", "--json").json["sound"] is True


def test_doctor_says_what_a_bug_report_needs(kept: CommandLine) -> None:
    facts = kept.ok("doctor", "--json").json
    assert facts["record"] == str(record_file())
    assert (facts["mode"], facts["incidents"], facts["simulated"]) == ("0600", 1, False)
    record_file().chmod(0o644)
    assert "chmod 600" in kept.ok("doctor").out


def test_a_file_that_is_no_record_is_refused_and_left_alone(cli: CommandLine, tmp_path: Path) -> None:
    for name, content in {"text.db": b"hello " * 100, "tiny.db": b"x", "zero.db": b"\0" * 4096}.items():
        file = tmp_path / name
        file.write_bytes(content)
        unusable(cli, "", "--record", str(file), "list")
        unusable(cli, "", "--record", str(file), "declare", "x", "-s", "1")
        assert file.read_bytes() == content
    unusable(cli, "folder", "--record", str(tmp_path), "list")


def test_a_newer_record_is_refused_and_left_alone(kept: CommandLine) -> None:
    connection = connect(record_file())
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    before = record_file().read_bytes()
    unusable(kept, "newer", "log", "x")
    assert record_file().read_bytes() == before


def test_a_damaged_record_is_refused_and_rebuild_saves_what_is_whole(kept: CommandLine) -> None:
    for n in range(200):
        kept.ok("log", f"entry {n} " + "x" * 200)
    raw = bytearray(record_file().read_bytes())
    raw[8192:12288] = b"\0" * 4096
    record_file().write_bytes(raw)
    said = kept("verify")
    assert said.code == 4
    assert len(said.err.splitlines()) == 1
    told = kept.ok("rebuild", "--json").json["rescued"]
    assert Path(told["kept"]).read_bytes()[8192:12288] == b"\0" * 4096
    assert kept.ok("verify", "--json").json["sound"] is True
    texts = {entry["text"].split(" x")[0] for entry in kept.ok("show", "--json").json["entries"]}
    assert len({f"entry {n}" for n in range(200)} - texts) == told["lost"]


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_read_only_record_says_so(kept: CommandLine) -> None:
    record_file().chmod(0o400)
    try:
        unusable(kept, "read-only", "log", "x")
    finally:
        record_file().chmod(0o600)


def test_a_locked_record_says_so_and_loses_nothing(kept: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warroom.record.sqlite.BUSY_TIMEOUT_S", 0.1)
    connection = connect(record_file())
    connection.execute("BEGIN EXCLUSIVE")
    try:
        unusable(kept, "Another program holds the record", "log", "x")
    finally:
        connection.execute("ROLLBACK")
        connection.close()
    kept.ok("log", "x")


def test_a_record_can_be_copied_to_another_place(kept: CommandLine, tmp_path: Path) -> None:
    kept.ok("backup", str(tmp_path / "moved.db"))
    moved = shutil.copy(tmp_path / "moved.db", tmp_path / "again.db")
    kept.ok("--record", str(moved), "log", "from the copy")
    assert kept.ok("--record", str(moved), "verify", "--json").json["sound"] is True
