"""The rows of the outbox for a table: a tick, where to, what, how old, what changed, what to do."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from ui import icons, theme
from ui.models.outbox import Line
from ui.theme_tokens import ICON_L, Token, Type

Index = QModelIndex | QPersistentModelIndex
HEADS = ("To", "Message", "Age", "What changed, what became of it", "Do")
TO, MESSAGE, AGE, WORDS, DO = range(5)
_ROOT = QModelIndex()


class OutboxTable(QAbstractTableModel):
    """``ticked(n, on)`` when a person ticks a row of the review."""

    ticked = Signal(int, bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: list[Line] = []
        self.narrow = False

    def show_lines(self, found: list[Line]) -> None:
        """Rows that stay keep their place, and with it the selection."""
        if [line.id for line in found] == [line.id for line in self.lines]:
            self.lines = found
            if found:
                self.dataChanged.emit(self.index(0, 0), self.index(len(found) - 1, DO))
            return
        self.beginResetModel()
        self.lines = found
        self.endResetModel()

    def line(self, row: int) -> Line | None:
        return self.lines[row] if 0 <= row < len(self.lines) else None

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line, column = self.lines[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(line, column)
        if role == Qt.ItemDataRole.DecorationRole and column == TO and line.waits:
            name, tone = ("circle-check", Token.ACCENT) if line.ticked else ("circle", Token.TEXT3)
            return icons.pixmap(name, tone, ICON_L)
        if role == Qt.ItemDataRole.ForegroundRole:
            tone = Token.WARN if line.warn and column == WORDS else Token.TEXT if line.waits else Token.TEXT2
            return theme.color(tone)
        if role == Qt.ItemDataRole.FontRole and column == MESSAGE and line.waits:
            return theme.font(Type.BODY_STRONG)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return line.text()
        return None

    def toggle(self, row: int) -> None:
        """Tick a row of the review, or take its tick away."""
        line = self.line(row)
        if line is not None and line.waits and line.n is not None:
            self.ticked.emit(line.n, not line.ticked)

    def _words(self, line: Line, column: int) -> str:
        if column == MESSAGE:
            return f"{line.message}\n{line.words}" if self.narrow else line.message
        return (line.to, "", line.age, line.words, line.do)[column]
