"""The sheets of the war room and what is done on them, in the registry from the start."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ui.actions import Action, Context, MenuName
from ui.pages.row_actions import war_action

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.pages.handoff import HandoffSheet
    from ui.pages.outbox import OutboxSheet
    from ui.pages.war import WarPage


def sheet_actions(page: WarPage) -> list[Action]:
    """In the order in which menus show them."""
    return [*_handoff(page), *_outbox(page)]


_OPENED = (
    ("hypotheses", "Hypotheses", "Ctrl+7", "belief ruled out excluded confidence"),
    ("decisions", "Decisions", "Ctrl+8", "look again option objection"),
    ("checklists", "Checklists", "Ctrl+6", "first 15 minutes detection responder"),
    ("contacts", "Escalate: whom to call", "Ctrl+Shift+E", "contacts phone numbers who to call page tier on-call"),
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


def _outbox(page: WarPage) -> list[Action]:
    def sheet() -> OutboxSheet | None:
        from ui.pages.outbox import OutboxSheet

        made = page.sheets.get("outbox")
        return made if isinstance(made, OutboxSheet) and made.isVisible() else None

    def reason() -> str:
        return "" if page.sheets.get("outbox") is not None and sheet() is not None else "the outbox is not in front"

    def act(done: Callable[[OutboxSheet], None]) -> Callable[[], None]:
        def handler() -> None:
            made = sheet()
            if made is not None:
                done(made)

        return handler

    make = partial(Action, context=Context.OUTBOX, menu=MenuName.COMMS, group=6, under="In the outbox", reason=reason)
    sends = ("Ctrl+Return", "Ctrl+Enter")
    return [
        war_action(page, "outbox", "Outbox", "Ctrl+O", page.show_outbox, MenuName.COMMS, 5),
        Action(
            id="war.offline",
            text="Work offline",
            handler=page.offline.toggle,
            checked=page.offline.on,
            context=Context.WAR,
            menu=MenuName.COMMS,
            group=5,
            also="network stop sending queue online",
        ),
        make(
            id="outbox.send",
            text="Send the ticked",
            keys=sends,
            also="send refreshed original",
            handler=act(lambda it: it.send_ticked()),
        ),
        make(id="outbox.edit", text="Open in composer", keys=("F2",), over=True, handler=act(lambda it: it.edit())),
        make(id="outbox.check", text="Check whether it is there", handler=act(lambda it: it.check())),
        make(id="outbox.again", text="Send again", handler=act(lambda it: it.send_again())),
        make(id="outbox.take_over", text="Send it from here", handler=act(lambda it: it.take_over())),
        make(id="outbox.sent", text="Sent by hand", keys=("Ctrl+Shift+M",), handler=act(lambda it: it.mark_sent())),
        make(id="outbox.skip", text="Skip", keys=("Delete",), handler=act(lambda it: it.skip())),
    ]
