"""From an incident to what its readers wait to be told. Templates load with it: it is asked for when there is time."""

from __future__ import annotations

from collections.abc import Iterator

from ui.models.telling import Said, Tell, TellKind, Untold
from warroom.clock import Instant
from warroom.comms.announce import Announcement, waiting
from warroom.comms.drafts import fitting
from warroom.comms.known import Outdated, outdated
from warroom.comms.places import Places
from warroom.comms.reach import reach
from warroom.comms.templates import Templates
from warroom.incident.state import Incident


def untold(incident: Incident, templates: Templates, places: Places, now: Instant) -> Untold:
    """What is wrong comes before what is new: readers act on it. One message corrects all that a place was told."""
    said = tuple(_said(row, templates) for row in outdated(incident, templates, now))
    news = (_news(row, templates) for row in waiting(incident) if not row.queued)
    newest = {row.message.to.casefold(): row.tell for row in reversed(said)}
    return Untold(incident.id, (*newest.values(), *news), said, dict(_reached(incident, templates, places)))


def _reached(incident: Incident, templates: Templates, places: Places) -> Iterator[tuple[str, tuple[int, int]]]:
    """Only where there is more than one place and one of them has been told."""
    for name, external in (("internal", False), ("external", True)):
        audience = places.of(templates.get(fitting(incident, external=external)))
        found = reach(incident, audience) if audience is not None else None
        if found is not None and found.count and len(found.rows) > 1:
            yield name, (found.count, len(found.rows))


def _said(row: Outdated, templates: Templates) -> Said:
    title = _title(row.message.template, templates)
    labels = ", ".join(difference.label for difference in row.differences)
    words = f"Correct {labels}: {title} to {row.message.to}"
    at = (row.message.sent_at or row.message.at).hhmm()
    tell = Tell(TellKind.CORRECT, words, row.template, row.overrides, f"sent {at}")
    return Said(row.message, title, row.differences, tell, " ".join(row.overrides.values()))


def _news(row: Announcement, templates: Templates) -> Tell:
    due = f"due {row.due_at.hhmm()}" if row.due_at is not None else ""
    words = f"{_title(row.template, templates)}: announce {row.words}"
    return Tell(TellKind.ANNOUNCE, words, row.template, note=due)


def _title(template: str, templates: Templates) -> str:
    return templates.get(template).title if template in templates.names else template
