"""A page of the incident that takes the timeline's place above the line: a title, what it shows, and the way back.

A sheet shows the state that it is given and emits intents; the war room carries them out. Esc goes back; what was
typed stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from ui import labels
from ui.theme_tokens import GAP_L, GAP_M, GAP_S, Token, Type
from ui.widgets.scroller import Scroller

if TYPE_CHECKING:
    from warroom.clock import Instant
    from warroom.incident.playbook import Playbook
    from warroom.incident.state import Incident


class Sheet(QWidget):
    """Fill ``body``, which scrolls where there is no room for it; what stands in ``below`` stays in sight.

    ``closed`` to go back; ``wanted(command, told)`` for an act; ``line_wanted(text)`` to begin a line;
    ``said(words, warn)`` for a word in the reading line."""

    closed = Signal()
    wanted = Signal(object, str)
    line_wanted = Signal(str)
    said = Signal(str, bool)

    def __init__(self, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.title = labels.Elided(title, face=Type.TITLE, name=f"{name}.title")
        self.hint = labels.Elided(face=Type.SMALL, tone=Token.TEXT2, name=f"{name}.hint")
        self.back = button(f"{name}.back", "Back", "quiet", keys="Esc")
        self.back.clicked.connect(self.closed)
        self.head = QHBoxLayout()
        self.head.setSpacing(GAP_S)
        self.head.addWidget(self.title)
        self.head.addWidget(self.hint)
        self.head.addStretch(1)
        self.head.addWidget(self.back)
        frame = QFrame(self)
        frame.setProperty("panel", "panel")
        inside = QWidget()
        self.body = QVBoxLayout(inside)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(GAP_S)
        self.below = QVBoxLayout()
        self.below.setSpacing(GAP_S)
        column = QVBoxLayout(frame)
        column.setContentsMargins(GAP_L, GAP_M, GAP_L, GAP_M)
        column.setSpacing(GAP_S)
        column.addLayout(self.head)
        column.addWidget(Scroller(inside, f"{name}.page"), 1)
        column.addLayout(self.below)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(frame)

    def begin(self, argument: str) -> None:
        """The sheet comes to the front; ``argument`` is what it was opened on, '' for nothing in particular."""

    def show_state(self, incident: Incident, playbook: Playbook, now: Instant) -> None:
        """What stands now; called when it changes and once a second while the sheet is in sight."""
        raise NotImplementedError

    def take_focus(self) -> None:
        """Where the keys go when the sheet comes to the front."""
        self.back.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.closed.emit()
            return
        super().keyPressEvent(event)


def button(name: str, words: str, kind: str = "", *, keys: str = "") -> QPushButton:
    """A button with its name for a screen reader, and its key in the tooltip."""
    made = QPushButton(words)
    made.setObjectName(name)
    made.setAccessibleName(words)
    made.setProperty("kind", kind)
    made.setAutoDefault(False)
    if keys:
        labels.tip(made, f"{words}  {keys}")
    return made


def scrolled(inside: QWidget, name: str) -> QScrollArea:
    """A widget that scrolls where it finds no room; the focus goes to what stands in it."""
    inside.setProperty("panel", "clear")
    area = QScrollArea()
    area.setObjectName(name)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inside)
    return area
