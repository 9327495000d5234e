"""``warroom playbook``: the rules that new incidents run under, and whether a team's own file can be read."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from warroom import paths
from warroom.cli.call import Call, say, warn
from warroom.errors import Refused
from warroom.incident.playbook import Playbook, overlay
from warroom.incident.playbook_parts import SeverityRules
from warroom.postmortem.wording import duration
from warroom.settings.team_playbook import PLAYBOOK_NAME, load_playbook


@click.group(invoke_without_command=True)
@click.pass_context
def playbook(ctx: click.Context) -> None:
    """Show the playbook, check a team's own, or say where it lies."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(show)


@playbook.command()
@click.pass_context
def show(ctx: click.Context) -> None:
    """Show the severities with every time that runs under them."""
    call: Call = ctx.find_root().obj
    found, problem = load_playbook()
    if problem is not None:
        warn(problem.sentence)
    if call.json:
        say(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())
    else:
        say("\n".join(_lines(found)))


@playbook.command()
@click.argument("file", required=False)
@click.pass_context
def check(ctx: click.Context, file: str | None) -> None:
    """Check your team's playbook, or another file, before it counts."""
    call: Call = ctx.find_root().obj
    path = Path(file).expanduser() if file else _path()
    if not path.exists() and file is None:
        call.answer(
            {"file": str(path), "exists": False}, lambda: f"No team playbook at {path}: the built-in one is used."
        )
        return
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise Refused(f"{path} cannot be read: {reason}.") from error
    found = overlay(paths.resource(PLAYBOOK_NAME).read_text(encoding="utf-8"), text)
    call.answer({"file": str(path), "exists": True, "sha256": found.sha256}, lambda: f"{path} is in order.")


@playbook.command()
@click.pass_context
def path(ctx: click.Context) -> None:
    """Say where a team's own playbook belongs."""
    call: Call = ctx.find_root().obj
    call.answer({"file": str(_path()), "exists": _path().exists()}, lambda: str(_path()))


def _path() -> Path:
    return paths.settings_folder() / PLAYBOOK_NAME


def _lines(found: Playbook) -> list[str]:
    lines = []
    for level, rules in sorted(found.severities.items()):
        lines += [f"SEV-{level} {rules.name}: {rules.means}", *(f"  {words}" for words in _times(rules)), ""]
    return lines[:-1]


def _times(rules: SeverityRules) -> list[str]:
    times = {
        "internal update every": rules.internal_s,
        "external update every": rules.external_s,
        "responder within": rules.responder_s,
        "commander within": rules.ic_s,
        "war room within": rules.war_room_s,
        "leadership within": rules.leadership_s,
        "status page within": rules.status_page_s,
        "customers within": rules.customers_s,
        "all hands within": rules.all_hands_s,
        "stability guard": rules.guard_s,
        "postmortem within": rules.postmortem_s,
    }
    return [f"{name:<22} {duration(seconds)}" for name, seconds in times.items() if seconds]
