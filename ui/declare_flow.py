"""From Ctrl+N to the first line in the war room: opens the dialog, keeps its draft, declares, hands the keys on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from ui.operations import Opened, Operations

if TYPE_CHECKING:
    from ui.dialogs.declare import DeclareDialog, Draft, Wish
    from warroom.errors import WarroomError
    from warroom.workspace import Workspace

SLOT = "declare"
NO_INCIDENT = ""
ANNOUNCEMENT = "declaration"


class Declared(msgspec.Struct, frozen=True):
    """``announcement`` is the text to paste, '' unless it was asked for."""

    incident: str
    ref: str
    announcement: str = ""


class DeclareFlow(QObject):
    """``declared`` carries ``(Declared, keys typed meanwhile)``."""

    declared = Signal(object, list)

    def __init__(self, operations: Operations, window: QWidget) -> None:
        super().__init__(window)
        self._operations = operations
        self._window = window
        self._draft: str | None = None
        self._kept = ""
        self.dialog: DeclareDialog | None = None
        operations.opened.connect(self._opened)

    def prepare(self) -> DeclareDialog:
        """Make the dialog, once."""
        if self.dialog is None:
            from ui.dialogs.declare import DeclareDialog

            facts = self._operations.facts
            self.dialog = DeclareDialog(self._operations, facts.playbook if facts else None, self._window)
            self.dialog.wanted.connect(self._wanted)
            self.dialog.kept.connect(self._keep)
            self._restore()
        return self.dialog

    def begin(self, typed: str = "", *, drill: bool | None = None) -> None:
        """Bring the dialog to the front; ``typed`` is the key that did it."""
        self.prepare().begin(typed, drill=drill)

    def close(self) -> None:
        """The window closes: what is being declared is kept as a draft."""
        if self.dialog is not None:
            self.dialog.leave()

    @Slot(object)
    def _opened(self, facts: Opened) -> None:
        if self.dialog is not None:
            self.dialog.use_playbook(facts.playbook)

        def draft(workspace: Workspace) -> str | None:
            return workspace.record.draft(NO_INCIDENT, SLOT)

        self._operations.read(draft, done=self._found)

    def _found(self, draft: str | None) -> None:
        self._draft = draft
        self._restore()

    def _restore(self) -> None:
        if self.dialog is not None and self._draft:
            from ui.dialogs.declare import Draft

            try:
                self.dialog.restore(msgspec.json.decode(self._draft, type=Draft))
            except (msgspec.DecodeError, msgspec.ValidationError):
                self._draft = None

    @Slot(object)
    def _keep(self, draft: Draft) -> None:
        text = msgspec.json.encode(draft).decode() if draft.title or draft.severity or draft.triage else ""
        if text == self._kept:
            return
        self._kept = text

        def keep(workspace: Workspace) -> None:
            workspace.record.save_draft(NO_INCIDENT, SLOT, text)

        self._operations.read(keep)

    @Slot(object)
    def _wanted(self, wish: Wish) -> None:
        def declare(workspace: Workspace) -> Declared:
            said = wish.declaration
            acted = workspace.room.declare(
                said.title,
                wish.severity,
                started=said.started,
                ic=said.commander or None,
                drill=wish.drill,
                triage=wish.triage,
                first=said.whole,
            )
            incident = workspace.record.incident(acted.incident)
            text = ""
            if wish.copy:
                text = workspace.drafts.draft(incident, ANNOUNCEMENT).text
            return Declared(acted.incident, incident.ref, text)

        self._operations.run(declare, done=self._done, failed=self._refused)

    def _done(self, declared: Declared) -> None:
        ahead: list[QKeyEvent] = []
        self._window.activateWindow()
        if self.dialog is not None:
            ahead = self.dialog.finish()
        self.declared.emit(declared, ahead)

    def _refused(self, error: WarroomError) -> None:
        if self.dialog is not None:
            self.dialog.refuse(error)
