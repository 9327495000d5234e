"""*Needs you*: the one list of what waits for a person (UI.md 0.1)."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from ui.models.needs import Need
from ui.widgets.card_list import CardList
from ui.widgets.need_card import NeedCard
from ui.widgets.pane import Pane
from ui.widgets.tell_rows import TellRows

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
        self.tells.counted.connect(self._show_counts)
        self.rows.stand_below(self.tells)
        self.first_focus = self.rows

    @property
    def shown(self) -> list[Need]:
        return self.rows.shown

    def show_needs(self, needs: list[Need]) -> None:
        self.rows.show_rows(needs)
        self.first_focus = self.rows.first_focus
        self._show_counts()

    @Slot()
    def _show_counts(self) -> None:
        """How much waits, and how much of it is only to be told: that stands at the end, out of sight in a low pane."""
        answers, tells = len(self.rows.shown), self.tells.waiting
        parts = (str(answers) if answers else "", f"{tells} to tell" if tells else "")
        self.count.setText(" · ".join(part for part in parts if part))

    def show_time(self, needs: list[Need]) -> None:
        """The same list a second later; a rollback that has run out has come to its top."""
        if [need.key for need in needs] == [need.key for need in self.shown]:
            self.rows.show_time(needs)
            return
        self.show_needs(needs)
        self.rows.to_top()

    def card(self, need: Need) -> NeedCard:
        return self.rows.card(need)
