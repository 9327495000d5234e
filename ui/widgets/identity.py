"""Stripe and identity row: how bad, where it stands, what it is, since when, and what time it is (UI.md 1.3)."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui import icons, labels, theme, times
from ui.theme_tokens import (
    FOCUS_PX,
    GAP_L,
    GAP_M,
    GAP_S,
    ICON_L,
    RADIUS_CHIP,
    SEVERITY_FILL,
    SEVERITY_ICON,
    SEVERITY_TEXT,
    STRIPE_PX,
    Token,
    Type,
)
from ui.widgets.digits import Digits
from warroom.clock import Instant
from warroom.incident.phrases import STATUS_NAMES
from warroom.incident.state import Incident
from warroom.incident.words import Severity

WHOLE_ROOM, CLOSE_ROOM, CLOSEST_ROOM = 1440.0, 600.0, 440.0
_EDGE = {1: 3, 2: 2, 3: 2, 4: 1}
"""Ink falls from a heavy outline to a thin one (UI.md 8.3)."""


class Stripe(QWidget):
    """The severity's colour over the whole width; a violet hatch in a drill."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(STRIPE_PX)
        self._severity, self._drill = Severity.SEV4, False

    def show_state(self, severity: Severity, drill: bool) -> None:
        if (severity, drill) != (self._severity, self._drill):
            self._severity, self._drill = severity, drill
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color(SEVERITY_FILL[self._severity]))
        if self._drill:
            painter.fillRect(self.rect(), theme.color(Token.DRILL_FILL))
            painter.fillRect(self.rect(), QBrush(theme.color(Token.ON_DRILL), Qt.BrushStyle.BDiagPattern))
        painter.end()


