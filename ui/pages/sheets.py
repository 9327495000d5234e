"""The sheets of a war room: each made when it is first asked for, one in front at a time, fed with the state."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from ui.actions import Context
from ui.pages.sheet import Sheet

if TYPE_CHECKING:
    from ui.pages.list_sheet import Rows
    from ui.pages.war import WarPage


def _handoff(page: WarPage) -> Sheet:
    from ui.pages.handoff import HandoffSheet

    made = HandoffSheet(page.operations, page.roles.people)
    made.confirmed.connect(page.session.take_command)
    made.print_wanted.connect(page.print_brief)
    return made


def _said(page: WarPage) -> Sheet:
    from ui.pages.said import SaidSheet

    made = SaidSheet(page.telling)
    made.correction_wanted.connect(page.write)
    return made


def _list(page: WarPage, name: str, title: str, empty: str, rows: Rows) -> Sheet:
    from ui.pages.list_sheet import ListSheet

    made = ListSheet(name, title, empty, rows)
    made.done.connect(page.need_done)
    made.opened.connect(page.need_opened)
    return made


def _hypotheses(page: WarPage) -> Sheet:
    from ui.models.sheet_rows import beliefs

    return _list(page, "hypotheses", "Hypotheses", "No belief yet. Ctrl+B states one.", beliefs)


def _decisions(page: WarPage) -> Sheet:
    from ui.models.sheet_rows import decisions

    return _list(page, "decisions", "Decisions", "Nothing decided yet. A line that begins with ! decides.", decisions)


def _checklists(page: WarPage) -> Sheet:
    from ui.models.sheet_rows import items

    return _list(page, "checklists", "Checklists", "The playbook has no checklists.", items)


def _contacts(page: WarPage) -> Sheet:
    from ui.pages.contacts import ContactsSheet

    made = ContactsSheet(page.operations)
    made.done.connect(page.need_done)
    return made


def _runbooks(page: WarPage) -> Sheet:
    from ui.pages.runbooks import RunbooksSheet

    made = RunbooksSheet(page.operations)
    made.done.connect(page.need_done)
    return made


def _catch_up(page: WarPage) -> Sheet:
    from ui.pages.catch_up import CatchUpSheet

    made = CatchUpSheet(page.operations, page.roles.people)
    made.went.connect(page.go_to_entry)
    return made


def _bridge(_page: WarPage) -> Sheet:
    from ui.pages.bridge import BridgeSheet

    return BridgeSheet()


def _rules(_page: WarPage) -> Sheet:
    from ui.pages.rules import RulesSheet

    return RulesSheet()


def _outbox(page: WarPage) -> Sheet:
    from ui.pages.outbox import OutboxSheet
    from ui.pages.outbox_session import OutboxSession

    session = OutboxSession(page.operations, page)
    session.rewriting.connect(page.write_anew)
    return OutboxSheet(session)


_MAKERS: dict[str, Callable[[WarPage], Sheet]] = {
    "handoff": _handoff,
    "said": _said,
    "hypotheses": _hypotheses,
    "decisions": _decisions,
    "checklists": _checklists,
    "contacts": _contacts,
    "runbooks": _runbooks,
    "catchup": _catch_up,
    "bridge": _bridge,
    "rules": _rules,
    "outbox": _outbox,
}
"""Their modules load when they are first asked for: a war room opens without them."""
_CONTEXTS = {"handoff": Context.HANDOFF, "outbox": Context.OUTBOX}


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
