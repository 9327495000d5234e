"""A timeline as CSV, with commas, semicolons or tabs: one broken quote costs one row, not the rest of the file."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence

import msgspec

from warroom.backfill.making import Piece, Setting, lines_of, preview_of
from warroom.backfill.rows import BadSource, Form, Preview, Problem, problem
from warroom.backfill.tables import Columns, columns_of, guessed, piece_of

DELIMITERS = ",;\t"
LONGEST_ROW = 200
"""Lines that one quoted cell may run over: a quote that is open for longer was never closed."""
MOST_BROKEN = 1000


def delimiter_of(text: str) -> str:
    """The sign that parts the cells of the first line that has one; '' where none does."""
    first = next((line for line in text[: 64 * 1024].splitlines() if line.strip()), "")
    best = max(DELIMITERS, key=first.count)
    return best if best in first else ""


def looks_so(text: str) -> bool:
    """Whether the first line is a heading that names a time and words."""
    delimiter = delimiter_of(text)
    if not delimiter:
        return False
    first = next((line for line in text[: 64 * 1024].splitlines() if line.strip()), "")
    try:
        heading = next(csv.reader([first], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return False
    return columns_of(heading).whole


def read(text: str, setting: Setting) -> Preview:
    """A preview of a CSV text. Raises ``BadSource`` where no column holds times."""
    lines = lines_of(text)
    delimiter = delimiter_of(text) or ","
    records = list(_records(lines, delimiter))
    problems = [one for one in records if isinstance(one, Problem)]
    rows = [one for one in records if isinstance(one, tuple)]
    columns, body = _columns(rows)
    if columns.unread:
        problems.append(problem("columns", rows[0][0], names=", ".join(columns.unread[:8])))
    pieces: list[Piece] = []
    for line, cells in body:
        made = _piece(line, cells, columns, delimiter, problems)
        if isinstance(made, Piece):
            pieces.append(made)
        elif made is not None:
            problems.append(made)
    return preview_of(Form.CSV, pieces, problems, setting, lines=len(lines))


def _columns(rows: Sequence[tuple[int, list[str]]]) -> tuple[Columns, Sequence[tuple[int, list[str]]]]:
    if rows:
        columns = columns_of(rows[0][1])
        if columns.whole:
            return columns, rows[1:]
        columns = guessed([cells for _, cells in rows[:100]])
        if columns.whole:
            return columns, rows
    raise BadSource(
        "No column of this table holds times and another words. Name them in its first line: time, who, text.",
        code="no_columns",
    )


def _piece(
    line: int, cells: list[str], columns: Columns, delimiter: str, problems: list[Problem]
) -> Piece | Problem | None:
    last = columns.width - 1
    if len(cells) > columns.width and columns.places["text"] == last:
        problems.append(problem("joined", line, found=str(len(cells)), wanted=str(columns.width)))
        cells = [*cells[:last], delimiter.join(cells[last:])]
    elif len(cells) > columns.width or (any(cells) and len(cells) <= max(columns.places["text"], _time(columns))):
        return problem("cells", line, lost=True, found=str(len(cells)), wanted=str(columns.width))
    return piece_of(line, cells, columns)


def _time(columns: Columns) -> int:
    return columns.places.get("time", columns.places.get("day", 0))


def _records(lines: Sequence[str], delimiter: str) -> Iterator[tuple[int, list[str]] | Problem]:
    """(line, cells) of each row, and a problem for each that is broken; reading goes on at the line after it.

    Raises ``BadSource`` where a thousand are.
    """
    place, broken = 0, 0
    while place < len(lines):
        feed = _Feed(lines, place)
        reader = csv.reader(feed, delimiter=delimiter, strict=True)
        try:
            for cells in reader:
                line = feed.begun + 1
                feed.begun = place + reader.line_num
                yield line, cells
        except csv.Error:
            broken += 1
            if broken > MOST_BROKEN:
                raise BadSource(
                    f"More than {MOST_BROKEN} rows of this table are broken. Write it again as CSV.", code="broken_csv"
                ) from None
            yield problem("open_quote", feed.begun + 1, lost=True)
            place = feed.begun + 1
        else:
            return


class _Feed(msgspec.Struct):
    """Lines from ``begun`` on, until a row runs over too many of them."""

    lines: Sequence[str]
    begun: int
    given: int = -1

    def __iter__(self) -> Iterator[str]:
        for number in range(self.begun, len(self.lines)):
            if number - self.begun > LONGEST_ROW:
                raise csv.Error("a quote is open")
            yield self.lines[number] + "\n"
