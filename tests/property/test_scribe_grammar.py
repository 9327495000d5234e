"""What holds for every line: it is read without raising, by its arguments alone, in bounded time."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warroom.clock import Instant
from warroom.scribe import (
    CommandLine,
    EntryLine,
    FaultyLine,
    completions,
    literal,
    parse,
    parse_deadline,
    parse_time,
    reading,
)
from warroom.scribe.commands import COMMANDS
from warroom.text import clean, handle

NOW = Instant.parse("2026-03-14T03:14:22Z")

_pieces = st.sampled_from(
    [
        "!", "?", ">", ">>", "+", "~", "*", "todo", "todo:", "@kai", "@sam,", "@", "[DB]", "[", "02:25", "25:10", ":25",
        "-5m", "-1h30m", "5m", "back", "in", "until", "via", "none", "2", "a2", "#3", "P0", "early", "2025-01-01",
        "15:14", "2025-01-01T15:14Z", "\\", "//", "/", '"', "https://x.example/", "ext", "int", "monitoring", "war",
        "room", "\n", "\t", "\x00", "\ud800", "🔥", "ﬁ", "\u202e",
        *(f"/{name}" for spec in COMMANDS for name in spec.names),
    ]
)  # fmt: skip
anything = st.text(alphabet=st.characters(), max_size=80)
lines_of_pieces = st.lists(_pieces | st.text(max_size=6), max_size=12).map(" ".join)
typed = anything | lines_of_pieces
instants = st.integers(min_value=Instant.parse("2000-01-01"), max_value=Instant.parse("2100-01-01")).map(Instant)


def zone(moment: Instant) -> int:
    """Summer time for every other half year: enough changes of offset to meet one."""
    return 7200 if (int(moment) // (182 * 86_400_000)) % 2 else 3600


@given(typed, instants, st.booleans())
def test_every_line_is_read_or_refused_and_never_raises(line: str, now: Instant, local: bool) -> None:
    parsed = parse(line, now=now, local_offset=zone, primary_local=local)
    assert isinstance(parsed, EntryLine | CommandLine | FaultyLine)
    assert parsed == parse(line, now=now, local_offset=zone, primary_local=local)
    assert reading(parsed, now=now, local_offset=zone, primary_local=local)
    if isinstance(parsed, FaultyLine):
        assert 0 <= parsed.start <= parsed.end <= len(line)


@given(typed, instants)
def test_what_is_logged_is_never_later_than_now_and_its_people_are_handles(line: str, now: Instant) -> None:
    parsed = parse(line, now=now)
    if isinstance(parsed, EntryLine):
        assert parsed.text.strip()
        assert parsed.at is None or 0 <= parsed.at <= now
        assert all(name is None or handle(name) == name for name in (parsed.actor, parsed.to))
        assert parsed.box_s is None or 0 < parsed.box_s <= 86_400


@given(typed)
def test_literal_text_is_unchanged(line: str) -> None:
    entry = literal(line)
    assert entry.text == line
    assert entry.literal


@given(typed.filter(lambda text: clean(text).strip() != ""))
def test_a_backslash_logs_any_text_as_it_stands(line: str) -> None:
    entry = parse("\\" + line, now=NOW)
    assert isinstance(entry, EntryLine)
    assert entry.text == clean(line)


@given(st.text(alphabet="abc defg.,%", min_size=1).filter(lambda text: text.strip() and "todo" not in text))
def test_words_without_signs_are_a_note_of_those_words(line: str) -> None:
    entry = parse(line, now=NOW)
    assert isinstance(entry, EntryLine)
    assert entry.text == line.strip()


@given(instants, st.integers(0, 23), st.integers(0, 59), st.booleans())
def test_a_clock_time_is_the_latest_within_reach_on_its_own_clock(
    now: Instant, hour: int, minute: int, local: bool
) -> None:
    found = parse_time(f"{hour:02}:{minute:02}", now, local_offset=zone, primary_local=local)
    if isinstance(found, FaultyLine):
        assert found.code == "out_of_reach"
        return
    assert 0 <= now.since(found) <= 12 * 3600
    if found != now:
        assert found.hhmm(zone(found) if local else 0) == f"{hour:02}:{minute:02}"


@given(instants, st.integers(0, 12 * 3600))
def test_every_utc_time_of_the_last_twelve_hours_can_be_typed(now: Instant, ago: int) -> None:
    then = Instant(now.plus(-ago) // 1000 * 1000)
    found = parse_time(then.hhmmss() + "Z", now)
    assert found == then or now.since(then) > 12 * 3600


@given(typed, instants)
def test_times_and_promises_never_raise(text: str, now: Instant) -> None:
    promised = parse_deadline(text, now, local_offset=zone, primary_local=True)
    assert isinstance(promised, FaultyLine) or promised > now
    assert isinstance(parse_time(text, now), Instant | FaultyLine)


@given(typed, st.integers(-3, 100))
def test_completion_stays_within_the_line(line: str, cursor: int) -> None:
    found = completions(line, cursor, ("kai", "sam"), ("DB",))
    assert 0 <= found.start <= found.end <= len(line)


MEGABYTE = 1_000_000


@pytest.mark.parametrize(
    "line",
    [
        "x" * MEGABYTE,
        " " * MEGABYTE,
        "! " + "@sam " * (MEGABYTE // 5) + "5m",
        "! " + "@ " * (MEGABYTE // 2) + "back in 5m *",
        "! " + " back" * (MEGABYTE // 5) + " in 5m",
        "/" + "s" * MEGABYTE,
        "/sev " + "1" * MEGABYTE,
        "/at 2025-01-01 15:14 " * (MEGABYTE // 21),
        "/amend " * (MEGABYTE // 7),
        "/bridge " + "0 " * (MEGABYTE // 2),
        "/said " + "until " * (MEGABYTE // 6),
        "/role " + "x " * (MEGABYTE // 2),
        "/timer " + "x " * (MEGABYTE // 2) + "20m",
        "[" * MEGABYTE,
        "-" + "5m" * (MEGABYTE // 2),
        "@" + "ﷺ" * MEGABYTE,
        "! x" + "\n" * MEGABYTE + "*",
        "\\" * MEGABYTE,
    ],
    ids=lambda line: line[:16],
)
def test_a_megabyte_is_read_in_bounded_time(line: str) -> None:
    began = time.process_time()
    parsed = parse(line, now=NOW)
    reading(parsed, now=NOW)
    completions(line, len(line), ("kai",), ("DB",))
    assert time.process_time() - began < 5
