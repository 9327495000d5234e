"""Working offline as a wish that holds in every window: known without asking, set on the record thread."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from ui import delivering
from ui.operations import Operations
from warroom.workspace import Workspace

SETTING, ON, OFF = "work_offline", "yes", "no"


class WorkingOffline(QObject):
    """``said``: what was chosen, in a sentence."""

    said = Signal(str)

    def __init__(self, operations: Operations, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._operations = operations
        self._on = False
        operations.opened.connect(self.look)
        operations.changed.connect(self.look)

    def on(self) -> bool:
        """Whether it was chosen, as far as this window has heard."""
        return self._on

    @Slot()
    def look(self) -> None:
        """Another page, window or program may have changed it."""
        self._operations.read(_chosen, done=self._seen)

    def _seen(self, on: bool) -> None:
        self._on = on

    def toggle(self) -> None:
        """Nothing leaves from now on, or what waited is reviewed; as it stands on the record, whatever we knew."""

        def turn(workspace: Workspace) -> bool:
            on = not _chosen(workspace)
            workspace.outbox.set_offline(on)
            return on

        self._operations.run(turn, done=self._turned)

    def _turned(self, on: bool) -> None:
        self._on = on
        facts = self._operations.facts
        if facts is not None:
            facts.settings[SETTING] = ON if on else OFF
        delivering.of(self._operations).look()
        self.said.emit("Working offline: nothing leaves" if on else "Online again: what waited is reviewed first")


def _chosen(workspace: Workspace) -> bool:
    return workspace.setting(SETTING) == ON
