"""Also update the record: the scribe line that logs what was typed into a field of a message (UI.md 2.4)."""

from __future__ import annotations

import msgspec

from warroom.comms.fields import Field
from warroom.incident.state import Incident

_LINES = {"impact": ("/impact ", True), "title": ("/title ", False), "doing": ("! ", False), "cause": ("? ", False)}
"""By field: how its line begins, and whether it is offered ticked. A promise becomes the deadline by being sent."""


class RecordLine(msgspec.Struct, frozen=True):
    """``line`` goes through ``Room.log``; ``ticked``: the record is the likelier place for it than this message."""

    line: str
    ticked: bool


def record_line(field: Field, incident: Incident) -> RecordLine | None:
    """What would log the field as typed; None where nothing was typed, or where the record says it already."""
    text = " ".join(field.value.split())
    if not field.typed or not text or field.name not in _LINES or text == _recorded(field.name, incident):
        return None
    begin, ticked = _LINES[field.name]
    return RecordLine(begin + text, ticked)


def _recorded(name: str, incident: Incident) -> str:
    if name == "title":
        return incident.title
    if name == "impact":
        return incident.impact.text if incident.impact else ""
    if name == "doing":
        return incident.decisions[-1].text if incident.decisions else ""
    belief = incident.hypothesis(incident.current_hypothesis)
    return belief.text if belief else ""
