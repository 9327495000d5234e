"""Delivery while the window is open: it begins with the first message that waits, on a thread of its own.

The window shows what ``stepped`` tells and never waits for a network. Closing the record ends it; what is in flight at
that moment is asked after at the next start.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal, Slot

if TYPE_CHECKING:
    from ui.operations import Changed, Operations
    from warroom.errors import WarroomError
    from warroom.outbox import DeliveryThread, Step
    from warroom.settings.secrets import Secrets
    from warroom.workspace import Workspace

_BEGINS = frozenset({"message_queued"})


class _Waiting(NamedTuple):
    """Whether anything waits, and the secrets that the window knows, those that were typed in among them."""

    anything: bool
    secrets: Secrets


class Delivering(QObject):
    """``stepped``: one thing that the delivery did; ``failed``: the record could not be opened for it."""

    stepped = Signal(object)
    failed = Signal(object)

    def __init__(self, operations: Operations) -> None:
        super().__init__(operations)
        self.setObjectName("delivering")
        self._operations = operations
        self._thread: DeliveryThread | None = None
        self._ended = False
        operations.opened.connect(self.look)
        operations.changed.connect(self._changed)
        operations.closing.connect(self.stop)

    @property
    def running(self) -> bool:
        return self._thread is not None and self._thread.running

    @Slot()
    def look(self) -> None:
        """Something may have to leave: begin, or look now instead of within a second."""
        if self._thread is not None:
            self._thread.wake()
        elif not self._ended:
            self._operations.read(_waiting, done=self._begin)

    @Slot()
    def stop(self) -> None:
        """Begin nothing more; what is in flight is waited for, a few seconds at most."""
        self._ended = True
        if self._thread is not None:
            self._thread.stop()
            self._thread = None

    @Slot(object)
    def _changed(self, changed: Changed) -> None:
        if not changed.complete or any(event.kind in _BEGINS for event in changed.events):
            self.look()

    def _begin(self, waiting: _Waiting) -> None:
        facts = self._operations.facts
        if not waiting.anything or self._thread is not None or self._ended or facts is None:
            return
        from warroom.workspace import delivery

        self._thread = delivery(
            Path(facts.path),
            facts.author,
            facts.clock,
            secrets=waiting.secrets,
            tell=lambda step: self._operations.report(self._step, step),
            failed=lambda error: self._operations.report(self._fail, error),
        )
        self._thread.start()

    def _step(self, step: Step) -> None:
        self.stepped.emit(step)

    def _fail(self, error: WarroomError) -> None:
        self.failed.emit(error)


def of(operations: Operations) -> Delivering:
    """The one delivery beside these operations."""
    return operations.findChild(Delivering) or Delivering(operations)


def _waiting(workspace: Workspace) -> _Waiting:
    return _Waiting(workspace.messages_wait, workspace.secrets)
