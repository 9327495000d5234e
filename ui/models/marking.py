"""Which letters of a row a search has found: words that begin as typed, whatever their case and accents."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence


def spans(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """(start, length) of each beginning of a word that one of ``words`` names, in the order of the text."""
    folded = _folded(text) if words else ""
    found = []
    for word in filter(None, map(_folded, words)):
        at = folded.find(word)
        while at >= 0:
            if at == 0 or not (folded[at - 1].isalnum() and word[0].isalnum()):
                found.append((at, len(word)))
            at = folded.find(word, at + len(word))
    return sorted(found)


def _folded(text: str) -> str:
    """One letter for each letter of ``text``: small, without its accents."""
    return "".join((unicodedata.normalize("NFD", letter)[0].lower() or letter)[0] for letter in text)
