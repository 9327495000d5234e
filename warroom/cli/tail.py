"""``warroom tail``: an incident's entries as they come, whoever writes them, until it is interrupted."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

import click
import msgspec

from warroom.cli import views
from warroom.cli.call import Call, say
from warroom.errors import UsageError
from warroom.incident.entry import EntryFilter, EntryGroup
from warroom.incident.timeline import entry_of, target_of
from warroom.postmortem.snapshot import entry_object
from warroom.text import handle

if TYPE_CHECKING:
    from warroom.incident.entry import Entry
    from warroom.incident.events import Event
    from warroom.record import Record

POLL_S = 0.25
"""How often the record is asked; what another process writes shows within a second."""
_KINDS = [group.value for group in EntryGroup]


@click.command()
@click.argument("reference", metavar="[INC]", required=False)
@click.option("-n", "last", type=click.IntRange(min=0), default=10, show_default=True, metavar="N", help="Begin with.")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(_KINDS), help="Only these kinds; may be repeated.")
@click.option("--person", metavar="HANDLE", help="Only what this person did or said.")
@click.option("--role", metavar="PREFIX", help="Only entries under this role prefix, such as DB.")
@click.option("--starred", is_flag=True, help="Only key moments.")
@click.pass_obj
def tail(
    call: Call,
    reference: str | None,
    last: int,
    kinds: tuple[str, ...],
    person: str | None,
    role: str | None,
    starred: bool,
) -> None:
    """Show the last entries of an incident, then each new one, until it is interrupted.

    An entry that is amended, starred, retracted or redacted is shown again as it reads now.
    """
    only = EntryFilter(
        groups=frozenset(map(EntryGroup, kinds)) or None,
        starred=starred,
        person=_person(person),
        role=(role or "").strip("[]"),
    )
    with call.workspace() as workspace, contextlib.suppress(KeyboardInterrupt):  # the way to end it
        incident = workspace.incident_id(reference)
        record = workspace.record
        shown = record.entries(incident, limit=last, only=only) if last else []
        for entry in shown:
            _row(call, entry)
        _follow(call, record, incident, only, {entry.id for entry in shown})


def _person(name: str | None) -> str:
    known = handle(name) if name else ""
    if known is None:
        raise UsageError(f"{name!r} cannot be a handle: a to z, 0 to 9, dot, dash or underscore, 32 at most.")
    return known


def _follow(call: Call, record: Record, incident: str, only: EntryFilter, shown: set[str]) -> None:
    while True:
        fresh = [event for event in record.catch_up().events if event.incident == incident]
        for entry in record.entries_by_id(_rows_of(fresh, shown)):
            if only.accepts(entry):
                _row(call, entry)
        time.sleep(POLL_S)


def _rows_of(events: list[Event], shown: set[str]) -> list[str]:
    """The entries that these events made or changed, each once. ``shown`` were printed before we began to follow."""
    ids: list[str] = []
    for event in events:
        if entry_of(event) is not None and event.id not in shown:
            ids.append(event.id)
        if target := target_of(event):
            ids.append(target)
    return list(dict.fromkeys(ids))


def _row(call: Call, entry: Entry) -> None:
    say(msgspec.json.encode(entry_object(entry)).decode() if call.json else views.row(entry))
