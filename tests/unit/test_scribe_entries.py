"""What a typed line is logged as: every row of UI.md 3.1's table, and what people type beside it."""

import pytest

from warroom.clock import Instant
from warroom.scribe import EntryKind, EntryLine, FaultyLine, literal, parse, sentence

NOW = Instant.parse("2026-03-14T03:14:22Z")


def at(clock: str) -> Instant:
    return Instant.parse(f"2026-03-14T{clock}Z")


def note(text: str, **fields: object) -> EntryLine:
    return EntryLine(EntryKind.NOTE, text, **fields)  # type: ignore[arg-type]


def decision(text: str, **fields: object) -> EntryLine:
    return EntryLine(EntryKind.DECISION, text, **fields)  # type: ignore[arg-type]


TABLE = {
    "error rate 47% on POST /orders": note("error rate 47% on POST /orders"),
    "! roll back v4.18 @sam back in 5m": decision("roll back v4.18", to="sam", box_s=300),
    "? pool exhausted": EntryLine(EntryKind.HYPOTHESIS, "pool exhausted"),
    "> @sam restart payment pods zone b": EntryLine(EntryKind.CHANGE, "restart payment pods zone b", to="sam"),
    ">> @sam rollback finished": EntryLine(EntryKind.DONE_CHANGE, "rollback finished", to="sam"),
    "+ @kai pool metrics 5m": EntryLine(EntryKind.ASK, "pool metrics", to="kai", box_s=300),
    "~ 70% of checkouts fail in all regions": EntryLine(EntryKind.IMPACT, "70% of checkouts fail in all regions"),
    "todo why did the page arrive late": EntryLine(EntryKind.FOLLOW_UP, "why did the page arrive late"),
    "[DB] @kai replication lag is 30 seconds": note("replication lag is 30 seconds", role="DB", actor="kai"),
    "02:25 deploy v4.18 reached 100% *": note("deploy v4.18 reached 100%", at=at("02:25:00"), star=True),
    "@kai -2m [DB] ! stop writes": decision("stop writes", at=at("03:12:22"), role="DB", actor="kai"),
    ">90% of calls fail": note(">90% of calls fail"),
    "+1 from Kai": note("+1 from Kai"),
    "~5% of users": note("~5% of users"),
    "!important": note("!important"),
    "-5 percent on conversion": note("-5 percent on conversion"),
    "3 nodes down": note("3 nodes down"),
    "//var/log is full": note("/var/log is full", literal=True),
    "\\! not a decision": note("! not a decision", literal=True),
}


@pytest.mark.parametrize("line", TABLE)
def test_a_line_of_the_table_is_logged_as_the_table_says(line: str) -> None:
    assert parse(line, now=NOW) == TABLE[line]


@pytest.mark.parametrize(
    ("line", "says", "span"),
    [
        ("25:10 x", "No such time 25:10. Ctrl+Enter logs it as text", (0, 5)),
        ("-5m", "Nothing to log yet", (0, 3)),
        ("", "Nothing to log yet", (0, 0)),
        ("   ", "Nothing to log yet", (0, 3)),
        ("! ", "Nothing to log yet", (0, 2)),
        ("@kai [DB]", "Nothing to log yet", (0, 9)),
        ("\\", "Nothing to log yet", (0, 1)),
        ("  [DB] 24:00 x", "No such time 24:00. Ctrl+Enter logs it as text", (7, 12)),
    ],
)
def test_a_line_that_cannot_be_logged_says_why_and_where(line: str, says: str, span: tuple[int, int]) -> None:
    fault = parse(line, now=NOW)
    assert isinstance(fault, FaultyLine)
    assert sentence(fault) == says
    assert (fault.start, fault.end) == span


PROMISES = {
    "looking at the pool, back in 5m": note("looking at the pool, back in 5m", promise_s=300),
    "[DB] @kai reading logs, back in 10 min.": note(
        "reading logs, back in 10 min.", role="DB", actor="kai", promise_s=600
    ),
    "@sam checks the disk, back in 5m *": note("checks the disk, back in 5m", actor="sam", star=True, promise_s=300),
    "says @sam and @kai: back in 5m": note("says @sam and @kai: back in 5m", to="kai", promise_s=300),
    # No promise: nothing said when, or the words stand elsewhere, or the text was taken as it stood.
    "I'll be back in 5m": note("I'll be back in 5m", promise_s=300),
    "disk check in 5m": note("disk check in 5m"),
    "p95 is back in 5m": note("p95 is back in 5m"),
    "back in 5m they said": note("back in 5m they said"),
    "back in 0m": note("back in 0m"),
    "\\back in 5m": note("back in 5m", literal=True),
    "? it comes back in 5m": EntryLine(EntryKind.HYPOTHESIS, "it comes back in 5m"),
}


@pytest.mark.parametrize("line", PROMISES)
def test_a_note_that_ends_in_back_in_minutes_is_a_promise_too(line: str) -> None:
    assert parse(line, now=NOW) == PROMISES[line]


