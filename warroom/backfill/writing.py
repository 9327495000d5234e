"""From a preview that a person has seen to the record."""

from __future__ import annotations

from collections.abc import Callable

from warroom.backfill.rows import Preview
from warroom.room import Room
from warroom.room.backfilling import Backfilled, Told


def write(
    room: Room, incident: str, preview: Preview, *, progress: Callable[[int, int], None] | None = None
) -> Backfilled:
    """Log the rows of ``preview``; those that are on the record already are passed over. Raises what the room does."""
    told = [Told(row.at, row.text, row.actor, row.role, row.source, row.edited, row.star) for row in preview.rows]
    return room.backfill(incident, told, people=preview.people, progress=progress)
