"""Ways to a thing by its name: each message template, each filter of the timeline."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ui.actions import Action, Context, MenuName
from ui.models.rows import Filter
from warroom.incident.phrases import TEMPLATE_NAMES

if TYPE_CHECKING:
    from ui.pages.war import WarPage


def template_actions(page: WarPage) -> list[Action]:
    """The composer on each template; a team's own are chosen inside it."""
    return [
        Action(
            id=f"war.write.{template}",
            text=f"Write: {name}",
            handler=partial(page.compose, template),
            context=Context.WAR,
            menu=MenuName.COMMS,
            group=1,
            under="Write",
            reason=page.no_incident,
            also="message template update",
        )
        for template, name in TEMPLATE_NAMES.items()
    ]


def filter_actions(page: WarPage) -> list[Action]:
    """The timeline through each of its filters."""

    def chosen(only: Filter) -> bool:
        return page.model.filter is only

    return [
        Action(
            id=f"war.filter.{only.name.lower()}",
            text=f"Timeline: {only.value}",
            handler=partial(page.show_only, only),
            checked=partial(chosen, only),
            context=Context.WAR,
            menu=MenuName.VIEW,
            group=21,
            under="Timeline shows",
            reason=page.no_incident,
            also="filter",
        )
        for only in Filter
    ]
