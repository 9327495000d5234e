"""``warroom places``: where the messages of each audience go, and whether a team's own file can be read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from warroom import paths
from warroom.cli.call import Call, warn
from warroom.workspace import PLACES_NAME

if TYPE_CHECKING:
    from warroom.comms.places import PlaceList


@click.group(invoke_without_command=True)
@click.pass_context
def places(ctx: click.Context) -> None:
    """Show the places of each audience, check a team's own file, or say where it lies."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(show)


@places.command()
@click.pass_context
def show(ctx: click.Context) -> None:
    """Show each audience with its places; the primary one moves the countdown."""
    from warroom.comms.places import Places

    call: Call = ctx.find_root().obj
    found = Places.load(paths.resource(PLACES_NAME), _path())
    if found.problem is not None:
        warn(found.problem.sentence + ".")
    call.answer(msgspec.to_builtins(found.audiences), lambda: "\n\n".join(_words(audience) for audience in found))


@places.command()
@click.argument("file", required=False)
@click.pass_context
def check(ctx: click.Context, file: str | None) -> None:
    """Check your team's places, or another file; refused with line and key of the mistake."""
    from warroom.comms.places import parse, read_team

    call: Call = ctx.find_root().obj
    path = Path(file).expanduser() if file else _path()
    if file is None and not path.exists():
        call.answer({"file": str(path), "exists": False}, lambda: f"No file at {path}: the built-in places are used.")
        return
    found = parse(paths.resource(PLACES_NAME).read_text(encoding="utf-8"), read_team(path))
    facts = {"file": str(path), "exists": True, "audiences": list(found.audiences)}
    call.answer(facts, lambda: f"{path} is in order.")


@places.command()
@click.pass_context
def path(ctx: click.Context) -> None:
    """Say where a team's own file belongs."""
    call: Call = ctx.find_root().obj
    call.answer({"file": str(_path()), "exists": _path().exists()}, lambda: str(_path()))


def _path() -> Path:
    return paths.settings_folder() / PLACES_NAME


def _words(audience: PlaceList) -> str:
    rows = [
        f"  {place.name:<18} {place.format.value:<9}"
        + ("primary" if place is audience.primary else "")
        + (f"  target {place.target}" if place.target else "")
        for place in audience.places
    ]
    return "\n".join([f"{audience.name} ({audience.readers.value})", *map(str.rstrip, rows)])
