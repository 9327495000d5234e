"""What was pasted or dropped and waits for Enter: a block of text, a picture, files (UI.md 3.7)."""

from __future__ import annotations

from pathlib import Path

import msgspec
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData
from PySide6.QtGui import QImage, QImageWriter

from warroom.backfill.paste import Pasted, PasteKind, judge
from warroom.errors import Refused
from warroom.incident.files import LARGEST_PICTURE
from warroom.text import one_line


class Held(msgspec.Struct, frozen=True):
    """One of the three: ``text`` with what it was judged to be, ``image``, or ``files``."""

    text: str = ""
    pasted: Pasted | None = None
    image: QImage | None = None
    files: tuple[Path, ...] = ()

    @property
    def is_file(self) -> bool:
        """Whether Enter attaches it; else it is logged as one block."""
        return self.image is not None or bool(self.files) or (self.pasted is not None and self._large)

    @property
    def splits(self) -> bool:
        return self.pasted is not None and self.pasted.splits

    @property
    def _large(self) -> bool:
        return self.pasted is not None and self.pasted.kind is PasteKind.FILE

    @property
    def words(self) -> str:
        """What it is: ``42 lines``, ``Picture, 1280 x 720``, ``report.pdf``."""
        if self.image is not None:
            return f"Picture, {self.image.width()} x {self.image.height()}"
        if self.files:
            names = ", ".join(path.name for path in self.files[:3])
            return one_line(names, 60) + (f" and {len(self.files) - 3} more" if len(self.files) > 3 else "")
        count = self.pasted.lines if self.pasted is not None else 1
        return f"{count:,} lines" if count != 1 else "1 line"

    @property
    def offer(self) -> str:
        """What the keys will do with it (UI.md 3.7)."""
        if self.image is not None or self.files:
            return "Type a caption · Enter: attach · Esc: cancel"
        split = " · Ctrl+Shift+Enter: split into rows by their times" if self.splits else ""
        if self._large:
            return f"Too long for an entry · Enter: attach as a file{split} · Esc: cancel"
        return f"Enter: one log block{split} · Esc: cancel"


def held_of(mime: QMimeData) -> Held | None:
    """What is held of a paste or a drop; None for what belongs into the line as it is: one line of text.

    Raises ``Refused`` for a picture that is too large to be kept.
    """
    files = tuple(Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile())
    if files:
        return Held(files=files)
    if mime.hasImage() and not mime.hasText():
        return held_image(QImage(mime.imageData()))
    text = mime.text()
    pasted = judge(text)
    if pasted.kind in (PasteKind.EMPTY, PasteKind.LINE):
        return None
    return Held(text=text.strip("\r\n"), pasted=pasted)


def held_image(image: QImage) -> Held | None:
    """A picture from the clipboard. Raises ``Refused`` for one that is too large."""
    if image.isNull():
        return None
    pixels = image.width() * image.height()
    if pixels > LARGEST_PICTURE:
        raise Refused(
            f"The picture has {pixels // 1_000_000} megapixels and {LARGEST_PICTURE // 1_000_000} can be pasted. "
            "Save it as a file and attach that.",
            code="picture_large",
        )
    return Held(image=image)


def png(image: QImage) -> bytes:
    """A picture as it is kept. Takes a while for a large one: not for the GUI thread."""
    kept = QByteArray()
    buffer = QBuffer(kept)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(kept.data())
