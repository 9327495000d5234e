"""The foot of the composer: copy, sent by hand, no news, back; and the questions that take its place.

A bare Enter never claims that a message was sent: the buttons here have no default, and the fields hand the focus on.
"""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QStringListModel, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QCompleter, QLineEdit, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from ui import labels, theme
from ui.theme_tokens import GAP_XS, Token, Type
from ui.widgets.flow import Flow
from ui.widgets.glyph import Glyph


class Question(StrEnum):
    """What the foot shows: its buttons, the question after a copy, or why nothing was copied."""

    NONE = "none"
    SENT = "sent"
    BLOCKED = "blocked"
    QUEUE = "queue"


class Foot(QWidget):
    """``wanted`` carries the id of the action that a button stands for."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.question = Question.NONE
        self._narrow = self._tiny = False
        self.note = labels.Elided(face=Type.SMALL, tone=Token.TEXT2, name="comms.note")
        self.copy = self._button("composer.copy", "comms.copy", "Copy plain", "F9", kind="primary")
        self.by_hand = self._button("composer.sent", "comms.sent", "Sent by hand", "Ctrl+Shift+M")
        self.queue = self._button("composer.queue", "comms.queue", "Queue", "Ctrl+Shift+Enter")
        self.places = self._button("composer.places", "comms.places", "Places", "F5")
        self.offline_icon = Glyph("cloud-off", Token.WARN)
        self.offline = labels.plain(face=Type.SMALL_STRONG, tone=Token.WARN, name="comms.offline")
        self.no_news = self._button("composer.no_news", "comms.no_news", "No news yet", "Ctrl+J")
        self.no_news.setCheckable(True)
        self.back = self._button("composer.back", "comms.back", "Back", "Esc")
        self.asked = labels.Elided(face=Type.BODY_STRONG, name="comms.asked")
        self.via = QLineEdit()
        self.via.setObjectName("comms.via")
        self.via.setAccessibleName("Sent where")
        self.via.setPlaceholderText("where: #channel, page")
        self.via_label = labels.plain("via", face=Type.SMALL, tone=Token.TEXT2)
        self.via_label.setBuddy(self.via)
        self.at = QLineEdit()
        self.at.setObjectName("comms.at")
        self.at.setAccessibleName("Sent at")
        self.at.setPlaceholderText("now")
        self.at_label = labels.plain("at", face=Type.SMALL, tone=Token.TEXT2)
        self.at_label.setBuddy(self.at)
        self.yes = self._button("composer.sent", "comms.yes", "Yes, sent", "Ctrl+Shift+M", kind="primary")
        self.not_yet = self._button("composer.back", "comms.not_yet", "Not yet", "Esc")
        self.blocked = labels.Elided(face=Type.BODY_STRONG, tone=Token.WARN, name="comms.blocked")
        self.go = self._button("composer.next_missing", "comms.go_missing", "Go to it", "F8", kind="primary")
        self.anyway = self._button("composer.copy_anyway", "comms.anyway", "Copy anyway", "")
        self.stay = self._button("composer.back", "comms.stay", "Not now", "Esc")
        self.queueing = labels.Elided(face=Type.BODY_STRONG, name="comms.queueing")
        keys = "Ctrl+Shift+Enter"
        self.queue_yes = self._button("composer.queue", "comms.queue.yes", "Yes, queue it", keys, kind="primary")
        self.queue_no = self._button("composer.back", "comms.queue.no", "Not yet", "Esc")
        self._via_names = QStringListModel(self)
        completer = QCompleter(self._via_names, self)
        labels.suggest(self.via, completer)
        self.via.returnPressed.connect(self.at.setFocus)
        self.at.returnPressed.connect(self.yes.setFocus)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(GAP_XS)
        # The stack shows its first part as it gets it: it has to stand in this widget by then, not on its own.
        self._stack = QStackedLayout()
        lines.addLayout(self._stack)
        lines.addWidget(self.note)
        self._stack.addWidget(_line(*self.buttons(), self.offline_icon, self.offline))
        self.show_offline("")
        self._stack.addWidget(
            _line(self.asked, self.via_label, self.via, self.at_label, self.at, self.yes, self.not_yet)
        )
        self._stack.addWidget(_line(self.blocked, self.go, self.anyway, self.stay))
        self._stack.addWidget(_line(self.queueing, self.queue_yes, self.queue_no))
        self.note.hide()
        self.set_narrow(False)

    def ask(self, question: Question, words: str = "") -> None:
        """Show the buttons, or one of the questions with its words."""
        self.question = question
        self._stack.setCurrentIndex(list(Question).index(question))
        if question is Question.SENT:
            self.asked.setText(words)
        elif question is Question.BLOCKED:
            self.blocked.setText(words)
        elif question is Question.QUEUE:
            self.queueing.setText(words)

    def say(self, words: str, tone: Token = Token.TEXT2) -> None:
        """A word on what was done or refused, under the buttons."""
        self.note.setText(words)
        labels.retone(self.note, tone)
        self.note.setAccessibleName(words)
        self.note.setVisible(bool(words))

    def name_format(self, place: str, name: str) -> None:
        """The copy button names what it copies: the message in a format, or as one place gets it."""
        self._caption(self.copy, f"Copy for {place}" if place else f"Copy {name}", "F9")

    def buttons(self) -> list[QWidget]:
        """Those of the first row, as one reads."""
        return [self.copy, self.queue, self.by_hand, self.no_news, self.places, self.back]

    def show_offline(self, words: str) -> None:
        """Since when nothing leaves; '' while all is well."""
        self.offline.setText(words)
        self.offline.setVisible(bool(words))
        self.offline_icon.setVisible(bool(words))

    def know_places(self, names: list[str]) -> None:
        """What *via* can be completed to."""
        self._via_names.setStringList(names)

    def count_places(self, words: str) -> None:
        """``3 of 5 places`` on the button that brings the list."""
        self._caption(self.places, words or "Places", "F5")

    def offer_places(self, *, offered: bool) -> None:
        self.places.setVisible(offered)

    def set_narrow(self, narrow: bool, *, tiny: bool = False) -> None:
        self._narrow, self._tiny = narrow, tiny
        for button in (self.copy, self.queue, self.by_hand, self.no_news, self.places, self.back):
            self._caption(button, button.accessibleName(), button.property("keys"))
        self.via.setFixedWidth(theme.px(110 if narrow else 190))
        self.at.setFixedWidth(theme.px(52 if narrow else 70))

    @Slot()
    def _pressed(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.wanted.emit(sender.property("action"))

    def _button(self, action: str, name: str, words: str, keys: str, *, kind: str = "") -> QPushButton:
        button = QPushButton()
        button.setObjectName(name)
        button.setProperty("action", action)
        if kind:
            button.setProperty("kind", kind)
        button.setAutoDefault(False)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(self._pressed)
        self._caption(button, words, keys)
        return button

    def _caption(self, button: QPushButton, words: str, keys: str) -> None:
        """Where there is little room the keys of the longer buttons stand in their tooltips."""
        shown = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
        bare = not shown or self._tiny or (self._narrow and "+" in keys)
        button.setText(words if bare else f"{words}  {shown}")
        button.setAccessibleName(words)
        button.setProperty("keys", keys)
        labels.tip(button, f"{words}  {shown}" if shown else "")


def _line(*parts: QWidget) -> QWidget:
    """Parts in a row, and in a second one where they find no room; what is left over goes to the first label."""
    inside = QWidget()
    line = Flow(inside)
    for part in parts:
        line.put(part, stretch=isinstance(part, labels.Elided))
    return inside
