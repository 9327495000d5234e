"""Settings: a page of categories that is searched, applies at once, and takes back what was changed (UI.md 2.14)."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QStackedWidget, QVBoxLayout
from PySide6.QtWidgets import QWidget as Widget

from ui import labels, theme
from ui.actions import Actions
from ui.alerts.sound import Player
from ui.operations import Operations
from ui.pages.sheet import button
from ui.settings.fields import Choice
from ui.settings.history import History
from ui.settings.keys_pane import KeysPane
from ui.settings.panes import AlertsPane, Pane
from ui.settings.record_pane import RecordPane
from ui.settings.rows import Category, hits
from ui.settings.targets_pane import TargetsPane
from ui.settings.values import Values
from ui.theme_tokens import GAP_M, GAP_S, MARGIN, ROW_PX, Token, Type

WIDE_PX = 1200
LIST_PX = 190


class SettingsPage(Widget):
    """``closed`` on Esc or Back; ``said`` a sentence about what was done."""

    closed = Signal()
    said = Signal(str)

    def __init__(self, operations: Operations, actions: Actions, player: Player, parent: Widget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("settings")
        self.setAccessibleName("Settings")
        self.history = History()
        self.values = Values(operations, self.history, self)
        self.values.said.connect(self.said)
        keys = KeysPane(operations, actions)
        keys.said.connect(self.said)
        self.panes: dict[Category, Pane | KeysPane] = {}
        self._add(Pane(Category.YOU, self.values), fill=True)
        self._add(Pane(Category.LOOK, self.values), fill=True)
        self._add(AlertsPane(self.values, player))
        self.targets = TargetsPane(operations, self.values, self.history)
        self.targets.said.connect(self.said)
        self._add(self.targets)
        self.record = RecordPane(operations, self.values, self.history)
        self.record.said.connect(self.said)
        self.record.brought.connect(self.targets.come)
        self._add(self.record)
        self.panes[Category.KEYS] = keys
        self._build()
        self._find()

    def _add(self, pane: Pane, *, fill: bool = False) -> None:
        self.panes[pane.category] = pane
        if fill:
            pane.fill()

    # -- What a person does ----------------------------------------------------------------------------------------

    def show_category(self, category: Category) -> None:
        """Bring a category to the front; a search that hides it is over."""
        if category not in self._shown():
            self.search.clear()
        self._choose(category)

    @property
    def category(self) -> Category:
        """The one in front."""
        front = self.stack.currentWidget()
        return next(category for category, pane in self.panes.items() if pane is front)

    def to_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def undo(self) -> None:
        words = self.history.undo()
        self.said.emit(f"Taken back: {words}" if words else "Nothing to take back")

    def redo(self) -> None:
        words = self.history.redo()
        self.said.emit(f"Done again: {words}" if words else "Nothing to do again")

    def take_focus(self) -> None:
        if self.list.isVisible():
            self.list.setFocus()
        else:
            self.combo.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.closed.emit()
            return
        super().keyPressEvent(event)

    # -- What it shows ---------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.values.load()
        self.panes[self.category].come()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._relayout()

    @Slot()
    def _relayout(self) -> None:
        wide = self.width() >= theme.px(WIDE_PX)
        moved = self.list.hasFocus() or self.combo.hasFocus()
        self.list.setVisible(wide)
        self.combo.setVisible(not wide)
        self.list.setFixedWidth(theme.px(LIST_PX))
        for number in range(self.list.count()):
            self.list.item(number).setSizeHint(self.list.item(number).sizeHint().expandedTo(_row_size()))
        if moved:
            self.take_focus()

    def _shown(self) -> list[Category]:
        return [Category(self.list.item(number).text()) for number in range(self.list.count())]

    @Slot()
    def _find(self) -> None:
        """Keep to the categories, and in them to the settings, that fit what is looked for."""
        found = {category: rows for category, rows in hits(self.search.text()).items() if category in self.panes}
        before = self.category
        for chooser in (self.list, self.combo):
            chooser.blockSignals(True)
            chooser.clear()
        for category in found:
            item = QListWidgetItem(category.value)
            item.setSizeHint(_row_size())
            self.list.addItem(item)
            self.combo.addItem(category.value)
        for chooser in (self.list, self.combo):
            chooser.blockSignals(False)
        for category, rows in found.items():
            pane = self.panes[category]
            if isinstance(pane, Pane):
                pane.keep_to(rows)
        self.nothing.setText(f'No setting has "{self.search.text().strip()}".')
        self.nothing.setVisible(not found)
        self.stack.setVisible(bool(found))
        if found:
            self._choose(before if before in found else next(iter(found)))

    def _choose(self, category: Category) -> None:
        place = self._shown().index(category)
        self.list.setCurrentRow(place)
        self.combo.setCurrentIndex(place)
        self._bring(place)

    @Slot(int)
    def _bring(self, place: int) -> None:
        shown = self._shown()
        if not 0 <= place < len(shown):
            return
        pane = self.panes[shown[place]]
        for chooser in (self.list, self.combo):
            chooser.blockSignals(True)
        self.list.setCurrentRow(place)
        self.combo.setCurrentIndex(place)
        for chooser in (self.list, self.combo):
            chooser.blockSignals(False)
        if self.stack.currentWidget() is not pane:
            self.stack.setCurrentWidget(pane)
        if self.isVisible():
            pane.come()

    # -- Building --------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.search = QLineEdit()
        self.search.setObjectName("settings.search")
        self.search.setAccessibleName("Search settings")
        self.search.setPlaceholderText("search settings")
        self.search.textChanged.connect(self._find)
        back = button("settings.back", "Back", "quiet", keys="Esc")
        back.clicked.connect(self.closed)
        head = QHBoxLayout()
        head.setSpacing(GAP_S)
        head.addWidget(labels.plain("Settings", face=Type.TITLE, name="settings.title"))
        head.addSpacing(GAP_M)
        head.addWidget(self.search, 1)
        head.addWidget(labels.plain("Ctrl+F", face=Type.CAPTION, tone=Token.TEXT3))
        head.addWidget(back)
        self.combo = Choice()
        self.combo.setObjectName("settings.category")
        self.combo.setAccessibleName("Category of settings")
        self.combo.currentIndexChanged.connect(self._bring)
        self.list = QListWidget()
        self.list.setObjectName("settings.categories")
        self.list.setAccessibleName("Categories of settings")
        self.list.setProperty("kind", "categories")
        self.list.currentRowChanged.connect(self._bring)
        self.nothing = labels.plain(face=Type.READING, tone=Token.TEXT2, name="settings.nothing")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.stack = QStackedWidget()
        self.stack.setObjectName("settings.stack")
        for pane in self.panes.values():
            self.stack.addWidget(pane)
        below = QHBoxLayout()
        below.setSpacing(GAP_S)
        below.addWidget(self.list)
        below.addWidget(self.nothing, 1)
        below.addWidget(self.stack, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, GAP_S, MARGIN, GAP_S)
        column.setSpacing(GAP_S)
        column.addLayout(head)
        column.addWidget(self.combo, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(below, 1)
        theme.notifier().changed.connect(self._relayout)


def _row_size() -> QSize:
    return QSize(theme.px(LIST_PX) - 2 * GAP_S, theme.px(ROW_PX + 4))
