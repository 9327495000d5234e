"""The composer on an incident that has run for a while, and what a person does with it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from ui.operations import Operations
from ui.pages.composer import ComposerPage
from warroom.clock import ManualClock
from warroom.incident.state import Incident
from warroom.incident.words import Severity
from warroom.workspace import Workspace


class Desk:
    def __init__(self, qtbot: QtBot, page: ComposerPage, operations: Operations, incident: str) -> None:
        self.qtbot, self.page, self.operations, self.incident_id = qtbot, page, operations, incident

    def open(self, template: str = "", *, external: bool = False) -> None:
        if template:
            self.page.compose(self.incident_id, template)
        else:
            self.page.compose_fitting(self.incident_id, external=external)
        self.qtbot.waitUntil(lambda: self.page.draft is not None and self.page._wanted == "")

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        focused = self.page.focusWidget() or self.page
        self.qtbot.keyClick(focused, key, modifiers)

    def type_into(self, field: str, text: str) -> None:
        assert self.page.fields.go_to(field)
        edit = self.edit(field)
        edit.selectAll()
        edit.insertPlainText(text)

    def edit(self, field: str) -> QPlainTextEdit:
        row = self.page.fields.row(field)
        assert row is not None
        return row.edit

    @property
    def preview(self) -> str:
        return self.page.preview.text.toPlainText()

    @property
    def note(self) -> str:
        return self.page.foot.note.text()

    def checks(self) -> list[str]:
        """The checks as they read, each with its fix."""
        rows = [row for row in self.page.preview.checks if row.isVisibleTo(self.page)]
        return [
            " ".join(part for part in (row.level.text(), row.text.text(), row.fix.text()) if part)
            if row.fix.isVisibleTo(row)
            else f"{row.level.text()} {row.text.text()}"
            for row in rows
        ]

    def ask_record(self, work: Callable[[Workspace], object]) -> object:
        answers: list[object] = []
        self.operations.run(work, done=answers.append)
        self.qtbot.waitUntil(lambda: bool(answers))
        return answers[0]

    def incident(self) -> Incident:
        found = self.ask_record(lambda workspace: workspace.record.incident(self.incident_id))
        assert isinstance(found, Incident)
        return found

    def log(self, line: str) -> None:
        self.ask_record(lambda workspace: workspace.room.log(self.incident_id, line))


def begin(workspace: Workspace, clock: ManualClock, *, drill: bool = False) -> str:
    begun = clock.now()
    incident = workspace.room.declare(
        "Checkout failing for most customers", Severity.SEV1, started=begun.plus(-600), drill=drill
    ).incident
    workspace.room.log(incident, "~ around 70% of checkouts fail")
    workspace.room.log(incident, "! roll the release back")
    workspace.room.log(incident, "/status mitigating")
    return incident


def clipboard() -> str:
    return QGuiApplication.clipboard().text()
