"""From a preview that a person has seen to the record."""

from __future__ import annotations

from collections.abc import Callable

from warroom.backfill.rows import Preview, Row
from warroom.incident.events import Note, Redacted
from warroom.record import Record
from warroom.room import Room
from warroom.room.backfilling import Backfilled, Told


def write(
    room: Room, incident: str, preview: Preview, *, progress: Callable[[int, int], None] | None = None
) -> Backfilled:
    """Log the rows of ``preview``; those that are on the record already are passed over. Raises what the room does."""
    told = [Told(row.at, row.text, row.actor, row.role, row.source, row.edited, row.star) for row in preview.rows]
    return room.backfill(incident, told, people=preview.people, progress=progress)


def unknown(record: Record, incident: str, preview: Preview) -> list[Row]:
    """The rows of ``preview`` that are not on the record yet."""
    told = (event.body for event in record.events(incident, kinds=("note", "redacted")))
    known = {body.source for body in told if isinstance(body, Note | Redacted) and body.source}
    return [row for row in preview.rows if row.source not in known]
