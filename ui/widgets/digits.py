"""A clock's words: digits that run, in a place that stands.

A ``QLabel`` asks for a new layout with every text. Digits are all as wide (``fonts.make``), so one that only runs on
needs no other place than it has; it asks for one when there are more of them, or other words among them.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QLabel, QWidget

from ui import labels
from ui.theme_tokens import Token, Type

_AS_WIDE = str.maketrans("123456789", "000000000")


class Digits(QLabel):
    """A plain label of one line, always as large as its words."""

    def __init__(self, *, face: Type, tone: Token | None = None, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shape = ""
        labels.dress(self, face, tone, name)
        self._fit()

    def setText(self, text: str) -> None:
        if text == self.text():
            return
        super().setText(text)
        shape = text.translate(_AS_WIDE)
        if shape != self._shape:
            self._shape = shape
            self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        """The room of the widest digits of this shape."""
        size = super().sizeHint()
        spare = self.fontMetrics().horizontalAdvance(self._shape) - self.fontMetrics().horizontalAdvance(self.text())
        size.setWidth(size.width() + max(0, spare))
        self.setFixedSize(size)
