"""``warroom import`` and ``attach``: looked at first, written once, nothing by halves."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import slack
from tests.command_line import CommandLine

TIMELINE = "2026-01-05 02:10 @kai latency is odd\n2026-01-05 02:12 error rate 4%\n"


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    monkeypatch.setenv("WARROOM_HANDLE", "robin")
    cli = CommandLine(monkeypatch)
    cli.ok("declare", "nobody can pay", "-s", "2", "--started", "-10m")
    return cli


@pytest.fixture
def timeline(tmp_path: Path) -> str:
    path = tmp_path / "timeline.txt"
    path.write_text(TIMELINE)
    return str(path)


def notes(cli: CommandLine) -> list[tuple[str, str]]:
    found = cli.ok("show", "--json").json["entries"]
    return [(entry["actor"], entry["text"]) for entry in found if entry["kind"] == "note"]


def test_a_timeline_is_shown_and_written(cli: CommandLine, timeline: str) -> None:
    said = cli.ok("import", timeline)
    assert "Read as text timeline: 2 rows." in said.out
    assert "Times without a zone were read as UTC" in said.out
    assert "2026-01-05 02:10:00 UTC  @kai latency is odd" in said.out
    assert said.out.endswith("Wrote 2 rows.\n")
    assert notes(cli) == [("kai", "latency is odd"), ("robin", "error rate 4%")]


def test_a_public_report_and_a_status_page_come_in_without_a_question(cli: CommandLine) -> None:
    for name, rows in (("public-report.md", 7), ("status-page.txt", 4)):
        assert cli.ok("import", str(slack.DATA / name), "--json").json["written"] == rows
    assert len(notes(cli)) == 11


def test_a_dry_run_writes_nothing(cli: CommandLine, timeline: str) -> None:
    assert cli.ok("import", timeline, "--dry-run").out.endswith("Nothing was written: this was a dry run.\n")
    assert notes(cli) == []


def test_a_second_import_writes_nothing_twice(cli: CommandLine, timeline: str) -> None:
    cli.ok("import", timeline)
    with Path(timeline).open("a") as file:
        file.write("2026-01-05 02:20 later\n")
    facts = cli.ok("import", timeline, "--json").json
    assert (facts["rows"], facts["new"], facts["written"], facts["already"]) == (3, 1, 1, 2)
    assert len(notes(cli)) == 3


def test_a_script_gets_no_half_of_a_file_unless_it_says_so(cli: CommandLine, timeline: str) -> None:
    Path(timeline).write_text(TIMELINE + "2026-13-45 02:13 bad\n")
    said = cli("import", timeline)
    assert said.code == 3
    assert (
        said.err
        == "Nothing was written: Line 3: 2026-13-45 02:13 is no time. Left out. --yes writes the other 2 rows.\n"
    )
    assert notes(cli) == []
    facts = cli.ok("import", timeline, "--yes", "--json").json
    assert facts["written"] == 2
    assert facts["problems"][0]["line"] == 3


def test_a_channel_and_a_range_of_a_slack_export(cli: CommandLine, tmp_path: Path) -> None:
    path = str(slack.export(tmp_path / "export.zip"))
    assert "Choose one with --channel" in cli("import", path).err
    chosen = ("--channel", "inc-checkout", "--from", "2026-01-05T02:02", "--to", "2026-01-05")
    facts = cli.ok("import", path, *chosen, "--json").json
    assert facts["written"] == 7
    assert cli.ok("import", path, "--channel", "inc-checkout", "--json").json["written"] == 2
    assert cli.ok("import", path, "--channel", "inc-checkout", "--json").json["written"] == 0


def test_zone_and_day_are_taken_from_the_options(cli: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("23:50 first\n00:10 second\n")
    facts = cli.ok("import", str(path), "--zone", "+02:00", "--day", "2026-01-05", "--json").json
    assert (facts["first"], facts["last"]) == ("2026-01-05T21:50:00.000Z", "2026-01-05T22:10:00.000Z")
    assert cli("import", str(path), "--zone", "Nowhere/Land").code == 2


def test_a_secret_is_covered_in_the_preview_alone(cli: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("2026-01-05 02:10 password=hunter2x!\n")
    assert "hunter2x" not in cli.ok("import", str(path)).out
    assert notes(cli) == [("robin", "password=hunter2x!")]


@pytest.mark.parametrize("name", ["missing.txt", "picture.png"])
def test_what_cannot_be_read_is_refused(cli: CommandLine, tmp_path: Path, name: str) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    said = cli("import", str(tmp_path / name))
    assert said.code == 3
    assert said.err.count("\n") == 1


def test_a_file_is_attached_and_given_back(cli: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "app.log").write_bytes(b"\x00\x01 bytes")
    entry = cli.ok("attach", str(tmp_path / "app.log"), "what", "the", "pod", "wrote").line
    found = cli.ok("search", "pod", "--json").json
    assert [one["id"] for one in found] == [entry]
    cli.ok("attachment", entry[-8:], "-o", str(tmp_path / "back.log"))
    assert (tmp_path / "back.log").read_bytes() == b"\x00\x01 bytes"
    assert (tmp_path / "back.log").stat().st_mode & 0o777 == 0o600
    assert cli("attach", str(tmp_path / "nothing")).code == 3
    assert cli("attachment", cli.ok("log", "a note").line).code == 3


@pytest.mark.parametrize("day", ["2026-01-05T02:31:00", "5 Jan 2026 02:31:00 "])
def test_an_offset_that_no_clock_keeps_is_not_taken_for_utc(cli: CommandLine, tmp_path: Path, day: str) -> None:
    file = tmp_path / "notes.txt"
    file.write_text(f"{day}+25:00 never\n{day}+01:00 read\n")
    said = cli.ok("import", str(file), "--day", "2026-01-05", "--yes")
    assert "Line 1" in said.out
    assert [row["text"] for row in cli.ok("show", "--json").json["entries"] if row["kind"] == "note"] == ["read"]
