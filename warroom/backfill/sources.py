"""A name for each row that stays the same when the same source is read again, so that nothing is written twice.

Slack's messages have one. A line of a text gets its time, who said it and a piece of a digest; the piece is short on
purpose, so that it does not help to guess words that were redacted later.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from hashlib import sha256

import msgspec

from warroom.backfill.rows import Problem, Row, problem

_DIGITS = 5
"""20 bits of the digest: rows of one second and one person rarely share them, and a second one gets a number."""


def of_slack(channel: str, stamp: str) -> str:
    return f"slack:{channel}/{stamp}"


def of_line(at: int, actor: str, text: str) -> str:
    """For a row of a text. Two rows that read alike are one and the same."""
    return f"row:{at:x}/{actor}/{sha256(text.encode()).hexdigest()[:_DIGITS]}"


def name_rows(rows: Iterable[Row]) -> tuple[list[Row], list[Problem]]:
    """The rows with their names; one that repeats another to the letter is left out and named."""
    seen: dict[tuple[int, str, str], int] = {}
    taken: Counter[str] = Counter()
    kept: list[Row] = []
    problems: list[Problem] = []
    for row in rows:
        key = (int(row.at), row.actor, row.text)
        first = seen.setdefault(key, row.line)
        if first != row.line:
            problems.append(problem("duplicate", row.line, lost=True, first=str(first)))
            continue
        name = of_line(*key)
        taken[name] += 1
        if taken[name] > 1:
            name += f"-{taken[name]}"
        kept.append(msgspec.structs.replace(row, source=name))
    return kept, problems
