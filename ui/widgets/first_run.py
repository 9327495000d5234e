"""What a new user finds on Home: who you are, your team, two minutes of practice; each can be skipped (UI.md 2.15)."""

from __future__ import annotations

from PySide6.QtCore import QStandardPaths, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout

from ui import labels, theme
from ui.pages.sheet import button
from ui.settings.fields import Line
from ui.theme_tokens import GAP_L, GAP_M, GAP_S, Token, Type

WIDE_PX = 640
PROMISE = "No account. Nothing leaves this computer until you queue and send it."
FIELDS = (
    ("name", "Name", "Robin Roe", "Your name"),
    ("handle", "Handle", "robin", "Your handle: the author of what you log"),
    ("second_clock", "Clock beside UTC", "local, Europe/Paris", "A second clock, beside UTC"),
)
"""Setting, label, example, and what a screen reader says."""


class FirstRun(QFrame):
    """``wished(key, value)`` a setting, ``people(path)`` and ``settings(path)`` a file to read in, ``practised`` and
    ``declared`` to begin one or the other, ``skipped`` when it is not wanted any more."""

    wished = Signal(str, str)
    people = Signal(str)
    settings = Signal(str)
    practised = Signal()
    declared = Signal()
    skipped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("home.first")
        self.setAccessibleName("First steps")
        self.setProperty("panel", "panel")
        self.fields: dict[str, Line] = {}
        self.problem = labels.plain(face=Type.SMALL, tone=Token.WARN, name="home.first.problem", wrap=True)
        self.problem.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP_L, GAP_M, GAP_L, GAP_M)
        column.setSpacing(GAP_M)
        column.addLayout(self._fire())
        column.addWidget(labels.plain("Otherwise, three short steps:", face=Type.BODY, tone=Token.TEXT2))
        column.addLayout(self._steps())
        column.addWidget(self.problem)
        column.addLayout(self._foot())
        theme.notifier().changed.connect(self._measure)
        self._measure()

    def show_value(self, key: str, value: str) -> None:
        """The value of a setting as it stands; other settings are none of ours."""
        if key in self.fields:
            self.say("")
            if self.fields[key].text() != value:
                self.fields[key].setText(value)

    def refuse(self, key: str, sentence: str) -> None:
        if key in self.fields:
            self.say(sentence)

    def say(self, words: str, tone: Token = Token.WARN) -> None:
        self.problem.setText(words)
        labels.retone(self.problem, tone)
        self.problem.setVisible(bool(words))

    # -- Building --------------------------------------------------------------------------------------------------

    def _fire(self) -> QHBoxLayout:
        declare = button("home.first.declare", "Declare now", "primary", keys="Ctrl+N")
        declare.clicked.connect(self.declared)
        row = QHBoxLayout()
        row.setSpacing(GAP_S)
        row.addWidget(labels.plain("Something on fire?", face=Type.TITLE))
        row.addStretch(1)
        row.addWidget(labels.plain("Ctrl+N", face=Type.CAPTION, tone=Token.TEXT3))
        row.addWidget(declare)
        return row

    def _steps(self) -> QGridLayout:
        people = button("home.first.people", "Import people …")
        people.clicked.connect(self._ask_people)
        settings = button("home.first.settings", "Import settings …")
        settings.clicked.connect(self._ask_settings)
        practise = button("home.first.practise", "Go")
        practise.setAccessibleName("Practise")
        practise.clicked.connect(self.practised)
        team = QHBoxLayout()
        team.setSpacing(GAP_S)
        team.addWidget(people)
        team.addWidget(settings)
        team.addStretch(1)
        go = QHBoxLayout()
        go.setSpacing(GAP_S)
        go.addWidget(practise)
        go.addStretch(1)
        grid = QGridLayout()
        grid.setHorizontalSpacing(GAP_M)
        grid.setVerticalSpacing(GAP_M)
        grid.setColumnStretch(2, 1)
        self._step(grid, 0, "You", "", self._you())
        self._step(grid, 1, "Your team", "The built-in playbook is in force.", team)
        words = "Two minutes in the real war room, as a drill: log three lines, write one update."
        self._step(grid, 2, "Practise", words, go)
        return grid

    def _step(self, grid: QGridLayout, number: int, head: str, words: str, what: QHBoxLayout) -> None:
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(labels.plain(str(number + 1), face=Type.BODY_STRONG, tone=Token.TEXT3), number, 0, top)
        grid.addWidget(labels.plain(head, face=Type.BODY_STRONG), number, 1, top)
        right = QVBoxLayout()
        right.setSpacing(GAP_S)
        if words:
            right.addWidget(labels.plain(words, face=Type.BODY, tone=Token.TEXT2, wrap=True))
        right.addLayout(what)
        grid.addLayout(right, number, 2)

    def _you(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(GAP_S)
        for key, label, example, described in FIELDS:
            field = self.fields[key] = Line()
            field.setObjectName(f"home.first.{key}")
            field.setAccessibleName(described)
            field.setPlaceholderText(example)
            field.editingFinished.connect(self._wish)
            head: QLabel = labels.plain(label, face=Type.CAPTION, tone=Token.TEXT2)
            head.setBuddy(field)
            cell = QVBoxLayout()
            cell.setSpacing(0)
            cell.addWidget(head)
            cell.addWidget(field)
            row.addLayout(cell, 1)
        return row

    def _foot(self) -> QHBoxLayout:
        skip = button("home.first.skip", "Skip", "quiet")
        skip.setAccessibleName("Skip the first steps")
        skip.clicked.connect(self.skipped)
        row = QHBoxLayout()
        row.addWidget(labels.plain(PROMISE, face=Type.SMALL, tone=Token.TEXT2, wrap=True), 1)
        row.addWidget(skip)
        return row

    # -- What a person does ----------------------------------------------------------------------------------------

    @Slot()
    def _wish(self) -> None:
        for key, field in self.fields.items():
            if field is self.sender():
                self.wished.emit(key, field.text().strip())

    @Slot()
    def _ask_people(self) -> None:
        dialog = self._dialog("Import people", "People (*.toml *.csv *.vcf)")
        dialog.fileSelected.connect(self.people)
        dialog.open()

    @Slot()
    def _ask_settings(self) -> None:
        dialog = self._dialog("Import settings", "Settings (*.json)")
        dialog.fileSelected.connect(self.settings)
        dialog.open()

    def _dialog(self, title: str, kinds: str) -> QFileDialog:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self, title, folder)
        dialog.setObjectName("home.first.file")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(kinds)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog

    @Slot()
    def _measure(self) -> None:
        self.setMaximumWidth(theme.px(WIDE_PX))
