"""Markdown that says what was typed: nothing in a text of the record becomes markup, an image or HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from warroom.postmortem.wording import visible

_MARKUP = re.compile(r"([\\`*_\[<|]|~(?=~)|&(?=#?\w+;))")
_AT_START = re.compile(r"^(\s*)([#>+-]|\d+[.)])(?=\s|$)", re.MULTILINE)
_RULE = re.compile(r"^(\s*)([-=]{2,})", re.MULTILINE)


def text(typed: str) -> str:
    """Typed text as a paragraph; its line ends stay."""
    escaped = _MARKUP.sub(r"\\\1", visible(typed))
    escaped = _AT_START.sub(_defused, escaped)
    return _RULE.sub(r"\1\\\2", escaped).replace("\n", "  \n")


def cell(typed: str) -> str:
    """Typed text in one cell of a table."""
    return text(typed).replace("  \n", "<br>").replace("\n", "<br>")


def label(typed: str) -> str:
    """Typed text as the words of a link or the description of a picture."""
    return cell(typed).replace("]", "\\]").replace("<br>", " ")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Lines of a table; the cells are Markdown already."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return [*lines, *("| " + " | ".join(row) + " |" for row in rows)]


def _defused(match: re.Match[str]) -> str:
    sign = match[2]
    if len(sign) > 1:  # a list number: "1." becomes "1\."
        return f"{match[1]}{sign[:-1]}\\{sign[-1]}"
    return f"{match[1]}\\{sign}"
