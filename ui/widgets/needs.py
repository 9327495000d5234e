"""*Needs you*: the one list of what waits for a person (UI.md 0.1). Cards live as long as their row does."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from ui import labels
from ui.models.need_acts import acts_of
from ui.models.needs import Need
from ui.theme_tokens import GAP_XS, Token, Type
from ui.widgets.need_card import NeedCard
from ui.widgets.pane import Pane

EMPTY = "Nothing waits for you."


class NeedsPane(Pane):
    """Emits ``done(act, need, text)`` and ``opened(need)``."""

    done = Signal(object, object, str)
    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("war.needs", "Needs you", "Ctrl+1", parent)
        self._cards: dict[tuple[str, ...], NeedCard] = {}
        self.shown: list[Need] = []
        self._inside = QWidget()
        self._inside.setProperty("panel", "clear")
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP_XS)
        self._empty = labels.plain(EMPTY, face=Type.BODY, tone=Token.TEXT3, name="war.needs.empty")
        self._column.addWidget(self._empty)
        self._column.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._inside)
        self.body.addWidget(self._scroll, 1)
        self.first_focus = self._scroll

    def show_needs(self, needs: list[Need]) -> None:
        """Bring the cards in line with the list; a card that stays keeps focus and what was typed into it."""
        wanted = {_identity(need): need for need in needs}
        for identity in [known for known in self._cards if known not in wanted]:
            card = self._cards.pop(identity)
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        for place, (identity, need) in enumerate(wanted.items()):
            card = self._cards.get(identity) or self._add(identity, need)
            card.show_need(need)
            if self._column.indexOf(card) != place:
                self._column.insertWidget(place, card)
        self.shown = needs
        self.count.setText(str(len(needs)) if needs else "")
        self._empty.setVisible(not needs)
        self.first_focus = self._cards[_identity(needs[0])].head if needs else self._scroll
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus if needs else Qt.FocusPolicy.StrongFocus)
        self._scroll.setAccessibleName(EMPTY if not needs else "Needs you")

    def card(self, need: Need) -> NeedCard:
        return self._cards[_identity(need)]

    def _add(self, identity: tuple[str, ...], need: Need) -> NeedCard:
        card = self._cards[identity] = NeedCard(need)
        card.done.connect(self.done)
        card.opened.connect(self.opened)
        card.stepped.connect(self._step)
        return card

    def show_focus(self, widget: QWidget | None) -> None:
        """The row that holds the focus shows all that can be done with it."""
        for card in self._cards.values():
            card.open_up(widget is not None and (card is widget or card.isAncestorOf(widget)))

    @Slot(int)
    def _step(self, by: int) -> None:
        cards = [self._cards[_identity(need)] for need in self.shown]
        here = next((number for number, card in enumerate(cards) if card is self.sender()), 0)
        if cards:
            card = cards[min(max(0, here + by), len(cards) - 1)]
            card.head.setFocus()
            self._scroll.ensureWidgetVisible(card)


def _identity(need: Need) -> tuple[str, ...]:
    """A row with other buttons is another card."""
    return (need.key, need.kind.value, *(act.words for act in acts_of(need)))
