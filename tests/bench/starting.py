"""The window's own process: how soon it is on the screen, and what it holds in memory."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time

import msgspec

from tests.bench import big_record, registry
from tests.bench.registry import Measured, row

TURNS = 12
_SAY = """
import os
def say():
    pages = int(open("/proc/self/statm").read().split()[1])
    print(pages * os.sysconf("SC_PAGESIZE") / 2**20, flush=True)
"""
_OURS = f"""
import sys
from pathlib import Path
{_SAY}
from ui import theme
from ui.app import application, make_window, opener
from ui.collecting import take_apart
from ui.operations import Operations
app = application()
theme.start(app, theme.Choice.DARK, 100)
operations = Operations(opener(Path(sys.argv[1]), "robin"))
window = make_window(app, operations)
def home():
    if window.live.loaded:
        say()
        window.leave_now()
def go_on():
    say()
    operations.start()
    window.live.start()
    window.live.refreshed.connect(home)
window.painted.connect(go_on)
window.show()
app.exec()
operations.close()
take_apart(window)
"""
_BARE = f"""
{_SAY}
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def event(self, event):
        done = super().event(event)
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, self.out)
        return done
    def out(self):
        say()
        QApplication.exit()
app = QApplication([])
window = Window()
window.show()
app.exec()
"""


class Start(msgspec.Struct):
    """``painted_ms``: from the start of the process to the first paint; ``memory_mb`` when Home is there."""

    painted_ms: float
    memory_mb: float


def _start(*arguments: str) -> Start:
    with tempfile.TemporaryDirectory() as home:
        began = time.perf_counter_ns()
        process = subprocess.Popen(
            [sys.executable, "-c", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=registry.ROOT,
            env={**os.environ, "WARROOM_HOME": home},
        )
        assert process.stdout is not None
        first = process.stdout.readline()
        painted_ms = (time.perf_counter_ns() - began) / 1e6
        rest = process.stdout.read().split()
        if process.wait():
            raise RuntimeError("The window ended with an error.")
        return Start(painted_ms, float((rest or [first])[-1]))


def _starts() -> tuple[list[Start], list[Start]]:
    path = str(big_record.of(big_record.ENTRIES))
    _start(_OURS, path)
    _start(_BARE)
    pairs = [(_start(_OURS, path), _start(_BARE)) for _ in range(TURNS)]
    return [ours for ours, _ in pairs], [bare for _, bare in pairs]


@row(
    "first paint of the app at 1,000,000 entries",
    bare="empty QMainWindow, whole process",
    reach=2,
    because="the fonts, the theme and the keys are there before the first paint, so that the first key counts.",
)
def first_paint() -> Measured:
    ours, bare = _starts()
    return Measured([start.painted_ms for start in ours], [start.painted_ms for start in bare])


@row(
    "memory of the app there, Home loaded",
    bare="empty QMainWindow, whole process",
    reach=2,
    because="the interface fonts and the record with its statement cache are in it.",
)
def memory() -> Measured:
    ours, bare = _starts()
    return Measured([start.memory_mb for start in ours], [start.memory_mb for start in bare], unit="MB")
