"""*Needs you*: the one list of what waits for a person (UI.md 0.1)."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.models.needs import Need
from ui.widgets.card_list import CardList
from ui.widgets.need_card import NeedCard
from ui.widgets.pane import Pane
from ui.widgets.tell_rows import MOST_ROWS, TellRows

LOW_PX, LEAST_PX = 270, 150
EMPTY = "Nothing waits for you."


class NeedsPane(Pane):
    """Emits ``done(act, need, text)`` and ``opened(need)``."""

    done = Signal(object, object, str)
    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("war.needs", "Needs you", "Ctrl+1", parent)
        self.rows = CardList("war.needs", "Needs you", EMPTY)
        self.rows.done.connect(self.done)
        self.rows.opened.connect(self.opened)
        self.body.addWidget(self.rows, 1)
        self.tells = TellRows()
        self.body.addWidget(self.tells)
        self.first_focus = self.rows

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a low pane what needs an answer comes before what waits to be told."""
        super().resizeEvent(event)
        down = self.height() / theme.scale()
        self.tells.show_most(MOST_ROWS if down >= LOW_PX else 1 if down >= LEAST_PX else 0)

    @property
    def shown(self) -> list[Need]:
        return self.rows.shown

    def show_needs(self, needs: list[Need]) -> None:
        self.rows.show_rows(needs)
        self.count.setText(str(len(needs)) if needs else "")
        self.first_focus = self.rows.first_focus

    def show_time(self, needs: list[Need]) -> None:
        """The same list a second later; a rollback that has run out has come to its top."""
        if [need.key for need in needs] == [need.key for need in self.shown]:
            self.rows.show_time(needs)
            return
        self.show_needs(needs)
        self.rows.to_top()

    def card(self, need: Need) -> NeedCard:
        return self.rows.card(need)
