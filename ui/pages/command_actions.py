"""Every command of the line as an action: in a menu, in the palette, in the key table.

``SAME`` says which command of the line does what which action does; a command that no action stands for gets one of
its own, which begins the line with it. So the grammar's table and the registry cannot drift apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from ui.actions import Action, Context, MenuName
from warroom.incident.words import Seat, Severity, Status
from warroom.scribe.commands import COMMANDS, CommandSpec

if TYPE_CHECKING:
    from ui.pages.war import WarPage

SAME: dict[str, tuple[str, ...]] = {
    "war.internal": ("update",),
    "war.external": ("update",),
    "war.severity": ("sev",),
    "war.status": ("status",),
    "war.impact": ("impact",),
    "war.log.impact": ("impact",),
    "war.hypothesis": ("hyp",),
    "war.hypothesis.belief": ("belief",),
    "war.hypothesis.rule_out": ("out",),
    "war.hypothesis.promote": ("promote",),
    "war.handoff": ("handoff", "ic"),
    "war.take": ("took",),
    "war.resolve": ("resolve", "reopen"),
    "war.approve": ("ok",),
    "war.ok_by_voice": ("ok",),
    "war.hold": ("hold",),
    "war.decline": ("no",),
    "war.change.start": ("start",),
    "war.change.worked": ("done",),
    "war.change.no_effect": ("noeffect",),
    "war.change.worse": ("worse",),
    "war.change.backed_out": ("backout",),
    "war.bridge": ("bridge",),
    "war.channel": ("channel",),
    "war.said": ("said",),
    "war.started": ("started",),
    "war.detected": ("detected",),
    "war.mitigated": ("mitigated",),
    "war.title": ("title",),
    "war.visible": ("visible",),
    "war.service": ("service",),
    "war.triaged": ("triaged",),
    "war.near_miss": ("nearmiss",),
    "war.same_as": ("same-as",),
    "war.undo": ("undo",),
    "war.redo": ("redo",),
    "war.undo_one": ("undo",),
    "war.amend": ("amend",),
    "war.retract": ("retract",),
    "war.star": ("star",),
    "war.attach": ("attach",),
    "war.find": ("find",),
    "war.goto": ("goto",),
    "war.role.expert": ("role",),
    **{f"war.severity.{severity.value}": ("sev",) for severity in Severity},
    **{f"war.status.{status.value}": ("status",) for status in Status},
    **{f"war.role.{seat.value}": ("role",) for seat in Seat},
}
"""By the action's id."""
_ALSO = {
    "expect": "expected signal",
    "abort": "abort condition back out",
    "rollback": "rollback timer",
    "page": "call contact on-call phone",
    "timer": "countdown alarm",
    "look": "review decision",
}
"""By the command's name: what else people call it."""
_UNDER = "Other commands of the line"


def commanded(page: WarPage, actions: list[Action]) -> list[Action]:
    """The actions with the commands that do the same, and after them those of the other commands.

    Raises ``KeyError`` for an id of ``SAME`` that no action has.
    """
    by_id = {action.id: action for action in actions}
    for id_, commands in SAME.items():
        by_id[id_] = msgspec.structs.replace(by_id[id_], commands=commands)
    return [*by_id.values(), *_others(page, {name for names in SAME.values() for name in names})]


def _others(page: WarPage, known: set[str]) -> Iterator[Action]:
    for spec in COMMANDS:
        if spec.name not in known:
            yield _begin(page, spec)


def _begin(page: WarPage, spec: CommandSpec) -> Action:
    return Action(
        id=f"war.command.{spec.name}",
        text=spec.hint[:1].upper() + spec.hint[1:],
        handler=partial(page.scribe.begin, f"/{spec.name} "),
        context=Context.WAR,
        menu=MenuName.INCIDENT,
        group=15,
        under=_UNDER,
        reason=page.no_incident,
        commands=(spec.name,),
        also=_ALSO.get(spec.name, ""),
    )
