"""A clock's words: digits that run, in a place that stands.

A ``QLabel`` asks for a new layout with every text, and for a paint of everything under it. Digits are all as wide
(``fonts.make``), so one that only runs on needs no other place than it has; and it knows what it stands on, so that
a second paints the digits and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from ui import labels, theme
from ui.theme_tokens import GAP_XS, RADIUS_CHIP, Token, Type

_AS_WIDE = str.maketrans("123456789", "000000000")
_PANELS = {"panel": Token.SURFACE, "raised": Token.RAISED, "canvas": Token.CANVAS}
_TURNS_GROUND = frozenset(
    (
        QEvent.Type.HoverEnter,
        QEvent.Type.HoverLeave,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.EnabledChange,
        QEvent.Type.StyleChange,
    )
)


class Digits(QLabel):
    """A plain label of one line, always as large as its words, on a pane, on the page, or on a quiet button;
    ``ground`` says what else it stands on."""

    def __init__(
        self,
        *,
        face: Type,
        tone: Token = Token.TEXT,
        name: str = "",
        ground: Callable[[], Token] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._shape = ""
        self._tone = tone
        self._filled: Token | None = None
        self._own_ground, self._pane = ground, Token.CANVAS
        self._baseline = 0
        self._button: QAbstractButton | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        labels.dress(self, face, None, name)
        self._fit()

    def setText(self, text: str) -> None:
        if text == self.text():
            return
        super().setText(text)
        self._stand_alone()
        shape = text.translate(_AS_WIDE)
        if shape != self._shape:
            self._shape = shape
            self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    @property
    def tone(self) -> Token:
        return self._tone

    def tint(self, tone: Token) -> None:
        """Another colour, without the style sheet: it is read with each paint."""
        if tone is not self._tone:
            self._tone = tone
            self.update()

    @property
    def filled(self) -> Token | None:
        return self._filled

    def fill(self, token: Token | None) -> None:
        """Stand on a patch of this colour, a little wider than the digits; None takes it away."""
        if token is not self._filled:
            self._filled = token
            self._fit()
            self.update()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._stand_alone()
        self._pane = _pane(self)
        parent = self.parentWidget()
        if isinstance(parent, QAbstractButton) and parent is not self._button:
            self._button = parent
            parent.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The button shows otherwise under the mouse: so do the digits on it."""
        if event.type() in _TURNS_GROUND:
            self.update()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)  # with this label's font
        painter.fillRect(self.rect(), theme.color(self._ground()))
        if self._filled is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(self._filled))
            painter.drawRoundedRect(self.rect(), RADIUS_CHIP, RADIUS_CHIP)
        painter.setPen(theme.color(self._tone))
        painter.drawText(self._beside(), self._baseline, self.text())
        painter.end()

    def _stand_alone(self) -> None:
        """Nothing under it is painted with it. The style sheet denies that whenever it dresses a label."""
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def _fit(self) -> None:
        """The room of the widest digits of this shape."""
        metrics = self.fontMetrics()
        wide = max(metrics.horizontalAdvance(self._shape), metrics.horizontalAdvance(self.text()))
        self.setFixedSize(wide + 2 * self._beside(), metrics.height())
        self._baseline = metrics.ascent()

    def _beside(self) -> int:
        """The room that a patch leaves on either side of the digits."""
        return 0 if self._filled is None else theme.px(GAP_XS)

    def _ground(self) -> Token:
        """The colour that it stands on: of the button under the mouse, else of its pane."""
        if self._own_ground is not None:
            return self._own_ground()
        button = self._button
        if button is not None and (button.underMouse() or button.isDown()) and button.isEnabled():
            return Token.HOVER
        return self._pane


def _pane(widget: QWidget) -> Token:
    """The ground of the nearest pane that a widget is in."""
    under = widget.parentWidget()
    while under is not None:
        ground = _PANELS.get(under.property("panel") or "")
        if ground is not None:
            return ground
        under = under.parentWidget()
    return Token.CANVAS
