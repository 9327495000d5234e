"""The form of the Resolve page: what shows that it is over, the bar of the stability guard, and the buttons.

It holds no state of the incident: the page shows it a moment of the guard, and carries out what is pressed.
"""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui import icons, labels, theme, times
from ui.theme_tokens import GAP_L, GAP_M, GAP_S, GAP_XS, ICON_M, Token, Type
from ui.widgets.flow import Flow
from ui.widgets.scroller import Scroller
from warroom.incident.countdowns import Guard
from warroom.incident.phrases import CHANGE_NAMES
from warroom.incident.state import Incident
from warroom.incident.words import Status

EVIDENCE = {
    "impact": ("No customer impact now", "what shows it: error rate 0.1 %, support is quiet"),
    "metrics": ("Metrics back to normal", "which, and their value now"),
    "holds": ("The mitigation holds by itself", "why it will; if it will not, tick Temporary"),
}
"""Evidence by the key under which it is recorded: the row's words, and the hint in its field."""


class ResolveForm(Scroller):
    """``edited`` at each change that a person makes."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        inner = QWidget()
        super().__init__(inner, "resolve.scroll", parent)
        self._build(inner)
        for field in self.fields:
            field.textEdited.connect(self.edited)
        self.temporary.toggled.connect(self.edited)

    @property
    def fields(self) -> tuple[QLineEdit, ...]:
        """Every field for text."""
        return (*self.evidence.values(), self.why, self.ended)

    def stated(self) -> dict[str, str]:
        """The evidence that was given, by its key."""
        return {key: text for key, field in self.evidence.items() if (text := field.text().strip())}

    def clear(self) -> None:
        for field in self.fields:
            field.clear()
        self.temporary.setChecked(False)

    def take_focus(self) -> None:
        """The first row of evidence that is still empty, else the button."""
        empty = next((field for field in self.evidence.values() if not field.text()), None)
        (empty or (self.resolve if self.resolve.isEnabled() else self.why)).setFocus()

    def say(self, text: str, tone: Token = Token.TEXT2) -> None:
        self.message.setText(text)
        labels.retone(self.message, tone)

    def show_guard(self, incident: Incident, stable: Guard, *, busy: bool) -> None:
        """Where the guard stands; ``busy`` while something that was pressed is being written."""
        self.title.setText(f"Resolve {incident.ref}  {incident.title}")
        self.bar.setRange(0, max(1, stable.needed_s))
        self.bar.setValue(stable.needed_s if stable.satisfied else int(stable.elapsed_s))
        self.bar.setVisible(stable.since is not None or stable.satisfied)
        self.stability.setText(_stability(incident, stable))
        stateable = incident.open and incident.mitigated_at is None
        self.state.setEnabled(stateable and not busy)
        self.state.setVisible(stateable)
        self._show_flight(incident)
        self.resolve.setEnabled(incident.open and stable.satisfied and not busy)
        early = incident.open and not stable.satisfied
        for part in (self._early_head, self.why, self.early):
            part.setVisible(early)
        self.early.setEnabled(not busy)

    def _show_flight(self, incident: Incident) -> None:
        """An approved change may begin at any moment: it is in flight here as it is under *Needs you*."""
        flying = [change for change in incident.changes if change.in_flight]
        names = ", ".join(f"{change.text} ({CHANGE_NAMES[change.state].lower()})" for change in flying)
        self._flight.setText(f"In flight: {names}" if names else "No change in flight")
        name, token = ("wrench", Token.WARN) if names else ("check", Token.OK)
        self._flight_icon.setPixmap(icons.pixmap(name, token))

    # -- Building ------------------------------------------------------------------------------------------------

    def _build(self, inner: QWidget) -> None:
        column = QVBoxLayout(inner)
        column.setContentsMargins(GAP_L, GAP_M, GAP_L, GAP_M)
        column.setSpacing(GAP_S)
        self.title = labels.Elided("Resolve", face=Type.TITLE, name="resolve.title")
        column.addWidget(self.title)
        self.stability = labels.plain(face=Type.READING, name="resolve.stability", wrap=True)
        column.addWidget(self.stability)
        self.bar = QProgressBar()
        self.bar.setObjectName("resolve.bar")
        self.bar.setAccessibleName("Stability guard")
        self.bar.setTextVisible(False)
        column.addWidget(self.bar)
        column.addLayout(self._rows())
        column.addLayout(self._ended_row())
        self._early_head = labels.plain("Before the guard is over: why?", face=Type.SMALL_STRONG, tone=Token.TEXT2)
        self.why = _field("resolve.why", "Why resolve early", "recorded, and shown in the postmortem")
        self._early_head.setBuddy(self.why)
        column.addWidget(self._early_head)
        column.addWidget(self.why)
        self.message = labels.plain(face=Type.BODY_STRONG, name="resolve.message", wrap=True)
        column.addWidget(self.message)
        column.addLayout(self._buttons())
        column.addStretch(1)

    def _rows(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(GAP_M)
        grid.setVerticalSpacing(GAP_XS + 2)
        grid.setColumnStretch(2, 1)
        self.evidence: dict[str, QLineEdit] = {}
        self._ticks = {}
        for row, (key, (words, hint)) in enumerate(EVIDENCE.items()):
            field = _field(f"resolve.evidence.{key}", words, hint)
            field.textChanged.connect(self._tick_rows)
            tick = labels.picture(icons.pixmap("circle", Token.TEXT3), "")
            label = labels.plain(words, face=Type.BODY)
            label.setBuddy(field)
            for column, widget in enumerate((tick, label, field)):
                grid.addWidget(widget, row, column)
            self.evidence[key], self._ticks[key] = field, tick
        self._flight_icon = labels.picture(icons.pixmap("check", Token.OK, ICON_M), "")
        self._flight = labels.plain(face=Type.BODY, name="resolve.flight", wrap=True)
        grid.addWidget(self._flight_icon, len(EVIDENCE), 0)
        grid.addWidget(self._flight, len(EVIDENCE), 1, 1, 2)
        self.temporary = QCheckBox("Temporary: a follow-up to replace it is written")
        self.temporary.setObjectName("resolve.temporary")
        self.temporary.setAccessibleName("The mitigation is temporary")
        grid.addWidget(self.temporary, len(EVIDENCE) + 1, 1, 1, 2)
        return grid

    @Slot()
    def _tick_rows(self) -> None:
        for key, field in self.evidence.items():
            name, token = ("check", Token.OK) if field.text().strip() else ("circle", Token.TEXT3)
            self._ticks[key].setPixmap(icons.pixmap(name, token))

    def _ended_row(self) -> Flow:
        self.ended = _field("resolve.ended", "Customer impact ended at", "HH:MM UTC, or -5m")
        self.ended.setFixedWidth(theme.px(190))
        label = labels.plain("Customer impact ended at", face=Type.BODY)
        label.setBuddy(self.ended)
        self.state = QPushButton("Impact has ended")
        self.state.setObjectName("resolve.state")
        self.state.setAccessibleName("State that customer impact has ended; starts the stability guard")
        row = Flow()
        row.put(label, self.ended, self.state)
        return row

    def _buttons(self) -> Flow:
        self.resolve = _button("resolve.resolve", "Resolve", "primary")
        self.early = _button("resolve.early", "Resolve early, with this reason")
        self.compose = _button("resolve.compose", "Write the message for customers", "quiet")
        self.back = _button("resolve.back", "Back", "quiet")
        labels.tip(self.back, "Back  Esc")
        row = Flow()
        row.put(self.resolve, self.early, self.compose, self.back)
        return row


def _stability(incident: Incident, stable: Guard) -> str:
    if not incident.open:
        return "Resolved."
    if stable.needed_s == 0:
        return f"{incident.severity.label} has no stability guard: resolve when customers are well."
    if stable.since is None:
        return "Nothing says yet that customer impact has ended. State when it did: the guard counts from there."
    status = incident.status.value.capitalize()
    since = f"{status} · stable since {stable.since.hhmm()} UTC"
    watch = "" if incident.status is Status.MONITORING else " · status is not Monitoring"
    whole = times.countdown(stable.needed_s)
    if stable.satisfied:
        return f"{since} · the {whole} of the guard are over{watch}"
    so_far, left = times.countdown(int(stable.elapsed_s)), times.countdown(stable.remaining_s)
    return f"{since} · {so_far} of {whole}, {left} to go{watch}"


def _field(name: str, described: str, hint: str) -> QLineEdit:
    field = QLineEdit()
    field.setObjectName(name)
    field.setAccessibleName(described)
    field.setPlaceholderText(hint)
    return field


def _button(name: str, text: str, kind: str = "") -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setAccessibleName(text)
    button.setProperty("kind", kind)
    button.setAutoDefault(False)
    return button
