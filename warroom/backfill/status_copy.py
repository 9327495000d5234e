"""What is copied off a public status page: a state, its words, and the time below them.

Statuspage's own layout, which most such pages keep: ``Posted 3 days ago. Jan 05, 2026 - 15:20 UTC`` ends an update; the
newest stands first. Others put the state and its time above the words: ``investigating May 11, 2021, 02:35 AM UTC``.
"""

from __future__ import annotations

import re

from warroom.backfill.making import Piece, Setting, lines_of, preview_of
from warroom.backfill.rows import Form, Preview, Problem, problem
from warroom.backfill.stamps import Stamp, stamp_of

_POSTED = re.compile(r"(?:Posted|Updated)\s+(?:(?:on|at)\s+|[^.]{1,60}?\bago\b[.,]?\s*)?", re.IGNORECASE)
_STATES = "Investigating|Identified|Monitoring|Update|Resolved|Postmortem|Scheduled|In progress|Completed"
_STATE = re.compile(_STATES, re.IGNORECASE)
_ABOVE = re.compile(rf"(?:[-*•]\s+)?(?P<state>{_STATES})\s*(?:[-–—:|·,]\s*)?(?=\S)", re.IGNORECASE)


def looks_so(lines: list[str]) -> bool:
    """Whether each time stands alone below the words it belongs to, and the last line is one."""
    filled = [line for line in lines if line.strip()]
    if sum(1 for line in filled if _above(line) is not None) > 1:
        return True
    stamped = [_below(line) is not None for line in filled]
    if not filled or stamped[0] or not any(stamped):
        return False
    begins = sum(1 for line in filled if stamp_of(line) is not None and _below(line) is None)
    posted = any(_POSTED.match(line.strip()) for line, has in zip(filled, stamped, strict=True) if has)
    return begins == 0 and (posted or stamped[-1])


def read(text: str, setting: Setting) -> Preview:
    """A preview of the updates of a status page."""
    lines = lines_of(text)
    pieces: list[Piece] = []
    problems: list[Problem] = []
    words: list[tuple[int, str]] = []
    if any(_above(line) is not None for line in lines):
        return _read_above(lines, setting)
    for number, line in enumerate(lines, 1):
        stamp = _below(line)
        if stamp is None:
            words += [(number, line.strip())] if line.strip() else []
            continue
        if words and not pieces:
            words = _without_title(words, problems)
        if words:
            pieces.append(Piece(words[0][0], stamp, [_told([text for _, text in words])]))
        else:
            problems.append(problem("no_text", number, lost=True))
        words = []
    if words:
        problems.append(problem("no_time_below", words[0][0], last=words[-1][0]))
    return preview_of(Form.STATUS, pieces, problems, setting, lines=len(lines))


def _read_above(lines: list[str], setting: Setting) -> Preview:
    pieces: list[Piece] = []
    problems: list[Problem] = []
    astray: list[int] = []
    for number, line in enumerate(lines, 1):
        above = _above(line)
        if above is not None:
            pieces.append(Piece(number, above[1], [f"{above[0].capitalize()}:"]))
        elif pieces and len(pieces[-1].words) == 1 and pieces[-1].words[0].endswith(":"):
            pieces[-1].words = [f"{pieces[-1].words[0]} {line.strip()}"] if line.strip() else pieces[-1].words
        elif pieces:
            pieces[-1].words.append(line.rstrip())
        elif line.strip():
            astray.append(number)
    if astray:
        problems.append(problem("no_time", astray[0], last=astray[-1]))
    return preview_of(Form.STATUS, pieces, problems, setting, lines=len(lines))


def _above(line: str) -> tuple[str, Stamp] | None:
    """The state and the time of a line that holds nothing else."""
    match = _ABOVE.match(line)
    if match is None:
        return None
    stamp = stamp_of(line[match.end() :])
    if stamp is None or not stamp.has_day or stamp.rest < len(line.rstrip()) - match.end():
        return None
    return match["state"], stamp


def _below(line: str) -> Stamp | None:
    """The time of a line that holds nothing else, but when it was posted in words."""
    text = line.strip()
    posted = _POSTED.match(text)
    for start in (posted.end() if posted else 0, 0):
        stamp = stamp_of(text[start:])
        if stamp is not None and stamp.rest >= len(text) - start and stamp.has_day:
            return stamp
    return None


def _without_title(words: list[tuple[int, str]], problems: list[Problem]) -> list[tuple[int, str]]:
    """The first update begins with its state; what stands above that is the page's own title."""
    begins = next((i for i, (_, text) in enumerate(words) if _STATE.match(text)), 0)
    if begins:
        problems.append(problem("no_time", words[0][0], last=words[begins - 1][0]))
    return words[begins:]


def _told(words: list[str]) -> str:
    """``Resolved`` and ``It works again.`` on two lines read as one sentence after its state."""
    if len(words) > 1 and _STATE.fullmatch(words[0]):
        return f"{words[0]}: " + "\n".join(words[1:])
    return "\n".join(words)
