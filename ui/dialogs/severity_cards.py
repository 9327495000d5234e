"""Four cards, one a severity: shape, word and what it means. Chosen by mouse, by arrow keys or by the digit row."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui import icons, labels, theme
from ui.digit_row import physical_digit
from ui.theme_tokens import GAP_S, GAP_XS, ICON_L, SEVERITY_FILL, SEVERITY_ICON, SEVERITY_TEXT, Token, Type
from warroom.incident.playbook import Playbook


def digit_of(event: QKeyEvent) -> int:
    """The severity that a key press means, 0 for none: the digit itself, else the physical digit row, on layouts
    where digits need Shift (UI.md 2.2)."""
    if event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier):
        return 0
    if event.text() in ("1", "2", "3", "4"):
        return int(event.text())
    if event.modifiers() & Qt.KeyboardModifier.ShiftModifier or not event.text():
        return 0
    digit = physical_digit(event)
    return digit if digit <= 4 else 0


class SeverityCard(QPushButton):
    """One severity. Its digit stands on it, so that the key is learnt by looking."""

    def __init__(self, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.number = number
        self.setObjectName(f"decl.sev.{number}")
        self.setProperty("kind", "card")
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._digit = labels.plain(str(number), face=Type.INPUT, tone=Token.TEXT2)
        self._shape = labels.plain()
        self._word = labels.plain(f"SEV-{number}", face=Type.BADGE, tone=SEVERITY_TEXT[number])
        self._means = labels.plain(face=Type.SMALL, tone=Token.TEXT2, wrap=True)
        self._means.setAlignment(Qt.AlignmentFlag.AlignTop)
        head = QHBoxLayout()
        head.setSpacing(GAP_S)
        for label in (self._digit, self._shape, self._word):
            head.addWidget(label)
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP_S + 2, GAP_S, GAP_S, GAP_S)
        column.setSpacing(GAP_XS)
        column.addLayout(head)
        column.addWidget(self._means, 1)
        for label in (self._digit, self._shape, self._word, self._means):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.describe("", "")
        self.redraw()

    def describe(self, name: str, means: str) -> None:
        self._means.setText(means)
        self.setAccessibleName(f"SEV-{self.number} {name}".strip())
        self.setAccessibleDescription(f"{means} Key {self.number}".strip())

    @Slot()
    def redraw(self) -> None:
        """The shape again, after a change of colours or size; and a height that holds the words at any size."""
        fill = SEVERITY_FILL[self.number]
        self._shape.setPixmap(icons.pixmap(SEVERITY_ICON[self.number], fill, ICON_L, filled=True))
        self.setMinimumHeight(theme.px(124))


class SeverityCards(QWidget):
    """``chosen`` carries 1 to 4, or 0 when the choice was taken back. ``typed`` carries a key that is text."""

    chosen = Signal(int)
    typed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("decl.severity")
        self.setAccessibleName("Severity")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_S)
        self._group = QButtonGroup(self)
        self.cards = [SeverityCard(number, self) for number in (1, 2, 3, 4)]
        for card in self.cards:
            row.addWidget(card, 1)
            self._group.addButton(card, card.number)
            theme.notifier().changed.connect(card.redraw)
        self._group.idClicked.connect(self.chosen)

    @property
    def severity(self) -> int:
        return max(0, self._group.checkedId())

    def describe(self, playbook: Playbook) -> None:
        """What each severity means, in the words of the playbook in force."""
        for card in self.cards:
            rules = playbook.rules(card.number)
            card.describe(rules.name, rules.means)

    def choose(self, number: int) -> None:
        """Choose without a word to anybody; 0 takes the choice back."""
        self._group.setExclusive(False)
        for card in self.cards:
            card.setChecked(card.number == number)
        self._group.setExclusive(True)

    def take_focus(self) -> None:
        (self.cards[self.severity - 1] if self.severity else self.cards[0]).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def holds_focus(self) -> bool:
        return any(card.hasFocus() for card in self.cards)
