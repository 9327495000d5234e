"""Attaching a file to an incident: what may be attached, and reading it back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from warroom.clock import Instant
from warroom.errors import NotFound, Refused
from warroom.incident import events as fact
from warroom.incident import files
from warroom.room.acting import Acting
from warroom.text import clean

if TYPE_CHECKING:
    from warroom.record import Record

PREVIEW_LINES = 3
PREVIEW_WIDTH = 160
_LONGEST_CAPTION = 4000


class Attached(msgspec.Struct, frozen=True):
    """What is to be kept. ``at``: when the picture was taken or the file written, None = now."""

    data: bytes
    name: str
    caption: str = ""
    preview: str = ""
    at: Instant | None = None
    star: bool = False


class Attachment(msgspec.Struct, frozen=True):
    """A file of the record. ``picture`` is its size where it is one; ``drawable`` says that it may be shown."""

    entry: str
    sha256: str
    name: str
    mime: str
    caption: str
    data: bytes

    @property
    def picture(self) -> files.PictureSize | None:
        return files.picture_size(self.data)

    @property
    def drawable(self) -> bool:
        return files.drawable(self.data)


def attach(act: Acting, attached: Attached) -> None:
    """Keep the bytes and append the entry that names them. Raises ``Refused`` for nothing, or too much."""
    data = attached.data
    if not data:
        raise Refused("The file is empty; nothing was attached.", code="attachment_empty")
    if len(data) > files.LARGEST:
        raise _too_large(len(data))
    if len(attached.caption) > _LONGEST_CAPTION:
        raise Refused(
            f"A caption holds {_LONGEST_CAPTION} characters at most. Log the rest as an entry.", code="caption_long"
        )
    if attached.at is not None:
        act.at = act.not_future(attached.at)
    mime = files.mime_of(data, attached.name)
    fallback = f"screenshot {act.at.hhmm()}" if mime.startswith("image/") else f"file {act.at.hhmm()}"
    act.append(
        fact.AttachmentAdded(
            sha256=act.tx.keep_file(data),
            name=files.name_of(clean(attached.name), fallback),
            size=len(data),
            mime=mime,
            caption=attached.caption.strip(),
            star=attached.star,
            preview=attached.preview,
        )
    )


def read_file(path: Path) -> bytes:
    """The bytes of a file that a person named. Raises ``Refused``; never reads more than an attachment may have."""
    try:
        if not path.is_file():
            raise Refused(f"{path} is no file that can be attached. Name a file.", code="no_file")
        with path.open("rb") as file:
            data = file.read(files.LARGEST + 1)
        if len(data) > files.LARGEST:
            raise _too_large(path.stat().st_size)
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}. Nothing was attached.", code="no_file") from error
    return data


def first_lines(data: bytes) -> str:
    """The first three lines of a text with more than those, each cut to the width of a row; '' for all else."""
    if not files.looks_like_text(data):
        return ""
    lines = data[: 64 * 1024].decode("utf-8", errors="replace").splitlines()
    if len(lines) <= PREVIEW_LINES:
        return ""
    return "\n".join(clean(line[:PREVIEW_WIDTH]) for line in lines[:PREVIEW_LINES])


def attachment(record: Record, entry: str) -> Attachment:
    """The file that an entry names. Raises ``NotFound``."""
    event = record.event(entry)
    if event is None or not isinstance(event.body, fact.AttachmentAdded):
        raise NotFound("That entry has no file.", code="no_attachment")
    body = event.body
    return Attachment(entry, body.sha256, body.name, body.mime, body.caption, record.attachments.read(body.sha256))


def _too_large(size: int) -> Refused:
    return Refused(
        f"The file has {size / 1024**2:.0f} MB and an attachment may have {files.LARGEST // 1024**2} MB. "
        "Keep it where it is and log the place.",
        code="attachment_too_large",
    )
