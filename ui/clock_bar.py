"""After the computer's clock was moved: is this the time? Deadlines have kept their remaining time meanwhile (R14)."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from ui import times
from ui.live import OpenIncidents
from ui.notices import Bar
from warroom.clock import Instant


class ClockBar(Bar):
    """Asks with a clock that runs; ``acted`` is *yes*. Who says no sets the computer's clock, and is told so."""

    def __init__(self, live: OpenIncidents, parent: QWidget | None = None) -> None:
        super().__init__("shell.clock", "warnbar", "Yes", parent)
        self._live = live
        self._moved = ""
        live.ticked.connect(self._tick)

    @Slot(float)
    def stepped(self, seconds: float) -> None:
        """The wall clock was moved by so many seconds; said while an incident is open."""
        if self._live.board.open:
            way = "forward" if seconds > 0 else "back"
            self._moved = f"The computer's clock moved {way} {times.length(abs(seconds))}."
            self.say(self._words(self._live.now()))

    @Slot(object)
    def _tick(self, now: Instant) -> None:
        if not self.isHidden():
            self.text.setText(self._words(now))

    def _words(self, now: Instant) -> str:
        return f"{self._moved} Is {now.hhmmss()} UTC right? If not, set the computer's clock: Warroom follows."
