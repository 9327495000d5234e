"""Resolve: what shows that it is over, how long it has been stable, and the way past the guard with a reason.

Nothing forbids, everything is recorded (UI.md 2.10). It does not wait for the message to customers: after resolving,
the external tile counts *resolved, not announced* (R11).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui import icons, labels, theme, times
from ui.actions import Actions
from ui.operations import Changed, Operations
from ui.theme_tokens import GAP_L, GAP_M, GAP_S, GAP_XS, ICON_M, Token, Type
from warroom.clock import Instant
from warroom.errors import WarroomError
from warroom.incident.countdowns import Guard, guard
from warroom.incident.phrases import CHANGE_NAMES
from warroom.incident.playbook import Playbook
from warroom.incident.state import Incident
from warroom.incident.words import Status
from warroom.scribe import FaultyLine, Place, parse_time, sentence

if TYPE_CHECKING:
    from warroom.room import Acted
    from warroom.workspace import Workspace

SLOT = "resolve"
DRAFT_MS = 400
EVIDENCE = {
    "impact": ("No customer impact now", "what shows it: error rate 0.1 %, support is quiet"),
    "metrics": ("Metrics back to normal", "which, and their value now"),
    "holds": ("The mitigation holds by itself", "why it will; if it will not, tick Temporary"),
}
"""Evidence by the key under which it is recorded: the row's words, and the hint in its field."""


class Draft(msgspec.Struct):
    """What is kept of a page that was left before Resolve was pressed."""

    evidence: dict[str, str] = {}
    why: str = ""
    temporary: bool = False


class Shown(msgspec.Struct, frozen=True):
    incident: Incident
    playbook: Playbook
    draft: str = ""


