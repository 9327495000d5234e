"""Pasted text: what is offered for it, and how it splits into rows by its times."""

from __future__ import annotations

import pytest

from warroom.backfill import lines, making, paste, zones
from warroom.backfill.paste import PasteKind
from warroom.backfill.rows import BadSource, Form, Preview
from warroom.clock import Instant

NOW = Instant.parse("2026-01-05T03:00:00Z")


def split(text: str, zone: str = "UTC", now: Instant = NOW) -> Preview:
    return paste.split(text, now=now, zone=zones.named(zone))


def told(preview: Preview) -> list[tuple[str, str]]:
    return [(row.at.text.removesuffix(".000Z"), row.text) for row in preview.rows]


# -- What is offered ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind", "lines", "splits"),
    [
        ("", PasteKind.EMPTY, 0, False),
        ("\n \n", PasteKind.EMPTY, 0, False),
        ("one line\n", PasteKind.LINE, 1, False),
        ("two\nlines", PasteKind.BLOCK, 2, False),
        ("02:25 deploy\n02:31 errors", PasteKind.BLOCK, 2, True),
        ("x\n" * 500, PasteKind.BLOCK, 500, False),
        ("x\n" * 501, PasteKind.FILE, 501, False),
        ("02:25 x\n" * 501, PasteKind.FILE, 501, True),
        ("x" * (256 * 1024 + 1), PasteKind.FILE, 1, False),
    ],
)
def test_a_paste_is_a_line_a_block_or_a_file(text: str, kind: PasteKind, lines: int, splits: bool) -> None:
    found = paste.judge(text)
    assert (found.kind, found.lines, found.splits) == (kind, lines, splits)


def test_the_first_three_lines_are_shown() -> None:
    assert paste.judge("a  \nb\nc\nd").first == "a\nb\nc"


# -- The forms of times ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("2026-01-05T02:31:22.123Z error rate up", "2026-01-05T02:31:22.123Z"),
        ("2026-01-05 02:31:22,123 error rate up", "2026-01-05T02:31:22.123Z"),
        ("2026-01-05 02:31 error rate up", "2026-01-05T02:31:00.000Z"),
        ("[2026-01-05 02:31:22] error rate up", "2026-01-05T02:31:22.000Z"),
        ("2026-01-05T03:31:22+01:00 error rate up", "2026-01-05T02:31:22.000Z"),
        ("2026-01-04T21:31:22-0500 error rate up", "2026-01-05T02:31:22.000Z"),
        ("2026/01/05 02:31:22 error rate up", "2026-01-05T02:31:22.000Z"),
        ("02:31 error rate up", "2026-01-05T02:31:00.000Z"),
        ("02:31:22 error rate up", "2026-01-05T02:31:22.000Z"),
        ("2:31 AM error rate up", "2026-01-05T02:31:00.000Z"),
        ("02:31 UTC - error rate up", "2026-01-05T02:31:00.000Z"),
        ("- **02:31 UTC** – error rate up", "2026-01-05T02:31:00.000Z"),
        ("* `02:31` error rate up", "2026-01-05T02:31:00.000Z"),
        ("~02:31: error rate up", "2026-01-05T02:31:00.000Z"),
        ("6:31 PM PST error rate up", "2026-01-05T02:31:00.000Z"),
        ("03:31 (CET) error rate up", "2026-01-05T02:31:00.000Z"),
        ("Jan  5 02:31:22 error rate up", "2026-01-05T02:31:22.000Z"),
        ("Jan 5, 2026 - 02:31 UTC error rate up", "2026-01-05T02:31:00.000Z"),
        ("January 5th, 2026 at 2:31 AM error rate up", "2026-01-05T02:31:00.000Z"),
        ("Monday, 5 January 2026, 02:31 error rate up", "2026-01-05T02:31:00.000Z"),
        ("Dec 31 23:59:59 error rate up", "2025-12-31T23:59:59.000Z"),
    ],
)
def test_the_times_of_logs_and_reports_are_read(line: str, at: str) -> None:
    preview = split(f"{line}\n02:59 next")
    assert preview.rows[0].at.text == at
    assert preview.rows[0].text == "error rate up"
    assert not preview.lost


@pytest.mark.parametrize(
    "line", ["3:2 majority", "1:1 with Kai", "12:00:5e:00:53:01 is the MAC", "version 4.18", "10% of calls", "14:02abc"]
)
def test_what_is_no_time_begins_no_row(line: str) -> None:
    preview = split(f"02:25 deploy\n{line}")
    assert [row.text for row in preview.rows] == [f"deploy\n{line}"]


