"""Where messages go: the queue rules, the targets with their secrets and tests, and the form of one."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui import labels
from ui.operations import Operations
from ui.pages.sheet import button
from ui.settings.history import History
from ui.settings.panes import Pane
from ui.settings.rows import Category, Row
from ui.settings.target_card import TargetCard
from ui.settings.target_form import TargetForm
from ui.settings.target_session import Card, TargetSession, Verdict
from ui.settings.values import OFFLINE, Values
from ui.theme_tokens import GAP_S, Token, Type
from warroom.settings.targets import Secret

STAYS_HERE = "Working offline is chosen: nothing leaves, a test neither. End it above to try."
EMPTY = "No targets yet. Without one, messages are copied and pasted by hand."


class TargetsPane(Pane):
    """``said`` a sentence about what was done; ``altered`` when something may be able to leave now."""

    said = Signal(str)
    altered = Signal()

    def __init__(self, operations: Operations, values: Values, history: History) -> None:
        super().__init__(Category.TARGETS, values)
        self.session = TargetSession(operations, history, self)
        self.cards: dict[str, TargetCard] = {}
        self._shown: dict[str, Card] = {}
        self._saving = False
        self._fitting = set(self.rows)
        self.listing = QWidget()
        self._list = QVBoxLayout(self.listing)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(GAP_S)
        self.add = button("settings.target.add", "Add a target …")
        self.add.clicked.connect(self.begin)
        head = QHBoxLayout()
        head.addWidget(labels.plain("Targets", face=Type.BODY_STRONG))
        head.addStretch(1)
        head.addWidget(self.add)
        self.empty = labels.plain(EMPTY, face=Type.READING, tone=Token.TEXT2, name="settings.target.none", wrap=True)
        self.problem = labels.plain(face=Type.BODY, tone=Token.WARN, name="settings.targets.problem", wrap=True)
        self._list.addLayout(head)
        self._list.addWidget(self.empty)
        self.form = TargetForm()
        for widget in (self.listing, self.problem, self.form):
            self.column.addWidget(widget)
        self.fill()
        self.problem.hide()
        self.form.hide()
        self._connect()

    def _connect(self) -> None:
        session, form = self.session, self.form
        session.shown.connect(self._show_cards)
        session.tried.connect(self._show_verdict)
        session.done.connect(self._done)
        session.refused.connect(self._refused)
        session.altered.connect(self.altered)
        form.added.connect(self._submitted)
        form.added.connect(session.add)
        form.changed.connect(self._submitted)
        form.changed.connect(session.change)
        form.left.connect(self.leave_form)

    def come(self) -> None:
        self.session.refresh()

    def keep_to(self, shown: Iterable[Row]) -> None:
        self._fitting = {row.key for row in shown}
        if not self.form.isVisibleTo(self):
            super().keep_to(shown)

    @Slot()
    def begin(self) -> None:
        """A new target."""
        self._to_form()
        self.form.begin()

    @Slot(str)
    def begin_change(self, name: str) -> None:
        if name in self._shown:
            self._to_form()
            self.form.begin(self._shown[name].target)

    @Slot()
    def leave_form(self) -> None:
        """Back to the list; what was typed stays in the form."""
        self._to_list()
        self.add.setFocus()

    def _to_form(self) -> None:
        self._say("")
        self.listing.hide()
        for row in self.rows.values():
            row.hide()
        self.form.show()

    def _to_list(self) -> None:
        self.form.hide()
        self.listing.show()
        for key, row in self.rows.items():
            row.setVisible(key in self._fitting)

    # -- What comes back -------------------------------------------------------------------------------------------

    @Slot(object)
    def _show_cards(self, cards: list[Card]) -> None:
        self._shown = {card.target.name: card for card in cards}
        for name in [name for name, card in self.cards.items() if name not in self._shown]:
            gone = self.cards.pop(name)
            self._list.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        for place, (name, card) in enumerate(self._shown.items()):
            if name in self.cards:
                self.cards[name].show_card(card)
            else:
                self.cards[name] = self._make(card, place)
        self.empty.setVisible(not cards)

    def _make(self, card: Card, place: int) -> TargetCard:
        made = TargetCard(card)
        made.tested.connect(self._test)
        made.posted.connect(self._post)
        made.edited.connect(self.begin_change)
        made.removed.connect(self.session.remove)
        made.known.connect(self._know)
        self._list.insertWidget(place + 2, made)
        return made

    @Slot(object)
    def _show_verdict(self, verdict: Verdict) -> None:
        if verdict.name in self.cards:
            self.cards[verdict.name].show_verdict(verdict)

    @Slot(str)
    def _test(self, name: str) -> None:
        if self._values.now[OFFLINE] == "yes":
            self._show_verdict(Verdict(name, False, STAYS_HERE))
            return
        self.session.test(name)

    @Slot(str)
    def _post(self, name: str) -> None:
        self.session.test(name, post=True)

    @Slot(str, object, bool)
    def _know(self, name: str, secret: Secret, keep: bool) -> None:
        self.session.know(name, secret, keep=keep)

    @Slot()
    def _submitted(self) -> None:
        self._saving = True

    @Slot(str)
    def _done(self, words: str) -> None:
        self._say("")
        if self._saving:
            self._saving = False
            self.form.clear()
            self.leave_form()
        self.said.emit(f"{words}. Undo (Ctrl+Z)" if words.endswith(("added", "changed", "removed")) else words)

    @Slot(str)
    def _refused(self, sentence: str) -> None:
        if self._saving:
            self._saving = False
            self.form.say(sentence)
        else:
            self._say(sentence)
            for card in self.cards.values():
                card.calm()

    def _say(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
