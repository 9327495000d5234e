"""``warroom import``: what was written elsewhere, looked at first and then logged, each row once."""

from __future__ import annotations

import contextlib
import gc
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from warroom.backfill import zones
from warroom.backfill.loading import load
from warroom.backfill.making import Setting
from warroom.backfill.stamps import day_of
from warroom.backfill.writing import unknown
from warroom.cli.call import Call, past, say
from warroom.clock import DAY, Instant
from warroom.errors import Refused, Stopped
from warroom.masking import masked
from warroom.postmortem.wording import visible
from warroom.text import one_line

if TYPE_CHECKING:
    from warroom.backfill.rows import Preview, Row
    from warroom.room.backfilling import Backfilled
    from warroom.workspace import Workspace

_SHOWN_ROWS = 3
_SHOWN_PROBLEMS = 20


@click.command("import")
@click.argument("file")
@click.option("-i", "--incident", "reference", metavar="INC", help="Where it belongs.")
@click.option("--channel", default="", metavar="NAME", help="Which channel of a Slack export.")
@click.option("--from", "since", metavar="T", help="Nothing earlier: a day or a time.")
@click.option("--to", "until", metavar="T", help="Nothing later: a day or a time.")
@click.option("--zone", default="UTC", show_default=True, metavar="ZONE", help="For times that name none.")
@click.option("--day", metavar="YYYY-MM-DD", help="The first day, where the text names none; default the incident's.")
@click.option("--dry-run", is_flag=True, help="Only show what would be written.")
@click.option("--yes", is_flag=True, help="Write without asking, and leave out what cannot be read.")
@click.pass_obj
def import_(
    call: Call,
    file: str,
    reference: str | None,
    channel: str,
    since: str | None,
    until: str | None,
    zone: str,
    day: str | None,
    dry_run: bool,
    yes: bool,
) -> None:
    """Bring FILE into an incident: a text timeline, a log, a Markdown table, CSV, a Slack export (zip), or what was
    copied out of Slack or off a status page.

    The rows keep their own times. A second import of the same source writes only what is new.
    """
    gc.disable()  # a hundred thousand rows are made, and none of them is garbage
    wanted = zones.named(zone)
    with call.workspace() as workspace, _whole_or_not():
        incident = workspace.incident_id(reference)
        now = workspace.clock.now()
        setting = Setting(
            now,
            wanted,
            _around(workspace, incident) if day is None else _day(day, wanted, now),
            _bound(since, now, wanted, last=False),
            _bound(until, now, wanted, last=True),
            day_told=day is not None,
        )
        preview = load(Path(file).expanduser(), setting, channel=channel)
        fresh = unknown(workspace.record, incident, preview)
        if not call.json:
            say("\n".join(_page(preview, fresh)))
        if not (dry_run or yes):
            _ask(preview, fresh)
        done = None if dry_run else workspace.backfill(incident, preview, progress=_progress)
    _answer(call, preview, fresh, done)


@contextlib.contextmanager
def _whole_or_not() -> Iterator[None]:
    """An interruption at any moment before the commit leaves the record as it was, and says so."""
    try:
        yield
    except (KeyboardInterrupt, click.Abort):
        raise Stopped("Stopped. Nothing was written.", code="stopped") from None


def _page(preview: Preview, fresh: list[Row]) -> list[str]:
    """What a person sees before anything is written."""
    already = len(preview.rows) - len(fresh)
    known = f", {already} of them on the record already" if already else ""
    lines = [f"Read as {preview.form.value}: {_rows(len(preview.rows))}{known}."]
    if preview.zone_assumed:
        lines.append(f"Times without a zone were read as {preview.zone}; --zone names another.")
    if preview.day:
        lines.append(f"No row names a day; the first was put on {preview.day}; --day names another.")
    for row in preview.rows[:_SHOWN_ROWS]:
        who = f"@{row.actor} " if row.actor else ""
        lines.append(f"  {row.at.datetime():%Y-%m-%d %H:%M:%S} UTC  {who}{one_line(visible(masked(row.text)), 90)}")
    if len(preview.rows) > _SHOWN_ROWS:
        lines.append(f"  … up to {preview.rows[-1].at.datetime():%Y-%m-%d %H:%M:%S} UTC")
    lines += [visible(problem.sentence) for problem in preview.problems[:_SHOWN_PROBLEMS]]
    more = len(preview.problems) - _SHOWN_PROBLEMS + preview.unnamed_problems
    return lines + ([f"And {more} more; --json names them."] if more > 0 else [])


