"""The now row: both update countdowns, who commands, whom it hurts and what is believed (UI.md 1.3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.live import Live
from ui.models import now as facts
from ui.models.now import TimerFact
from ui.models.telling import Untold
from ui.theme_tokens import GAP_S, Type
from ui.widgets.tile import Look, Tile
from warroom.clock import Instant
from warroom.incident.countdowns import Countdown
from warroom.incident.state import Incident, Promise
from warroom.incident.words import CountdownState

_LOOKS = {
    CountdownState.CALM: Look.PLAIN,
    CountdownState.SOON: Look.SOON,
    CountdownState.DUE: Look.DUE,
    CountdownState.OVERDUE: Look.OVERDUE,
}


class Copied(NamedTuple):
    """When a text was copied, and how many updates had gone out by then."""

    at: Instant
    sent: int


class NowRow(QWidget):
    """Five buttons; each emits that somebody wants to act on what it shows. ``looked`` when the keys are on one of the
    two countdowns: who looks has heard them (UI.md 6.1)."""

    looked = Signal()

    internal_wanted = Signal()
    external_wanted = Signal()
    commander_wanted = Signal()
    impact_wanted = Signal()
    hypothesis_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("war.now")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.internal = Tile("war.now.internal", "Internal update", "INT")
        self.external = Tile("war.now.external", "External update", "EXT")
        self.commander = Tile("war.now.commander", "Commander", "IC")
        self.impact = Tile("war.now.impact", "Customer impact", "IMPACT")
        self.hypothesis = Tile("war.now.hypothesis", "Hypothesis", "BELIEF")
        for tile in (self.internal, self.external):
            tile.value_face = Type.TIMER
            tile.looked.connect(self.looked)
        self.commander.value_face = Type.BODY_STRONG
        self.internal.clicked.connect(self.internal_wanted)
        self.external.clicked.connect(self.external_wanted)
        self.commander.clicked.connect(self.commander_wanted)
        self.impact.clicked.connect(self.impact_wanted)
        self.hypothesis.clicked.connect(self.hypothesis_wanted)
        self._first, self._second = QHBoxLayout(), QHBoxLayout()
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        for line in (self._first, self._second):
            line.setSpacing(GAP_S)
            self._rows.addLayout(line)
        self._mode: tuple[bool, ...] | None = None
        self._copied: dict[tuple[str, str], Copied] = {}
        self._reached: Mapping[str, tuple[int, int]] = {}
        self.set_mode(chip=False, compact=False, two_rows=False)

    @property
    def tiles(self) -> tuple[Tile, ...]:
        return (self.internal, self.external, self.commander, self.impact, self.hypothesis)

    def set_mode(self, *, chip: bool, compact: bool, two_rows: bool, fold: bool = False) -> None:
        """Tiles in a row, chips in a row, or chips in two rows: timers and commander, impact and belief; the second is
        folded away where ``fold``."""
        if self._mode == (chip, compact, two_rows, fold):
            return
        self._mode = (chip, compact, two_rows, fold)
        for tile in self.tiles:
            tile.set_mode(chip=chip, compact=compact)
            self._line(tile).removeWidget(tile)
        for tile in self.tiles:
            second = two_rows and tile in (self.impact, self.hypothesis)
            wide = tile in (self.impact, self.hypothesis) or two_rows
            (self._second if second else self._first).addWidget(tile, 3 if wide else 0)
            tile.setVisible(not (second and fold))
        self._rows.setSpacing(GAP_S if two_rows and not fold else 0)

    def _line(self, tile: Tile) -> QHBoxLayout:
        return self._second if self._second.indexOf(tile) >= 0 else self._first

    def show_copied(self, incident: Incident, template: str, at: Instant | None) -> None:
        """A text was copied and nothing has gone out since (UI.md 6.1); None once it was said to be sent."""
        name = facts.countdown_of(template)
        self._copied.pop((incident.id, name), None)
        if name and at is not None:
            self._copied[incident.id, name] = Copied(at, len(_promise(incident, name).sent))

    def _fact(self, incident: Incident, row: Countdown) -> TimerFact:
        copied = self._copied.get((incident.id, row.name))
        if copied is not None and len(_promise(incident, row.name).sent) > copied.sent:
            copied = None  # an update went out meanwhile, by whatever way
        queued = facts.waits(incident, row.name)
        if copied is None:
            return facts.timer(row, queued=queued is not None, elsewhere=incident.same_ref)
        return facts.timer(row, copied.at, queued=queued is not None and queued > copied.at)

    @Slot(object)
    def show_reached(self, found: Untold) -> None:
        """At how many of its places the newest message is (UI.md 0.1, Places)."""
        self._reached = found.reached

    def sizeHint(self) -> QSize:
        return self._rows.sizeHint()

    def show_state(self, one: Live, now: Instant) -> None:
        """Everything anew from the state and the clock; a tick that changes nothing paints nothing."""
        incident, playbook = one.incident, one.playbook
        internal, external = one.updates(now)
        _show_timer(self.internal, self._fact(incident, internal), self._reached.get("internal"))
        _show_timer(self.external, self._fact(incident, external), self._reached.get("external"))
        commander = facts.commander(incident, playbook, now)
        look = Look.SOON if commander.stale else Look.PLAIN
        side = commander.side if self.commander.chip else ""
        if self.commander.show_fact(commander.text, commander.note, side=side, icon="crown", look=look):
            _speak(self.commander, "Commander", f"{commander.text}, {commander.note}")
        impact = facts.impact(incident, playbook, now)
        if self.impact.show_fact(impact.text, side=impact.side, icon="users", warns=impact.stale):
            _speak(self.impact, "Customer impact", f"{impact.text} {impact.side}".strip())
        confidence, belief = facts.hypothesis(incident, playbook, now)
        self.hypothesis.set_heading(f"Hypothesis · {confidence}" if confidence else "Hypothesis")
        self.hypothesis.show_fact(belief.text, side=belief.side, icon="lightbulb", warns=belief.stale)
        _speak(self.hypothesis, "Hypothesis", f"{confidence} {belief.text} {belief.side}".strip())


def _promise(incident: Incident, name: str) -> Promise:
    return incident.external if name == "external" else incident.internal


def _show_timer(tile: Tile, fact: TimerFact, reached: tuple[int, int] | None) -> None:
    look = _LOOKS.get(fact.state, Look.QUIET)
    side = f"{reached[0]} of {reached[1]}" if reached is not None else ""
    tile.show_fact(fact.digits, fact.words, side=side, look=look, icon=fact.icon)
    tile.setProperty("state", fact.state.value)
    _speak(tile, tile.heading, f"{fact.spoken}, {side} places told" if side else fact.spoken)


def _speak(tile: Tile, name: str, description: str) -> None:
    if tile.accessibleName() != name:
        tile.setAccessibleName(name)
    if tile.accessibleDescription() != description:
        tile.setAccessibleDescription(description)
