"""Paints one timeline row: time, icon, actor and kind on the first line; only the text wraps (UI.md 2.3).

A row takes at most three lines; the selected one opens fully. What a row needs in height is measured here and nowhere
else, so that the view sets the height of new rows alone.
"""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui import icons, theme
from ui.models import rows
from ui.models.rows import Pending
from ui.models.timeline import DATE_LINE, ENTRY, PENDING, Column
from ui.theme_tokens import GAP_S, GAP_XS, ICON_M, RADIUS_CHIP, ROW_PX, Token, Type
from warroom.incident.entry import Entry, EntryGroup

MAX_LINES = 3
SAVING = "saving"
BUTTON_PX = 76
"""Width of each button of an unsaved row."""


class RowButton(StrEnum):
    """What an unsaved row offers, in this order from the right."""

    COPY = "Copy"
    RETRY = "Retry"


BUTTON_ROOM = BUTTON_PX * len(RowButton) + GAP_XS * (len(RowButton) + 1)
Index = QModelIndex | QPersistentModelIndex
_TONES = {EntryGroup.HYPOTHESIS: Token.ACCENT, EntryGroup.CHANGE: Token.WARN}
_QUIET = frozenset({EntryGroup.STATE, EntryGroup.SYSTEM, EntryGroup.ALERT})


class Piece:
    """A run of text in one look."""

    __slots__ = ("font", "strike", "text", "token")

    def __init__(self, text: str, token: Token, font: QFont, strike: bool = False) -> None:
        self.text, self.token, self.font, self.strike = text, token, font, strike


def tone(entry: Entry) -> Token:
    """Two hues and no more: blue for belief, amber for change (UI.md 8.3)."""
    return Token.TEXT3 if entry.retracted else _TONES.get(entry.group, Token.TEXT2)


class EntryDelegate(QStyledItemDelegate):
    """One delegate for all columns."""

    def row_height(self, index: Index, width: int, *, selected: bool) -> int:
        """The height that a row needs at this width of its text column, its date line included."""
        body = theme.font(Type.BODY)
        line = QFontMetrics(body).lineSpacing()
        pieces = _pieces(index.data(ENTRY), index.data(PENDING))
        lines = 1
        if pieces:
            room = width - GAP_S - (theme.px(BUTTON_ROOM) if _unsaved(index) else 0)
            layout = _layout(pieces, max(room, 40))
            lines = layout.lineCount() if selected else min(layout.lineCount(), _limit(index.data(ENTRY)))
        return self.date_height(index) + max(theme.px(ROW_PX), _pad(line) * 2 + lines * line)

    def date_height(self, index: Index) -> int:
        return theme.px(ROW_PX) if index.data(DATE_LINE) else 0

    def button_at(self, index: Index, area: QRect, place: QPoint) -> RowButton | None:
        """The button of an unsaved row that stands at ``place``; ``area`` is the row's text cell."""
        if not _unsaved(index):
            return None
        return next((button for button, room in _button_rooms(area).items() if room.contains(place)), None)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme.px(ROW_PX), theme.px(ROW_PX))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRect(option.rect)
        date_height = self.date_height(index)
        if date_height and index.column() == Column.TEXT:
            _paint_date(painter, QRect(area.left(), area.top(), area.width(), date_height), index.data(DATE_LINE))
        area.setTop(area.top() + date_height)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(area, theme.color(Token.SELECTED))
        elif _unsaved(index):
            painter.fillRect(area, theme.color(Token.DANGER_FILL))
        entry, pending = index.data(ENTRY), index.data(PENDING)
        if entry is not None or pending is not None:
            self._paint_column(painter, area, index, entry, pending, selected)
        painter.restore()

    def _paint_column(
        self, painter: QPainter, area: QRect, index: Index, entry: Entry | None, pending: Pending | None, selected: bool
    ) -> None:
        column = Column(index.column())
        line = QFontMetrics(theme.font(Type.BODY)).lineSpacing()
        first = QRect(area.left(), area.top() + _pad(line), area.width(), line)
        if column is Column.TEXT:
            room = area.width() - GAP_S - (theme.px(BUTTON_ROOM) if _unsaved(index) else 0)
            limit = 10_000 if selected else _limit(entry)
            _paint_text(painter, QPointF(first.left(), first.top()), _pieces(entry, pending), room, limit, area)
            if _unsaved(index):
                _paint_buttons(painter, area)
        elif column is Column.TIME:
            text = entry.at.hhmm() if entry else pending.begun.hhmm() if pending else ""
            _paint_line(painter, first.adjusted(GAP_S, 0, 0, 0), text, Type.MONO, _ink(Token.TEXT2, pending))
        elif column is Column.ACTOR:
            actor = entry.actor if entry else pending.author if pending else ""
            ink = Token.TEXT3 if entry and entry.retracted else Token.TEXT2
            _paint_line(painter, first.adjusted(0, 0, -GAP_XS, 0), actor, Type.BODY_STRONG, _ink(ink, pending))
        elif column is Column.ICON:
            name = rows.icon_of(entry) if entry else rows.ICONS[pending.group] if pending else ""
            token = tone(entry) if entry else _ink(Token.TEXT3, pending)
            _paint_icon(painter, first, name, token)
        elif entry is not None and entry.starred:
            _paint_icon(painter, first, "star", Token.WARN)


def _unsaved(index: Index) -> bool:
    pending = index.data(PENDING)
    return pending is not None and bool(pending.problem)


