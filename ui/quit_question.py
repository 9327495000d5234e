"""Quitting is asked about once where it ends something: the alerts of an open incident (UI.md 1.4), and on Linux what
was copied a moment ago (UI.md 9)."""

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

    def ask(self, running: list[Incident], *, copied: bool = False) -> None:
        """Ask about these open incidents, and about a text that was ``copied`` and would be lost; while it is being
        asked, a second time is the same question."""
        if self._box is not None:
            return
        box = QMessageBox(self._window)
        box.setObjectName("shell.quit")
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setWindowTitle("Quit?")
        box.setText(_words(running, copied=copied))
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


def _words(running: list[Incident], *, copied: bool) -> str:
    words = []
    if running:
        refs = ", ".join(incident.ref for incident in running)
        are, timers = ("is", "Its timers") if len(running) == 1 else ("are", "Their timers")
        words.append(f"{refs} {are} open. {timers} stop alerting if you quit.")
    if copied:
        words.append("What you copied a moment ago is lost when Warroom quits. Paste it first.")
    return " ".join(words)
