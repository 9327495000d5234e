"""The open incidents as they stand, kept current for the whole window: Home, the title, Ctrl+Tab, the question on quit.

One look at the record after each change; one tick a second, aligned with the wall's second, from which everything
that counts is computed anew (a tick is never counted: UI.md 6.4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from ui import times
from ui.operations import Changed, Operations
from warroom.clock import DAY, Instant
from warroom.incident.words import CountdownState

if TYPE_CHECKING:
    from warroom.incident.countdowns import Countdown, Deadline
    from warroom.incident.playbook import Playbook
    from warroom.incident.state import Incident
    from warroom.record import Header
    from warroom.workspace import Workspace


class Live(msgspec.Struct, frozen=True):
    """An open incident with the playbook that it runs under, and what it counts down to: a second that passes only
    asks each of these how much is left."""

    incident: Incident
    playbook: Playbook
    deadlines: tuple[Deadline, ...]

    @classmethod
    def of(cls, incident: Incident, playbook: Playbook) -> Live:
        from warroom.incident.countdowns import deadlines  # the first paint does not wait for it

        return cls(incident, playbook, deadlines(incident, playbook))

    def countdowns(self, now: Instant) -> list[Countdown]:
        """Every countdown at ``now``, the two updates first."""
        return [deadline.at(now) for deadline in self.deadlines]

    def pressing(self, now: Instant) -> list[Countdown]:
        """The countdowns that are at least due soon at ``now``, the two updates first."""
        return [deadline.at(now) for deadline in self.deadlines if not deadline.calm(now)]

    def updates(self, now: Instant) -> tuple[Countdown, Countdown]:
        """The internal and the external countdown at ``now``."""
        internal, external, *_ = self.deadlines
        return internal.at(now), external.at(now)

    def overdue(self, now: Instant) -> Countdown | None:
        """The update that is overdue, the external one first; so is the announcement that it is over, once its ten
        minutes are (R11)."""
        return next((update for update in reversed(self.updates(now)) if _is_overdue(update, self.playbook)), None)

    def elapsed_s(self, now: Instant) -> float:
        """Since it began, so far as that is known, else since it was declared."""
        return now.since(self.incident.started_at or self.incident.declared_at)


class Board(msgspec.Struct, frozen=True):
    """What the record holds, seen from Home: open ones worst first, the rest newest first."""

    open: tuple[Live, ...] = ()
    recent: tuple[Header, ...] = ()
    unannounced: tuple[Live, ...] = ()
    """Resolved, and customers have not been told (R11)."""
    postmortems: tuple[tuple[Header, Instant], ...] = ()
    """When each resolved incident's postmortem is due (R13), the next one first."""
    last_drill_at: Instant | None = None


def look(workspace: Workspace) -> Board:
    """Read the board; on the record thread."""
    record = workspace.record
    headers = record.incidents()
    now = workspace.clock.now()
    running = [look_at(workspace, header.id) for header in headers if header.open]
    running.sort(key=lambda one: (one.incident.drill, one.incident.severity, -one.incident.declared_at))
    past = [header for header in headers if not header.open]
    fresh = [header for header in past if header.resolved_at and now.since(header.resolved_at) <= DAY]
    due = [(header, moment) for header in past if (moment := _postmortem_due(workspace, header)) is not None]
    return Board(
        open=tuple(running),
        recent=tuple(past),
        unannounced=tuple(
            one for one in (look_at(workspace, header.id) for header in fresh) if one.incident.not_announced
        ),
        postmortems=tuple(sorted(due, key=lambda pair: pair[1])),
        last_drill_at=max((header.declared_at for header in headers if header.drill), default=None),
    )


def look_at(workspace: Workspace, incident_id: str) -> Live:
    """One incident as it stands; on the record thread."""
    incident = workspace.record.incident(incident_id)
    return Live.of(incident, workspace.record.playbook(incident.playbook))


def _is_overdue(update: Countdown, playbook: Playbook) -> bool:
    if update.state is CountdownState.NOT_ANNOUNCED and update.remaining_s is not None:
        return update.remaining_s <= -playbook.clocks.overdue_after_s
    return update.state is CountdownState.OVERDUE


