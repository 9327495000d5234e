"""Steps of a change by name: the oldest that waits is decided on, the oldest that was approved or runs is moved on."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from ui.actions import Action, Context, MenuName
from warroom.incident.words import ChangeState
from warroom.scribe import lines
from warroom.text import one_line

if TYPE_CHECKING:
    from ui.pages.war import WarPage
    from warroom.incident.state import Change

Mover: TypeAlias = type[lines.Start] | type[lines.Done] | type[lines.NoEffect] | type[lines.Worse] | type[lines.BackOut]
_STEPS: tuple[tuple[str, str, Mover, tuple[ChangeState, ...], str], ...] = (
    ("start", "Started", lines.Start, (ChangeState.APPROVED,), "no approved change waits to be started"),
    ("worked", "Worked", lines.Done, (ChangeState.STARTED, ChangeState.APPROVED), "no change is in flight"),
    ("no_effect", "No effect", lines.NoEffect, (ChangeState.STARTED, ChangeState.APPROVED), "no change is in flight"),
    ("worse", "Made it worse", lines.Worse, (ChangeState.STARTED, ChangeState.APPROVED), "no change is in flight"),
    (
        "backed_out",
        "Backed out",
        lines.BackOut,
        (ChangeState.STARTED, ChangeState.WORSE, ChangeState.NO_EFFECT, ChangeState.APPROVED),
        "no change is there to back out",
    ),
)


def change_actions(page: WarPage) -> list[Action]:
    """In the order in which menus show them."""
    return [_poll(page), *(_step(page, *row) for row in _STEPS)]


def _poll(page: WarPage) -> Action:
    def poll() -> None:
        need = page.top_need()
        if need is not None:
            sentence = f'Say: "We are about to: {one_line(need.title, 60)}. Does anybody strongly object?"'
            page.say(f"{sentence} Then Ctrl+Shift+A", warn=False)

    return Action(
        id="war.poll",
        text="Ask for strong objections to the top change",
        keys=("Ctrl+Shift+P",),
        handler=poll,
        context=Context.WAR,
        menu=MenuName.INCIDENT,
        group=12,
        under="Changes",
        reason=page.nothing_waits,
        also="poll objections",
    )


def _step(page: WarPage, name: str, words: str, command: Mover, states: tuple[ChangeState, ...], none: str) -> Action:
    def oldest() -> Change | None:
        """Changes that run come before those that are only approved."""
        rows = page.incident.changes if page.incident is not None else []
        return next((row for state in states for row in rows if row.state is state), None)

    def reason() -> str:
        return page.no_incident() or ("" if oldest() is not None else none)

    def move() -> None:
        change = oldest()
        if change is not None:
            page.session.do(command(n=change.n), f"{words}: {change.text}")

    return Action(
        id=f"war.change.{name}",
        text=f"Change: {words}",
        handler=move,
        context=Context.WAR,
        menu=MenuName.INCIDENT,
        group=12,
        under="Changes",
        reason=reason,
    )
