"""Which template: a numbered list with a search where there is room, one combo where there is not."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QListWidget, QListWidgetItem, QSizePolicy

from ui import theme
from ui.models.templates import Numbered, best, numbered
from ui.theme_tokens import ROW_COMPACT_PX, ROW_PX, Token, Type
from warroom.comms.templates import Templates

_FIGURE_SPACE = "\u2007"
"""As wide as a digit: one-digit numbers stand under two-digit ones."""
_NAME = Qt.ItemDataRole.UserRole


class TemplateList(QListWidget):
    """``picked`` carries the name of the template that a person chose."""

    picked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("comms.templates")
        self.setAccessibleName("Template")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows: list[Numbered] = []
        self.currentItemChanged.connect(self._changed)

    def offer(self, templates: Templates) -> None:
        self.blockSignals(True)
        self.clear()
        self.rows = numbered(templates)
        group = ""
        for row in self.rows:
            if row.group != group:
                group = row.group
                self._head(group)
            item = QListWidgetItem(f"{row.n:{_FIGURE_SPACE}>2}  {row.template.title}")
            item.setData(_NAME, row.template.name)
            self.addItem(item)
        self.rescale()
        self.blockSignals(False)

    def _head(self, words: str) -> None:
        item = QListWidgetItem(words)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        self.addItem(item)

    def rescale(self) -> None:
        """Rows are as high as the text size of today asks for; headings follow the colours."""
        for n in range(self.count()):
            item = self.item(n)
            heading = item.data(_NAME) is None
            item.setSizeHint(QSize(0, theme.px(ROW_COMPACT_PX if heading else ROW_PX)))
            if heading:
                item.setFont(theme.font(Type.CAPTION_STRONG))
                item.setForeground(theme.color(Token.TEXT3))

    def seek(self, wanted: str) -> None:
        """Show what fits to the words; a heading stays while something under it does."""
        fitting = {row.template.name for row in self.rows if row.fits(wanted)}
        groups = {row.group for row in self.rows if row.template.name in fitting}
        for n in range(self.count()):
            item = self.item(n)
            name = item.data(_NAME)
            item.setHidden(item.text() not in groups if name is None else name not in fitting)

    def take(self, wanted: str) -> bool:
        """Pick what the words mean best; False when nothing fits."""
        row = best(self.rows, wanted)
        if row is not None:
            self.picked.emit(row.template.name)
        return row is not None

    def show_chosen(self, name: str) -> None:
        self.blockSignals(True)
        for n in range(self.count()):
            if self.item(n).data(_NAME) == name:
                self.setCurrentRow(n)
        self.blockSignals(False)

    @Slot(QListWidgetItem, QListWidgetItem)
    def _changed(self, item: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        if item is not None and item.data(_NAME):
            self.picked.emit(item.data(_NAME))


class TemplateSearch(QLineEdit):
    """Words or the number of a template; Enter takes it. ``left`` on Esc or after the choice."""

    left = Signal()

    def __init__(self, found: TemplateList) -> None:
        super().__init__()
        self.setObjectName("comms.seek")
        self.setAccessibleName("Find a template by its number or its name")
        self.setPlaceholderText("Number or name  Ctrl+T")
        self._list = found
        self.textChanged.connect(found.seek)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._list.take(self.text()):
                self._leave()
        elif event.key() == Qt.Key.Key_Down:
            self._list.setFocus()
        else:
            super().keyPressEvent(event)

    def _leave(self) -> None:
        self.clear()
        self.left.emit()


class TemplateCombo(QComboBox):
    """The same choice in one line."""

    picked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("comms.template")
        self.setAccessibleName("Template")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.activated.connect(self._activated)

    def offer(self, templates: Templates) -> None:
        self.clear()
        for row in numbered(templates):
            self.addItem(f"{row.n}  {row.template.title}", row.template.name)

    def show_chosen(self, name: str) -> None:
        self.setCurrentIndex(self.findData(name))

    @Slot(int)
    def _activated(self, at: int) -> None:
        self.picked.emit(self.itemData(at))
