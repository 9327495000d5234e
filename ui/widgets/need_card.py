"""One row of *Needs you*: what it is, how long, and the acts that end it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QMenu, QPushButton, QVBoxLayout, QWidget

from ui import labels
from ui.models.need_acts import DECLINE, HOLD, Act, ActKey, acts_of, always_open
from ui.models.needs import Need, NeedKind
from ui.theme_tokens import GAP_S, GAP_XS, Token, Type
from ui.widgets.digits import Digits
from ui.widgets.glyph import Glyph
from ui.widgets.row_button import RowButton
from warroom.incident.words import CountdownState
from warroom.text import one_line

MOST_LETTERS = 160
_ICONS = {
    NeedKind.APPROVAL: "hand",
    NeedKind.HELD: "pause",
    NeedKind.PROPOSED: "wrench",
    NeedKind.FLIGHT: "wrench",
    NeedKind.REPORTED: "wrench",
    NeedKind.ASK: "hourglass",
    NeedKind.DECISION: "gavel",
    NeedKind.PAGE: "phone",
    NeedKind.TIMER: "alarm-clock",
    NeedKind.REQUIREMENT: "list-checks",
    NeedKind.BELIEF: "lightbulb",
    NeedKind.ITEM: "circle",
    NeedKind.PERSON: "user",
    NeedKind.STEP: "circle",
}
_TONES = {
    CountdownState.SOON: Token.WARN,
    CountdownState.DUE: Token.WARN,
    CountdownState.OVERDUE: Token.DANGER,
}
_KEYS = {
    Qt.Key.Key_Return: ActKey.ENTER,
    Qt.Key.Key_Enter: ActKey.ENTER,
    Qt.Key.Key_Space: ActKey.SPACE,
    Qt.Key.Key_Delete: ActKey.DELETE,
}
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Home: -1000, Qt.Key.Key_End: 1000}
_ASIDE = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class NeedCard(QFrame):
    """Emits ``done(act, need, text)`` for an act, ``opened(need)`` when the row is clicked, ``stepped(by)`` for the
    arrows, and ``left`` when its field was closed."""

    done = Signal(object, object, str)
    opened = Signal(object)
    stepped = Signal(int)

    def __init__(self, need: Need) -> None:
        super().__init__()
        self.need = need
        self._shown = False
        self.setObjectName(f"war.needs.{need.key.replace(' ', '.')}")
        self._asking: Act | None = None
        every = acts_of(need)
        self.acts = tuple(act for act in every if not act.more)
        self.more = tuple(act for act in every if act.more)
        self._open = False
        self.head = RowButton()
        self.head.setObjectName(f"{self.objectName()}.row")
        self.head.setProperty("kind", "quiet")
        self.head.clicked.connect(self._opened)
        self.head.installEventFilter(self)
        self._icon = Glyph(_ICONS[need.kind])
        strong = always_open(need)
        self._title = labels.plain(face=Type.BODY_STRONG, wrap=True) if strong else labels.Elided(face=Type.BODY)
        self._clock = Digits(face=Type.SMALL if need.kind.waits else Type.MONO)
        inside = QHBoxLayout(self.head)
        above = GAP_XS if strong else 0
        inside.setContentsMargins(GAP_S, above, GAP_S, above)
        inside.setSpacing(GAP_S)
        inside.addWidget(self._icon)
        inside.addWidget(self._title, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_XS)
        column.addWidget(self.head)
        self._detail = labels.plain(face=Type.SMALL, tone=Token.TEXT2, wrap=True)
        self._detail.setContentsMargins(GAP_S, 0, GAP_S, 0)
        below = QHBoxLayout()
        below.setContentsMargins(0, 0, GAP_S, 0)
        below.addWidget(self._detail, 1)
        column.addLayout(below)
        if need.kind.waits:  # how long it has waited matters less than what it is
            below.addWidget(self._clock, 0, Qt.AlignmentFlag.AlignTop)
        else:
            inside.addWidget(self._clock)
        self.buttons: list[QPushButton] = []
        self._row = QWidget()
        self._add_buttons()
        column.addWidget(self._row)
        self.field = QLineEdit()
        self.field.setObjectName(f"{self.objectName()}.why")
        self.field.hide()
        self.field.returnPressed.connect(self._answered)
        self.field.installEventFilter(self)
        column.addWidget(self.field)
        self.show_need(need)
        self.open_up(False)

    def _add_buttons(self) -> None:
        self._grid = QGridLayout(self._row)
        self._grid.setContentsMargins(GAP_S, 0, GAP_S, GAP_XS)
        self._grid.setSpacing(GAP_XS)
        self._across = 0
        for act in self.acts:
            shown = act.key.value if self.need.kind is NeedKind.PERSON else ""
            button = QPushButton(f"{act.words}  {shown}".strip())
            button.setObjectName(f"{self.objectName()}.{act.name}")
            button.setProperty("kind", "primary" if act.primary else "chip")
            button.setAccessibleName(f"{act.words}: {self.need.title}")
            labels.tip(button, f"{act.words}  {act.keys or act.key.value}".strip())
            button.clicked.connect(lambda _=False, act=act: self.press(act))
            button.installEventFilter(self)
            if not always_open(self.need):  # Tab goes from row to row whichever is unfolded; Left and Right go inside
                button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            self.buttons.append(button)
        if self.more:
            self.buttons.append(self._more_button())
        self.fit(0)

    def fit(self, room: int) -> None:
        """As many buttons side by side as ``room`` pixels hold without cutting their words; 0: as there is room for."""
        most = 2 if len(self.buttons) in (2, 4) else 3
        wide = (across for across in range(most, 1, -1) if not room or self._needed(across) <= room)
        across = next(wide, 1)
        if across == self._across:
            return
        self._across = across
        for number, button in enumerate(self.buttons):
            self._grid.addWidget(button, number // across, number % across)

    def _needed(self, across: int) -> int:
        columns = [self.buttons[first::across] for first in range(across)]
        widths = [max((button.sizeHint().width() for button in column), default=0) for column in columns]
        return sum(widths) + GAP_XS * (across - 1) + 2 * GAP_S

    def _more_button(self) -> QPushButton:
        button = QPushButton("More …")
        button.setObjectName(f"{self.objectName()}.more")
        button.setProperty("kind", "quiet")
        button.setAccessibleName(f"More about: {self.need.title}")
        labels.tip(button, "More  Menu key")
        button.clicked.connect(self.open_menu)
        button.installEventFilter(self)
        if not always_open(self.need):
            button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        return button

    @Slot()
    def open_menu(self) -> None:
        """What is seldom done, by name."""
        if not self.more:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setObjectName(f"{self.objectName()}.menu")
        for act in self.more:
            menu.addAction(act.words, partial(self.press, act))
        menu.popup(self.buttons[-1].mapToGlobal(self.buttons[-1].rect().bottomLeft()))

    def show_need(self, need: Need) -> None:
        """The row as it stands now."""
        if need == self.need and self._shown:
            return
        self.need, self._shown = need, True
        self._title.setText(one_line(need.title, MOST_LETTERS) if self._title.wordWrap() else need.title)
        if self._title.wordWrap():  # what is approved is read first: its whole text, on as many lines as it takes
            labels.tip(self.head, need.title if len(need.title) > MOST_LETTERS else "")
        self._detail.setText(need.detail)
        self._clock.setText(need.clock)
        self.head.setAccessibleName(need.title)
        self._show_state()
        self._show_detail()

    def show_time(self, need: Need) -> None:
        """The same row a second later: nothing of it but its clock has changed."""
        before, self.need = self.need, need
        self._clock.setText(need.clock)
        if need.detail != before.detail:
            self._detail.setText(need.detail)
        if need.state is not before.state:
            self._show_state()

    def _show_state(self) -> None:
        need = self.need
        tone = Token.TEXT2 if need.kind.waits else _TONES.get(need.state, Token.TEXT2)
        overdue = need.state is CountdownState.OVERDUE
        self._clock.tint(Token.ON_DANGER if overdue else tone)
        self._clock.fill(Token.DANGER_FILL if overdue else None)
        self._icon.show_icon(need.icon or _ICONS[need.kind], _TONES.get(need.state, Token.TEXT2))
        self.head.setAccessibleDescription(f"{need.detail} {_spoken(need)}. {self._by_key()}".strip())

    def _by_key(self) -> str:
        found = [f"{act.key.value}: {act.words.rstrip(' …')}" for act in self.acts if act.key]
        taken = not self.acts or any(act.key is ActKey.ENTER for act in self.acts)
        return ", ".join(found if taken else ["Enter: its buttons", *found])

    def open_up(self, here: bool) -> None:
        """Show the buttons: always of what waits for an OK, of the rest while the focus is here."""
        self._open = bool(self.acts) and (here or always_open(self.need))
        self._row.setVisible(self._open)
        self._show_detail()

    def _show_detail(self) -> None:
        self._detail.setVisible(bool(self.need.detail) and self._open)
        if self.need.kind.waits:
            self._clock.setVisible(self._open)

    def hold(self) -> None:
        self.press(HOLD)

    def decline(self) -> None:
        self.press(DECLINE)

    def press(self, act: Act) -> None:
        """A button or its key: at once, or after the sentence that it asks for."""
        if not act.asks:
            self.done.emit(act, self.need, "")
            return
        self._asking = act
        self.field.setPlaceholderText(act.asks)
        self.field.setAccessibleName(f"{act.words.rstrip(' …')}: {act.asks}")
        self.field.show()
        self.field.setFocus()

    @Slot()
    def _answered(self) -> None:
        act, text = self._asking, self.field.text().strip()
        if act is None or (act.must and not text):
            labels.mark(self.field, "fault", "warn")
            return
        labels.mark(self.field, "fault", None)
        self.field.clear()
        self.head.setFocus()
        self.field.hide()
        self.done.emit(act, self.need, text)

    @Slot()
    def _opened(self) -> None:
        self.opened.emit(self.need)

    # -- Keys ------------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if watched is self.field:
            return self._field_key(event)
        key = Qt.Key(event.key())
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if held == Qt.KeyboardModifier.ShiftModifier and watched is self.head and _KEYS.get(key) is ActKey.ENTER:
            return event.isAutoRepeat() or self._by(ActKey.LATER)
        if held:
            return False
        if key is Qt.Key.Key_Menu and self.more:
            self.open_menu()
            return True
        if key in _STEPS:
            self.stepped.emit(_STEPS[key])
            return True
        if key in _ASIDE:
            self._aside(watched, _ASIDE[key])
            return True
        if watched is not self.head or key not in _KEYS:
            return False
        # A key held down ends one row, not the next state of it as well.
        return event.isAutoRepeat() or self._by(_KEYS[key])

    def _field_key(self, event: QKeyEvent) -> bool:
        if event.key() != Qt.Key.Key_Escape:
            return False
        self.head.setFocus()
        self.field.hide()
        return True

    def _by(self, key: ActKey) -> bool:
        later = key is ActKey.LATER
        act = next((act for act in self.acts if (act.later if later else act.key is key)), None)
        if act is not None:
            self.press(act)
        elif key is ActKey.ENTER and self.buttons:  # what would be a fact at once takes a press of its own
            self.buttons[0].setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            return False
        return True

    def _aside(self, watched: QObject, by: int) -> None:
        """Left and right walk the row's own buttons."""
        stops = [self.head, *self.buttons]
        here = next((number for number, stop in enumerate(stops) if stop is watched), 0)
        stops[min(max(0, here + by), len(stops) - 1)].setFocus()


def _spoken(need: Need) -> str:
    """The state in a word; the digits change each second and are read on demand."""
    words = {CountdownState.SOON: "due soon", CountdownState.DUE: "due now", CountdownState.OVERDUE: "overdue"}
    return "waits for an OK" if need.kind.waits else words.get(need.state, "")
