"""What to offer for a text on the clipboard, and how it would split into rows (UI.md 3.7).

``judge`` is quick enough for the key press itself; ``split`` of a long text belongs off the GUI thread.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from warroom.backfill import lines, slack_copy, status_copy
from warroom.backfill.making import Setting
from warroom.backfill.rows import BadSource, Preview
from warroom.backfill.zones import UTC_ZONE, Zone
from warroom.clock import Instant

MOST_LINES = 500
LARGEST_BLOCK = 256 * 1024
"""Above either a text is kept as a file."""
LARGEST_SPLIT = 64 * 1024 * 1024
"""Bytes that are split into rows at most."""
SHOWN = 3
_LOOKED_AT = 200


class PasteKind(StrEnum):
    """``EMPTY``: nothing to do. ``LINE`` is inserted. ``BLOCK`` is one entry or split rows. ``FILE`` is attached."""

    EMPTY = "empty"
    LINE = "line"
    BLOCK = "block"
    FILE = "file"


class Pasted(msgspec.Struct, frozen=True):
    """``splits``: lines begin with times, so that rows can be offered. ``first``: the three lines that are shown."""

    kind: PasteKind
    lines: int
    size: int
    splits: bool
    first: str


def judge(text: str) -> Pasted:
    """What a pasted text is. Reads its length and its first lines only."""
    stripped = text.strip("\r\n")
    if not stripped.strip():
        return Pasted(PasteKind.EMPTY, 0, 0, False, "")
    size = len(stripped) if stripped.isascii() else len(stripped.encode("utf-8", errors="replace"))
    count = stripped.count("\n") + 1 if "\n" in stripped else len(stripped.splitlines())
    head = stripped[: 64 * 1024].splitlines()[:_LOOKED_AT]
    first = "\n".join(line.rstrip() for line in head[:SHOWN])
    splits = count > 1 and (lines.times_in(head) > 1 or slack_copy.looks_so(head) or status_copy.looks_so(head))
    if size > LARGEST_BLOCK or count > MOST_LINES:
        return Pasted(PasteKind.FILE, count, size, splits and size <= LARGEST_SPLIT, first)
    return Pasted(PasteKind.LINE if count == 1 else PasteKind.BLOCK, count, size, splits, first)


def read_text(text: str, setting: Setting) -> Preview:
    """A preview of running text, by the form that its beginning has."""
    head = text[: 64 * 1024].splitlines()
    if slack_copy.looks_so(head):
        return slack_copy.read(text, setting)
    return status_copy.read(text, setting) if status_copy.looks_so(head) else lines.read(text, setting)


def split(text: str, *, now: Instant, zone: Zone = UTC_ZONE, around: Instant | None = None) -> Preview:
    """The rows that a text splits into by its times. ``zone`` is for times without one: the window's primary clock.

    ``around``: where times without a day belong, default now. Raises ``BadSource`` where there is no time at all, or
    more than 64 MB.
    """
    if len(text) > LARGEST_SPLIT:
        raise BadSource(
            f"The text has {len(text) // 1024**2} MB and {LARGEST_SPLIT // 1024**2} MB can be split into rows. "
            "Split it into several, or attach it as a file.",
            code="paste_too_large",
        )
    setting = Setting(now, zone, now if around is None else around)
    preview = read_text(text, setting)
    if not preview.rows:
        why = preview.problems[0].sentence if preview.problems else "No line begins with a time."
        raise BadSource(f"Nothing to split into rows. {why} Log it as one block.", code="no_rows")
    return preview
