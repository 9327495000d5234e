"""The second that ticks in the whole window, with several incidents open: what it takes of the GUI thread."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench import big_record, registry
from tests.bench.registry import Measured, row, timed
from tests.records import START, declare, open_record
from warroom.clock import ManualClock
from warroom.incident.events import Note

INCIDENTS, ROWS, TURNS = 3, 5_000, 120
PATIENCE_S = 60.0


def _made(path: Path) -> None:
    import random

    dice = random.Random(4)
    with open_record(path) as record:
        for n in range(INCIDENTS):
            incident = declare(record, f"Incident {n}")
            notes = [Note(text=big_record.text_of(dice)) for _ in range(ROWS)]
            record.write("robin", lambda tx, incident=incident, notes=notes: tx.append_all(incident, notes))  # type: ignore[misc]


@row(
    "the second that ticks, 3 incidents of 5,000 rows open",
    bare="five QLabels",
    reach_p99=2,
    because="the slowest turns paint digits that grew wider; the median is what a second costs.",
)
def three_open() -> Measured:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

    from ui import theme
    from ui.app import application, make_window
    from ui.collecting import take_apart
    from ui.operations import Operations
    from warroom.workspace import Workspace

    measured = Measured([], [], note="every handler of the tick, in a window with one of the three in front")
    with tempfile.TemporaryDirectory(dir=registry.BUILD) as folder:
        path = Path(folder) / "record.db"
        _made(path)
        app = application()
        theme.start(app, theme.Choice.DARK)
        clock = ManualClock(START.plus(600))
        operations = Operations(lambda: Workspace.open(path, author="robin", clock=clock), clock=clock)
        window = make_window(app, operations)
        window.resize(1440, 900)
        window.show()
        operations.start()
        window.prepare()
        _until(app.processEvents, lambda: len(window.live.board.open) == INCIDENTS)
        window.open_incident(window.live.board.open[0].incident.id)
        war = window.war
        assert war is not None
        _until(app.processEvents, lambda: war.model.saved_rows >= ROWS)
        holder = QWidget()
        column = QVBoxLayout(holder)
        clocks = [QLabel() for _ in range(5)]
        for label in clocks:
            column.addWidget(label)
        holder.show()

        def plain() -> None:
            for label in clocks:
                label.setText(clock.now().hhmmss())
            app.processEvents()

        def ours() -> None:
            window.live.ticked.emit(clock.now())
            war.tick_now()

        for _ in range(TURNS):
            clock.advance(1)
            measured.ours.append(timed(ours))
            measured.bare.append(timed(plain))
        holder.close()
        holder.deleteLater()
        window.leave_now()
        operations.close()
        take_apart(window)
    return measured


def _until(work: Callable[[], None], reached: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not reached():
        if time.monotonic() > end:
            raise TimeoutError("the window did not get there")
        work()
