"""Quiet rows under *Needs you*: what waits to be announced or corrected, one key away from the composer."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui import labels
from ui.models.telling import Tell, TellKind, Untold
from ui.theme_tokens import GAP_S, GAP_XS, Token, Type
from ui.widgets.glyph import Glyph
from ui.widgets.row_button import RowButton

MOST_ROWS = 3
KEYS = "Ctrl+Shift+Y"


class TellRow(RowButton):
    """One message to write."""

    def __init__(self, n: int, tell: Tell, keys: str) -> None:
        super().__init__()
        self.tell = tell
        self.setObjectName(f"war.tell.{n}")
        self.setProperty("kind", "line")
        self.setAutoDefault(False)
        words = " · ".join(part for part in (tell.words, tell.note) if part)
        self.setAccessibleName(words)
        wrong = tell.kind is TellKind.CORRECT
        inside = QHBoxLayout(self)
        inside.setContentsMargins(GAP_S, 0, GAP_S, 0)
        inside.setSpacing(GAP_S)
        inside.addWidget(Glyph("history" if wrong else "megaphone", Token.WARN if wrong else Token.TEXT2))
        shown = labels.Elided(words, face=Type.SMALL, name=f"war.tell.{n}.words")
        inside.addWidget(shown, 1)
        if keys:
            inside.addWidget(labels.plain(keys, face=Type.CAPTION, tone=Token.TEXT3))
        labels.tip(self, words)


class TellRows(QWidget):
    """``wanted`` carries the ``Tell`` whose row was pressed, ``counted`` tells that another number of them
    waits."""

    wanted = Signal(object)
    counted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("war.tells")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP_XS)
        self.rows: list[TellRow] = []
        self._shown: tuple[Tell, ...] = ()
        self.hide()

    @property
    def waiting(self) -> int:
        """How many messages wait, those without a row of their own too."""
        return len(self._shown)

    @Slot(object)
    def show_found(self, found: Untold) -> None:
        self.show_tells(found.tells)

    def show_tells(self, tells: tuple[Tell, ...]) -> None:
        if tells == self._shown:
            return
        self._shown = tells
        for row in self.rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [TellRow(n, tell, "" if n else KEYS) for n, tell in enumerate(tells[:MOST_ROWS])]
        for row in self.rows:
            row.clicked.connect(self._pressed)
            self._column.addWidget(row)
        self.setVisible(bool(self.rows))
        self.counted.emit()

    @Slot()
    def _pressed(self) -> None:
        row = self.sender()
        if isinstance(row, TellRow):
            self.wanted.emit(row.tell)