PEOPLE = {
    # Before the sign: who decided. At the end: who carries it out and owns the box.
    "@robin ! roll back @sam back in 5m": decision("roll back", actor="robin", to="sam", box_s=300),
    "! roll back v4.18 @sam": decision("roll back v4.18", to="sam"),
    "! @sam roll back": decision("roll back", to="sam"),
    "! @robin roll back @sam 5m": decision("roll back", actor="robin", to="sam", box_s=300),
    "@robin ! @sam roll back with @kai": decision("roll back with @kai", actor="robin", to="sam"),
    # A box belongs to the last person named before it.
    "! have @kai and @sam stop writes 10m": decision("have @kai and @sam stop writes", to="sam", box_s=600),
    "! have @sam stop writes": decision("have @sam stop writes"),
    # The person asked stays the one asked, whoever else the sentence names.
    "+ @kai get pool metrics from @sam 5m": EntryLine(EntryKind.ASK, "get pool metrics from @sam", to="kai", box_s=300),
    "@ines + @kai pool metrics": EntryLine(EntryKind.ASK, "pool metrics", actor="ines", to="kai"),
    "+ pool metrics @kai 5m": EntryLine(EntryKind.ASK, "pool metrics", to="kai", box_s=300),
    "> drain zone b @sam": EntryLine(EntryKind.CHANGE, "drain zone b", to="sam"),
    # Kinds that nobody carries out have an actor only.
    "? @kai pool exhausted 5m": EntryLine(EntryKind.HYPOTHESIS, "pool exhausted 5m", actor="kai"),
    "lag is falling, says @kai": note("lag is falling, says @kai"),
    "@Kai: lag is 30 s": note("lag is 30 s", actor="kai"),
    "@Ｋａｉ lag is 30 s": note("lag is 30 s", actor="kai"),
    "@ lag": note("@ lag"),
    "@@kai lag": note("@@kai lag"),
    "@kai @sam agree": note("@sam agree", actor="kai"),
}


@pytest.mark.parametrize("line", PEOPLE)
def test_people_are_bound_by_where_they_stand(line: str) -> None:
    assert parse(line, now=NOW) == PEOPLE[line]


BOXES = {
    "> restart 5m": EntryLine(EntryKind.CHANGE, "restart", box_s=300),
    "> restart in 90m": EntryLine(EntryKind.CHANGE, "restart", box_s=5400),
    "! roll back in 5m": decision("roll back", box_s=300),
    "! stop writes back in 5m *": decision("stop writes", box_s=300, star=True),
    "> 5m": EntryLine(EntryKind.CHANGE, "5m"),
    "> wait 0m": EntryLine(EntryKind.CHANGE, "wait 0m"),
    "> raise the limit to 5min": EntryLine(EntryKind.CHANGE, "raise the limit to 5min"),
    "p95 is back in 5m": note("p95 is back in 5m"),
    "~ pages take 5m": EntryLine(EntryKind.IMPACT, "pages take 5m"),
    "> restart\nthen watch 5m": EntryLine(EntryKind.CHANGE, "restart\nthen watch", box_s=300),
}


@pytest.mark.parametrize("line", BOXES)
def test_a_box_is_read_at_the_end_of_what_somebody_carries_out(line: str) -> None:
    assert parse(line, now=NOW) == BOXES[line]


TEXTS = {
    "!": note("!"),
    "/ is full": note("/ is full"),
    "*": note("*"),
    "five * three": note("five * three"),
    "text *bold*": note("text *bold*"),
    "text * *": note("text *", star=True),
    "TODO: ask the vendor": EntryLine(EntryKind.FOLLOW_UP, "ask the vendor"),
    "todos are many": note("todos are many"),
    "! > restart": decision("> restart"),
    "02:25 02:30 is when it began": note("02:30 is when it began", at=at("02:25:00")),
    "02:25 //var/log is full": note("/var/log is full", at=at("02:25:00")),
    "[DB] /var/log is full": note("/var/log is full", role="DB"),
    "[SME payments] lag": note("lag", role="SME payments"),
    "[this is far too long a prefix] lag": note("[this is far too long a prefix] lag"),
    "[DB]lag": note("[DB]lag"),
    "first\n! second": note("first\n! second"),
    "!\u00a0stop writes": decision("stop writes"),
    "P0 and P1 alerts": note("P0 and P1 alerts"),
    "العملية متوقفة 🔥 *": note("العملية متوقفة 🔥", star=True),
    "a\x00b\ud800": note("a\u2400b\ufffd"),
}


@pytest.mark.parametrize("line", TEXTS)
def test_what_is_no_head_stays_as_it_was_typed(line: str) -> None:
    assert parse(line, now=NOW) == TEXTS[line]


def test_a_command_behind_a_name_is_not_quietly_logged_as_a_note() -> None:
    fault = parse("@robin /ok 2", now=NOW)
    assert isinstance(fault, FaultyLine)
    assert (fault.code, fault.start, fault.end) == ("head_before_command", 7, 10)


def test_ctrl_enter_takes_any_text_as_it_stands() -> None:
    assert literal("  25:10 /sevv @x * ") == note("  25:10 /sevv @x * ", literal=True)
