"""Commands that read: show, list, search, tail. Each answers a person in words, and a script with ``--json``."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

import click
import msgspec

from warroom.cli import views
from warroom.cli.call import Call, past, say
from warroom.postmortem.report import Report, gather
from warroom.postmortem.snapshot import entry_object, header

if TYPE_CHECKING:
    from warroom.incident.entry import Entry
    from warroom.record import Record

POLL_S = 0.25
"""How often ``tail`` looks; what another process writes shows within a second."""


@click.command()
@click.argument("reference", metavar="[INC]", required=False)
@click.option("--as-of", metavar="T", help="As the record knew it at T.")
@click.pass_obj
def show(call: Call, reference: str | None, as_of: str | None) -> None:
    """Show an incident: where it stands, what is due, and its timeline."""
    with call.workspace() as workspace:
        now = workspace.clock.now()
        known_at = past(as_of, now) if as_of else None
        report: Report = gather(workspace.record, workspace.incident_id(reference), now, known_at=known_at)
        call.answer(report.snapshot() if call.json else {}, lambda: views.page(report))


@click.command("list")
@click.option("--all", "all_", is_flag=True, help="Resolved ones too.")
@click.pass_obj
def list_(call: Call, all_: bool) -> None:
    """List the open incidents, the newest first."""
    with call.workspace() as workspace:
        rows = [row for row in workspace.record.incidents() if all_ or row.open]
        call.answer([header(row) for row in rows], lambda: views.headers(rows, all_=all_))


@click.command()
@click.argument("text", nargs=-1, required=True)
@click.option("-i", "--incident", "reference", metavar="INC", help="In this incident alone.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, metavar="N")
@click.pass_obj
def search(call: Call, text: tuple[str, ...], reference: str | None, limit: int) -> None:
    """Find entries that hold every word of TEXT, the newest first."""
    with call.workspace() as workspace:
        incident = workspace.record.find(reference) if reference else None
        found = workspace.record.search(" ".join(text), incident=incident, limit=limit)
        facts = [
            entry_object(one.entry) | {"incident": one.entry.incident, "ref": one.ref, "snippet": one.snippet}
            for one in found
        ]
        call.answer(facts, lambda: views.found(found, " ".join(text)))


@click.command()
@click.argument("reference", metavar="[INC]", required=False)
@click.option("-n", "last", type=click.IntRange(min=0), default=10, show_default=True, metavar="N", help="Begin with.")
@click.pass_obj
def tail(call: Call, reference: str | None, last: int) -> None:
    """Show the last entries of an incident, then each new one, until it is interrupted."""
    with call.workspace() as workspace:
        incident = workspace.incident_id(reference)
        record = workspace.record
        known = {key for _, key in record.entry_ids(incident)}
        for entry in record.entries(incident, limit=last) if last else []:
            _row(call, entry)
        with contextlib.suppress(KeyboardInterrupt):  # the way to end it
            _follow(call, record, incident, known)


def _follow(call: Call, record: Record, incident: str, known: set[str]) -> None:
    while True:
        time.sleep(POLL_S)
        fresh = [event.id for event in record.catch_up().events if event.incident == incident]
        for entry in record.entries_by_id(one for one in fresh if one not in known):
            known.add(entry.id)
            _row(call, entry)


def _row(call: Call, entry: Entry) -> None:
    say(msgspec.json.encode(entry_object(entry)).decode() if call.json else views.row(entry))
