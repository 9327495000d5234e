"""``warroom runbooks``: what to do, written down before. Commands are shown with their variables filled, never run."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from warroom.cli.call import Call, warn
from warroom.clock import DAY, Instant
from warroom.errors import NotFound, UsageError
from warroom.postmortem.wording import visible

if TYPE_CHECKING:
    from warroom.readiness.runbook import Command, Runbook
    from warroom.readiness.runbooks import Runbooks
    from warroom.workspace import Workspace


@click.group(invoke_without_command=True)
@click.pass_context
def runbooks(ctx: click.Context) -> None:
    """Runbooks: list them, search them, read one, name a further folder of them."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_)


@runbooks.command("list")
@click.pass_obj
def list_(call: Call) -> None:
    """List every runbook with its age."""
    with call.workspace(create=True) as workspace:
        shelf, now = _shelf(workspace), workspace.clock.now()
        call.answer([_row(row, now) for row in shelf.rows], lambda: _lines(shelf.rows, now))


@runbooks.command()
@click.argument("text", nargs=-1, required=True)
@click.pass_obj
def search(call: Call, text: tuple[str, ...]) -> None:
    """Find runbooks that hold every word of TEXT."""
    with call.workspace(create=True) as workspace:
        found, now = _shelf(workspace).search(" ".join(text)), workspace.clock.now()
        call.answer(
            [_row(hit.runbook, now) | {"line": hit.line} for hit in found],
            lambda: "\n".join(f"{hit.runbook.key:<24} {visible(hit.line)}" for hit in found) or "No runbook has that.",
        )


@runbooks.command()
@click.argument("name", nargs=-1, required=True)
@click.option("-i", "--incident", "reference", metavar="INC", help="Fill commands and show ticks from this incident.")
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help="A variable of its commands.")
@click.pass_obj
def show(call: Call, name: tuple[str, ...], reference: str | None, settings: tuple[str, ...]) -> None:
    """Show a runbook: its steps, and its commands with their variables filled."""
    from warroom.readiness import runbooks as shelves

    typed = dict(_pair(text) for text in settings)
    with call.workspace(create=True) as workspace:
        book = _shelf(workspace).named(" ".join(name))
        values, ticked = typed, list[str]()
        incident = _incident(workspace, reference)
        if incident is not None:
            state = workspace.record.incident(incident)
            values, ticked = shelves.values(state, typed), state.checked.get(book.list_key, [])
        facts = _row(book, workspace.clock.now()) | {
            "steps": [{"n": step.n, "text": step.text, "done": step.text in ticked} for step in book.steps],
            "commands": [_command(book, place, values) for place in range(len(book.commands))],
            "text": book.text,
        }
        call.answer(facts, lambda: _page(book, workspace.clock.now(), values, ticked))


@runbooks.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.pass_obj
def add(call: Call, folder: Path) -> None:
    """Read the Markdown files of FOLDER and of the folders in it; they stay where they are.

    Items of numbered lists and of task lists are steps; {{name}}, ${name} and <name> in code are variables. A front
    matter between two lines of --- may name title, service and reviewed.
    """
    with call.workspace(create=True) as workspace:
        known = [part for part in workspace.setting("runbooks").split(os.pathsep) if part]
        place = str(folder.resolve())
        if place not in known:
            workspace.set_setting("runbooks", os.pathsep.join([*known, place]))
        count = len(_shelf(workspace).rows)
        call.answer(
            {"folder": place, "runbooks": count},
            lambda: f"{count} runbook{' is' if count == 1 else 's are'} known now.",
        )


def _shelf(workspace: Workspace) -> Runbooks:
    shelf = workspace.runbooks()
    for problem in shelf.problems:
        warn(problem)
    return shelf


def _incident(workspace: Workspace, reference: str | None) -> str | None:
    """The incident that is named, else the one that is open; none is well, too."""
    if reference is not None:
        return workspace.incident_id(reference)
    try:
        return workspace.default_incident()
    except NotFound:
        return None


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise UsageError(f"--set takes NAME=VALUE, not {text!r}.")
    return name, value


def _row(book: Runbook, now: Instant) -> dict[str, object]:
    return {
        "key": book.key,
        "title": book.title,
        "path": book.path,
        "services": list(book.services),
        "changed_at": book.changed_at.text,
        "age_s": book.age_s(now),
        "stale": book.stale(now),
    }


def _command(book: Runbook, place: int, values: dict[str, str]) -> dict[str, object]:
    """A command filled; ``step`` is the number of the step it belongs to, null where it belongs to none."""
    command = book.commands[place]
    filled = command.filled(values)
    step = next((step.n for step in book.steps if command in step.commands), None)
    return {"text": filled.text, "missing": list(filled.missing), "unsafe": list(filled.unsafe), "step": step}


def _lines(rows: tuple[Runbook, ...], now: Instant) -> str:
    if not rows:
        return "No runbooks yet. warroom runbooks add FOLDER reads every Markdown file in it."
    return "\n".join(f"{book.key:<24} {visible(book.title):<40} {_age(book, now)}" for book in rows)


def _age(book: Runbook, now: Instant) -> str:
    days = int(book.age_s(now) // DAY)
    return f"{days} d old, stale" if book.stale(now) else f"{days} d old"


def _page(book: Runbook, now: Instant, values: dict[str, str], ticked: list[str]) -> str:
    """The text, then its steps with their commands filled, in the order of the document."""
    from warroom.readiness.runbook import Command

    lines = [visible(book.title), f"{_age(book, now)} · {visible(book.path)}", "", visible(book.text.rstrip())]
    if book.parts:
        lines += ["", "Steps" if book.steps else "Commands"]
    for part in book.parts:
        if isinstance(part, Command):
            lines += _filled(part, values)
            continue
        lines.append(f"  {'v' if part.text in ticked else 'o'} {part.n}  {visible(part.text)}")
        for command in part.commands:
            lines += _filled(command, values)
    if book.steps:
        lines.append(f"  warroom log '/check {book.key} N' ticks one into the timeline.")
    return "\n".join(lines)


def _filled(command: Command, values: dict[str, str]) -> list[str]:
    filled = command.filled(values)
    lines = [f"      {visible(line)}" for line in filled.text.splitlines()]
    for why, names in (("without a value", filled.missing), ("a shell would obey its value", filled.unsafe)):
        lines += [f"      {name}: {why}" for name in names]
    return lines
