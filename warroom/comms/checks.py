"""What a check of a message says: its level, its rule, the reason, and what mends it with one key.

Checks never edit. The rules stand in the ``honesty`` files, one family each.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec


class CheckLevel(StrEnum):
    """``stop`` bars the copying of external text; ``warn`` does not bar."""

    STOP = "stop"
    WARN = "warn"
    OK = "ok"


class RemedyKind(StrEnum):
    """What one key does about a check: write into a field, go to it, change the template, begin a scribe line."""

    FILL = "fill"
    GO = "go"
    TEMPLATE = "template"
    LINE = "line"


class Remedy(msgspec.Struct, frozen=True):
    """``field`` for FILL and GO; ``text`` is the field's new text, the template's name or the line that is begun."""

    kind: RemedyKind
    field: str = ""
    text: str = ""


class Check(msgspec.Struct, frozen=True):
    """``field`` is where to go to mend it, '' for the whole text. ``secret``: nobody can overrule this stop."""

    level: CheckLevel
    rule: str
    text: str
    fix: str = ""
    field: str = ""
    remedy: Remedy | None = None
    secret: bool = False


def gravest_first(found: list[Check]) -> tuple[Check, ...]:
    return tuple(sorted(found, key=lambda item: (list(CheckLevel).index(item.level), not item.secret)))


def fill(field: str, text: str) -> Remedy:
    return Remedy(RemedyKind.FILL, field, text)


def go(field: str) -> Remedy | None:
    """Go to a field; nothing where no field is to blame."""
    return Remedy(RemedyKind.GO, field) if field else None


def use_template(name: str) -> Remedy:
    return Remedy(RemedyKind.TEMPLATE, text=name)


def begin_line(text: str) -> Remedy:
    return Remedy(RemedyKind.LINE, text=text)
