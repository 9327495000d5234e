"""The reading line: what Enter will do, in words, for every kind of line."""

import pytest

from warroom.clock import Instant
from warroom.scribe import lines, literal, parse, reading, sentence
from warroom.scribe.commands import COMMANDS
from warroom.scribe.lines import FaultyLine
from warroom.scribe.readings import DEEDS, KIND_WORDS
from warroom.scribe.sentences import Place

NOW = Instant.parse("2026-03-14T03:14:22Z")

READINGS = {
    "! roll back v4.18 @sam back in 5m": "Decision · 03:14 now · Sam · time box 5 min",
    "error rate 47%": "Note · 03:14 now",
    "02:25 deploy v4.18 *": "Note · 02:25, 49 min ago · key moment",
    "[DB] @kai lag is 30 s": "Note · 03:14 now · Kai · DB",
    "+ @kai pool metrics 90m": "Ask · 03:14 now · Kai · time box 1 h 30 min",
    "> restart pods": "Change, waits for an OK · 03:14 now",
    "\\! loud": "Note · 03:14 now · as text",
    "/at 2026-03-01 15:14 x": "Note · 2026-03-01 15:14, 12 d ago",
    "/sev 1 payments are down": "Severity · 03:14 now · SEV-1 · payments are down",
    "23:29 /told leadership via phone": "Told · 23:29, 3 h 45 min ago · Leadership · via phone",
    "/role ops none": "Role · 03:14 now · ops · nobody",
    "/role ops @sam": "Role · 03:14 now · ops · Sam",
    "/ok": "Approve change, the oldest that waits · 03:14 now",
    "/no 2 too risky": "Decline change 2 · 03:14 now · too risky",
    "/timer ext 20m": "Deadline · 03:14 now · external · 20 min",
    "/sent ext 03:10 until 03:40": "Sent by hand · 03:14 now · external · at 03:10 · until 03:40",
    "/tick war room": "Requirement · 03:14 now · War room open · met",
    "/visible no": "Customers see it · 03:14 now · no",
    "/update int": "Write an update · internal",
    "/goto 02:51": "Open · goto · 02:51 · at 02:51",
    "/resolve early vendor fixed it": "Resolve · 03:14 now · early · vendor fixed it",
    "25:10 x": "No such time 25:10. Ctrl+Enter logs it as text",
}


WORKING = {
    "/page L2 @kai by phone, no answer": "Paged · 03:14 now · L2 · Kai · via phone · no answer",
    "/page @kai": "Paged · 03:14 now · Kai",
    "/rollback 1 10m": "Back-out timer of change 1 · 03:14 now · 10 min",
    "/objection 2 @kai too early": "Beside decision 2 · 03:14 now · objection · too early · Kai",
    "reading logs, back in 5m": "Note · 03:14 now · promise, due in 5 min",
}


@pytest.mark.parametrize("line", WORKING)
def test_the_reading_line_says_what_work_under_way_will_do(line: str) -> None:
    assert reading(parse(line, now=NOW), now=NOW) == WORKING[line]


@pytest.mark.parametrize("line", READINGS)
def test_the_reading_line_says_what_enter_will_do(line: str) -> None:
    assert reading(parse(line, now=NOW), now=NOW) == READINGS[line]


def test_people_are_called_by_their_names_and_times_by_the_primary_clock() -> None:
    parsed = parse("02:25Z ! roll back @sam", now=NOW)
    said = reading(
        parsed, now=NOW, name={"sam": "Sam Okafor"}.__getitem__, local_offset=lambda _: 3600, primary_local=True
    )
    assert said == "Decision · 03:25, 49 min ago · Sam Okafor"


def test_a_reading_stays_one_short_line_whatever_was_typed() -> None:
    for line in ("/impact " + "x " * 100_000, "/" + "x" * 100_000, "/sev " + "9" * 100_000):
        said = reading(parse(line, now=NOW), now=NOW)
        assert len(said) < 200
        assert "\n" not in said


def test_every_kind_and_every_command_has_words() -> None:
    assert set(KIND_WORDS) == set(lines.EntryKind)
    assert set(DEEDS) == set(lines.Command.__args__)
    assert reading(literal("25:10"), now=NOW) == "Note · 03:14 now · as text"


def test_the_shell_is_told_its_own_way_out() -> None:
    fault = parse("/sevv 1", now=NOW)
    assert isinstance(fault, FaultyLine)
    assert sentence(fault, Place.SHELL) == (
        "Unknown command /sevv. Did you mean /sev? Put \\ before the line to log it as text"
    )


def test_help_can_show_every_command_with_its_words() -> None:
    assert all(spec.shown.startswith(f"/{spec.name}") and spec.hint for spec in COMMANDS)
