"""One row of *Needs you*: what it is, how long, and the acts that end it."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout

from ui import labels
from ui.models.needs import Need, NeedKind
from ui.theme_tokens import GAP_S, GAP_XS, Token, Type
from ui.widgets.glyph import Glyph
from warroom.incident.words import CountdownState
from warroom.scribe import lines as say

NO_REASON = "no reason given"
_ICONS = {
    NeedKind.APPROVAL: "hand",
    NeedKind.HELD: "pause",
    NeedKind.FLIGHT: "wrench",
    NeedKind.REPORTED: "wrench",
    NeedKind.ASK: "hourglass",
    NeedKind.PROMISE: "alarm-clock",
    NeedKind.REQUIREMENT: "list-checks",
}
_TONES = {
    CountdownState.SOON: Token.WARN,
    CountdownState.DUE: Token.WARN,
    CountdownState.OVERDUE: Token.DANGER,
}


class Act(msgspec.Struct, frozen=True):
    """A button: its words, the command it makes, and whether it asks for a reason first."""

    words: str
    make: type[say.Approve] | type[say.Hold] | type[say.Decline] | type[say.Step]
    keys: str = ""
    asks: bool = False
    primary: bool = False


_APPROVE = Act("Approve", say.Approve, "Ctrl+Shift+A", primary=True)
_HOLD = Act("Hold", say.Hold, "Ctrl+Shift+H", asks=True)
_DECLINE = Act("Decline", say.Decline, "Ctrl+Shift+X", asks=True)
_OUTCOMES = (
    Act("Worked", say.Done),
    Act("No effect", say.NoEffect),
    Act("Made it worse", say.Worse),
    Act("Backed out", say.BackOut),
)


def acts_of(need: Need) -> tuple[Act, ...]:
    """What may be done with a row by a button."""
    match need.kind:
        case NeedKind.APPROVAL:
            return (_APPROVE, _HOLD, _DECLINE)
        case NeedKind.HELD:
            return (_APPROVE, _DECLINE)
        case NeedKind.FLIGHT:
            return _OUTCOMES if need.started else (Act("Started", say.Start, primary=True), *_OUTCOMES)
        case NeedKind.REPORTED:
            return (Act("OK by voice", say.Approve), *_OUTCOMES)
        case _:
            return ()


class NeedCard(QFrame):
    """Emits ``done(command, need)`` for a button and ``opened(need)`` when the row itself is chosen."""

    done = Signal(object, object)
    opened = Signal(object)

    def __init__(self, need: Need) -> None:
        super().__init__()
        self.need = need
        self.setObjectName(f"war.needs.{need.key.replace(' ', '.')}")
        self._asking: Act | None = None
        self.head = QPushButton()
        self.head.setObjectName(f"{self.objectName()}.row")
        self.head.setProperty("kind", "quiet")
        self.head.clicked.connect(self._opened)
        self._icon = Glyph(_ICONS[need.kind])
        strong = need.kind.waits or need.kind in (NeedKind.FLIGHT, NeedKind.REPORTED)
        self._title = labels.Elided(face=Type.BODY_STRONG if strong else Type.BODY)
        self._clock = labels.plain(face=Type.MONO)
        inside = QHBoxLayout(self.head)
        inside.setContentsMargins(GAP_S, 0, GAP_S, 0)
        inside.setSpacing(GAP_S)
        inside.addWidget(self._icon)
        inside.addWidget(self._title, 1)
        inside.addWidget(self._clock)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_XS)
        column.addWidget(self.head)
        self._detail = labels.Elided(face=Type.SMALL, tone=Token.TEXT2)
        self._detail.setContentsMargins(GAP_S, 0, GAP_S, 0)
        column.addWidget(self._detail)
        self.buttons: list[QPushButton] = []
        self._add_buttons(column)
        self.field = QLineEdit()
        self.field.setObjectName(f"{self.objectName()}.why")
        self.field.hide()
        self.field.returnPressed.connect(self._reasoned)
        self.field.installEventFilter(self)
        column.addWidget(self.field)
        self.show_need(need)

    def _add_buttons(self, column: QVBoxLayout) -> None:
        acts = acts_of(self.need)
        if not acts:
            return
        grid = QGridLayout()
        grid.setContentsMargins(GAP_S, 0, GAP_S, GAP_XS)
        grid.setSpacing(GAP_XS)
        across = 3 if len(acts) in (3, 5) else 2
        for number, act in enumerate(acts):
            button = QPushButton(act.words)
            button.setObjectName(f"{self.objectName()}.{act.words.lower().replace(' ', '_')}")
            button.setProperty("kind", "primary" if act.primary else "chip")
            button.setAccessibleName(f"{act.words}: {self.need.title}")
            labels.tip(button, f"{act.words}  {act.keys}".strip())
            button.clicked.connect(lambda _=False, act=act: self.press(act))
            grid.addWidget(button, number // across, number % across)
            self.buttons.append(button)
        column.addLayout(grid)

    def show_need(self, need: Need) -> None:
        self.need = need
        self._title.setText(need.title)
        self._detail.setText(f"{need.detail} · {need.clock}" if need.kind.waits else need.detail)
        self._detail.setVisible(bool(need.detail) and need.kind is not NeedKind.ASK)
        self._clock.setText("" if need.kind.waits else need.clock)
        tone = _TONES.get(need.state, Token.TEXT2)
        labels.retone(self._clock, tone)
        self._icon.show_icon(_ICONS[need.kind], tone)
        self.head.setAccessibleName(need.title)
        self.head.setAccessibleDescription(f"{need.detail} {_spoken(need)}".strip())

    def hold(self) -> None:
        self.press(_HOLD)

    def decline(self) -> None:
        self.press(_DECLINE)

    def press(self, act: Act) -> None:
        """A button: at once, or after the reason that it asks for."""
        if not act.asks:
            self.done.emit(act.make(n=self.need.n), self.need)
            return
        self._asking = act
        self.field.setPlaceholderText(f"{act.words}: why? Enter without a word writes '{NO_REASON}'")
        self.field.setAccessibleName(f"{act.words}: why")
        self.field.show()
        self.field.setFocus()

    @Slot()
    def _reasoned(self) -> None:
        act, why = self._asking, self.field.text().strip()
        self.field.clear()
        self.field.hide()
        self.head.setFocus()
        if act is not None:
            make = say.Hold if act.make is say.Hold else say.Decline
            self.done.emit(make(n=self.need.n, why=why), self.need)

    @Slot()
    def _opened(self) -> None:
        self.opened.emit(self.need)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
            self.field.hide()
            self.head.setFocus()
            return True
        return False


def _spoken(need: Need) -> str:
    """The state in a word; the digits change each second and are read on demand."""
    words = {CountdownState.SOON: "due soon", CountdownState.DUE: "due now", CountdownState.OVERDUE: "overdue"}
    return "waits for an OK" if need.kind.waits else words.get(need.state, "")
