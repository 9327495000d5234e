"""*1 change awaits your OK*: stands above the line only while the list of needs is out of sight (UI.md 2.3)."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui import labels
from ui.theme_tokens import GAP_S, Token, Type
from ui.widgets.glyph import Glyph
from ui.widgets.row_button import RowButton


class OkBar(RowButton):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("war.approvals")
        self.setProperty("kind", "line")
        inside = QHBoxLayout(self)
        inside.setContentsMargins(GAP_S, 0, GAP_S, 0)
        inside.setSpacing(GAP_S)
        inside.addWidget(Glyph("hand", Token.WARN))
        self._words = labels.Elided(face=Type.BODY)
        inside.addWidget(self._words, 1)
        inside.addWidget(labels.plain("Ctrl+1", face=Type.SMALL, tone=Token.TEXT2))
        self.hide()

    def show_words(self, words: str) -> None:
        if words != self.accessibleName():
            self._words.setText(words)
            self.setAccessibleName(words)
            self.setVisible(bool(words))
