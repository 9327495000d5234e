"""Exports: header, roles over time, timeline with its corrections, requirements, durations with their events, chain."""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from markdown_it import MarkdownIt

from tests.command_line import CommandLine

NOW = "2026-01-05T02:00:00Z"
HOSTILE = [
    "<script>alert(1)</script><img src=http://evil.example/x>",
    "![x](http://evil.example/p.png) [y](javascript:alert(1)) `code` *bold* | cell | <b>",
    "# heading\n- list\n> quote\n---\n1. one",
    "\u202eright to left",
    "@SUM(1+1)*cmd|'/C calc'!A0",
    "\x1b[31mred\x07",
    "a & b &lt; c &#60; d",
]


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    monkeypatch.setenv("WARROOM_HANDLE", "robin")
    cli = CommandLine(monkeypatch)
    cli.ok("init", "--simulated", now=NOW)
    cli.ok("declare", "pay <b>fails</b>", "-s", "2", "--started", "01:50", "--detected", "01:55", now=NOW)
    steps = {
        "02:05": ["/ic @kai", "/role ops @sam", "first reading", "? the pool is full", "/acked 02:01"],
        "02:10": ["/took @lena", "todo why was there no alert", "> @sam restart the pods", "/ok 1", "/start 1"],
        "02:20": ["/worse 1 errors doubled", "wrong number"],
    }
    for time, lines in steps.items():
        for line in lines:
            cli.ok("log", line, now=f"2026-01-05T{time}:00Z")
    cli.ok("log", "/retract", now="2026-01-05T02:21:00Z")
    return cli


def export(cli: CommandLine, form: str, now: str = "2026-01-05T03:00:00Z") -> str:
    return cli.ok("export", "-f", form, now=now).out


def test_each_form_tells_the_whole_incident(cli: CommandLine) -> None:
    shown = cli.ok("show", "--json", now="2026-01-05T03:00:00Z").json
    for form in ("markdown", "html", "csv", "postmortem"):
        text = export(cli, form)
        detect = ",300," if form == "csv" else "5 min"  # a spreadsheet reckons in seconds
        for words in ("SIMULATED", "INC-0001", "first reading", "Commander", "lena", "unknown", detect):
            assert words in text, (form, words)
        for entry in shown["metrics"]["sources"]["detect_s"]:
            assert entry in text, form
        assert re.search(r"\b[0-9a-f]{64}\b", text), form


def test_whether_customers_see_it_is_told_as_it_was_said(cli: CommandLine) -> None:
    assert "| Customers see it | not stated |" in export(cli, "markdown")
    cli.ok("log", "/visible no", now="2026-01-05T02:30:00Z")
    assert "| Customers see it | no |" in export(cli, "markdown")
    cli.ok("log", "/visible yes", now="2026-01-05T02:31:00Z")
    assert "| Customers see it | yes |" in export(cli, "markdown")


def test_roles_are_told_from_when_to_when(cli: CommandLine) -> None:
    held = [row for row in json.loads(export(cli, "json"))["roles_over_time"] if row["seat"] == "ic"]
    assert [(row["handle"], row["from"], row["until"]) for row in held][-2:] == [
        ("kai", "2026-01-05T02:05:00.000Z", "2026-01-05T02:10:00.000Z"),
        ("lena", "2026-01-05T02:10:00.000Z", None),
    ]


def test_an_amended_entry_shows_both_readings(cli: CommandLine) -> None:
    cli.ok("log", "47 of 100 fail", now="2026-01-05T02:30:00Z")
    cli.ok("log", "/amend 74 of 100 fail", now="2026-01-05T02:31:00Z")
    for form in ("markdown", "html", "csv", "json"):
        text = export(cli, form)
        assert "74 of 100 fail" in text, form
        assert "47 of 100 fail" in text, form
    rows = list(csv.DictReader(io.StringIO(export(cli, "csv"))))
    (row,) = [row for row in rows if row["text"] == "74 of 100 fail"]
    assert (row["amended"], row["original"]) == ("yes", "47 of 100 fail")
    assert "~~wrong number~~" in export(cli, "markdown")
    assert "<del>" in export(cli, "html")


