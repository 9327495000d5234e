"""What was changed on the Settings page, to be taken back and done again; it lasts as long as the window."""

from __future__ import annotations

from collections.abc import Callable

import msgspec


class Step(msgspec.Struct, frozen=True, eq=False):
    """One change. ``words`` names it; both halves only begin their work, what comes of it is told elsewhere."""

    words: str
    back: Callable[[], None]
    again: Callable[[], None]


class History:
    """Steps done, and steps taken back. A new step ends what could be done again."""

    def __init__(self) -> None:
        self._done: list[Step] = []
        self._undone: list[Step] = []

    def add(self, step: Step) -> None:
        """A step that has been done just now."""
        self._done.append(step)
        self._undone.clear()

    def undo(self) -> str:
        """Take back the last step; its words, '' when there is none."""
        if not self._done:
            return ""
        step = self._done.pop()
        self._undone.append(step)
        step.back()
        return step.words

    def redo(self) -> str:
        """Do again what was taken back last; its words, '' when there is nothing."""
        if not self._undone:
            return ""
        step = self._undone.pop()
        self._done.append(step)
        step.again()
        return step.words

    def drop(self, step: Step) -> None:
        """A step that came to nothing after all."""
        self._done = [one for one in self._done if one is not step]
        self._undone = [one for one in self._undone if one is not step]

    @property
    def can_undo(self) -> bool:
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        return bool(self._undone)
