"""Checklists as they stand in one incident: ticked by hand, proved by the record, or not needed with a reason."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from warroom.incident.state import Incident
from warroom.incident.words import Seat

if TYPE_CHECKING:
    from warroom.incident.playbook import Playbook
    from warroom.incident.playbook_parts import Checklist


class ItemState(StrEnum):
    OPEN = "open"
    DONE = "done"
    PROVED = "proved"
    """The record shows it; nobody had to tick it."""
    NOT_NEEDED = "not_needed"


class Item(msgspec.Struct, frozen=True):
    """``n`` counts from 1, as ``/check`` takes it."""

    n: int
    text: str
    state: ItemState
    why: str = ""

    @property
    def settled(self) -> bool:
        return self.state is not ItemState.OPEN


class ChecklistView(msgspec.Struct, frozen=True):
    key: str
    name: str
    items: tuple[Item, ...]

    @property
    def settled(self) -> int:
        return sum(item.settled for item in self.items)


def checklists(incident: Incident, playbook: Playbook) -> tuple[ChecklistView, ...]:
    """Every checklist of the playbook, in its order."""
    return tuple(_view(incident, row) for row in playbook.checklists)


def _view(incident: Incident, row: Checklist) -> ChecklistView:
    return ChecklistView(
        row.key, row.name, tuple(_item(incident, row, n, text) for n, text in enumerate(row.items, start=1))
    )


def _item(incident: Incident, row: Checklist, n: int, text: str) -> Item:
    if text in incident.checked.get(row.key, []):
        return Item(n, text, ItemState.DONE)
    why = incident.waived.get(row.key, {}).get(text)
    if why is not None:
        return Item(n, text, ItemState.NOT_NEEDED, why)
    proofs = (_PROOFS.get(proof.key) for proof in row.proofs if proof.item == text)
    proved = any(shows(incident) for shows in proofs if shows is not None)
    return Item(n, text, ItemState.PROVED if proved else ItemState.OPEN)


_PROOFS: dict[str, Callable[[Incident], bool]] = {
    "severity": lambda incident: bool(incident.declared_at),
    "channel": lambda incident: bool(incident.channel),
    "room": lambda incident: bool(incident.channel) and incident.bridge is not None,
    "crew": lambda incident: bool(incident.roles.get(Seat.IC)) and bool(incident.roles.get(Seat.COMMS)),
    "scope": lambda incident: bool(incident.triage.get("reach")),
    "changes_looked_at": lambda incident: {"deploy", "config"} <= incident.triage.keys(),
    "triage": lambda incident: incident.triaged_at is not None,
    "mitigation": lambda incident: incident.mitigation_begun_at is not None,
    "summary": lambda incident: bool(incident.internal.sent),
    "promise": lambda incident: any(row.out and row.next_update is not None for row in incident.messages),
    "resolved": lambda incident: not incident.open,
}
PROOFS = frozenset(_PROOFS)
"""The words that name a proof in a playbook; an item without one is ticked by hand."""
