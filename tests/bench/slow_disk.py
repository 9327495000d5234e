"""Typing while the disk takes half a second: a process of its own, whose every fsync is made that slow."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec

from tests.bench import big_record, registry
from tests.bench.registry import Measured, row, timed

SLOW_MS = 500
KEYS = 400
ENTRIES = 1_000
SHIM = registry.ROOT / "tests" / "faults" / "failing_disk.c"
_COMPILER = shutil.which("gcc") or shutil.which("cc")


def key_during_a_slow_fsync() -> Measured:
    """Every key of lines that are entered one upon the other, each key until its glyph is on the screen."""
    assert _COMPILER is not None
    with tempfile.TemporaryDirectory(dir=registry.BUILD) as folder:
        built, record = Path(folder, "failing_disk.so"), Path(folder, "record.db")
        subprocess.run([_COMPILER, "-shared", "-fPIC", "-O2", "-o", built, SHIM, "-ldl"], check=True)
        big_record.copy(ENTRIES, record)
        slow = {"LD_PRELOAD": str(built), "SLOW_SYNC_MS": str(SLOW_MS), "SYNC_NAME": record.name}
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.slow_disk", str(record)],
            env=os.environ | slow,
            capture_output=True,
            check=True,
            timeout=600,
            cwd=registry.ROOT,
        )
    return msgspec.json.decode(done.stdout, type=Measured)


if _COMPILER is not None and sys.platform == "linux":
    row("key press → glyph during a 500 ms fsync", bare="QPlainTextEdit alone", reach_p99=16)(key_during_a_slow_fsync)


def _type(record: Path) -> Measured:
    """In the child: type, enter, and look how long each key takes while the record thread hangs on the disk."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QPlainTextEdit

    from tests.bench.window import Desk

    measured = Measured([], [], note="lines are entered meanwhile; each waits its turn for the disk")
    war = Desk(record, ENTRIES)
    line, hung = war.page.line, 0
    alone = QPlainTextEdit()
    alone.show()
    for number in range(KEYS):
        letter = "error rate 47% on POST /orders @sam "[number % 36]

        def press(target: QPlainTextEdit, letter: str = letter) -> None:
            QTest.keyClick(target, letter)
            target.viewport().repaint()

        if number % 36 == 0:
            QTest.keyClick(line, Qt.Key.Key_Return)
            alone.clear()
        war.app.processEvents()
        hung += war.operations.busy
        measured.ours.append(timed(lambda: press(line)))
        measured.bare.append(timed(lambda: press(alone)))
        QTest.qWait(5)
    assert hung > KEYS // 2, "the disk was not slow"
    war.close()
    return measured


if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.json.encode(_type(Path(sys.argv[1]))))
