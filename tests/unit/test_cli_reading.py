"""Reading from a shell: show, list, search, draft, sent, export, playbook. Words for people, JSON for scripts."""

from __future__ import annotations

import csv
import io
import json
import stat
from pathlib import Path

import pytest

from tests.command_line import CommandLine

SHOWN = {
    "id", "ref", "title", "severity", "peak_severity", "status", "drill", "near_miss", "simulated", "customer_visible",
    "customer_detected", "detection_source", "reopened", "links", "services", "components", "started_at", "detected_at",
    "acknowledged_at", "declared_at", "mitigated_at", "ended_at", "resolved_at", "impact", "hypotheses", "roles",
    "countdowns", "requirements", "changes", "asks", "messages", "metrics", "postmortem_due_at", "acting_ic", "entries",
}  # fmt: skip
METRICS = {
    "detect_s", "acknowledge_s", "mitigate_s", "resolve_s", "impact_s", "internal_on_time", "internal_sent",
    "external_on_time", "external_sent",
}  # fmt: skip
ENTRY = {
    "id", "at", "recorded_at", "kind", "actor", "author", "role", "text", "late", "starred", "amended", "retracted",
}  # fmt: skip


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    monkeypatch.setenv("WARROOM_HANDLE", "robin")
    cli = CommandLine(monkeypatch)
    cli.ok("declare", "nobody can pay", "-s", "2", "--started", "-10m", "--detected", "-8m")
    return cli


def test_show_json_keeps_its_contract(cli: CommandLine) -> None:
    cli.ok("log", "? the pool is full")
    cli.ok("log", "> @sam restart the pods 5m")
    cli.ok("log", "+ @kai look at the pool 5m")
    shown = cli.ok("--json", "show").json
    assert set(shown) >= SHOWN
    assert set(shown["metrics"]) >= METRICS
    assert set(shown["entries"][0]) >= ENTRY
    assert {"ic", "deputy", "ops", "comms", "scribe"} <= set(shown["roles"])
    assert [row["name"] for row in shown["countdowns"]][:2] == ["internal", "external"]
    assert {row["name"] for row in shown["requirements"]} == {
        "responder", "ic", "war_room", "leadership", "status_page", "customers",
    }  # fmt: skip
    assert {"name", "due_at", "state", "done_at", "late_s"} <= set(shown["requirements"][0])
    assert shown["hypotheses"][0] | {"n": 1, "text": "the pool is full"} == shown["hypotheses"][0]
    assert (shown["changes"][0]["state"], shown["changes"][0]["actor"]) == ("proposed", "robin")
    assert (shown["asks"][0]["to"], shown["asks"][0]["state"]) == ("kai", "open")
    assert shown["metrics"]["mitigate_s"] == "unknown"
    assert shown["metrics"]["detect_s"] == 120
    known = {entry["id"] for entry in shown["entries"]}
    assert known >= set(shown["metrics"]["sources"]["detect_s"])


