"""*1 change awaits your OK*: stands above the line only while the list of needs is out of sight (UI.md 2.3). A rollback
past its time is told there before anything else."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui import labels
from ui.models.waiting import Waiting
from ui.theme_tokens import GAP_S, Token, Type
from ui.widgets.digits import Digits
from ui.widgets.glyph import Glyph
from ui.widgets.row_button import RowButton


class OkBar(RowButton):
    """Its words are laid out when they change; a second turns nothing but the clock."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = Waiting()
        self.setObjectName("war.approvals")
        self.setProperty("kind", "line")
        inside = QHBoxLayout(self)
        inside.setContentsMargins(GAP_S, 0, GAP_S, 0)
        inside.setSpacing(GAP_S)
        self._icon = Glyph("hand", Token.WARN)
        inside.addWidget(self._icon)
        self._words = labels.Elided(face=Type.BODY)
        inside.addWidget(self._words, 1)
        self.clock = Digits(face=Type.SMALL, tone=Token.TEXT2, name="war.approvals.clock", ground=self._ground)
        inside.addWidget(self.clock)
        inside.addWidget(labels.plain("Ctrl+1", face=Type.SMALL, tone=Token.TEXT2))
        self.hide()

    @property
    def words(self) -> str:
        return self._words.text()

    def show_waiting(self, waiting: Waiting) -> None:
        """No words hide the bar."""
        before, self._shown = self._shown, waiting
        self.clock.setText(waiting.clock)
        if (waiting.late, waiting.overdue) != (before.late, before.overdue):
            icon = ("octagon-alert", Token.DANGER) if waiting.late else ("hand", Token.WARN)
            self._icon.show_icon(*icon)
            self.clock.tint(Token.ON_DANGER if waiting.overdue else Token.WARN if waiting.late else Token.TEXT2)
            self.clock.fill(Token.DANGER_FILL if waiting.overdue else None)
        if waiting.words != before.words:
            self._words.setText(waiting.words)
            self.setAccessibleName(waiting.words)
            self.setVisible(bool(waiting.words))

    def _ground(self) -> Token:
        return Token.HOVER if self.underMouse() or self.isDown() else Token.SUNKEN
