"""What the window does unasked: notice sleep and a changed clock, and keep backups.

Both go on the record or beside it, never onto the GUI thread: a jump is an act on the record thread, a backup is made
by the second worker over a connection of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from ui import times
from ui.live import Live, OpenIncidents
from ui.operations import Operations
from warroom.clock import Instant, Jump, Watch
from warroom.incident.words import ClockHealth

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from warroom.workspace import Workspace

SEEN = "window_seen"
"""Local setting: when a window last had this record open, to a minute."""
LOOK_EVERY_S = 60
"""How often the policy of backups is asked whether one is due."""


class Upkeep(QObject):
    """Lives as long as the window; listens to the one tick a second.

    ``slept`` carries what there is to say of a sleep, ``stepped`` by how many seconds the wall clock was moved.
    """

    slept = Signal(str)
    stepped = Signal(float)

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
        if jump.slept_s and self._live.board.open:
            self.slept.emit(sleep_sentence(self._live.board.open, jump.slept_s, now))
        if jump.stepped_s:
            self.stepped.emit(jump.stepped_s)
        if self._looked is None or abs(now.since(self._looked)) >= LOOK_EVERY_S:
            self._looked = now
            if self._open:
                self._keep(resolved=False)
                self._operations.read(note_seen)

    def leave(self) -> None:
        """The window closes in order: it is known to the second how long it is away."""
        if self._open:
            self._operations.read(note_seen)

    def time_is_right(self) -> None:
        """A person has looked: what the clock says after its jump is the time."""
        self._operations.read(note_right)

    @Slot(object)
    def _opened(self, _facts: object) -> None:
        self._watch = Watch(self._operations.clock)
        self._operations.read(away_s, done=self._away)

    def _away(self, seconds: float) -> None:
        if seconds > 0:
            self._operations.run(note_restart)
        self._operations.read(note_seen)

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


def sleep_sentence(running: Iterable[Live], slept_s: float, now: Instant) -> str:
    """``Asleep 38 min (02:31 to 03:09). INC-0042: external update became due at 02:45.``"""
    start = now.plus(-slept_s)
    words = [f"Asleep {times.length(slept_s)} ({start.hhmm()} to {now.hhmm()} UTC)."]
    for one in running:
        found = [
            f"{row.name} update became due at {row.due_at.hhmm()}"
            for row in one.updates(now)
            if row.due_at is not None and start < row.due_at <= now
        ]
        if found:
            words.append(f"{one.incident.ref}: {', '.join(found)}.")
    return " ".join(words)


def note_jump(workspace: Workspace, jump: Jump, now: Instant) -> None:
    """Put what the clocks say on the record of every open incident: a row for sleep, a clock that moves deadlines."""
    if jump.stepped_s:
        workspace.record.clock_health = ClockHealth.UNCERTAIN
    for header in workspace.record.incidents():
        if not header.open:
            continue
        if jump.slept_s:
            minutes = str(round(jump.slept_s / 60))
            start = now.plus(-jump.slept_s)
            due = _became_due(workspace, header.id, start, now)
            params = {"minutes": minutes, "start": start.hhmm(), "end": now.hhmm()}
            code, more = ("asleep_due", {"due": due}) if due else ("asleep", {})
            workspace.room.system(header.id, code, **params, **more)
        if jump.stepped_s:
            workspace.room.clock_stepped(header.id, jump.stepped_s)


def _became_due(workspace: Workspace, incident: str, start: Instant, now: Instant) -> str:
    from warroom.incident.countdowns import CountdownKind, countdowns

    state = workspace.record.incident(incident)
    rows = countdowns(state, workspace.record.playbook(state.playbook), now)
    return ", ".join(
        f"{row.name} update due {row.due_at.hhmm()}"
        for row in rows
        if row.kind is CountdownKind.UPDATE and row.due_at is not None and start < row.due_at <= now
    )


def note_right(workspace: Workspace) -> None:
    workspace.record.clock_health = ClockHealth.OK


def note_seen(workspace: Workspace) -> None:
    """This moment the window was there."""
    workspace.record.set_setting(SEEN, workspace.clock.now().text)


def away_s(workspace: Workspace) -> float:
    """Seconds since a window was last seen here, if an incident was open then and is open now; else 0."""
    seen = workspace.record.setting(SEEN)
    if not seen or not _left_open(workspace, Instant.parse(seen)):
        return 0.0
    return max(0.0, workspace.clock.now().since(Instant.parse(seen)))


def note_restart(workspace: Workspace) -> None:
    """A row on every open incident that the window was away from."""
    last = Instant.parse(workspace.record.setting(SEEN) or workspace.clock.now().text)
    away = times.length(workspace.clock.now().since(last))
    for incident in _left_open(workspace, last):
        workspace.room.system(incident, "restarted", away=away)


def _left_open(workspace: Workspace, last: Instant) -> list[str]:
    return [header.id for header in workspace.record.incidents() if header.open and header.declared_at <= last]
