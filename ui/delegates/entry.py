"""Paints one timeline row: time, icon, actor and kind on the first line; only the text wraps (UI.md 2.3).

A row takes at most three lines; the selected one opens fully. What a row needs in height is measured here and nowhere
else, so that the view sets the height of new rows alone. A row that was drawn is kept as a picture: a frame copies it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from enum import StrEnum
from functools import cache

import msgspec
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPixmap, QTextCharFormat, QTextLayout, QTextOption

from ui import icons, theme
from ui.models import rows
from ui.models.marking import spans
from ui.models.rows import Pending
from ui.models.timeline import Column
from ui.theme_tokens import GAP_S, GAP_XS, ICON_M, RADIUS_CHIP, Token, Type
from warroom.incident.entry import Entry, EntryGroup

MAX_LINES = 3
KEPT = 80
"""Pictures kept: two screens full."""
SAVING = "saving"
BUTTON_PX = 76
"""Width of each button of an unsaved row."""
_TONES = {EntryGroup.HYPOTHESIS: Token.ACCENT, EntryGroup.CHANGE: Token.WARN}
_QUIET = frozenset({EntryGroup.STATE, EntryGroup.SYSTEM, EntryGroup.ALERT})


class RowButton(StrEnum):
    """What an unsaved row offers, in this order from the right."""

    COPY = "Copy"
    RETRY = "Retry"


BUTTON_ROOM = BUTTON_PX * len(RowButton) + GAP_XS * (len(RowButton) + 1)


class Row(msgspec.Struct, frozen=True):
    """What a row shows: an entry, or a line on its way; both None while it is being fetched."""

    entry: Entry | None
    pending: Pending | None
    date_line: str = ""
    selected: bool = False
    marked: tuple[str, ...] = ()
    """Words that a search has found."""
    fold: int = 0
    """How many retracted rows this one stands for while they are folded; -1 for one that is folded away."""
    bare: bool = False
    """What looks like a secret is shown."""
    second: str = ""
    """The time on the second clock."""
    thumb: QPixmap | None = None
    """The small picture of an attached one."""

    @property
    def unsaved(self) -> bool:
        return self.pending is not None and bool(self.pending.problem)


class Piece(msgspec.Struct, frozen=True):
    """A run of text in one look."""

    text: str
    token: Token
    font: QFont
    strike: bool = False


def tone(entry: Entry) -> Token:
    """Two hues and no more: blue for belief, amber for change (UI.md 8.3)."""
    return Token.TEXT3 if entry.retracted else _TONES.get(entry.group, Token.TEXT2)


class EntryPainter:
    """Measures rows and draws them, each once as long as it stays as it is."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[int, bool], tuple[Row, int, tuple[int, ...], QPixmap]] = OrderedDict()

    def forget(self) -> None:
        """Colours or sizes are different now."""
        self._kept.clear()

    def row_height(self, row: Row, width: int) -> int:
        """The height that a row needs at this width of its text column, its date line included."""
        if row.fold < 0:
            return 0
        line = _line_height()
        pieces = _pieces(row)
        lines = 1
        if pieces:
            count = _layout(pieces, _room(row, width)).lineCount()
            lines = count if row.selected else min(count, MAX_LINES)
        picture = 0 if row.thumb is None else row.thumb.height() + GAP_XS
        return date_height(row) + max(theme.row_px(), _pad(line) * 2 + lines * line + picture)

    def picture(self, row: Row, height: int, columns: tuple[int, ...], ratio: float) -> QPixmap:
        """The whole row; ``columns`` are the left edges of the columns and the right edge of the last."""
        key = (row.entry.n if row.entry else 0, row.selected)
        kept = self._kept.get(key)
        if row.entry is not None and kept is not None and kept[:3] == (row, height, columns):
            self._kept.move_to_end(key)
            return kept[3]
        drawn = QPixmap(round(columns[-1] * ratio), round(height * ratio))
        drawn.setDevicePixelRatio(ratio)
        ground = Token.SELECTED if row.selected else Token.DANGER_FILL if row.unsaved else Token.SURFACE
        drawn.fill(theme.color(Token.SURFACE if date_height(row) else ground))
        painter = QPainter(drawn)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint(painter, row, height, columns, ground)
        painter.end()
        if row.entry is not None:
            self._kept[key] = (row, height, columns, drawn)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return drawn

    def _paint(self, painter: QPainter, row: Row, height: int, columns: tuple[int, ...], ground: Token) -> None:
        top = date_height(row)
        if top:
            left, right = columns[Column.TEXT], columns[Column.TEXT + 1]
            _paint_date(painter, QRect(left, 0, right - left, top), row.date_line)
            painter.fillRect(QRect(0, top, columns[-1], height - top), theme.color(ground))
        for column in Column:
            area = QRect(columns[column], top, columns[column + 1] - columns[column], height - top)
            _paint_column(painter, area, column, row)


def date_height(row: Row) -> int:
    return theme.row_px() if row.date_line else 0


