"""How well a text fits what was typed: word starts first, then letters in their order; case and accents never
count."""

from __future__ import annotations

import re
import unicodedata
from enum import IntEnum
from functools import lru_cache

_WORDS = re.compile(r"[^\W_]+")
_ENDINGS = "s e d es ed er ers ing ings ion ions ate ates ated ating ation ations".split()
LONGEST_GAP = 12
"""Letters in their order count as a fit only while they stand this close together: beyond it everything fits."""


class Fit(IntEnum):
    """Smaller is better."""

    WHOLE = 0
    BEGINNING = 1
    WORD_STARTS = 2
    INSIDE = 3
    LETTERS = 4


def folded(text: str) -> str:
    """Without case and accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def fit(wanted: str, text: str) -> Fit | None:
    """How ``wanted`` fits ``text``, None where it does not. Both folded; an empty ``wanted`` fits everything."""
    wanted = " ".join(wanted.split())
    if not wanted:
        return Fit.BEGINNING
    if text == wanted:
        return Fit.WHOLE
    if text.startswith(wanted):
        return Fit.BEGINNING
    if _by_word_starts(wanted, text):
        return Fit.WORD_STARTS
    if wanted in text:
        return Fit.INSIDE
    return Fit.LETTERS if len(wanted) >= 3 and _in_order(wanted.replace(" ", ""), text) else None


def _by_word_starts(wanted: str, text: str) -> bool:
    """Each typed word begins a word of the text, in whatever order, or has its stem: ``expected`` for *expect*.
    Initials count too: ``rc`` for *roll call*."""
    words = _WORDS.findall(text)
    if all(any(word.startswith(part) or _akin(part, word) for word in words) for part in wanted.split()):
        return True
    initials = "".join(word[0] for word in words)
    return " " not in wanted and len(wanted) > 1 and initials.startswith(wanted)


def _akin(typed: str, word: str) -> bool:
    """The same word with another ending."""
    return not _stems(typed).isdisjoint(_stems(word))


@lru_cache(maxsize=4096)
def _stems(word: str) -> frozenset[str]:
    """The word without each ending it may have; a stem has four letters at least, else too much would be akin."""
    bare = {word, *(word.removesuffix(ending) for ending in _ENDINGS)}
    return frozenset(stem for stem in bare if len(stem) >= 4)


def _in_order(letters: str, text: str) -> bool:
    at = first = text.find(letters[0])
    for letter in letters[1:]:
        at = text.find(letter, at + 1)
        if at < 0:
            return False
    return first >= 0 and at - first <= len(letters) + LONGEST_GAP
