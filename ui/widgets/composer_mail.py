"""The line above an e-mail's body: its subject, and the ways into a mail program."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from ui import labels
from ui.theme_tokens import GAP_XS, Token, Type


class MailBar(QWidget):
    """``wanted`` carries the id of the action that a button stands for."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("comms.mail")
        self._called = labels.plain("Subject", face=Type.SMALL_STRONG, tone=Token.TEXT2)
        self.subject = labels.Elided(face=Type.SMALL, name="comms.mail.subject")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP_XS)
        line.addWidget(self._called)
        line.addWidget(self.subject, 1)
        made = (
            ("composer.subject", "subject", "Copy", "Copy the subject"),
            ("composer.mail", "open", "Open", "Open in the mail program"),
            ("composer.eml", "save", "Save …", "Save as an e-mail file"),
        )
        for action, name, words, called in made:
            line.addWidget(self._button(action, name, words, called))

    def _button(self, action: str, name: str, words: str, called: str) -> QPushButton:
        made = QPushButton(words)
        made.setObjectName(f"comms.mail.{name}")
        made.setAccessibleName(called)
        made.setProperty("action", action)
        made.setProperty("kind", "quiet")
        made.setAutoDefault(False)
        labels.tip(made, called)
        made.clicked.connect(self._pressed)
        return made

    def show_subject(self, subject: str) -> None:
        self.subject.setText(subject)

    @Slot()
    def _pressed(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.wanted.emit(sender.property("action"))
