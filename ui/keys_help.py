"""The key map as a page, written from the registry of actions: what is there is what works."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSlider,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui import labels, theme
from ui.actions import Action, Actions, Context
from ui.theme_tokens import GAP_S, MARGIN, ROW_COMPACT_PX, Token, Type

PLACES = {
    Context.EVERYWHERE: "Everywhere",
    Context.HOME: "Home",
    Context.WAR: "War room",
    Context.SCRIBE: "Scribe line",
    Context.COMPOSER: "Composer",
    Context.RESOLVE: "Resolve",
    Context.HANDOFF: "Handoff",
    Context.OUTBOX: "Outbox",
    Context.SETTINGS: "Settings",
    Context.DECLARE: "Declare",
    Context.WORDINGS: "Templates and places",
}

_COLUMNS = ["Where", "Keys", "In the line", "Does"]
ALL, HERE = "Keys", "Keys here    F1: all keys"
NOTHING = "No key for that. Ctrl+K finds what has no key."
_TURNS = {
    Qt.Key.Key_Up: QAbstractSlider.SliderAction.SliderSingleStepSub,
    Qt.Key.Key_Down: QAbstractSlider.SliderAction.SliderSingleStepAdd,
    Qt.Key.Key_PageUp: QAbstractSlider.SliderAction.SliderPageStepSub,
    Qt.Key.Key_PageDown: QAbstractSlider.SliderAction.SliderPageStepAdd,
}


def rows(actions: Actions, wanted: str = "", only: Sequence[Context] = ()) -> list[tuple[str, str, str, str]]:
    """(place, keys, command of the line, what it does) of every action that has keys or a command, place by place,
    those with keys first; ``wanted`` filters by word, ``only`` keeps to some places, in that order."""
    needle = wanted.casefold().strip()
    found = []
    for context in only or PLACES:
        place = PLACES[context]
        for action in sorted(actions, key=lambda action: not action.keys):
            if action.context is context and (action.keys or action.commands):
                row = (place, spelled(action), action.typed, action.text)
                if not needle or needle in " ".join(row).casefold():
                    found.append(row)
    return found


def spelled(action: Action) -> str:
    """Its sequences as this system writes them."""
    native = QKeySequence.SequenceFormat.NativeText
    return "  or  ".join(QKeySequence(keys).toString(native) or keys for keys in action.keys)


class KeyTable(QTableWidget):
    """Where a key holds, the key, what to type instead, and what it does; each row is spoken whole."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(0, len(_COLUMNS), parent)
        self._actions = actions
        self._wanted = ""
        self._only: Sequence[Context] = ()
        self.setObjectName("keys.table")
        self.setAccessibleName("Keys")
        self.setHorizontalHeaderLabels(_COLUMNS)
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        header.setSectionResizeMode(len(_COLUMNS) - 1, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        theme.notifier().changed.connect(self._redraw)

    def renew(self, wanted: str = "", only: Sequence[Context] = ()) -> None:
        """Read the registry again: pages enter their actions as they are made. ``wanted`` filters by word, ``only``
        keeps to some places."""
        self._wanted, self._only = wanted, only
        found = rows(self._actions, wanted, only)
        self.setRowCount(len(found))
        before = ""
        for number, (place, *rest) in enumerate(found):
            spoken = ", ".join(part for part in (place, *rest) if part)
            for column, text in enumerate((place if place != before else "", *rest)):
                item = QTableWidgetItem(text)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken if column == 0 else text)
                item.setFont(theme.font((Type.BODY_STRONG, Type.MONO, Type.MONO, Type.BODY)[column]))
                item.setForeground(theme.color((Token.TEXT2, Token.TEXT, Token.TEXT2, Token.TEXT)[column]))
                self.setItem(number, column, item)
            self.setRowHeight(number, theme.px(ROW_COMPACT_PX))
            before = place
        for column, width in ((0, 140), (1, 260), (2, 170)):
            self.setColumnWidth(column, theme.px(width))

    @Slot()
    def _redraw(self) -> None:
        self.renew(self._wanted, self._only)


class KeysPage(QWidget):
    """``closed`` on Esc or Back. F1 shows the keys of the page in front, F1 again the whole map, and once more leaves
    it."""

    closed = Signal()

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("keys")
        self.filter = QLineEdit(self)
        self.filter.setObjectName("keys.filter")
        self.filter.setAccessibleName("Filter the keys")
        self.filter.setPlaceholderText("a key or what it does")
        self.filter.textChanged.connect(self.renew)
        self.filter.installEventFilter(self)
        back = QPushButton("Back", self)
        back.setObjectName("keys.back")
        back.setAccessibleName("Back")
        labels.tip(back, "Back  Esc")
        back.clicked.connect(self.closed)
        self.table = KeyTable(actions, self)
        self.nothing = labels.plain(NOTHING, face=Type.BODY, tone=Token.TEXT2, name="keys.nothing", wrap=True)
        head = QHBoxLayout()
        self._here: Sequence[Context] = ()
        self.title = labels.plain(ALL, face=Type.TITLE, name="keys.title")
        head.addWidget(self.title)
        head.addSpacing(GAP_S)
        head.addWidget(self.filter, 1)
        head.addWidget(back)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, GAP_S, MARGIN, GAP_S)
        column.setSpacing(GAP_S)
        column.addLayout(head)
        column.addWidget(self.nothing)
        column.addWidget(self.table, 1)
        self.renew()

    def help(self, here: Sequence[Context]) -> None:
        """Only what works on one page, ``here`` first; typing into the filter looks through all keys."""
        self._here = here
        self.title.setText(HERE if here else ALL)
        self.renew()

    def next(self) -> bool:
        """F1 while the page is open: from the keys of a page to all of them; False when that was all."""
        more = bool(self._here)
        self.help(())
        return more

    @Slot()
    def renew(self) -> None:
        typed = self.filter.text()
        self.table.renew(typed, () if typed.strip() else self._here)
        self.nothing.setVisible(not self.table.rowCount())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The keys that turn pages do so from the filter, which has nothing of its own to do with them."""
        if watched is not self.filter or event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        turn = _TURNS.get(Qt.Key(event.key()))
        if turn is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        self.table.verticalScrollBar().triggerAction(turn)
        return True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():  # what was looked for last time hides what is looked for now
            self.filter.clear()
        self.renew()
        self.filter.setFocus()
