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
    """Write an incident: header, roles, timeline with its corrections, requirements, durations, chain.

    Attached files stand inside HTML, and in a folder beside the other forms.
    """
    with call.workspace() as workspace:
        aside = output not in (None, "-")
        report = gather(
            workspace.record,
            workspace.incident_id(reference),
            workspace.clock.now(),
            with_files=aside or Form(form) is Form.HTML,
        )
    if not aside:
        say(exports.render(report, Form(form)).rstrip("\n"))
        return
    path = Path(str(output)).expanduser()
    if path.is_dir():
        path /= exports.file_name(report, Form(form))
    written = exports.write_report(report, Form(form), path)
    call.answer({"file": str(written)}, lambda: str(written))
