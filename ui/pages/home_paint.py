"""How an incident's row on Home is painted: one line where there is room, two where there is not."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui import icons, theme
from ui.pages.home_rows import ROW_ROLE, OpenRow, PastRow, Timer
from ui.theme_tokens import (
    GAP_M,
    GAP_S,
    ICON_L,
    RADIUS_CHIP,
    ROW_PX,
    SEVERITY_FILL,
    SEVERITY_ICON,
    SEVERITY_TEXT,
    Token,
    Type,
)
from warroom.incident.words import CountdownState

Index = QModelIndex | QPersistentModelIndex
_FILLS = {
    CountdownState.DUE: (Token.ON_WARN, Token.WARN_FILL),
    CountdownState.OVERDUE: (Token.ON_DANGER, Token.DANGER_FILL),
}
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class IncidentDelegate(QStyledItemDelegate):
    """``narrow``: a second line for what does not fit beside the title."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self.narrow = False

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row = index.data(ROW_ROLE)
        lines = 2 if self.narrow and isinstance(row, OpenRow) else 1
        return QSize(200, theme.px(ROW_PX + 6 if lines == 1 else 2 * ROW_PX - 6))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(ROW_ROLE)
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, theme.color(Token.SELECTED))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, theme.color(Token.HOVER))
        if state & QStyle.StateFlag.State_HasFocus:
            pen = painter.pen()
            pen.setColor(theme.color(Token.FOCUS))
            pen.setWidth(2)
            painter.setPen(pen)
            painter.drawRect(area.adjusted(1, 1, -1, -1))
        inner = area.adjusted(GAP_M, 0, -GAP_M, 0)
        if isinstance(row, OpenRow):
            self._open_narrow(painter, inner, row) if self.narrow else self._open_wide(painter, inner, row)
        elif isinstance(row, PastRow):
            self._past(painter, inner, row)
        painter.restore()

    def _open_wide(self, painter: QPainter, area: QRect, row: OpenRow) -> None:
        area = self._head(painter, area, row.severity, row.ref, row.drill)
        right = area.right()
        for timer in (row.external, row.internal):
            right = self._timer(painter, area, right, timer, self._width(Type.MONO, "ext +0:00:00 LATE")) - GAP_S
        right = self._cell(painter, area, right, f"IC {row.commander}", 150, Type.BODY, Token.TEXT2)
        right = self._cell(painter, area, right, row.elapsed, 84, Type.MONO, Token.TEXT)
        right = self._cell(painter, area, right, row.status, 104, Type.BODY, Token.TEXT2)
        self._text(painter, QRect(area.left(), area.top(), right - area.left(), area.height()), row.title,
                   Type.BODY_STRONG, Token.TEXT)  # fmt: skip

    def _open_narrow(self, painter: QPainter, area: QRect, row: OpenRow) -> None:
        half = area.height() // 2
        first = QRect(area.left(), area.top() + 3, area.width(), half - 1)
        second = QRect(area.left(), area.top() + half, area.width(), half - 4)
        title = self._head(painter, first, row.severity, row.ref, row.drill)
        right = self._cell(painter, title, title.right(), row.elapsed, 84, Type.MONO, Token.TEXT)
        self._text(painter, QRect(title.left(), title.top(), right - title.left(), title.height()), row.title,
                   Type.BODY_STRONG, Token.TEXT)  # fmt: skip
        indent = theme.px(ICON_L) + GAP_S
        words = f"{row.status} · IC {row.commander}"
        right = second.right()
        for timer in (row.external, row.internal):
            right = self._timer(painter, second, right, timer, 0) - GAP_S
        left = second.left() + indent
        self._text(painter, QRect(left, second.top(), right - left, second.height()), words, Type.BODY, Token.TEXT2)

    def _past(self, painter: QPainter, area: QRect, row: PastRow) -> None:
        area = self._head(painter, area, row.severity, row.ref, row.drill)
        right = self._cell(painter, area, area.right(), row.took, 84, Type.MONO, Token.TEXT2)
        ended = f"{row.status} {row.ended}"
        right = self._cell(painter, area, right, ended, 150 if self.narrow else 190, Type.BODY, Token.TEXT2)
        title = f"{row.title} (near miss)" if row.near_miss else row.title
        self._text(painter, QRect(area.left(), area.top(), right - area.left(), area.height()), title,
                   Type.BODY, Token.TEXT)  # fmt: skip

    def _head(self, painter: QPainter, area: QRect, severity: int, ref: str, drill: bool) -> QRect:
        """Shape, severity and reference; gives back what is left for the title."""
        shape = icons.pixmap(SEVERITY_ICON[severity], SEVERITY_FILL[severity], ICON_L, filled=True)
        side = theme.px(ICON_L)
        painter.drawPixmap(area.left(), area.top() + (area.height() - side) // 2, shape)
        left = area.left() + side + GAP_S
        for text, face, token in (
            (f"SEV-{severity}", Type.BODY_STRONG, SEVERITY_TEXT[severity]),
            (ref, Type.MONO, Token.DRILL if drill else Token.TEXT3),
        ):
            width = self._width(face, text) + GAP_M
            self._text(painter, QRect(left, area.top(), width, area.height()), text, face, token)
            left += width
        return QRect(left, area.top(), area.right() - left, area.height())

    def _cell(self, painter: QPainter, area: QRect, right: int, text: str, width: int, face: Type, token: Token) -> int:
        """A column of its own width that ends at ``right``; gives back where the next one may end."""
        left = right - theme.px(width)
        self._text(painter, QRect(left, area.top(), theme.px(width), area.height()), text, face, token)
        return left - GAP_S

    def _timer(self, painter: QPainter, area: QRect, right: int, timer: Timer, width: int) -> int:
        """A countdown: plain while calm, amber when soon, a filled block with its word when due or late."""
        needed = self._width(Type.MONO, timer.text) + 2 * GAP_S
        width = max(width + 2 * GAP_S, needed) if width else needed
        box = QRect(right - width, area.top(), width, area.height())
        token = {CountdownState.SOON: Token.WARN, CountdownState.NONE: Token.TEXT3}.get(timer.state, Token.TEXT2)
        if timer.state in _FILLS:
            token, fill = _FILLS[timer.state]
            high = min(box.height() - 4, theme.px(22))
            block = QRect(box.right() - needed, box.center().y() - high // 2, needed, high)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(fill))
            painter.drawRoundedRect(block, RADIUS_CHIP, RADIUS_CHIP)
        self._text(painter, box.adjusted(0, 0, -GAP_S, 0), timer.text, Type.MONO, token, _RIGHT)
        return box.left()

    @staticmethod
    def _width(face: Type, text: str) -> int:
        return QFontMetrics(theme.font(face)).horizontalAdvance(text)

    @staticmethod
    def _text(
        painter: QPainter, area: QRect, text: str, face: Type, token: Token, align: Qt.AlignmentFlag = _LEFT
    ) -> None:
        font = theme.font(face)
        painter.setFont(font)
        painter.setPen(theme.color(token))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, int(align) | int(Qt.TextFlag.TextSingleLine), shown)
