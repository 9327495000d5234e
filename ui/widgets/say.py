"""*Say next*: one card of live text to read aloud, and a few named prompts; Enter copies (UI.md 5)."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QVBoxLayout

from ui import labels
from ui.theme_tokens import GAP_XS, Token, Type
from ui.widgets.pane import Pane
from warroom.comms.prompts import Prompt

OTHERS = 5


class SayPane(Pane):
    """``copied(name)`` when a prompt went to the clipboard."""

    copied = Signal(str)

    def __init__(self) -> None:
        super().__init__("war.say", "Say next", "Ctrl+4", scrolls=True)
        self.shown: list[Prompt] = []
        self._most = OTHERS
        self.card = labels.plain(face=Type.READING, name="war.say.card", wrap=True)
        self.why = labels.plain(face=Type.SMALL, tone=Token.TEXT3, name="war.say.why", wrap=True)
        self.copy = self._button("war.say.copy", 0)
        self.copy.setProperty("kind", "chip")
        self.body.addWidget(self.card)
        self.body.addWidget(self.why)
        self.body.addWidget(self.copy)
        others = QVBoxLayout()
        others.setSpacing(GAP_XS // 2)
        self.others = [self._button(f"war.say.{number}", number) for number in range(1, OTHERS + 1)]
        for button in self.others:
            others.addWidget(button)
        self.body.addLayout(others)
        self.body.addStretch(1)
        self.first_focus = self.copy

    def _button(self, name: str, number: int) -> QPushButton:
        button = QPushButton()
        button.setObjectName(name)
        button.setProperty("kind", "line")
        button.setProperty("face", Type.SMALL.value)
        button.clicked.connect(partial(self.take, number))
        button.hide()
        return button

    def show_prompts(self, prompts: list[Prompt]) -> None:
        """The first is the card; it changes only when the state asks for other words."""
        if prompts == self.shown:
            return
        self.shown = prompts
        self._renew()

    def show_most(self, most: int) -> None:
        """How many named prompts there is room for beside the card."""
        self._most = most
        self._renew()

    def _renew(self) -> None:
        prompts = self.shown[: self._most + 1]
        first = prompts[0] if prompts else None
        self.card.setText(first.text if first else "Nothing to say right now.")
        self.why.setText(first.why if first else "")
        self.why.setVisible(bool(first and first.why))
        for number, button in enumerate((self.copy, *self.others)):
            button.setVisible(number < len(prompts))
            if number < len(prompts):
                name = prompts[number].name
                button.setText(f"Copy: {name}" if number == 0 else name)
                button.setAccessibleName(f"Copy: {name}. {prompts[number].text}")
                labels.tip(button, prompts[number].text)

    def take(self, number: int) -> None:
        """A prompt goes to the clipboard."""
        if number < len(self.shown):
            QGuiApplication.clipboard().setText(self.shown[number].text)
            self.copied.emit(self.shown[number].name)
