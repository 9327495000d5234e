"""How the room is run, to be pinned or read aloud: the playbook's own words, whatever a team made of them."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import labels
from ui.pages.sheet import Sheet, scrolled
from ui.theme_tokens import GAP_S, GAP_XS, Token, Type
from warroom.clock import Instant
from warroom.incident.playbook import Playbook
from warroom.incident.state import Incident


class RulesSheet(Sheet):
    """Rules of the room, what the commander keeps in view, and what to do instead of the usual mistakes."""

    def __init__(self) -> None:
        super().__init__("rules", "Rules of the room")
        self._shown = ""
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP_XS)
        self.body.addWidget(scrolled(self._inside, "rules.scroll"), 1)

    def show_state(self, incident: Incident, playbook: Playbook, now: Instant) -> None:
        if self._shown == playbook.sha256:
            return
        self._shown = playbook.sha256
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        room = playbook.room
        self._part("In the room", room.rules)
        self._part("The commander keeps in view", room.ic_keeps)
        for who, title in (("ic", "Instead, as commander"), ("responder", "Instead, as responder")):
            rows = [f"{row.name}: {row.instead}" for row in playbook.anti_patterns if row.who == who]
            self._part(title, tuple(rows))
        self._column.addStretch(1)

    def _part(self, title: str, rows: tuple[str, ...]) -> None:
        if not rows:
            return
        self._column.addWidget(labels.plain(title, face=Type.SMALL_STRONG, tone=Token.TEXT2))
        for row in rows:
            line = labels.plain(f"{row[:1].upper()}{row[1:]}", face=Type.READING, wrap=True)
            line.setContentsMargins(GAP_S, 0, 0, 0)
            self._column.addWidget(line)
