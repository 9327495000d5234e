"""The list of templates and the places file: whose each one is, which has a mistake, which is not kept yet."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from ui import theme
from ui.theme_tokens import ROW_COMPACT_PX, ROW_PX, Token, Type
from ui.wordings.desk import Wording

_NAME = Qt.ItemDataRole.UserRole
_WRONG = _NAME + 1


class FileList(QListWidget):
    """``picked`` carries the name of the file that a person chose."""

    picked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("wordings.files")
        self.setAccessibleName("Templates and places")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.currentItemChanged.connect(self._changed)
        theme.notifier().changed.connect(self.rescale)

    def show_rows(self, rows: list[Wording], chosen: str) -> None:
        self.blockSignals(True)
        self.clear()
        group = ""
        for row in rows:
            if row.group != group:
                group = row.group
                self._head(group)
            item = QListWidgetItem(f"{row.title}{_marks(row)}")
            item.setData(_NAME, row.name)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{row.title}{_marks(row)} {row.problem}".strip())
            item.setData(_WRONG, bool(row.problem))
            self.addItem(item)
            if row.name == chosen:
                self.setCurrentItem(item)
        self.rescale()
        self.blockSignals(False)

    @Slot()
    def rescale(self) -> None:
        """Rows are as high as the text size of today asks for; headings and mistakes follow the colours."""
        for n in range(self.count()):
            item = self.item(n)
            heading = item.data(_NAME) is None
            item.setSizeHint(QSize(0, theme.px(ROW_COMPACT_PX if heading else ROW_PX)))
            if heading:
                item.setFont(theme.font(Type.CAPTION_STRONG))
            if heading or item.data(_WRONG):
                item.setForeground(theme.color(Token.TEXT3 if heading else Token.WARN))

    def _head(self, words: str) -> None:
        item = QListWidgetItem(words)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        self.addItem(item)

    @Slot(QListWidgetItem, QListWidgetItem)
    def _changed(self, item: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        if item is not None and item.data(_NAME):
            self.picked.emit(item.data(_NAME))


def _marks(row: Wording) -> str:
    """Words, not colours: the team's own, a mistake, not kept."""
    marks = ["mistake" if row.problem else "", "not kept" if row.unkept else "", "team" if row.own else ""]
    said = ", ".join(mark for mark in marks if mark)
    return f"  · {said}" if said else ""
