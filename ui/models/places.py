"""The places of a message as rows: who has the newest one, who has not, and whether the text fits there."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from ui.models.formats import FORMAT_NAMES
from warroom.clock import Instant
from warroom.comms.drafts import Draft
from warroom.comms.message import Format
from warroom.comms.places import Place, PlaceList
from warroom.comms.reach import Reached, reach
from warroom.comms.templates import Template
from warroom.incident.state import Incident
from warroom.outbox import Lane

NEAR = 0.5
"""From this part of the greatest length on, the length is worth a word; a post's always is."""


class PlaceState(StrEnum):
    """How far the newest message is at one place; copied and queued are not told."""

    TOLD = "told"
    QUEUED = "queued"
    COPIED = "copied"
    OPEN = "open"


class PlaceLine(msgspec.Struct, frozen=True):
    """One row. ``over``: the text is too long for this place."""

    place: Place
    state: PlaceState
    words: str
    detail: str
    primary: bool
    over: bool = False

    def text(self) -> str:
        """The row in one sentence, for a screen reader."""
        return ", ".join(part for part in (self.place.name, self.words, self.detail) if part)


def listed(audience: PlaceList, template: Template) -> tuple[Place, ...]:
    """The places of a message: where one has this template for its own words, it alone."""
    own = tuple(place for place in audience.places if place.template == template.name)
    return own or audience.places


def lines(
    incident: Incident,
    audience: PlaceList,
    template: Template,
    drafts: Mapping[str, Draft],
    copied: Mapping[str, Instant],
) -> list[PlaceLine]:
    """A row for each place, in the audience's order. ``drafts`` and ``copied`` are by the name of the place."""
    shown = {place.name for place in listed(audience, template)}
    rows = [row for row in reach(incident, audience).rows if row.place.name in shown]
    return [_line(row, audience, drafts.get(row.place.name), copied.get(row.place.name)) for row in rows]


def _line(row: Reached, audience: PlaceList, draft: Draft | None, copied: Instant | None) -> PlaceLine:
    place = row.place
    primary = place is audience.primary
    fits = place.fit(draft.text) if draft is not None else None
    state, words = _state(row, copied)
    parts = [FORMAT_NAMES[place.format]]
    if primary:
        parts.append("moves the countdown")
    if draft is not None and draft.missing:
        parts.append(f"missing: {draft.fields[draft.missing[0]].label.lower()}")
    if fits is not None and (place.format is Format.POST or fits.count > fits.limit.most * NEAR):
        parts.append(fits.words)
    return PlaceLine(place, state, words, " · ".join(parts), primary, over=bool(fits and fits.over))


def _state(row: Reached, copied: Instant | None) -> tuple[PlaceState, str]:
    if copied is not None and (row.at is None or copied > row.at):
        return PlaceState.COPIED, f"copied {copied.hhmm()}, not sent"
    if row.queued:
        return PlaceState.QUEUED, "queued, not seen by anybody yet"
    if row.at is not None:
        return PlaceState.TOLD, f"sent {row.at.hhmm()}"
    return PlaceState.OPEN, "not told yet"


def offline(lanes: tuple[Lane, ...], *, chosen: bool) -> str:
    """``Offline since 02:59`` where no target is reached, else which one is not; '' when all is well (UI.md 7)."""
    if chosen:
        return "Working offline (chosen)"
    down = [lane for lane in lanes if lane.down_since is not None]
    since = min((lane.down_since for lane in down if lane.down_since is not None), default=None)
    if since is None:
        return ""
    if len(down) == len(lanes):
        return f"Offline since {since.hhmm()}"
    return f"{', '.join(lane.target for lane in down)} not reached since {since.hhmm()}"
