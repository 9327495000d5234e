"""What to look at before a message is sent: each a level, the rule, a sentence and what helps.

Checks never edit. They hold what the record alone can prove about any message; a rule more is one function more.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from warroom.clock import Instant
from warroom.comms.fields import NEXT_UPDATE, Field
from warroom.comms.sources import named_person
from warroom.comms.templates import Template
from warroom.incident.playbook import Playbook
from warroom.incident.state import Incident
from warroom.incident.words import ComponentState, Status


class CheckLevel(StrEnum):
    """``stop`` bars the copying of external text; ``warn`` does not bar."""

    STOP = "stop"
    WARN = "warn"
    OK = "ok"


class Check(msgspec.Struct, frozen=True):
    """``field`` is where to go to mend it, '' for the whole text."""

    level: CheckLevel
    rule: str
    text: str
    fix: str = ""
    field: str = ""


def check(
    incident: Incident,
    playbook: Playbook,
    now: Instant,
    template: Template,
    fields: Mapping[str, Field],
    missing: tuple[str, ...],
    text: str,
) -> tuple[Check, ...]:
    """The checks of one message, the gravest first. ``text`` is its plain form."""
    found = [_missing(fields[name], template) for name in missing]
    found += _next_update(incident, playbook, now, template, fields, missing)
    if template.external:
        found += _inside_words(incident, text)
    found += _resolved(incident, template)
    return tuple(sorted(found, key=lambda item: list(CheckLevel).index(item.level)))


def _missing(field: Field, template: Template) -> Check:
    level = CheckLevel.STOP if template.external else CheckLevel.WARN
    if field.problem:
        return Check(level, "bad_time", field.problem, field=field.name)
    word = field.label.lower()
    fix = 'Alt+0 "none known"' if field.name != NEXT_UPDATE else "Type a time such as 20m"
    return Check(level, "missing", f"Missing: {word}", fix, field.name)


def _next_update(
    incident: Incident,
    playbook: Playbook,
    now: Instant,
    template: Template,
    fields: Mapping[str, Field],
    missing: tuple[str, ...],
) -> list[Check]:
    """A next time is stated, and no later than the cadence."""
    if NEXT_UPDATE not in template.fields or NEXT_UPDATE in missing:
        return []
    field = fields[NEXT_UPDATE]
    if field.missing and not field.required:
        return []
    if field.missing:
        return [Check(CheckLevel.WARN, "no_next_update", "No next update is promised", "Type a time", NEXT_UPDATE)]
    rules = playbook.rules(incident.severity)
    cadence = rules.external_s if template.external else rules.internal_s
    if field.due is not None and cadence is not None and field.due > now.plus(cadence):
        minutes = cadence // 60
        text = f"The next update is later than the cadence of {minutes} min"
        return [Check(CheckLevel.WARN, "late_next_update", text, "Promise an earlier time", NEXT_UPDATE)]
    return [Check(CheckLevel.OK, "next_update", f"Next update is stated: {field.value}", field=NEXT_UPDATE)]


def _inside_words(incident: Incident, text: str) -> list[Check]:
    """People, the channel and the reference stay inside."""
    found = []
    if person := named_person(text, incident):
        found.append(Check(CheckLevel.WARN, "person", f"{person} is named in customer text", "Say the team instead"))
    for word, what in ((incident.channel, "The channel"), (incident.ref, "The reference")):
        if word and word.casefold() in text.casefold():
            found.append(Check(CheckLevel.WARN, "internal", f"{what} {word} is in customer text", "Leave it out"))
    return found or [Check(CheckLevel.OK, "person", "No people and no internal references are named")]


def _resolved(incident: Incident, template: Template) -> list[Check]:
    """A text that says resolved, against what the record says of status and components."""
    if template.name not in ("resolution", "page-resolved"):
        return []
    found = []
    if incident.status is not Status.RESOLVED:
        status = incident.status.value.capitalize()
        text = f"It says resolved, and the record says {status}"
        found.append(Check(CheckLevel.WARN, "resolved_early", text, "Resolve first: Ctrl+Shift+R"))
    hurt = [name for name, state in incident.components.items() if state is not ComponentState.OPERATIONAL]
    if hurt and template.external:
        text = f"It says resolved, and {hurt[0]} is not operational on the record"
        found.append(Check(CheckLevel.WARN, "component", text, f"Log /component {hurt[0]} operational"))
    return found
