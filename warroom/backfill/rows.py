"""What a reader makes of a text before anything is written: rows, what is wrong with the rest, and the zone assumed.

Readers are pure: text and a few facts in, a ``Preview`` out. A person looks at it, and the room writes its rows.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from warroom.clock import Instant
from warroom.errors import Refused

MOST_ROWS = 100_000
"""Rows that one import may bring; more are named, and come with a second file."""
LARGEST_ROW = 256 * 1024
"""Bytes of UTF-8 that one entry holds."""
MOST_PROBLEMS = 1000
"""Problems that are kept by name; the rest are counted."""


class Form(StrEnum):
    """What a text was read as."""

    TEXT = "text timeline"
    LOG = "log"
    SLACK_COPY = "copy from Slack"
    STATUS = "copy from a status page"
    MARKDOWN = "Markdown table"
    CSV = "CSV"
    SLACK = "Slack export"


class Row(msgspec.Struct, frozen=True):
    """One entry to be. ``line`` is where it begins in its source, from 1. ``actor`` '' is whoever imports.

    ``source`` names it for ever, so that a second import passes it over; ``edited`` says when its author changed it.
    """

    line: int
    at: Instant
    text: str
    actor: str = ""
    role: str = ""
    source: str = ""
    edited: Instant | None = None
    star: bool = False


class Problem(msgspec.Struct, frozen=True):
    """Something to know before writing. ``lost``: the lines named bring no entry; else they were read all the same."""

    code: str
    line: int
    last: int = 0
    params: dict[str, str] = {}
    lost: bool = False
    file: str = ""

    @property
    def sentence(self) -> str:
        """For a person, with the line it is about."""
        where = f"Line {self.line}" if self.last <= self.line else f"Lines {self.line} to {self.last}"
        place = f"{self.file}, {where[0].lower()}{where[1:]}" if self.file else where
        text = _SENTENCES[self.code].format(**self.params)
        return f"{place}: {text}{' Left out.' if self.lost else ''}"


class Preview(msgspec.Struct, frozen=True):
    """What would be written. ``zone``: what times without a zone were read in; ``zone_assumed``: there were such times.

    ``zones``: the zones that rows named themselves. ``day``: the first row's day where the text named none at all.
    ``people``: handle -> the name it was made from. ``unnamed_problems``: how many more there were.
    """

    form: Form
    rows: list[Row] = []
    problems: list[Problem] = []
    zone: str = "UTC"
    zone_assumed: bool = False
    zones: list[str] = []
    day: str = ""
    people: dict[str, str] = {}
    lines: int = 0
    unnamed_problems: int = 0

    @property
    def lost(self) -> list[Problem]:
        """What would not be written."""
        return [problem for problem in self.problems if problem.lost]

    @property
    def first_rows(self) -> list[Row]:
        """The rows that are shown before anything is written (UI.md 3.7)."""
        return self.rows[:3]


class BadSource(Refused):
    """A text or file of which nothing can be read; the sentence says why."""


def problem(code: str, line: int, *, last: int = 0, lost: bool = False, file: str = "", **params: str) -> Problem:
    return Problem(code, line, last, params, lost, file)


_SENTENCES = {
    "no_time": "no time stands here or before; not read.",
    "no_time_below": "no time stands below these words; not read.",
    "newest_first": "the newest stands first; the rows were taken from the end.",
    "outside": "no time, after a heading; not read.",
    "bad_time": "{time} is no time.",
    "future": "{time} is still to come.",
    "no_text": "a time and no words.",
    "too_long": "{size} KB, and an entry holds 256 KB.",
    "too_many": "an import brings 100,000 rows at most; put these into a second file.",
    "duplicate": "the same as line {first}.",
    "out_of_order": "{time} is earlier than {before} in the line before.",
    "mixed_zones": "the times name different zones ({zones}). Each was read as it says.",
    "zone_here_and_there": "some times name a zone ({zones}), others none; those were read as {zone}.",
    "unknown_zone": "the zone {zone} is not known or means several; the time was read as {assumed}.",
    "twice_a_year": "{time} happens twice or never when the clocks change in {zone}; the first was taken.",
    "columns": "the columns {names} have no place in an entry; they were not read.",
    "other_table": "a table without times; it was not read.",
    "joined": "{found} cells where the heading has {wanted}; the last ones were taken as one text.",
    "open_quote": "a quote is opened and not closed, or closed too early.",
    "cells": "{found} cells where the heading has {wanted}.",
    "broken_json": "the file is no JSON that can be read ({reason}).",
    "broken_message": "message {number} is not a message ({reason}).",
    "encoding": "not UTF-8; the text was read as Windows-1252.",
}