class Badge(QAbstractButton):
    """Severity as outline, shape and word: never a red fill, so that an overdue update is the loudest thing here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("war.identity.severity")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._severity = Severity.SEV4
        self._shape = True

    def show_shape(self, on: bool) -> None:
        """The word alone stands where there is no room for both."""
        if on is not self._shape:
            self._shape = on
            self.updateGeometry()
            self.update()

    def show_severity(self, severity: Severity, name: str) -> None:
        self._severity = severity
        self.setText(severity.label)
        self.setAccessibleName("Severity")
        self.setAccessibleDescription(f"{severity.label} {name}")
        labels.tip(self, f"{severity.label} {name}\nCtrl+Shift+L, then 1 to 4")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(theme.font(Type.BADGE))
        width = metrics.horizontalAdvance(self.text()) + GAP_M * 2
        width += theme.px(ICON_L) + GAP_S if self._shape else 0
        return QSize(width, metrics.height() + GAP_M)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        token = SEVERITY_TEXT[self._severity]
        edge = float(_EDGE[self._severity])
        painter.setPen(QPen(theme.color(token), edge))
        if self.underMouse():
            painter.setBrush(theme.color(Token.HOVER))
        area = self.rect().toRectF().adjusted(edge / 2, edge / 2, -edge / 2, -edge / 2)
        painter.drawRoundedRect(area, RADIUS_CHIP, RADIUS_CHIP)
        if self.hasFocus():
            painter.setPen(QPen(theme.color(Token.FOCUS), FOCUS_PX))
            painter.drawRoundedRect(area.adjusted(3, 3, -3, -3), RADIUS_CHIP, RADIUS_CHIP)
        left = GAP_M
        if self._shape:
            drawn = icons.pixmap(SEVERITY_ICON[self._severity], token, ICON_L)
            size = drawn.deviceIndependentSize()
            painter.drawPixmap(GAP_M, round((self.height() - size.height()) / 2), drawn)
            left += round(size.width()) + GAP_S
        painter.setFont(theme.font(Type.BADGE))
        painter.setPen(theme.color(Token.TEXT))
        painter.drawText(QRect(left, 0, self.width() - left, self.height()), Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.end()


class IdentityRow(QWidget):
    """Emits that the severity, the status or the title is to be changed."""

    severity_wanted = Signal()
    status_wanted = Signal()
    outbox_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("war.identity")
        self._tiny = self._close = self._closest = False
        self.badge = Badge()
        self.drill = labels.plain("DRILL", face=Type.BADGE, tone=Token.DRILL, name="war.identity.drill")
        self.simulated = labels.plain(
            "SIMULATED", face=Type.SMALL_STRONG, tone=Token.DRILL, name="war.identity.simulated"
        )
        for mark in (self.drill, self.simulated):
            mark.hide()  # until a record says so: a real incident must not begin as a drill
        self.status = QPushButton()
        self.status.setObjectName("war.identity.status")
        self.status.setProperty("face", Type.BODY_STRONG.value)
        self.title = labels.Elided(face=Type.TITLE, name="war.identity.title")
        self.second = labels.Elided(face=Type.SMALL, tone=Token.TEXT2, name="war.identity.second")
        self.ref = labels.plain(face=Type.MONO, tone=Token.TEXT2, name="war.identity.ref")
        self.elapsed = Digits(face=Type.DISPLAY, name="war.identity.elapsed")
        self.elapsed_word = labels.plain("elapsed", face=Type.CAPTION, tone=Token.TEXT3)
        self.utc = Digits(face=Type.MONO, name="war.identity.utc")
        self.local = labels.plain(face=Type.CAPTION, tone=Token.TEXT2, name="war.identity.local")
        self.bell = labels.picture(icons.pixmap("bell-off", Token.WARN, ICON_L), "Sounds are off")
        self.bell.setObjectName("war.identity.muted")
        labels.tip(self.bell, "Sounds are off, for 3 min at most")
        self.bell.hide()
        self.post = QPushButton()
        self.post.setObjectName("war.identity.outbox")
        self.post.setProperty("kind", "quiet")
        self.post.setIcon(icons.icon("send", Token.WARN))
        self.post.clicked.connect(self.outbox_wanted)
        self.post.hide()
        self.badge.clicked.connect(self.severity_wanted)
        self.status.clicked.connect(self.status_wanted)
        self._lay_out()

    def _lay_out(self) -> None:
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self.title)
        names.addWidget(self.second)
        clocks = QVBoxLayout()
        clocks.setSpacing(0)
        clocks.addWidget(self.utc, 0, Qt.AlignmentFlag.AlignLeft)
        clocks.addWidget(self.local)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_S)
        row.addWidget(self.drill)
        row.addWidget(self.badge)
        row.addWidget(self.status)
        row.addLayout(names, 1)
        row.addWidget(self.simulated)
        row.addWidget(self.bell)
        row.addWidget(self.post)
        row.addSpacing(GAP_S)
        row.addWidget(self.ref)
        row.addWidget(self.elapsed)
        row.addWidget(self.elapsed_word)
        row.addSpacing(GAP_L - GAP_S)
        row.addLayout(clocks)

    def show_post(self, words: str) -> None:
        """What waits in the outbox and which target is not reached, with since when (UI.md 1.3)."""
        self.post.setText(words)
        self.post.setAccessibleName(f"Outbox: {words}")
        labels.tip(self.post, f"Outbox: {words}\nCtrl+O")
        self.post.setVisible(bool(words))

    def show_muted(self, muted: bool) -> None:
        """A crossed bell while sounds are off."""
        self.bell.setVisible(muted)

    def show_doubt(self, doubt: bool) -> None:
        """The clock is amber while nobody has said that the time is right after a jump (UI.md 1.3)."""
        self.utc.tint(Token.WARN if doubt else Token.TEXT)

    def set_narrow(self, *, narrow: bool, tiny: bool, room: float = WHOLE_ROOM) -> None:
        """Where space is short the reference goes into the title's tooltip, then titles shrink one step. ``room`` is
        the width at 100 % text: with less still, clocks go without seconds and the badge without its shape."""
        self._close, self._closest = room < CLOSE_ROOM, room < CLOSEST_ROOM
        self.badge.show_shape(not self._closest)
        self.simulated.setText("SIM" if self._close else "SIMULATED")
        self.simulated.setAccessibleName("Simulated")
        self.ref.setVisible(not narrow)
        self.elapsed_word.setVisible(not narrow)
        labels.retone(self.title, face=Type.BODY_STRONG if tiny else Type.TITLE)
        labels.retone(self.elapsed, face=Type.BADGE if tiny else Type.DISPLAY)
        self._tiny = tiny
        self.local.setVisible(not tiny and bool(self.local.text()))

    def show_state(self, incident: Incident, severity_name: str) -> None:
        self.badge.show_severity(incident.severity, severity_name)
        self.drill.setVisible(incident.drill)
        self.simulated.setVisible(incident.simulated)
        word = STATUS_NAMES[incident.status]
        self.status.setText(word)
        self.status.setAccessibleName("Status")
        self.status.setAccessibleDescription(word)
        labels.tip(self.status, "Ctrl+Shift+S")
        self.title.setText(incident.title)
        self.title.set_hint(f"{incident.ref}\n/title changes it")
        self.ref.setText(incident.ref)
        second = _where(incident)
        self.second.setText(second)
        self.second.setVisible(bool(second))

    def show_time(self, incident: Incident, now: Instant) -> None:
        """The second that runs."""
        began = incident.started_at or incident.declared_at
        end = now if incident.open else incident.resolved_at or now
        elapsed = times.stopwatch(end.since(began))
        self.elapsed.setText(elapsed.rpartition(":")[0] if self._closest else elapsed)
        self.utc.setText(now.hhmm() if self._closest else f"{now.hhmm() if self._close else now.hhmmss()} UTC")
        offset = times.local_offset(now)
        self.local.setText(f"{now.hhmm(offset)} {times.zone_name(now)}" if offset else "")
        self.local.setVisible(bool(offset) and not self._tiny)


def _where(incident: Incident) -> str:
    """Bridge and channel, and what else a person must know at once."""
    parts = []
    if incident.newer:
        parts.append("Made by a newer version; state may be incomplete")
    if incident.near_miss:
        parts.append("Near miss: no word to customers")
    if incident.same_as:
        parts.append(f"Goes on in {incident.same_ref or 'another incident'}")
    if incident.recurs:
        parts.append(f"Again, after {', '.join(incident.recurs.values())}")
    return "   ".join([*parts, *places(incident)])


def places(incident: Incident) -> list[str]:
    """Where people meet: the bridge with its number, PIN and link, and the channel."""
    found = []
    bridge = incident.bridge
    if bridge is not None:
        pin = f"PIN {bridge.pin}" if bridge.pin else ""
        known = [part for part in (bridge.number, pin, bridge.link) if part]
        found.append("Bridge " + (" · ".join(known) or bridge.text))
    if incident.channel:
        found.append(incident.channel)
    return found
