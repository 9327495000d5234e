"""The field that everything is typed into: one line that grows to five (UI.md 3).

It knows keys, not grammar: what it holds is read elsewhere, on each key. Esc never changes what stands here.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QTextEdit, QWidget

from ui import theme
from ui.theme_tokens import Token, Type

MAX_LINES = 5
LEAST_PX = 40
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_Mod = Qt.KeyboardModifier
_EDITING = frozenset({Qt.Key.Key_A, Qt.Key.Key_C, Qt.Key.Key_V, Qt.Key.Key_X, Qt.Key.Key_Y, Qt.Key.Key_Z})


class ScribeLine(QPlainTextEdit):
    """Emits what was asked of it: ``entered(literal)``, ``recalled`` (Up with nothing typed), ``left`` (Esc)."""

    entered = Signal(bool)
    recalled = Signal()
    left = Signal()
    undo_wanted = Signal()
    offer_moved = Signal(int)
    offer_taken = Signal()
    row_moved = Signal(int)
    split_wanted = Signal()
    pasted = Signal(object)
    """What was pasted or dropped and is more than one line of text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("war.scribe.line")
        self.setAccessibleName("Scribe line")
        self.setProperty("mono", "true")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(2)
        self.offering = False
        self.recalling = False
        self.holding = False
        self._ghost = ""
        self.document().documentLayout().documentSizeChanged.connect(self._grow)
        theme.notifier().changed.connect(self._grow)
        self._grow()

    @Slot()
    def _grow(self) -> None:
        lines = min(MAX_LINES, max(1, round(self.document().size().height())))
        text = lines * _line_height()
        spare = theme.px(LEAST_PX) - _line_height()
        self.setFixedHeight(text + spare)
        self.setViewportMargins(2, max(0, spare // 2 - 8), 2, 0)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, theme.px(LEAST_PX))

    # -- Text ----------------------------------------------------------------------------------------------------

    def text(self) -> str:
        return self.toPlainText()

    def put(self, text: str) -> None:
        """Replace the text in a way that Ctrl+Z takes back, with the cursor at its end."""
        cursor = self.textCursor()
        cursor.beginEditBlock()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)
        cursor.endEditBlock()
        self.setTextCursor(cursor)

    def ask(self, question: str) -> None:
        """Stand in the empty line until something is typed into it."""
        if not self.placeholderText():
            self.textChanged.connect(self._asked)
        self.setPlaceholderText(question)

    @Slot()
    def _asked(self) -> None:
        if self.text():
            self.textChanged.disconnect(self._asked)
            self.setPlaceholderText("")

    def cursor_index(self) -> int:
        """The cursor as an index into ``text()``: Qt counts UTF-16 units, Python code points."""
        units = self.textCursor().position()
        return len(self.text().encode("utf-16-le")[: units * 2].decode("utf-16-le", "ignore"))

    def replace(self, start: int, end: int, text: str) -> None:
        """Put ``text`` where the characters from ``start`` to ``end`` stand."""
        cursor = self.textCursor()
        cursor.setPosition(self._units(start))
        cursor.setPosition(self._units(end), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(text)
        self.setTextCursor(cursor)

    def underline(self, start: int, end: int) -> None:
        """Mark a faulty token by line and colour; an empty span takes the mark away."""
        marks = []
        if end > start:
            mark = QTextEdit.ExtraSelection()
            cursor = QTextCursor(self.document())
            cursor.setPosition(self._units(start))
            cursor.setPosition(self._units(end), QTextCursor.MoveMode.KeepAnchor)
            look = QTextCharFormat()
            look.setForeground(theme.color(Token.WARN))
            look.setUnderlineColor(theme.color(Token.WARN))
            look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
            mark.cursor, mark.format = cursor, look
            marks.append(mark)
        self.setExtraSelections(marks)

    def show_ghost(self, words: str) -> None:
        """What Tab would put behind the cursor, in grey; '' takes it away."""
        if words != self._ghost:
            self._ghost = words
            self.viewport().update()

    @property
    def ghost(self) -> str:
        return self._ghost

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._ghost and not self.isReadOnly():
            painter = QPainter(self.viewport())
            painter.setFont(theme.font(Type.INPUT))
            painter.setPen(theme.color(Token.TEXT3))
            place = self.cursorRect().translated(self.cursorWidth() + 1, 0)
            place.setRight(self.viewport().width())
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, self._ghost)
            painter.end()

    def _units(self, index: int) -> int:
        return len(self.text()[:index].encode("utf-16-le", "surrogatepass")) // 2

    def event(self, event: QEvent) -> bool:
        """Keys of the room go to the room, whatever a text field would make of them on this system."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._is_of_the_room(event)
        ):
            event.ignore()
            return False
        return super().event(event)

    def _is_of_the_room(self, event: QKeyEvent) -> bool:
        mods = event.modifiers() & ~_Mod.KeypadModifier
        if not mods & _Mod.ControlModifier:
            return False
        if event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            return not self.text()
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            return True
        letter = Qt.Key.Key_A <= event.key() <= Qt.Key.Key_Z
        return letter and not (mods == _Mod.ControlModifier and event.key() in _EDITING)

    # -- Keys ----------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._handled(event):
            super().keyPressEvent(event)

    def _handled(self, event: QKeyEvent) -> bool:
        key, mods = event.key(), event.modifiers() & ~_Mod.KeypadModifier
        if key in _ENTER:
            return self._enter(mods)
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            return self._vertical(-1 if key == Qt.Key.Key_Up else 1, mods)
        if key == Qt.Key.Key_Tab and self.offering and mods == _Mod.NoModifier:
            self.offer_taken.emit()
            return True
        if key == Qt.Key.Key_Escape:
            self.left.emit()
            return True
        if key == Qt.Key.Key_Z and mods == _Mod.ControlModifier and not self.text():
            self.undo_wanted.emit()
            return True
        return False

    def _enter(self, mods: Qt.KeyboardModifier) -> bool:
        if mods == _Mod.ShiftModifier:
            self.insertPlainText("\n")
        elif mods in (_Mod.NoModifier, _Mod.ControlModifier):
            self.entered.emit(mods == _Mod.ControlModifier)
        elif mods == _Mod.ControlModifier | _Mod.ShiftModifier and self.holding:
            self.split_wanted.emit()
        else:
            return False
        return True

    # -- What is pasted ------------------------------------------------------------------------------------------

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasText() or source.hasImage() or source.hasUrls()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """One line goes into the line; all else is held beside it until Enter."""
        if source.hasUrls() or source.hasImage() or "\n" in source.text().strip("\r\n"):
            self.pasted.emit(source)
        else:
            self.insertPlainText(source.text().strip("\r\n"))

    def _vertical(self, by: int, mods: Qt.KeyboardModifier) -> bool:
        if mods == _Mod.AltModifier:
            self.row_moved.emit(by)
        elif mods != _Mod.NoModifier:
            return False
        elif self.offering:
            self.offer_moved.emit(by)
        elif by < 0 and (not self.text() or self.recalling):
            self.recalled.emit()
        else:
            return False
        return True


def _line_height() -> int:
    return QFontMetrics(theme.font(Type.INPUT)).lineSpacing()
