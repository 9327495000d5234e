"""Catch me up: what has changed since a time or since a person left, in the order that a seat needs (UI.md 5)."""

from __future__ import annotations

from PySide6.QtCore import QStringListModel, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QCompleter, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ui import labels, theme, times
from ui.operations import Operations
from ui.pages.sheet import Sheet, button, scrolled
from ui.theme_tokens import GAP_S, GAP_XS, Token, Type
from warroom.clock import Instant
from warroom.errors import WarroomError
from warroom.incident.catching_up import CatchUp, Section
from warroom.incident.phrases import SEAT_NAMES
from warroom.incident.playbook import Playbook
from warroom.incident.state import Incident
from warroom.scribe import FaultyLine
from warroom.scribe.times import parse_time
from warroom.text import handle
from warroom.workspace import Workspace


class CatchUpSheet(Sheet):
    """``went(entry)``: the id of the row that a line is about."""

    went = Signal(str)

    def __init__(self, operations: Operations, people: QStringListModel) -> None:
        super().__init__("catchup", "Catch me up")
        self._operations = operations
        self._id = ""
        self.told: CatchUp | None = None
        self.since = QLineEdit()
        self.since.setObjectName("catchup.since")
        self.since.setAccessibleName("Since a time, or since a person left")
        self.since.setPlaceholderText("since you wrote last; or 03:10, -30m, @kai")
        self.since.setMaximumWidth(theme.px(320))
        completer = QCompleter(people, self.since)
        labels.suggest(self.since, completer)
        self.since.returnPressed.connect(self.look)
        self.seat = QComboBox()
        self.seat.setObjectName("catchup.seat")
        self.seat.setAccessibleName("For which seat")
        self.seat.addItem("for anybody", "")
        for seat, name in SEAT_NAMES.items():
            self.seat.addItem(f"for the {name.lower()}", str(seat))
        self.seat.currentIndexChanged.connect(self.look)
        self.copy = button("catchup.copy", "Copy", keys="F9")
        self.copy.clicked.connect(self.copy_all)
        top = QHBoxLayout()
        top.setSpacing(GAP_S)
        top.addWidget(self.since, 2)
        top.addWidget(self.seat)
        top.addWidget(self.copy)
        top.addStretch(1)
        self.body.addLayout(top)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP_XS)
        self._column.addStretch(1)
        self.body.addWidget(scrolled(inside, "catchup.scroll"), 1)

    def show_state(self, incident: Incident, playbook: Playbook, now: Instant) -> None:
        if incident.id != self._id:
            self._id = incident.id
            self.since.clear()
            self._show(None)

    def begin(self, argument: str) -> None:
        if argument:
            self.since.setText(argument)
        self.look()

    def take_focus(self) -> None:
        self.since.setFocus()

    @Slot()
    def look(self) -> None:
        """Ask the record; a word that is no time and no person is said."""
        typed, seat, incident = self.since.text().strip(), str(self.seat.currentData()), self._id
        since, left = None, ""
        if typed:
            at = parse_time(typed, self._operations.clock.now(), local_offset=times.local_offset)
            left = "" if not isinstance(at, FaultyLine) else handle(typed.removeprefix("@")) or ""
            since = None if isinstance(at, FaultyLine) else at
            if since is None and not left:
                self.said.emit(f"{typed} is neither a time nor a person", True)
                return

        def work(workspace: Workspace) -> CatchUp:
            return workspace.catch_up(incident, since=since, left=left, seat=seat)

        if incident:
            self._operations.read(work, done=self._show, failed=self._refused)

    def _refused(self, error: WarroomError) -> None:
        self.said.emit(error.sentence, True)

    def _show(self, told: CatchUp | None) -> None:
        self.told = told
        while self._column.count() > 1:
            item = self._column.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if told is None:
            self.hint.setText("")
            return
        rows = f"{told.rows} row{'s' if told.rows != 1 else ''}"
        self.hint.setText(f"since {told.since.hhmm()} UTC · {rows if told.rows else 'nothing was logged'}")
        for section in told.sections:
            self._add(section)

    def _add(self, section: Section) -> None:
        at = self._column.count() - 1
        head = labels.plain(section.title, face=Type.SMALL_STRONG, tone=Token.TEXT2)
        self._column.insertWidget(at, head)
        for line in section.lines:
            at += 1
            words = f"{line.at.hhmm()}  {line.text}" if line.at is not None else line.text
            self._column.insertWidget(at, self._line(words, line.entry))
        if section.left_out:
            more = labels.plain(f"and {section.left_out} earlier", face=Type.SMALL, tone=Token.TEXT3)
            self._column.insertWidget(at + 1, more)

    def _line(self, words: str, entry: str) -> QWidget:
        """A line that can be gone to is a button."""
        if not entry:
            return labels.plain(words, face=Type.BODY, wrap=True)
        row = QPushButton(words)
        row.setAccessibleName(words)
        row.setProperty("kind", "line")
        row.setProperty("entry", entry)
        labels.tip(row, words)
        row.clicked.connect(self._go)
        return row

    @Slot()
    def _go(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.went.emit(sender.property("entry"))

    @Slot()
    def copy_all(self) -> None:
        if self.told is None:
            return
        parts = []
        for section in self.told.sections:
            lines = [f"  {line.at.hhmm() + '  ' if line.at else ''}{line.text}" for line in section.lines]
            parts.append("\n".join([section.title, *lines]))
        QGuiApplication.clipboard().setText("\n\n".join(parts))
        self.said.emit("Copied", False)