def overdue_words(update: Countdown) -> str:
    """``EXT OVERDUE 2 min``."""
    name = "EXT" if update.name == "external" else "INT"
    return f"{name} OVERDUE {times.length(max(60.0, -(update.remaining_s or 0.0)))}"


def _postmortem_due(workspace: Workspace, header: Header) -> Instant | None:
    """R13, for incidents whose severity asks for one."""
    from warroom.incident.playbook_parts import PostmortemRule

    rules = workspace.playbook.rules(header.peak_severity)
    if header.drill or header.resolved_at is None or rules.postmortem_s is None:
        return None
    return header.resolved_at.plus(rules.postmortem_s) if rules.postmortem is PostmortemRule.REQUIRED else None


class OpenIncidents(QObject):
    """``refreshed`` when the board was read anew, ``ticked`` each second with the time it is, ``moved`` when its
    deadlines have followed a step of the wall clock, by so many seconds."""

    refreshed = Signal()
    ticked = Signal(object)
    moved = Signal(float)

    def __init__(self, operations: Operations, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.board = Board()
        self.loaded = False
        self._operations = operations
        self._asked = False
        self._again = False
        self._settling_s = 0.0
        operations.opened.connect(self.refresh)
        operations.changed.connect(self._changed)
        self._timer = QTimer(self)
        self._timer.setObjectName("live.tick")
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        self._tick()
        if self._operations.facts is not None:
            self.refresh()

    def stop(self) -> None:
        self._timer.stop()

    @Slot()
    def refresh(self) -> None:
        """Read the board; while one reading is under way a second request waits for it."""
        if self._asked:
            self._again = True
            return
        self._asked = True
        self._operations.read(look, done=self._show, failed=self._failed)

    @property
    def reading(self) -> bool:
        """Whether a reading of the board is under way."""
        return self._asked

    def now(self) -> Instant:
        return self._operations.clock.now()

    def even(self, now: Instant) -> Instant:
        """``now`` as the deadlines of the board are to be held against it: a step of the wall clock that is not on the
        record yet makes nothing late (R14)."""
        return now.plus(-self._operations.unsettled_s) if self._operations.unsettled_s else now

    def stepped(self, seconds: float) -> None:
        """The wall clock was moved; ``settled`` follows once that is on the record."""
        self._operations.unsettled_s += seconds

    def settled(self, seconds: float) -> None:
        """A step is on the record: the next reading of the board has it."""
        self._settling_s += seconds
        self.refresh()

    def late(self, now: Instant) -> tuple[Live, Countdown] | None:
        """The worst update that is overdue: of the worst incident, the external one first; what is resolved and not
        announced (R11) comes last."""
        even = self.even(now)
        for one in (*self.board.open, *self.board.unannounced):
            if (update := one.overdue(even)) is not None:
                return one, update
        return None

    def title(self, now: Instant, here: Incident | None) -> str:
        """What the taskbar should show (UI.md 6.5): what is overdue first, else where we are."""
        late = self.late(now)
        if late is not None:
            one, update = late
            return f"(!) {overdue_words(update)} - {one.incident.ref} {one.incident.severity.label}"
        if here is None:
            return "Warroom"
        mark = "DRILL - " if here.drill else ""
        return f"{mark}{here.ref} {here.severity.label} - {here.title} - Warroom"

    @Slot(object)
    def _changed(self, _changed: Changed) -> None:
        self.refresh()

    def _show(self, board: Board) -> None:
        self.board = board
        self.loaded = True
        self._asked = False
        moved, self._settling_s = self._settling_s, 0.0
        if moved:
            self._operations.unsettled_s -= moved
            self.moved.emit(moved)
        self.refreshed.emit()
        if self._again:
            self._again = False
            self.refresh()

    def _failed(self, _error: object) -> None:
        """The record could not be read: the board stays as it was, and the next second asks again."""
        self._asked, self._again = False, True

    @Slot()
    def _tick(self) -> None:
        now = self.now()
        if self._again and not self._asked and self.loaded:
            self._again = False
            self.refresh()
        self.ticked.emit(now)
        self._timer.start(1000 - int(now) % 1000 + 5)
