"""A list of rows with their acts, walked by the arrows. Cards live as long as their row does."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from ui import labels
from ui.models.need_acts import acts_of
from ui.models.needs import Need
from ui.theme_tokens import GAP_XS, Token, Type
from ui.widgets.need_card import NeedCard


class CardList(QScrollArea):
    """Emits ``done(act, need, text)``, ``opened(need)`` and ``entered(need)`` when the focus comes to a row; ``empty``
    is what stands there while there are no rows."""

    done = Signal(object, object, str)
    opened = Signal(object)
    entered = Signal(object)

    def __init__(self, name: str, described: str, empty: str) -> None:
        super().__init__()
        self._described, self._nothing = described, empty
        self._cards: dict[tuple[str, ...], NeedCard] = {}
        self._order: list[NeedCard] = []
        self._heads: dict[tuple[str, int], QLabel] = {}
        self.shown: list[Need] = []
        inside = QWidget()
        inside.setProperty("panel", "clear")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP_XS)
        self.empty = labels.plain(empty, face=Type.BODY, tone=Token.TEXT3, name=f"{name}.empty", wrap=True)
        self._column.addWidget(self.empty)
        self._column.addStretch(1)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._below: QWidget | None = None
        self.setWidget(inside)
        QApplication.instance().focusChanged.connect(self._focus_moved)  # type: ignore[union-attr]

    @property
    def first_focus(self) -> QWidget:
        """Where the keys go: the first row, else the empty list itself."""
        return self.card(self.shown[0]).head if self.shown else self

    def stand_below(self, widget: QWidget) -> None:
        """What comes after the last row, at the foot where there is room; it scrolls with the rows and never takes
        theirs."""
        self._below = widget
        self._column.addWidget(widget)

    def show_rows(self, rows: list[Need]) -> None:
        """Bring the cards in line with the rows; a card that stays keeps focus and what was typed into it."""
        wanted = {_identity(row): row for row in rows}
        held = self._held()
        for identity in [known for known in self._cards if known not in wanted]:
            card = self._cards.pop(identity)
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        place, last, heads = 0, "", list[tuple[str, int]]()
        self._order = []
        for identity, row in wanted.items():
            if row.head and row.head != last:
                heads.append((row.head, sum(words == row.head for words, _ in heads)))
                self._put(self._head(heads[-1]), place)
                place += 1
            last = row.head
            card = self._cards.get(identity) or self._add(identity, row)
            card.show_need(row)
            self._order.append(card)
            self._put(card, place)
            place += 1
        for key, head in self._heads.items():
            head.setVisible(key in heads)
        self.shown = rows
        self.empty.setVisible(not rows)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus if rows else Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self._described if rows else self._nothing)
        if held is not None and held[0] not in self._cards:
            self._keep_focus(*held)

    def show_time(self, rows: list[Need]) -> None:
        """The same rows a second later: nothing of them but their clocks has changed."""
        for card, row in zip(self._order, rows, strict=True):
            card.show_time(row)
        self.shown = rows

    def to_top(self) -> None:
        """What has come first is seen, unless somebody is at work in another row."""
        if self._held() is None:
            self.verticalScrollBar().setValue(0)

    def _held(self) -> tuple[tuple[str, ...], int] | None:
        """The card that has the focus, and its place; None when the focus is elsewhere."""
        focus = QApplication.focusWidget()
        for place, row in enumerate(self.shown):
            if focus is not None and self.card(row).isAncestorOf(focus):
                return _identity(row), place
        return None

    def _keep_focus(self, gone: tuple[str, ...], place: int) -> None:
        """The same row where it now has other buttons, else the row that came up in its place: not the one that Qt
        finds next when a card goes."""
        same = next((row for row in self.shown if row.key == gone[0]), None)
        if same is None and self.shown:
            same = self.shown[min(place, len(self.shown) - 1)]
        (self.card(same).head if same is not None else self).setFocus()

    def card(self, row: Need) -> NeedCard:
        return self._cards[_identity(row)]

    def _put(self, widget: QWidget, place: int) -> None:
        if self._column.indexOf(widget) != place:
            self._column.insertWidget(place, widget)

    def _head(self, key: tuple[str, int]) -> QLabel:
        """The label of a heading: its words, and how often they stood above already."""
        head = self._heads.get(key)
        if head is None:
            head = self._heads[key] = labels.plain(key[0], face=Type.SMALL_STRONG, tone=Token.TEXT2, wrap=True)
        return head

    def _add(self, identity: tuple[str, ...], row: Need) -> NeedCard:
        card = self._cards[identity] = NeedCard(row)
        card.done.connect(self.done)
        card.opened.connect(self.opened)
        card.stepped.connect(self._step)
        card.fit(self._room())
        return card

    def _room(self) -> int:
        """The width of a card while the list scrolls: a row that unfolds must not be cut."""
        return self.width() - self.verticalScrollBar().sizeHint().width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for card in self._cards.values():
            card.fit(self._room())
        held = self._held()
        if held is not None:
            self._column.activate()
            self._bring(self.card(self.shown[held[1]]), QApplication.focusWidget())

    @Slot(QWidget, QWidget)
    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        """The row that holds the focus shows all that can be done with it."""
        for card in self._cards.values():
            here = new is not None and (card is new or card.isAncestorOf(new))
            card.open_up(here)
            if here:
                self._column.activate()
                self._bring(card, new)
                self.entered.emit(card.need)
        if new is not None and self._below is not None and self._below.isAncestorOf(new):
            self.ensureWidgetVisible(new, 0, 0)

    def _bring(self, card: NeedCard, focus: QWidget | None) -> None:
        """A row into sight: its name before its buttons, where there is no room for both."""
        self.ensureWidgetVisible(card, 0, 0)
        if card.height() > self.viewport().height():
            self.verticalScrollBar().setValue(card.y())
            if focus is not None and card.isAncestorOf(focus):
                self.ensureWidgetVisible(focus, 0, 0)

    @Slot(int)
    def _step(self, by: int) -> None:
        cards = [self.card(row) for row in self.shown]
        here = next((number for number, card in enumerate(cards) if card is self.sender()), 0)
        if cards:
            card = cards[min(max(0, here + by), len(cards) - 1)]
            card.head.setFocus()
            self.ensureWidgetVisible(card)


def _identity(row: Need) -> tuple[str, ...]:
    """A row with other buttons is another card."""
    return (row.key, row.kind.value, *(act.words for act in acts_of(row)))
