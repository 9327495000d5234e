"""The triage pane: what is broken, how far it reaches, what changed, and what to try in which order (UI.md 2.8).

It suggests and never chooses: one button takes the severity over, one begins the change in the line. Answers are facts
of the record, so everybody who looks sees them.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui import labels
from ui.theme_tokens import GAP_XS, Token, Type
from ui.widgets.pane import Pane
from warroom.clock import Instant
from warroom.incident.playbook import Playbook
from warroom.incident.playbook_parts import Pattern
from warroom.incident.state import Incident
from warroom.incident.triage import Answer, Rung, Suggestion, asked
from warroom.incident.triage_view import REACH, TriageView, triage_view
from warroom.scribe import lines as say
from warroom.scribe.lines_working import AnswerTriage

_SIGNS = {Answer.YES: "Yes", Answer.NO: "No", Answer.UNKNOWN: "?"}
_SAID = {Answer.YES: "yes", Answer.NO: "no", Answer.UNKNOWN: "not known"}
_HALF = 16
"""Names up to this many letters stand two abreast."""
_STEPS = {Qt.Key.Key_Down: True, Qt.Key.Key_Right: True, Qt.Key.Key_Up: False, Qt.Key.Key_Left: False}


class TriagePane(Pane):
    """``wanted(command, told)`` for an act, ``line_wanted(text)`` to begin a line."""

    wanted = Signal(object, str)
    line_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("war.triage", "Triage", "Ctrl+5", parent)
        self._asked_of = ""
        self._view: TriageView | None = None
        self._shown: tuple[TriageView, str, int] | None = None
        self.fields: dict[str, QLineEdit] = {}
        self.reaches: dict[str, QPushButton] = {}
        self.changed: dict[tuple[str, Answer], QPushButton] = {}
        self.ladder: list[QPushButton] = []
        self._build()

    def _build(self) -> None:
        inside = QWidget()
        inside.setProperty("panel", "clear")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, GAP_XS, 0)
        self._column.setSpacing(GAP_XS)
        self._questions = QVBoxLayout()
        self._questions.setSpacing(GAP_XS)
        self._column.addLayout(self._questions)
        self.suggests = labels.plain(face=Type.BODY_STRONG, wrap=True, name="war.triage.suggests")
        self.page = labels.plain(face=Type.SMALL, tone=Token.TEXT2, wrap=True, name="war.triage.page")
        self.use = self._button("use", "", "primary", "")
        self.use.clicked.connect(self._use)
        self.nudge = labels.plain(face=Type.BODY_STRONG, tone=Token.WARN, wrap=True, name="war.triage.nudge")
        for widget in (self.suggests, self.page, self.use, self.nudge):
            self._column.addWidget(widget)
        self._column.addWidget(_head("What changed?"))
        self._patterns = QVBoxLayout()
        self._patterns.setSpacing(GAP_XS)
        self._column.addLayout(self._patterns)
        self._column.addWidget(_head("Try in this order"))
        self._rungs = QVBoxLayout()
        self._rungs.setSpacing(GAP_XS // 2)
        self._column.addLayout(self._rungs)
        self._column.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setObjectName("war.triage.scroll")
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inside)
        self.body.addWidget(self._scroll, 1)

    # -- What stands -----------------------------------------------------------------------------------------------

    def show_state(self, incident: Incident, playbook: Playbook, now: Instant) -> None:
        """Everything anew from the record; nothing is touched while nothing has changed."""
        if self._asked_of != playbook.sha256:
            self._asked_of = playbook.sha256
            self._ask(playbook)
        self._view = view = triage_view(incident, playbook, now)
        shown = (view, incident.id, incident.severity.value if incident.open else 0)
        if shown == self._shown:
            return
        if self._shown is not None and self._shown[1] != incident.id:
            for field in self.fields.values():
                field.clear()
        self._shown = shown
        for question in view.questions:
            asked_in = self.fields.get(question.question.key)
            if asked_in is not None and not asked_in.hasFocus():
                asked_in.setText(question.answer)
        for key, button in self.reaches.items():
            button.setChecked(key in view.reach)
        for row in view.patterns:
            for answer in Answer:
                self.changed[row.pattern.key, answer].setChecked(row.answer is answer)
        self._show_suggestion(view.suggestion, incident)
        tier = view.tier.level if view.tier is not None else 0
        self.nudge.setText(f"No way out yet. Call tier {tier}" if tier else "No way out yet. Who else can help?")
        self.nudge.setVisible(view.escalate)
        self._show_ladder(view)

    def _ask(self, playbook: Playbook) -> None:
        """The playbook's own questions, reaches and patterns."""
        self.fields.clear()
        self.reaches.clear()
        self.changed.clear()
        _empty(self._questions)
        _empty(self._patterns)
        for question in playbook.triage_questions:
            self._questions.addWidget(_head(question.question))
            if question.key == REACH:
                self._questions.addWidget(self._reach_grid(playbook))
            else:
                self._questions.addWidget(self._field(question.key, question.question, ", ".join(question.consider)))
        for pattern in asked(playbook):
            self._patterns.addWidget(self._pattern(pattern))
        self.first_focus = next(iter(self.fields.values()), self.use)

    def _field(self, key: str, question: str, hint: str) -> QLineEdit:
        field = self.fields[key] = QLineEdit()
        field.setObjectName(f"war.triage.{key}")
        field.setAccessibleName(question)
        field.setPlaceholderText(hint)
        field.returnPressed.connect(partial(self._say, key, field))
        return field

    def _reach_grid(self, playbook: Playbook) -> QWidget:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(GAP_XS)
        line = column = 0
        for row in playbook.blast_radius:
            button = self._button(f"reach.{row.key}", row.name, "chip", f"Reaches: {row.name}")
            button.setCheckable(True)
            button.clicked.connect(self._reach)
            self.reaches[row.key] = button
            wide = len(row.name) > _HALF
            if wide and column:
                line, column = line + 1, 0
            grid.addWidget(button, line, column, 1, 2 if wide else 1)
            line, column = (line + 1, 0) if wide or column else (line, 1)
        return holder

    def _pattern(self, pattern: Pattern) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP_XS)
        line.addWidget(labels.plain(pattern.question, face=Type.SMALL, wrap=True), 1)
        for answer, sign in _SIGNS.items():
            described = f"{pattern.question} {_SAID[answer]}"
            button = self._button(f"changed.{pattern.key}.{answer.value}", sign, "chip", described)
            button.setCheckable(True)
            button.clicked.connect(partial(self._changed, pattern, answer))
            self.changed[pattern.key, answer] = button
            line.addWidget(button)
        return row

    def _button(self, name: str, words: str, kind: str, described: str) -> QPushButton:
        button = QPushButton(words)
        button.setObjectName(f"war.triage.{name}")
        button.setAccessibleName(described)
        button.setProperty("kind", kind)
        button.setProperty("face", Type.SMALL.value)
        button.installEventFilter(self)
        return button

    def _show_suggestion(self, found: Suggestion, incident: Incident) -> None:
        self.suggests.setText(suggestion_words(found))
        self.suggests.setVisible(found.severity is not None)
        self.page.setText(f"Page: {', '.join(found.page)}" if found.page else "")
        self.page.setVisible(bool(found.page))
        same = found.severity is incident.severity
        self.use.setVisible(found.severity is not None)
        self.use.setEnabled(not same and incident.open)
        label = found.severity.label if found.severity is not None else ""
        words = f"It is {label} already" if same else f"Set {label}"
        self.use.setText(words)
        self.use.setAccessibleName(words)

    def _show_ladder(self, view: TriageView) -> None:
        wanted = [_rung_words(row) for row in view.ladder]
        wanted += [(act, act, "") for act in view.off_ladder]
        if len(wanted) != len(self.ladder):
            _empty(self._rungs)
            self.ladder = [self._button(f"try.{number}", "", "line", "") for number in range(1, len(wanted) + 1)]
            for button in self.ladder:
                button.clicked.connect(self._propose)
                self._rungs.addWidget(button)
        first = view.ladder.index(view.next) if view.next is not None else -1
        for number, (button, (words, act, why)) in enumerate(zip(self.ladder, wanted, strict=True)):
            button.setText(words)
            button.setProperty("act", act)
            button.setAccessibleName(f"Propose as change: {words}{', try this next' if number == first else ''}")
            labels.tip(button, "\n".join(part for part in (why, "Enter begins the proposal") if part))
            labels.retone(button, face=Type.SMALL_STRONG if number == first else Type.SMALL)

    # -- Acts ------------------------------------------------------------------------------------------------------

    def _say(self, key: str, field: QLineEdit) -> None:
        text = " ".join(field.text().split())
        known = next((row.answer for row in self._view.questions if row.question.key == key), "") if self._view else ""
        if text and text != known:
            self.wanted.emit(AnswerTriage(key, text), text)
        self.focusNextPrevChild(True)

    @Slot()
    def _reach(self) -> None:
        keys = [key for key, button in self.reaches.items() if button.isChecked()]
        names = [self.reaches[key].text() for key in keys]
        self.wanted.emit(AnswerTriage(REACH, ",".join(keys)), f"Reach: {', '.join(names) or 'not known'}")

    def _changed(self, pattern: Pattern, answer: Answer) -> None:
        if self._view is not None and all(
            row.answer is not answer for row in self._view.patterns if row.pattern.key == pattern.key
        ):
            self.wanted.emit(AnswerTriage(pattern.key, answer.value), f"{pattern.question} {_SAID[answer]}")
        for other in Answer:
            self.changed[pattern.key, other].setChecked(other is answer)

    @Slot()
    def _use(self) -> None:
        if self._view is not None and self._view.suggestion.severity is not None:
            found = self._view.suggestion
            why = ", ".join(row.name for row in found.because)
            assert found.severity is not None
            self.wanted.emit(say.SetSeverity(found.severity, why), f"{found.severity.label}: {why}")

    @Slot()
    def _propose(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.line_wanted.emit(f"> {sender.property('act')} ")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows move from one answer to the next; Enter presses what holds the focus."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(watched, QPushButton):
            watched.click()
            return True
        onward = _STEPS.get(Qt.Key(event.key()))
        if onward is None:
            return False
        self.focusNextPrevChild(onward)
        focus = self.focusWidget()
        if focus is not None:
            self._scroll.ensureWidgetVisible(focus)
        return True


def suggestion_words(found: Suggestion) -> str:
    """``Suggests SEV-1, because: all users``; '' while nothing is answered."""
    if found.severity is None:
        return ""
    or_else = f" or {found.or_severity.label}" if found.or_severity is not None else ""
    return f"Suggests {found.severity.label}{or_else}, because: {', '.join(row.name for row in found.because)}"


def _rung_words(rung: Rung) -> tuple[str, str, str]:
    """What the button says, what the proposal begins with, and why."""
    mitigation = rung.mitigation
    marks = ["second reviewer"] if mitigation.second_reviewer else []
    marks += ["tried, did not help"] if rung.tried else []
    suffix = f"  ({', '.join(marks)})" if marks else ""
    why = mitigation.if_no_help if rung.tried and mitigation.if_no_help else mitigation.does
    act = rung.acts[0]
    return f"{mitigation.step}  {mitigation.name}{suffix}", act[:1].lower() + act[1:], why


def _head(words: str) -> QWidget:
    return labels.plain(words, face=Type.SMALL_STRONG, tone=Token.TEXT2, wrap=True)


def _empty(column: QVBoxLayout) -> None:
    while (item := column.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
