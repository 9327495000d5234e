"""``warroom export``: an incident as a file for people, spreadsheets and scripts."""

from __future__ import annotations

from pathlib import Path

import click

from warroom.cli.call import Call, say
from warroom.postmortem import exports
from warroom.postmortem.exports import Form
from warroom.postmortem.report import gather


@click.command()
@click.argument("reference", metavar="[INC]", required=False)
@click.option("-f", "--format", "form", type=click.Choice([form.value for form in Form]), required=True)
@click.option("-o", "--output", metavar="FILE", help="A file, only yours to read; left out or -, standard output.")
@click.pass_obj
def export(call: Call, reference: str | None, form: str, output: str | None) -> None:
    """Write an incident: header, roles, timeline with its corrections, requirements, durations, chain."""
    with call.workspace() as workspace:
        report = gather(workspace.record, workspace.incident_id(reference), workspace.clock.now())
    text = exports.render(report, Form(form))
    if output in (None, "-"):
        say(text.rstrip("\n"))
        return
    path = Path(str(output)).expanduser()
    if path.is_dir():
        path /= exports.file_name(report, Form(form))
    written = exports.write(text, path)
    call.answer({"file": str(written)}, lambda: str(written))
