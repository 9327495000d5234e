"""The window with its alerts on and one SEV-1 in front, on a clock that jumps when it is told to."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from ui.alerts.course import Sound
from ui.operations import Operations
from ui.window import MainWindow
from warroom.clock import ManualClock
from warroom.incident.countdowns import countdowns
from warroom.room import Acted
from warroom.workspace import Workspace

SETTINGS = {"seat": "solo", "sounds": "on", "notifications": "on", "quiet_hours": ""}
MINUTE, HOUR = 60, 3600
BEFORE = {"internal": 14 * MINUTE, "external": 19 * MINUTE, "ask 1": 9 * MINUTE}
"""Seconds left of each deadline when the clocks jump, at 03:15:22."""
KEEPS = "deadlines keep their remaining time"


class Desktop:
    """The window with its alerts on, one SEV-1 in front, and what was heard."""

    def __init__(
        self, window: MainWindow, operations: Operations, clock: ManualClock, qtbot: QtBot, patch: pytest.MonkeyPatch
    ) -> None:
        self.window, self.operations, self.clock, self.qtbot = window, operations, clock, qtbot
        self.heard: list[Sound] = []
        patch.setattr(window.alerting.player, "play", self.heard.append)
        window.alerting.start(SETTINGS)
        found: list[Acted] = []
        operations.run(lambda w: w.room.declare("checkout fails for Acme", 1), done=found.append)
        qtbot.waitUntil(lambda: bool(found))
        self.incident = found[0].incident
        self.do("+ @tomas is Acme back 10m")
        window.open_incident(self.incident)
        qtbot.waitUntil(lambda: window.war is not None and window.war.incident is not None)
        self.second(30)
        self.second(30)

    def do(self, line: str) -> None:
        self.ask(lambda w: w.room.log(self.incident, line))
        self.qtbot.waitUntil(lambda: not self.window.live.reading)

    def ask(self, work: Callable[[Workspace], object]) -> object:
        answer: list[object] = []
        self.operations.run(work, done=answer.append)
        self.qtbot.waitUntil(lambda: bool(answer))
        return answer[0]

    def second(self, seconds: float = 1) -> None:
        """Time passes, and the window has its tick."""
        self.clock.advance(seconds)
        self.tick()

    def tick(self) -> None:
        self.window.live.ticked.emit(self.clock.now())
        assert self.window.war is not None
        self.window.war.tick_now()

    def settle(self) -> None:
        """Until the record and the board have what was handed over."""
        self.qtbot.waitUntil(lambda: not self.window.upkeep.noting)
        self.ask(lambda w: None)
        self.qtbot.waitUntil(lambda: not self.window.live.reading and not self.operations.unsettled_s)

    def left(self) -> dict[str, float | None]:
        state = self.ask(lambda w: w.record.incident(self.incident))
        playbook = self.ask(lambda w: w.playbook)
        rows = countdowns(state, playbook, self.clock.now())  # type: ignore[arg-type]
        return {row.name: row.remaining_s for row in rows}

    def left_here(self) -> float:
        """Seconds left of the internal update as this window counts them."""
        live = self.window.live
        left = live.board.open[0].updates(live.even(self.clock.now()))[0].remaining_s
        assert left is not None
        return left

    def rows(self) -> list[str]:
        """What the computer itself wrote, in the order in which it was written."""
        events = self.ask(lambda w: [event.id for event in w.record.events(self.incident)])
        entries = self.ask(lambda w: {entry.id: entry for entry in w.record.entries(self.incident)})
        found = [entries[event] for event in events if event in entries]  # type: ignore[attr-defined,index]
        return [entry.text for entry in found if entry.kind in ("system", "clock_stepped")]
