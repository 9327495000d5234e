"""``warroom redact`` and ``warroom forget``: taking words off the record for good, and out of its copies."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from warroom.cli.call import Call
from warroom.errors import Refused
from warroom.postmortem.wording import visible
from warroom.record import redaction
from warroom.record.redaction import Removed
from warroom.record.rewriting import Rewritten, rewrite

_BACKUPS = "Rewrite the backups that still hold it."


@click.command()
@click.argument("reference", metavar="ENTRY")
@click.option("--why", default="", metavar="TEXT", help="Stands on the record in the entry's place.")
@click.option("--backups", is_flag=True, help=_BACKUPS)
@click.pass_obj
def redact(call: Call, reference: str, why: str, backups: bool) -> None:
    """Blank the words of an entry for good: in the entry, the search, its file and what is half typed.

    That there was one, and the proof of the rest, stay. Copies that still hold it are named.
    """
    with call.workspace() as workspace:
        record = workspace.record
        entry = redaction.entry_of(record, record.find_entry(reference))
        if backups and any(row.redacted for row in record.entries_by_id([entry])):
            removed, words = (
                Removed(None, redaction.copies_of(record, entry=entry)),
                f"{reference} is redacted already.",
            )
        else:
            removed, words = redaction.redact(record, workspace.author, entry, why), f"Redacted {reference}."
        mended = rewrite(removed.copies if backups else [], workspace.author, workspace.clock, entry=entry, why=why)
    _say_removed(call, removed, mended, words)


@click.command()
@click.argument("reference", metavar="INC")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--backups", is_flag=True, help=_BACKUPS)
@click.pass_obj
def forget(call: Call, reference: str, yes: bool, backups: bool) -> None:
    """Drop an incident with all its events for good; a tombstone keeps a merge from bringing it back."""
    with call.workspace() as workspace:
        record = workspace.record
        gone = redaction.forgotten(record, reference) if backups else None
        if gone is not None:
            copies = redaction.copies_of(record, incident=gone)
            mended = rewrite(copies, workspace.author, workspace.clock, incident=gone)
            _say_removed(call, Removed(None, copies), mended, f"{reference} is forgotten already.")
            return
        incident = record.find(reference)
        state = record.incident(incident)
        question = f"Drop {state.ref} ({visible(state.title)}) with all its events? This cannot be undone"
        if not yes and _asks() and not click.confirm(question, err=True):
            raise Refused(f"{state.ref} was not dropped.")
        removed = redaction.forget(record, workspace.author, incident)
        mended = rewrite(removed.copies if backups else [], workspace.author, workspace.clock, incident=incident)
    _say_removed(call, removed, mended, f"Forgot {state.ref}.")


def _say_removed(call: Call, removed: Removed, mended: list[Rewritten], words: str) -> None:
    clean = [one.path for one in mended if not one.problem]
    left = [path for path in removed.copies if path not in clean]
    facts = {
        "id": removed.event.id if removed.event else None,
        "copies": [str(path) for path in left],
        "rewritten": [str(path) for path in clean],
        "also": removed.also,
        "unset": removed.unset,
    }
    lines = [words, _copies(left, asked=bool(mended)), *(one.problem for one in mended if one.problem)]
    if clean:
        lines.append(f"Rewritten: {', '.join(map(str, clean))}.")
    if removed.also:
        lines.append(f"The same words stand in other entries: {', '.join(removed.also)}.")
    if removed.unset:
        lines.append(f"With it went what it had set: {', '.join(removed.unset)}. Set it again in other words.")
    call.answer(facts, lambda: " ".join(line for line in lines if line))
    if any(one.problem for one in mended):
        raise Refused("Not every copy could be rewritten; those named above still hold it.", code="copies_left")


def _copies(left: list[Path], *, asked: bool) -> str:
    if not left:
        return ""
    way = "" if asked else " The same command with --backups rewrites them."
    return f"These copies still hold it: {', '.join(map(str, left))}.{way}"


def _asks() -> bool:
    """A person at a terminal is asked; a script has said what it wants."""
    return sys.stdin is not None and sys.stdin.isatty()
