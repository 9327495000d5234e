"""How Declare looks: cards or questions, the title, what Enter will do, and the buttons; all of it scrolls where a
small screen with large text leaves no room, and the buttons stay in sight."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui import labels, theme
from ui.declaring import LONGEST_LINE
from ui.dialogs.choosing import Choosing
from ui.dialogs.declare_foot import DeclareFoot
from ui.dialogs.declare_reading import Reading
from ui.dialogs.severity_cards import SeverityCards
from ui.theme_tokens import GAP_L, GAP_M, GAP_S, Token, Type

WIDTH_PX, HEIGHT_PX = 680, 470
USUAL = "Not sure? Take the higher one: lowering it later is one step. Or Alt+H."
HELP_USUAL = "A suggestion, until you take it. A letter goes to the title, Esc back to the cards."


class DeclareForm(QDialog):
    """Its widgets and their places; what they do is ``DeclareDialog``'s."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("decl")
        self.setWindowTitle("Declare an incident")
        self._build()

    @property
    def helping(self) -> bool:
        """Whether the questions stand in the place of the cards."""
        return not self.choosing.isHidden()

    def show_help(self, on: bool) -> None:
        """The questions of triage in the place of the cards, or the cards again. What hides must not hold the focus:
        Qt would pass it on to the title and select what stands there, and the next letter would replace it."""
        if not on and self.choosing.holder() is not None:
            self.title.setFocus(Qt.FocusReason.OtherFocusReason)
        self.choosing.setVisible(on)
        if on:
            self.choosing.take_focus()
        for widget in (self.cards, self.reading, self.help):
            widget.setVisible(not on)
        self.heading.setText("How far does it reach?" if on else "How bad is it?  Press 1 to 4.")
        self.foot.show_help(on)

    def _build(self) -> None:
        inside = QWidget()
        inside.setProperty("panel", "clear")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_S)
        column.addLayout(self._heading())
        self.cards = SeverityCards(self)
        self.choosing = Choosing(self)
        self.reading = Reading(self)
        for widget in (self.cards, self.choosing, self._title_row(), self.title, self.reading):
            column.addWidget(widget)
        column.addStretch(1)
        self.area = QScrollArea(self)
        self.area.setObjectName("decl.area")
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(inside)
        self.message = labels.plain(face=Type.BODY_STRONG, tone=Token.TEXT2, name="decl.message", wrap=True)
        whole = QVBoxLayout(self)
        whole.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        whole.setContentsMargins(GAP_L, GAP_M, GAP_L, GAP_M)
        whole.setSpacing(GAP_S)
        whole.addWidget(self.area, 1)
        whole.addWidget(self.message)
        self.foot = DeclareFoot(self)
        self.declare, self.declare_and_copy = self.foot.declare, self.foot.declare_and_copy
        self.drill, self.cancel = self.foot.drill, self.foot.cancel
        whole.addWidget(self.foot)
        self.setMinimumSize(480, 320)
        self.show_help(False)

    def take_room(self) -> None:
        """As large as the text asks for, and never larger than the screen."""
        room = self.screen().availableSize()
        self.resize(min(theme.px(WIDTH_PX), room.width()), min(theme.px(HEIGHT_PX), room.height()))

    def shortcut(self, keys: str, name: str) -> QShortcut:
        """A key of this dialog alone."""
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setObjectName(name)
        return shortcut

    def _heading(self) -> QHBoxLayout:
        self.heading = labels.plain(face=Type.TITLE, name="decl.heading")
        self.help = QPushButton("Help me choose  Alt+H", self)
        self.help.setObjectName("decl.help.open")
        self.help.setAccessibleName("Help me choose")
        self.help.setAutoDefault(False)
        labels.tip(self.help, "Help me choose  Alt+H")
        row = QHBoxLayout()
        row.setSpacing(GAP_S)
        row.addWidget(self.heading)
        row.addStretch(1)
        row.addWidget(self.help)
        return row

    def _title_row(self) -> QLabel:
        self.title = QLineEdit(self)
        self.title.setObjectName("decl.title")
        self.title.setAccessibleName("What is broken?")
        self.title.setProperty("mono", "true")
        self.title.setPlaceholderText("checkout failing for most customers @robin -5m")
        self.title.setMaxLength(LONGEST_LINE)
        label = labels.plain("What is broken?   @name commands, -5m or 03:09 says when it began", tone=Token.TEXT2)
        label.setBuddy(self.title)
        return label
