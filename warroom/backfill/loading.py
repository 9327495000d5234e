"""A file of any of the forms that can be brought in: told by its bytes, read within limits, made a preview."""

from __future__ import annotations

from pathlib import Path

import msgspec

from warroom.backfill import csv_table, markdown_table, slack_export, slack_messages
from warroom.backfill.making import Setting
from warroom.backfill.paste import read_text
from warroom.backfill.rows import BadSource, Preview, problem
from warroom.incident.files import looks_like_text

LARGEST_TEXT = 64 * 1024 * 1024
_ZIP = b"PK\x03\x04"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def load(path: Path, setting: Setting, *, channel: str = "") -> Preview:
    """What would be written of ``path``. Raises ``BadSource`` with the reason where nothing can be read."""
    head = _head(path)
    if head.startswith(_ZIP):
        return slack_export.read(path, setting, channel=channel)
    if channel:
        raise BadSource(f"{path.name} is no Slack export, so it has no channels.", code="no_channel")
    text, guessed = _text(path)
    preview = _read(text, path, setting)
    if guessed:
        warning = problem("encoding", 1, last=preview.lines)
        preview = msgspec.structs.replace(preview, problems=[warning, *preview.problems])
    if not preview.rows and setting.since is None and setting.until is None:
        why = preview.problems[0].sentence if preview.problems else "No line begins with a time."
        raise BadSource(f"{path.name} has no row that could be written. {why}", code="no_rows")
    return preview


def _read(text: str, path: Path, setting: Setting) -> Preview:
    suffix = path.suffix.casefold()
    if suffix == ".json":
        return _slack_day(text, path, setting)
    if markdown_table.looks_so(text):
        return markdown_table.read(text, setting)
    if suffix in (".csv", ".tsv") or csv_table.looks_so(text):
        return csv_table.read(text, setting)
    return read_text(text, setting)


def _slack_day(text: str, path: Path, setting: Setting) -> Preview:
    """One day's file out of a Slack export; its folder is the channel."""
    try:
        raw = msgspec.json.decode(text, type=list[msgspec.Raw])
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadSource(f"{path.name} is no list of Slack's messages: {error}.", code="bad_json") from error
    folder = path.resolve().parent.name
    return slack_messages.preview([(path.name, raw)], {}, slack_messages.Channel("", folder), setting, [])


def _head(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise BadSource(f"There is no file {path}.", code="no_file")
        with path.open("rb") as file:
            return file.read(8)
    except OSError as error:
        raise BadSource(f"{path} cannot be read: {error.strerror}.", code="no_file") from error


def _text(path: Path) -> tuple[str, bool]:
    """The text of a file, and whether its encoding had to be guessed. Raises ``BadSource``."""
    with path.open("rb") as file:
        data = file.read(LARGEST_TEXT + 1)
    if len(data) > LARGEST_TEXT:
        raise BadSource(
            f"{path.name} has more than {LARGEST_TEXT // 1024**2} MB. Split it, or attach it as a file.",
            code="too_large",
        )
    if not data.strip():
        raise BadSource(f"{path.name} is empty.", code="empty")
    if data[:2] in _UTF16:
        return data.decode("utf-16", errors="replace"), False
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        if b"\x00" in data[:65536] or not _printable(data[:65536]):
            raise _binary(path) from None
        return data.decode("cp1252", errors="replace"), True
    if not looks_like_text(data):
        raise _binary(path)
    return text, False


def _printable(data: bytes) -> bool:
    odd = sum(1 for byte in data if byte < 32 and byte not in (9, 10, 12, 13, 27))
    return odd * 200 < len(data)


def _binary(path: Path) -> BadSource:
    return BadSource(f"{path.name} is no text: it holds bytes that only programs write.", code="binary")
