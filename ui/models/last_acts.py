"""What was done in this window within the last minute: Ctrl+Z walks back through it act by act, Ctrl+Shift+Z forth."""

from __future__ import annotations

import msgspec

from warroom.clock import Instant
from warroom.text import one_line

UNDO_S = 60.0
FURTHER = "Undo one of your last acts in Ctrl+K goes further back"


class Last(msgspec.Struct, frozen=True):
    """One act by its first event; ``text`` goes back into the line when it was an entry, ``words`` name it.

    ``undoing`` is the event that undid it, '' while it stands."""

    event: str
    at: Instant
    text: str = ""
    words: str = ""
    undoing: str = ""


class LastActs:
    """An undo is no act to undo; a new act takes the way forth."""

    def __init__(self) -> None:
        self._acts: list[Last] = []
        self._undone: list[Last] = []
        self._asked: dict[str, Last] = {}

    def clear(self) -> None:
        """Another incident is in front."""
        self._acts.clear()
        self._undone.clear()
        self._asked.clear()

    def did(self, act: Last) -> None:
        self._acts.append(act)
        self._undone.clear()

    def did_again(self, act: Last, undoing: str) -> None:
        """What one undo took back stands again; what was undone before it may follow."""
        self._asked.pop(undoing, None)
        self._acts.append(act)

    def undid(self, event: str, undoing: str, now: Instant) -> None:
        """An act was taken back, by the key or by its name."""
        known = self._asked.pop(event, None) or next((act for act in self._acts if act.event == event), None)
        self.forget(event)
        act = known or Last(event, now)
        self._undone.append(msgspec.structs.replace(act, at=now, undoing=undoing))

    def forget(self, event: str) -> None:
        """It is no act to undo any more, nor to do again."""
        self._acts = [act for act in self._acts if act.event != event]
        self._undone = [act for act in self._undone if act.event != event]

    def back(self, now: Instant) -> Last | None:
        """The newest act that stands, if it is of the last minute; it is taken as asked for."""
        if not self._acts or now.since(self._acts[-1].at) > UNDO_S:
            return None
        act = self._acts.pop()
        self._asked[act.event] = act
        return act

    def forth(self, now: Instant) -> Last | None:
        """What was undone last, if that is no minute ago."""
        if not self._undone or now.since(self._undone[-1].at) > UNDO_S:
            return None
        act = self._undone.pop()
        self._asked[act.undoing] = act
        return act

    def refused(self, key: str, *, unsaved: bool) -> None:
        """An undo or a redo was not done. Where only the disk did not take it, the same key tries it again; what the
        record refuses steps aside for the act before it."""
        act = self._asked.pop(key, None)
        if act is not None and unsaved:
            (self._undone if key == act.undoing else self._acts).append(act)

    def why_not_back(self, now: Instant) -> str:
        """Why Ctrl+Z undoes nothing now."""
        if self._acts:
            what = one_line(self._acts[-1].words or self._acts[-1].text, 50)
            return f"More than a minute ago: {what}. {FURTHER}" if what else f"More than a minute ago. {FURTHER}"
        if self._undone and now.since(self._undone[-1].at) <= UNDO_S:
            return "All that was done here in the last minute is undone. Ctrl+Shift+Z does it again"
        return f"Nothing here of the last minute can be undone by Ctrl+Z. {FURTHER}"
