"""The sheets of a war room: each made when it is first asked for, one in front at a time, fed with the state."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from ui.actions import Context
from ui.pages.sheet import Sheet

if TYPE_CHECKING:
    from ui.pages.war import WarPage


def _handoff(page: WarPage) -> Sheet:
    from ui.pages.handoff import HandoffSheet

    made = HandoffSheet(page.operations, page.roles.people)
    made.confirmed.connect(page.session.take_command)
    return made


_MAKERS: dict[str, Callable[[WarPage], Sheet]] = {"handoff": _handoff}
_CONTEXTS = {"handoff": Context.HANDOFF}


class Sheets(QObject):
    """``open`` brings one to the front; ``get`` gives it once it is made."""

    def __init__(self, page: WarPage) -> None:
        super().__init__(page)
        self._page = page
        self._made: dict[str, Sheet] = {}

    def get(self, name: str) -> Sheet | None:
        return self._made.get(name)

    def open(self, name: str, argument: str = "") -> None:
        """Show a sheet on the incident in front."""
        page = self._page
        if page.incident is None:
            return
        sheet = self._made.get(name) or self._make(name)
        self._show(sheet)
        sheet.begin(argument)
        page.body.show_page(sheet)
        sheet.take_focus()

    def refresh(self) -> None:
        """Give the sheet in front what stands now."""
        front = self._page.body.stack.currentWidget()
        if isinstance(front, Sheet):
            self._show(front)

    def _make(self, name: str) -> Sheet:
        page = self._page
        sheet = self._made[name] = _MAKERS[name](page)
        sheet.closed.connect(page.show_timeline)
        sheet.wanted.connect(page.session.do)
        sheet.line_wanted.connect(page.scribe.begin)
        sheet.said.connect(self._say)
        context = _CONTEXTS.get(name)
        if context is not None:
            page.actions_registry.install(sheet, context)
        return sheet

    def _show(self, sheet: Sheet) -> None:
        page = self._page
        if page.incident is not None and page.playbook is not None:
            sheet.show_state(page.incident, page.playbook, page.operations.clock.now())

    @Slot(str, bool)
    def _say(self, words: str, warn: bool) -> None:
        self._page.say(words, warn=warn)
