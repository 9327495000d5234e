"""What the window does unasked: notice sleep and a changed clock, and keep backups.

Both go on the record or beside it, never onto the GUI thread: a jump is an act on the record thread, a backup is made
by the second worker over a connection of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal, Slot

from ui import times
from ui.live import Live, OpenIncidents
from ui.operations import Operations
from warroom.clock import CLOCK_STEP_S, DAY, MINUTE, Instant, Jump, Watch
from warroom.incident.words import ClockHealth

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from warroom.incident.countdowns import Countdown
    from warroom.record import Header
    from warroom.workspace import Workspace

SEEN = "window_seen"
"""Local setting: when a window last had this record open, to a minute."""
LOOK_EVERY_S = 60
"""How often the policy of backups is asked whether one is due."""


AGAIN_S = 10
"""How long after the record did not take a jump of the clocks it is tried again."""


class Unnoted(NamedTuple):
    """A jump on its way to the record; ``noted`` names what of it stands there already. ``by_hand``: a person said that
    the computer's clock is wrong."""

    jump: Jump
    at: Instant
    noted: set[str]
    by_hand: bool = False


class Upkeep(QObject):
    """Lives as long as the window; listens to the one tick a second.

    ``slept`` carries what there is to say of a sleep, ``stepped`` by how many seconds the wall clock was moved.
    ``set_right``: a clock that was corrected by hand needs it no more.
    """

    slept = Signal(str)
    stepped = Signal(float)
    set_right = Signal()

    def __init__(self, operations: Operations, live: OpenIncidents, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("upkeep")
        self._operations = operations
        self._live = live
        self._watch = Watch(operations.clock)
        self._looked: Instant | None = None
        self._open: frozenset[str] = frozenset()
        self._busy = False
        self._unnoted: list[Unnoted] = []
        self._noting = False
        self._tried: Instant | None = None
        operations.opened.connect(self._opened)
        live.ticked.connect(self.tick)
        live.refreshed.connect(self._refreshed)

    @Slot(object)
    def tick(self, now: Instant) -> None:
        """Compare the clocks (UI.md 6.4), and look once a minute whether a backup is due."""
        jump = self._watch.read()
        if jump.stepped_s and self._set_right(jump.stepped_s):
            jump, now = Jump(jump.slept_s, 0.0), self._live.now()
        if jump.slept_s or jump.stepped_s:
            self._jumped(jump, now)
        elif self._unnoted and (self._tried is None or abs(now.since(self._tried)) >= AGAIN_S):
            self._note(now)
        if self._looked is None or abs(now.since(self._looked)) >= LOOK_EVERY_S:
            self._looked = now
            if self._open:
                self._keep(resolved=False)
                self._operations.read(note_seen)

    def _jumped(self, jump: Jump, now: Instant) -> None:
        """Until it is on the record, deadlines are held against the time of before the step."""
        if jump.slept_s and self._live.board.open:
            self.slept.emit(sleep_sentence(self._live.board.open, jump, now))
        if jump.stepped_s:
            self._live.stepped(jump.stepped_s)
            self.stepped.emit(jump.stepped_s)
        self._unnoted.append(Unnoted(jump, now, set()))
        self._note(now)

    def _note(self, now: Instant) -> None:
        if self._noting:
            return
        self._noting, self._tried = True, now
        first = self._unnoted[0]
        self._operations.run(
            lambda workspace: note_jump(workspace, first.jump, first.at, first.noted, by_hand=first.by_hand),
            done=self._noted,
            failed=self._not_noted,
        )

    def _noted(self, _nothing: None) -> None:
        self._noting = False
        self._live.settled(self._unnoted.pop(0).jump.stepped_s)
        if self._unnoted:
            self._note(self._live.now())

    def _not_noted(self, _error: object) -> None:
        """A locked record or a full disk: the red bar says so, and it is tried again until it stands."""
        self._noting = False

    def leave(self) -> None:
        """The window closes in order: it is known to the second how long it is away."""
        if self._open:
            self._operations.read(note_seen)

    @property
    def noting(self) -> bool:
        """Whether a jump of the clocks is on its way to the record."""
        return bool(self._unnoted)

    def correct(self, seconds: float) -> None:
        """A person says that this computer's clock is wrong by so much: from here on Warroom's is right, for this run.
        What was logged stays as it was written; deadlines keep their remaining time."""
        clock = self._operations.clock
        self.tick(clock.now())
        clock.correction_s += seconds
        self._watch.read()
        now = clock.now()
        self._live.stepped(seconds)
        self._unnoted.append(Unnoted(Jump(0.0, seconds), now, set(), by_hand=True))
        self._note(now)

    def _set_right(self, stepped_s: float) -> bool:
        """Whether the computer's clock was moved by just what it was wrong by: then the correction is done with."""
        clock = self._operations.clock
        if not clock.correction_s or abs(stepped_s - clock.correction_s) > CLOCK_STEP_S:
            return False
        clock.correction_s = 0.0
        self._watch.read()
        self.set_right.emit()
        return True

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


def sleep_sentence(running: Iterable[Live], jump: Jump, now: Instant) -> str:
    """``Asleep 38 min (02:31 to 03:09 UTC). INC-0042: external update became due at 02:45.`` A clock that was moved
    meanwhile has moved the deadlines too, though ``running`` does not know it yet."""
    start = now.plus(-jump.slept_s)
    words = [f"Asleep {times.length(jump.slept_s)} ({start.hhmm()} to {now.hhmm()} UTC)."]
    for one in running:
        due = [(row, row.due_at.plus(jump.stepped_s)) for row in one.countdowns(now) if row.due_at is not None]
        found = [f"{_named(row)} became due at {at.hhmm()}" for row, at in due if start < at <= now]
        if found:
            words.append(f"{one.incident.ref}: {', '.join(found)}.")
    return " ".join(words)


def note_jump(
    workspace: Workspace, jump: Jump, now: Instant, noted: set[str] | None = None, *, by_hand: bool = False
) -> None:
    """Put what the clocks say on the record of every incident that counts: a clock that moves deadlines, then a row for
    sleep, which names what became due by the clock as it is now. ``noted``: what of it stands there already."""
    if jump.stepped_s:
        workspace.record.clock_health = ClockHealth.OK if by_hand else ClockHealth.UNCERTAIN
    noted = set() if noted is None else noted
    before = now.plus(-jump.stepped_s)
    for header in workspace.record.incidents():
        step, sleep = f"step {header.id}", f"sleep {header.id}"
        if jump.stepped_s and step not in noted and (header.open or _unannounced(workspace, header, before)):
            workspace.room.clock_stepped(header.id, jump.stepped_s, now, by_hand=by_hand)
        noted.add(step)
        if jump.slept_s and sleep not in noted and header.open:
            _note_sleep(workspace, header.id, jump.slept_s, now)
        noted.add(sleep)


def _unannounced(workspace: Workspace, header: Header, now: Instant) -> bool:
    """Resolved, and its last countdown still runs (R11)."""
    resolved = header.resolved_at
    return resolved is not None and now.since(resolved) <= DAY and workspace.record.incident(header.id).not_announced


def _note_sleep(workspace: Workspace, incident: str, slept_s: float, now: Instant) -> None:
    start = now.plus(-slept_s)
    minutes = str(round(slept_s / MINUTE)) if slept_s >= MINUTE else "under 1"
    params = {"minutes": minutes, "start": start.hhmm(), "end": now.hhmm()}
    due = _became_due(workspace, incident, start, now)
    if due:
        workspace.room.system(incident, "asleep_due", **params, due=due)
    else:
        workspace.room.system(incident, "asleep", **params)


def _became_due(workspace: Workspace, incident: str, start: Instant, now: Instant) -> str:
    from warroom.incident.countdowns import countdowns

    state = workspace.record.incident(incident)
    rows = countdowns(state, workspace.record.playbook(state.playbook), now)
    found = [(row, row.due_at) for row in rows if row.due_at is not None and start < row.due_at <= now]
    return ", ".join(f"{_named(row)} due {due.hhmm()}" for row, due in found)


def _named(row: Countdown) -> str:
    """``external update``, ``ask 2``; what a person called a timer stays in the window."""
    from warroom.incident.countdowns import CountdownKind

    return {CountdownKind.UPDATE: f"{row.name} update", CountdownKind.TIMER: "a timer"}.get(row.kind, row.name)


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
