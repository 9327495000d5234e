"""``warroom contacts`` and ``warroom runbooks``, as a person and a script use them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command_line import CommandLine


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    return CommandLine(monkeypatch)


def test_contacts_are_imported_listed_and_found_by_tier(cli: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "team.toml"
    file.write_text(
        '[people.kai]\nname = "Kai Berg"\nphone = "+49 30 12345"\nchecked = 2020-01-01\n'
        '[services.checkout]\nl1 = ["kai"]\n',
        encoding="utf-8",
    )
    assert cli.ok("contacts", "list").out.startswith("No contacts yet")
    assert cli.ok("contacts", "import", str(file)).line == "Imported: people 1, services 1, tiers 0."
    listed = cli.ok("contacts", "list").out
    assert "+49 30 12345" in listed
    assert "Not confirmed for 90 days or more: Kai Berg." in listed
    (kai,) = cli.ok("contacts", "list", "--tier", "L1", "--service", "checkout", "--json").json["people"]
    assert (kai["handle"], kai["phones"]) == ("kai", ["+49 30 12345"])
    assert "Nobody fits." in cli.ok("contacts", "list", "nobody").out


def test_a_row_is_confirmed_and_a_person_who_left_is_removed(cli: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "team.toml"
    file.write_text(
        '[people.kai]\nphone = "123 456"\nchecked = 2020-01-01\n[people.sam]\nphone = "123"\n'
        '[tiers.l1]\npeople = ["kai", "sam"]\n',
        encoding="utf-8",
    )
    cli.ok("contacts", "import", str(file))
    assert "Not confirmed" in cli.ok("contacts", "list").out
    cli.ok("contacts", "confirm", "@kai")
    assert "Not confirmed" not in cli.ok("contacts", "list").out
    cli.ok("contacts", "remove", "kai")
    assert [row["handle"] for row in cli.ok("contacts", "list", "--tier", "l1", "--json").json["people"]] == ["sam"]
    said = cli("contacts", "remove", "sma")
    assert (said.code, said.err) == (3, "@sma is not among the contacts. Did you mean @sam?\n")


def test_an_array_of_people_is_taken_and_a_changed_handle_is_no_fault(cli: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "team.toml"
    file.write_text('[[person]]\nhandle = "tomás"\nname = "Tomás"\nphone = "+34 91 123"\n', encoding="utf-8")
    said = cli("contacts", "import", str(file))
    assert (said.code, said.err) == (0, 'Line 1: "tomás" is kept as @tomas.\n')
    file.write_text('[services.checkout]\nl2 = ["tomás"]\n', encoding="utf-8")
    assert "nobody" not in cli("contacts", "import", str(file)).err
    people = cli.ok("contacts", "list", "--tier", "l2", "--service", "checkout", "--json").json["people"]
    assert [row["handle"] for row in people] == ["tomas"]
    cli.ok("contacts", "confirm", "tomás")
    assert "[[person]]" in cli.ok("contacts", "import", "--help").out


def test_broken_rows_are_said_on_standard_error_and_the_rest_is_there(cli: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "team.csv"
    file.write_text("name,phone\nKai,call me\n,1234\nInes,+33 1 23\n", encoding="utf-8")
    said = cli("contacts", "import", str(file))
    assert said.code == 3
    assert said.err.splitlines() == [
        'Line 2: "call me" is no telephone number; the rest of the row was taken.',
        "Line 3: no name and no handle; the row was left out.",
    ]
    assert said.out == "Imported: people 2, services 0, tiers 0.\n"
    assert "ines" in cli.ok("contacts", "list").out


def test_a_runbook_is_found_and_its_command_comes_filled(cli: CommandLine, tmp_path: Path) -> None:
    folder = tmp_path / "books"
    folder.mkdir()
    (folder / "pods.md").write_text(
        "# Pods restart\n## Steps\n1. Restart\n\n   ```sh\n   kubectl rollout restart deploy/{{service}} -n {{ns}}\n"
        "   ```\n",
        encoding="utf-8",
    )
    assert cli.ok("runbooks").out.startswith("No runbooks yet")
    assert cli.ok("runbooks", "add", str(folder)).line == "1 runbook is known now."
    assert cli.ok("runbooks").line.startswith("pods")
    assert cli.ok("runbooks", "search", "kubectl").line.startswith("pods")
    cli.ok("declare", "x", "-s", "2")
    cli.ok("log", "/service checkout")
    shown = cli.ok("runbooks", "show", "pods", "--set", "ns=prod").out
    assert "kubectl rollout restart deploy/checkout -n prod" in shown
    assert "ns: without a value" in cli.ok("runbooks", "show", "pods").out
    (folder / "node.md").write_text("1. Drain\n2. Restart\n```\nreboot\n```\n3. Watch\n", encoding="utf-8")
    page = cli.ok("runbooks", "show", "node").out.partition("\nSteps\n")[2]
    assert [line.strip() for line in page.splitlines()][:4] == ["o 1  Drain", "o 2  Restart", "reboot", "o 3  Watch"]
    assert cli.ok("--json", "runbooks", "show", "node").json["commands"][0]["step"] == 2
    missing = cli("runbooks", "show", "nothing")
    assert (missing.code, missing.err) == (3, "There is no runbook called nothing.\n")
