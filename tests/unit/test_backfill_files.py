"""Files of every form that can be brought in, and what is said of those that cannot."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from tests import slack
from warroom.backfill import slack_export, zones
from warroom.backfill.loading import load
from warroom.backfill.making import Setting
from warroom.backfill.rows import BadSource, Form, Preview
from warroom.clock import Instant, ManualClock
from warroom.postmortem import exports
from warroom.postmortem.report import gather
from warroom.workspace import Workspace

NOW = Instant.parse("2026-01-07T12:00:00Z")
BEGAN = Instant.parse("2026-01-05T02:30:00Z")


def read(path: Path, zone: str = "UTC", channel: str = "", **bounds: str) -> Preview:
    since, until = (Instant.parse(bounds[name]) if name in bounds else None for name in ("since", "until"))
    return load(path, Setting(NOW, zones.named(zone), BEGAN, since, until), channel=channel)


def file(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def told(preview: Preview) -> list[tuple[str, str, str]]:
    return [(row.at.text[:16], row.actor, row.text) for row in preview.rows]


def sentences(preview: Preview) -> list[str]:
    return [found.sentence for found in preview.problems]


# -- Text ----------------------------------------------------------------------------------------------------


def test_the_timeline_of_a_public_report_is_read() -> None:
    preview = read(slack.DATA / "public-report.md")
    assert preview.form is Form.TEXT
    assert told(preview) == [
        ("2026-01-05T02:18", "", "Release 4.18 reaches the first region."),
        ("2026-01-05T02:25", "", "Release 4.18 reaches all regions."),
        (
            "2026-01-05T02:27",
            "",
            "First alert: error rate of checkout above 40%.\n  The alert went to the wrong team.",
        ),
        ("2026-01-05T02:31", "", "On-call is paged by hand."),
        ("2026-01-05T02:40", "", "The database team finds that every connection of the pool is in use"),
        ("2026-01-05T02:52", "", "(until 03:05) The rollback runs, region by region."),
        ("2026-01-05T03:31", "", "Error rate is back to normal."),
    ]
    assert [(found.line, found.lost) for found in preview.problems] == [(3, False), (18, False)]
    assert preview.day == "2026-01-05"


def test_the_updates_of_a_status_page_are_read() -> None:
    preview = read(slack.DATA / "status-page.txt")
    assert preview.form is Form.STATUS
    assert told(preview) == [
        ("2026-01-05T02:41", "", "Investigating: We are currently investigating this issue."),
        ("2026-01-05T02:58", "", "Identified - The issue has been identified."),
        (
            "2026-01-05T03:12",
            "",
            "Monitoring: A fix has been implemented and we are monitoring the results.\nWe will post again at 04:00.",
        ),
        ("2026-01-05T03:45", "", "Resolved: This incident has been resolved."),
    ]
    assert sentences(preview) == [
        "Lines 1 to 2: no time stands here or before; not read.",
        "Line 3: the newest stands first; the rows were taken from the end.",
    ]


def test_a_state_and_its_time_may_stand_above_the_words(tmp_path: Path) -> None:
    text = """Update timeline
- investigating May 11, 2021, 02:35 AM UTC
The portal is down.
We look into it.
- resolved May 11, 2021, 03:42 PM UTC
This incident has been resolved.
"""
    preview = read(file(tmp_path, "a.txt", text))
    assert preview.form is Form.STATUS
    assert told(preview) == [
        ("2021-05-11T02:35", "", "Investigating: The portal is down.\nWe look into it."),
        ("2021-05-11T15:42", "", "Resolved: This incident has been resolved."),
    ]
    assert [(found.line, found.lost) for found in preview.problems] == [(1, False)]


def test_the_day_that_a_report_mentions_is_its_day(tmp_path: Path) -> None:
    table = """# Incident Postmortem – Service Outage on 2025‑05‑20
**Duration:** 23:41–00:54 UTC

