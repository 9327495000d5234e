"""What of *Needs you* is told where the list itself is out of sight: on its tab, and in the bar above the line."""

from __future__ import annotations

import msgspec

from ui.models.needs import Need, NeedKind
from warroom.incident.words import CountdownState
from warroom.text import one_line

MOST_LETTERS = 60


class Waiting(msgspec.Struct, frozen=True):
    """``words`` stay the same while ``clock`` runs; '' where nothing waits. ``late``: a rollback past its time."""

    words: str = ""
    clock: str = ""
    late: bool = False
    overdue: bool = False


class TabWords(msgspec.Struct, frozen=True):
    """What stands on the tab, ``spoken`` for a screen reader; ``marked``: something in the list is overdue."""

    title: str
    spoken: str
    marked: bool = False


def waiting(listed: list[Need]) -> Waiting:
    """A rollback past its time before anything else, then changes that wait for an OK, the oldest by its name."""
    late = [need for need in listed if need.rolls_back]
    asked = [need for need in listed if need.kind is NeedKind.APPROVAL]
    if not late:
        if not asked:
            return Waiting()
        return Waiting(f"{_await(asked)}: {one_line(asked[0].title, MOST_LETTERS)}", asked[0].clock)
    first, overdue = late[0], late[0].state is CountdownState.OVERDUE
    what = f"{len(late)} rollbacks" if len(late) > 1 else "Rollback"
    words = f"{what} {'overdue' if overdue else 'due now'}: {one_line(first.title, MOST_LETTERS)}"
    more = f" · {_await(asked)}" if asked else ""
    return Waiting(f"{words}{more}", first.clock, late=True, overdue=overdue)


def _await(asked: list[Need]) -> str:
    return f"{len(asked)} {'change awaits' if len(asked) == 1 else 'changes await'} your OK"


def tab(listed: list[Need], *, wide: bool) -> TabWords:
    """How many there are, and how many of them are overdue: in words where there is room, else by the mark alone."""
    if not listed:
        return TabWords("Needs", "Needs")
    title = f"Needs {len(listed)}"
    overdue = sum(need.state is CountdownState.OVERDUE for need in listed)
    if not overdue:
        return TabWords(title, title)
    return TabWords(f"{title} · {overdue} overdue" if wide else title, f"{title}, {overdue} overdue", marked=True)
