"""What to say next, asked of the record anew after each change and every few seconds: silence is a reason, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

if TYPE_CHECKING:
    from ui.pages.war import WarPage
    from warroom.clock import Instant
    from warroom.comms.prompts import Prompt
    from warroom.errors import WarroomError
    from warroom.incident.state import Incident
    from warroom.workspace import Workspace

EVERY_S = 10


class Saying(QObject):
    """Feeds the *Say next* pane of a war room."""

    def __init__(self, page: WarPage) -> None:
        super().__init__(page)
        self._page = page
        self._state: Incident | None = None
        self._asked_at: Instant | None = None
        self._asking = False
        self._problem = ""
        page.say_next.copied.connect(self._copied)

    def tick(self, now: Instant) -> None:
        """Ask again when the state is another one, or enough time has passed."""
        state = self._page.incident
        if state is None or self._asking or not self._page.say_next.isVisible():
            return
        if state is self._state and self._asked_at is not None and 0 <= now.since(self._asked_at) < EVERY_S:
            return
        self._state, self._asked_at, self._asking = state, now, True
        incident = state.id

        def work(workspace: Workspace) -> tuple[str, list[Prompt]]:
            return incident, workspace.say_next(incident)

        self._page.operations.read(work, done=self._told, failed=self._failed)

    def _told(self, found: tuple[str, list[Prompt]]) -> None:
        self._asking = False
        if self._page.incident is not None and found[0] == self._page.incident.id:
            self._page.say_next.show_prompts(found[1])

    def _failed(self, error: WarroomError) -> None:
        self._asking = False
        if error.sentence != self._problem:
            self._problem = error.sentence
            self._page.say(error.sentence, warn=True)

    @Slot(str)
    def _copied(self, name: str) -> None:
        self._page.say(f"Copied: {name}", warn=False)
