"""The window on a record of a million entries: Enter to paint, key to glyph, scrolling, the second that ticks."""

from __future__ import annotations

import itertools
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench import big_record, registry
from tests.bench.bare_sqlite import BareLog
from tests.bench.registry import Measured, row, timed, timed_here
from tests.records import START
from warroom.clock import ManualClock

TURNS = 120
PATIENCE_S = 120.0
SMALL, MIDDLE = 1_000, 100_000


class Desk:
    """The war room in a window of its own, on a copy of the big record, with an incident open."""

    def __init__(self, path: Path, entries: int) -> None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        from PySide6.QtWidgets import QApplication, QMainWindow

        from ui import theme
        from ui.actions import Actions, Context
        from ui.app import application
        from ui.operations import Operations
        from ui.pages.war import WarPage
        from warroom.workspace import Workspace

        self.app: QApplication = application()
        theme.start(self.app, theme.Choice.DARK)
        clock = ManualClock(START.plus(big_record.STEP_S * big_record.ENTRIES * 2))
        self.operations = Operations(lambda: Workspace.open(path, author="robin", clock=clock), clock=clock)
        actions = Actions()
        self.page = WarPage(self.operations, actions)
        actions.install(self.page, Context.WAR)
        self.window = QMainWindow()
        self.window.setCentralWidget(self.page)
        self.window.resize(1440, 900)
        self.operations.start()
        self.until(lambda: self.operations.facts is not None)
        found: list[str] = []
        self.operations.read(lambda ws: ws.record.find("2"), done=found.append)
        self.until(lambda: bool(found))
        self.incident = found[0]
        self.window.show()
        self.page.open(self.incident)
        self.until(lambda: self.page.model.saved_rows >= entries)
        self.page.line.setFocus()
        self.settle()

    def until(self, check: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE_S
        while not check():
            if time.monotonic() > end:
                raise TimeoutError("the window did not get there")
            self.app.processEvents()

    def settle(self) -> None:
        """Nothing is on its way any more."""
        for _ in range(20):
            self.app.processEvents()
            time.sleep(0.002)

    def close(self) -> None:
        self.window.close()
        self.operations.close()
        self.window.deleteLater()
        self.app.processEvents()


@contextmanager
def desk(entries: int = big_record.ENTRIES) -> Iterator[Desk]:
    with tempfile.TemporaryDirectory(dir=registry.BUILD) as folder:
        path = Path(folder, "record.db")
        big_record.copy(entries, path)
        made = Desk(path, entries)
        try:
            yield made
        finally:
            made.close()


class BareTable:
    """As many rows in a QTableView that paints plain words, and a table in SQLite that a row is put into durably."""

    def __init__(self, rows: int, folder: Path) -> None:
        from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
        from PySide6.QtWidgets import QTableView

        class Plain(QAbstractTableModel):
            count = rows

            def rowCount(self, parent: object = None) -> int:
                return self.count

            def columnCount(self, parent: object = None) -> int:
                return 5

            def data(self, index: QModelIndex, role: int = 0) -> object:
                return f"row {index.row()}" if role == Qt.ItemDataRole.DisplayRole else None

        self.model = Plain()
        self.view = QTableView()
        self.view.setModel(self.model)
        self.view.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.view.resize(780, 620)
        self.view.show()
        self.view.scrollToBottom()
        self.log = BareLog(folder / "bare.db")
        self._root = QModelIndex()

    def append(self) -> None:
        self.log.append("error rate 47% on POST /orders")
        count = self.model.count
        self.model.beginInsertRows(self._root, count, count)
        self.model.count += 1
        self.model.endInsertRows()
        self.view.verticalHeader().resizeSection(count, 28)
        self.view.scrollToBottom()
        self.view.viewport().repaint()

    def scroll_to(self, share: float) -> None:
        bar = self.view.verticalScrollBar()
        bar.setValue(round(bar.maximum() * share))
        self.view.viewport().repaint()

    def close(self) -> None:
        self.log.close()
        self.view.close()
        self.view.deleteLater()


@row(
    "Enter → committed → painted at 1,000,000",
    bare="bare QTableView + sqlite3",
    reach=1.5,
    reach_p99=50,
    because="the slowest turns wait for the disk: an fsync of this machine takes that long now and then.",
)
def enter_to_paint() -> Measured:
    return _enter_to_paint(big_record.ENTRIES)


@row("Enter → committed → painted at 100,000", bare="bare QTableView + sqlite3", reach=1.5, reach_p99=50)
def enter_to_paint_in_a_middle_one() -> Measured:
    return _enter_to_paint(MIDDLE)


@row("Enter → committed → painted at 1,000", bare="bare QTableView + sqlite3", reach=1.5, reach_p99=50)
def enter_to_paint_in_a_small_one() -> Measured:
    return _enter_to_paint(SMALL)


def _enter_to_paint(entries: int) -> Measured:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    measured = Measured([], [], note="Return pressed, row in sight, on disk, its entry painted")
    with desk(entries) as war, tempfile.TemporaryDirectory(dir=registry.BUILD) as folder:
        bare = BareTable(entries, Path(folder))
        page, done = war.page, itertools.count()
        seen: list[int] = []
        page.session.done.connect(lambda _done: seen.append(next(done)))

        def ours() -> None:
            before = len(seen)
            QTest.keyClick(page.line, Qt.Key.Key_Return)
            war.until(lambda: len(seen) > before)
            war.app.processEvents()

        for turn in range(TURNS + 5):
            page.line.put("error rate 47% on POST /orders")
            war.app.processEvents()  # the line that was typed stands there painted before Enter
            spent, plain = timed(ours), timed(bare.append)
            if turn >= 5:
                measured.ours.append(spent)
                measured.bare.append(plain)
            war.app.processEvents()
        bare.close()
    return measured


@row("key press → glyph while the record writes", bare="QPlainTextEdit alone", reach_p99=16)
def key_to_glyph() -> Measured:
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QPlainTextEdit

    measured = Measured([], [], note="the record thread commits entries without a pause meanwhile")
    with desk() as war:
        alone = QPlainTextEdit()
        alone.resize(700, 40)
        alone.show()
        incident, running = war.incident, [True]

        def write() -> None:
            if running[0]:
                war.operations.run(lambda ws: ws.room.log(incident, "written by a script"), done=lambda _acted: write())

        write()
        for letter in itertools.islice(itertools.cycle("error rate 47% on POST /orders @sam "), TURNS * 4):
            if len(war.page.line.text()) > 70:
                war.page.line.clear()
                alone.clear()
            war.app.processEvents()

            def press(target: QPlainTextEdit, letter: str = letter) -> None:
                QTest.keyClick(target, letter)
                target.viewport().repaint()

            measured.ours.append(timed(lambda: press(war.page.line)))
            measured.bare.append(timed(lambda: press(alone)))
        running[0] = False
        war.settle()
        alone.close()
        alone.deleteLater()
    return measured


@row(
    "scroll frame at 1,000,000 rows",
    bare="bare QTableView",
    reach_p99=20,
    because="a jump to rows that were never read draws twice: their places, then their words.",
)
def scroll_frame() -> Measured:
    return _scroll_frame(big_record.ENTRIES)


@row("scroll frame at 100,000 rows", bare="bare QTableView", reach_p99=20)
def scroll_frame_of_a_middle_one() -> Measured:
    return _scroll_frame(MIDDLE)


@row("scroll frame at 1,000 rows", bare="bare QTableView", reach_p99=20)
def scroll_frame_of_a_small_one() -> Measured:
    return _scroll_frame(SMALL)


def _scroll_frame(entries: int) -> Measured:
    measured = Measured([], [], note="each jump, and each frame in which its rows arrive")
    with desk(entries) as war, tempfile.TemporaryDirectory(dir=registry.BUILD) as folder:
        bare = BareTable(entries, Path(folder))
        view = war.page.timeline.view
        bar = view.verticalScrollBar()
        for turn in range(TURNS):
            share = (turn * 37 % 100) / 100

            def ours(share: float = share) -> None:
                bar.setValue(round(bar.maximum() * share))
                view.viewport().repaint()

            measured.ours.append(timed(ours))
            end = time.monotonic() + 0.05
            while time.monotonic() < end:
                spent = timed(war.app.processEvents)
                if spent > 0.5:
                    measured.ours.append(spent)
                time.sleep(0.002)
            measured.bare.append(timed(lambda share=share: bare.scroll_to(share)))
        bare.close()
    return measured


@row(
    "the second that ticks",
    bare="five QLabels",
    reach_median=2,
    reach_p99=16,
    because="every countdown is computed anew, never counted down: that keeps time right after sleep.",
)
def tick() -> Measured:
    from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

    measured = Measured([], [], note="the war room's own handler, in the GUI thread's own time; its paint is not in it")
    with desk() as war:
        holder = QWidget()
        column = QVBoxLayout(holder)
        clocks = [QLabel() for _ in range(5)]
        for label in clocks:
            column.addWidget(label)
        holder.show()
        clock = war.operations.clock
        assert isinstance(clock, ManualClock)

        def plain() -> None:
            for label in clocks:
                label.setText(clock.now().hhmmss())
            war.app.processEvents()

        for _ in range(TURNS):
            clock.advance(1)
            measured.ours.append(timed_here(war.page.tick_now)[0])
            war.app.processEvents()
            measured.bare.append(timed_here(plain)[0])
        holder.close()
        holder.deleteLater()
    return measured
