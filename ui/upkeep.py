"""What the window does unasked: notice sleep and a changed clock, and keep backups.

Both go on the record or beside it, never onto the GUI thread: a jump is an act on the record thread, a backup is made
by the second worker over a connection of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from ui.live import OpenIncidents
from ui.operations import Operations
from warroom.clock import Instant, Jump, Watch
from warroom.incident.words import ClockHealth

if TYPE_CHECKING:
    from collections.abc import Callable

    from warroom.workspace import Workspace

LOOK_EVERY_S = 60
"""How often the policy of backups is asked whether one is due."""


class Upkeep(QObject):
    """Lives as long as the window; listens to the one tick a second."""

    def __init__(self, operations: Operations, live: OpenIncidents, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("upkeep")
        self._operations = operations
        self._live = live
        self._watch = Watch(operations.clock)
        self._looked: Instant | None = None
        self._open: frozenset[str] = frozenset()
        self._busy = False
        operations.opened.connect(self._opened)
        live.ticked.connect(self.tick)
        live.refreshed.connect(self._refreshed)

    @Slot(object)
    def tick(self, now: Instant) -> None:
        """Compare the clocks (UI.md 6.4), and look once a minute whether a backup is due."""
        jump = self._watch.read()
        if jump.slept_s or jump.stepped_s:
            self._operations.run(lambda workspace: note_jump(workspace, jump, now))
        if self._looked is None or abs(now.since(self._looked)) >= LOOK_EVERY_S:
            self._looked = now
            if self._open:
                self._keep(resolved=False)

    @Slot(object)
    def _opened(self, _facts: object) -> None:
        self._watch = Watch(self._operations.clock)

    @Slot()
    def _refreshed(self) -> None:
        """An incident that left the open ones was resolved: its record is kept at once."""
        now_open = frozenset(one.incident.id for one in self._live.board.open)
        resolved = bool(self._open - now_open)
        self._open = now_open
        if resolved:
            self._keep(resolved=True)

    def _keep(self, *, resolved: bool) -> None:
        facts = self._operations.facts
        if facts is None or self._busy:
            return
        self._busy = True
        self._operations.background(
            backup_job(facts.path, self._live.now(), resolved=resolved), done=self._kept, failed=self._kept
        )

    def _kept(self, _outcome: object) -> None:
        self._busy = False


def backup_job(path: str, now: Instant, *, resolved: bool) -> Callable[[Callable[[int, int], None]], bool]:
    """The work of the second worker: make a backup if the policy says that one is due."""

    def job(_report: Callable[[int, int], None]) -> bool:
        from warroom.workspace import keep_backup

        return keep_backup(path, now, resolved=resolved)

    return job


def note_jump(workspace: Workspace, jump: Jump, now: Instant) -> None:
    """Put what the clocks say on the record of every open incident: a row for sleep, a clock that moves deadlines."""
    if jump.stepped_s:
        workspace.record.clock_health = ClockHealth.UNCERTAIN
    for header in workspace.record.incidents():
        if not header.open:
            continue
        if jump.slept_s:
            minutes = str(round(jump.slept_s / 60))
            start = now.plus(-jump.slept_s).hhmm()
            workspace.room.system(header.id, "asleep", minutes=minutes, start=start, end=now.hhmm())
        if jump.stepped_s:
            workspace.room.clock_stepped(header.id, jump.stepped_s)
