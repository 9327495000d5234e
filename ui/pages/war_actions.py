"""What a person can do in the war room, for menus, keys and the key map (UI.md 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.actions import Action, MenuName
from ui.pages.change_actions import change_actions
from ui.pages.command_actions import commanded
from ui.pages.guide_actions import filter_actions, template_actions
from ui.pages.people_actions import people_actions
from ui.pages.row_actions import line_actions, row_actions, under, war_action
from ui.pages.say_actions import say_actions
from ui.pages.sheet_actions import opening_actions, sheet_actions
from ui.pages.state_actions import state_actions
from ui.widgets.tell_rows import KEYS as TELL_KEYS

if TYPE_CHECKING:
    from ui.pages.war import WarPage


def war_actions(page: WarPage) -> list[Action]:
    """In the order in which menus and key map show them."""
    own = [
        *_updates(page),
        *template_actions(page),
        *state_actions(page),
        *_state(page),
        *people_actions(page),
        *sheet_actions(page),
        *_ends(page),
        *(under(action, "Changes") for action in _changes(page)),
        *change_actions(page),
        *row_actions(page),
        *_places(page),
        *filter_actions(page),
        *_panes(page),
    ]
    return [*commanded(page, own), *line_actions()]


def _updates(page: WarPage) -> list[Action]:
    comms = MenuName.COMMS
    return [
        war_action(page, "internal", "Write the internal update", "Ctrl+U", page.write_internal, comms, 0),
        war_action(page, "external", "Write the external update", "Ctrl+E", page.write_external, comms, 0),
        war_action(
            page, "no_news", "Internal update: no news yet", "", page.write_no_news, comms, 0, also="nothing new"
        ),
        war_action(page, "tell", "Write what waits to be told", TELL_KEYS, page.write_first, comms, 0, page.untold),
        war_action(page, "corrections", "Messages to correct …", "", page.show_said, comms, 0),
    ]


def _state(page: WarPage) -> list[Action]:
    menu = MenuName.INCIDENT
    return [
        war_action(page, "severity", "Severity …", "Ctrl+Shift+L", page.choose_severity, menu, 10),
        war_action(page, "status", "Status …", "Ctrl+Shift+S", page.choose_status, menu, 10),
        war_action(page, "impact", "Customer impact", "Ctrl+I", page.state_impact, menu, 10),
        war_action(page, "hypothesis", "Hypothesis", "Ctrl+B", page.state_hypothesis, menu, 10),
    ]


def _ends(page: WarPage) -> list[Action]:
    menu = MenuName.INCIDENT
    return [
        war_action(page, "handoff", "Hand over command …", "Ctrl+Shift+T", page.hand_over, menu, 11),
        war_action(page, "resolve", "Resolve or reopen …", "Ctrl+Shift+R", page.resolve, menu, 11),
    ]


def _changes(page: WarPage) -> list[Action]:
    menu, waits = MenuName.INCIDENT, page.nothing_waits
    return [
        war_action(page, "approve", "Approve the top change", "Ctrl+Shift+A", page.approve, menu, 12, waits),
        war_action(page, "hold", "Hold the top change", "Ctrl+Shift+H", page.hold, menu, 12, waits),
        war_action(page, "decline", "Decline the top change", "Ctrl+Shift+X", page.decline, menu, 12, waits),
        war_action(
            page,
            "ok_by_voice",
            "OK by voice for the oldest unconfirmed change",
            "Ctrl+Shift+V",
            page.ok_by_voice,
            menu,
            12,
            page.nothing_unconfirmed,
        ),
    ]


def _places(page: WarPage) -> list[Action]:
    view = MenuName.VIEW
    return [
        war_action(page, "needs", "Needs you", "Ctrl+1", page.show_needs, view, 20),
        war_action(page, "roles", "Roles", "Ctrl+2", page.show_roles, view, 20),
        war_action(page, "requirements", "Response requirements", "Ctrl+3", page.show_requirements, view, 20),
        war_action(page, "say", "Say next", "Ctrl+4", page.show_say, view, 20),
        war_action(page, "triage", "Triage", "Ctrl+5", page.show_triage, view, 20),
        *opening_actions(page),
        *say_actions(page),
        war_action(page, "entry_time", "Sort by time of entry", "", page.sort_by_entry_time, view, 21),
    ]


def _panes(page: WarPage) -> list[Action]:
    view = MenuName.VIEW
    return [
        war_action(page, "pane", "Next pane", "F6", page.next_pane, view, 22),
        war_action(page, "pane_back", "Previous pane", "Shift+F6", page.previous_pane, view, 22),
        war_action(page, "line", "Scribe line", "", page.to_line, view, 22),
    ]