def test_a_word_behind_the_time_is_no_zone() -> None:
    assert told(split("02:25 API down\n02:26 (DB) lag\n02:27 error")) == [
        ("2026-01-05T02:25:00", "API down"),
        ("2026-01-05T02:26:00", "(DB) lag"),
        ("2026-01-05T02:27:00", "error"),
    ]


def test_a_stretch_keeps_its_end() -> None:
    assert told(split("02:25-02:31 UTC checkout down\n02:40 up"))[0] == (
        "2026-01-05T02:25:00",
        "(until 02:31) checkout down",
    )


def test_lines_without_a_time_go_with_the_row_above() -> None:
    preview = split("02:25 Traceback:\n  File x\n  File y\n\n02:26 next\n")
    assert [row.text for row in preview.rows] == ["Traceback:\n  File x\n  File y", "next"]


def test_who_said_it_is_read_from_a_handle_before_the_words() -> None:
    preview = split("02:25 [DB] @kai lag is 30 s\n02:26 <ines> on it\n02:27 @kai [NET] ok\n02:28 [INFO] started")
    assert [(row.actor, row.role, row.text) for row in preview.rows] == [
        ("kai", "DB", "lag is 30 s"),
        ("ines", "", "on it"),
        ("kai", "NET", "ok"),
        ("", "", "[INFO] started"),
    ]


# -- Days, years and zones ----------------------------------------------------------------------------------------


def test_times_run_over_midnight() -> None:
    assert [row.at.text[:16] for row in split("23:50 a\n23:59 b\n00:03 c\n02:00 d").rows] == [
        "2026-01-04T23:50",
        "2026-01-04T23:59",
        "2026-01-05T00:03",
        "2026-01-05T02:00",
    ]


def test_a_text_without_days_ends_before_now() -> None:
    preview = split("02:50 a\n03:10 b")
    assert [row.at.text[:10] for row in preview.rows] == ["2026-01-04", "2026-01-04"]
    assert preview.day == "2026-01-04"


def test_up_to_two_minutes_ahead_is_no_day_ago() -> None:
    first, later = split("02:50 a\n03:01 b"), split("02:50 a\n03:01 b", now=NOW.plus(600))
    assert first.rows[1].at == NOW.plus(60)
    assert first.rows[1].source == later.rows[1].source


def test_a_date_line_holds_for_what_is_below() -> None:
    preview = split("## January 3, 2026\n23:50 a\n00:10 b\n### 2026-01-04\n10:00 c\n")
    assert [row.at.text[:16] for row in preview.rows] == ["2026-01-03T23:50", "2026-01-04T00:10", "2026-01-04T10:00"]
    assert preview.day == ""


def test_bare_times_above_the_first_date_lie_just_before_it() -> None:
    preview = split("23:50 a\n2026-01-03 00:10 b")
    assert preview.rows[0].at.text[:16] == "2026-01-02T23:50"


def test_the_zone_that_was_assumed_is_said() -> None:
    preview = split("02:25 a\n02:26 b", "+02:00", Instant.parse("2026-01-05T01:00:00Z"))
    assert (preview.zone, preview.zone_assumed) == ("UTC+02:00", True)
    assert preview.rows[0].at.text[:16] == "2026-01-05T00:25"
    assert not split("02:25Z a\n02:26Z b").zone_assumed


def test_a_zone_knows_summer_time() -> None:
    now = Instant.parse("2026-07-01T12:00:00Z")
    preview = split("2026-07-01 13:00 a\n2026-01-05 13:00 b", "Europe/Berlin", now)
    assert [row.at.text[11:16] for row in preview.rows] == ["11:00", "12:00"]


def test_an_hour_that_happens_twice_is_named() -> None:
    now = Instant.parse("2026-11-01T12:00:00Z")
    preview = split("2026-10-25 02:30 a\n2026-10-25 04:00 b", "Europe/Berlin", now)
    assert [found.code for found in preview.problems] == ["twice_a_year"]
    assert len(preview.rows) == 2


# -- What is wrong is named ------------------------------------------------------------------------------------------


def sentences(preview: Preview) -> list[str]:
    return [found.sentence for found in preview.problems]


def test_mixed_zones_are_named_and_each_is_read_as_it_says() -> None:
    preview = split("02:25 UTC a\n03:26 CET b\n6:27 PM PST c")
    assert [row.at.text[11:16] for row in preview.rows] == ["02:25", "02:26", "02:27"]
    assert sentences(preview) == ["Line 1: the times name different zones (UTC, CET, PST). Each was read as it says."]


