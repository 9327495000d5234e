"""Which template: a numbered list where there is room, one combo where there is not."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QListWidget, QListWidgetItem, QSizePolicy

from ui import theme
from ui.theme_tokens import ROW_PX
from warroom.comms.templates import Templates

_FIGURE_SPACE = "\u2007"
"""As wide as a digit: one-digit numbers stand under two-digit ones."""


class TemplateList(QListWidget):
    """``picked`` carries the name of the template that a person chose."""

    picked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("comms.templates")
        self.setAccessibleName("Template")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.currentItemChanged.connect(self._changed)

    def offer(self, templates: Templates) -> None:
        self.blockSignals(True)
        self.clear()
        for n, template in enumerate(templates, start=1):
            item = QListWidgetItem(f"{n:{_FIGURE_SPACE}>2}  {template.title}")
            item.setData(Qt.ItemDataRole.UserRole, template.name)
            self.addItem(item)
        self.rescale()
        self.blockSignals(False)

    def rescale(self) -> None:
        """Rows are as high as the text size of today asks for."""
        for n in range(self.count()):
            self.item(n).setSizeHint(QSize(0, theme.px(ROW_PX)))

    def show_chosen(self, name: str) -> None:
        self.blockSignals(True)
        for n in range(self.count()):
            if self.item(n).data(Qt.ItemDataRole.UserRole) == name:
                self.setCurrentRow(n)
        self.blockSignals(False)

    @Slot(QListWidgetItem, QListWidgetItem)
    def _changed(self, item: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        if item is not None:
            self.picked.emit(item.data(Qt.ItemDataRole.UserRole))


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
        for n, template in enumerate(templates, start=1):
            self.addItem(f"{n}  {template.title}", template.name)

    def show_chosen(self, name: str) -> None:
        self.setCurrentIndex(self.findData(name))

    @Slot(int)
    def _activated(self, at: int) -> None:
        self.picked.emit(self.itemData(at))
