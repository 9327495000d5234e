"""The bridge: number, PIN and link at hand, the number as a code to dial by phone, and what was said there."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout

from ui import labels
from ui.pages.sheet import Sheet, button
from ui.theme_tokens import GAP_L, GAP_S, Token, Type
from ui.widgets.flow import Flow
from ui.widgets.identity import places
from ui.widgets.qr import QrCode
from warroom.clock import Instant
from warroom.comms import qr
from warroom.errors import Refused
from warroom.incident.playbook import Playbook
from warroom.incident.state import Bridge, Incident
from warroom.scribe import lines as say

NONE = "No bridge is named yet. Type its number, PIN and link:"


class BridgeSheet(Sheet):
    """Naming it meets *War room open*; what is said there counts as an internal update."""

    def __init__(self) -> None:
        super().__init__("bridge", "Bridge")
        self._incident: Incident | None = None
        self._shown: Bridge | None = None
        self.words = labels.plain(face=Type.TITLE, name="bridge.words", wrap=True)
        self.code = QrCode("bridge.code")
        self.copy = button("bridge.copy", "Copy bridge and channel", keys="F9")
        self.copy.clicked.connect(self._copy)
        self.rename = button("bridge.rename", "Name the bridge …")
        self.rename.clicked.connect(self._rename)
        self.update_said = QLineEdit()
        self.update_said.setObjectName("bridge.said")
        self.update_said.setAccessibleName("Said on the bridge: an internal update")
        self.update_said.setPlaceholderText("what was said; Enter records it as an internal update")
        self.update_said.returnPressed.connect(self._say)
        left = QVBoxLayout()
        left.setSpacing(GAP_S)
        left.addWidget(self.words)
        line = Flow()
        line.put(self.copy, self.rename)
        left.addLayout(line)
        left.addSpacing(GAP_L)
        left.addWidget(labels.plain("Said on the bridge", face=Type.SMALL_STRONG, tone=Token.TEXT2))
        left.addWidget(self.update_said)
        left.addStretch(1)
        whole = QHBoxLayout()
        whole.setSpacing(GAP_L)
        whole.addLayout(left, 1)
        whole.addWidget(self.code, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(whole, 1)

    def take_focus(self) -> None:
        (self.update_said if self._incident is not None and self._incident.bridge else self.rename).setFocus()

    def show_state(self, incident: Incident, playbook: Playbook, now: Instant) -> None:
        self._incident = incident
        self.words.setText("\n".join(places(incident)) or NONE)
        self.copy.setEnabled(bool(places(incident)))
        if incident.bridge == self._shown and self._shown is not None:
            return
        self._shown = incident.bridge
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

    @Slot()
    def _rename(self) -> None:
        self.line_wanted.emit("/bridge ")

    @Slot()
    def _say(self) -> None:
        text = self.update_said.text().strip()
        self.update_said.clear()
        self.wanted.emit(say.SaidOnBridge(text=text), "Said on the bridge: counts as an internal update")
