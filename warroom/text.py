"""Input cleaning: what may enter the record, and what a handle is.

Pure text in, pure text out. Cleaning happens once, before parsing, so that every later room sees text that can be
stored, hashed and shown (DESIGN section 3, *Text* and *People*).
"""

from __future__ import annotations

import re
import unicodedata

HANDLE = re.compile(r"[a-z0-9][a-z0-9._-]{0,31}")
_SURROGATE = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """Text that SQLite, UTF-8 and a terminal can hold: lone surrogates become U+FFFD, NUL becomes U+2400."""
    if "\x00" in text:
        text = text.replace("\x00", "\u2400")
    return _SURROGATE.sub("\ufffd", text) if not text.isascii() else text


def handle(text: str) -> str | None:
    """The canonical handle that ``text`` names (a leading ``@`` is allowed), or None when it cannot be one."""
    folded = unicodedata.normalize("NFKC", text.removeprefix("@")).casefold()
    return folded if HANDLE.fullmatch(folded) else None


def one_line(text: str, limit: int = 120) -> str:
    """``text`` on one line, cut with an ellipsis at ``limit`` characters: for titles, notices and logs."""
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[: limit - 1].rstrip() + "…"


def cut_at_word(text: str, limit: int) -> str:
    """``text`` with an ellipsis, within ``limit`` characters: between two words, where one ends in its latter half."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    whole = head if text[limit - 1].isspace() else head[: max(head.rfind(" "), 0)]
    return (whole if len(whole) > limit // 2 else head).rstrip() + "…"
