"""What the Declare line means: a title, and at its ends who commands and when it began (UI.md 2.2).

A severity is never read out of the sentence: "4 customers report data loss" is no SEV-4.
"""

from __future__ import annotations

import msgspec

from warroom import text
from warroom.clock import Instant
from warroom.room.acting import LONGEST_TITLE
from warroom.scribe import Place, parse_time, sentence
from warroom.scribe.lines import FaultyLine
from warroom.scribe.times import LocalOffset, is_time

LONGEST_LINE = 32_000
"""Characters that the line holds: what surely fits into an entry, for all of a long title becomes one."""


class Declaration(msgspec.Struct, frozen=True):
    """``commander`` '' means whoever declares; ``started`` None means that nothing was said of the start.
    ``whole`` is all that was said where a title has no room for it, '' else. ``notice`` says that, or why a word that
    looks like a time stays in the title; it never stands in the way."""

    title: str
    commander: str = ""
    started: Instant | None = None
    notice: str = ""
    whole: str = ""


def read(line: str, now: Instant, local_offset: LocalOffset | None = None) -> Declaration:
    """Take ``@name`` and a time off the ends of the line; what is left is the title, to the letter.

    Nobody is kept from declaring by length: a title that is too long is cut at a word, and ``whole`` holds all of it.
    """
    words = text.clean(line).split()
    commander, started, notice = "", None, ""
    ends = [-1, 0]
    while words and ends:
        word = words[ends[0]]
        handle = text.handle(word) if word.startswith("@") else None
        if handle and not commander:
            commander = handle
            words.pop(ends[0])
        elif started is None and is_time(word) and isinstance(moment := _time(word, now, local_offset), Instant):
            started = moment
            words.pop(ends[0])
        else:
            if started is None and is_time(word):
                notice = str(_time(word, now, local_offset))
            ends.pop(0)
    said = " ".join(words)
    if len(said) <= LONGEST_TITLE:
        return Declaration(said, commander, started, notice)
    cut = f"{len(said)} characters: the title is cut at {LONGEST_TITLE}, all of it is the first entry."
    if len(line) >= LONGEST_LINE:
        cut += f" What came after {LONGEST_LINE} characters has no room here."
    title = text.cut_at_word(said, LONGEST_TITLE)
    return Declaration(title, commander, started, f"{notice}. {cut}" if notice else cut, said)


def _time(word: str, now: Instant, local_offset: LocalOffset | None) -> Instant | str:
    """The moment that a word names, else the sentence that says why it names none."""
    moment = parse_time(word, now, local_offset=local_offset)
    return sentence(moment, Place.OPTION) if isinstance(moment, FaultyLine) else moment
