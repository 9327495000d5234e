"""A button that is a row of parts: icon, words, a time. It is as high as its parts at any text size."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ui import theme
from ui.theme_tokens import TARGET_PX

_ANEW = frozenset((QEvent.Type.Resize, QEvent.Type.LayoutRequest, QEvent.Type.StyleChange, QEvent.Type.Show))


class RowButton(QPushButton):
    """Put the parts into its layout; words that wrap in it make it higher, never wider."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def event(self, event: QEvent) -> bool:
        """Words that wrap anew take their height at once: the layout around remembers the old one."""
        handled = super().event(event)
        if event.type() in _ANEW and self.hasHeightForWidth():
            needed = self.heightForWidth(self.width())
            if needed != self.minimumHeight():
                self.setMinimumHeight(needed)
        return handled

    def sizeHint(self) -> QSize:
        hint, layout = super().sizeHint(), self.layout()
        inside = layout.sizeHint() if layout is not None else QSize()
        if layout is not None and layout.hasHeightForWidth() and self.width() > 0:
            inside.setHeight(layout.totalHeightForWidth(self.width()))
        return QSize(max(hint.width(), inside.width()), max(theme.px(TARGET_PX), inside.height()))

    def hasHeightForWidth(self) -> bool:
        layout = self.layout()
        return layout is not None and layout.hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        return max(theme.px(TARGET_PX), layout.totalHeightForWidth(width) if layout is not None else 0)

    def minimumSizeHint(self) -> QSize:
        layout = self.layout()
        least = layout.minimumSize().width() if layout is not None else 0
        return QSize(least, self.sizeHint().height())
