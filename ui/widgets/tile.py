"""A fact of the now row: a button that paints itself as a tile of three lines or as a chip of one.

Red fill means *act now* and nothing else (UI.md 0, rule 3): the look is chosen from the countdown's state, and each
look differs in word and icon too.
"""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QStyle, QWidget

from ui import icons, labels, theme
from ui.theme_tokens import FOCUS_PX, GAP_M, GAP_S, GAP_XS, ICON_S, RADIUS_PANEL, Token, Type
from ui.widgets.digits import Digits

PAD = GAP_M - 2
VALUE_PX = 110
"""Less than this says nothing: the age of a fact stands beside it only where the fact keeps so much."""

_LEADING = Qt.AlignmentFlag.AlignLeading


class Look(StrEnum):
    PLAIN = "plain"
    SOON = "soon"
    DUE = "due"
    OVERDUE = "overdue"
    QUIET = "quiet"


_GROUND = {
    Look.PLAIN: (Token.SURFACE, Token.BORDER, Token.TEXT),
    Look.SOON: (Token.SURFACE, Token.WARN, Token.TEXT),
    Look.DUE: (Token.WARN_FILL, Token.WARN_FILL, Token.ON_WARN),
    Look.OVERDUE: (Token.DANGER_FILL, Token.DANGER_FILL, Token.ON_DANGER),
    Look.QUIET: (Token.SURFACE, Token.BORDER, Token.TEXT2),
}


