"""What else is open: a quiet button in the foot that names the worst other incident, red only while its update is
overdue. Nobody forgets the second fire while fighting the first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from ui import labels
from ui.live import overdue_words
from ui.theme_tokens import Type

if TYPE_CHECKING:
    from ui.live import Live, OpenIncidents
    from warroom.clock import Instant

KEYS = "Ctrl+Tab"


class Other(msgspec.Struct, frozen=True):
    """``words`` of the button, the incident that it opens, and whether an update of it is overdue."""

    words: str = ""
    incident: str = ""
    late: bool = False


def other(live: OpenIncidents, here: str, now: Instant) -> Other:
    """The open incident that needs a person most, beside the one ``here``."""
    rest = [one for one in live.board.open if one.incident.id != here]
    if not here or not rest:
        return Other()
    even = live.even(now)
    count = f"{len(rest)} more open"
    for one in rest:
        if (update := one.overdue(even)) is not None:
            return Other(f"{count}: {_named(one)} {overdue_words(update)}", one.incident.id, late=True)
    return Other(f"{count}: {_named(rest[0])}", rest[0].incident.id)


def _named(one: Live) -> str:
    incident = one.incident
    return f"{incident.ref} {incident.severity.label}{' drill' if incident.drill else ''}"


class MoreOpen(QPushButton):
    """``wanted`` carries the id of the incident to go to."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("war.foot.others")
        self.setProperty("kind", "quiet")
        self.setProperty("face", Type.SMALL.value)
        self.setAutoDefault(False)
        self.clicked.connect(self._go)
        self._shown, self._room = Other(), 10_000
        self.hide()

    def show_other(self, found: Other) -> None:
        """Anew each second; what has not changed paints nothing."""
        if found == self._shown:
            return
        self._shown = found
        self.fit(self._room)
        self.setAccessibleName(found.words)
        labels.mark(self, "kind", "danger" if found.late else "quiet")
        tip = f"{found.words}\nGoes there; what is typed here stays with this incident   {KEYS}"
        labels.tip(self, tip if found.words else "")
        self.setVisible(bool(found.words))

    def fit(self, room: int) -> None:
        """The longest words that ``room`` pixels hold; the whole of them is in the tip."""
        self._room = room
        words = self._shown.words
        for text in (f"{words} · {KEYS}" if words else "", words, words.partition(":")[0]):
            if text != self.text():
                self.setText(text)
            if self.sizeHint().width() <= room:
                return

    @Slot()
    def _go(self) -> None:
        if self._shown.incident:
            self.wanted.emit(self._shown.incident)
