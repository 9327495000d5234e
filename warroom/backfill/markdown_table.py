"""The timeline tables of a Markdown document: those whose heading names a time and words, whatever stands around."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

from warroom.backfill.making import Piece, Setting, lines_of, preview_of
from warroom.backfill.rows import BadSource, Form, Preview, Problem, problem
from warroom.backfill.stamps import Day, day_of, mentioned_day
from warroom.backfill.tables import Columns, columns_of, guessed, piece_of

_RULE = re.compile(r"\s*\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?\s*)?\|?\s*")
_CELL = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!|<>~=-])")
_FRAMED = re.compile(r"(\*\*|__|`|\*|_|~~)(?P<words>(?:(?!\1).)+)\1")


def looks_so(text: str) -> bool:
    """Whether a table stands in the text whose heading names a time and words."""
    lines = lines_of(text)
    return any(_heading(lines, number).whole for number in range(1, len(lines)) if _RULE.fullmatch(lines[number]))


def read(text: str, setting: Setting) -> Preview:
    """A preview of the timeline tables in ``text``. Raises ``BadSource`` where there is none."""
    lines = lines_of(text)
    pieces: list[Piece] = []
    problems: list[Problem] = []
    day: Day | None = None
    number, found, guess = 0, False, not looks_so(text)
    while number < len(lines):
        if number + 1 < len(lines) and "|" in lines[number] and _RULE.fullmatch(lines[number + 1]):
            end = _end(lines, number + 2)
            made = _table(lines, number, end, day, problems, guess)
            found = found or made is not None
            pieces += made or []
            number = end
        else:
            day = day_of(lines[number]) or day
            number += 1
    if not found:
        raise BadSource("No table here has a column of times and one of words.", code="no_columns")
    setting = setting.about(mentioned_day(lines[: pieces[0].line - 1] if pieces else []))
    return preview_of(Form.MARKDOWN, pieces, problems, setting, lines=len(lines))


def _table(
    lines: Sequence[str], start: int, end: int, day: Day | None, problems: list[Problem], guess: bool
) -> list[Piece] | None:
    """The rows of one table; None for one that has no times. ``guess``: columns are guessed where no heading helps."""
    columns = _heading(lines, start + 1)
    if not columns.whole and guess:
        columns = guessed([cells_of(line) for line in lines[start + 2 : min(end, start + 102)]])
    if not columns.whole:
        problems.append(problem("other_table", start + 1))
        return None
    if columns.unread:
        problems.append(problem("columns", start + 1, names=", ".join(columns.unread[:8])))
    pieces: list[Piece] = []
    for number in range(start + 2, end):
        cells = cells_of(lines[number])
        if len(cells) > columns.width > 0:
            problems.append(problem("cells", number + 1, lost=True, found=str(len(cells)), wanted=str(columns.width)))
            continue
        made = piece_of(number + 1, cells, columns)
        if isinstance(made, Piece):
            made.day, day = (None if made.stamp.has_day else day), None
            pieces.append(made)
        elif made is not None:
            problems.append(made)
    return pieces


def cells_of(line: str) -> list[str]:
    """The cells of one line, as they read when the Markdown is shown."""
    bare = line.strip().removeprefix("|")
    if bare.endswith("|") and not bare.endswith("\\|"):
        bare = bare[:-1]
    return [_shown(cell) for cell in _CELL.split(bare)]


def _shown(cell: str) -> str:
    text = _BREAK.sub("\n", cell.strip())
    if match := _FRAMED.fullmatch(text):
        text = match["words"]
    return unescape(_ESCAPED.sub(r"\1", text)).strip()


def _heading(lines: Sequence[str], rule: int) -> Columns:
    """What the line above the rule at ``rule`` says of the columns."""
    return columns_of(cells_of(lines[rule - 1])) if "|" in lines[rule - 1] else Columns({}, 0)


def _end(lines: Sequence[str], start: int) -> int:
    """The first line from ``start`` on that is no row of the table."""
    number = start
    while number < len(lines) and "|" in lines[number] and lines[number].strip():
        number += 1
    return number
