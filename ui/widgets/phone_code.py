"""A code over the whole screen, black on white in either scheme, so that a phone reads it from a chair away.

Left and Right choose what the phone shall do with it, Up and Down the whole message or its short form, Esc closes.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.models.phone import KIND_NAMES, CodeKind, PhoneCode, phone_code
from ui.theme_tokens import GAP_L, GAP_M, Type
from warroom.comms.drafts import Draft
from warroom.comms.qr import QUIET
from warroom.errors import Refused

HINT = "Left and Right: text, text message, e-mail     Up and Down: short or whole     Esc: close"


class PhoneScreen(QWidget):
    """``closed`` carries the text that the last code held, '' when there was none."""

    closed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("comms.phone")
        self.setWindowTitle("Warroom: code for a phone")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.code: PhoneCode | None = None
        self.problem = ""
        self._draft: Draft | None = None
        self._to: tuple[str, ...] = ()
        self._where = ""
        self._kind, self._short = CodeKind.TEXT, False

    def present(self, draft: Draft, where: str, to: tuple[str, ...]) -> None:
        """Show a message; with numbers or addresses the code opens a message to them at once."""
        self._draft, self._where, self._to, self._short = draft, where, to, False
        self._kind = _fitting(to)
        self._make()
        self.showFullScreen()
        self.raise_()
        self.activateWindow()
        self.setFocus()

    def turn(self, by: int) -> None:
        """The next thing that a phone can do with it."""
        kinds = list(CodeKind)
        self._kind = kinds[(kinds.index(self._kind) + by) % len(kinds)]
        self._make()

    def shorten(self, short: bool) -> None:
        self._short = short
        self._make()

    def _make(self) -> None:
        if self._draft is None:
            return
        try:
            self.code, self.problem = phone_code(self._draft, self._kind, self._to, short=self._short), ""
        except Refused as fault:
            self.code, self.problem = None, fault.sentence
        self.setAccessibleName(f"Code for a phone: {KIND_NAMES[self._kind]}")
        self.setAccessibleDescription(self.code.words if self.code else self.problem)
        self.update()

    # -- Qt --------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.turn(1 if key == Qt.Key.Key_Right else -1)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.shorten(key == Qt.Key.Key_Down)
        elif key in (Qt.Key.Key_Escape, Qt.Key.Key_F12, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.leave()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.leave()

    def leave(self) -> None:
        self.hide()
        self.closed.emit(self.code.text if self.code else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ink = QColor(theme.INK)
        painter.fillRect(self.rect(), theme.PAPER)
        painter.setPen(ink)
        head = theme.px(34) + GAP_M
        foot = theme.px(52) + GAP_M
        kinds = "      ".join(f"[ {name} ]" if kind is self._kind else name for kind, name in KIND_NAMES.items())
        top = QRect(GAP_L, GAP_M, self.width() - 2 * GAP_L, theme.px(30))
        painter.setFont(theme.font(Type.TITLE))
        painter.drawText(top, Qt.AlignmentFlag.AlignCenter, kinds)
        self._paint_code(painter, QRect(0, head, self.width(), self.height() - head - foot))
        below = QRect(GAP_L, self.height() - foot, self.width() - 2 * GAP_L, theme.px(26))
        painter.setFont(theme.font(Type.BODY_STRONG))
        words = self.code.words if self.code else self.problem
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, f"{self._where}: {words}" if self._where else words)
        painter.setFont(theme.font(Type.BODY))
        painter.drawText(below.translated(0, theme.px(24)), Qt.AlignmentFlag.AlignCenter, HINT)
        painter.end()

    def _paint_code(self, painter: QPainter, room: QRect) -> None:
        """Whole pixels for each square: a phone reads straight edges."""
        if self.code is None:
            return
        rows = self.code.code.rows
        square = max(1, min(room.width(), room.height()) // (len(rows) + 2 * QUIET))
        side = square * len(rows)
        left, top = room.center().x() - side // 2, room.center().y() - side // 2
        for y, row in enumerate(rows):
            for x, dark in enumerate(row):
                if dark:
                    painter.fillRect(left + x * square, top + y * square, square, square, theme.INK)


def _fitting(to: tuple[str, ...]) -> CodeKind:
    """A number asks for a text message, an address for a mail."""
    if any("@" in one for one in to):
        return CodeKind.MAIL
    return CodeKind.SMS if to else CodeKind.TEXT
