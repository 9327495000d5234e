"""What was just done, and the way back: five seconds at the foot of the timeline (UI.md 0, rule 8)."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from ui import labels
from ui.theme_tokens import GAP_M, GAP_S, GAP_XS, Type

STAYS_MS = 5000


class Toast(QFrame):
    """A message with an Undo button; it takes no focus and covers no row that is being read for long."""

    undo_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
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
        self.place()
        self.show()
        self.raise_()
        self._end.start()

    def place(self) -> None:
        """At the foot of the parent, on its right: what was just logged begins on the left and is read beneath it."""
        parent = self._over
        width = min(parent.width() - GAP_M * 2, self.sizeHint().width() + GAP_M)
        height = self.sizeHint().height()
        self.setGeometry(parent.width() - width - GAP_M, parent.height() - height - GAP_S, width, height)

    @Slot()
    def close_now(self) -> None:
        self._end.stop()
        self.hide()
