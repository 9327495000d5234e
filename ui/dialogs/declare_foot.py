"""The buttons at the foot of Declare: two rows where one is too narrow, and others while help to choose is open."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QWidget

from ui import labels
from ui.theme_tokens import GAP_S

COPY = "Declare and copy announcement"


class DeclareFoot(QWidget):
    """The dialog connects the buttons; ``show_help`` says whose turn it is."""

    def __init__(self, dialog: QWidget) -> None:
        super().__init__(dialog)
        self.declare = _button("decl.declare", "Declare", "Enter", "primary")
        self.declare_and_copy = _button("decl.declare_copy", COPY, "Ctrl+Enter")
        self.take = _button("decl.help.take", "Take it", "Enter", "primary")
        self.back = _button("decl.help.back", "Back", "Esc")
        self.drill = _button("decl.drill", "Drill", "Alt+D")
        self.drill.setCheckable(True)
        # A button's own shortcut presses it 100 ms later: Enter would be faster.
        alt_d = QShortcut(QKeySequence("Alt+D"), dialog)
        alt_d.setObjectName("decl.alt.d")
        alt_d.activated.connect(self.drill.toggle)
        self.cancel = _button("decl.cancel", "Cancel", "Esc")
        self.declare.setDefault(True)
        self._rows = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(GAP_S)
        acts, others = QHBoxLayout(), QHBoxLayout()
        for button in (self.declare, self.declare_and_copy, self.take):
            acts.addWidget(button)
        acts.addStretch(1)
        others.addStretch(1)
        for button in (self.drill, self.back, self.cancel):
            others.addWidget(button)
        for row in (acts, others):
            row.setSpacing(GAP_S)
            self._rows.addLayout(row)
        self.show_help(False)

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        return (self.declare, self.declare_and_copy, self.take, self.back, self.drill, self.cancel)

    def show_help(self, on: bool) -> None:
        for button in (self.declare, self.declare_and_copy, self.drill, self.cancel):
            button.setVisible(not on)
        for button in (self.take, self.back):
            button.setVisible(on)
        self._fit()

    def show_suggested(self, label: str) -> None:
        """``SEV-1``, '' while nothing is suggested: then there is nothing to take."""
        self.take.setText(f"Take {label}  Enter" if label else "Nothing to take yet")
        self.take.setAccessibleName(f"Take {label}" if label else "Nothing to take yet")
        self.take.setEnabled(bool(label))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """One row, two where one is too narrow; where even that is, the longest button leaves its keys to its tip."""
        copy = self.declare_and_copy
        copy.setText(f"{COPY}  Ctrl+Enter")
        if self.declare.sizeHint().width() + GAP_S + copy.sizeHint().width() > self.width():
            copy.setText(COPY)
        shown = [button.sizeHint().width() for button in self.buttons if not button.isHidden()]
        room = sum(shown) + GAP_S * len(shown) <= self.width()
        self._rows.setDirection(QBoxLayout.Direction.LeftToRight if room else QBoxLayout.Direction.TopToBottom)
        for button in self.buttons:
            button.setMinimumHeight(button.sizeHint().height())
        self.updateGeometry()


def _button(name: str, text: str, keys: str, kind: str = "") -> QPushButton:
    button = QPushButton(f"{text}  {keys}")
    button.setObjectName(name)
    button.setAccessibleName(text)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    labels.tip(button, f"{text}  {keys}")
    button.setProperty("kind", kind)
    button.setAutoDefault(False)
    return button
