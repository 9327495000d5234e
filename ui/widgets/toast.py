"""What was just done, and the way back: five seconds over the oldest rows in sight (UI.md 0, rule 8)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from ui import labels
from ui.theme_tokens import GAP_M, GAP_S, GAP_XS, Type

STAYS_MS = 5000


class Toast(QFrame):
    """A message with an Undo button. It takes no focus; ``room`` answers where in its parent it covers nothing that
    matters."""

    undo_wanted = Signal()

    def __init__(self, parent: QWidget, room: Callable[[], QRect]) -> None:
        super().__init__(parent)
        self._room = room
        self.setObjectName("war.toast")
        self.setProperty("panel", "raised")
        self._words = labels.Elided(face=Type.BODY, name="war.toast.words")
        self._undo = QPushButton("Undo  Ctrl+Z")
        self._undo.setObjectName("war.toast.undo")
        self._undo.setAccessibleName("Undo")
        self._undo.clicked.connect(self.undo_wanted)
        line = QHBoxLayout(self)
        line.setContentsMargins(GAP_M, GAP_XS, GAP_XS, GAP_XS)
        line.setSpacing(GAP_S)
        line.addWidget(self._words, 1)
        line.addWidget(self._undo)
        self._end = QTimer(self, interval=STAYS_MS, singleShot=True)
        self._end.setObjectName("war.toast.end")
        self._end.timeout.connect(self.close_now)
        self.hide()

    @property
    def words(self) -> str:
        return self._words.text()

    @property
    def undoable(self) -> bool:
        return self.isVisible() and self._undo.isVisible()

    def say(self, words: str, *, undo: bool) -> None:
        self._words.setText(words)
        self._undo.setVisible(undo)
        self.show()
        self.place()
        self.raise_()
        self._end.start()

    def place(self) -> None:
        """On the right, at the top of its room, and never so narrow that the button is cut: the words give way."""
        room, inside = self._room(), self.layout()
        least = inside.minimumSize().width() if inside is not None else 0
        width = max(least, min(room.width() - GAP_M * 2, self.sizeHint().width() + GAP_M))
        left = max(room.left(), room.right() - width - GAP_M)
        self.setGeometry(left, room.top(), width, self.sizeHint().height())

    @Slot()
    def close_now(self) -> None:
        self._end.stop()
        self.hide()