def test_a_requirement_is_told_with_its_lateness(cli: CommandLine) -> None:
    # The war room is due 5 min after the declaration, and nobody has opened it by 03:00.
    assert "| War room open | 2026-01-05 02:05:00 UTC | LATE |  | 55 min late |" in export(cli, "markdown")


class Page(HTMLParser):
    """What a browser would make of an export."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href", "srcset", "action")]

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("typed", HOSTILE)
def test_hostile_text_is_shown_as_it_was_typed(cli: CommandLine, typed: str) -> None:
    cli.ok("log", "-", stdin="\\" + typed.replace("\n", "\u2028"), now=NOW)
    page = Page()
    page.feed(export(cli, "html"))
    assert not page.tags & {"script", "img", "b", "a", "link", "iframe"}
    assert page.addresses == []
    rendered = Page()
    rendered.feed(
        MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(export(cli, "markdown"))
    )
    assert not rendered.tags & {"script", "img", "b", "a", "code-block"}
    if typed.isprintable():
        assert typed in page.text
        assert typed in rendered.text
    for form in ("html", "markdown", "csv", "json", "postmortem"):
        if form not in ("csv", "json"):
            assert not {"\x1b", "\x07", "\u202e"} & set(export(cli, form)), form


@pytest.mark.parametrize("typed", HOSTILE)
def test_a_hostile_name_of_a_component_stays_words_too(cli: CommandLine, typed: str) -> None:
    name = typed.replace("\n", " ").replace(" ", "_")
    cli.ok("log", f"/component {name} outage", now=NOW)
    cli.ok("log", f"/link {name} https://example.org/x", now=NOW)
    page, rendered = Page(), Page()
    page.feed(export(cli, "html"))
    rendered.feed(MarkdownIt("commonmark", {"html": True}).enable("table").render(export(cli, "markdown")))
    assert not (page.tags | rendered.tags) & {"script", "img", "b", "a"}
    for form in ("html", "markdown", "postmortem"):
        assert not {"\x1b", "\x07", "\u202e"} & set(export(cli, form)), form


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_no_cell_of_a_spreadsheet_can_run(cli: CommandLine, start: str) -> None:
    typed = f"{start}1+1"
    cli.ok("log", "-", stdin="\\" + typed, now=NOW)
    rows = list(csv.DictReader(io.StringIO(export(cli, "csv"))))
    assert f"'{typed}" in [row["text"] for row in rows]
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_the_html_page_asks_for_nothing(cli: CommandLine) -> None:
    text = export(cli, "html")
    assert "default-src 'none'" in text
    assert not re.search(r"url\(|@import|https?://", text)


def test_the_postmortem_fills_what_is_known_and_asks_the_rest(cli: CommandLine) -> None:
    cli.ok("log", "/resolve early the release is back", now="2026-01-05T02:40:00Z")
    text = cli.ok("export", "INC-0001", "-f", "postmortem", now="2026-01-05T03:00:00Z").out
    for section in (
        "Impact", "Summary", "Timeline", "Root cause", "Contributing factors", "What went well", "What went poorly",
        "Action items", "Lessons",
    ):  # fmt: skip
        assert f"\n## {section}\n" in text
    assert "| Draft due | 2026-01-08 02:40:00 UTC |" in text
    assert "why was there no alert" in text.split("## Action items")[1]
    assert "the pool is full" in text.split("## Root cause")[1]
    poorly = text.split("## What went poorly")[1].split("## Action items")[0]
    assert "made it worse: restart the pods" in poorly
    assert "the release is back" in poorly
    assert text.count("**To answer:**") > 15


def test_a_drill_says_so_at_the_top_of_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    cli = CommandLine(monkeypatch)
    cli.ok("declare", "practice", "-s", "1", "--drill")
    for form in ("markdown", "postmortem"):
        assert "DRILL" in cli.ok("export", "-f", form).out.splitlines()[0]
    assert "DRILL" in cli.ok("export", "-f", "html").out.split("<h1>")[0]
    assert "DRILL" in cli.ok("export", "-f", "csv").out.splitlines()[1]
    told: Any = cli.ok("export", "-f", "json").json
    assert told["drill"] is True
