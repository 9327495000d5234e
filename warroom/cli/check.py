"""``warroom check``: the honesty checks alone, of a template as it would be filled or of a text in a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from warroom.cli.call import Call
from warroom.cli.messages import fields_of, judged, read_text
from warroom.postmortem.wording import visible

if TYPE_CHECKING:
    from warroom.comms.checks import Check
    from warroom.workspace import Workspace


@click.command()
@click.argument("what", metavar="TEMPLATE|FILE")
@click.option("-i", "--incident", "reference", metavar="INC", help="Left out, the only open one.")
@click.option("--set", "sets", multiple=True, metavar="FIELD=VALUE", help="Fill a field of the template.")
@click.option("--internal", is_flag=True, help="The text in FILE is for readers inside.")
@click.pass_obj
def check(call: Call, what: str, reference: str | None, sets: tuple[str, ...], internal: bool) -> None:
    """Hold a message against the record before it goes out: what it says, why that is not so, what mends it.

    TEMPLATE is filled from the record; FILE (- for standard input) is a text that you wrote, meant for customers unless
    you say --internal.
    """
    with call.workspace() as workspace:
        found = _checks(workspace, what, reference, fields_of(sets), internal=internal)
    call.answer(judged(found), lambda: visible("\n".join(map(_line, found))))


def _checks(
    workspace: Workspace, what: str, reference: str | None, typed: dict[str, str], *, internal: bool
) -> tuple[Check, ...]:
    """A template's name comes first: a file of that name is meant by ``./NAME``."""
    incident = workspace.record.incident(workspace.incident_id(reference))
    drafts = workspace.drafts
    if what in drafts.templates.names or (what != "-" and not Path(what).exists()):
        return drafts.draft(incident, what, overrides=typed).checks
    return drafts.check(incident, read_text(what, "Not checked"), external=not internal)


def _line(found: Check) -> str:
    return f"{found.level.value:<5} {found.text}" + (f". {found.fix}" if found.fix else "")
