"""What a person can do with the line and the rows of the timeline, for menus, keys and the key map (UI.md 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from ui.actions import Action, Context, MenuName

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.pages.war import WarPage


def war_action(
    page: WarPage,
    name: str,
    text: str,
    keys: str,
    handler: Callable[[], None],
    menu: MenuName,
    group: int,
    reason: Callable[[], str] | None = None,
    also: str = "",
) -> Action:
    return Action(
        id=f"war.{name}",
        text=text,
        keys=tuple(keys.split(" ")) if keys else (),
        handler=handler,
        context=Context.WAR,
        menu=menu,
        group=group,
        reason=reason or page.no_incident,
        also=also,
    )


def row_actions(page: WarPage) -> list[Action]:
    """Those about a row, and those that find one, stand in menus of their own: the whole menu fits a small screen."""
    return [
        *_undoing(page),
        *(under(action, "Row") for action in _of_a_row(page)),
        war_action(page, "import", "Import into this incident …", "", page.bring_in, MenuName.FILE, 3),
        *(under(action, "Line and files") for action in _of_the_line(page)),
        *_paper(page),
        *(under(action, "Find and go to") for action in _finding(page)),
        war_action(page, "second", "Second clock …", "", page.second_clock, MenuName.VIEW, 21),
    ]


def under(action: Action, title: str) -> Action:
    """The action in a submenu."""
    return msgspec.structs.replace(action, under=title)


def _undoing(page: WarPage) -> list[Action]:
    menu = MenuName.INCIDENT
    return [
        war_action(page, "undo", "Undo", "Ctrl+Z", page.undo, menu, 13),
        war_action(page, "redo", "Do again what was undone", "Ctrl+Shift+Z", page.redo, menu, 13, also="redo"),
        war_action(page, "undo_one", "Undo one of your last acts …", "", page.list_undoable, menu, 13, also="history"),
    ]


def _of_a_row(page: WarPage) -> list[Action]:
    menu = MenuName.INCIDENT
    return [
        war_action(page, "amend", "Amend row", "F2", page.amend, menu, 13, also="edit correct fix"),
        war_action(page, "retract", "Retract row", "", page.retract, menu, 13, page.no_row, "delete remove"),
        war_action(page, "open_file", "Open the row's file", "", page.open_file, menu, 13, page.no_file),
        war_action(page, "versions", "Versions, whole text", "Alt+Return", page.versions, menu, 13),
        war_action(page, "redact", "Redact row …", "", page.redact, menu, 13, page.no_row),
        war_action(page, "uncover", "Show or cover what looks like a secret", "", page.uncover, menu, 13, page.no_row),
        war_action(page, "star", "Key moment", "Ctrl+Shift+K", page.star, menu, 13, also="star mark"),
        war_action(page, "copy_row", "Copy row", "Ctrl+Shift+C", page.copy_row, menu, 13, page.no_row),
        war_action(page, "copy_markdown", "Copy rows as Markdown", "", page.copy_markdown, menu, 13, page.no_row),
        war_action(
            page, "copy_reference", "Copy a reference to the row", "", page.copy_reference, menu, 13, page.no_row
        ),
    ]


def _of_the_line(page: WarPage) -> list[Action]:
    menu = MenuName.INCIDENT
    return [
        war_action(page, "paste", "Paste into the line: several lines become a block", "", page.paste, menu, 13),
        war_action(page, "attach", "Attach files …", "", page.attach_file, menu, 13),
        war_action(page, "aside", "Put the line aside", "Ctrl+Down", page.put_aside, menu, 13, page.nothing_typed),
        war_action(
            page, "take_up", "Take up what was put aside", "Ctrl+Up", page.take_up, menu, 13, page.nothing_aside
        ),
    ]


def _finding(page: WarPage) -> list[Action]:
    menu = MenuName.INCIDENT
    return [
        war_action(page, "find", "Find in the timeline", "Ctrl+F", page.find_text, menu, 14),
        war_action(page, "find_next", "Next row found", "F3", page.find_next, menu, 14),
        war_action(page, "find_previous", "Previous row found", "Shift+F3", page.find_previous, menu, 14),
        war_action(page, "by", "Rows of one person or role …", "", page.choose_voice, menu, 14),
        war_action(page, "goto", "Go to time", "Ctrl+L", page.go_to_time, menu, 14),
        war_action(page, "newest", "Newest row", "Ctrl+End", page.newest, menu, 14),
        war_action(page, "oldest", "Oldest row", "Ctrl+Home", page.oldest, menu, 14),
        war_action(page, "row_up", "Row above", "Alt+Up", page.row_up, menu, 14),
        war_action(page, "row_down", "Row below", "Alt+Down", page.row_down, menu, 14),
    ]


def _paper(page: WarPage) -> list[Action]:
    """On paper and as PDF, which is the same path."""
    rows = (
        ("print", "Print this page …", ("Ctrl+P",), page.print_page, "paper"),
        ("print_log", "Print the log …", (), page.print_log, "paper timeline"),
        ("pdf", "Save the log as PDF …", (), page.save_log, "paper timeline"),
        ("print_brief", "Print brief …", (), page.print_brief, "paper handoff situation"),
        ("brief_pdf", "Save the brief as PDF …", (), page.save_brief, "paper handoff situation"),
        ("sheets", "Print blank scribe sheets …", (), page.print_sheets, "paper"),
        ("sheets_pdf", "Save blank scribe sheets as PDF …", (), page.save_sheets, "paper"),
    )
    return [
        Action(
            id=f"war.{name}",
            text=text,
            keys=keys,
            handler=handler,
            context=Context.WAR,
            menu=MenuName.FILE,
            group=4,
            under="Print",
            reason=page.no_incident,
            also=also,
        )
        for name, text, keys, handler, also in rows
    ]


def line_actions() -> list[Action]:
    """Keys that the line reads by itself: for the key map."""
    keys = (
        ("enter", "Log it", "Return"),
        ("newline", "New line inside the entry", "Shift+Return"),
        ("split", "Split what was pasted into rows by their times", "Ctrl+Shift+Return"),
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
