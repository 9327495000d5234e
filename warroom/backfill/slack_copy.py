"""What lands on the clipboard when messages are copied out of Slack: a name and a time, then the words below it.

The desktop app writes the name on one line and the time, indented, on the next; older ones wrote ``name [14:02]`` or
``name  14:02``. Further messages of the same person carry a time alone. Date dividers hold for what is below.
"""

from __future__ import annotations

import re
from datetime import timedelta

from warroom.backfill.making import Piece, Setting, lines_of, preview_of
from warroom.backfill.rows import Form, Preview, Problem, problem
from warroom.backfill.stamps import Day, Stamp, day_of, stamp_of

_TIME = r"\d{1,2}:\d{2}(?::\d{2})?(?:\s?[AaPp]\.?[Mm]\.?)?"
_NAME = r"[^\s\[\]|<>#][^\[\]|<>]{0,60}?"
_HEADER = re.compile(rf"(?P<name>{_NAME})(?:\s{{2,}}(?P<time>{_TIME})|\s\[(?P<time2>{_TIME})\])\s*")
_INDENTED = re.compile(rf"\s{{1,8}}(?P<time>{_TIME})\s*")
_AGAIN = re.compile(rf"(?:\[(?P<time>{_TIME})\](?:\s+(?P<words>\S.*))?|(?P<time2>{_TIME}))\s*")
_MARK = re.compile(r":[\w+-]+:\s*$|\s+(?:APP|BOT|he/him|she/her|they/them)$")
_NOISE = re.compile(
    r"(?:\d+ repl(?:y|ies)|Last reply .{1,40} ago|View thread|New|Jump to .{1,30}|Also sent to the channel)"
)
_TODAY = re.compile(r"(?P<which>today|yesterday)", re.IGNORECASE)


def looks_so(lines: list[str]) -> bool:
    """Whether a text is a copy from Slack: it begins with a name and a time, or has two such heads."""
    heads = [i for i in range(min(len(lines), 4000)) if _head(lines, i) is not None]
    first = next((i for i, line in enumerate(lines) if line.strip()), 0)
    named = [i for i in heads if first in (i, i - 1) or day_of(lines[first]) is not None]
    return bool(named) or len(heads) >= 2


def read(text: str, setting: Setting) -> Preview:
    """A preview of messages copied out of Slack."""
    lines = lines_of(text)
    pieces: list[Piece] = []
    problems: list[Problem] = []
    name, day = "", None
    astray: list[int] = []
    number = 0
    while number < len(lines):
        line = lines[number]
        head = _head(lines, number)
        if head is not None:
            name, time, taken = head
            pieces.append(Piece(number + 1, _stamp(time), [], name, day=day))
            day = None
            number += taken
            continue
        again = _AGAIN.fullmatch(line)
        if again is not None and name:
            piece = Piece(number + 1, _stamp(again["time"] or again["time2"]), [again["words"] or ""], name, day=day)
            pieces.append(piece)
            day = None
        elif (found := _day(line, setting)) is not None:
            day = found
        elif not pieces and line.strip():
            astray.append(number + 1)
        elif pieces and not _NOISE.fullmatch(line.strip()):
            pieces[-1].words.append(line.rstrip())
        number += 1
    if astray:
        problems.append(problem("no_time", astray[0], last=astray[-1]))
    return preview_of(Form.SLACK_COPY, pieces, problems, setting, lines=len(lines))


def _head(lines: list[str], number: int) -> tuple[str, str, int] | None:
    """Name, time and how many lines they take, where a message of somebody else begins."""
    match = _HEADER.fullmatch(lines[number])
    if match is not None and _is_name(match["name"]):
        return _name(match["name"]), match["time"] or match["time2"], 1
    if number + 1 < len(lines) and _is_name(lines[number]) and (below := _INDENTED.fullmatch(lines[number + 1])):
        return _name(lines[number]), below["time"], 2
    return None


def _is_name(text: str) -> bool:
    bare = _name(text)
    return 0 < len(bare) <= 60 and len(bare.split()) <= 5 and bare[0].isalpha() and bare[-1] not in ".:;,!?"


def _name(text: str) -> str:
    bare = text.strip()
    while (shorter := _MARK.sub("", bare).strip()) != bare:
        bare = shorter
    return bare


def _stamp(time: str) -> Stamp:
    found = stamp_of(time)
    assert found is not None
    return found


def _day(line: str, setting: Setting) -> Day | None:
    text = line.strip()
    if match := _TODAY.fullmatch(text):
        wall = setting.zone.wall(setting.now) - timedelta(days=match["which"].lower() == "yesterday")
        return Day(wall.year, wall.month, wall.day)
    return day_of(text)
