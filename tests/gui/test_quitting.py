"""Quitting soon after a copy: on Linux the clipboard dies with the program, and that is said."""

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from ui.last_copy import LastCopy
from ui.operations import Operations
from ui.window import MainWindow
from warroom.clock import ManualClock


@pytest.mark.parametrize(
    ("seconds", "ours", "asks"), [(0, True, True), (59, True, True), (60, True, False), (5, False, False)]
)
def test_quitting_soon_after_a_copy_says_that_it_is_lost(
    window: MainWindow, clock: ManualClock, monkeypatch: pytest.MonkeyPatch, seconds: float, ours: bool, asks: bool
) -> None:
    monkeypatch.setattr(LastCopy, "_ours", staticmethod(lambda: True))
    monkeypatch.setattr("sys.platform", "linux")
    QGuiApplication.clipboard().setText("the update that nobody has pasted yet")
    monkeypatch.setattr(LastCopy, "_ours", staticmethod(lambda: ours))
    clock.advance(seconds)
    window.close()
    box = window.findChild(QMessageBox, "shell.quit")
    assert (box is not None) is asks
    assert window.isVisible() is asks
    if box is not None:
        assert box.text() == "What you copied a moment ago is lost when Warroom quits. Paste it first."
        next(button for button in box.buttons() if button.objectName() == "shell.quit.leave").click()
        assert not window.isVisible()


def test_an_open_incident_and_a_copy_are_asked_about_together(
    window: MainWindow, operations: Operations, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    operations.run(lambda w: w.room.declare("Checkout failing", 1))
    qtbot.waitUntil(lambda: bool(window.live.board.open))
    monkeypatch.setattr(LastCopy, "_ours", staticmethod(lambda: True))
    QGuiApplication.clipboard().setText("the update")
    window.close()
    box = window.findChild(QMessageBox, "shell.quit")
    assert box is not None
    assert box.text().startswith("INC-0001 is open. Its timers stop alerting if you quit. What you copied")