class Tile(QAbstractButton):
    """``show_fact`` sets what it says; ``set_mode`` changes between tile and chip. ``looked`` when it gets the keys."""

    looked = Signal()

    def __init__(self, name: str, heading: str, short: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.heading, self._short = heading, short
        self.look, self.icon_name = Look.PLAIN, ""
        self.value, self.note, self.side = "", "", ""
        self.side_warns = False
        self._value_face, self.lines = Type.READING, 2
        self._digits: Digits | None = None
        self.chip, self.compact = False, False

    @property
    def value_face(self) -> Type:
        return self._value_face

    @value_face.setter
    def value_face(self, face: Type) -> None:
        """``Type.TIMER``: the value runs each second, on a widget of its own, so that the tile stands still."""
        self._value_face = face
        if face is Type.TIMER and self._digits is None:
            self._digits = Digits(face=self._face(), ground=self._ground, parent=self)

    def show_fact(
        self,
        value: str,
        note: str = "",
        *,
        side: str = "",
        look: Look = Look.PLAIN,
        icon: str = "",
        warns: bool = False,
    ) -> bool:
        """``note`` stands under the value, ``side`` at the right of the heading (amber when ``warns``). Gives whether
        it said something else before."""
        fact = (value, note, side, look, icon, warns)
        if fact == (self.value, self.note, self.side, self.look, self.icon_name, self.side_warns):
            return False
        stands = (self.note, self.side, self.look, self.icon_name, self.side_warns) == fact[1:]
        runs = self._digits is not None and stands and len(value) == len(self.value)
        room = () if runs else self._room()
        self.value, self.note, self.side, self.look, self.icon_name, self.side_warns = fact
        if self._digits is not None:
            self._digits.setText(self._running())
            if runs:
                return True
            self._place_digits()
        if self._room() != room:
            self.updateGeometry()
        self.update()
        self._renew_tip()
        return True

    def _room(self) -> tuple[int, int, Look | None, bool]:
        """What the width follows: a chip's its words, a tile's its note. Digits are all as wide, so a second that
        passes moves nothing."""
        if not self.chip:
            return len(self.value) if self._digits is not None else 0, self._note_px(), None, False
        return len(self.value), len(self.side), self.look, bool(self.icon_name)

    def _note_px(self) -> int:
        """The width that the words under a countdown need: they say what was not sent, and are not to be cut."""
        if self.value_face is not Type.TIMER or not self.note:
            return 0
        return QFontMetrics(theme.font(Type.SMALL)).horizontalAdvance(self.note)

    def set_mode(self, *, chip: bool, compact: bool) -> None:
        self.chip, self.compact = chip, compact
        if self._digits is not None:
            self._place_digits()
        self.updateGeometry()
        self.update()

    def set_heading(self, heading: str) -> None:
        if heading != self.heading:
            self.heading = heading
            self.update()
            self._renew_tip()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() not in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason):
            self.looked.emit()

    # -- Size -----------------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        if self.chip and self.value_face is Type.READING:
            return QSize(theme.px(150), theme.px(34))
        if self.chip:
            return QSize(self._chip_width(self._chip_value()), theme.px(34))
        width = max(theme.px(166), self._note_px() + 2 * GAP_M)
        return QSize(width, theme.px(76 if self.compact else 82))

    def minimumSizeHint(self) -> QSize:
        if self.chip and self.value_face is Type.TIMER:  # the countdowns are never cut
            return QSize(self._chip_width(self._chip_value(short=True)), theme.px(34))
        if self.chip:
            return QSize(theme.px(70), theme.px(34))
        digits = self._digits.width() + 2 * PAD if self._digits is not None else 0
        return QSize(max(theme.px(110), digits), self.sizeHint().height())

    def _chip_width(self, words: str) -> int:
        value = QFontMetrics(theme.font(self._face())).horizontalAdvance(words)
        name = QFontMetrics(theme.font(Type.CAPTION_STRONG)).horizontalAdvance(self._short)
        icon = theme.px(ICON_S) + GAP_XS if self.icon_name else 0
        return value + name + icon + GAP_S * 3 + 1

    def _face(self) -> Type:
        if self.value_face is not Type.TIMER:
            return Type.BODY_STRONG if self.chip else self.value_face
        return Type.TIMER_SHORT if self.chip else Type.TIMER_COMPACT if self.compact else Type.TIMER

    def _chip_value(self, *, short: bool = False) -> str:
        """The value and its state in a word; ``short`` takes the shorter word."""
        if self.value_face is not Type.TIMER:
            return f"{self.value}  {self.side}".strip() if self.value_face is not Type.READING else self.value
        if self.look is Look.OVERDUE:
            return f"{self.value} {'LATE' if short else 'OVERDUE'}"
        return f"{self.value} DUE" if self.look is Look.DUE else self.value

    def _running(self) -> str:
        """What the digits say: in a chip with the state in the longest word that has room; where none has, the bell
        that rings tells it."""
        if not self.chip:
            return self.value
        said = (self._chip_value(), self._chip_value(short=True))
        return next((words for words in said if self._chip_width(words) <= self.width()), self.value)

    # -- Painting ----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color(Token.CANVAS))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _, edge, ink = _GROUND[self.look]
        width = 2 if self.look is Look.SOON else 1
        if self.hasFocus():
            edge, width = Token.FOCUS, FOCUS_PX
        painter.setBrush(theme.color(self._ground()))
        painter.setPen(QPen(theme.color(edge), width))
        inset = width / 2
        area = self.rect().toRectF().adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(area, RADIUS_PANEL, RADIUS_PANEL)
        if self.hasFocus() and self.look in (Look.DUE, Look.OVERDUE):
            painter.setPen(QPen(theme.color(ink), 1))
            painter.drawRoundedRect(area.adjusted(3, 3, -3, -3), RADIUS_PANEL - 2, RADIUS_PANEL - 2)
        if self.chip:
            self._paint_chip(painter, theme.color(ink))
        else:
            self._paint_tile(painter, theme.color(ink))
        painter.end()

    def _ground(self) -> Token:
        hovered = self.underMouse() and self.look in (Look.PLAIN, Look.SOON, Look.QUIET)
        return Token.HOVER if hovered else _GROUND[self.look][0]

    def _place_digits(self) -> None:
        """The running value where the painted one would stand, in the ink of the look."""
        digits = self._digits
        if digits is None:
            return
        labels.retone(digits, face=self._face())
        digits.setText(self._running())
        digits.tint(_GROUND[self.look][2])
        digits.update()
        height = QFontMetrics(theme.font(Type.CAPTION_STRONG)).height()
        if self.chip:
            name = QFontMetrics(theme.font(Type.CAPTION_STRONG)).horizontalAdvance(self._short)
            icon = theme.px(ICON_S) + GAP_XS if self.icon_name else 0
            place = QPoint(GAP_S + icon + name + GAP_S, (self.height() - digits.height()) // 2)
            digits.move(self._mirrored(QRect(place, digits.size())).topLeft())
            return
        note = QFontMetrics(theme.font(Type.SMALL)).height() if self.note else 0
        top, bottom = GAP_S + height + GAP_XS, self.height() - GAP_S + 1 - note
        place = QPoint(PAD, top + (bottom - top - digits.height()) // 2)
        digits.move(self._mirrored(QRect(place, digits.size())).topLeft())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_digits()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.LayoutDirectionChange):
            self._place_digits()
            self._stand_alone()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._stand_alone()

    def _stand_alone(self) -> None:
        """It paints its corners too, so nothing under it is painted with it; the style denies that when it dresses."""
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def _quiet(self, ink: QColor) -> QColor:
        return theme.color(Token.TEXT2) if self.look in (Look.PLAIN, Look.SOON, Look.QUIET) else ink

    def _icon_token(self) -> Token:
        if self.side_warns and self.chip:
            return Token.WARN
        return {Look.SOON: Token.WARN, Look.DUE: Token.ON_WARN, Look.OVERDUE: Token.ON_DANGER}.get(
            self.look, Token.TEXT2
        )

    def _paint_heading(self, painter: QPainter, x: int, y: int, text: str, ink: QColor) -> tuple[int, int]:
        """Icon and name; where the next thing may begin, and the height of the line."""
        font = theme.font(Type.CAPTION_STRONG)
        height = QFontMetrics(font).height()
        if self.icon_name:
            drawn = icons.pixmap(self.icon_name, self._icon_token(), ICON_S)
            size = drawn.deviceIndependentSize()
            place = QRect(QPoint(x, round(y + (height - size.height()) / 2)), size.toSize())
            painter.drawPixmap(self._mirrored(place).topLeft(), drawn)
            x += round(size.width()) + GAP_XS
        painter.setFont(font)
        painter.setPen(self._quiet(ink))
        width = QFontMetrics(font).horizontalAdvance(text)
        room = self._mirrored(QRect(x, y, width + 2, height))
        painter.drawText(room, _LEADING | Qt.AlignmentFlag.AlignVCenter, text)
        return x + width, height

    def _paint_tile(self, painter: QPainter, ink: QColor) -> None:
        inner = self.rect().adjusted(PAD, GAP_S, -PAD, -GAP_S + 1)
        end, height = self._paint_heading(painter, inner.left(), inner.top(), self.heading, ink)
        if self.side:
            painter.setFont(theme.font(Type.SMALL))
            painter.setPen(theme.color(Token.WARN) if self.side_warns else self._quiet(ink))
            room = QRect(end + GAP_S, inner.top(), inner.right() - end - GAP_S + 1, height)
            side = _fitting(self.side, room.width())
            _line(painter, self._mirrored(room), side, Type.SMALL, Qt.AlignmentFlag.AlignTrailing)
        below = inner.adjusted(0, height + GAP_XS, 0, 0)
        note_height = QFontMetrics(theme.font(Type.SMALL)).height() if self.note else 0
        painter.setPen(ink)
        if self._digits is not None:
            pass
        elif self.value_face is Type.READING:
            _paragraph(painter, self._mirrored(below), self.value, self.lines if not self.note else self.lines - 1)
        else:
            room = self._mirrored(below.adjusted(0, 0, 0, -note_height))
            _line(painter, room, self.value, self._face(), _LEADING)
        if self.note:
            painter.setPen(self._quiet(ink))
            room = QRect(below.left(), inner.bottom() - note_height + 1, below.width(), note_height)
            _line(painter, self._mirrored(room), self.note, Type.SMALL, _LEADING)

    def _paint_chip(self, painter: QPainter, ink: QColor) -> None:
        inner = self.rect().adjusted(GAP_S, 0, -GAP_S, 0)
        height = QFontMetrics(theme.font(Type.CAPTION_STRONG)).height()
        end, _ = self._paint_heading(painter, inner.left(), (self.height() - height) // 2, self._short, ink)
        if self._digits is not None:
            return
        room = QRect(end + GAP_S, 0, inner.right() - end - GAP_S + 1, self.height())
        age = _fitting(self.side, 0) if self.side_warns and self.value_face is Type.READING else ""
        taken = QFontMetrics(theme.font(Type.SMALL)).horizontalAdvance(age) + GAP_S
        if age and room.width() - taken >= theme.px(VALUE_PX):
            painter.setPen(theme.color(Token.WARN))
            _line(painter, self._mirrored(room), age, Type.SMALL, Qt.AlignmentFlag.AlignTrailing)
            room.setRight(room.right() - taken)
        painter.setPen(ink)
        _line(painter, self._mirrored(room), self._chip_value(), self._face(), _LEADING)

    def _mirrored(self, place: QRect) -> QRect:
        """Where a part stands that reads from the other side in a layout from right to left."""
        return QStyle.visualRect(self.layoutDirection(), self.rect(), place)

    def _renew_tip(self) -> None:
        """The whole of what may be cut; a countdown never is, and a tip would not run with it."""
        value = "" if self.value_face is Type.TIMER else self.value
        parts = [self.heading, value, self.note, self.side]
        labels.tip(self, "\n".join(part for part in parts if part))


def _fitting(side: str, width: int) -> str:
    """Where space is short the age stands for the clock time, never the other way round (UI.md 2.3)."""
    fits = QFontMetrics(theme.font(Type.SMALL)).horizontalAdvance(side) <= width
    return side if fits else side.rpartition(", ")[2]


def _line(painter: QPainter, area: QRect, text: str, face: Type, side: Qt.AlignmentFlag) -> None:
    font = theme.font(face)
    painter.setFont(font)
    shown = QFontMetrics(font).elidedText(" ".join(text.split()), Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, side | Qt.AlignmentFlag.AlignVCenter, shown)


def _paragraph(painter: QPainter, area: QRect, text: str, lines: int) -> None:
    """Up to ``lines`` lines, broken between words; what does not fit ends in an ellipsis."""
    font = theme.font(Type.READING)
    metrics = QFontMetrics(font)
    painter.setFont(font)
    words, y = text.split(), area.top()
    for number in range(lines):
        last = number == lines - 1
        line = " ".join(words) if last else _taken(words, metrics, area.width())
        shown = metrics.elidedText(line, Qt.TextElideMode.ElideRight, area.width())
        room = QRect(area.left(), y, area.width(), metrics.height())
        painter.drawText(room, _LEADING | Qt.AlignmentFlag.AlignVCenter, shown)
        y += metrics.lineSpacing()


def _taken(words: list[str], metrics: QFontMetrics, width: int) -> str:
    """Takes as many words as one line holds, one at least."""
    line = words.pop(0) if words else ""
    while words and metrics.horizontalAdvance(f"{line} {words[0]}") <= width:
        line = f"{line} {words.pop(0)}"
    return line