class ResolvePage(QWidget):
    """``closed`` on Esc or Back; ``resolved`` carries the incident's id; ``compose_wanted`` its id and a template."""

    closed = Signal()
    resolved = Signal(str)
    compose_wanted = Signal(str, str)

    def __init__(self, operations: Operations, _actions: Actions | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("resolve")
        self._operations = operations
        self._incident_id = ""
        self._shown: Shown | None = None
        self._kept = ""
        self._busy = False
        self._build()
        self._tick = QTimer(self)
        self._tick.setObjectName("resolve.tick")
        self._tick.setInterval(1000)
        self._tick.timeout.connect(self._ticked)
        self._draft_timer = QTimer(self)
        self._draft_timer.setObjectName("resolve.draft")
        self._draft_timer.setSingleShot(True)
        self._draft_timer.setInterval(DRAFT_MS)
        self._draft_timer.timeout.connect(self._keep)
        operations.changed.connect(self._changed)
        for field in (*self.evidence.values(), self.why, self.ended):
            field.textEdited.connect(self._edited)
        self.temporary.toggled.connect(self._edited)

    def open(self, incident_id: str) -> None:
        """Show the page for one incident, with what was typed here before."""
        if incident_id != self._incident_id:
            self._keep_now()
            self._incident_id, self._shown = incident_id, None
            for field in (*self.evidence.values(), self.why, self.ended):
                field.clear()
            self.temporary.setChecked(False)
        self._read()

    def take_focus(self) -> None:
        """The first row of evidence that is still empty, else the button."""
        empty = next((field for field in self.evidence.values() if not field.text()), None)
        (empty or (self.resolve if self.resolve.isEnabled() else self.why)).setFocus()

    # -- Reading -------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        incident_id = self._incident_id

        def look(workspace: Workspace) -> Shown:
            incident = workspace.record.incident(incident_id)
            draft = workspace.record.draft(incident_id, SLOT) or ""
            return Shown(incident, workspace.record.playbook(incident.playbook), draft)

        self._operations.read(look, done=self._show)

    def _show(self, shown: Shown) -> None:
        if shown.incident.id != self._incident_id:
            return
        first, self._shown = self._shown is None, shown
        if first:
            self._restore(shown)
            if self.isVisible():
                self.take_focus()
        self._ticked()

    def _restore(self, shown: Shown) -> None:
        try:
            draft = msgspec.json.decode(shown.draft, type=Draft) if shown.draft else Draft()
        except (msgspec.DecodeError, msgspec.ValidationError):
            draft = Draft()
        for key, field in self.evidence.items():
            field.setText(field.text() or draft.evidence.get(key, ""))
        self.why.setText(self.why.text() or draft.why)
        self.temporary.setChecked(draft.temporary)
        ended = shown.incident.mitigated_at
        if ended is not None and not self.ended.text():
            self.ended.setText(ended.hhmm())
        impact = shown.incident.impact
        if impact is not None:
            self.evidence["impact"].setPlaceholderText(f"last stated {impact.at.hhmm()}: {impact.text}")

    @Slot(object)
    def _changed(self, changed: Changed) -> None:
        if self._shown is not None and self._incident_id in changed.incidents:
            self._read()

    @Slot()
    def _ticked(self) -> None:
        if self._shown is None:
            return
        incident, now = self._shown.incident, self._operations.clock.now()
        stable = guard(incident, self._shown.playbook, now)
        self.title.setText(f"Resolve {incident.ref}  {incident.title}")
        self.bar.setRange(0, max(1, stable.needed_s))
        self.bar.setValue(stable.needed_s if stable.satisfied else int(stable.elapsed_s))
        self.bar.setVisible(stable.since is not None or stable.satisfied)
        self.stability.setText(_stability(incident, stable))
        self.state.setEnabled(not self._busy and incident.open and incident.mitigated_at is None)
        self.state.setVisible(incident.open and incident.mitigated_at is None)
        self._show_flight(incident)
        self.resolve.setEnabled(incident.open and stable.satisfied and not self._busy)
        early = incident.open and not stable.satisfied
        for part in (self._early_head, self.why, self.early):
            part.setVisible(early)
        self.early.setEnabled(not self._busy)

    def _show_flight(self, incident: Incident) -> None:
        """An approved change may begin at any moment: it is in flight here as it is under *Needs you*."""
        flying = [change for change in incident.changes if change.in_flight]
        names = ", ".join(f"{change.text} ({CHANGE_NAMES[change.state].lower()})" for change in flying)
        self._flight.setText(f"In flight: {names}" if names else "No change in flight")
        name, token = ("wrench", Token.WARN) if names else ("check", Token.OK)
        self._flight_icon.setPixmap(icons.pixmap(name, token))

    # -- Acting --------------------------------------------------------------------------------------------------

    @Slot()
    def _resolve(self) -> None:
        if self.resolve.isEnabled():
            self._do(None)

    @Slot()
    def _early(self) -> None:
        why = self.why.text().strip()
        if not why:
            self._say("Say in a sentence why it is over before the guard is", Token.WARN)
            self.why.setFocus()
            return
        self._do(why)

    @Slot()
    def _state_ended(self) -> None:
        """Impact has ended: this starts the guard."""
        ended = self._ended_at()
        if isinstance(ended, str):
            self._say(ended, Token.WARN)
            self.ended.setFocus()
            return
        from warroom.scribe import SetMitigated

        incident_id = self._incident_id

        def act(workspace: Workspace) -> Acted:
            return workspace.room.do(incident_id, SetMitigated(ended))

        self._set_busy(True)
        self._operations.run(act, done=lambda _acted: self._stated(ended), failed=self._refused)

    @Slot()
    def _enter_ended(self) -> None:
        """Enter in the time states it where nothing is stated yet; later it is stated with the resolution."""
        if self.state.isEnabled():
            self._state_ended()

    def _do(self, early_why: str | None) -> None:
        ended = self._ended_at()
        if isinstance(ended, str):
            self._say(ended, Token.WARN)
            self.ended.setFocus()
            return
        evidence = {key: field.text().strip() for key, field in self.evidence.items() if field.text().strip()}
        incident_id, temporary = self._incident_id, self.temporary.isChecked()
        mitigated = ended if self._ended_edited(ended) else None

        def act(workspace: Workspace) -> Acted:
            return workspace.room.resolve(
                incident_id, early_why=early_why, guard=evidence, temporary=temporary, mitigated=mitigated
            )

        self._set_busy(True)
        self._operations.run(act, done=self._done, failed=self._refused)

    def _ended_at(self) -> Instant | str | None:
        """The time in the field; None when it is empty; the sentence that says what is wrong with it."""
        text = self.ended.text().strip()
        if not text:
            return None
        stated = self._shown.incident.mitigated_at if self._shown else None
        if stated is not None and text == stated.hhmm():
            return stated
        moment = parse_time(text, self._operations.clock.now(), local_offset=times.local_offset)
        return sentence(moment, Place.OPTION) if isinstance(moment, FaultyLine) else moment

    def _ended_edited(self, ended: Instant | None) -> bool:
        return ended is not None and self._shown is not None and ended != self._shown.incident.mitigated_at

    def _stated(self, ended: Instant | None) -> None:
        """``-3m`` was meant from that moment, and would mean another one when it is read again at the end."""
        self.ended.setText(ended.hhmm() if ended is not None else "")
        self._edited()
        self._set_busy(False)
        self._say("Stated. The guard counts from there.")
        self.take_focus()

    def _done(self, acted: Acted) -> None:
        self._set_busy(False)
        for field in (*self.evidence.values(), self.why):
            field.clear()
        self._keep_now()
        self._say("")
        self.resolved.emit(acted.incident)

    def _refused(self, error: WarroomError) -> None:
        self._set_busy(False)
        self._say(error.sentence, Token.WARN)

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self._ticked()

    def _say(self, text: str, tone: Token = Token.TEXT2) -> None:
        self.message.setText(text)
        labels.retone(self.message, tone)

    @Slot()
    def _compose(self) -> None:
        self.compose_wanted.emit(self._incident_id, "page-resolved")

    # -- Keys and drafts -----------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tick.start()
        self._ticked()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._tick.stop()
        self._keep_now()

    @Slot()
    def _edited(self) -> None:
        self._draft_timer.start()

    def _keep_now(self) -> None:
        self._draft_timer.stop()
        self._keep()

    @Slot()
    def _keep(self) -> None:
        if self._shown is None:
            return
        evidence = {key: field.text() for key, field in self.evidence.items() if field.text()}
        draft = Draft(evidence, self.why.text(), self.temporary.isChecked())
        text = msgspec.json.encode(draft).decode() if evidence or draft.why or draft.temporary else ""
        if text == self._kept:
            return
        self._kept, incident_id = text, self._incident_id

        def keep(workspace: Workspace) -> None:
            workspace.record.save_draft(incident_id, SLOT, text)

        self._operations.read(keep)

    # -- Building ------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        inner = QWidget()
        inner.setProperty("panel", "clear")
        column = QVBoxLayout(inner)
        column.setContentsMargins(GAP_L, GAP_M, GAP_L, GAP_M)
        column.setSpacing(GAP_S)
        self.title = labels.Elided("Resolve", face=Type.TITLE, name="resolve.title")
        column.addWidget(self.title)
        self.stability = labels.plain(face=Type.READING, name="resolve.stability", wrap=True)
        column.addWidget(self.stability)
        self.bar = QProgressBar()
        self.bar.setObjectName("resolve.bar")
        self.bar.setAccessibleName("Stability guard")
        self.bar.setTextVisible(False)
        column.addWidget(self.bar)
        column.addLayout(self._rows())
        column.addLayout(self._ended_row())
        self._early_head = labels.plain("Before the guard is over: why?", face=Type.SMALL_STRONG, tone=Token.TEXT2)
        self.why = _field("resolve.why", "Why resolve early", "recorded, and shown in the postmortem")
        self._early_head.setBuddy(self.why)
        column.addWidget(self._early_head)
        column.addWidget(self.why)
        self.message = labels.plain(face=Type.BODY_STRONG, name="resolve.message", wrap=True)
        column.addWidget(self.message)
        column.addLayout(self._buttons())
        column.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setObjectName("resolve.scroll")
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidgetResizable(True)
        scroll.setWidget(inner)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)

    def _rows(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(GAP_M)
        grid.setVerticalSpacing(GAP_XS + 2)
        grid.setColumnStretch(2, 1)
        self.evidence: dict[str, QLineEdit] = {}
        self._ticks = {}
        for row, (key, (words, hint)) in enumerate(EVIDENCE.items()):
            field = _field(f"resolve.evidence.{key}", words, hint)
            field.textChanged.connect(self._tick_rows)
            tick = labels.picture(icons.pixmap("circle", Token.TEXT3), "")
            label = labels.plain(words, face=Type.BODY)
            label.setBuddy(field)
            for column, widget in enumerate((tick, label, field)):
                grid.addWidget(widget, row, column)
            self.evidence[key], self._ticks[key] = field, tick
        self._flight_icon = labels.picture(icons.pixmap("check", Token.OK, ICON_M), "")
        self._flight = labels.plain(face=Type.BODY, name="resolve.flight", wrap=True)
        grid.addWidget(self._flight_icon, len(EVIDENCE), 0)
        grid.addWidget(self._flight, len(EVIDENCE), 1, 1, 2)
        self.temporary = QCheckBox("Temporary: a follow-up to replace it is written")
        self.temporary.setObjectName("resolve.temporary")
        self.temporary.setAccessibleName("The mitigation is temporary")
        grid.addWidget(self.temporary, len(EVIDENCE) + 1, 1, 1, 2)
        return grid

    @Slot()
    def _tick_rows(self) -> None:
        for key, field in self.evidence.items():
            name, token = ("check", Token.OK) if field.text().strip() else ("circle", Token.TEXT3)
            self._ticks[key].setPixmap(icons.pixmap(name, token))

    def _ended_row(self) -> QHBoxLayout:
        self.ended = _field("resolve.ended", "Customer impact ended at", "HH:MM UTC, or -5m")
        self.ended.setFixedWidth(theme.px(190))
        label = labels.plain("Customer impact ended at", face=Type.BODY)
        label.setBuddy(self.ended)
        self.state = QPushButton("Impact has ended")
        self.state.setObjectName("resolve.state")
        self.state.setAccessibleName("State that customer impact has ended; starts the stability guard")
        self.state.clicked.connect(self._state_ended)
        row = QHBoxLayout()
        row.setSpacing(GAP_S)
        row.addWidget(label)
        row.addWidget(self.ended)
        row.addWidget(self.state)
        row.addStretch(1)
        return row

    def _buttons(self) -> QHBoxLayout:
        self.resolve = _button("resolve.resolve", "Resolve", "primary")
        self.early = _button("resolve.early", "Resolve early, with this reason")
        self.compose = _button("resolve.compose", "Write the message for customers", "quiet")
        self.back = _button("resolve.back", "Back", "quiet")
        labels.tip(self.back, "Back  Esc")
        self.resolve.clicked.connect(self._resolve)
        self.early.clicked.connect(self._early)
        self.compose.clicked.connect(self._compose)
        self.back.clicked.connect(self.closed)
        self.why.returnPressed.connect(self._early)
        self.ended.returnPressed.connect(self._enter_ended)
        row = QHBoxLayout()
        row.setSpacing(GAP_S)
        for button in (self.resolve, self.early, self.compose):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.back)
        return row


def _stability(incident: Incident, stable: Guard) -> str:
    if not incident.open:
        return "Resolved."
    if stable.needed_s == 0:
        return f"{incident.severity.label} has no stability guard: resolve when customers are well."
    if stable.since is None:
        return "Nothing says yet that customer impact has ended. State when it did: the guard counts from there."
    status = incident.status.value.capitalize()
    since = f"{status} · stable since {stable.since.hhmm()} UTC"
    watch = "" if incident.status is Status.MONITORING else " · status is not Monitoring"
    whole = times.countdown(stable.needed_s)
    if stable.satisfied:
        return f"{since} · the {whole} of the guard are over{watch}"
    so_far, left = times.countdown(int(stable.elapsed_s)), times.countdown(stable.remaining_s)
    return f"{since} · {so_far} of {whole}, {left} to go{watch}"


def _field(name: str, described: str, hint: str) -> QLineEdit:
    field = QLineEdit()
    field.setObjectName(name)
    field.setAccessibleName(described)
    field.setPlaceholderText(hint)
    return field


def _button(name: str, text: str, kind: str = "") -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setAccessibleName(text)
    button.setProperty("kind", kind)
    button.setAutoDefault(False)
    return button
