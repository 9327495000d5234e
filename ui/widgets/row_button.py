"""A button that is a row of parts: icon, words, a time. It is as high as its parts at any text size."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ui import theme
from ui.theme_tokens import TARGET_PX


class RowButton(QPushButton):
    """Put the parts into its layout. It may be narrower than its words: they are cut with an ellipsis, and the list
    that it stands in is not pushed out of its pane."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        hint, layout = super().sizeHint(), self.layout()
        inside = layout.sizeHint() if layout is not None else QSize()
        return QSize(max(hint.width(), inside.width()), max(theme.px(TARGET_PX), inside.height()))

    def minimumSizeHint(self) -> QSize:
        layout = self.layout()
        least = layout.minimumSize().width() if layout is not None else 0
        return QSize(least, self.sizeHint().height())