## Timeline (UTC)
| Time | Event |
|------|-------|
| 13:41 | Page: 5xx above 20 % |
| 00:54 | Resolved |
"""
    timeline = "Outage of June 13, 2025\n\n* 09:53 PM: begins\n* 11:39 PM: ends\n"
    assert [row.at.text[:16] for row in read(file(tmp_path, "a.md", table)).rows] == [
        "2025-05-20T13:41",
        "2025-05-21T00:54",
    ]
    preview = read(file(tmp_path, "a.txt", timeline))
    assert [(row.at.text[:16], row.text) for row in preview.rows] == [
        ("2025-06-13T21:53", "begins"),
        ("2025-06-13T23:39", "ends"),
    ]
    assert preview.day == "2025-06-13"


@pytest.mark.parametrize("form", ["csv", "markdown"])
def test_our_own_exports_come_back(tmp_path: Path, form: str) -> None:
    with Workspace.open(tmp_path / "record.db", author="robin", clock=ManualClock(BEGAN), simulated=False) as workspace:
        incident = workspace.room.declare("Checkout fails", 1).incident
        for line in ("error rate 47% | all regions", "@kai [DB] lag is 30 s *", "=1+1 is no formula", "-5m earlier"):
            workspace.room.log(incident, line)
        workspace.room.log(incident, "two\nlines <b>and</b> `code`", as_text=True)
        report = gather(workspace.record, incident, workspace.clock.now())
        entries = workspace.record.entries(incident)
    preview = read(file(tmp_path, f"export.{form[:3]}", exports.render(report, exports.Form(form))))
    assert [row.at for row in preview.rows] == [entry.at for entry in entries]
    assert [row.actor for row in preview.rows] == [entry.actor for entry in entries]
    if form == "csv":
        assert [row.text for row in preview.rows] == [entry.text for entry in entries]
        assert [row.star for row in preview.rows] == [entry.starred for entry in entries]
    else:
        assert all(entry.text in row.text for row, entry in zip(preview.rows, entries, strict=True))
    assert not preview.lost


def test_a_range_chooses_rows(tmp_path: Path) -> None:
    path = file(tmp_path, "a.txt", "2026-01-05 02:00 a\n2026-01-05 03:00 b\n2026-01-05 04:00 c\n")
    assert [row.text for row in read(path, since="2026-01-05T02:30Z", until="2026-01-05T03:30Z").rows] == ["b"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"\x7fELF\x02\x01\x00\x00\x00 02:25 a", "no text"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "no text"),
        (b"no times at all\n", "no row"),
        (b"PK\x03\x04 this is no zip", "as a zip"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(tmp_path: Path, data: bytes, words: str) -> None:
    with pytest.raises(BadSource, match=words):
        read(file(tmp_path, "source.txt", data))


def test_a_folder_or_a_missing_file_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing.txt"):
        with pytest.raises(BadSource, match="no file"):
            read(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_encodings_of_editors_are_read(tmp_path: Path, encoding: str) -> None:
    preview = read(file(tmp_path, "a.txt", "02:25 grüße\n02:26 b\n".encode(encoding)))
    assert [row.text for row in preview.rows] == ["grüße", "b"]
    assert not preview.problems


def test_a_guessed_encoding_is_said(tmp_path: Path) -> None:
    preview = read(file(tmp_path, "a.txt", "02:25 grüße\n02:26 b\n".encode("cp1252")))
    assert preview.rows[0].text == "grüße"
    assert sentences(preview) == ["Lines 1 to 2: not UTF-8; the text was read as Windows-1252."]


# -- Tables ----------------------------------------------------------------------------------------------------


def test_a_markdown_table_is_read_whatever_stands_around(tmp_path: Path) -> None:
    text = """# Report
| Team | Members |
|---|---|
| DB | Kai |

