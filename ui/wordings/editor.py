"""The text of a template or of the places, with the line of a mistake marked."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCharFormat, QTextCursor, QTextFormat
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from ui import theme
from ui.theme_tokens import Token, Type


class WordingEdit(QPlainTextEdit):
    """Tab goes on to the next control: templates need no tabs, and nobody is trapped."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("wordings.text")
        self.setAccessibleName("Text of the file")
        self.setTabChangesFocus(True)
        self.setProperty("face", Type.MONO.value)
        self.setFont(theme.font(Type.MONO))
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)

    def mark_line(self, line: int) -> None:
        """Mark a line by its number, from 1; 0 marks none."""
        self.setExtraSelections([] if line < 1 else [self._selection(line)])

    def _selection(self, line: int) -> QTextEdit.ExtraSelection:
        look = QTextCharFormat()
        look.setBackground(theme.color(Token.SELECTED))
        look.setUnderlineColor(theme.color(Token.DANGER))
        look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        look.setProperty(QTextFormat.Property.FullWidthSelection, True)
        made = QTextEdit.ExtraSelection()
        made.cursor, made.format = self._at(line), look
        made.cursor.select(QTextCursor.SelectionType.LineUnderCursor)
        return made

    def go_to_line(self, line: int) -> None:
        self.setTextCursor(self._at(line))
        self.centerCursor()
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _at(self, line: int) -> QTextCursor:
        block = self.document().findBlockByNumber(min(line, self.document().blockCount()) - 1)
        return QTextCursor(block)
