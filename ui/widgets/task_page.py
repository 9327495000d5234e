"""A page in the timeline's place, above the scribe line: a title, what it is about, and buttons; Esc leaves it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from ui import labels
from ui.theme_tokens import GAP_L, GAP_M, GAP_S, Token, Type
from ui.widgets.scroller import Scroller


class TaskPage(QFrame):
    """``left`` when a person goes back. Fill ``body``; buttons stand below it, the way back last."""

    left = Signal()

    def __init__(self, name: str, title: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setProperty("panel", "panel")
        self.title = labels.plain(title, face=Type.TITLE, name=f"{name}.title")
        self.about = labels.plain(face=Type.BODY, tone=Token.TEXT2, name=f"{name}.about", wrap=True)
        inside = QWidget()
        self.body = QVBoxLayout(inside)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(GAP_S)
        self.problem = labels.plain(face=Type.BODY, tone=Token.WARN, name=f"{name}.problem", wrap=True)
        self.problem.hide()
        self._foot = QHBoxLayout()
        self._foot.setSpacing(GAP_S)
        self._foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP_L, GAP_M, GAP_L, GAP_M)
        column.setSpacing(GAP_S)
        column.addWidget(self.title)
        column.addWidget(self.about)
        column.addWidget(Scroller(inside, f"{name}.page"), 1)
        column.addWidget(self.problem)
        column.addLayout(self._foot)
        self.back = self.add_button("back", "Back  Esc", self.leave, kind="quiet")
        self.back.setAccessibleName("Back to the timeline")

    def add_button(self, name: str, text: str, pressed: Callable[[], None], *, kind: str = "") -> QPushButton:
        """A button before the way back; ``pressed`` is a bound slot."""
        button = QPushButton(text)
        button.setObjectName(f"{self.objectName()}.{name}")
        button.setAccessibleName(text.split("  ", maxsplit=1)[0])
        if kind:
            button.setProperty("kind", kind)
        button.clicked.connect(pressed)
        self._foot.insertWidget(max(0, self._foot.count() - 2), button)
        return button

    def say_problem(self, words: str) -> None:
        """What stands in the way; '' when nothing does."""
        self.problem.setText(words)
        self.problem.setVisible(bool(words))

    @Slot()
    def leave(self) -> None:
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)


def reader(name: str, described: str, *, mono: bool = True) -> QPlainTextEdit:
    """A field to read and copy from: long texts, logs, lists."""
    field = QPlainTextEdit()
    field.setObjectName(name)
    field.setAccessibleName(described)
    field.setReadOnly(True)
    field.setTabChangesFocus(True)
    field.setProperty("face", (Type.MONO if mono else Type.BODY).value)
    field.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return field
