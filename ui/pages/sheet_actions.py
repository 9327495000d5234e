"""The sheets of the war room and what is done on them, in the registry from the start."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ui.actions import Action, Context, MenuName

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.pages.handoff import HandoffSheet
    from ui.pages.war import WarPage


def sheet_actions(page: WarPage) -> list[Action]:
    """In the order in which menus show them."""
    return [*_handoff(page)]


_OPENED = (
    ("hypotheses", "Hypotheses", "Ctrl+7", "belief ruled out excluded confidence"),
    ("decisions", "Decisions", "Ctrl+8", "look again option objection"),
    ("checklists", "Checklists", "Ctrl+6", "first 15 minutes detection responder"),
    ("contacts", "Escalate: whom to call", "Ctrl+Shift+E", "contacts phone page tier on-call"),
    ("runbooks", "Runbooks", "F7", "steps commands"),
    ("catchup", "Catch me up", "F4", "what happened since away"),
    ("bridge", "Bridge", "Ctrl+9", "call number pin dial qr said"),
    ("rules", "Rules of the room", "", "etiquette"),
)


def opening_actions(page: WarPage) -> list[Action]:
    """One for each sheet that is opened by name."""
    return [
        Action(
            id=f"war.sheet.{name}",
            text=text,
            keys=(keys,) if keys else (),
            handler=partial(page.sheets.open, name),
            context=Context.WAR,
            menu=MenuName.VIEW,
            group=20,
            reason=page.no_incident,
            also=also,
        )
        for name, text, keys, also in _OPENED
    ]


def _handoff(page: WarPage) -> list[Action]:
    def sheet() -> HandoffSheet | None:
        from ui.pages.handoff import HandoffSheet

        made = page.sheets.get("handoff")
        return made if isinstance(made, HandoffSheet) and made.isVisible() else None

    def reason() -> str:
        return "" if page.sheets.get("handoff") is not None and sheet() is not None else "no handoff is being read"

    def act(done: Callable[[HandoffSheet], None]) -> Callable[[], None]:
        def handler() -> None:
            made = sheet()
            if made is not None:
                done(made)

        return handler

    make = partial(
        Action, context=Context.HANDOFF, menu=MenuName.INCIDENT, group=11, under="People and bridge", reason=reason
    )
    return [
        make(
            id="handoff.copy",
            text="Copy the brief",
            keys=("F9", "Ctrl+Return", "Ctrl+Enter"),
            handler=act(lambda it: it.copy_brief()),
        ),
        make(
            id="handoff.confirm",
            text="The receiver has command",
            keys=("Ctrl+Shift+Return", "Ctrl+Shift+Enter"),
            handler=act(lambda it: it.confirm_receiver()),
            also="take confirm",
        ),
    ]
