"""Commands about the record itself: make it, prove it, save it, mend it."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from warroom import paths
from warroom.cli.call import Call
from warroom.clock import SystemClock
from warroom.errors import RecordDamaged, RecordForeign, Refused
from warroom.postmortem.wording import visible

_SHOWN = 20
"""How many faults a person is shown; ``--json`` gives them all."""


@click.command()
@click.option("--simulated", is_flag=True, help="Its clock is WARROOM_NOW, and SIMULATED stands on everything.")
@click.pass_obj
def init(call: Call, simulated: bool) -> None:
    """Make a new record."""
    path = _path(call)
    if path.exists():
        raise Refused(f"There is a record at {path} already. Name another file with --record.")
    with call.workspace(create=True, simulated=simulated) as workspace:
        place = str(workspace.record.path)
    call.answer({"file": place, "simulated": simulated}, lambda: place)


@click.command()
@click.pass_obj
def verify(call: Call) -> None:
    """Prove the record: the file, every chain of events, and the tables made from them."""
    from warroom.record.verify import verify as prove

    with call.workspace() as workspace:
        found = prove(workspace.record)
    faults = [msgspec.structs.asdict(one) | {"sentence": one.sentence} for one in found.findings]
    facts = {"sound": found.sound, "events": found.events, "incidents": found.incidents, "findings": faults}
    lines = [one.sentence for one in found.findings[:_SHOWN]]
    if len(found.findings) > _SHOWN:
        lines.append(f"And {len(found.findings) - _SHOWN} more; --json names them all.")
    sound = f"Sound: {found.events} events of {found.incidents} incidents, every hash and every table right."
    call.answer(facts, lambda: visible("\n".join(lines)) if lines else sound)
    if not found.sound:
        first = found.findings[0]
        raise RecordDamaged(
            f"The record failed its check ({len(found.findings)} faults): {first.sentence}", where=first.where
        )


@click.command()
@click.argument("file")
@click.pass_obj
def backup(call: Call, file: str) -> None:
    """Write a checked copy of the record to FILE, while it goes on being used."""
    from warroom.record.backup import backup as save

    target = Path(file).expanduser()
    with call.workspace() as workspace:
        path = workspace.record.path
    if target.exists() and target.samefile(path):
        raise Refused(f"{target} is the record itself. Name another file.")
    written = str(save(path, target))
    call.answer({"file": written}, lambda: written)


@click.command()
@click.argument("file")
@click.pass_obj
def restore(call: Call, file: str) -> None:
    """Put the backup FILE in the record's place; the record that is there is kept beside it."""
    from warroom.record.backup import restore as put_back

    source, path = Path(file).expanduser(), _path(call)
    if not source.exists():
        raise Refused(f"There is no file {source}. Name a backup.")
    if path.exists() and source.samefile(path):
        raise Refused(f"{source} is the record itself. Name a backup.")
    kept = put_back(source, path, SystemClock().now())
    before = f" What was there before is kept at {kept}." if kept else ""
    call.answer({"file": str(path), "kept": str(kept) if kept else None}, lambda: f"Restored {path}.{before}")


@click.command()
@click.pass_obj
def rebuild(call: Call) -> None:
    """Make everything that is derived from the events anew; out of a damaged file save what is whole first."""
    from warroom.record.rescue import holds_events, rescue
    from warroom.record.verify import page_faults

    saved = None
    try:
        with call.workspace() as workspace:
            damaged = bool(page_faults(workspace.record.connection))
    except (RecordDamaged, RecordForeign) as error:
        if isinstance(error, RecordForeign) and not holds_events(_path(call)):
            raise
        damaged = True
    if damaged:
        saved = rescue(_path(call), clock=SystemClock())
    with call.workspace() as workspace:
        entries = workspace.record.rebuild()
    facts = {"entries": entries, "rescued": None if saved is None else {"kept": str(saved.kept), "lost": saved.lost}}
    words = f"Rebuilt {entries} entries."
    call.answer(facts, lambda: words if saved is None else f"{saved.sentence}. The damaged file is {saved.kept}.")


def _path(call: Call) -> Path:
    return call.record or paths.record_file()
