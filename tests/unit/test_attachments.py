"""Files on the record: kept once, told by their bytes, read back to the letter, and never drawn blindly."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.records import START
from warroom.clock import ManualClock
from warroom.errors import NotFound, RecordDamaged, Refused
from warroom.incident import files
from warroom.incident.events import AttachmentAdded
from warroom.workspace import Workspace


def png(width: int, height: int) -> bytes:
    """A whole PNG of one colour, small however large it draws."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\x00" * ((width // 8 + 2) * height), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "record.db", author="robin", clock=ManualClock(START), simulated=False) as opened:
        yield opened


@pytest.fixture
def incident(workspace: Workspace) -> str:
    return workspace.room.declare("Checkout fails", 1).incident


def stored(workspace: Workspace) -> int:
    return int(workspace.record.connection.execute("SELECT count(*) FROM attachment").fetchone()[0])


def test_a_screenshot_is_read_back_to_the_letter(workspace: Workspace, incident: str) -> None:
    picture = png(640, 480)
    entry = workspace.attach(incident, picture, "the dashboard at its worst").events[0].id
    row = workspace.record.entries_by_id([entry])[0]
    assert row.text == "the dashboard at its worst"
    kept = workspace.attachment(entry)
    assert (kept.data, kept.mime, kept.name) == (picture, "image/png", "screenshot 02:30")
    assert kept.picture == files.PictureSize(640, 480)
    assert kept.drawable


def test_a_picture_without_a_caption_says_that_it_needs_one(workspace: Workspace, incident: str) -> None:
    entry = workspace.attach(incident, png(8, 8)).events[0].id
    assert workspace.record.entries_by_id([entry])[0].text == "screenshot 02:30 (needs a caption)"
    workspace.room.amend(incident, entry, "the load balancer")
    assert workspace.record.entries_by_id([entry])[0].text == "the load balancer"


def test_one_file_attached_twice_is_stored_once(workspace: Workspace, incident: str, tmp_path: Path) -> None:
    file = tmp_path / "app.log"
    file.write_text("one\ntwo\nthree\nfour\n")
    first = workspace.attach(incident, file, "before the restart").events[0].body
    second = workspace.attach(incident, file.read_bytes(), name="copy.log").events[0].body
    assert isinstance(first, AttachmentAdded)
    assert isinstance(second, AttachmentAdded)
    assert first.sha256 == second.sha256
    assert stored(workspace) == 1


def test_a_long_text_shows_its_first_three_lines_and_is_found_by_them(workspace: Workspace, incident: str) -> None:
    text = "\n".join(f"line {i} of the log" for i in range(900))
    entry = workspace.attach(incident, text.encode(), name="paste.txt").events[0].id
    row = workspace.record.entries_by_id([entry])[0]
    assert row.text == "paste.txt\nline 0 of the log\nline 1 of the log\nline 2 of the log"
    assert [found.entry.id for found in workspace.record.search("paste")] == [entry]


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"", "empty"), (b"x" * (files.LARGEST + 1), "25 MB")],
    ids=["nothing", "too much"],
)
def test_nothing_and_too_much_are_refused(workspace: Workspace, incident: str, data: bytes, words: str) -> None:
    with pytest.raises(Refused, match=words):
        workspace.attach(incident, data, name="dump.bin")
    assert stored(workspace) == 0
    assert workspace.record.entry_count(incident) == 1


def test_what_is_no_file_is_refused(workspace: Workspace, incident: str, tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "missing.png"):
        with pytest.raises(Refused, match="no file"):
            workspace.attach(incident, place)


def test_a_picture_of_100_megapixels_is_kept_and_never_drawn(workspace: Workspace, incident: str) -> None:
    picture = png(10_000, 10_000)
    assert len(picture) < 1_000_000
    kept = workspace.attachment(workspace.attach(incident, picture).events[0].id)
    assert kept.data == picture
    assert kept.picture is not None
    assert kept.picture.pixels == 100_000_000
    assert not kept.drawable


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (png(3, 5), (3, 5)),
        (b"GIF89a" + struct.pack("<HH", 7, 9) + b"\x00" * 20, (7, 9)),
        (b"\xff\xd8\xff\xe0\x00\x10" + b"\x00" * 14 + b"\xff\xc0\x00\x11\x08\x00\x0b\x00\x0d\x03", (13, 11)),
        (b"RIFF\x00\x00\x00\x00WEBPVP8X" + b"\x0a\x00\x00\x00" + b"\x00" * 4 + b"\x63\x00\x00\xc7\x00\x00", (100, 200)),
        (b"BM" + b"\x00" * 12 + struct.pack("<Iii", 40, 17, -19) + b"\x00" * 40, (17, 19)),
        (b"\x89PNG\r\n\x1a\n", None),
        (b"\xff\xd8\xff", None),
        (b"\xff\xd8\xff\xc0", None),
        (b"BM", None),
        (b"plain words", None),
    ],
)
def test_the_size_of_a_picture_stands_in_its_header(data: bytes, size: tuple[int, int] | None) -> None:
    assert files.picture_size(data) == (None if size is None else files.PictureSize(*size))


@pytest.mark.parametrize(
    ("data", "name", "mime"),
    [
        (b"%PDF-1.7", "x.png", "application/pdf"),
        (b"plain words", "shot.png", "text/plain"),
        (b"\x00\x01\x02", "shot.png", "application/octet-stream"),
        (b"a,b\n1,2\n", "rows.csv", "text/csv"),
        ("grüße".encode() * 2000, "", "text/plain"),
        (b"BM is how this note begins", "", "text/plain"),
    ],
)
def test_the_bytes_say_what_a_file_is_not_its_name(data: bytes, name: str, mime: str) -> None:
    assert files.mime_of(data, name) == mime


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\sam\\shot.png", "shot.png"),
        ("..", "file"),
        ("bad\x1b[31mname\u202e.txt", "bad[31mname.txt"),
        ("a" * 300 + ".png", "a" * 116 + ".png"),
    ],
)
def test_a_name_loses_its_folders_and_what_steers_a_screen(given: str, kept: str) -> None:
    assert files.name_of(given) == kept


def test_a_file_that_this_copy_lacks_or_that_was_altered_is_said(workspace: Workspace, incident: str) -> None:
    entry = workspace.attach(incident, b"words of a log", name="a.log").events[0].id
    workspace.record.connection.execute("UPDATE attachment SET data = x'00'")
    with pytest.raises(RecordDamaged):
        workspace.attachment(entry)
    workspace.record.connection.execute("DELETE FROM attachment")
    with pytest.raises(NotFound, match="does not hold"):
        workspace.attachment(entry)
    with pytest.raises(NotFound, match="no file"):
        workspace.attachment(workspace.record.entries(incident)[0].id)
