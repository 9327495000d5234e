"""Commands that read: show, list, search. Each answers a person in words, and a script with ``--json``."""

from __future__ import annotations

import click

from warroom.cli import views
from warroom.cli.call import Call, past
from warroom.postmortem.report import Report, gather
from warroom.postmortem.snapshot import entry_object, header


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
