"""A text timeline or a log: each line that begins with a time begins a row, other lines go with the row above.

Headings end a row; a heading or a line that is a date holds for the lines below. What stands before the first time,
or below a heading without one, belongs to nothing and is named.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from warroom.backfill.making import Piece, Setting, lines_of, preview_of
from warroom.backfill.rows import MOST_ROWS, Form, Preview, Problem, problem
from warroom.backfill.stamps import Day, Stamp, day_of, mentioned_day, stamp_of

_HEADING = re.compile(r"\s{0,3}(?:#{1,6}\s|={3,}\s*$|-{3,}\s*$|\*{3,}\s*$)")
_ROLE = r"\[(?P<role>(?:[^\W_]|[ ./-]){1,16})\]\s+"
_PERSON = re.compile(rf"(?:{_ROLE})?(?:@(?P<at>[\w.-]{{1,32}})|<[@+%]?(?P<nick>[\w.\[\]|-]{{1,32}})>)[:,]?(?:\s+|$)")
_ROLE_AFTER = re.compile(_ROLE)
_LOG_SHARE = 0.5
"""From this share of rows with seconds and no list mark a text is called a log."""


def read(text: str, setting: Setting) -> Preview:
    """A preview of ``text``; it has no rows where no line begins with a time."""
    reader = _Reader()
    lines = lines_of(text)
    for number, line in enumerate(lines, 1):
        reader.take(number, line)
        if len(reader.pieces) > MOST_ROWS:
            reader.stop(number, len(lines))
            break
    reader.end()
    above = lines[: reader.pieces[0].line - 1] if reader.pieces else []
    setting = setting.about(mentioned_day(above))
    return preview_of(_form(lines, reader.pieces), reader.pieces, reader.problems, setting, lines=len(lines))


def times_in(lines: Sequence[str]) -> int:
    """How many lines begin with a time."""
    return sum(1 for line in lines if stamp_of(line) is not None)


class _Stretch(msgspec.Struct):
    """Lines that belong to nothing."""

    code: str
    first: int = 0
    last: int = 0


class _Reader:
    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.problems: list[Problem] = []
        self._open: Piece | None = None
        self._day: Day | None = None
        self._astray = _Stretch("no_time")

    def take(self, number: int, line: str) -> None:
        if not line.strip():
            if self._open is not None:
                self._open.words.append("")
            return
        stamp = stamp_of(line)
        if stamp is not None:
            self._begin(number, stamp, line)
        elif (day := day_of(line)) is not None:
            self._close("outside")
            self._day = day
        elif _HEADING.match(line):
            self._close("outside")
        elif self._open is not None:
            self._open.words.append(line.rstrip())
        else:
            self._astray.first = self._astray.first or number
            self._astray.last = number

    def stop(self, number: int, last: int) -> None:
        """More rows than one import brings: the rest is named, not read."""
        self.pieces.pop()
        self._open = None
        self.problems.append(problem("too_many", number, last=last, lost=True))

    def end(self) -> None:
        self._close("outside")

    def _begin(self, number: int, stamp: Stamp, line: str) -> None:
        self._close("outside")
        name, role, words = _head(line[stamp.rest :].rstrip())
        if stamp.until:
            words = f"(until {stamp.until}) {words}"
        self._open = Piece(number, stamp, [words], name, role, self._day)
        self.pieces.append(self._open)
        self._day = None

    def _close(self, code: str) -> None:
        if self._astray.first:
            found = self._astray
            self.problems.append(problem(found.code, found.first, last=found.last))
        self._astray = _Stretch(code if self.pieces or self._open else "no_time")
        self._open = None


def _head(words: str) -> tuple[str, str, str]:
    """Who said it and under which prefix, where a line says so before its words: ``[DB] @kai``, ``<kai>``."""
    match = _PERSON.match(words)
    if match is None:
        return "", "", _plain(words)
    name, role, rest = match["at"] or match["nick"], match["role"] or "", words[match.end() :]
    if not role and (after := _ROLE_AFTER.match(rest)):
        role, rest = after["role"], rest[after.end() :]
    return name, role.strip(), _plain(rest)


def _plain(words: str) -> str:
    """Without the bold marks that only framed the time."""
    return words.removesuffix("**") if words.count("**") == 1 else words


def _form(lines: Sequence[str], pieces: Sequence[Piece]) -> Form:
    logged = sum(1 for piece in pieces if piece.stamp.second or piece.stamp.millis)
    marked = sum(1 for piece in pieces if lines[piece.line - 1].lstrip()[:1] in ("-", "*", "|"))
    return Form.LOG if pieces and logged > len(pieces) * _LOG_SHARE and marked * 2 < len(pieces) else Form.TEXT
