"""Each prompt of *Say next* by its name: copied, and shown to read aloud (UI.md 4.1, Guides)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ui.actions import Action, Context, MenuName
from warroom.comms.prompt_names import prompt_names

if TYPE_CHECKING:
    from ui.pages.war import WarPage


def say_actions(page: WarPage) -> list[Action]:
    """In the order in which menus show them."""
    return [
        Action(
            id=f"war.say.{key}",
            text=f"Say: {name}",
            handler=partial(page.saying.speak, key),
            context=Context.WAR,
            menu=MenuName.VIEW,
            group=20,
            under="Say next, by name",
            reason=partial(page.saying.why_not, key),
            also="prompt sentence read aloud",
        )
        for key, name in prompt_names().items()
    ]
