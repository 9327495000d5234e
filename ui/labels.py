"""Labels that show text as it was typed: never as HTML, whatever it looks like; cut with an ellipsis where space ends.

RELIABILITY, traps: Qt takes ``if a<b then c>d`` for HTML and honest text disappears. Every label comes from here.
"""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPixmap, QResizeEvent
from PySide6.QtWidgets import QCompleter, QLabel, QLineEdit, QSizePolicy, QStyle, QStyleOption, QWidget

from ui import theme
from ui.theme_tokens import Token, Type


def plain(
    text: str = "",
    *,
    face: Type | None = None,
    tone: Token | None = None,
    name: str = "",
    wrap: bool = False,
    parent: QWidget | None = None,
) -> QLabel:
    """A label of plain text. ``face`` and ``tone`` follow the theme; ``name`` is the objectName."""
    label = QLabel(parent)
    dress(label, face, tone, name)
    label.setText(text)
    label.setWordWrap(wrap)
    return label


class Elided(QLabel):
    """A plain-text label of one line that shortens itself with an ellipsis, and then only carries its whole text as
    a tooltip."""

    def __init__(
        self,
        text: str = "",
        *,
        face: Type | None = None,
        tone: Token | None = None,
        name: str = "",
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        dress(self, face, tone, name)
        self._mode = mode
        self._hint = ""
        self._tone = tone
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def setText(self, text: str) -> None:
        text = " ".join(text.split("\n"))
        if text == self.text():
            return
        super().setText(text)
        self.updateGeometry()
        self._renew_tooltip()

    def set_hint(self, hint: str) -> None:
        """A tooltip of its own, shown below the whole text when that is cut."""
        self._hint = hint
        self._renew_tooltip()

    @property
    def elided(self) -> bool:
        return self.fontMetrics().horizontalAdvance(self.text()) > self.contentsRect().width()

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance("…" * 2), super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 2, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._renew_tooltip()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        option = QStyleOption()
        option.initFrom(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        area = self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), self._mode, area.width())
        role = self.foregroundRole()
        if self._tone is not None:
            painter.setPen(theme.color(self._tone))
            role = QPalette.ColorRole.NoRole
        self.style().drawItemText(painter, area, int(self.alignment()), self.palette(), self.isEnabled(), shown, role)

    def tint(self, tone: Token) -> None:
        """Another colour, without the style sheet: it is read with each paint."""
        self._tone = tone
        self.setProperty("tone", tone.value)
        self.update()

    def _renew_tooltip(self) -> None:
        tip(self, "\n".join(part for part in (self.text() if self.elided else "", self._hint) if part))


def tip(widget: QWidget, text: str) -> None:
    """Set a tooltip that is shown as typed; setting what stands there already costs nothing."""
    words = f'<p style="white-space:pre-wrap">{escape(text)}</p>' if text else ""
    if words != widget.toolTip():
        widget.setToolTip(words)


def retone(widget: QWidget, tone: Token | None = None, face: Type | None = None) -> None:
    """Give a label another colour or kind of text, live."""
    if tone is not None and widget.property("tone") != tone.value:
        if isinstance(widget, Elided):
            widget.tint(tone)
        else:
            widget.setProperty("tone", tone.value)
            restyle(widget)
    if face is not None and widget.property("face") != face.value:
        widget.setProperty("face", face.value)
        restyle(widget)


def mark(widget: QWidget, name: str, value: str | bool | None) -> None:
    """Set a dynamic property that the style sheet reads, and restyle only when it has changed."""
    text = {True: "true", False: "false", None: ""}.get(value, value) if isinstance(value, bool | None) else value
    if widget.property(name) != text:
        widget.setProperty(name, text)
        restyle(widget)


def suggest(field: QLineEdit, completer: QCompleter) -> None:
    """Let a field offer what it may be, in capitals or not, in a frame that stands off what is beneath."""
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    field.setCompleter(completer)
    popup = completer.popup()
    if popup is not None:
        mark(popup, "suggests", True)


def restyle(widget: QWidget) -> None:
    """Have Qt read the style sheet again for one widget, after one of its dynamic properties changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def picture(pixmap: QPixmap, described: str, *, parent: QWidget | None = None) -> QLabel:
    """A label that shows an icon; ``described`` is what a screen reader says, '' where the text beside it says it."""
    label = QLabel(parent)
    label.setPixmap(pixmap)
    label.setAccessibleName(described)
    label.setFixedSize(pixmap.deviceIndependentSize().toSize())
    return label


def dress(label: QLabel, face: Type | None, tone: Token | None, name: str) -> None:
    """What makes a label one of plain text in the theme's faces and colours."""
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
    if name:
        label.setObjectName(name)
    if face is not None:
        label.setProperty("face", face.value)
        label.setFont(theme.font(face))
    if tone is not None:
        label.setProperty("tone", tone.value)
