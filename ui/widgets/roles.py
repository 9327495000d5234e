"""The role board: who holds which seat, and since when.

Enter or a click opens a seat for a name, Delete releases it, the menu key offers to give it to somebody who holds
another seat already. An expert's seat is named by the subject that stands before their words: ``DB @kai``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QStringListModel, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLineEdit, QMenu, QPushButton, QStackedLayout, QWidget

from ui import labels, times
from ui.models.people import BAD_NAME, Meant, meant
from ui.theme_tokens import GAP_S, GAP_XS, Token, Type
from ui.widgets.digits import Digits
from ui.widgets.glyph import Glyph
from ui.widgets.pane import Pane
from ui.widgets.row_button import RowButton
from warroom.clock import MINUTE, Instant
from warroom.incident.phrases import seat_name
from warroom.incident.playbook import Playbook
from warroom.incident.roster import responders, seats
from warroom.incident.state import Incident
from warroom.incident.words import Seat
from warroom.text import handle

NOBODY = "nobody"
_EXPERT = "The subject, then the name: DB @kai"
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
    said = Signal(str, bool)

    def __init__(self, seat: str, people: QStringListModel) -> None:
        super().__init__()
        self.seat = seat
        self._people = people
        self.setObjectName(f"war.roles.{seat}")
        self._held = ""
        self._others: dict[str, list[str]] = {}
        self.button = RowButton()
        self.button.setObjectName(f"war.roles.{seat}.seat")
        self.button.setProperty("kind", "quiet")
        self.button.clicked.connect(self.edit)
        self.button.installEventFilter(self)
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
        self._since = Digits(face=Type.SMALL, tone=Token.TEXT3, name=f"war.roles.{seat}.since")
        self._since.hide()
        inside.addWidget(self._since)
        self.field = QLineEdit()
        self.field.setObjectName(f"war.roles.{seat}.field")
        self.field.setAccessibleName(f"{seat_name(seat)}, name")
        self.field.setPlaceholderText("name, or none")
        completer = QCompleter(people, self.field)
        labels.suggest(self.field, completer)
        self.field.returnPressed.connect(self._done)
        self.field.installEventFilter(self)
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(self.button)
        self._stack.addWidget(self.field)

    def show_holder(self, holder: str, acting: bool, others: dict[str, list[str]]) -> None:
        self._held, self._others = "" if acting else holder, others
        words = f"{holder}, acting" if holder and acting else holder or NOBODY
        self._name.setText(words)
        labels.retone(self._name, Token.WARN if acting or not holder else Token.TEXT)
        self.button.setAccessibleName(seat_name(self.seat))
        self.button.setAccessibleDescription(f"{words}. Enter changes it{', Delete releases it' if self._held else ''}")

    def show_time(self, since: Instant | None, now: Instant) -> None:
        """How long the seat has been held, by the minute."""
        held = 0.0 if since is None else max(0.0, now.since(since))
        words = times.length(held - held % MINUTE) if held >= MINUTE else ""
        if words != self._since.text():
            self._since.setText(words)
            self._since.setVisible(bool(words))
            labels.tip(self.button, f"{self._name.text()} since {since.hhmm()} UTC" if since is not None else "")

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
        found = Meant() if typed.casefold() in ("none", "-", "") else meant(typed, self._people.stringList())
        if found.fault:
            labels.mark(self.field, "fault", "warn")
            labels.tip(self.field, found.fault)
            self.said.emit(found.fault, True)
            return
        self._close()
        if found.handle != self._held:
            self.named.emit(self.seat, found.handle)
        if found.new:
            self.said.emit(f"@{found.handle} is new here", False)

    def _close(self) -> None:
        labels.mark(self.field, "fault", None)
        self.field.clear()
        self._stack.setCurrentWidget(self.button)
        self.button.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QContextMenuEvent) and watched is self.button:
            self._offer(event.globalPos())
            return True
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if watched is self.field and event.key() == Qt.Key.Key_Escape:
            self._stack.setCurrentWidget(self.button)
            self.button.setFocus()
            return True
        if watched is self.button and event.key() == Qt.Key.Key_Delete and self._held:
            self.named.emit(self.seat, "")
            return True
        return False

    def _offer(self, at: QPoint) -> None:
        """Name somebody, merge the seat on somebody who holds another, or release it."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Name somebody …\tEnter", self.edit)
        for name, others in self._others.items():
            held = ", ".join(seat_name(seat).lower() for seat in others)
            menu.addAction(f"{name}, who is {held}", partial(self.named.emit, self.seat, name))
        if self._held:
            menu.addSeparator()
            menu.addAction(f"Release {self._held}\tDelete", lambda: self.named.emit(self.seat, ""))
        menu.popup(at)


