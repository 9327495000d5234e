"""Attached files in exports: inside HTML, in a folder beside the rest; rows for the clipboard and for paper."""

from __future__ import annotations

import base64
import csv
import io
import json
import os
import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from tests.command_line import CommandLine, record_file
from tests.unit.test_attachments import png

PICTURE = png(20, 10)
HUGE = png(10_000, 10_000)
HOSTILE = '"><script>alert(1)</script> ](javascript:x) | .html'


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CommandLine:
    monkeypatch.setenv("WARROOM_HANDLE", "robin")
    cli = CommandLine(monkeypatch)
    cli.ok("declare", "nobody can pay", "-s", "1")
    for name, data, caption in (
        ("shot.png", PICTURE, "the dashboard [1] at 02:31"),
        ("app log.txt", b"one\ntwo\nthree\nfour\n", "log of the pod"),
        ("huge.png", HUGE, "far too large"),
    ):
        (tmp_path / name).write_bytes(data)
        cli.ok("attach", str(tmp_path / name), caption)
    (tmp_path / "x").write_bytes(b"<script>alert(2)</script>")
    return cli


def test_html_shows_pictures_and_offers_files_inside_itself(cli: CommandLine) -> None:
    page = cli.ok("export", "-f", "html").out
    assert f'<img src="data:image/png;base64,{base64.b64encode(PICTURE).decode()}"' in page
    assert page.count("<img") == 1
    offered = re.findall(r'<a download="([^"]*)" href="data:application/octet-stream;base64,([^"]*)">', page)
    assert [(name, base64.b64decode(data)) for name, data in offered] == [
        ("app log.txt", b"one\ntwo\nthree\nfour\n"),
        ("huge.png", HUGE),
    ]
    assert "img-src data:" in page
    assert "http://" not in page
    assert "https://" not in page


@pytest.mark.parametrize("form", ["markdown", "csv", "json", "postmortem"])
def test_the_other_forms_have_a_folder_beside_them(cli: CommandLine, tmp_path: Path, form: str) -> None:
    out = tmp_path / "out" / "my report.txt"
    out.parent.mkdir()
    cli.ok("export", "-f", form, "-o", str(out))
    folder = tmp_path / "out" / "my report-files"
    kept = {file.name[9:]: file.read_bytes() for file in folder.iterdir()}
    assert kept == {"shot.png": PICTURE, "app log.txt": b"one\ntwo\nthree\nfour\n", "huge.png": HUGE}
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}
    text = out.read_text()
    if form in ("markdown", "postmortem"):
        (shown,) = re.findall(r"!\[(.*?[^\\])\]\((.*?)\)", text)
        assert shown[0] == r"the dashboard \[1\] at 02:31"
        assert (out.parent / shown[1].replace("%20", " ")).read_bytes() == PICTURE
    elif form == "csv":
        rows = [row for row in csv.DictReader(io.StringIO(text)) if row["file"]]
        assert all((out.parent / row["file"]).is_file() for row in rows)
        assert len(rows) == 3
    else:
        assert all((out.parent / file["path"]).is_file() for file in json.loads(text)["files"])


def test_standard_output_names_the_files_with_their_digest(cli: CommandLine) -> None:
    text = cli.ok("export", "-f", "markdown").out
    assert re.search(r"file: shot\.png, 1 KB, SHA-256 [0-9a-f]{64}", text)
    assert "data:" not in text


def test_a_hostile_name_stays_words(cli: CommandLine, tmp_path: Path) -> None:
    from warroom.workspace import Workspace

    with Workspace.open(author="robin", create=False) as workspace:
        incident = workspace.default_incident()
        workspace.attach(incident, b"<script>alert(3)</script>", HOSTILE, name=HOSTILE)
    page = cli.ok("export", "-f", "html").out
    assert "<script>" not in page
    out = tmp_path / "r.md"
    cli.ok("export", "-f", "markdown", "-o", str(out))
    html = MarkdownIt("commonmark").enable("table").render(out.read_text())
    assert 'href="javascript' not in html
    assert "<script>" not in html
    assert {file.name[8] for file in (tmp_path / "r-files").iterdir()} == {"-"}
    assert not any(set(file.name) & set('<>:"|?*') for file in (tmp_path / "r-files").iterdir())


def test_a_redacted_file_is_in_no_export(cli: CommandLine, tmp_path: Path) -> None:
    (entry,) = [found["id"] for found in cli.ok("search", "dashboard", "--json").json]
    cli.ok("redact", entry)
    cli.ok("export", "-f", "markdown", "-o", str(tmp_path / "r.md"))
    names = [file.name[9:] for file in (tmp_path / "r-files").iterdir()]
    assert sorted(names) == ["app log.txt", "huge.png"]
    assert "<img" not in cli.ok("export", "-f", "html").out


def test_no_export_is_written_over_a_record(cli: CommandLine, tmp_path: Path) -> None:
    cli.ok("backup", str(tmp_path / "copy.db"))
    for record in (record_file(), tmp_path / "copy.db"):
        said = cli("export", "-f", "json", "-o", str(record))
        assert said.code == 3
        assert "is a record" in said.err
    assert cli.ok("verify", "--json").json["sound"] is True
    cli.ok("restore", str(tmp_path / "copy.db"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name")
def test_a_pipe_and_a_link_stay_what_they_are(cli: CommandLine, tmp_path: Path) -> None:
    pipe, link, file = tmp_path / "pipe", tmp_path / "link.csv", tmp_path / "file.csv"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        cli.ok("export", "-f", "csv", "-o", str(pipe))
        assert os.read(reader, 8) == b"section,"
    finally:
        os.close(reader)
    assert pipe.is_fifo()
    file.touch()
    link.symlink_to(file)
    cli.ok("export", "-f", "csv", "-o", str(link))
    assert link.is_symlink()
    assert file.read_bytes().startswith(b"section,")
