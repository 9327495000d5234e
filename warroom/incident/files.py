"""What an attached file is, told from its own bytes: its kind, and how large a picture would be once it is drawn.

Nothing is decoded here. A picture of 100 megapixels is a few kilobytes until somebody draws it, so its size is read
from its header first (PNG, JPEG, GIF, WebP, BMP: the formats' own specifications) and whoever shows pictures asks
``drawable``. The file itself is kept either way: it is evidence.
"""

from __future__ import annotations

import mimetypes
import unicodedata

import msgspec

LARGEST = 25 * 1024 * 1024
"""Bytes that one attachment may have (DESIGN section 3)."""
LARGEST_PICTURE = 40_000_000
"""Pixels that are drawn at most: 160 MB once decoded. Larger pictures are shown as files."""
LONGEST_NAME = 120
_UNKNOWN = "application/octet-stream"
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
)
_JPEG_SIZES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
"""The markers of a JPEG that are followed by its size."""
_JPEG_BARE = frozenset({0x01, *range(0xD0, 0xD9)})
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp"})


class PictureSize(msgspec.Struct, frozen=True):
    """In pixels."""

    width: int
    height: int

    @property
    def pixels(self) -> int:
        return self.width * self.height


def mime_of(data: bytes, name: str = "") -> str:
    """What the bytes are; the name is asked only where they do not say."""
    for magic, mime in _MAGIC:
        if data.startswith(magic) and (mime != "image/bmp" or _bmp(data) is not None):
            return mime
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if looks_like_text(data):
        guessed = mimetypes.guess_type(name)[0] or ""
        return guessed if guessed.startswith("text/") or guessed == "application/json" else "text/plain"
    guessed = mimetypes.guess_type(name)[0] or _UNKNOWN
    return _UNKNOWN if guessed in PICTURES or guessed.startswith("text/") else guessed


def looks_like_text(data: bytes) -> bool:
    """Whether the beginning is UTF-8 without the control characters that only programs write."""
    head = data[:8192]
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 3 or len(data) <= len(head):
            return False
        text = head[: error.start].decode("utf-8")
    return not any(unicodedata.category(char) == "Cc" and char not in "\t\n\r\f\x1b" for char in text)


def picture_size(data: bytes) -> PictureSize | None:
    """How large the picture is when it is drawn; None for what is no picture, or one whose header is broken."""
    try:
        if data.startswith(_MAGIC[0][0]) and data[12:16] == b"IHDR":
            found = (int.from_bytes(data[16:20]), int.from_bytes(data[20:24]))
        elif data[:6] in (b"GIF87a", b"GIF89a"):
            found = (int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little"))
        elif data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            found = _webp(data)
        elif data.startswith(b"\xff\xd8\xff"):
            found = _jpeg(data)
        else:
            found = _bmp(data) or (0, 0)
    except IndexError:
        return None
    return PictureSize(*found) if min(found) > 0 else None


def drawable(data: bytes) -> bool:
    """Whether these bytes are a picture that may be decoded and shown."""
    size = picture_size(data)
    return size is not None and size.pixels <= LARGEST_PICTURE


def name_of(name: str, fallback: str = "file") -> str:
    """A file's own name without folders and without what steers a screen; never empty."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(char for char in last if unicodedata.category(char)[0] != "C").strip().lstrip(".")
    if len(kept) > LONGEST_NAME:
        stem, dot, suffix = kept.rpartition(".")
        kept = (
            kept[:LONGEST_NAME]
            if not dot or len(suffix) > 10
            else stem[: LONGEST_NAME - len(suffix) - 1] + dot + suffix
        )
    return kept or fallback


def _webp(data: bytes) -> tuple[int, int]:
    if data[12:16] == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if data[12:16] == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if data[12:16] == b"VP8 ":
        return int.from_bytes(data[26:28], "little") & 0x3FFF, int.from_bytes(data[28:30], "little") & 0x3FFF
    return 0, 0


def _jpeg(data: bytes) -> tuple[int, int]:
    place = 2
    while place < len(data):
        if data[place] != 0xFF:
            return 0, 0
        marker = data[place + 1]
        if marker == 0xFF:
            place += 1
        elif marker in _JPEG_BARE:
            place += 2
        elif marker in _JPEG_SIZES:
            return int.from_bytes(data[place + 7 : place + 9]), int.from_bytes(data[place + 5 : place + 7])
        else:
            place += 2 + max(2, int.from_bytes(data[place + 2 : place + 4]))
    return 0, 0


def _bmp(data: bytes) -> tuple[int, int] | None:
    if data[:2] != b"BM" or int.from_bytes(data[14:18], "little") not in (40, 52, 56, 108, 124):
        return None
    width, height = (
        int.from_bytes(data[18:22], "little", signed=True),
        int.from_bytes(data[22:26], "little", signed=True),
    )
    return abs(width), abs(height)
