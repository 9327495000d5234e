"""What is being typed, tried out: a template on the sample incident, places as the list that they make."""

from __future__ import annotations

import msgspec

from ui.models.formats import FORMAT_NAMES
from ui.wordings.desk import PLACES
from warroom import paths
from warroom.clock import Instant
from warroom.comms import places
from warroom.comms.drafts import draft
from warroom.comms.message import Format
from warroom.comms.sample import sample
from warroom.comms.templates import parse
from warroom.errors import PlacesError, TemplateError, WarroomError
from warroom.incident.playbook import Playbook
from warroom.incident.words import Severity, Status
from warroom.workspace import PLACES_NAME


class Tried(msgspec.Struct, frozen=True):
    """``text`` is what comes of it; ``problem`` says why nothing does, and ``line`` where, 0 for nowhere."""

    text: str = ""
    note: str = ""
    problem: str = ""
    line: int = 0


def tried(
    name: str, text: str, playbook: Playbook, now: Instant, form: Format, severity: Severity, status: Status
) -> Tried:
    """Quick enough for every pause in typing, whatever was typed."""
    try:
        return _places(text) if name == PLACES else _template(name, text, playbook, now, form, severity, status)
    except (TemplateError, PlacesError) as fault:
        return Tried(problem=fault.sentence, line=fault.line or 0)
    except WarroomError as fault:
        return Tried(problem=fault.sentence)


def _template(
    name: str, text: str, playbook: Playbook, now: Instant, form: Format, severity: Severity, status: Status
) -> Tried:
    made = draft(sample(now, severity, status), playbook, now, parse(name, text), form)
    lacks = ", ".join(made.fields[field].label.lower() for field in made.missing)
    count = f"{len(made.text)} characters"
    return Tried(made.text, f"{count}; a person types: {lacks}" if lacks else f"{count}; all of it from the record")


def _places(text: str) -> Tried:
    shipped = paths.resource(PLACES_NAME).read_text(encoding="utf-8")
    found = places.parse(shipped, text)
    rows = []
    for audience in found:
        rows.append(f"{audience.name} ({audience.readers.value})")
        for place in audience.places:
            parts = [place.name, FORMAT_NAMES[place.format]]
            parts += ["moves the countdown"] if place is audience.primary else []
            parts += [f"target {place.target}"] if place.target else []
            parts += [f"its own words: {place.template}"] if place.template else []
            rows.append("  " + " · ".join(parts))
        rows.append("")
    return Tried("\n".join(rows).rstrip(), f"{len(found.audiences)} audiences")
