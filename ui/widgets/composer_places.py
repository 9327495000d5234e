"""Where the message goes: one row a place, each with Copy, Sent and QR (UI.md 0.1)."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QScrollArea, QSizePolicy, QWidget

from ui import labels, theme
from ui.models.places import PlaceLine, PlaceState
from ui.theme_tokens import GAP_L, GAP_XS, ROW_PX, Token, Type
from ui.widgets.glyph import Glyph
from ui.widgets.pane import Pane

_LOOKS = {
    PlaceState.TOLD: ("circle-check", Token.OK),
    PlaceState.QUEUED: ("clock", Token.WARN),
    PlaceState.COPIED: ("copy", Token.WARN),
    PlaceState.OPEN: ("circle", Token.TEXT3),
}
NAME_PX = 128
STATE_PX = 132


class PlaceRow(QWidget):
    """One place. ``copy_wanted``, ``sent_wanted`` and ``phone_wanted`` carry its name."""

    copy_wanted = Signal(str)
    sent_wanted = Signal(str)
    phone_wanted = Signal(str)

    def __init__(self, name: str, n: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self.setObjectName(f"comms.place.{n}")
        self._icon = Glyph("circle", Token.TEXT3)
        self.called = labels.Elided(name, face=Type.BODY_STRONG, name=f"comms.place.{n}.name")
        self.state = labels.Elided(face=Type.SMALL, name=f"comms.place.{n}.state")
        self.detail = labels.Elided(face=Type.SMALL, tone=Token.TEXT3, name=f"comms.place.{n}.detail")
        self.copy = self._button(n, "copy", "Copy", f"Copy for {name}")
        self.sent = self._button(n, "sent", "Sent", f"Sent by hand to {name}")
        self.phone = self._button(n, "phone", "QR", f"QR code for {name}")
        self.copy.clicked.connect(self._copy)
        self.sent.clicked.connect(self._sent)
        self.phone.clicked.connect(self._phone)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP_XS)
        for label in (self._icon, self.called, self.state):
            line.addWidget(label)
        line.addWidget(self.detail, 1)
        for button in (self.copy, self.sent, self.phone):
            line.addWidget(button)

    def _button(self, n: int, name: str, words: str, called: str) -> QPushButton:
        made = QPushButton(words)
        made.setObjectName(f"comms.place.{n}.{name}")
        made.setAccessibleName(called)
        made.setAutoDefault(False)
        labels.tip(made, called)
        return made

    def show_line(self, line: PlaceLine) -> None:
        self.called.setFixedWidth(theme.px(NAME_PX))
        self.state.setFixedWidth(theme.px(STATE_PX))
        name, tone = _LOOKS[line.state]
        self._icon.show_icon(name, tone)
        self.state.setText(line.words)
        labels.retone(self.state, Token.TEXT2 if line.state in (PlaceState.OPEN, PlaceState.TOLD) else tone)
        self.detail.setText(line.detail)
        labels.retone(self.detail, Token.WARN if line.over or "missing" in line.detail else Token.TEXT3)
        for button in (self.copy, self.sent, self.phone):
            button.setAccessibleDescription(line.text())

    def buttons(self) -> list[QWidget]:
        return [self.copy, self.sent, self.phone]

    @Slot()
    def _copy(self) -> None:
        self.copy_wanted.emit(self.name)

    @Slot()
    def _sent(self) -> None:
        self.sent_wanted.emit(self.name)

    @Slot()
    def _phone(self) -> None:
        self.phone_wanted.emit(self.name)


class _Area(QScrollArea):
    """As high as its rows where there is room, and one row at least."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self._inside = inside
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setWidget(inside)

    def sizeHint(self) -> QSize:
        return self._inside.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, min(self._inside.sizeHint().height(), theme.px(ROW_PX)))


class PlacesPane(Pane):
    """The rows under a heading that counts them."""

    copy_wanted = Signal(str)
    sent_wanted = Signal(str)
    phone_wanted = Signal(str)
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("comms.pane.places", "Places", "F5", parent)
        inside = QWidget()
        inside.setProperty("panel", "clear")
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(GAP_L)
        self._grid.setVerticalSpacing(GAP_XS)
        self._area = _Area(inside)
        self.body.addWidget(self._area)
        self.rows: list[PlaceRow] = []
        self._columns = 2

    def show_lines(self, audience: str, lines: list[PlaceLine]) -> None:
        """Rows are made anew only when the places are other ones: the focus stays where it is."""
        if [row.name for row in self.rows] != [line.place.name for line in lines]:
            self._make(lines)
        for row, line in zip(self.rows, lines, strict=True):
            row.show_line(line)
        told = sum(line.state is PlaceState.TOLD for line in lines)
        self.title.setText(f"Places: {audience}" if audience else "Places")
        self.count.setText(words(told, len(lines)))

    def _make(self, lines: list[PlaceLine]) -> None:
        for row in self.rows:
            self._grid.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [PlaceRow(line.place.name, n, self) for n, line in enumerate(lines)]
        for row in self.rows:
            row.copy_wanted.connect(self.copy_wanted)
            row.sent_wanted.connect(self.sent_wanted)
            row.phone_wanted.connect(self.phone_wanted)
        self._place()
        self.changed.emit()

    def set_columns(self, columns: int) -> None:
        if columns != self._columns:
            self._columns = columns
            self._place()

    def _place(self) -> None:
        """Column by column, so that the order of reading is that of the list."""
        for row in self.rows:
            self._grid.removeWidget(row)
        deep = -(-len(self.rows) // self._columns)
        for n, row in enumerate(self.rows):
            self._grid.addWidget(row, n % max(1, deep), n // max(1, deep), Qt.AlignmentFlag.AlignTop)
            row.show()
        self._area.updateGeometry()
        for column in range(2):
            self._grid.setColumnStretch(column, 1 if column < self._columns else 0)

    def focused(self) -> str:
        """The place whose row has the focus, '' when none has."""
        return next((row.name for row in self.rows if any(button.hasFocus() for button in row.buttons())), "")

    def take_focus(self) -> None:
        """To the first place that has not been told, else to the first."""
        waiting = [row for row in self.rows if not row.state.text().startswith("sent")]
        for row in (waiting or self.rows)[:1]:
            row.copy.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._area.ensureWidgetVisible(row, 0, 0)


def words(told: int, of: int) -> str:
    """``3 of 5 places``."""
    return f"{told} of {of} {'place' if of == 1 else 'places'}" if of else ""
