"""Handing over command: a brief from the record, rows to read together, and the receiver's own confirmation.

Offering changes nothing; command goes over when the receiver says so. What was not read together is named in the
record, and nothing is blocked (UI.md 2.9).
"""

from __future__ import annotations

from PySide6.QtCore import QStringListModel, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QHideEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QCompleter, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout
from PySide6.QtWidgets import QWidget as Widget

from ui import labels, theme
from ui.models.handoff import Check, brief_text, checks, sentence
from ui.models.people import BAD_NAME, Meant, meant
from ui.operations import Operations
from ui.pages.sheet import Sheet, button, scrolled
from ui.theme_tokens import GAP_L, GAP_S, GAP_XS, Token, Type
from warroom.clock import Instant
from warroom.incident.playbook import Playbook
from warroom.incident.state import Incident
from warroom.incident.words import Seat
from warroom.scribe import lines as say
from warroom.workspace import Workspace

SLOT = "handoff"
DRAFT_MS = 400
ABREAST_PX = 900
BRIEF_PX = 96


class HandoffSheet(Sheet):
    """``confirmed(handle, unread)``: the receiver said that they have command. ``print_wanted``: the brief on paper."""

    confirmed = Signal(str, list)
    print_wanted = Signal()

    def __init__(self, operations: Operations, people: QStringListModel) -> None:
        super().__init__("handoff", "Hand over command")
        self._operations = operations
        self._people = people
        self._incident: Incident | None = None
        self._playbook: Playbook | None = None
        self._id = ""
        self._from_record = ""
        self._edited = False
        self.ticks: dict[str, QCheckBox] = {}
        self._build(people)
        self._keep_timer = QTimer(self, interval=DRAFT_MS, singleShot=True)
        self._keep_timer.setObjectName("handoff.keep")
        self._keep_timer.timeout.connect(self._keep)

    def _build(self, people: QStringListModel) -> None:
        self.to = QLineEdit()
        self.to.setObjectName("handoff.to")
        self.to.setAccessibleName("Hand command to")
        self.to.setPlaceholderText("who takes it")
        self.to.setMaximumWidth(theme.px(200))
        completer = QCompleter(people, self.to)
        labels.suggest(self.to, completer)
        self.to.textChanged.connect(self._renamed)
        self.to.returnPressed.connect(self.offer)
        to_label = labels.plain("To", face=Type.BODY_STRONG)
        to_label.setBuddy(self.to)
        self.offered = button("handoff.offer", "Offer command", keys="Enter")
        self.offered.clicked.connect(self.offer)
        self.sentence = labels.Elided(face=Type.READING, name="handoff.sentence")
        self.copy_sentence = button("handoff.copy_sentence", "Copy", "quiet")
        self.copy_sentence.setAccessibleName("Copy the sentence to say")
        self.copy_sentence.clicked.connect(self._copy_sentence)
        top = QHBoxLayout()
        top.setSpacing(GAP_S)
        for widget in (to_label, self.to, self.offered):
            top.addWidget(widget)
        top.addSpacing(GAP_L)
        top.addWidget(labels.plain("Say:", face=Type.SMALL, tone=Token.TEXT2))
        top.addWidget(self.sentence, 1)
        top.addWidget(self.copy_sentence)
        self.body.addLayout(top)
        self.state = labels.plain(face=Type.BODY_STRONG, name="handoff.state", wrap=True)
        self.keep = button("handoff.keep", "Keep command")
        self.keep.clicked.connect(self._keep_command)
        stands = QHBoxLayout()
        stands.setSpacing(GAP_S)
        stands.addWidget(self.state, 1)
        stands.addWidget(self.keep)
        self.body.addLayout(stands)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(GAP_L)
        self._columns.addLayout(self._brief_column(), 3)
        self._columns.addWidget(self._check_column(), 2)
        self.body.addLayout(self._columns, 1)
        self.below.addLayout(self._foot())
        theme.notifier().changed.connect(self._fit)

    def _brief_column(self) -> QVBoxLayout:
        self.brief = QPlainTextEdit()
        self.brief.setObjectName("handoff.brief")
        self.brief.setAccessibleName("Brief for the next commander")
        self.brief.setTabChangesFocus(True)
        self.brief.textChanged.connect(self._typed)
        self.again = button("handoff.again", "From the record again", "quiet")
        self.again.clicked.connect(self._from_record_again)
        head = QHBoxLayout()
        head.addWidget(labels.plain("Brief, from the record", face=Type.SMALL_STRONG, tone=Token.TEXT2))
        head.addStretch(1)
        head.addWidget(self.again)
        column = QVBoxLayout()
        column.setSpacing(GAP_XS)
        column.addLayout(head)
        column.addWidget(self.brief, 1)
        return column

    def _check_column(self) -> Widget:
        inside = Widget()
        self._checks = QVBoxLayout(inside)
        self._checks.setContentsMargins(0, 0, 0, 0)
        self._checks.setSpacing(GAP_XS)
        self._checks.addWidget(labels.plain("Read together", face=Type.SMALL_STRONG, tone=Token.TEXT2))
        self._checks.addStretch(1)
        return scrolled(inside, "handoff.checks")

    def _foot(self) -> QHBoxLayout:
        self.copy = button("handoff.copy", "Copy brief", keys="F9")
        self.copy.clicked.connect(self.copy_brief)
        self.confirm = button("handoff.confirm", "I have command", "primary", keys="Ctrl+Shift+Enter")
        self.confirm.clicked.connect(self.confirm_receiver)
        row = QHBoxLayout()
        row.setSpacing(GAP_S)
        self.print = button("handoff.print", "Print brief", keys="Ctrl+P")
        self.print.clicked.connect(self.print_wanted)
        row.addWidget(self.copy)
        row.addWidget(self.print)
        row.addStretch(1)
        row.addWidget(self.confirm)
        return row

    # -- What stands -----------------------------------------------------------------------------------------------

    def begin(self, argument: str) -> None:
        name = argument.strip().removeprefix("@")
        if name:
            self.to.setText(name)
        elif self._incident is not None and self._incident.command_offered and not self.to.text():
            self.to.setText(self._incident.command_offered)

    def take_focus(self) -> None:
        if not self.to.text():
            self.to.setFocus()
        else:
            next((tick for tick in self.ticks.values() if not tick.isChecked()), self.confirm).setFocus()

    def show_state(self, incident: Incident, playbook: Playbook, now: Instant) -> None:
        if incident.id != self._id:
            self._switch(incident.id)
        self._incident, self._playbook = incident, playbook
        self._show_brief(brief_text(incident, now))
        self._show_checks(checks(incident, playbook, now))
        self._show_words(now)

    def _switch(self, incident: str) -> None:
        """Another incident: its own draft, nothing ticked yet."""
        self._flush()
        self._id, self._edited = incident, False
        self.to.clear()
        for tick in self.ticks.values():
            tick.setChecked(False)

        def read(workspace: Workspace) -> tuple[str, str]:
            return incident, workspace.record.draft(incident, SLOT) or ""

        self._operations.read(read, done=self._drafted)

    def _drafted(self, found: tuple[str, str]) -> None:
        incident, text = found
        if incident == self._id and text and not self._edited:
            self._edited = True
            self.brief.setPlainText(text)
            self.again.show()

    def _show_brief(self, text: str) -> None:
        """The record's words, until somebody writes their own."""
        self._from_record = text
        if not self._edited and self.brief.toPlainText() != text:
            self.brief.blockSignals(True)
            self.brief.setPlainText(text)
            self.brief.blockSignals(False)
        self.again.setVisible(self._edited)

    def _show_checks(self, rows: list[Check]) -> None:
        wanted = {row.key for row in rows}
        for key, tick in self.ticks.items():
            tick.setVisible(key in wanted)
        for row in rows:
            tick = self.ticks.get(row.key) or self._add_tick(row.key)
            tick.setText(row.words)
            tick.setAccessibleName(row.words)
            labels.retone(tick, Token.DANGER if row.urgent and not tick.isChecked() else Token.TEXT)

    def _add_tick(self, key: str) -> QCheckBox:
        tick = self.ticks[key] = QCheckBox()
        tick.setObjectName(f"handoff.check.{key}")
        self._checks.insertWidget(self._checks.count() - 1, tick)
        return tick

    def _show_words(self, now: Instant) -> None:
        incident, name = self._incident, self._receiver()
        if incident is None:
            return
        self.sentence.setText(sentence(name or "", now))
        holder = incident.roles.get(Seat.IC, "")
        self.hint.setText(f"{incident.commander or 'nobody'} commands{'' if holder else ', acting'}")
        waits = incident.command_offered
        self.state.setText(f"Offered to {waits}. Nothing changes until {waits} confirms." if waits else "")
        self.state.setVisible(bool(waits))
        self.keep.setVisible(bool(waits) and bool(holder))
        self.offered.setEnabled(bool(name) and name != waits and name != holder)
        self.confirm.setEnabled(bool(name) and name != holder)
        words = f"{name}: I have command" if name else "I have command"
        self.confirm.setText(words)
        self.confirm.setAccessibleName(words)

    def _receiver(self) -> str:
        """Who is meant by what is typed, '' while it can be nobody or several."""
        return self._meant().handle

    def _meant(self) -> Meant:
        return meant(self.to.text(), self._people.stringList())

    @Slot()
    def _renamed(self) -> None:
        fault = self._meant().fault if self.to.text().strip() else ""
        labels.mark(self.to, "fault", "warn" if fault == BAD_NAME else None)
        labels.tip(self.to, fault)
        self._show_words(self._operations.clock.now())

    # -- Acts ------------------------------------------------------------------------------------------------------

    @Slot()
    def offer(self) -> None:
        """Tell the record and everybody who reads it that command is offered; nothing changes yet."""
        name = self._receiver()
        if name and self.offered.isEnabled():
            new = " (new here)" if self._meant().new else ""
            self.to.setText(name)
            self.wanted.emit(say.OfferCommand(name), f"Command offered to {name}{new}")
        first = next((tick for tick in self.ticks.values() if not tick.isChecked()), None)
        (first or self.confirm).setFocus()

    @Slot()
    def _keep_command(self) -> None:
        """The offer ends, and who commands goes on commanding."""
        holder = self._incident.roles.get(Seat.IC, "") if self._incident is not None else ""
        if holder:
            self.wanted.emit(say.TakeCommand(holder), f"{holder} keeps command")

    @Slot()
    def confirm_receiver(self) -> None:
        """The receiver confirms: command goes over, and what was not read together is named."""
        if not self.confirm.isEnabled():
            fault = self._meant().fault if self.to.text().strip() else ""
            self.said.emit(fault or "Name who takes command first", True)
            self.to.setFocus()
            return
        unread = [tick.text() for tick in self.ticks.values() if tick.isVisibleTo(self) and not tick.isChecked()]
        self.confirmed.emit(self._receiver(), unread)
        self._edited = False
        self._keep()
        self.to.clear()
        for tick in self.ticks.values():
            tick.setChecked(False)
        self.closed.emit()

    @Slot()
    def copy_brief(self) -> None:
        QGuiApplication.clipboard().setText(self.brief.toPlainText())
        self.said.emit("Brief copied", False)

    def worded(self) -> str:
        """The brief as somebody wrote it here, '' while it is the record's own."""
        return self.brief.toPlainText().strip() if self._edited else ""

    @Slot()
    def _copy_sentence(self) -> None:
        QGuiApplication.clipboard().setText(self.sentence.text())
        self.said.emit("Sentence copied", False)

    # -- The draft -------------------------------------------------------------------------------------------------

    @Slot()
    def _typed(self) -> None:
        self._edited = self.brief.toPlainText() != self._from_record
        self.again.setVisible(self._edited)
        self._keep_timer.start()

    @Slot()
    def _from_record_again(self) -> None:
        self.brief.setPlainText(self._from_record)

    @Slot()
    def _keep(self) -> None:
        self._keep_timer.stop()
        incident, text = self._id, self.brief.toPlainText() if self._edited else ""

        def keep(workspace: Workspace) -> None:
            workspace.record.save_draft(incident, SLOT, text)

        if incident:
            self._operations.read(keep)

    def _flush(self) -> None:
        if self._keep_timer.isActive():
            self._keep()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._flush()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        """One column where two have no room; a brief that cannot be read is none."""
        self.brief.setMinimumHeight(theme.px(BRIEF_PX))
        abreast = self.width() >= theme.px(ABREAST_PX)
        way = QBoxLayout.Direction.LeftToRight if abreast else QBoxLayout.Direction.TopToBottom
        self._columns.setDirection(way)
