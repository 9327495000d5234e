"""What scrolls when there is no room for it, and stands as it is where there is: nothing is ever squeezed until its
words are cut (UI.md 10, text to 200 % without loss)."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QStackedWidget, QWidget

from ui import theme

LEAST_PX = 44


class Scroller(QScrollArea):
    """Gives its content the width that it has and at least the height that it needs. Follows the focus."""

    def __init__(self, inside: QWidget, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside.setProperty("panel", "clear")
        self._fitting = False
        self._inside = inside
        self.setWidget(inside)
        if isinstance(inside, QStackedWidget):
            inside.currentChanged.connect(self._turned)
        QApplication.instance().focusChanged.connect(self._follow)  # type: ignore[union-attr]

    def needed(self, width: int) -> int:
        """The height below which something in it would be cut, at this width."""
        inside = _front(self._inside)
        layout = inside.layout()
        if layout is None:
            return inside.minimumSizeHint().height()
        return layout.minimumHeightForWidth(width) if layout.hasHeightForWidth() else layout.minimumSize().height()

    def sizeHint(self) -> QSize:
        inside = _front(self._inside)
        layout = inside.layout()
        if layout is None:
            return inside.sizeHint()
        hint = layout.sizeHint()
        width = self.viewport().width()
        tall = layout.heightForWidth(width) if layout.hasHeightForWidth() and self.isVisible() else hint.height()
        return QSize(hint.width(), tall)

    def minimumSizeHint(self) -> QSize:
        """So little that what stands below never leaves the window; a few words more than nothing."""
        return QSize(_front(self._inside).minimumSizeHint().width(), theme.px(LEAST_PX))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and watched is self._inside:
            layout = _front(self._inside).layout()
            if layout is not None:
                layout.activate()  # what is nested in it still knows its old sizes
            self._fit()
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        if self._fitting:
            return
        self._fitting = True
        room = self.maximumViewportSize()
        needed, width = self.needed(room.width()), room.width()
        if needed > room.height():
            width -= self.verticalScrollBar().sizeHint().width()
            needed = self.needed(width)
        self._inside.resize(width, max(room.height(), needed))
        self._fitting = False

    @Slot()
    def _turned(self) -> None:
        self.verticalScrollBar().setValue(0)
        self._fit()

    @Slot(QWidget, QWidget)
    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is not None and self.isVisible() and self._inside.isAncestorOf(new):
            self.ensureWidgetVisible(new, 0, 0)


def _front(inside: QWidget) -> QWidget:
    """Of pages in a stack the one in front alone decides: the others are not there."""
    page = inside.currentWidget() if isinstance(inside, QStackedWidget) else None
    return inside if page is None else page
