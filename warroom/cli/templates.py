"""``warroom templates``: the message templates in force, a team's own, and packs of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from warroom import paths
from warroom.cli.call import Call, say, warn
from warroom.errors import TemplateError

if TYPE_CHECKING:
    from warroom.comms.templates import Template, Templates


@click.group(invoke_without_command=True)
@click.pass_context
def templates(ctx: click.Context) -> None:
    """List the message templates; show, check, export or import a team's own."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_)


@templates.command("list")
@click.pass_context
def list_(ctx: click.Context) -> None:
    """Name every template with its readers and what it needs."""
    call: Call = ctx.find_root().obj
    found = _load()
    _warn_of(found)
    rows = [_row(template) for template in (*found, *found.variants)]
    call.answer(rows, lambda: "\n".join(_line(row) for row in rows))


@templates.command()
@click.argument("name")
def show(name: str) -> None:
    """Print a template's file as it counts now: a beginning for one of your own."""
    from warroom.comms import team_templates

    say(team_templates.source(name, paths.resource("templates"), _team()).rstrip("\n"))


@templates.command()
@click.argument("file", required=False)
@click.pass_context
def check(ctx: click.Context, file: str | None) -> None:
    """Check one template file, or all of the team's own; refused with the line of the first mistake."""
    from warroom.comms.templates import read

    call: Call = ctx.find_root().obj
    if file is not None:
        read(Path(file).expanduser())
        call.answer({"file": file}, lambda: f"{file} is in order.")
        return
    found = _load()
    if found.problems:
        for problem in found.problems[1:]:
            warn(problem.sentence + ".")
        raise TemplateError(found.problems[0].sentence + ".", line=found.problems[0].line)
    own = [template.variant or template.name for template in (*found, *found.variants) if not template.builtin]
    call.answer({"checked": own}, lambda: f"{len(own)} templates of the team's own are in order.")


@templates.command()
@click.argument("file")
@click.argument("names", nargs=-1)
@click.pass_context
def export(ctx: click.Context, file: str, names: tuple[str, ...]) -> None:
    """Write a pack of the team's own templates, or of those that you NAME."""
    from warroom.comms import team_templates
    from warroom.errors import NotFound

    call: Call = ctx.find_root().obj
    wanted = names or team_templates.own(_team())
    if not wanted:
        raise NotFound(f"The team has no templates of its own in {_team()}. Name those to export.")
    texts = [(name, team_templates.source(name, paths.resource("templates"), _team())) for name in wanted]
    team_templates.write_pack(Path(file).expanduser(), texts)
    call.answer({"file": file, "names": list(wanted)}, lambda: f"{len(wanted)} templates are in {file}.")


@templates.command("import")
@click.argument("file")
@click.option("--replace", is_flag=True, help="Take the pack's where the team has one of that name.")
@click.pass_context
def import_(ctx: click.Context, file: str, replace: bool) -> None:
    """Take the templates of a pack; all of them, or none when one has a mistake."""
    from warroom.comms import team_templates

    call: Call = ctx.find_root().obj
    pack = team_templates.read_pack(Path(file).expanduser())
    names = team_templates.install(pack, _team(), replace=replace)
    _warn_of(_load())
    call.answer({"names": list(names)}, lambda: f"Imported: {', '.join(names)}.")


@templates.command()
@click.pass_context
def path(ctx: click.Context) -> None:
    """Say where a team's own templates belong."""
    call: Call = ctx.find_root().obj
    call.answer({"folder": str(_team()), "exists": _team().exists()}, lambda: str(_team()))


def _team() -> Path:
    return paths.settings_folder() / "templates"


def _load() -> Templates:
    from warroom.comms.templates import Templates

    return Templates.load(paths.resource("templates"), _team())


def _warn_of(found: Templates) -> None:
    for problem in found.problems:
        warn(problem.sentence + ".")


def _row(template: Template) -> dict[str, object]:
    return {
        "name": template.name,
        "variant": template.variant or None,
        "title": template.title,
        "audience": template.audience.value,
        "language": template.language,
        "severities": [int(severity) for severity in template.severities],
        "required": list(template.required),
        "builtin": template.builtin,
    }


def _line(row: dict[str, object]) -> str:
    own = "" if row["builtin"] else ", the team's own"
    variant = f", variant of {row['name']}" if row["variant"] else ""
    return f"{row['variant'] or row['name']!s:<22} {row['audience']!s:<11} {row['title']}{variant}{own}"
