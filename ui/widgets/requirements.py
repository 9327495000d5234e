"""Response requirements of a SEV-1 or SEV-2: done by the record, ticked by Space, or not needed with a reason."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QStackedLayout, QWidget

from ui import labels, times
from ui.theme_tokens import GAP_S, GAP_XS, Token, Type
from ui.widgets.digits import Digits
from ui.widgets.glyph import Glyph
from ui.widgets.pane import Pane
from ui.widgets.row_button import RowButton
from warroom.clock import MINUTE, Instant
from warroom.incident.countdowns import RequirementView, requirements
from warroom.incident.phrases import REQUIREMENT_NAMES
from warroom.incident.playbook import Playbook
from warroom.incident.state import Incident
from warroom.incident.words import RequirementState

_LOOKS = {
    RequirementState.OPEN: ("circle", Token.TEXT2),
    RequirementState.LATE: ("triangle-alert", Token.DANGER),
    RequirementState.DONE: ("check", Token.OK),
    RequirementState.NOT_NEEDED: ("minus", Token.TEXT3),
    RequirementState.STRUCK: ("minus", Token.TEXT3),
}


def words(row: RequirementView, now: Instant) -> str:
    """How the row stands: minutes, lateness kept after it is done (UI.md 2.6). What was in time says how long it took
    from where its own limit counts: detection, declaration or the raise."""
    late = times.length(row.late_s - row.late_s % MINUTE) if row.late_s >= MINUTE else ""
    if row.state is RequirementState.DONE and row.done_at is not None:
        after = max(0.0, row.limit_s - row.due_at.since(row.done_at))
        return f"done, {late} late" if late else f"+{times.length(after - after % MINUTE)}"
    if row.state is RequirementState.LATE:
        return f"{late} late"
    if row.state is RequirementState.NOT_NEEDED:
        return "not needed"
    if row.state is RequirementState.STRUCK:
        return f"struck, {late} late" if late else "struck"
    left = row.due_at.since(now)
    return "DUE now" if left <= 0 else f"in {times.length(-(-left // MINUTE) * MINUTE)}"


class RequirementRow(QWidget):
    """Space ticks or opens again; Enter or a click offers everything; Delete asks why it is not needed."""

    ticked = Signal(str, bool)
    waived = Signal(str, str)
    meet_wanted = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.setObjectName(f"war.requirements.{name}")
        self._state = RequirementState.OPEN
        self.button = RowButton()
        self.button.setObjectName(f"war.requirements.{name}.row")
        self.button.setProperty("kind", "quiet")
        self.button.clicked.connect(self._menu)
        self.button.installEventFilter(self)
        self._icon = Glyph("circle")
        self._name = labels.Elided(REQUIREMENT_NAMES.get(name, name), face=Type.BODY)
        self._words = Digits(face=Type.SMALL, name=f"war.requirements.{name}.state")
        inside = QHBoxLayout(self.button)
        inside.setContentsMargins(GAP_S, 0, GAP_S, 0)
        inside.setSpacing(GAP_S)
        inside.addWidget(self._icon)
        inside.addWidget(self._name, 1)
        inside.addWidget(self._words)
        self.field = QLineEdit()
        self.field.setObjectName(f"war.requirements.{name}.why")
        self.field.setPlaceholderText("Why is it not needed?")
        self.field.setAccessibleName(f"{REQUIREMENT_NAMES.get(name, name)}: why is it not needed")
        self.field.returnPressed.connect(self._waive)
        self.field.installEventFilter(self)
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(self.button)
        self._stack.addWidget(self.field)

    def show_row(self, row: RequirementView, now: Instant) -> None:
        """The row as it stands now."""
        self._state = row.state
        icon, token = _LOOKS[row.state]
        self._icon.show_icon(icon, token)
        gone = row.state in (RequirementState.NOT_NEEDED, RequirementState.STRUCK)
        labels.retone(self._name, Token.TEXT3 if gone else Token.TEXT)
        self.button.setAccessibleName(self._name.text())
        within = f"within {times.length(row.limit_s)}"
        labels.tip(
            self.button, f"{within}, due {row.due_at.hhmm()} UTC\n{row.why or 'Space ticks it, Delete: not needed'}"
        )
        self._say(row, words(row, now))

    def show_time(self, row: RequirementView, now: Instant) -> None:
        """The same row a second later: its words by the minute, its look when it becomes late."""
        if row.state is not self._state:
            self.show_row(row, now)
            return
        said = words(row, now)
        if said != self._words.text():
            self._say(row, said)

    def _say(self, row: RequirementView, said: str) -> None:
        self._words.setText(said)
        late = row.state is RequirementState.LATE
        self._words.tint(Token.DANGER if late else Token.WARN if said == "DUE now" else Token.TEXT2)
        why = f", {row.why}" if row.why else ""
        self.button.setAccessibleDescription(f"{said}, within {times.length(row.limit_s)}{why}")

    @property
    def _open(self) -> bool:
        return self._state in (RequirementState.OPEN, RequirementState.LATE)

    @Slot()
    def _menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self._open:
            menu.addAction("Meet it now", lambda: self.meet_wanted.emit(self.name))
            menu.addAction("It is done\tSpace", lambda: self.ticked.emit(self.name, True))
            menu.addAction("Not needed, because …\tDelete", self._ask_why)
        else:
            menu.addAction("Open again\tSpace", lambda: self.ticked.emit(self.name, False))
        menu.popup(self.button.mapToGlobal(self.button.rect().bottomLeft()))

    def _ask_why(self) -> None:
        self._stack.setCurrentWidget(self.field)
        self.field.setFocus()

    @Slot()
    def _waive(self) -> None:
        why = self.field.text().strip()
        if not why:
            labels.mark(self.field, "fault", "warn")
            return
        labels.mark(self.field, "fault", None)
        self.field.clear()
        self._stack.setCurrentWidget(self.button)
        self.button.setFocus()
        self.waived.emit(self.name, why)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if watched is self.field:
            if event.key() == Qt.Key.Key_Escape:
                self._stack.setCurrentWidget(self.button)
                self.button.setFocus()
                return True
            return False
        if event.key() == Qt.Key.Key_Space:
            self.ticked.emit(self.name, self._open)
            return True
        if event.key() == Qt.Key.Key_Delete and self._open:
            self._ask_why()
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._menu()
            return True
        return False


class RequirementsPane(Pane):
    """The list with its own count; hidden where the severity has none."""

    ticked = Signal(str, bool)
    waived = Signal(str, str)
    meet_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("war.requirements", "Response requirements", "Ctrl+3", parent, scrolls=True)
        self.body.setSpacing(GAP_XS // 2)
        self._rows: dict[str, RequirementRow] = {}
        self._empty = labels.plain(
            "This severity has no response requirements.", face=Type.BODY, tone=Token.TEXT3, wrap=True
        )
        self.body.addWidget(self._empty)
        self.body.addStretch(1)
        self.met, self.total = 0, 0

    def show_state(self, incident: Incident, playbook: Playbook, now: Instant) -> None:
        rows = requirements(incident, playbook, now)
        shown = {row.name for row in rows}
        for name, widget in self._rows.items():
            widget.setVisible(name in shown)
        for row in rows:
            self._row(row.name).show_row(row, now)
        self.met = sum(1 for row in rows if row.state is RequirementState.DONE)
        needed = (RequirementState.NOT_NEEDED, RequirementState.STRUCK)
        self.total = sum(1 for row in rows if row.state not in needed)
        self.count.setText(f"{self.met} of {self.total}" if rows else "")
        self._empty.setVisible(not rows)
        if rows:
            self.first_focus = self._rows[rows[0].name].button

    def show_time(self, incident: Incident, playbook: Playbook, now: Instant) -> None:
        """What the clock changes of the same rows: how long there is, and how late they are."""
        for row in requirements(incident, playbook, now):
            self._rows[row.name].show_time(row, now)

    def _row(self, name: str) -> RequirementRow:
        row = self._rows.get(name)
        if row is None:
            row = self._rows[name] = RequirementRow(name)
            row.ticked.connect(self.ticked)
            row.waived.connect(self.waived)
            row.meet_wanted.connect(self.meet_wanted)
            self.body.insertWidget(self.body.count() - 1, row)
        return row