| Time (CET) | Who | What | Cost |
|:---|---|---|---|
| 2026-01-05 03:25 | @kai | deploy \\| 4.18<br>all regions | 1 |
| **2026-01-05 03:31** | Ines Müller | `errors` &amp; more | 2 |
| noon | x | y | 3 |
"""
    preview = read(file(tmp_path, "a.md", text))
    assert preview.form is Form.MARKDOWN
    assert told(preview) == [
        ("2026-01-05T02:25", "kai", "deploy | 4.18\nall regions"),
        ("2026-01-05T02:31", "ines.muller", "`errors` & more"),
    ]
    assert sentences(preview) == [
        "Line 10: noon is no time. Left out.",
        "Line 2: a table without times; it was not read.",
        "Line 6: the columns Cost have no place in an entry; they were not read.",
    ]


def test_csv_with_every_delimiter_and_date_columns_is_read(tmp_path: Path) -> None:
    for delimiter in ",;\t":
        text = "Date,Time,Person,Description\n2026-01-05,02:25,Kai,deploy\n2026-01-05,02:31:30,ines,errors\n"
        preview = read(file(tmp_path, "a.csv", text.replace(",", delimiter)))
        assert told(preview) == [("2026-01-05T02:25", "kai", "deploy"), ("2026-01-05T02:31", "ines", "errors")]


def test_csv_without_a_heading_is_read_by_its_times(tmp_path: Path) -> None:
    preview = read(file(tmp_path, "a.csv", "1,2026-01-05 02:25,deploy of 4.18\n2,2026-01-05 02:31,errors\n"))
    assert [row.text for row in preview.rows] == ["deploy of 4.18", "errors"]


def test_seconds_since_1970_are_times(tmp_path: Path) -> None:
    preview = read(file(tmp_path, "a.csv", "ts,text\n1767579900,a\n1767579960000,b\n"))
    assert told(preview) == [("2026-01-05T02:25", "", "a"), ("2026-01-05T02:26", "", "b")]


def test_a_broken_quote_costs_its_own_row(tmp_path: Path) -> None:
    text = (
        'time,who,text\n02:25,kai,one\n02:26,kai,"two\n02:27,ines,three\n'
        '02:28,ines,"four ""quoted"", and more"\n02:29,kai,five\n'
    )
    preview = read(file(tmp_path, "a.csv", text))
    assert [row.text for row in preview.rows] == ["one", "three", 'four "quoted", and more', "five"]
    assert [found.sentence for found in preview.lost] == [
        "Line 3: a quote is opened and not closed, or closed too early. Left out."
    ]


def test_a_cell_may_run_over_lines_and_numbers_still_fit(tmp_path: Path) -> None:
    text = 'time,text\n02:25,"one\ntwo"\n25:00,bad\n'
    preview = read(file(tmp_path, "a.csv", text))
    assert [row.text for row in preview.rows] == ["one\ntwo"]
    assert [found.line for found in preview.lost] == [4]


def test_cells_too_few_or_too_many_are_named(tmp_path: Path) -> None:
    preview = read(file(tmp_path, "a.csv", "time,who,text\n02:25,kai,pods, restart\n02:26\n02:27,kai,ok\n"))
    assert [row.text for row in preview.rows] == ["pods, restart", "ok"]
    assert [(found.line, found.code, found.lost) for found in preview.problems] == [
        (3, "cells", True),
        (2, "joined", False),
    ]


def test_a_table_of_broken_quotes_is_given_up_soon(tmp_path: Path) -> None:
    with pytest.raises(BadSource, match="1000"):
        read(file(tmp_path, "a.csv", "time,text\n" + '02:25,"x\n' * 5000))


# -- Slack ----------------------------------------------------------------------------------------------------

MESSAGES = [
    (
        "02:00",
        "ines.muller",
        "Checkout fails in #general & in all regions, see the dashboard (https://grafana.example.com/d/1)",
    ),
    ("02:01", "kai", "@here looking, @sam.okafor can you take the @database side?"),
    ("02:02", "kai", "↳ (to @ines.muller 02:00) error rate 47% (edited)"),
    ("02:03", "alertmanager", "error rate above 40% for 5m"),
    ("02:05", "sam.okafor", "↳ (to @ines.muller 02:00) replication lag is 30 seconds"),
    ("02:06", "ines.muller", "the graph\n[file: errors.png]"),
    ("02:07", "ines.muller", "@ines.muller set the channel topic: SEV-1"),
    ("02:08", "noor", "rolled back, deploy 4.18 <-> 4.17"),
    ("02:09", "kai", "errors are gone"),
]  # fmt: skip


@pytest.mark.parametrize("root", ["", "Example export Jan 1 2026/"])
def test_a_slack_export_is_read_with_people_threads_and_edits(tmp_path: Path, root: str) -> None:
    path = slack.export(tmp_path / "export.zip", root=root)
    assert slack_export.channels(path) == ["general", "inc-checkout"]
    preview = read(path, channel="#inc-checkout")
    assert preview.form is Form.SLACK
    assert [(row.at.hhmm(), row.actor, row.text) for row in preview.rows] == MESSAGES
    assert preview.people["ines.muller"] == "Ines Müller"
    assert preview.rows[0].source == "slack:C0INC0042/1767578400.000200"
    assert not preview.problems


def test_an_export_with_several_channels_asks_which(tmp_path: Path) -> None:
    path = slack.export(tmp_path / "export.zip")
    with pytest.raises(BadSource, match="#general, #inc-checkout"):
        read(path)
    with pytest.raises(BadSource, match="no channel nope"):
        read(path, channel="nope")
    assert len(read(slack.export(tmp_path / "one.zip", leave_out="general/")).rows) == 9


def test_a_range_of_a_slack_channel_is_chosen(tmp_path: Path) -> None:
    path = slack.export(tmp_path / "export.zip")
    preview = read(path, channel="inc-checkout", since="2026-01-05T02:02Z", until="2026-01-05T02:05Z")
    assert [row.at.hhmm() for row in preview.rows] == ["02:02", "02:03", "02:05"]


def test_a_message_that_is_none_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    day = json.loads((slack.DATA / "slack-export/inc-checkout/2026-01-05.json").read_bytes())
    day[1] = {"type": "message", "ts": "yesterday", "text": "x"}
    day[2] = {"type": "message", "ts": 17, "text": "x"}
    extra = {"inc-checkout/2026-01-05.json": json.dumps(day).encode(), "inc-checkout/2026-01-06.json": b"[{broken"}
    preview = read(slack.export(tmp_path / "export.zip", extra=extra), channel="inc-checkout")
    assert len(preview.rows) == 8
    assert [(found.file, found.line, found.code) for found in preview.lost] == [
        ("inc-checkout/2026-01-05.json", 2, "broken_message"),
        ("inc-checkout/2026-01-05.json", 3, "broken_message"),
        ("inc-checkout/2026-01-06.json", 1, "broken_json"),
    ]


def test_changed_and_deleted_messages_read_as_they_do_in_slack(tmp_path: Path) -> None:
    day = [
        {"type": "message", "ts": "1767578400.000200", "user": "U02KAI", "text": "teh pods"},
        {"type": "message", "ts": "1767578401.000200", "user": "U02KAI", "text": "a secret"},
        {"type": "message", "subtype": "message_changed", "ts": "1767578500.000000",
         "message": {"type": "message", "ts": "1767578400.000200", "user": "U02KAI", "text": "the pods",
                     "edited": {"user": "U02KAI", "ts": "1767578500.000000"}}},
        {"type": "message", "subtype": "message_deleted", "ts": "1767578502.000000", "deleted_ts": "1767578401.000200"},
    ]  # fmt: skip
    extra = {"inc-checkout/2026-01-05.json": json.dumps(day).encode()}
    preview = read(slack.export(tmp_path / "export.zip", extra=extra), channel="inc-checkout")
    assert [row.text for row in preview.rows] == ["the pods (edited)"]
    assert preview.rows[0].edited == Instant.parse("2026-01-05T02:01:40Z")


def test_one_day_of_a_channel_is_read_by_itself() -> None:
    preview = read(slack.DATA / "slack-export/inc-checkout/2026-01-05.json")
    assert len(preview.rows) == 9


@pytest.mark.parametrize("bomb", ["ratio", "total", "count"])
def test_a_zip_bomb_is_refused(tmp_path: Path, bomb: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "export.zip"
    if bomb == "count":
        monkeypatch.setattr(slack_export, "MOST_FILES", 3)
        slack.export(path)
    elif bomb == "total":
        monkeypatch.setattr(slack_export, "LARGEST_READ", 1000)
        slack.export(path)
    else:
        slack.export(path, extra={"inc-checkout/2026-01-05.json": b"[" + b" " * 30_000_000 + b"]"})
    with pytest.raises(BadSource, match=r"unpacks to far more|more than 3 files"):
        read(path, channel="inc-checkout")


def test_json_as_deep_as_a_well_is_named(tmp_path: Path) -> None:
    extra = {"inc-checkout/2026-01-05.json": b"[" * 100_000 + b"]" * 100_000}
    preview = read(slack.export(tmp_path / "export.zip", extra=extra), channel="inc-checkout")
    assert [found.code for found in preview.lost] == ["broken_json"]


def test_a_zip_that_is_no_export_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "photos.zip", "w") as packed:
        packed.writestr("../../etc/passwd", "x")
    with pytest.raises(BadSource, match="no Slack export"):
        read(tmp_path / "photos.zip")
    assert not (tmp_path.parent / "etc").exists()