def test_show_as_of_knows_no_more_than_the_record_did(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("WARROOM_RECORD", str(tmp_path / "simulated.db"))
    cli.ok("init", "--simulated", now="2026-01-05T02:00:00Z")
    cli.ok("declare", "x", "-s", "3", now="2026-01-05T02:00:00Z")
    cli.ok("log", "01:55 told late", now="2026-01-05T02:10:00Z")
    cli.ok("log", "/sev 2", now="2026-01-05T02:20:00Z")
    before = cli.ok("show", "--as-of", "02:09:59", "--json", now="2026-01-05T03:00:00Z").json
    assert (before["severity"], [entry["text"] for entry in before["entries"]]) == (3, ["Declared SEV-3: x"])
    assert before["as_of"] == "2026-01-05T02:09:59.000Z"
    after = cli.ok("show", "--as-of", "2026-01-05T02:10Z", "--json", now="2026-01-05T03:00:00Z").json
    assert after["entries"][0]["text"] == "told late"
    assert after["entries"][0]["late"] is True
    nothing = cli("show", "--as-of", "01:59", now="2026-01-05T03:00:00Z")
    assert nothing.code == 3
    assert "Nothing of this incident" in nothing.err


def test_show_reads_as_one_page(cli: CommandLine) -> None:
    cli.ok("log", "~ half of all payments fail")
    page = cli.ok("show").out
    assert page.splitlines()[0] == "INC-0001  SEV-2 Major  Investigating"
    assert "half of all payments fail" in page
    assert "@robin (acting)" in page
    assert "Commander named" in page


def test_list_hides_what_is_resolved(cli: CommandLine) -> None:
    cli.ok("log", "/resolve early a false alarm")
    assert cli.ok("list", "--json").json == []
    (row,) = cli.ok("list", "--all", "--json").json
    assert (row["ref"], row["status"], row["severity"]) == ("INC-0001", "resolved", 2)
    assert "No open incidents" in cli.ok("list").out
    assert "Resolved" in cli.ok("list", "--all").out


def test_search_finds_newest_first_with_a_snippet(cli: CommandLine) -> None:
    for n in range(3):
        cli.ok("log", f"pool size {n}")
    found = cli.ok("search", "pool", "size", "--limit", "2", "--json").json
    assert [row["text"] for row in found] == ["pool size 2", "pool size 1"]
    assert {"incident", "ref", "snippet"} <= set(found[0])
    assert found[0]["ref"] == "INC-0001"
    assert "No entry has" in cli.ok("search", "nowhere").out


def test_a_draft_names_the_fields_that_it_lacks(cli: CommandLine) -> None:
    said = cli("draft", "status-update", "--json")
    assert said.code == 3
    assert {"impact", "doing"} <= set(said.json["missing"])
    assert "impact" in said.err
    assert len(said.err.splitlines()) == 1
    filled = ("--set", "impact=half fail", "--set", "known=nothing", "--set", "doing=looking")
    assert "half fail" in cli.ok("draft", "status-update", *filled, "-f", "markdown").out
    assert cli("draft", "nope").code == 3
    assert cli("draft", "status-update", "--set", "nope").code == 2


def test_a_message_sent_by_hand_moves_its_countdown(cli: CommandLine) -> None:
    cli.ok("declare", "x", "-s", "1")
    sent = cli("sent", "page-identified", "-i", "2", "--via", "status page", "--set", "next_update=25m", "--json")
    assert sent.code == 0
    assert "missing" in sent.err  # it happened, so it is recorded
    shown = cli.ok("show", "2", "--json").json
    assert shown["messages"][-1]["state"] == "sent_by_hand"
    external = shown["countdowns"][1]
    assert external["due_at"] == shown["messages"][-1]["next_update"]
    assert next(row for row in shown["requirements"] if row["name"] == "status_page")["state"] == "done"


def test_the_very_text_that_was_sent_is_kept(cli: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "sent.txt"
    file.write_text("as it was sent\n")
    cli.ok("sent", "status-update", "--via", "#ops", "--text", str(file))
    assert cli.ok("show", "--json").json["messages"][0]["text"] == "as it was sent"
    missing = cli("sent", "status-update", "--via", "#ops", "--text", str(tmp_path / "no"))
    assert missing.code == 3
    assert cli("sent", "status-update", "--via", " ").code == 2


@pytest.mark.parametrize("form", ["markdown", "html", "csv", "json", "postmortem"])
def test_every_export_is_whole_and_only_its_owners(cli: CommandLine, tmp_path: Path, form: str) -> None:
    cli.ok("log", "=cmd()|' /C calc'!A0")
    file = tmp_path / "out"
    assert cli.ok("export", "-f", form, "-o", str(file)).line == str(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    text = file.read_text(encoding="utf-8")
    assert cli.ok("export", "INC-0001", "-f", form).out.startswith(text[:20])
    if form == "json":
        assert json.loads(text)["ref"] == "INC-0001"
    if form == "csv":
        cells = [row["text"] for row in csv.DictReader(io.StringIO(text)) if row["section"] == "entry"]
        assert "'=cmd()|' /C calc'!A0" in cells


def test_an_export_that_cannot_be_written_leaves_the_old_one(cli: CommandLine, tmp_path: Path) -> None:
    said = cli("export", "-f", "json", "-o", str(tmp_path / "no folder" / "x.json"))
    assert said.code == 3
    assert len(said.err.splitlines()) == 1
    assert cli("export", "-f", "bundle").code == 2


def test_a_playbook_with_a_mistake_is_named_and_the_built_in_one_is_used(cli: CommandLine, warroom_home: Path) -> None:
    place = Path(cli.ok("playbook", "path").line)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text('[severities.1]\ninternal = "soon"\n')
    said = cli("playbook", "check")
    assert said.code == 3
    assert "line 2" in said.err
    assert "internal" in said.err
    declared = cli("declare", "x", "-s", "1")
    assert declared.code == 0
    assert "internal" in declared.err
    place.write_text('[severities.1]\ninternal = "10 min"\n')
    assert "in order" in cli.ok("playbook", "check").out
    shown = cli.ok("playbook", "show", "--json").json
    assert shown["severities"]["1"]["internal_s"] == 600
    assert "internal update every  10 min" in cli.ok("playbook").out


def test_nothing_that_was_typed_steers_the_terminal_of_who_reads_it(cli: CommandLine) -> None:
    steering = "\x1b[31mred\u202e\nsecond line"
    for title in ("one", "two"):
        cli.ok("declare", f"{title} {steering}", "-s", "3")
    cli.ok("log", "-i", "1", f"note {steering}")
    several = cli("log", "which one")
    said = [
        several,
        cli("show", steering),
        cli.ok("undo", "1"),
        cli("check", "-", "-i", "1", stdin=f"{steering}.internal"),
    ]
    assert several.code == 3
    for one in said:
        assert not {"\x1b", "\u202e"} & set(one.out + one.err)
        assert one.err.count("\n") <= 1


def test_a_new_title_is_held_to_what_a_first_one_is(cli: CommandLine) -> None:
    assert cli("log", "/title " + "x" * 201).code == 3
    cli.ok("log", "/title nobody\n can  pay at all")
    assert cli.ok("show", "--json").json["title"] == "nobody can pay at all"
