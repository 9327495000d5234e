"""What a person can do in the war room, for menus, keys and the key map (UI.md 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.actions import Action, Context, MenuName
from ui.pages.change_actions import change_actions
from ui.pages.guide_actions import filter_actions, template_actions
from ui.pages.people_actions import people_actions
from ui.pages.state_actions import state_actions

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.pages.war import WarPage

_WAR = Context.WAR


def war_actions(page: WarPage) -> list[Action]:
    """In the order in which menus and key map show them."""
    return [
        *_updates(page),
        *template_actions(page),
        *state_actions(page),
        *_state(page),
        *people_actions(page),
        *_ends(page),
        *_changes(page),
        *change_actions(page),
        *_rows(page),
        *_places(page),
        *filter_actions(page),
        *_panes(page),
        *_line(),
    ]


def _action(
    page: WarPage,
    name: str,
    text: str,
    keys: str,
    handler: Callable[[], None],
    menu: MenuName,
    group: int,
    reason: Callable[[], str] | None = None,
) -> Action:
    return Action(
        id=f"war.{name}",
        text=text,
        keys=tuple(keys.split(" ")) if keys else (),
        handler=handler,
        context=_WAR,
        menu=menu,
        group=group,
        reason=reason or page.no_incident,
    )


def _updates(page: WarPage) -> list[Action]:
    comms = MenuName.COMMS
    return [
        _action(page, "internal", "Write the internal update", "Ctrl+U", page.write_internal, comms, 0),
        _action(page, "external", "Write the external update", "Ctrl+E", page.write_external, comms, 0),
    ]


def _state(page: WarPage) -> list[Action]:
    menu = MenuName.INCIDENT
    return [
        _action(page, "severity", "Severity …", "Ctrl+Shift+L", page.choose_severity, menu, 10),
        _action(page, "status", "Status …", "Ctrl+Shift+S", page.choose_status, menu, 10),
        _action(page, "impact", "Customer impact", "Ctrl+I", page.state_impact, menu, 10),
        _action(page, "hypothesis", "Hypothesis", "Ctrl+B", page.state_hypothesis, menu, 10),
    ]


def _ends(page: WarPage) -> list[Action]:
    menu = MenuName.INCIDENT
    return [
        _action(page, "handoff", "Hand over command …", "Ctrl+Shift+T", page.hand_over, menu, 11),
        _action(page, "resolve", "Resolve or reopen …", "Ctrl+Shift+R", page.resolve, menu, 11),
    ]


def _changes(page: WarPage) -> list[Action]:
    menu, waits = MenuName.INCIDENT, page.nothing_waits
    return [
        _action(page, "approve", "Approve the top change", "Ctrl+Shift+A", page.approve, menu, 12, waits),
        _action(page, "hold", "Hold the top change", "Ctrl+Shift+H", page.hold, menu, 12, waits),
        _action(page, "decline", "Decline the top change", "Ctrl+Shift+X", page.decline, menu, 12, waits),
    ]


def _rows(page: WarPage) -> list[Action]:
    menu = MenuName.INCIDENT
    return [
        _action(page, "undo", "Undo", "Ctrl+Z", page.undo, menu, 13),
        _action(page, "amend", "Amend row", "F2", page.amend, menu, 13),
        _action(page, "retract", "Retract row", "", page.retract, menu, 13, page.no_row),
        _action(page, "star", "Key moment", "Ctrl+Shift+K", page.star, menu, 13),
        _action(page, "copy_row", "Copy row", "Ctrl+Shift+C", page.copy_row, menu, 13, page.no_row),
        _action(page, "find", "Find in the timeline", "Ctrl+F", page.find_text, menu, 14),
        _action(page, "goto", "Go to time", "Ctrl+L", page.go_to_time, menu, 14),
        _action(page, "newest", "Newest row", "Ctrl+End", page.newest, menu, 14),
        _action(page, "oldest", "Oldest row", "Ctrl+Home", page.oldest, menu, 14),
        _action(page, "row_up", "Row above", "Alt+Up", page.row_up, menu, 14),
        _action(page, "row_down", "Row below", "Alt+Down", page.row_down, menu, 14),
    ]


def _places(page: WarPage) -> list[Action]:
    view = MenuName.VIEW
    return [
        _action(page, "needs", "Needs you", "Ctrl+1", page.show_needs, view, 20),
        _action(page, "roles", "Roles", "Ctrl+2", page.show_roles, view, 20),
        _action(page, "requirements", "Response requirements", "Ctrl+3", page.show_requirements, view, 20),
        _action(page, "entry_time", "Sort by time of entry", "", page.sort_by_entry_time, view, 21),
    ]


def _panes(page: WarPage) -> list[Action]:
    view = MenuName.VIEW
    return [
        _action(page, "pane", "Next pane", "F6", page.next_pane, view, 22),
        _action(page, "pane_back", "Previous pane", "Shift+F6", page.previous_pane, view, 22),
        _action(page, "line", "Scribe line", "", page.to_line, view, 22),
    ]


def _line() -> list[Action]:
    """Keys that the line reads by itself: for the key map."""
    keys = (
        ("enter", "Log it", "Return"),
        ("newline", "New line inside the entry", "Shift+Return"),
        ("literal", "Log it as text", "Ctrl+Return"),
        ("recall", "Last entry again (empty line)", "Up"),
        ("accept", "Take the completion", "Tab"),
        ("escape", "Back to the line; what stands in it stays", "Esc"),
    )
    return [
        Action(id=f"scribe.{name}", text=text, keys=(key,), handler=_nothing, context=Context.SCRIBE, shown=False)
        for name, text, key in keys
    ]


def _nothing() -> None:
    """The line does it."""
