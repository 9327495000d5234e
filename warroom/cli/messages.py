"""Messages from the command line: draft one from the record, and record one that went out by hand."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from warroom.cli.call import Call, ahead, past, say, warn
from warroom.errors import Refused, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from warroom.comms.checks import Check
    from warroom.comms.drafts import Draft
    from warroom.workspace import Workspace

FORMATS = ("plain", "slack", "markdown", "html", "teams", "email", "post")
NEXT_UPDATE = "next_update"
_SET = click.option("--set", "sets", multiple=True, metavar="FIELD=VALUE", help="Fill a field; may be repeated.")
_INCIDENT = click.option("-i", "--incident", "reference", metavar="INC", help="Left out, the only open one.")


@click.command()
@click.argument("template")
@_INCIDENT
@click.option("-f", "--format", "form", type=click.Choice(FORMATS), default="plain", show_default=True)
@_SET
@click.pass_obj
def draft(call: Call, template: str, reference: str | None, form: str, sets: tuple[str, ...]) -> None:
    """Fill a template from the record and print it; refused with their names while fields are missing."""
    with call.workspace() as workspace:
        incident = workspace.record.incident(_about(workspace, template, reference))
        gathered = workspace.gathered(incident.id, workspace.drafts.templates.get(template))
        made = workspace.drafts.draft(incident, template, form, fields_of(sets), gathered=gathered)
        made.demand_no_secret()
        if call.json:
            call.answer(_object(made), str)
        made.demand_complete()
        if not call.json:
            for found in made.checks:
                if found.level.value != "ok":
                    warn(f"{found.level.value}: {found.text}")
            say(made.text if form != "email" else _eml(made))


@click.command()
@click.argument("template")
@_INCIDENT
@click.option("--via", required=True, metavar="TEXT", help="Where it went out: #channel, status page, phone.")
@click.option("--at", metavar="T", help="When it went out; default now.")
@_SET
@click.option("--text", "file", metavar="FILE", help="The very text that was sent, - for standard input.")
@click.option("--secondary", is_flag=True, help="To another place than the primary one: no countdown moves.")
@click.pass_obj
def sent(
    call: Call,
    template: str,
    reference: str | None,
    via: str,
    at: str | None,
    sets: tuple[str, ...],
    file: str | None,
    secondary: bool,
) -> None:
    """Record a message that went out by hand. --set next_update=HH:MM is the promise that moves the countdown."""
    if not via.strip():
        raise UsageError("--via says where it went out: #channel, status page, phone.")
    fields = fields_of(sets)
    with call.workspace() as workspace:
        incident = workspace.incident_id(reference)
        now = workspace.clock.now()
        when = past(at, now) if at else now
        made = workspace.drafts.draft(workspace.record.incident(incident), template, "plain", fields, now=when)
        promised = made.next_update if NEXT_UPDATE in fields else None
        if promised is None and fields.get(NEXT_UPDATE):
            promised = ahead(fields[NEXT_UPDATE], when)
        text = made.text if file is None else read_text(file, "Not recorded")
        if made.missing and file is None:
            warn(f"Recorded with fields missing: {', '.join(made.missing)}.")
        acted = workspace.room.sent(
            incident,
            template,
            text,
            via=via,
            at=when if at else None,
            next_update=promised,
            facts=made.facts,
            secondary=secondary,
        )
        written = acted.events[0].id
        call.answer({"id": written}, lambda: written)


def _about(workspace: Workspace, template: str, reference: str | None) -> str:
    """The incident that is written about; a shift handoff spans all, so the newest stands in when none is open."""
    if template == "shift-handoff" and reference is None and (known := workspace.record.incidents()):
        return known[0].id
    return workspace.incident_id(reference)


def fields_of(sets: tuple[str, ...]) -> dict[str, str]:
    """``field=value`` as given, each a field by its name. Raises UsageError."""
    found = {}
    for one in sets:
        name, equals, value = one.partition("=")
        if not equals or not name.strip():
            raise UsageError(f"--set takes field=value, not {one!r}.")
        found[name.strip()] = value
    return found


def judged(checks: Iterable[Check]) -> list[dict[str, str | None]]:
    """Checks as scripts read them (DESIGN 5)."""
    return [
        {"level": found.level.value, "rule": found.rule, "text": found.text, "fix": found.fix or None}
        for found in checks
    ]


def _eml(made: Draft) -> str:
    """A whole letter, for a file that a mail program opens."""
    from warroom.comms.mail import eml, mail_of

    return eml(mail_of(made.message, made.template.title)).decode("ascii").replace("\r\n", "\n")


def _object(made: Draft) -> dict[str, object]:
    return {
        "template": made.template.name,
        "format": made.format.value,
        "text": made.text,
        "missing": list(made.missing),
        "next_update": made.next_update.text if made.next_update else None,
        "fields": {name: value for name, value in made.facts.items() if name in made.fields},
        "checks": judged(made.checks),
    }


def read_text(file: str, undone: str) -> str:
    """The text in a file, ``-`` for standard input. Raises Refused, which begins with ``undone``."""
    try:
        raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise Refused(f"{undone}: {file} cannot be read ({error.strerror}). Name the file with the text.") from error
    return raw.decode("utf-8", errors="replace").rstrip("\n")
