"""The last step of every reader of texts: pieces with their times become a preview."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from warroom.backfill.dating import Written, date_rows
from warroom.backfill.people import Handles
from warroom.backfill.rows import LARGEST_ROW, MOST_PROBLEMS, MOST_ROWS, Form, Preview, Problem, Row, problem
from warroom.backfill.sources import name_rows
from warroom.backfill.stamps import Day, Stamp
from warroom.backfill.zones import Zone
from warroom.clock import Instant
from warroom.text import clean


def lines_of(text: str) -> list[str]:
    """The lines of a text, counted as an editor counts them."""
    found = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return found[:-1] if found[-1] == "" else found


class Setting(msgspec.Struct, frozen=True):
    """What a text is read against. ``zone``: for times without one. ``around``: where a text without a day belongs.
    ``day_told``: a person said so, whatever the text mentions. ``since`` and ``until``: the range that was chosen; rows
    outside it are passed over in silence.
    """

    now: Instant
    zone: Zone
    around: Instant
    since: Instant | None = None
    until: Instant | None = None
    day_told: bool = False

    def about(self, day: Day | None) -> Setting:
        """The same for a text that mentions ``day`` above its first row."""
        if day is None or self.day_told:
            return self
        try:
            noon = datetime(day.year, day.month, day.day, 12)  # noqa: DTZ001 - a wall clock
            return msgspec.structs.replace(self, around=min(self.zone.instant(noon)[0], self.now))
        except (ValueError, OverflowError, OSError):
            return self

    def chosen(self, at: Instant) -> bool:
        return (self.since is None or at >= self.since) and (self.until is None or at <= self.until)


class Piece(msgspec.Struct):
    """A row before its time is known. ``name`` is a person's name as written; ``day``: the date line above it."""

    line: int
    stamp: Stamp
    words: list[str]
    name: str = ""
    role: str = ""
    day: Day | None = None
    star: bool = False


def preview_of(
    form: Form,
    pieces: Sequence[Piece],
    problems: list[Problem],
    setting: Setting,
    *,
    lines: int,
) -> Preview:
    """Date the pieces, name them, and say what is wrong, in the order of the lines."""
    dated = date_rows(
        [Written(piece.line, piece.stamp, piece.day) for piece in pieces],
        zone=setting.zone,
        now=setting.now,
        around=setting.around,
    )
    handles = Handles()
    rows: list[Row] = []
    found = [*problems, *dated.problems]
    for piece, at in zip(pieces, dated.times, strict=True):
        if at is not None and setting.chosen(at):
            made = _row(piece, at, handles)
            (rows if isinstance(made, Row) else found).append(made)  # type: ignore[arg-type]
    if any(one.code == "newest_first" for one in dated.problems):
        rows.reverse()
    rows, repeated = name_rows(rows)
    found += repeated
    if len(rows) > MOST_ROWS:
        found.append(problem("too_many", rows[MOST_ROWS].line, last=lines, lost=True))
        del rows[MOST_ROWS:]
    found.sort(key=lambda one: (not one.lost, one.line))
    return Preview(
        form,
        rows,
        found[:MOST_PROBLEMS],
        setting.zone.name,
        dated.assumed_zone,
        dated.zones,
        _day(rows, setting) if dated.assumed_day else "",
        handles.told,
        lines,
        max(0, len(found) - MOST_PROBLEMS),
    )


def _row(piece: Piece, at: Instant, handles: Handles) -> Row | Problem:
    text = clean("\n".join(piece.words).strip())
    if not text:
        return problem("no_text", piece.line, lost=True)
    if len(text) * 4 > LARGEST_ROW and len(text.encode()) > LARGEST_ROW:
        return problem("too_long", piece.line, lost=True, size=str(len(text.encode()) // 1024))
    return Row(piece.line, at, text, handles.of(piece.name), piece.role, star=piece.star)


def _day(rows: Sequence[Row], setting: Setting) -> str:
    return f"{setting.zone.wall(rows[0].at):%Y-%m-%d}" if rows else ""
