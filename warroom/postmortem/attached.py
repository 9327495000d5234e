"""The attached files of a report: what each is, where it goes beside an export, and how HTML carries it inside.

A picture of any format is shown only when its own header says that it is small enough to be drawn. Files never run:
HTML offers them for saving, as bytes without a type.
"""

from __future__ import annotations

import re
from base64 import b64encode
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import msgspec

from warroom.errors import NotFound, RecordDamaged
from warroom.incident.events import AttachmentAdded
from warroom.incident.files import PICTURES, drawable

if TYPE_CHECKING:
    from warroom.record import Record

MOST_BYTES = 200 * 1024 * 1024
"""What one report carries; files beyond that are named with their digest."""
_UNSAFE = re.compile(r'[<>:"/\\|?*]')
"""What some system does not take in a file's name."""


class ReportFile(msgspec.Struct, frozen=True):
    """One attached file. ``data`` b'': it is only named, because this copy lacks it or the report carries enough."""

    entry: str
    name: str
    mime: str
    size: int
    sha256: str
    caption: str
    data: bytes = b""

    @property
    def shown(self) -> bool:
        """Whether it is a picture that may be drawn."""
        return self.mime in PICTURES and bool(self.data) and drawable(self.data)

    @property
    def file_name(self) -> str:
        """Its name in the folder beside an export: no two files share one."""
        return f"{self.sha256[:8]}-{_UNSAFE.sub('_', self.name).rstrip('. ')}"

    @property
    def words(self) -> str:
        """What it is, for people: ``errors.png, 47 KB, SHA-256 …``."""
        size = f"{self.size / 1024**2:.1f} MB" if self.size >= 1024**2 else f"{max(1, self.size // 1024)} KB"
        return f"{self.name}, {size}, SHA-256 {self.sha256}"

    @property
    def address(self) -> str:
        """The bytes inside a page."""
        mime = self.mime if self.shown else "application/octet-stream"
        return f"data:{mime};base64,{b64encode(self.data).decode()}"


def attached(record: Record, incident: str, *, with_bytes: bool) -> dict[str, ReportFile]:
    """The file of each entry that names one; a redacted entry names none."""
    found: dict[str, ReportFile] = {}
    left = MOST_BYTES
    for event in record.events(incident, kinds=(AttachmentAdded.KIND,)):
        body = event.body
        if not isinstance(body, AttachmentAdded):
            continue
        data = _bytes(record, body.sha256) if with_bytes and body.size <= left else b""
        left -= len(data)
        found[event.id] = ReportFile(event.id, body.name, body.mime, body.size, body.sha256, body.caption, data)
    return found


def folder_beside(path: Path) -> Path:
    """The folder that an export's files go into."""
    return path.with_name(f"{path.stem}-files")


def link(file: ReportFile, folder: str) -> str:
    """The address of a file in the folder beside an export, safe in Markdown and HTML."""
    return f"{quote(folder)}/{quote(file.file_name)}"


def _bytes(record: Record, digest: str) -> bytes:
    try:
        return record.attachments.read(digest)
    except (NotFound, RecordDamaged):
        return b""