def _limit(entry: Entry | None) -> int:
    return 1 if entry is not None and entry.retracted else MAX_LINES


def _pad(line: int) -> int:
    return max(2, (theme.px(ROW_PX) - line) // 2)


def _ink(token: Token, pending: Pending | None) -> Token:
    return Token.ON_DANGER if pending is not None and pending.problem else token


def _pieces(entry: Entry | None, pending: Pending | None) -> list[Piece]:
    body, strong, small = theme.font(Type.BODY), theme.font(Type.BODY_STRONG), theme.font(Type.SMALL)
    if pending is not None:
        if pending.problem:
            return [Piece(f"NOT SAVED: {pending.problem}  ", Token.ON_DANGER, strong),
                    Piece(pending.text, Token.ON_DANGER, body)]  # fmt: skip
        wait = [Piece(f"   {SAVING}", Token.TEXT3, small)] if pending.slow else []
        return [Piece(pending.text, Token.TEXT2, body), *wait]
    if entry is None:
        return []
    pieces = []
    word, after = rows.kind_word(entry), rows.marks(entry)
    if word:
        pieces.append(Piece(f"{word}  ", tone(entry), strong))
    decided = entry.group is EntryGroup.DECISION and not entry.retracted
    gone = entry.retracted or entry.redacted
    ink = Token.TEXT3 if gone else Token.TEXT2 if entry.group in _QUIET else Token.TEXT
    pieces.append(Piece(rows.row_text(entry), ink, strong if decided else body, strike=entry.retracted))
    if after:
        pieces.append(Piece(f"   {after}", Token.TEXT3, small))
    return pieces


def _layout(pieces: list[Piece], width: int) -> QTextLayout:
    """The pieces as one wrapped text."""
    text = "".join(piece.text for piece in pieces).replace("\n", "\u2028")
    layout = QTextLayout(text, theme.font(Type.BODY))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    formats, at = [], 0
    for piece in pieces:
        spec = QTextLayout.FormatRange()
        spec.start, spec.length = at, _units(piece.text)
        look = QTextCharFormat()
        look.setFont(piece.font)
        look.setForeground(theme.color(piece.token))
        look.setFontStrikeOut(piece.strike)
        spec.format = look
        formats.append(spec)
        at += spec.length
    layout.setFormats(formats)
    layout.beginLayout()
    height = 0.0
    while True:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        line.setPosition(QPointF(0, height))
        height += QFontMetrics(theme.font(Type.BODY)).lineSpacing()
    layout.endLayout()
    return layout


def _units(text: str) -> int:
    """Length as Qt counts it, in UTF-16 units: an emoji is two."""
    return len(text.encode("utf-16-le")) // 2


def _paint_text(painter: QPainter, at: QPointF, pieces: list[Piece], width: int, limit: int, clip: QRect) -> None:
    layout = _layout(pieces, max(width, 40))
    painter.setClipRect(clip)
    for number in range(min(layout.lineCount(), limit)):
        layout.lineAt(number).draw(painter, at)
    if layout.lineCount() > limit:
        last = layout.lineAt(limit - 1)
        metrics = QFontMetrics(theme.font(Type.BODY_STRONG))
        dots = metrics.horizontalAdvance(" …")
        x = min(at.x() + last.naturalTextWidth(), at.x() + width - dots)
        ground = QRect(round(x), round(at.y() + last.y()), clip.right() - round(x) + 1, metrics.lineSpacing())
        painter.fillRect(ground, theme.color(Token.SURFACE))  # only unselected rows are cut short
        painter.setPen(theme.color(Token.TEXT2))
        painter.setFont(theme.font(Type.BODY_STRONG))
        painter.drawText(ground, Qt.AlignmentFlag.AlignVCenter, " …")


def _paint_line(painter: QPainter, area: QRect, text: str, face: Type, token: Token) -> None:
    font = theme.font(face)
    painter.setFont(font)
    painter.setPen(theme.color(token))
    shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


def _paint_icon(painter: QPainter, area: QRect, name: str, token: Token) -> None:
    drawn = icons.pixmap(name, token, ICON_M)
    size = drawn.deviceIndependentSize()
    painter.drawPixmap(QPointF(area.left(), area.top() + (area.height() - size.height()) / 2), drawn)


def _button_rooms(area: QRect) -> dict[RowButton, QRect]:
    width, height, rooms = theme.px(BUTTON_PX), theme.px(ROW_PX) - GAP_XS, {}
    right = area.right()
    for button in RowButton:
        rooms[button] = QRect(right - width, area.top() + GAP_XS // 2, width, height)
        right -= width + GAP_XS
    return rooms


def _paint_buttons(painter: QPainter, area: QRect) -> None:
    painter.setFont(theme.font(Type.SMALL_STRONG))
    for button, room in _button_rooms(area).items():
        painter.setPen(theme.color(Token.BORDER_STRONG))
        painter.setBrush(theme.color(Token.RAISED))
        painter.drawRoundedRect(room, RADIUS_CHIP, RADIUS_CHIP)
        painter.setPen(theme.color(Token.TEXT))
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, button.value)


def _paint_date(painter: QPainter, area: QRect, text: str) -> None:
    font = theme.font(Type.SMALL_STRONG)
    painter.setFont(font)
    painter.setPen(theme.color(Token.TEXT3))
    painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
    start = area.left() + QFontMetrics(font).horizontalAdvance(text) + GAP_S
    painter.setPen(theme.color(Token.BORDER))
    painter.drawLine(start, area.center().y(), area.right(), area.center().y())
