"""What the Declare line means: a title, and at its ends who commands and when it began (UI.md 2.2).

A severity is never read out of the sentence: "4 customers report data loss" is no SEV-4.
"""

from __future__ import annotations

import msgspec

from warroom import text
from warroom.clock import Instant
from warroom.scribe import Place, parse_time, sentence
from warroom.scribe.lines import FaultyLine
from warroom.scribe.times import LocalOffset, is_time


class Declaration(msgspec.Struct, frozen=True):
    """``commander`` '' means whoever declares; ``started`` None means that nothing was said of the start.
    ``notice`` says why a word that looks like a time stays in the title; it never stands in the way."""

    title: str
    commander: str = ""
    started: Instant | None = None
    notice: str = ""


def read(line: str, now: Instant, local_offset: LocalOffset | None = None) -> Declaration:
    """Take ``@name`` and a time off the ends of the line; what is left is the title, to the letter."""
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
    return Declaration(" ".join(words), commander, started, notice)


def _time(word: str, now: Instant, local_offset: LocalOffset | None) -> Instant | str:
    """The moment that a word names, else the sentence that says why it names none."""
    moment = parse_time(word, now, local_offset=local_offset)
    return sentence(moment, Place.OPTION) if isinstance(moment, FaultyLine) else moment
