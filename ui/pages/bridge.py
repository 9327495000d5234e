"""The bridge: number, PIN and link at hand, the number as a code to dial by phone, and what was said there."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui import labels
from ui.pages.sheet import Sheet, button
from ui.theme_tokens import GAP_L, GAP_M, GAP_S, Token, Type
from ui.widgets.flow import Flow
from ui.widgets.identity import places
from ui.widgets.qr import QrCode
from warroom.clock import Instant
from warroom.comms import qr
from warroom.errors import Refused
from warroom.incident.playbook import Playbook
from warroom.incident.state import Bridge, Incident
from warroom.scribe import CommandLine, parse
from warroom.scribe import lines as say

NONE = "No bridge is named yet."
WHAT = "Number, PIN and link"
EXAMPLE = "such as +44 20 7946 0000 PIN 4711; Enter keeps it"
EMPTY = "Type the number, the PIN or the link of the bridge first."
_FIRST, _LAST = 2, 3
"""Where the field stands in its column: below the copy button, or below what was said."""


class BridgeSheet(Sheet):
    """Naming it meets *War room open*; what is said there counts as an internal update."""

    def __init__(self) -> None:
        super().__init__("bridge", "Bridge")
        self._incident: Incident | None = None
        self._shown: Bridge | None = None
        self._now = Instant(0)
        self.words = labels.plain(face=Type.TITLE, name="bridge.words", wrap=True)
        self.code = QrCode("bridge.code")
        self.copy = button("bridge.copy", "Copy bridge and channel", keys="F9")
        self.copy.clicked.connect(self._copy)
        self.place = QLineEdit()
        self.place.setObjectName("bridge.place")
        self.place.setAccessibleName(f"Bridge: {WHAT}")
        self.place.setPlaceholderText(EXAMPLE)
        self.place.returnPressed.connect(self._name)
        self.keep = button("bridge.keep", "Name the bridge", "primary")
        self.keep.clicked.connect(self._name)
        self.update_said = QLineEdit()
        self.update_said.setObjectName("bridge.said")
        self.update_said.setAccessibleName("Said on the bridge: an internal update")
        self.update_said.setPlaceholderText("what was said; Enter records it as an internal update")
        self.update_said.returnPressed.connect(self._say)
        self._left = left = QVBoxLayout()
        left.setSpacing(GAP_S)
        left.addWidget(self.words)
        copies = Flow()
        copies.put(self.copy)
        left.addLayout(copies)
        self._naming = _below(labels.plain(WHAT, face=Type.SMALL_STRONG, tone=Token.TEXT2), self.place, self.keep)
        said = labels.plain("Said on the bridge", face=Type.SMALL_STRONG, tone=Token.TEXT2)
        left.addWidget(self._naming)
        left.addWidget(_below(said, self.update_said))
        left.addStretch(1)
        whole = QHBoxLayout()
        whole.setSpacing(GAP_L)
        whole.addLayout(left, 1)
        whole.addWidget(self.code, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(whole, 1)
        self._place_field(named=False)

    def take_focus(self) -> None:
        (self.update_said if self._incident is not None and self._incident.bridge else self.place).setFocus()

    def show_state(self, incident: Incident, playbook: Playbook, now: Instant) -> None:
        self._incident, self._now = incident, now
        self.words.setText("\n".join(places(incident)) or NONE)
        self.copy.setEnabled(bool(places(incident)))
        if incident.bridge == self._shown and self._shown is not None:
            return
        self._shown = incident.bridge
        self._renew_field(incident.bridge)
        number = incident.bridge.number if incident.bridge is not None else ""
        try:
            dials = qr.call(number) if number else None
        except Refused:
            dials = None
        self.code.show_code(dials, f"Dials {number}" if dials is not None else "")

    @Slot()
    def _copy(self) -> None:
        if self._incident is not None:
            QGuiApplication.clipboard().setText("\n".join(places(self._incident)))
            self.said.emit("Bridge and channel copied", False)

    def _renew_field(self, bridge: Bridge | None) -> None:
        """What was typed leaves the field once it is on the record, not before."""
        self._place_field(named=bridge is not None)
        words = "Name the bridge" if bridge is None else "Change the bridge"
        self.keep.setText(words)
        self.keep.setAccessibleName(words)
        if bridge is not None and self.place.text().strip() == bridge.text:
            self.place.clear()

    def _place_field(self, *, named: bool) -> None:
        """Above what is said while there is no bridge to say it on, below it afterwards."""
        labels.mark(self.keep, "kind", "" if named else "primary")
        naming = (self.place, self.keep)
        self._left.insertWidget(_LAST if named else _FIRST, self._naming)
        order = (self.copy, self.update_said, *naming) if named else (self.copy, *naming, self.update_said)
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    @Slot()
    def _name(self) -> None:
        """The same command as ``/bridge``, so that number, PIN and link are read out of it in the same way."""
        text = self.place.text().strip()
        labels.mark(self.place, "fault", None if text else "warn")
        if not text:
            self.said.emit(EMPTY, True)
            self.place.setFocus()
            return
        parsed = parse(f"/bridge {text}", now=self._now)
        if isinstance(parsed, CommandLine):
            self.wanted.emit(parsed.command, "Bridge named")

    @Slot()
    def _say(self) -> None:
        text = self.update_said.text().strip()
        self.update_said.clear()
        self.wanted.emit(say.SaidOnBridge(text=text), "Said on the bridge: counts as an internal update")


def _below(title: QWidget, field: QLineEdit, *beside: QWidget) -> QWidget:
    """A field under its title, with its button beside it."""
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, GAP_M, 0, 0)
    column.setSpacing(GAP_S)
    column.addWidget(title)
    line = Flow()
    line.put(field, stretch=True)
    line.put(*beside)
    column.addLayout(line)
    return whole