def button_at(area: QRect, place: QPoint) -> RowButton | None:
    """The button of an unsaved row that stands at ``place``; ``area`` is the row's text cell."""
    return next((button for button, room in _button_rooms(area).items() if room.contains(place)), None)


def _room(row: Row, width: int) -> int:
    return max(40, width - GAP_S - (theme.px(BUTTON_ROOM) if row.unsaved else 0))


def _paint_column(painter: QPainter, area: QRect, column: Column, row: Row) -> None:
    entry, pending = row.entry, row.pending
    line = _line_height()
    first = QRect(area.left(), area.top() + _pad(line), area.width(), line)
    if column is Column.TEXT:
        limit = 10_000 if row.selected else MAX_LINES
        where = QPointF(first.left(), first.top())
        layout = _layout(_pieces(row), _room(row, area.width()), row.marked)
        _paint_text(painter, where, layout, _room(row, area.width()), limit, area)
        if row.thumb is not None:
            painter.drawPixmap(area.left(), area.bottom() - row.thumb.height() - GAP_XS, row.thumb)
        if row.unsaved:
            _paint_buttons(painter, area)
    elif column is Column.TIME:
        text = entry.at.hhmm() if entry else pending.begun.hhmm() if pending else ""
        place = first.adjusted(GAP_S, 0, 0, 0)
        _paint_line(painter, place, text, Type.MONO, _ink(Token.TEXT2, pending))
        if row.second:
            beside = place.adjusted(QFontMetrics(theme.font(Type.MONO)).horizontalAdvance("00:00  "), 0, 0, 0)
            _paint_line(painter, beside, row.second, Type.MONO, _ink(Token.TEXT3, pending))
    elif column is Column.ACTOR:
        actor = entry.actor if entry else pending.author if pending else ""
        ink = Token.TEXT3 if entry and entry.retracted else Token.TEXT2
        _paint_line(painter, first.adjusted(0, 0, -GAP_XS, 0), actor, Type.BODY_STRONG, _ink(ink, pending))
    elif column is Column.ICON and (entry or pending):
        name = rows.icon_of(entry) if entry else rows.ICONS[pending.group] if pending else ""
        _paint_icon(painter, first, name, tone(entry) if entry else _ink(Token.TEXT3, pending))
    elif column is Column.STAR and entry is not None and entry.starred:
        _paint_icon(painter, first, "star", Token.WARN)


def _line_height() -> int:
    return _line_height_at(theme.scale())


@cache
def _line_height_at(_scale: float) -> int:
    """Asked several times a row, and the same at one size of text."""
    return max(QFontMetrics(theme.font(face)).lineSpacing() for face in (Type.BODY, Type.MONO))


def _pad(line: int) -> int:
    return max(2, (theme.row_px() - line) // 2)


def _ink(token: Token, pending: Pending | None) -> Token:
    return Token.ON_DANGER if pending is not None and pending.problem else token


def _pieces(row: Row) -> list[Piece]:
    entry, pending = row.entry, row.pending
    body, strong, small = theme.font(Type.BODY), theme.font(Type.BODY_STRONG), theme.font(Type.SMALL)
    if row.fold > 0:
        return [Piece(rows.folded(row.fold), Token.TEXT3, small)]
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
    text = rows.row_text(entry, bare=row.bare, most=rows.LONGEST_READ if row.selected else rows.LONGEST_SEEN)
    face = strong if decided else theme.font(Type.MONO) if rows.is_block(entry) else body
    pieces.append(Piece(text, ink, face, strike=entry.retracted))
    if after:
        pieces.append(Piece(f"   {after}", Token.TEXT3, small))
    return pieces


def _layout(pieces: list[Piece], width: int, marked: Sequence[str] = ()) -> QTextLayout:
    """The pieces as one wrapped text; marks change no width."""
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
    layout.setFormats([*formats, *_marks(text, marked)])
    layout.beginLayout()
    height, step = 0.0, _line_height()
    while True:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        line.setPosition(QPointF(0, height))
        height += step
    layout.endLayout()
    return layout


def _marks(text: str, words: Sequence[str]) -> list[QTextLayout.FormatRange]:
    """What a search has found, by colour and line."""
    found = []
    for start, length in spans(text, words):
        spec = QTextLayout.FormatRange()
        spec.start, spec.length = _units(text[:start]), _units(text[start : start + length])
        look = QTextCharFormat()
        look.setBackground(theme.color(Token.ACCENT_FILL))
        look.setForeground(theme.color(Token.ON_ACCENT))
        look.setFontUnderline(True)
        spec.format = look
        found.append(spec)
    return found


def _units(text: str) -> int:
    """Length as Qt counts it, in UTF-16 units: an emoji is two."""
    return len(text.encode("utf-16-le")) // 2


def _paint_text(painter: QPainter, at: QPointF, layout: QTextLayout, width: int, limit: int, clip: QRect) -> None:
    painter.save()
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
    painter.restore()  # the clip is the text's: the star stands beside it


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
    width, height, rooms = theme.px(BUTTON_PX), theme.row_px() - GAP_XS, {}
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
