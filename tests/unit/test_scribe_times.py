"""Typed times: the latest occurrence within reach, the zones, summer time, dates and promises."""

import pytest

from warroom.clock import Instant
from warroom.scribe import EntryLine, FaultyLine, parse, parse_deadline, parse_duration, parse_time, sentence
from warroom.scribe.sentences import Place

NOW = Instant.parse("2026-03-14T03:14:22Z")


def instant(text: str) -> Instant:
    return Instant.parse(text + "Z")


def berlin(moment: Instant) -> int:
    """Central Europe in 2026: summer time from 29 March to 25 October, 01:00 UTC."""
    return 7200 if instant("2026-03-29T01:00") <= moment < instant("2026-10-25T01:00") else 3600


def india(moment: Instant) -> int:
    return 19800


def says(fault: Instant | FaultyLine, place: Place = Place.WINDOW) -> str:
    assert isinstance(fault, FaultyLine)
    return sentence(fault, place)


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("03:14", "2026-03-14T03:14:00"),
        ("03:14:22", "2026-03-14T03:14:22"),
        ("02:25", "2026-03-14T02:25:00"),
        ("02:25z", "2026-03-14T02:25:00"),
        ("15:14:22", "2026-03-13T15:14:22"),
        ("03:16", "2026-03-14T03:14:22"),
        ("-5m", "2026-03-14T03:09:22"),
        ("-1h30m", "2026-03-14T01:44:22"),
        ("-90s", "2026-03-14T03:12:52"),
        ("-26h", "2026-03-13T01:14:22"),
        (":10", "2026-03-14T03:10:00"),
        (":16", "2026-03-14T03:14:22"),
        ("2025-01-01T15:14Z", "2025-01-01T15:14:00"),
        ("2025-01-01 15:14", "2025-01-01T15:14:00"),
        ("2025-01-01T15:14:22.250", "2025-01-01T15:14:22.250"),
        ("2025-01-01T15:14+02:00", "2025-01-01T13:14:00"),
        ("2025-01-01T15:14-0330", "2025-01-01T18:44:00"),
        ("2026-03-14T03:16Z", "2026-03-14T03:14:22"),
    ],
)
def test_a_time_that_has_been(typed: str, means: str) -> None:
    assert parse_time(typed, NOW) == instant(means)


def test_a_clock_time_shortly_before_midnight_is_yesterdays() -> None:
    assert parse_time("23:50", instant("2026-03-14T00:05")) == instant("2026-03-13T23:50")


@pytest.mark.parametrize("typed", ["15:14:21", "03:17", "14:00", ":17"])
def test_a_clock_time_out_of_reach_is_refused(typed: str) -> None:
    fault = parse_time(typed, NOW)
    assert isinstance(fault, FaultyLine)
    assert fault.code == "out_of_reach"


def test_a_minute_of_this_hour_that_has_not_come_is_named_as_the_clock_time_it_is() -> None:
    assert says(parse_time(":58", NOW)) == "03:58 is not within the last 12 hours. Check it, or use /at with a date"


@pytest.mark.parametrize(
    "typed",
    ["25:10", "24:00", "12:60", "12:00:60", ":60", "-5", "5m", "noon", "", "2025-02-30T10:00", "2025-01-01",
     "0000-01-01T00:00", "1960-01-01T00:00", "2025-01-01T10:00+99:00", "-999999h", "१२:३०", "1" * 10_000,
     "-" + "9" * 10_000 + "m", "9:05"],
)  # fmt: skip
def test_what_is_no_time_is_refused(typed: str) -> None:
    fault = parse_time(typed, NOW)
    assert isinstance(fault, FaultyLine)
    assert fault.code == "bad_time"


def test_a_date_to_come_is_refused() -> None:
    assert says(parse_time("2026-03-14T03:17Z", NOW)) == "2026-03-14T03:17Z has not come yet. Check the date"
    assert says(parse_time("9999-12-31T23:59Z", NOW)) == "9999-12-31T23:59Z has not come yet. Check the date"


def test_an_option_of_the_command_line_says_how_a_time_is_written() -> None:
    assert says(parse_time("25:10", NOW), Place.OPTION) == "No such time 25:10. Write HH:MM, -5m or 2026-01-31T15:14Z"


def test_l_is_the_local_clock_and_z_is_utc_whatever_the_primary_clock() -> None:
    assert parse_time("04:10L", NOW, local_offset=berlin) == instant("2026-03-14T03:10")
    assert parse_time("04:10", NOW, local_offset=berlin, primary_local=True) == instant("2026-03-14T03:10")
    assert parse_time("03:10Z", NOW, local_offset=berlin, primary_local=True) == instant("2026-03-14T03:10")
    assert parse_time("03:10", NOW, local_offset=berlin) == instant("2026-03-14T03:10")
    assert parse_time("2025-07-01T15:14", NOW, local_offset=lambda _: 7200, primary_local=True) == instant(
        "2025-07-01T13:14"
    )


def test_a_minute_of_this_hour_is_the_primary_clocks() -> None:
    assert parse_time(":40", NOW, local_offset=india, primary_local=True) == instant("2026-03-14T03:10")


def test_without_a_known_zone_l_is_refused() -> None:
    assert says(parse_time("04:10L", NOW)).startswith("The local zone is not known here")


def test_where_the_clock_goes_back_the_later_of_the_two_hours_is_meant() -> None:
    after = instant("2026-10-25T02:00")
    assert parse_time("02:30L", after, local_offset=berlin) == instant("2026-10-25T01:30")
    between = instant("2026-10-25T01:10")
    assert parse_time("02:30L", between, local_offset=berlin) == instant("2026-10-25T00:30")


def test_an_hour_that_the_clock_skipped_is_no_time_of_that_day() -> None:
    fault = parse_time("02:30L", instant("2026-03-29T02:00"), local_offset=berlin)
    assert isinstance(fault, FaultyLine)


def test_the_time_across_a_change_of_offset_uses_the_offset_of_its_own_moment() -> None:
    assert parse_time("01:30L", instant("2026-03-29T02:00"), local_offset=berlin) == instant("2026-03-29T00:30")


def test_minutes_ago_count_from_the_first_key_not_from_enter() -> None:
    line = parse("-5m deploy done", now=NOW)
    assert isinstance(line, EntryLine)
    assert line.at == NOW.plus(-300)


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("03:30", "2026-03-14T03:30:00"),
        ("15:14", "2026-03-14T15:14:00"),
        ("00:05", None),
        ("03:14", None),
        ("20m", "2026-03-14T03:34:22"),
        ("+1h", "2026-03-14T04:14:22"),
        ("2026-03-15T09:00Z", "2026-03-15T09:00:00"),
        ("2026-03-13T09:00Z", None),
        ("2029-03-13T09:00Z", None),
        ("25:10", None),
        ("soon", None),
    ],
)
def test_a_promise_is_the_next_occurrence_within_reach(typed: str, means: str | None) -> None:
    found = parse_deadline(typed, NOW)
    assert found == instant(means) if means else isinstance(found, FaultyLine)


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [("20m", 1200), ("1h30m", 5400), ("90s", 90), ("1H", 3600), ("0m", None), ("20", None), ("m", None), ("-5m", None),
     ("999999h", None), ("5m " * 3, None), ("9" * 5000 + "m", None)],
)  # fmt: skip
def test_a_length_of_time(typed: str, seconds: int | None) -> None:
    assert parse_duration(typed) == seconds
