"""``warroom attach`` keeps a file on the record; ``warroom attachment`` gives it back."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from warroom.cli.call import Call, past
from warroom.postmortem import exports
from warroom.text import clean


@click.command()
@click.argument("file")
@click.argument("caption", nargs=-1)
@click.option("-i", "--incident", "reference", metavar="INC", help="Where it belongs.")
@click.option("--at", "at_text", metavar="T", help="When it was taken.")
@click.option("--star", is_flag=True, help="A key moment.")
@click.pass_obj
def attach(
    call: Call, file: str, caption: tuple[str, ...], reference: str | None, at_text: str | None, star: bool
) -> None:
    """Keep FILE (25 MB at most) on the record, with a CAPTION that says what it shows; prints the entry's id."""
    with call.workspace() as workspace:
        at = past(at_text, workspace.clock.now()) if at_text else None
        words = clean(" ".join(caption))
        acted = workspace.attach(workspace.incident_id(reference), Path(file).expanduser(), words, at=at, star=star)
        entry = acted.events[0].id
        call.answer({"id": entry}, lambda: entry)


@click.command()
@click.argument("entry")
@click.option("-o", "--output", metavar="FILE", help="A file or a folder; left out or -, standard output.")
@click.pass_obj
def attachment(call: Call, entry: str, output: str | None) -> None:
    """Give back the file of an entry, to the letter."""
    with call.workspace() as workspace:
        found = workspace.attachment(workspace.record.find_entry(entry))
    if output in (None, "-"):
        sys.stdout.flush()
        sys.stdout.buffer.write(found.data)
        sys.stdout.buffer.flush()
        return
    path = Path(str(output)).expanduser()
    written = exports.write_bytes(found.data, path / found.name if path.is_dir() else path)
    call.answer({"file": str(written), "sha256": found.sha256, "name": found.name}, lambda: str(written))
