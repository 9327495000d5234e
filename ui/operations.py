"""The one way from the window to the background, and back.

The record belongs to one worker thread. A widget hands over work (``run`` for acts, ``read`` for looking), which gets
the opened ``Workspace``; what comes of it returns to bound methods on the GUI thread, through one long-lived bridge
(RELIABILITY, traps: a signal object per task loses callbacks). After each piece of work, and twice a second, the
record is asked what is new on it, whoever wrote it; ``changed`` tells every page. A second worker takes long jobs
that only read: exports, backups.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from shiboken6 import isValid

from ui.collecting import Collecting
from warroom.clock import Clock, Instant, SystemClock
from warroom.errors import RecordError, WarroomError

if TYPE_CHECKING:
    from warroom.incident.entry import Entry
    from warroom.incident.events import Event
    from warroom.incident.playbook import Playbook
    from warroom.workspace import Workspace

T = TypeVar("T")
POLL_MS = 500
SAVING_AFTER_MS = 300
"""A save that takes longer than this is worth a word (UI.md 7, *Saved*)."""

_log = logging.getLogger(__name__)


class Changed(NamedTuple):
    """What is new on the record: the events, and the incidents that they belong to. ``complete`` is False when the
    record was rebuilt or merged under us and every page has to read again. ``named``: the rows of those events that are
    about another entry and bear its name."""

    incidents: frozenset[str]
    events: tuple[Event, ...]
    complete: bool = True
    named: tuple[Entry, ...] = ()


class Opened(NamedTuple):
    """What the window needs to know of the record, once it is open."""

    path: str
    author: str
    simulated: bool
    clock: Clock
    playbook: Playbook
    playbook_problem: str
    settings: dict[str, str]


class _Landing(NamedTuple):
    """A result on its way to the GUI thread."""

    deliver: Callable[[Any], None] | None
    value: Any
    error: BaseException | None = None
    refuse: Callable[[WarroomError], None] | None = None
    act: bool = False
    changed: Changed | None = None


class Operations(QObject):
    """One per process. ``factory`` opens the workspace; it is called on the record thread, with the first work."""

    opened = Signal(object)
    changed = Signal(object)
    failed = Signal(object)
    refused = Signal(object)
    saving = Signal(bool)
    saved = Signal(object)
    crashed = Signal(object)
    closing = Signal()
    _landed = Signal(object)

    def __init__(self, factory: Callable[[], Workspace], *, clock: Clock | None = None, poll_ms: int = POLL_MS) -> None:
        super().__init__()
        self.setObjectName("operations")
        self.clock: Clock = clock or SystemClock()
        self.unsettled_s = 0.0
        """By how much the wall clock was moved that the deadlines on the record do not know of yet (R14)."""
        self.author = ""
        self.facts: Opened | None = None
        self._factory = factory
        self._workspace: Workspace | None = None
        self._seen = 0
        self._told = 0
        self._acts = 0
        self._sweeping = False
        self._closed = False
        self._record = ThreadPoolExecutor(max_workers=1, thread_name_prefix="record")
        self._aside: ThreadPoolExecutor | None = None
        self._collecting = Collecting(self)
        self._landed.connect(self._land, Qt.ConnectionType.QueuedConnection)
        self._poll = QTimer(self)
        self._poll.setObjectName("operations.poll")
        self._poll.setInterval(poll_ms)
        self._poll.timeout.connect(self.sweep)
        self._slow = QTimer(self)
        self._slow.setObjectName("operations.slow")
        self._slow.setSingleShot(True)
        self._slow.setInterval(SAVING_AFTER_MS)
        self._slow.timeout.connect(self._say_saving)

    # -- What widgets call ---------------------------------------------------------------------------------------

    def start(self) -> None:
        """Open the record now and begin to watch it. ``opened`` or ``failed`` follows."""
        self._collecting.start()
        self.read(_nothing)
        self._poll.start()

    def run(
        self,
        work: Callable[[Workspace], T],
        *,
        done: Callable[[T], None] | None = None,
        failed: Callable[[WarroomError], None] | None = None,
    ) -> None:
        """Do an act on the record thread. ``done`` comes after the commit: acknowledged means on disk.

        A refusal goes to ``failed``, else to the signal ``refused``; a fault of the record goes to the signal
        ``failed`` besides, which the window shows as a red bar.
        """
        self._acts += 1
        if self._acts == 1:
            self._slow.start()
        self._submit(work, done, failed, act=True)

    def read(
        self,
        work: Callable[[Workspace], T],
        *,
        done: Callable[[T], None] | None = None,
        failed: Callable[[WarroomError], None] | None = None,
    ) -> None:
        """Look something up on the record thread: the same as ``run`` without the words about saving."""
        self._submit(work, done, failed, act=False)

    def background(
        self,
        work: Callable[[Callable[[int, int], None]], T],
        *,
        done: Callable[[T], None] | None = None,
        failed: Callable[[WarroomError], None] | None = None,
        progress: Callable[[tuple[int, int]], None] | None = None,
    ) -> None:
        """A long job off the record thread. ``work`` gets a function to call with (done so far, in all)."""
        if self._closed:
            return
        if self._aside is None:
            self._aside = ThreadPoolExecutor(max_workers=1, thread_name_prefix="aside")

        def report(so_far: int, in_all: int) -> None:
            self._send(_Landing(progress, (so_far, in_all)))

        def job() -> None:
            try:
                self._send(_Landing(done, work(report)))
            except Exception as error:  # noqa: BLE001 - the outer door of the background
                self._send(_Landing(None, None, error, failed))

        self._aside.submit(job)

    def report(self, receiver: Callable[[T], None], value: T) -> None:
        """Tell a bound method of the GUI thread how far an act has come; from any thread."""
        self._send(_Landing(receiver, value))

    @Slot()
    def sweep(self) -> None:
        """Ask the record what others have written; at most one such question is under way."""
        if not self._sweeping and not self._closed and self.facts is not None:
            self._sweeping = True
            self._submit(_nothing, self._swept, self._not_swept, act=False)

    def deadline_now(self) -> Instant:
        """The time to hold deadlines against: while a step of the clock is on its way to the record, that of before."""
        now = self.clock.now()
        return now.plus(-self.unsettled_s) if self.unsettled_s else now

    @property
    def landed(self) -> int:
        """``n`` of the last event that the window has been told of."""
        return self._told

    @property
    def busy(self) -> bool:
        """Whether an act waits for its commit."""
        return self._acts > 0

    def close(self) -> None:
        """Finish what was handed over, close the record, end the threads. Blocks until all is on disk."""
        if self._closed:
            return
        self.closing.emit()
        self._poll.stop()
        self._slow.stop()
        self._closed = True
        if self._aside is not None:
            self._aside.shutdown(wait=True, cancel_futures=True)
        ending: Future[None] = self._record.submit(self._shut)
        ending.result()
        self._record.shutdown(wait=True)
        self._collecting.stop()

    # -- The record thread ---------------------------------------------------------------------------------------

    def _submit(
        self,
        work: Callable[[Workspace], T],
        done: Callable[[T], None] | None,
        failed: Callable[[WarroomError], None] | None,
        act: bool,
    ) -> None:
        if self._closed:
            return

        def job() -> None:
            try:
                workspace = self._open()
                value = work(workspace)
                self._send(_Landing(done, value, act=act, changed=self._news(workspace)))
            except Exception as error:  # noqa: BLE001 - the outer door of the background
                self._send(_Landing(None, None, error, failed, act=act))

        self._record.submit(job)

    def _open(self) -> Workspace:
        if self._workspace is None:
            from warroom.settings import DECLARED

            workspace = self._factory()
            self._seen = workspace.record.newest
            self._workspace = workspace
            problem = workspace.playbook_problem
            self._send(
                _Landing(
                    self._say_opened,
                    Opened(
                        path=str(workspace.record.path),
                        author=workspace.author,
                        simulated=workspace.record.simulated,
                        clock=workspace.clock,
                        playbook=workspace.playbook,
                        playbook_problem="" if problem is None else problem.sentence,
                        settings={key: workspace.setting(key) for key in DECLARED},
                    ),
                )
            )
        return self._workspace

    def _news(self, workspace: Workspace) -> Changed | None:
        """What was appended since we last asked, by this window or by anybody."""
        from warroom.incident.naming import NAMING

        record = workspace.record
        record.catch_up()
        if record.newest == self._seen:
            return None
        events = tuple(record.events(since=self._seen))
        self._seen = record.newest
        named = record.entries_by_id(event.id for event in events if event.kind in NAMING)
        return Changed(frozenset(event.incident for event in events), events, bool(events), tuple(named))

    def _shut(self) -> None:
        workspace, self._workspace = self._workspace, None
        if workspace is not None:
            workspace.close()

    def _send(self, landing: _Landing) -> None:
        if isValid(self):
            self._landed.emit(landing)

    # -- Back on the GUI thread ----------------------------------------------------------------------------------

    @Slot(object)
    def _land(self, landing: _Landing) -> None:
        if landing.act:
            self._acts -= 1
            if self._acts == 0:
                self._slow.stop()
                self.saving.emit(False)
        if landing.changed is not None:
            self._told = max((event.n for event in landing.changed.events), default=self._told)
            self.changed.emit(landing.changed)
        if landing.error is not None:
            self._land_error(landing)
            return
        if landing.act:
            self.saved.emit(self.clock.now())
        _deliver(landing.deliver, landing.value)

    def _land_error(self, landing: _Landing) -> None:
        error = landing.error
        assert error is not None
        if not isinstance(error, WarroomError):
            _log.error("work in the background ended badly", exc_info=error)
            self.crashed.emit(error)
            error = WarroomError(
                "The program made a mistake and this was not done. What you typed is kept; the log says more.",
                code="crashed",
            )
        if isinstance(error, RecordError):
            self.failed.emit(error)
        if landing.refuse is not None:
            _deliver(landing.refuse, error)
        elif not isinstance(error, RecordError):
            self.refused.emit(error)

    def _say_opened(self, facts: Opened) -> None:
        self.facts = facts
        self.clock = facts.clock
        self.author = facts.author
        self.opened.emit(facts)

    @Slot()
    def _say_saving(self) -> None:
        if self._acts:
            self.saving.emit(True)

    def _swept(self, _nothing: None) -> None:
        self._sweeping = False

    def _not_swept(self, error: WarroomError) -> None:
        self._sweeping = False
        _log.warning("the record could not be read: %s", error.sentence)


def _deliver(receiver: Callable[[Any], None] | None, value: Any) -> None:
    """Hand a result to its receiver, unless that widget is gone by now."""
    owner = getattr(receiver, "__self__", None)
    if receiver is None or (isinstance(owner, QObject) and not isValid(owner)):
        return
    receiver(value)


def _nothing(_workspace: Workspace) -> None:
    """The work of a mere look at what is new."""


def install_excepthook(operations: Operations) -> None:
    """Bring exceptions that nobody caught, on whatever thread, to the GUI thread before any widget hears of them."""
    before = sys.excepthook

    def hook(kind: type[BaseException], error: BaseException, trace: Any) -> None:
        before(kind, error, trace)
        if isinstance(error, Exception):
            operations._send(_Landing(operations.crashed.emit, error))

    sys.excepthook = hook
