"""The second that ticks in the whole window, with several incidents open: what it takes of the GUI thread.

The limit is one on the time *of the GUI thread*, so that thread's own clock is read: what a neighbour on the computer
takes meanwhile is not counted, and the wall's time stands in the note. The window is the app's own (``make_window``),
its alerts running, with an incident in front that has everything that ticks: both updates, approvals, a change with a
rollback, asks, a decision, a page, a timer, requirements, a belief that ages.
"""

from __future__ import annotations

import gc
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench import big_record, registry
from tests.bench.registry import Measured, row, timed_here
from tests.records import START, declare, open_record
from warroom.clock import ManualClock
from warroom.incident import events as fact
from warroom.incident.words import ChangeState, Confidence
from warroom.record import Record

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

    from ui.window import MainWindow

INCIDENTS, ROWS, TURNS, WARM_UP = 3, 5_000, 400, 20
PATIENCE_S = 60.0


def _made(path: Path) -> None:
    dice = random.Random(4)
    with open_record(path) as record:
        for n in range(INCIDENTS):
            _fill(record, declare(record, f"Incident {n}"), dice)


def _fill(record: Record, incident: str, dice: random.Random) -> None:
    """A grave incident in full swing, and five thousand lines of talk."""
    going: list[fact.Body] = [
        fact.RoleAssigned(seat="ic", handle="robin"),
        fact.RoleAssigned(seat="scribe", handle="sam"),
        fact.RoleAssigned(seat="sme-db", handle="kai"),
        fact.ImpactStated(text="Checkout fails for half of the customers in Europe"),
        fact.HypothesisStated(
            n=1, text="The pool of connections is exhausted", confidence=Confidence.LIKELY, current=True
        ),
        fact.ChangeProposed(n=1, text="Fail over to the replica", owner="kai", risk="low", box_s=900),
        fact.ChangeProposed(n=2, text="Restart the workers", owner="kai", rollback_s=1200, box_s=1500),
        fact.ChangeMoved(n=2, state=ChangeState.APPROVED),
        fact.ChangeMoved(n=2, state=ChangeState.STARTED),
        fact.Asked(n=1, text="How long is the queue?", to="sam", box_s=1100),
        fact.Asked(n=2, text="Which region is it?", to="kai", box_s=1500),
        fact.Decision(n=1, text="No deploys until this is over", owner="sam", box_s=1800),
        fact.Paged(n=1, tier="l2", who="noor", via="phone", within_s=1000),
        fact.TimerSet(name="vendor", due=START.plus(1300)),
    ]
    talk = [fact.Note(text=big_record.text_of(dice)) for _ in range(ROWS - len(going))]
    for body in going:
        record.write("robin", lambda tx, body=body: tx.append(incident, body))  # type: ignore[misc]
    record.write("robin", lambda tx: tx.append_all(incident, talk))


class Ticking:
    """The app's window with three incidents open and one of them in front; ``second`` lets one pass."""

    def __init__(self, folder: Path) -> None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        from ui import theme
        from ui.app import application, make_window
        from ui.operations import Operations
        from warroom.workspace import Workspace

        path = folder / "record.db"
        _made(path)
        self.app: QApplication = application()
        theme.start(self.app, theme.Choice.DARK)
        clock = self.clock = ManualClock(START.plus(600))
        self.operations = Operations(lambda: Workspace.open(path, author="robin", clock=clock), clock=clock)
        self.window: MainWindow = make_window(self.app, self.operations)
        self.window.resize(1440, 900)
        self.window.show()
        self.operations.start()
        self.window.prepare()
        self.until(lambda: len(self.window.live.board.open) == INCIDENTS)
        assert self.operations.facts is not None
        self.window.alerting.start(self.operations.facts.settings)
        self.window.open_incident(self.window.live.board.open[0].incident.id)
        war = self.window.war
        assert war is not None
        self.war = war
        self.until(lambda: war.model.saved_rows >= ROWS and bool(war.say_next.shown))
        self.until(lambda: not self.window.toast.isVisible())

    def until(self, reached: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE_S
        while not reached():
            if time.monotonic() > end:
                raise TimeoutError("the window did not get there")
            self.app.processEvents()

    def handle(self) -> None:
        """Every handler of the tick, as the app has connected them."""
        self.window.live.ticked.emit(self.clock.now())
        self.war.tick_now()

    def paint(self) -> None:
        """What the handlers asked to be laid out and painted, and nothing more waits then."""
        self.app.processEvents()

    def settle(self) -> None:
        """Nothing is on its way any more: no reading, no timer that has run out."""
        for _ in range(3):
            self.app.processEvents()

    def close(self) -> None:
        from ui.collecting import take_apart

        self.window.leave_now()
        self.operations.close()
        take_apart(self.window)


@contextmanager
def ticking() -> Iterator[Ticking]:
    with tempfile.TemporaryDirectory(dir=registry.BUILD) as folder:
        made = Ticking(Path(folder))
        try:
            yield made
        finally:
            made.close()


class FiveClocks:
    """What it is held against: five labels whose digits change."""

    def __init__(self, app: QApplication) -> None:
        from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

        self._app = app
        self._holder: QWidget = QWidget()
        column = QVBoxLayout(self._holder)
        self._labels = [QLabel() for _ in range(5)]
        for label in self._labels:
            column.addWidget(label)
        self._holder.show()
        app.processEvents()

    def show(self, words: str) -> None:
        for label in self._labels:
            label.setText(words)
        self._app.processEvents()

    def close(self) -> None:
        self._holder.close()
        self._holder.deleteLater()


@row("the second that ticks, 3 incidents of 5,000 rows open", bare="five QLabels", reach_median=2, reach_p99=16)
def three_open() -> Measured:
    return _measured(
        "every handler: window, alerts, war room and its panes", lambda it: it.handle(), lambda it: it.paint()
    )


@row("that second with its layout and paint, all that can count in front", bare="five QLabels", reach_p99=16)
def three_open_painted() -> Measured:
    def whole(it: Ticking) -> None:
        it.handle()
        it.paint()

    return _measured("every handler, and the layout and paint that follow from them", whole, lambda it: None)


def _measured(what: str, work: Callable[[Ticking], None], after: Callable[[Ticking], None]) -> Measured:
    measured = Measured([], [])
    wall: list[float] = []
    with ticking() as it:
        clocks = FiveClocks(it.app)
        gc.collect()
        for turn in range(TURNS + WARM_UP):
            it.clock.advance(1)
            it.settle()
            own, passed = timed_here(lambda: work(it))
            after(it)
            bare, _ = timed_here(lambda: clocks.show(it.clock.now().hhmmss()))
            if turn >= WARM_UP:
                measured.ours.append(own)
                measured.bare.append(bare)
                wall.append(passed)
        clocks.close()
    slowest = sorted(wall)[round(len(wall) * 0.99) - 1]
    measured.note = (
        f"{what}, in the GUI thread's own time over {TURNS} seconds in a row; "
        f"on the wall {statistics.median(wall):.2f} ms, p99 {slowest:.2f} ms"
    )
    return measured
