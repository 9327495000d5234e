"""A sheet that is a list of rows with their acts: hypotheses, decisions, checklists."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from PySide6.QtCore import Signal

from ui.models.needs import Need
from ui.pages.sheet import Sheet
from ui.widgets.card_list import CardList
from warroom.clock import Instant
from warroom.incident.playbook import Playbook
from warroom.incident.state import Incident

Rows: TypeAlias = Callable[[Incident, Playbook, Instant], list[Need]]


class ListSheet(Sheet):
    """``done(act, need, text)`` for an act of a row, ``opened(need)`` when a row is clicked."""

    done = Signal(object, object, str)
    opened = Signal(object)

    def __init__(self, name: str, title: str, empty: str, rows: Rows) -> None:
        super().__init__(name, title)
        self._rows = rows
        self.rows = CardList(name, title, empty)
        self.rows.done.connect(self.done)
        self.rows.opened.connect(self.opened)
        self.body.addWidget(self.rows, 1)

    def take_focus(self) -> None:
        self.rows.first_focus.setFocus()

    def show_state(self, incident: Incident, playbook: Playbook, now: Instant) -> None:
        found = self._rows(incident, playbook, now)
        self.rows.show_rows(found)
        self.hint.setText(str(len(found)) if found else "")
