"""The outbox behind its page: read from the record, decided on the record; what leaves does so on its own thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from ui import delivering
from ui.models.outbox import Post, glance
from ui.operations import Changed, Operations
from warroom.errors import WarroomError
from warroom.outbox import DeliveryState

if TYPE_CHECKING:
    from warroom.outbox import Choice, Rewriting, Together
    from warroom.workspace import Workspace


class Glance(QObject):
    """``words``: how the outbox stands, for the identity row; '' when there is nothing to say."""

    words = Signal(str)

    def __init__(self, operations: Operations, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._operations = operations
        self._looking = self._again = False
        operations.opened.connect(self.look)
        operations.changed.connect(self.look)
        delivering.of(operations).stepped.connect(self.look)

    @Slot()
    def look(self) -> None:
        """Something changed; while one look is under way a second waits for it."""
        if self._looking:
            self._again = True
            return
        self._looking = True
        self._operations.read(at_a_glance, done=self._seen, failed=self._unseen)

    def _seen(self, words: str) -> None:
        self._looking = False
        self.words.emit(words)
        if self._again:
            self._again = False
            self.look()

    def _unseen(self, _fault: WarroomError) -> None:
        self._looking = False


def at_a_glance(workspace: Workspace) -> str:
    """On the record thread; the outbox is not even loaded while nothing was ever queued."""
    if not workspace.messages_wait:
        return ""
    outbox = workspace.outbox
    rows = [row for row in outbox.deliveries(1) if not row.state.settled]
    waiting = sum(row.held and row.state is DeliveryState.QUEUED for row in rows)
    return glance(tuple(outbox.lanes()), waiting, len(rows), offline=outbox.offline)


class OutboxSession(QObject):
    """``shown`` carries a ``Post``; ``done`` a word of what was done; ``asked(act, sentence)`` when a person has to say
    yes to an act first; ``rewriting`` a message that was taken out to be written anew."""

    shown = Signal(object)
    done = Signal(str)
    refused = Signal(str)
    asked = Signal(object, str)
    rewriting = Signal(object)

    def __init__(self, operations: Operations, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._operations = operations
        self._delivering = delivering.of(operations)
        self._incident = ""
        self._looking = self._again = False
        operations.changed.connect(self._changed)
        self._delivering.stepped.connect(self.refresh)

    def open(self, incident: str) -> None:
        self._incident = incident
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        if not self._incident:
            return
        if self._looking:
            self._again = True
            return
        self._looking = True
        incident = self._incident
        self._operations.read(lambda workspace: look(workspace, incident), done=self._looked, failed=self._not_looked)

    # -- Acts ------------------------------------------------------------------------------------------------------

    def answer(self, choices: Mapping[int, Choice], confirmed: frozenset[int] = frozenset()) -> None:
        """Carry out what was chosen for each message of the review."""
        count = len(choices)
        self._act(
            lambda workspace: workspace.outbox.answer(choices, confirmed=confirmed),
            f"{count} {'message' if count == 1 else 'messages'} decided",
        )

    def together(self, target: str, incident: str, how: Together, *, anyway: bool = False) -> None:
        self._ask_first(
            lambda yes: lambda workspace: workspace.outbox.answer_together(target, incident, how, anyway=yes or anyway),
            "Decided for all of them",
        )

    def send_again(self, n: int) -> None:
        self._ask_first(
            lambda yes: lambda workspace: workspace.outbox.send_again(n, anyway=yes), "It goes out at its turn"
        )

    def check(self, n: int) -> None:
        self._act(lambda workspace: workspace.outbox.check(n), "The service is asked whether it is there")

    def mark_sent(self, n: int, via: str) -> None:
        self._act(lambda workspace: workspace.outbox.mark_sent(n, via=via), "Recorded as sent by hand")

    def skip(self, n: int) -> None:
        self._act(lambda workspace: workspace.outbox.skip(n), "Skipped: it will not be sent")

    def take_over(self, incident: str, message: str) -> None:
        self._act(lambda workspace: workspace.outbox.take_over(incident, message), "This copy sends it, once reviewed")

    def edit(self, n: int) -> None:
        self._operations.run(lambda workspace: workspace.outbox.edit(n), done=self._taken_out, failed=self._refused)

    def set_offline(self, on: bool) -> None:
        self._act(
            lambda workspace: workspace.outbox.set_offline(on),
            "Working offline: nothing leaves" if on else "What waited is reviewed before it leaves",
        )

    def _act(self, work: Callable[[Workspace], object], told: str) -> None:
        def finished(_outcome: object) -> None:
            self._finished(told)

        self._operations.run(work, done=finished, failed=self._refused)

    def _ask_first(self, work: Callable[[bool], Callable[[Workspace], object]], told: str) -> None:
        """Try; where the outbox wants a person's yes, ask and try once more with it."""

        def finished(_outcome: object) -> None:
            self._finished(told)

        def refused(fault: WarroomError) -> None:
            asks = str(fault.params.get("asks", ""))
            if asks:
                self.asked.emit(lambda: self._act(work(True), told), asks)
            else:
                self._refused(fault)

        self._operations.run(work(False), done=finished, failed=refused)

    # -- What comes back -------------------------------------------------------------------------------------------

    def _finished(self, told: str) -> None:
        self.done.emit(told)
        self._delivering.look()
        self.refresh()

    def _taken_out(self, rewriting: Rewriting) -> None:
        self.rewriting.emit(rewriting)
        self.refresh()

    def _refused(self, fault: WarroomError) -> None:
        self.refused.emit(fault.sentence)
        self.refresh()

    def _looked(self, post: Post) -> None:
        self._looking = False
        if post.incident == self._incident:
            self.shown.emit(post)
        if self._again:
            self._again = False
            self.refresh()

    def _not_looked(self, _fault: WarroomError) -> None:
        self._looking = False

    @Slot(object)
    def _changed(self, _changed: Changed) -> None:
        self.refresh()


def look(workspace: Workspace, incident: str) -> Post:
    """Read it all; on the record thread."""
    outbox = workspace.outbox
    return Post(
        incident,
        outbox.review(),
        tuple(outbox.truth(incident)),
        tuple(outbox.lanes()),
        tuple(target.name for target in workspace.targets.all()),
    )
