"""Quitting with an open incident is asked about once: its timers stop alerting (UI.md 1.4)."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from warroom.incident.state import Incident


class QuitQuestion(QObject):
    """``leave`` when the answer is yes; Esc and Enter keep the window open."""

    leave = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._box: QMessageBox | None = None

    def ask(self, running: list[Incident]) -> None:
        """Ask about these open incidents; while it is being asked, a second time is the same question."""
        if self._box is not None:
            return
        refs = ", ".join(incident.ref for incident in running)
        timers = "Its timers stop" if len(running) == 1 else "Their timers stop"
        box = QMessageBox(self._window)
        box.setObjectName("shell.quit")
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setWindowTitle("Quit?")
        box.setText(f"{refs} {'is' if len(running) == 1 else 'are'} open. {timers} alerting if you quit.")
        keep = box.addButton("Keep open", QMessageBox.ButtonRole.RejectRole)
        leave = box.addButton("Quit", QMessageBox.ButtonRole.AcceptRole)
        keep.setObjectName("shell.quit.keep")
        leave.setObjectName("shell.quit.leave")
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        box.finished.connect(self._answered)
        self._box = box
        box.open()

    @Slot(int)
    def _answered(self, _result: int) -> None:
        box, self._box = self._box, None
        chosen = box.clickedButton() if box is not None else None
        if box is not None:
            box.deleteLater()
        if chosen is not None and chosen.objectName() == "shell.quit.leave":
            self.leave.emit()
