"""Help to choose a severity inside Declare: the questions of triage, one look, the keyboard alone (UI.md 2.2, 2.8).

How far it reaches suggests a severity and whom to page, by the same rules as in the war room. A suggestion is shown;
only a key of its own takes it. A letter belongs to the title, a digit is a severity, here as on the cards.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ui import labels
from ui.theme_tokens import GAP_S, GAP_XS, Token, Type
from ui.typing import is_text
from ui.widgets.triage import suggestion_words
from warroom.incident.playbook import Playbook
from warroom.incident.playbook_parts import BlastRadius
from warroom.incident.triage import Suggestion, suggest
from warroom.incident.triage_view import REACH

COLUMNS = 3
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -COLUMNS, Qt.Key.Key_Down: COLUMNS}


class Choosing(QWidget):
    """``changed``: another answer. ``entered``: Enter, which takes the suggestion. ``typed(event)``: a key for the
    title or a severity. ``focused(widget)``: what the keys are on now, so that it can be brought into sight."""

    changed = Signal()
    entered = Signal()
    typed = Signal(object)
    focused = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("decl.help")
        self.setAccessibleName("Help me choose")
        self._playbook: Playbook | None = None
        self.reaches: dict[str, QPushButton] = {}
        self.fields: dict[str, QLineEdit] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_S)
        self._grid = QGridLayout()
        self._grid.setSpacing(GAP_XS)
        self._rows = QGridLayout()
        self._rows.setHorizontalSpacing(GAP_S)
        self._rows.setVerticalSpacing(GAP_XS)
        self._rows.setColumnStretch(1, 1)
        self.suggests = labels.plain(face=Type.BODY_STRONG, wrap=True, name="decl.help.suggests")
        self.page = labels.plain(face=Type.SMALL, tone=Token.TEXT2, wrap=True, name="decl.help.page")
        column.addLayout(self._grid)
        column.addWidget(self.suggests)
        column.addWidget(self.page)
        column.addLayout(self._rows)
        self._show()

    # -- Questions -------------------------------------------------------------------------------------------------

    def ask(self, playbook: Playbook) -> None:
        """The playbook's own questions; what was answered to one that stays, stays."""
        if self._playbook is not None and self._playbook.sha256 == playbook.sha256:
            return
        answered = self.answers()
        self._playbook = playbook
        for old in (*self.reaches.values(), *self.fields.values()):
            old.hide()
            old.deleteLater()
        self.reaches, self.fields = {}, {}
        while (item := self._rows.takeAt(0)) is not None:
            label = item.widget()
            if label is not None:
                label.deleteLater()
        for number, row in enumerate(playbook.blast_radius):
            self._grid.addWidget(self._reach(row), number // COLUMNS, number % COLUMNS)
        for number, question in enumerate(row for row in playbook.triage_questions if row.key != REACH):
            field = self.fields[question.key] = QLineEdit()
            field.setObjectName(f"decl.help.{question.key}")
            field.setAccessibleName(question.question)
            field.setPlaceholderText(", ".join(question.consider))
            field.setMaxLength(400)
            field.textChanged.connect(self.changed)
            field.installEventFilter(self)
            label = labels.plain(question.question, face=Type.SMALL, tone=Token.TEXT2)
            label.setBuddy(field)
            self._rows.addWidget(label, number, 0)
            self._rows.addWidget(field, number, 1)
        self.restore(answered)

    def _reach(self, row: BlastRadius) -> QPushButton:
        button = self.reaches[row.key] = QPushButton(row.name[:1].upper() + row.name[1:])
        button.setObjectName(f"decl.help.reach.{row.key}")
        button.setProperty("kind", "chip")
        button.setCheckable(True)
        button.setAutoDefault(False)
        button.setAccessibleName(f"Reaches: {row.name}")
        button.toggled.connect(self._toggled)
        button.installEventFilter(self)
        return button

    # -- Answers ---------------------------------------------------------------------------------------------------

    @property
    def suggestion(self) -> Suggestion | None:
        """What the answers suggest; None while nothing does."""
        keys = [key for key, button in self.reaches.items() if button.isChecked()]
        found = suggest(self._playbook, keys) if self._playbook is not None else None
        return found if found is not None and found.severity is not None else None

    def answers(self) -> dict[str, str]:
        """Each question that was answered, as the record keeps it."""
        reach = ",".join(key for key, button in self.reaches.items() if button.isChecked())
        said = {key: " ".join(field.text().split()) for key, field in self.fields.items()}
        return {key: answer for key, answer in {REACH: reach, **said}.items() if answer}

    def restore(self, answers: dict[str, str]) -> None:
        """Put answers back; none empties everything."""
        reached = answers.get(REACH, "").split(",")
        for key, button in self.reaches.items():
            button.setChecked(key in reached)
        for key, field in self.fields.items():
            field.setText(answers.get(key, ""))

    @Slot()
    def _toggled(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        found = self.suggestion
        nothing = "Arrows move, Space answers; more than one may hold."
        self.suggests.setText(suggestion_words(found) if found else nothing)
        labels.retone(self.suggests, Token.TEXT if found else Token.TEXT2)
        self.page.setText(f"Page: {', '.join(found.page)}" if found and found.page else "Nobody to page yet")

    # -- Keys ------------------------------------------------------------------------------------------------------

    def take_focus(self) -> None:
        chosen = next((button for button in self.reaches.values() if button.isChecked()), None)
        first = chosen or next(iter(self.reaches.values()), None) or next(iter(self.fields.values()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def holder(self) -> QWidget | None:
        """Which of the answers has the focus."""
        every: list[QWidget] = [*self.reaches.values(), *self.fields.values()]
        return next((one for one in every if one.hasFocus()), None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self.focused.emit(watched)
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() in _ENTER:
            self._enter(watched)
            return True
        on_button = isinstance(watched, QPushButton)
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None and (on_button or abs(step) > 1):
            self._step(watched, step)
            return True
        if on_button and is_text(event):
            self.typed.emit(event)
            return True
        return False

    def _enter(self, watched: QObject) -> None:
        """The first Enter answers with what holds the focus; once something is suggested, Enter takes it."""
        if self.suggestion is None and isinstance(watched, QPushButton):
            watched.setChecked(True)
        else:
            self.entered.emit()

    def _step(self, watched: QObject, by: int) -> None:
        """Along the answers; below the last row of them stand the fields."""
        stops: list[QWidget] = [*self.reaches.values(), *self.fields.values()]
        at = next(number for number, stop in enumerate(stops) if stop is watched)
        reaches = len(self.reaches)
        if at >= reaches:
            to = at + (1 if by > 0 else -1)
        elif at < reaches <= at + by:
            to = reaches if at >= (reaches - 1) // COLUMNS * COLUMNS else reaches - 1
        else:
            to = at + by
        if 0 <= to < len(stops):
            stops[to].setFocus(Qt.FocusReason.TabFocusReason)