def test_a_zone_that_means_several_is_not_guessed() -> None:
    preview = split("02:25 IST a\n02:26 b")
    assert "IST is not known or means several; the time was read as UTC" in sentences(preview)[0]
    assert preview.rows[0].text == "a"


def test_times_out_of_order_and_repeated_rows_are_named_by_line() -> None:
    preview = split("02:25 a\n02:31 b\n02:28 c\n02:25 a")
    assert [row.text for row in preview.rows] == ["a", "b", "c"]
    assert sentences(preview) == [
        "Line 4: the same as line 1. Left out.",
        "Line 3: 02:28 is earlier than 02:31 in the line before.",
        "Line 4: 02:25 is earlier than 02:28 in the line before.",
    ]


def test_what_is_no_time_or_still_to_come_is_left_out_and_named() -> None:
    preview = split("02:25 a\n25:71 b\n2026-02-30 10:00 c\n2026-03-01 10:00 d\n02:40")
    assert [row.text for row in preview.rows] == ["a"]
    assert [found.sentence for found in preview.lost] == [
        "Line 2: 25:71 is no time. Left out.",
        "Line 3: 2026-02-30 10:00 is no time. Left out.",
        "Line 4: 2026-03-01 10:00 is still to come. Left out.",
        "Line 5: a time and no words. Left out.",
    ]


def test_words_before_the_first_time_and_below_a_heading_are_named() -> None:
    preview = split("# Outage\nAll times UTC.\n\n02:25 a\n\n## Root cause\nThe pool\nwas full.\n")
    assert [row.text for row in preview.rows] == ["a"]
    assert not preview.lost
    assert sentences(preview) == [
        "Line 2: no time stands here or before; not read.",
        "Lines 7 to 8: no time, after a heading; not read.",
    ]


def test_a_text_without_any_time_is_refused() -> None:
    with pytest.raises(BadSource, match="Log it as one block"):
        split("no times\nhere at all")


def test_too_much_is_refused_before_it_is_read() -> None:
    with pytest.raises(BadSource, match="64 MB"):
        split("x" * (64 * 1024 * 1024 + 1))


def test_more_rows_than_one_import_brings_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (lines, making):
        monkeypatch.setattr(module, "MOST_ROWS", 100)
    preview = split("\n".join(f"2026-01-05 01:{i // 60:02d}:{i % 60:02d} row {i}" for i in range(250)))
    assert len(preview.rows) == 100
    assert [(found.code, found.line, found.last) for found in preview.lost] == [("too_many", 101, 250)]


def test_a_row_names_itself_the_same_each_time() -> None:
    text = "02:25 a\n02:26 @kai b\n02:26 @kai c"
    first, again = split(text), split(text, now=NOW.plus(600))
    assert [row.source for row in first.rows] == [row.source for row in again.rows]
    assert len({row.source for row in first.rows}) == 3


# -- Slack ------------------------------------------------------------------------------------------------------------

DESKTOP = """\
Ines Müller
  2:31 AM
checkout fails in all regions
second line (edited)
2:32
payment pods restart
Kai Sato :palm_tree:
  2:33 AM
on it
3 replies
"""
OLDER = """\
ines [2:31 AM]
checkout fails in all regions

[2:32 AM]
payment pods restart

kai  [2:33 AM]
on it
"""


def test_a_copy_from_the_slack_app_is_read() -> None:
    preview = split(DESKTOP)
    assert preview.form is Form.SLACK_COPY
    assert [(row.at.hhmm(), row.actor, row.text) for row in preview.rows] == [
        ("02:31", "ines.muller", "checkout fails in all regions\nsecond line (edited)"),
        ("02:32", "ines.muller", "payment pods restart"),
        ("02:33", "kai.sato", "on it"),
    ]
    assert preview.people == {"ines.muller": "Ines Müller", "kai.sato": "Kai Sato"}
    assert not preview.problems


def test_an_older_copy_from_slack_is_read() -> None:
    assert [(row.at.hhmm(), row.actor, row.text) for row in split(OLDER).rows] == [
        ("02:31", "ines", "checkout fails in all regions"),
        ("02:32", "ines", "payment pods restart"),
        ("02:33", "kai", "on it"),
    ]


def test_a_day_divider_of_slack_holds_for_what_is_below() -> None:
    text = "Yesterday\nInes\n  11:50 PM\nodd latency\nToday\nKai\n  12:10 AM\nlooking\n"
    assert [row.at.text[:16] for row in split(text).rows] == ["2026-01-04T23:50", "2026-01-05T00:10"]


def test_a_timeline_is_no_copy_from_slack() -> None:
    assert split("02:25 deploy\n02:31 errors since 02:25").form is Form.TEXT
