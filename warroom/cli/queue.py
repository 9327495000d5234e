"""``warroom queue``: a message from the record into the lanes of its targets."""

from __future__ import annotations

import click

from warroom.cli import outbox_views
from warroom.cli.call import Call
from warroom.cli.messages import fields_of


@click.command()
@click.argument("template")
@click.option("-i", "--incident", "reference", metavar="INC", help="Left out, the only open one.")
@click.option("--to", "targets", multiple=True, required=True, metavar="TARGET", help="May be repeated.")
@click.option("--set", "sets", multiple=True, metavar="FIELD=VALUE", help="Fill a field; may be repeated.")
@click.option("--replaces", type=click.IntRange(min=1), metavar="N", help="The message that it is written instead of.")
@click.option("--anyway", is_flag=True, help="Also an earlier state after resolved was written.")
@click.pass_obj
def queue(
    call: Call,
    template: str,
    reference: str | None,
    targets: tuple[str, ...],
    sets: tuple[str, ...],
    replaces: int | None,
    anyway: bool,
) -> None:
    """Write a message from the record and queue it; refused while a field is missing or a check says stop.

    Nothing is sent yet: an open window does that, or `warroom outbox deliver`.
    """
    fields = fields_of(sets)
    with call.workspace() as workspace:
        incident = workspace.incident_id(reference)
        queued = workspace.outbox.queue(incident, template, targets, fields, anyway=anyway, replaces=replaces)
        call.answer([outbox_views.facts(row) for row in queued], lambda: outbox_views.queued(queued))
