"""``warroom check`` and the refusal of secrets, as a script meets them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command_line import CommandLine


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    monkeypatch.setenv("WARROOM_HANDLE", "robin")
    found = CommandLine(monkeypatch)
    found.ok("declare", "Checkout fails", "-s", "1", "--impact", "around 70% of checkouts fail")
    return found


def test_a_template_is_checked_as_it_would_be_filled(cli: CommandLine) -> None:
    found = cli.ok("check", "page-investigating", "--json").json
    assert all(set(one) == {"level", "rule", "text", "fix"} for one in found)
    assert found[0] == {
        "level": "stop",
        "rule": "missing",
        "text": "Missing: affected function",
        "fix": 'Write "none known"',
    }
    filled = cli.ok("check", "page-investigating", "--set", "scope=Checkout", "--json").json
    assert {one["level"] for one in filled} == {"ok"}


def test_a_text_in_a_file_or_from_a_pipe_is_held_against_the_record(cli: CommandLine, tmp_path: Path) -> None:
    draft = tmp_path / "post.txt"
    draft.write_text("A small number of users cannot pay. Next update in 20 minutes.")
    said = cli.ok("check", str(draft))
    assert said.out.startswith('warn  It says "A small number of", and the record says "around 70%')
    piped = cli.ok("check", "-", "--internal", "--json", stdin="@sam restarts db-prod-03. Next update in 10 minutes.")
    assert {one["level"] for one in piped.json} == {"ok"}


def test_what_is_neither_template_nor_file_names_the_templates(cli: CommandLine) -> None:
    said = cli("check", "page-investigatin")
    assert said.code == 3
    assert "page-investigating" in said.err


def test_a_message_to_a_secondary_place_moves_no_countdown(cli: CommandLine) -> None:
    def due() -> object:
        return [one["due_at"] for one in cli.ok("show", "--json").json["countdowns"] if one["name"] == "external"]

    before = due()
    filled = ["page-investigating", "--set", "scope=Checkout", "--set", "next_update=10m"]
    cli.ok("sent", *filled, "--via", "support desk", "--secondary")
    assert due() == before
    cli.ok("sent", *filled, "--via", "status page")
    assert due() != before


def test_every_format_can_be_drafted_and_a_mail_is_a_whole_letter(cli: CommandLine) -> None:
    filled = ["initial-alert", "--set", "doing=looking"]
    for form in ("plain", "slack", "markdown", "html", "teams", "post"):
        assert "around 70%" in cli.ok("draft", *filled, "-f", form).out.casefold()
    letter = cli.ok("draft", *filled, "-f", "email").out
    assert letter.startswith("Subject: SEV-1 Critical incident: Checkout fails\nX-Unsent: 1\n")


def test_a_shift_handoff_is_drafted_with_no_open_incident_too(cli: CommandLine) -> None:
    assert "INC-0001 SEV-1 Investigating" in cli.ok("draft", "shift-handoff").out
    cli.ok("log", "/mitigated")
    cli.ok("log", "/status monitoring")
    cli.ok("log", "/resolve early quiet")
    assert "No incident is open" in cli.ok("draft", "shift-handoff").out


def test_a_draft_with_a_secret_in_it_is_not_given_out(cli: CommandLine) -> None:
    secret = "xox" + "b-2048-abcdefGHIJKL"
    for more in ([], ["--json"]):
        said = cli("draft", "status-update", "--set", f"doing=rotate {secret}", *more)
        assert (said.code, said.out) == (3, "")
        assert "Slack token" in said.err
        assert secret not in said.err
