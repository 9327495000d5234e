"""Runbooks: read from folders of Markdown, searched, ticked step by step; their commands are filled and never run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.story import Story, minute
from warroom.clock import DAY, Instant
from warroom.errors import NotFound
from warroom.incident import events as fact
from warroom.readiness import runbooks
from warroom.readiness.runbook import Command
from warroom.readiness.runbook_markdown import runbook

NOW = Instant.parse("2026-01-05T02:30:00Z")
TEXT = """---
title: Checkout errors
service: checkout, payments
reviewed: 2025-12-01
---
# Checkout

## Symptoms
- 503 on POST /orders

## Steps
1. Look at the health page
2. Restart the pods of {{service}}

   ```sh
   kubectl rollout restart deploy/{{service}} -n <namespace>
   ```
3. Watch the error rate
   - it falls within two minutes

## When to escalate
- [ ] Page the database owner after 15 min

```
curl ${HOST}/health
```
"""


def test_a_runbook_has_its_sections_steps_and_commands() -> None:
    found = runbook("/books/Checkout Errors.md", TEXT, NOW)
    assert (found.key, found.title, found.services) == ("checkout-errors", "Checkout errors", ("checkout", "payments"))
    assert found.changed_at == Instant.parse("2025-12-01")
    assert [section.title for section in found.sections] == ["Checkout", "Symptoms", "Steps", "When to escalate"]
    assert [(step.n, step.text) for step in found.steps] == [
        (1, "Look at the health page"),
        (2, "Restart the pods of {{service}}"),
        (3, "Watch the error rate"),
        (4, "Page the database owner after 15 min"),
    ]
    assert [len(step.commands) for step in found.steps] == [0, 1, 0, 1]
    assert [(command.language, command.variables) for command in found.commands] == [
        ("sh", ("service", "namespace")),
        ("", ("HOST",)),
    ]
    assert TEXT.splitlines()[found.commands[0].line - 1].strip() == "```sh"
    assert found.sections[1].text == "- 503 on POST /orders"


LOOSE = """1. Drain the node
2. Restart it
```sh
systemctl restart checkout
```
3. Watch it
"""


@pytest.mark.parametrize(
    "text",
    [
        LOOSE,
        LOOSE.replace("2. Restart it", "2. Restart it\n\nas root:\n"),
        LOOSE.replace("```sh\nsys", "   ```sh\n   sys").replace("```\n3", "   ```\n3"),
        LOOSE.replace("```sh", "  ```sh\n").replace("```\n3", "  ```\n\n3"),
        LOOSE.replace("2. Restart it", "2. Restart it\n   - with care"),
        LOOSE.replace("2. Restart it", "2. Restart it\n\n- with care\n"),
        LOOSE.replace("2. Restart it", "2. ### Restart it"),
    ],
)
def test_a_command_between_two_steps_belongs_to_the_one_before_it(text: str) -> None:
    book = runbook("a.md", text, NOW)
    assert [(step.n, step.text, len(step.commands)) for step in book.steps] == [
        (1, "Drain the node", 0),
        (2, "Restart it", 1),
        (3, "Watch it", 0),
    ]
    assert book.steps[1].commands[0].text.strip() == "systemctl restart checkout"
    assert book.parts == book.steps


def test_commands_under_their_own_heading_and_before_the_first_step_keep_their_place() -> None:
    book = runbook("a.md", "```\nfirst\n```\n1. One\n## Then\n```\nsecond\n```\n## Last\n2. Two\n", NOW)
    assert [part.text for part in book.parts] == ["first", "One", "second", "Two"]
    assert [step.commands for step in book.steps] == [(), ()]
    assert [command.section for command in book.commands] == ["", "Then"]


def test_an_item_that_is_nothing_but_code_is_a_step() -> None:
    book = runbook("a.md", "1. Look\n2. ```sh\n   reboot now\n   ```\n3. Watch\n", NOW)
    assert [(step.text, len(step.commands)) for step in book.steps] == [("Look", 0), ("reboot now", 1), ("Watch", 0)]


def test_a_command_is_filled_from_the_incident_and_what_is_missing_is_named() -> None:
    story = Story()
    story(1, fact.ServiceAdded("checkout"))
    command = runbook("a.md", TEXT, NOW).commands[0]
    filled = command.filled(runbooks.values(story.incident))
    assert filled.text == "kubectl rollout restart deploy/checkout -n <namespace>"
    assert filled.missing == ("namespace",)
    whole = command.filled(runbooks.values(story.incident, {"namespace": "prod"}))
    assert whole.text.endswith("-n prod")
    assert whole.missing == ()


@pytest.mark.parametrize("value", ["x; rm -rf /", "$(reboot)", "a b", "`x`", "a\nb", "-rf", "'"])
def test_a_value_that_a_shell_would_obey_is_not_put_into_a_command(value: str) -> None:
    filled = Command("kubectl delete pod {{pod}}").filled({"pod": value})
    assert filled.text == "kubectl delete pod {{pod}}"
    assert filled.unsafe == ("pod",)


@pytest.mark.parametrize("text", ["", "---\n", "1. \n2.", "# \n```", "\x00" * 10, "> 1. [ ] \n" * 50, "* * * *\n- - -"])
def test_any_text_is_a_runbook_if_a_poor_one(text: str) -> None:
    assert runbook("odd.md", text, NOW).key == "odd"


def shelf(tmp_path: Path) -> runbooks.Runbooks:
    folder = tmp_path / "books"
    (folder / "deep").mkdir(parents=True)
    (folder / ".git").mkdir()
    (folder / "checkout.md").write_text(TEXT, encoding="utf-8")
    (folder / "deep" / "checkout.md").write_text("# Checkout, the old one\nrestart by hand", encoding="utf-8")
    (folder / "disk.markdown").write_text("# Disk full\n1. Free space on checkout hosts", encoding="utf-8")
    (folder / ".git" / "x.md").write_text("# never", encoding="utf-8")
    (folder / "notes.txt").write_text("never", encoding="utf-8")
    os.utime(folder / "disk.markdown", (0, NOW.since(Instant(0)) - 200 * DAY))
    return runbooks.load([tmp_path / "none", folder, tmp_path / "gone"])


def test_a_folder_is_read_with_what_is_under_it_and_a_missing_one_is_named(tmp_path: Path) -> None:
    found = shelf(tmp_path)
    assert [(row.key, row.title) for row in found.rows] == [
        ("checkout", "Checkout errors"),
        ("deep-checkout", "Checkout, the old one"),
        ("disk", "Disk full"),
    ]
    assert len(found.problems) == 1
    assert "gone is no folder" in found.problems[0]


def test_a_search_finds_titles_before_text(tmp_path: Path) -> None:
    found = shelf(tmp_path)
    assert [row.runbook.key for row in found.search("checkout")] == ["checkout", "deep-checkout", "disk"]
    hit = found.search("free space")[0]
    assert (hit.runbook.key, hit.line) == ("disk", "1. Free space on checkout hosts")
    assert found.search("nowhere") == ()
    assert found.search("  ") == ()
    assert [row.key for row in found.for_services(["Payments"])] == ["checkout"]


def test_runbooks_are_called_by_name_and_a_slip_is_met_with_a_hint(tmp_path: Path) -> None:
    found = shelf(tmp_path)
    assert found.named("disk full").key == found.named("di").key == "disk"
    with pytest.raises(NotFound, match="Did you mean checkout"):
        found.named("chekout")
    with pytest.raises(NotFound, match="may be deep-checkout, disk"):
        found.named("d")


def test_a_runbook_that_nobody_touched_for_half_a_year_is_stale(tmp_path: Path) -> None:
    assert [row.key for row in shelf(tmp_path).stale(NOW)] == ["disk"]


def test_an_unreadable_file_is_named_and_the_others_are_there(tmp_path: Path) -> None:
    (tmp_path / "good.md").write_text("# Good", encoding="utf-8")
    (tmp_path / "lost.md").symlink_to(tmp_path / "nowhere.md")
    (tmp_path / "huge.md").write_text("x" * (runbooks.LARGEST + 1), encoding="utf-8")
    found = runbooks.load([tmp_path])
    assert [row.key for row in found.rows] == ["good"]
    assert len(found.problems) == 2


def test_what_an_incident_lacks_fills_nothing() -> None:
    assert "service" not in runbooks.values(Story().incident)
    assert runbooks.values(Story().incident)["commander"] == "robin"
    assert minute(0).text not in runbooks.values(Story().incident).values()
