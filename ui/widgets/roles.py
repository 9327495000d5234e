"""The role board: who holds which seat. Enter or a click opens the seat for a name; ``none`` empties it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLineEdit, QPushButton, QStackedLayout, QWidget

from ui import labels
from ui.theme_tokens import GAP_S, GAP_XS, Token, Type
from ui.widgets.glyph import Glyph
from ui.widgets.pane import Pane
from warroom.incident.phrases import seat_name
from warroom.incident.state import Incident
from warroom.incident.words import Seat
from warroom.text import handle

NOBODY = "nobody"
_ICONS: dict[str, str] = {
    Seat.IC: "crown",
    Seat.DEPUTY: "user",
    Seat.OPS: "wrench",
    Seat.COMMS: "megaphone",
    Seat.SCRIBE: "file-text",
}
_ORDER = (Seat.IC, Seat.OPS, Seat.COMMS, Seat.SCRIBE, Seat.DEPUTY)


class SeatRow(QWidget):
    """One seat: a button that turns into a field for a name."""

    named = Signal(str, str)

    def __init__(self, seat: str, people: QStringListModel) -> None:
        super().__init__()
        self.seat = seat
        self.setObjectName(f"war.roles.{seat}")
        self._held = ""
        self.button = QPushButton()
        self.button.setObjectName(f"war.roles.{seat}.seat")
        self.button.setProperty("kind", "quiet")
        self.button.clicked.connect(self.edit)
        self._icon = Glyph(_ICONS.get(seat, "stethoscope"))
        self._seat = labels.plain(seat_name(seat), face=Type.BODY, tone=Token.TEXT2)
        self._name = labels.Elided(face=Type.BODY_STRONG, name=f"war.roles.{seat}.name")
        self._name.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        inside = QHBoxLayout(self.button)
        inside.setContentsMargins(GAP_S, 0, GAP_S, 0)
        inside.setSpacing(GAP_S)
        inside.addWidget(self._icon)
        inside.addWidget(self._seat)
        inside.addWidget(self._name, 1)
        self.field = QLineEdit()
        self.field.setObjectName(f"war.roles.{seat}.field")
        self.field.setAccessibleName(f"{seat_name(seat)}, name")
        self.field.setPlaceholderText("name, or none")
        completer = QCompleter(people, self.field)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.field.setCompleter(completer)
        self.field.returnPressed.connect(self._done)
        self.field.installEventFilter(self)
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(self.button)
        self._stack.addWidget(self.field)

    def show_holder(self, holder: str, acting: bool) -> None:
        self._held = holder
        words = f"{holder}, acting" if holder and acting else holder or NOBODY
        self._name.setText(words)
        labels.retone(self._name, Token.WARN if acting or not holder else Token.TEXT)
        self.button.setAccessibleName(seat_name(self.seat))
        self.button.setAccessibleDescription(f"{words}. Enter changes it")

    @Slot()
    def edit(self) -> None:
        """Open the seat for a name."""
        self._stack.setCurrentWidget(self.field)
        if not self.field.text():
            self.field.setText(self._held)
        self.field.setFocus()
        self.field.selectAll()

    @Slot()
    def _done(self) -> None:
        typed = self.field.text().strip()
        wanted = "" if typed.casefold() in ("none", "-", "") else handle(typed)
        if wanted is None:
            labels.mark(self.field, "fault", "warn")
            labels.tip(self.field, "A name here is letters, digits, dot, dash or underscore, 32 at most")
            return
        self._close()
        if wanted != self._held:
            self.named.emit(self.seat, wanted)

    def _close(self) -> None:
        labels.mark(self.field, "fault", None)
        self.field.clear()
        self._stack.setCurrentWidget(self.button)
        self.button.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
            self._stack.setCurrentWidget(self.button)
            self.button.setFocus()
            return True
        return False


class RolesPane(Pane):
    """Emits ``named(seat, handle)``; '' empties the seat."""

    named = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("war.roles", "Roles", "Ctrl+2", parent)
        self.body.setSpacing(GAP_XS // 2)
        self._people = QStringListModel(self)
        self._rows: dict[str, SeatRow] = {}
        for seat in _ORDER:
            self._row(seat)
        self.body.addStretch(1)
        self.first_focus = self._rows[Seat.IC].button

    def set_people(self, people: Sequence[str]) -> None:
        self._people.setStringList(list(people))

    def show_state(self, incident: Incident) -> None:
        seats = [*_ORDER, *(seat for seat in incident.roles if seat not in _ORDER)]
        for seat in seats:
            row = self._row(seat)
            holder = incident.roles.get(seat, "")
            acting = seat == Seat.IC and not holder and bool(incident.acting_ic)
            row.show_holder(holder or (incident.acting_ic if acting else ""), acting)
        filled = sum(1 for seat in seats if incident.roles.get(seat))
        self.count.setText(f"{filled} of {len(seats)}")

    def edit(self, seat: str) -> None:
        """Open one seat for a name."""
        self._row(seat).edit()

    def _row(self, seat: str) -> SeatRow:
        row = self._rows.get(seat)
        if row is None:
            row = self._rows[seat] = SeatRow(seat, self._people)
            row.named.connect(self.named)
            last = self.body.count() - 1 if len(self._rows) > len(_ORDER) else self.body.count()
            self.body.insertWidget(last, row)
        return row