def _ask(preview: Preview, fresh: list[Row]) -> None:
    """A person is asked; a script that did not say --yes gets no half of a file."""
    lost = len(preview.lost)
    if sys.stdin is not None and sys.stdin.isatty():
        left = f" and leave out {lost} that cannot be read" if lost else ""
        if fresh and not click.confirm(f"Write {_rows(len(fresh))}{left}?", err=True):
            raise Refused("Nothing was written.", code="declined")
    elif lost:
        raise Refused(
            f"Nothing was written: {preview.lost[0].sentence}"
            + (f" And {lost - 1} more." if lost > 1 else "")
            + f" --yes writes the other {_rows(len(fresh))}.",
            code="part_lost",
        )


def _answer(call: Call, preview: Preview, fresh: list[Row], done: Backfilled | None) -> None:
    facts = {
        "form": preview.form.value,
        "rows": len(preview.rows),
        "new": len(fresh),
        "zone": preview.zone,
        "zone_assumed": preview.zone_assumed,
        "first": preview.rows[0].at.text if preview.rows else None,
        "last": preview.rows[-1].at.text if preview.rows else None,
        "problems": [
            {"file": one.file, "line": one.line, "last": max(one.line, one.last), "code": one.code,
             "lost": one.lost, "sentence": one.sentence}
            for one in preview.problems
        ],
        "written": done.written if done else 0,
        "changed": done.changed if done else 0,
        "already": done.already if done else len(preview.rows) - len(fresh),
    }  # fmt: skip
    call.answer(facts, lambda: _words(done))


def _words(done: Backfilled | None) -> str:
    if done is None:
        return "Nothing was written: this was a dry run."
    changed = f" {done.changed} read anew, because they were edited since." if done.changed else ""
    already = f" {done.already} were there already." if done.already else ""
    return f"Wrote {_rows(done.written)}.{already}{changed}"


def _progress(done: int, of: int) -> None:
    """A word for whoever watches; a script hears nothing."""
    if sys.stderr.isatty() and done < of:
        sys.stderr.write(f"\r{done:,} of {of:,} rows")
        sys.stderr.flush()
    elif sys.stderr.isatty() and of:
        sys.stderr.write("\r\x1b[K")


def _rows(count: int) -> str:
    return f"{count:,} row" if count == 1 else f"{count:,} rows"


def _around(workspace: Workspace, incident: str) -> Instant:
    """Where a text without a day belongs: when the trouble began."""
    state = workspace.record.incident(incident)
    return state.started_at or state.detected_at or state.declared_at


def _day(text: str, zone: zones.Zone, now: Instant) -> Instant:
    """The middle of a day: every clock time of it is nearest to that."""
    midnight = _midnight(text, zone)
    return past(text, now) if midnight is None else midnight.plus(DAY / 2)


def _bound(text: str | None, now: Instant, zone: zones.Zone, *, last: bool) -> Instant | None:
    if text is None:
        return None
    midnight = _midnight(text, zone)
    if midnight is None:
        return past(text, now)
    return midnight.plus(DAY - 0.001) if last else midnight


def _midnight(text: str, zone: zones.Zone) -> Instant | None:
    """The beginning of a day that is written as a date; None for all else."""
    from datetime import datetime

    found = day_of(text)
    if found is None or not found.year:
        return None
    try:
        return zone.instant(datetime(found.year, found.month, found.day))[0]  # noqa: DTZ001 - a wall clock
    except (ValueError, OverflowError, OSError):
        return None
