"""What waits to be told about the incident in front, read again whenever the incident changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from ui.models.telling import Untold
from ui.operations import Operations

if TYPE_CHECKING:
    from ui.models.telling import Tell
    from warroom.errors import WarroomError
    from warroom.incident.state import Incident
    from warroom.workspace import Workspace

SOON_MS = 400
"""After the last change: a fast scribe changes the incident with every line."""


class Telling(QObject):
    """``found`` carries an ``Untold``; one question at a time is under way, and the last one counts."""

    found = Signal(object)

    def __init__(self, operations: Operations, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._operations = operations
        self._incident = ""
        self._looking = False
        self.now: Untold | None = None
        self._soon = QTimer(self, interval=SOON_MS, singleShot=True)
        self._soon.setObjectName("war.telling")
        self._soon.timeout.connect(self._look)

    @property
    def first(self) -> Tell | None:
        """What is to be written first."""
        return self.now.tells[0] if self.now is not None and self.now.tells else None

    @Slot(object)
    def look(self, incident: Incident) -> None:
        if incident.id != self._incident:
            self._incident, self.now = incident.id, Untold(incident.id)
            self.found.emit(self.now)
        self._soon.start()

    @Slot()
    def _look(self) -> None:
        if self._looking:
            self._soon.start()
            return
        self._looking = True
        wanted = self._incident
        self._operations.read(lambda workspace: read(workspace, wanted), done=self._read, failed=self._unread)

    def _read(self, found: Untold) -> None:
        self._looking = False
        if found.incident == self._incident:
            self.now = found
            self.found.emit(found)

    def _unread(self, _error: WarroomError) -> None:
        """The record says elsewhere what ails it; the next change asks again."""
        self._looking = False


def read(workspace: Workspace, incident: str) -> Untold:
    """On the record thread."""
    from ui.models.untold import untold

    state = workspace.record.incident(incident)
    return untold(state, workspace.drafts.templates, workspace.places, workspace.clock.now())
