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
    QVBoxLayout,
    QWidget,
)

from ui import times
from ui.actions import Actions
from ui.operations import Changed, Operations
from ui.theme_tokens import Token
from ui.widgets.resolve_form import ResolveForm
from warroom.clock import Instant
from warroom.errors import WarroomError
from warroom.incident.countdowns import guard
from warroom.incident.playbook import Playbook
from warroom.incident.state import Incident
from warroom.scribe import FaultyLine, Place, parse_time, sentence

if TYPE_CHECKING:
    from warroom.room import Acted
    from warroom.workspace import Workspace

SLOT = "resolve"
DRAFT_MS = 400


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
        self.form = ResolveForm(self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.form)
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
        self._connect()

    def open(self, incident_id: str) -> None:
        """Show the page for one incident, with what was typed here before."""
        if incident_id != self._incident_id:
            self._keep_now()
            self._incident_id, self._shown = incident_id, None
            self.form.clear()
        self._read()

    def take_focus(self) -> None:
        self.form.take_focus()

    def _connect(self) -> None:
        form = self.form
        form.edited.connect(self._edited)
        form.state.clicked.connect(self._state_ended)
        form.ended.returnPressed.connect(self._enter_ended)
        form.resolve.clicked.connect(self._resolve)
        form.early.clicked.connect(self._early)
        form.why.returnPressed.connect(self._early)
        form.compose.clicked.connect(self._compose)
        form.back.clicked.connect(self.closed)

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
        for key, field in self.form.evidence.items():
            field.setText(field.text() or draft.evidence.get(key, ""))
        self.form.why.setText(self.form.why.text() or draft.why)
        self.form.temporary.setChecked(draft.temporary)
        ended = shown.incident.mitigated_at
        if ended is not None and not self.form.ended.text():
            self.form.ended.setText(ended.hhmm())
        impact = shown.incident.impact
        if impact is not None:
            self.form.evidence["impact"].setPlaceholderText(f"last stated {impact.at.hhmm()}: {impact.text}")

    @Slot(object)
    def _changed(self, changed: Changed) -> None:
        if self._shown is not None and self._incident_id in changed.incidents:
            self._read()

    @Slot()
    def _ticked(self) -> None:
        if self._shown is not None:
            incident = self._shown.incident
            stable = guard(incident, self._shown.playbook, self._operations.clock.now())
            self.form.show_guard(incident, stable, busy=self._busy)

    # -- Acting --------------------------------------------------------------------------------------------------

    @Slot()
    def _resolve(self) -> None:
        if self.form.resolve.isEnabled():
            self._do(None)

    @Slot()
    def _early(self) -> None:
        why = self.form.why.text().strip()
        if not why:
            self.form.say("Say in a sentence why it is over before the guard is", Token.WARN)
            self.form.why.setFocus()
            return
        self._do(why)

    @Slot()
    def _state_ended(self) -> None:
        """Impact has ended: this starts the guard."""
        ended = self._ended_at()
        if isinstance(ended, str):
            self.form.say(ended, Token.WARN)
            self.form.ended.setFocus()
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
        if self.form.state.isEnabled():
            self._state_ended()

    def _do(self, early_why: str | None) -> None:
        ended = self._ended_at()
        if isinstance(ended, str):
            self.form.say(ended, Token.WARN)
            self.form.ended.setFocus()
            return
        evidence = self.form.stated()
        incident_id, temporary = self._incident_id, self.form.temporary.isChecked()
        mitigated = ended if self._ended_edited(ended) else None

        def act(workspace: Workspace) -> Acted:
            return workspace.room.resolve(
                incident_id, early_why=early_why, guard=evidence, temporary=temporary, mitigated=mitigated
            )

        self._set_busy(True)
        self._operations.run(act, done=self._done, failed=self._refused)

    def _ended_at(self) -> Instant | str | None:
        """The time in the field; None when it is empty; the sentence that says what is wrong with it."""
        text = self.form.ended.text().strip()
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
        self.form.ended.setText(ended.hhmm() if ended is not None else "")
        self._edited()
        self._set_busy(False)
        self.form.say("Stated. The guard counts from there.")
        self.take_focus()

    def _done(self, acted: Acted) -> None:
        self._set_busy(False)
        for field in (*self.form.evidence.values(), self.form.why):
            field.clear()
        self._keep_now()
        self.form.say("")
        self.resolved.emit(acted.incident)

    def _refused(self, error: WarroomError) -> None:
        self._set_busy(False)
        self.form.say(error.sentence, Token.WARN)

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self._ticked()

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
        evidence = {key: field.text() for key, field in self.form.evidence.items() if field.text()}
        draft = Draft(evidence, self.form.why.text(), self.form.temporary.isChecked())
        text = msgspec.json.encode(draft).decode() if evidence or draft.why or draft.temporary else ""
        if text == self._kept:
            return
        self._kept, incident_id = text, self._incident_id

        def keep(workspace: Workspace) -> None:
            workspace.record.save_draft(incident_id, SLOT, text)

        self._operations.read(keep)