class ExpertRow(QWidget):
    """One more expert: the subject, then the name."""

    named = Signal(str, str)
    said = Signal(str, bool)

    def __init__(self, people: QStringListModel) -> None:
        super().__init__()
        self._people = people
        self.setObjectName("war.roles.expert")
        self.button = QPushButton("Add an expert …")
        self.button.setObjectName("war.roles.expert.add")
        self.button.setAccessibleName("Add an expert")
        self.button.setProperty("kind", "quiet")
        self.button.setProperty("face", Type.SMALL.value)
        self.button.clicked.connect(self.edit)
        self.field = QLineEdit()
        self.field.setObjectName("war.roles.expert.field")
        self.field.setAccessibleName("Expert: subject, then name")
        self.field.setPlaceholderText("DB @kai")
        self.field.returnPressed.connect(self._done)
        self.field.installEventFilter(self)
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(self.button)
        self._stack.addWidget(self.field)

    @Slot()
    def edit(self) -> None:
        self._stack.setCurrentWidget(self.field)
        self.field.setFocus()

    @Slot()
    def _done(self) -> None:
        subject, _, name = self.field.text().strip().strip("[").replace("]", " ").rpartition(" ")
        seat = handle("-".join(subject.split()))
        who = meant(name, self._people.stringList()) if seat else Meant(fault=BAD_NAME)
        if who.fault or seat is None:
            fault = _EXPERT if who.fault == BAD_NAME else who.fault
            labels.mark(self.field, "fault", "warn")
            labels.tip(self.field, fault)
            self.said.emit(fault, True)
            return
        self._close()
        self.named.emit(f"sme-{seat.removeprefix('sme-')}", who.handle)
        if who.new:
            self.said.emit(f"@{who.handle} is new here", False)

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
    """Emits ``named(seat, handle)``; '' empties the seat. ``said``: a sentence, and whether it is a warning."""

    named = Signal(str, str)
    said = Signal(str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("war.roles", "Roles", "Ctrl+2", parent, scrolls=True)
        self.body.setSpacing(GAP_XS // 2)
        self.people = QStringListModel(self)
        self._rows: dict[str, SeatRow] = {}
        self._since: dict[str, Instant | None] = {}
        for seat in _ORDER:
            self._row(seat)
        self.expert = ExpertRow(self.people)
        self.expert.named.connect(self.named)
        self.expert.said.connect(self.said)
        self.body.addWidget(self.expert)
        self.body.addStretch(1)
        self.first_focus = self._rows[Seat.IC].button

    def set_people(self, people: Sequence[str]) -> None:
        self.people.setStringList(list(people))

    def show_state(self, incident: Incident, playbook: Playbook) -> None:
        wanted = [*_ORDER, *(seat for seat in incident.roles if seat not in _ORDER)]
        for seat in wanted:
            row = self._row(seat)
            holder = incident.roles.get(seat, "")
            acting = seat == Seat.IC and not holder and bool(incident.acting_ic)
            row.show_holder(holder or (incident.acting_ic if acting else ""), acting, _others(incident, seat))
        for seat, row in self._rows.items():
            row.setVisible(seat in wanted)
        views = seats(incident, playbook, incident.declared_at)
        self._since = {view.seat: view.since for view in views if view.seat in self._rows}
        at_work = len(responders(incident, incident.declared_at))
        filled = sum(1 for view in views if view.handle and not view.acting)
        self.count.setText(f"{filled} of {len(views)} · {at_work} at work")
        crowd = at_work > playbook.limits.responders_soft_max
        labels.retone(self.count, Token.WARN if crowd else Token.TEXT3)

    def show_time(self, now: Instant) -> None:
        """What the clock changes: how long each seat has been held."""
        for seat, since in self._since.items():
            self._rows[seat].show_time(since, now)

    def edit(self, seat: str) -> None:
        """Open one seat for a name."""
        self._row(seat).edit()

    def _row(self, seat: str) -> SeatRow:
        row = self._rows.get(seat)
        if row is None:
            row = self._rows[seat] = SeatRow(seat, self.people)
            row.named.connect(self.named)
            row.said.connect(self.said)
            last = self.body.count() - 2 if len(self._rows) > len(_ORDER) else self.body.count()
            self.body.insertWidget(last, row)
        return row


def _others(incident: Incident, seat: str) -> dict[str, list[str]]:
    """Who holds other seats, and which: the people that a seat may be merged on."""
    found: dict[str, list[str]] = {}
    for other, name in incident.roles.items():
        if other != seat and name != incident.roles.get(seat):
            found.setdefault(name, []).append(other)
    return found
