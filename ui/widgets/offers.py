"""The completion popup of the scribe line: it opens upward, shows eight rows and never takes Enter (UI.md 3.3)."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from ui import theme
from ui.theme_tokens import GAP_XS, ROW_PX
from warroom.scribe import Candidate, Completion

ROWS = 8
WIDTH = 420


class Offers(QFrame):
    """A list that floats above its line inside the window: it holds no focus, so that typing goes on beneath it."""

    picked = Signal(object)

    def __init__(self, line: QWidget) -> None:
        super().__init__(line.window())
        self.setObjectName("war.scribe.offers")
        self.setProperty("panel", "raised")
        self._line = line
        self._completion = Completion(0, 0)
        self._list = QListWidget()
        self._list.setObjectName("war.scribe.offers.list")
        self._list.setAccessibleName("Completions")
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.itemClicked.connect(self._clicked)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(GAP_XS, GAP_XS, GAP_XS, GAP_XS)
        inside.addWidget(self._list)
        self.hide()

    @property
    def open(self) -> bool:
        return self.isVisible()

    def show_for(self, completion: Completion) -> None:
        """Offer these, or nothing."""
        if completion == self._completion and self.open:
            return
        self._completion = completion
        if not completion.candidates:
            self.hide()
            return
        self._list.clear()
        for candidate in completion.candidates:
            item = QListWidgetItem(f"{candidate.label}    {candidate.hint}" if candidate.hint else candidate.label)
            item.setData(Qt.ItemDataRole.UserRole, candidate)
            self._list.addItem(item)
        self._list.setCurrentRow(0)
        self._place()
        self.show()
        self.raise_()

    def move_by(self, by: int) -> None:
        rows = self._list.count()
        self._list.setCurrentRow((self._list.currentRow() + by) % rows)

    def chosen(self) -> tuple[int, int, Candidate] | None:
        """The span to replace and what to put there."""
        item = self._list.currentItem()
        if not self.open or item is None:
            return None
        return self._completion.start, self._completion.end, item.data(Qt.ItemDataRole.UserRole)

    @Slot(QListWidgetItem)
    def _clicked(self, item: QListWidgetItem) -> None:
        self._list.setCurrentItem(item)
        self.picked.emit(item.data(Qt.ItemDataRole.UserRole))

    def _place(self) -> None:
        window = self._line.window()
        if self.parent() is not window:
            self.setParent(window)
        shown = min(ROWS, self._list.count())
        height = shown * theme.px(ROW_PX) + GAP_XS * 2 + 2
        corner = self._line.mapTo(window, QPoint(0, 0))
        width = min(theme.px(WIDTH), self._line.width())
        self.setGeometry(corner.x(), max(0, corner.y() - height - GAP_XS), width, min(height, corner.y()))
