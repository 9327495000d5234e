"""What to say next, asked of the record anew after each change and every few seconds: silence is a reason, too."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, Slot
from shiboken6 import isValid

if TYPE_CHECKING:
    from ui.pages.war import WarPage
    from warroom.clock import Instant
    from warroom.comms.prompts import Prompt
    from warroom.errors import WarroomError
    from warroom.incident.state import Incident
    from warroom.workspace import Workspace

EVERY_S = 10
HELD_S = 60
"""How long a prompt that was asked for by name stays the card."""
NOT_NOW = "the record has nothing for it to say now"


class Found(msgspec.Struct, frozen=True):
    """``card``: what fits best, the first is the card. ``every``: all that can be filled, by key."""

    incident: str
    card: list[Prompt]
    every: dict[str, Prompt]


class Saying(QObject):
    """Feeds the *Say next* pane of a war room, and copies a prompt by its name."""

    def __init__(self, page: WarPage) -> None:
        super().__init__(page)
        self._page = page
        self._state: Incident | None = None
        self._asked_at: Instant | None = None
        self._asking = False
        self._problem = ""
        self._known: tuple[Incident | None, dict[str, Prompt]] = (None, {})
        self._held: tuple[str, Instant] | None = None
        page.say_next.copied.connect(self._copied)

    def tick(self, now: Instant) -> None:
        """Ask again when the state is another one, or enough time has passed."""
        state = self._page.incident
        if state is None or self._asking or not self._page.say_next.isVisible():
            return
        if state is self._state and self._asked_at is not None and 0 <= now.since(self._asked_at) < EVERY_S:
            return
        self._state, self._asked_at, self._asking = state, now, True
        self.look(self._told)

    def look(self, then: Callable[[Found], None]) -> None:
        """Read every prompt that can be filled now, on the record thread."""
        state = self._page.incident
        if state is None:
            return

        def work(workspace: Workspace) -> Found:
            every = workspace.say_next(state.id, everything=True)
            return Found(state.id, workspace.say_next(state.id), {row.key: row for row in every})

        def done(found: Found) -> None:
            if not isValid(self):  # the window closed while this was being read
                return
            self._known = (state, found.every)
            then(found)

        self._page.operations.read(work, done=done, failed=self._failed)

    def why_not(self, key: str) -> str:
        """Why a prompt cannot be said; '' also while nobody knows."""
        state, every = self._known
        known = state is not None and state is self._page.incident
        return self._page.no_incident() or (NOT_NOW if known and key not in every else "")

    def speak(self, key: str) -> None:
        """Copy a prompt and show it as the card, filled from the record as it stands this moment."""

        def then(found: Found) -> None:
            prompt = found.every.get(key)
            if prompt is None:
                self._page.say(f"Nothing copied: {NOT_NOW}", warn=True)
                return
            self._held = (key, self._page.operations.clock.now())
            self._page.show_say()
            self._show(found)
            self._page.say_next.take(0)

        self.look(then)

    def _told(self, found: Found) -> None:
        self._asking = False
        if self._page.incident is not None and found.incident == self._page.incident.id:
            self._show(found)

    def _show(self, found: Found) -> None:
        """What was asked for by name stays on top for a while."""
        held = self._held
        if held is not None and not 0 <= self._page.operations.clock.now().since(held[1]) < HELD_S:
            held = self._held = None
        first = found.every.get(held[0]) if held is not None else None
        rest = [row for row in found.card if first is None or row.key != first.key]
        self._page.say_next.show_prompts(rest if first is None else [first, *rest])

    def _failed(self, error: WarroomError) -> None:
        self._asking = False
        if error.sentence != self._problem:
            self._problem = error.sentence
            self._page.say(error.sentence, warn=True)

    @Slot(str)
    def _copied(self, name: str) -> None:
        self._page.say(f"Copied: {name}", warn=False)
