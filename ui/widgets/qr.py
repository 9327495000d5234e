"""A code that a phone reads from the screen: a number to dial without typing it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColorConstants, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import labels
from warroom.comms.qr import QUIET, Code

SIDE_PX = 168


class QrCode(QWidget):
    """Black on white whatever the scheme: a phone needs the contrast, and the margin."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._code: Code | None = None
        self.hide()

    def show_code(self, code: Code | None, described: str = "") -> None:
        self._code = code
        self.setVisible(code is not None)
        self.setAccessibleName(described)
        labels.tip(self, described)
        self.update()

    @property
    def text(self) -> str:
        """What a phone reads, '' while nothing is shown."""
        return self._code.text if self._code is not None else ""

    def sizeHint(self) -> QSize:
        return QSize(SIDE_PX, SIDE_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._code is None:
            return
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColorConstants.White)
        step = max(1, min(self.width(), self.height()) // (self._code.size + 2 * QUIET))
        left = (self.width() - step * self._code.size) // 2
        for y, row in enumerate(self._code.rows):
            for x, dark in enumerate(row):
                if dark:
                    painter.fillRect(QRect(left + x * step, left + y * step, step, step), QColorConstants.Black)
        painter.end()
