"""Lines that wait beside the scribe line, as chips: those with a fault counted in one, those put aside one by one."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from ui import icons, labels, theme
from ui.models.drafts import Parked
from ui.theme_tokens import GAP_XS, Token, Type
from warroom.text import one_line

SHOWN = 2
"""Chips of their own; the lines beyond them are in the menu of the last chip."""
CHIP_PX = 150


class ParkedChips(QWidget):
    """``wanted`` carries the place of the line that a person chose; ``changed`` when there are other lines now."""

    wanted = Signal(int)
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("war.scribe.waiting")
        self._lines: list[Parked] = []
        self.faulty = _chip("war.scribe.parked")
        self.faulty.clicked.connect(self._take_faulty)
        self._aside = [_chip(f"war.scribe.aside.{n}") for n in range(1, SHOWN + 1)]
        for chip in self._aside:
            chip.clicked.connect(self._take_aside)
        self._more = _chip("war.scribe.aside.more")
        self._more.clicked.connect(self._show_more)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_XS)
        for chip in (*self._aside, self._more, self.faulty):
            row.addWidget(chip)
        theme.notifier().changed.connect(self._dress)
        self._dress()
        self._show()

    @Slot()
    def _dress(self) -> None:
        """Icons in the colours of the day."""
        self.faulty.setIcon(icons.icon("triangle-alert", Token.WARN))
        self._more.setIcon(icons.icon("ellipsis", Token.TEXT2))
        for chip in self._aside:
            chip.setIcon(icons.icon("pencil", Token.TEXT2))
            chip.setMaximumWidth(theme.px(CHIP_PX))

    @property
    def lines(self) -> list[Parked]:
        return list(self._lines)

    def set(self, lines: Iterable[Parked]) -> None:
        self._lines = list(lines)
        self._show()

    def add(self, parked: Parked) -> None:
        self._lines.append(parked)
        self._show()

    def take(self, place: int) -> Parked:
        """Remove a line and give it back."""
        parked = self._lines.pop(place)
        self._show()
        return parked

    def last(self, *, faulty: bool) -> int | None:
        """The place of the line that came last, of one sort; None when none waits."""
        return next((at for at in reversed(range(len(self._lines))) if self._lines[at].faulty is faulty), None)

    def _places_aside(self) -> list[int]:
        return [at for at in reversed(range(len(self._lines))) if not self._lines[at].faulty]

    # -- Showing -------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        aside = self._places_aside()
        for chip, place in zip(self._aside, aside, strict=False):
            _name(chip, self._lines[place])
        for number, chip in enumerate(self._aside):
            chip.setVisible(number < len(aside))
        more = len(aside) - SHOWN
        self._more.setText(f"{more} more")
        self._more.setAccessibleName(f"{more} more lines put aside")
        self._more.setVisible(more > 0)
        wrong = [line for line in self._lines if line.faulty]
        count = len(wrong)
        self.faulty.setText(f"{count} line{'s' if count != 1 else ''} {'need' if count != 1 else 'needs'} you")
        last = wrong[-1].text if wrong else ""
        self.faulty.setAccessibleName(f"{self.faulty.text()}: {last}. Up brings it back")
        labels.tip(self.faulty, f"{last}\nUp brings it back")
        self.faulty.setVisible(bool(count))
        self.setVisible(bool(self._lines))
        self.changed.emit()

    @Slot()
    def _take_faulty(self) -> None:
        place = self.last(faulty=True)
        if place is not None:
            self.wanted.emit(place)

    @Slot()
    def _take_aside(self) -> None:
        self.wanted.emit(self._places_aside()[self._aside.index(self.sender())])  # type: ignore[arg-type]

    @Slot()
    def _show_more(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for place in self._places_aside()[SHOWN:]:
            words = f"{self._lines[place].begun.hhmm()}  {one_line(self._lines[place].text, 60)}"
            menu.addAction(words.replace("&", "&&"), partial(self.wanted.emit, place))
        menu.popup(self._more.mapToGlobal(QPoint(0, self._more.height())))


def _name(chip: QPushButton, parked: Parked) -> None:
    """A chip shows when its line was begun, and how it begins."""
    chip.setText(f"{parked.begun.hhmm()} {one_line(parked.text, 12)}".replace("&", "&&"))
    what = f"Amending {parked.amend_label}" if parked.amends else "Put aside"
    chip.setAccessibleName(f"{what}, begun {parked.begun.hhmm()}: {parked.text}. Ctrl+Up takes it up")
    labels.tip(chip, f"{parked.text}\nBegun {parked.begun.hhmmss()} UTC. Ctrl+Up takes it up")


def _chip(name: str) -> QPushButton:
    chip = QPushButton()
    chip.setObjectName(name)
    chip.setProperty("kind", "chip")
    chip.setProperty("face", Type.SMALL.value)
    return chip
