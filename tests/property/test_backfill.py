"""Whatever is pasted or imported: it is read or refused with a sentence, and what was read is what was written."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from warroom.backfill import paste, slack_text, zones
from warroom.backfill.loading import load
from warroom.backfill.making import Setting
from warroom.backfill.people import Handles
from warroom.backfill.rows import BadSource
from warroom.clock import Instant
from warroom.masking import masked, secrets_in
from warroom.text import HANDLE

NOW = Instant.parse("2026-01-07T12:00:00Z")
STAMPS = st.sampled_from(
    ["02:25", "2:25 PM", "2026-01-05 02:25", "2026-01-05T02:25:10+01:00", "Jan  5 02:25:10", "[23:59]", "99:99", "kai"]
)
LINES = st.lists(st.one_of(st.text(max_size=60), st.builds(lambda stamp, text: f"{stamp} {text}", STAMPS, st.text())))
WORDS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=80).map(str.strip).filter(bool)


@settings(deadline=None)
@given(LINES, st.sampled_from(["UTC", "+05:30", "local", "Europe/Berlin"]))
def test_any_text_splits_or_is_refused(lines: list[str], zone: str) -> None:
    text = "\n".join(lines)
    judged = paste.judge(text)
    assert judged.lines >= (1 if judged.kind is not paste.PasteKind.EMPTY else 0)
    try:
        preview = paste.split(text, now=NOW, zone=zones.named(zone))
    except BadSource:
        return
    assert preview.rows
    assert all(0 <= row.at <= NOW.plus(120) and row.text.strip() for row in preview.rows)
    assert len({row.source for row in preview.rows}) == len(preview.rows)
    assert all(1 <= problem.line <= preview.lines and problem.sentence for problem in preview.problems)
    assert [row.source for row in paste.split(text, now=NOW, zone=zones.named(zone)).rows] == [
        row.source for row in preview.rows
    ]


@settings(deadline=None)
@given(st.binary(max_size=2000), st.sampled_from(["x.txt", "x.csv", "x.md", "x.json", "x.zip"]))
def test_any_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(data)
        try:
            preview = load(path, Setting(NOW, zones.UTC_ZONE, NOW))
        except BadSource:
            return
        assert all(row.text for row in preview.rows)


@settings(deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=20), st.sampled_from(",;\t"))
def test_csv_brings_every_cell_to_the_letter(texts: list[str], delimiter: str) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(["time", "who", "text"])
    for number, text in enumerate(texts):
        writer.writerow([f"2026-01-05 02:{number:02d}", "kai", text])
    with TemporaryDirectory() as folder:
        path = Path(folder, "rows.csv")
        path.write_text(out.getvalue(), encoding="utf-8", newline="")
        preview = load(path, Setting(NOW, zones.UTC_ZONE, NOW))
    expected = [text[1:] if text[0] == "'" and text[1:2] in tuple("=+-@\t\r") else text for text in texts]
    assert [row.text for row in preview.rows] == [text.strip() for text in expected]


@given(st.lists(st.text(max_size=50)))
def test_two_names_never_become_one_handle(names: list[str]) -> None:
    handles = Handles()
    made = {" ".join(name.split()): handles.of(name) for name in names}
    given_ = [handle for handle in made.values() if handle]
    assert len(set(given_)) == len(given_)
    assert all(HANDLE.fullmatch(handle) for handle in given_)


@given(st.text())
def test_a_mask_hides_only_what_it_found(text: str) -> None:
    found = secrets_in(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert (masked(text) == text) is (not found)


@given(st.text())
def test_slack_marks_never_fail(text: str) -> None:
    assert isinstance(slack_text.shown(text, lambda _id: ""), str)
