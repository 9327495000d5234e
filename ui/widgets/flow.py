"""Parts in a line that go on in the next where the first is full: no button is squeezed until its words are cut."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLayout, QLayoutItem, QStyle, QWidget

from ui.theme_tokens import GAP_S, GAP_XS


class Flow(QLayout):
    """As many parts side by side as fit; ``stretch`` in ``put`` marks the part that takes what is left of its line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._wide: set[int] = set()
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(GAP_S)

    def put(self, *parts: QWidget, stretch: bool = False) -> None:
        for part in parts:
            if stretch:
                self._wide.add(len(self._items))
            self.addWidget(part)

    # -- What Qt asks for ------------------------------------------------------------------------------------------

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem:
        return self._items[index] if 0 <= index < len(self._items) else None  # type: ignore[return-value]

    def takeAt(self, index: int) -> QLayoutItem:
        return self._items.pop(index) if 0 <= index < len(self._items) else None  # type: ignore[return-value]

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        lines = self._lines(width)
        heights = [max(item.sizeHint().height() for item, _ in line) for line in lines]
        return sum(heights) + GAP_XS * max(0, len(lines) - 1)

    def sizeHint(self) -> QSize:
        shown = [item.sizeHint() for item in self._items if not item.isEmpty()]
        width = sum(size.width() for size in shown) + self.spacing() * max(0, len(shown) - 1)
        return QSize(width, max((size.height() for size in shown), default=0))

    def minimumSize(self) -> QSize:
        shown = [item.minimumSize() for item in self._items if not item.isEmpty()]
        width = max((size.width() for size in shown), default=0)
        return QSize(width, max((size.height() for size in shown), default=0))

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        y = rect.y()
        for line in self._lines(rect.width()):
            x, height = rect.x(), max(item.sizeHint().height() for item, _ in line)
            for item, width in line:
                place = QRect(QPoint(x, y), QSize(width, height))
                item.setGeometry(QStyle.visualRect(QGuiApplication.layoutDirection(), rect, place))
                x += width + self.spacing()
            y += height + GAP_XS

    def _lines(self, width: int) -> list[list[tuple[QLayoutItem, int]]]:
        """The parts of each line with their widths."""
        lines: list[list[tuple[QLayoutItem, int]]] = []
        wide: list[int | None] = []
        used = 0
        for number, item in enumerate(self._items):
            if item.isEmpty():
                continue
            stretches = number in self._wide
            needed = item.minimumSize().width() if stretches else item.sizeHint().width()
            if not lines or used + self.spacing() + needed > width:
                lines.append([])
                wide.append(None)
                used = -self.spacing()
            if stretches:
                wide[-1] = len(lines[-1])
            lines[-1].append((item, min(needed, width)))
            used += self.spacing() + min(needed, width)
        for line, at in zip(lines, wide, strict=True):
            if at is not None:
                left = width - sum(taken for _, taken in line) - self.spacing() * (len(line) - 1)
                item, taken = line[at]
                line[at] = (item, taken + max(0, left))
        return lines
