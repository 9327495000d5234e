"""Finding what was said: results as one types, newest first, in this incident or in all of them (UI.md 3.2, 4).

The bar stands above the rows; what it looks for is marked in them. Esc closes it and brings the focus back to the line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout

from ui import labels, theme
from ui.theme_tokens import GAP_S, GAP_XS, ROW_PX, Token, Type
from warroom.incident.entry import Entry
from warroom.text import one_line

if TYPE_CHECKING:
    from ui.pages.war_session import Hits

SHOWN, SHOWN_LOW, TALL = 6, 3, 800
"""Results in sight, and in a window lower than this; the others are scrolled to."""
SNIPPET = 140


class Place(msgspec.Struct, frozen=True):
    """A result: the row, and the incident where that is another one."""

    entry: Entry
    ref: str = ""


class FindBar(QFrame):
    """``asked(text, everywhere)`` on each key; ``chosen`` with the ``Place`` to show; ``marked`` with the words to mark
    in the rows; ``left`` when it is closed."""

    asked = Signal(str, bool)
    chosen = Signal(object)
    marked = Signal(tuple)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("war.find")
        self.setProperty("panel", "raised")
        self._incident = ""
        self.field = QLineEdit()
        self.field.setObjectName("war.find.text")
        self.field.setAccessibleName("Find in the timeline")
        self.field.setPlaceholderText("Find: words, or their beginnings")
        self.field.installEventFilter(self)
        self.everywhere = QPushButton("All incidents")
        self.everywhere.setObjectName("war.find.everywhere")
        self.everywhere.setCheckable(True)
        self.everywhere.setAccessibleName("Search all incidents")
        self.count = labels.Elided(face=Type.SMALL, tone=Token.TEXT2, name="war.find.count")
        self._close = QPushButton("Close  Esc")
        self._close.setObjectName("war.find.close")
        self._close.setAccessibleName("Close the search")
        self._close.setProperty("kind", "quiet")
        self.list = QListWidget()
        self.list.setObjectName("war.find.results")
        self.list.setAccessibleName("Search results, newest first")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.installEventFilter(self)
        self._arrange()
        self.field.textChanged.connect(self._ask)
        self.everywhere.clicked.connect(self._ask)
        self._close.clicked.connect(self.leave)
        self.list.currentRowChanged.connect(self._show)
        self.list.itemActivated.connect(self._go)
        self.hide()

    def _arrange(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(GAP_S)
        for widget, share in ((self.field, 1), (self.count, 0), (self.everywhere, 0), (self._close, 0)):
            line.addWidget(widget, share)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP_XS, GAP_XS, GAP_XS, GAP_XS)
        column.setSpacing(GAP_XS)
        column.addLayout(line)
        column.addWidget(self.list)

    # -- What the page calls -------------------------------------------------------------------------------------

    def begin(self, incident: str, text: str | None = None) -> None:
        """Open, with the words of the last time chosen so that typing replaces them, or with these."""
        self._incident = incident
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if text is None:
            self.field.selectAll()
            self._ask()
        elif text != self.field.text():
            self.field.setText(text)
        else:
            self._ask()

    def show_hits(self, hits: Hits) -> None:
        """The answer to what was asked; one that is out of date is passed over."""
        if not self.isVisible() or hits.text != self.field.text():
            return
        self.list.blockSignals(True)
        self.list.clear()
        for found in hits.found:
            item = QListWidgetItem(_row(found.entry, found.snippet, found.ref if hits.everywhere else ""))
            item.setData(Qt.ItemDataRole.UserRole, Place(found.entry, found.ref))
            item.setSizeHint(QSize(0, theme.px(ROW_PX)))
            self.list.addItem(item)
        self.list.blockSignals(False)
        rows = min(SHOWN if self.window().height() >= theme.px(TALL) else SHOWN_LOW, self.list.count())
        self.list.setFixedHeight(rows * theme.px(ROW_PX) + GAP_XS)
        self.list.setVisible(bool(rows))
        if rows:
            self.list.setCurrentRow(0)
        else:
            self._say_nothing(hits)

    def step(self, by: int) -> None:
        """To the next result, older ones first; round at the end."""
        count = self.list.count()
        if count:
            self.list.setCurrentRow((self.list.currentRow() + by) % count)

    @property
    def words(self) -> str:
        return self.field.text()

    @Slot()
    def leave(self) -> None:
        if self.isVisible():
            self.hide()
            self.marked.emit(())
            self.left.emit()

    # -- Inside --------------------------------------------------------------------------------------------------

    @Slot()
    def _ask(self) -> None:
        words = self.field.text().strip()
        self.marked.emit(tuple(words.split()))
        if words:
            self.asked.emit(self.field.text(), self.everywhere.isChecked())
        else:
            self.list.clear()
            self.list.hide()
            self.count.setText("")

    def _say_nothing(self, hits: Hits) -> None:
        where = "No incident has" if hits.everywhere else "No row has"
        way = "" if hits.everywhere else ". Enter searches all incidents"
        self.count.setText(f"{where} '{one_line(hits.text, 30)}'{way}")
        self._announce(self.count.text())

    @Slot(int)
    def _show(self, row: int) -> None:
        """The chosen result is brought into sight where it is one of this incident."""
        count = self.list.count()
        more = "+" if count >= 50 else ""  # the search lists no more than that
        self.count.setText(f"{row + 1} of {count}{more}" if row >= 0 else "")
        place = self._place()
        if place is not None:
            self._announce(self.list.currentItem().text())
            if place.entry.incident == self._incident:
                self.chosen.emit(place)

    @Slot(QListWidgetItem)
    def _go(self, _item: QListWidgetItem | None = None) -> None:
        place = self._place()
        if place is not None:
            self.chosen.emit(place)

    def _place(self) -> Place | None:
        row = self.list.currentRow()
        place = self.list.item(row).data(Qt.ItemDataRole.UserRole) if row >= 0 else None
        return place if isinstance(place, Place) else None

    def _enter(self, by: int) -> None:
        """Enter: the next result; another incident's is opened; with none, all incidents are searched."""
        place = self._place()
        if place is None:
            if self.words.strip() and not self.everywhere.isChecked():
                self.everywhere.setChecked(True)
                self._ask()
        elif place.entry.incident != self._incident:
            self._go()
        else:
            self.step(by)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        key, back = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key == Qt.Key.Key_Escape:
            self.leave()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter(-1 if back else 1)
        elif watched is self.field and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.step(1 if key == Qt.Key.Key_Down else -1)
        else:
            return False
        return True

    def _announce(self, words: str) -> None:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.field, words))


def _row(entry: Entry, snippet: str, ref: str) -> str:
    """``02:53  kai  pool at 100%``; with reference and day where it may be from anywhere."""
    when = f"{ref}  {entry.at.datetime():%Y-%m-%d %H:%M}" if ref else entry.at.hhmm()
    return f"{when}  {entry.actor}  {one_line(snippet, SNIPPET)}"
