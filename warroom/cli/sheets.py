"""``warroom sheets``: paper for a scribe whose computer is down, and the log and the brief of an incident."""

from __future__ import annotations

from pathlib import Path

import click

from warroom.cli.call import Call, say
from warroom.errors import UsageError
from warroom.postmortem import exports, printed
from warroom.postmortem.report import gather


@click.command()
@click.argument("reference", metavar="[INC]", required=False)
@click.option("--log", "whole_log", is_flag=True, help="Not blank: the log of INC, as the window prints it.")
@click.option("--brief", is_flag=True, help="Not blank: the commander's brief of INC on one page.")
@click.option("-n", "sheets_", type=click.IntRange(1, 50), default=printed.SHEETS, show_default=True, metavar="N")
@click.option("-o", "--output", metavar="FILE", help="A file; left out or -, standard output.")
@click.pass_obj
def sheets(call: Call, reference: str | None, whole_log: bool, brief: bool, sheets_: int, output: str | None) -> None:
    """Write blank scribe sheets as a page that any browser prints on A4 or Letter; INC fills in its head."""
    if whole_log and brief:
        raise UsageError("Choose one: --log or --brief.")
    if brief:
        from warroom.postmortem import printed_brief

        with call.workspace() as workspace:
            state = workspace.record.incident(workspace.incident_id(reference))
            page = printed_brief.brief(state, workspace.record.playbook(state.playbook), workspace.clock.now())
    elif whole_log:
        with call.workspace() as workspace:
            incident = workspace.incident_id(reference)
            page = printed.log(gather(workspace.record, incident, workspace.clock.now()))
    elif reference is not None:
        with call.workspace() as workspace:
            state = workspace.record.incident(workspace.record.find(reference))
            page = printed.scribe_sheets(sheets=sheets_, incident=state)
    else:
        page = printed.scribe_sheets(sheets=sheets_)
    if output in (None, "-"):
        say(page.html.rstrip("\n"))
        return
    written = exports.write(page.html, Path(str(output)).expanduser())
    call.answer({"file": str(written)}, lambda: str(written))
