"""After the computer's clock was moved: is this the time? Deadlines have kept their remaining time meanwhile (R14).

Who says no says by how much, or what time it is: from then on Warroom's clock is right for this run, and the bar stays
until the computer's own is.
"""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from ui import times
from ui.live import OpenIncidents
from ui.notices import Bar
from warroom.clock import DAY, Instant

_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9]))?")
_WRONG = "Write by how much, such as -47m or +1h, or what time it is in UTC, such as 03:14"
_CORRECT, _BACK = "Correct it by …", "Use the computer's clock"


class ClockBar(Bar):
    """Asks with a clock that runs; ``acted`` is *yes*, ``corrected`` by how many seconds the clock shown is wrong.
    ``doubt`` while nobody has looked."""

    corrected = Signal(float)
    doubt = Signal(bool)

    def __init__(self, live: OpenIncidents, parent: QWidget | None = None) -> None:
        super().__init__("shell.clock", "warnbar", "Yes", parent)
        self._live = live
        self._moved, self.corrected_s = "", 0.0
        self.field = QLineEdit(self)
        self.field.setObjectName("shell.clock.field")
        self.field.setAccessibleName("By how much the clock is wrong, or the right time in UTC")
        self.field.setPlaceholderText("-47m, or 03:14")
        self.field.setMaxLength(24)
        self.field.hide()
        self.other = QPushButton(_CORRECT, self)
        self.other.setObjectName("shell.clock.correct")
        row = self.layout()
        assert row is not None
        row.addWidget(self.field)
        row.addWidget(self.other)
        self.field.returnPressed.connect(self._correct)
        self.other.clicked.connect(self._other)
        live.ticked.connect(self._tick)

    @Slot(float)
    def stepped(self, seconds: float) -> None:
        """The wall clock was moved by so many seconds; said while an incident is open."""
        if self._live.board.open:
            way = "forward" if seconds > 0 else "back"
            self._moved = f"The computer's clock moved {way} {times.length(abs(seconds))}."
            self._ask()

    @property
    def asking(self) -> bool:
        """Whether nobody has looked yet."""
        return not self.isHidden() and not self.corrected_s

    def settle(self, corrected_s: float) -> None:
        """The question is answered: by how much the clock of this run is corrected, 0 if not at all."""
        self.corrected_s = corrected_s
        self.doubt.emit(False)
        self.field.hide()
        if not corrected_s:
            self.clear()
            return
        self.button.hide()
        self._label(_BACK)
        self.say(self._words(self._live.now()))

    def _ask(self) -> None:
        self.button.show()
        self.field.hide()
        self.field.clear()
        self._label(_CORRECT)
        self.corrected_s = 0.0
        self.say(self._words(self._live.now()))
        self.doubt.emit(True)

    def _label(self, words: str) -> None:
        self.other.setText(words)
        self.other.setAccessibleName(words)

    @Slot()
    def _other(self) -> None:
        if self.corrected_s:
            self.corrected.emit(-self.corrected_s)
        elif self.field.isHidden():
            self.field.show()
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._correct()

    @Slot()
    def _correct(self) -> None:
        seconds = amount(self.field.text(), self._live.now())
        if seconds is None:
            self._moved = f"{_WRONG}."
            self.say(self._words(self._live.now()))
            self.field.selectAll()
            self.field.setFocus()
        else:
            self.corrected.emit(seconds)

    @Slot(object)
    def _tick(self, now: Instant) -> None:
        if not self.isHidden():
            self.text.setText(self._words(now))

    def _words(self, now: Instant) -> str:
        if not self.corrected_s:
            return f"{self._moved} Is {now.hhmmss()} UTC right?"
        way = "ahead of" if self.corrected_s > 0 else "behind"
        return (
            f"Warroom runs {times.length(abs(self.corrected_s))} {way} this computer's clock until you quit. "
            "Set that clock: then both agree."
        )


def amount(typed: str, now: Instant) -> float | None:
    """Seconds from the time shown to the right one: ``-47m``, ``+1h30m``, or the right time, nearest to ``now``;
    None for anything else."""
    from warroom.scribe import parse_duration  # the first paint does not wait for the grammar

    text = typed.strip().removesuffix("Z").removesuffix("UTC").strip()
    if text[:1] in ("+", "-"):
        length = parse_duration(text[1:].strip())
        return None if length is None else float(-length if text[0] == "-" else length)
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    seconds = int(now) // 1000 % 60 if found[3] is None else int(found[3])
    wanted = int(found[1]) * 3600 + int(found[2]) * 60 + seconds
    return float((wanted - int(now) // 1000 % DAY + DAY // 2) % DAY - DAY // 2)
