"""The honesty checks: a message held against the record before it leaves (PLAYBOOK, "Honesty rules").

Pure, and quick enough for every key press. Each family of rules has its file; what the team may change of them (words,
levels, figures) comes from the playbook of the incident.
"""

from __future__ import annotations

from collections.abc import Mapping

from warroom.clock import Instant
from warroom.comms import (
    honesty_cause,
    honesty_internals,
    honesty_next_update,
    honesty_people,
    honesty_scale,
    honesty_secrets,
    honesty_status,
    honesty_time,
)
from warroom.comms.checks import Check, CheckLevel, fill, go, gravest_first
from warroom.comms.fields import NEXT_UPDATE, Field
from warroom.comms.lengths import Limit, Unit, fit
from warroom.comms.message import Format
from warroom.comms.said import Said
from warroom.comms.templates import Template
from warroom.incident.playbook import Playbook
from warroom.incident.state import Incident

NONE_KNOWN = "None known"
"""What Alt+0 writes into a field: an answer, where an empty field is none."""

FAMILIES = (
    honesty_secrets.judge,
    honesty_scale.judge,
    honesty_time.judge,
    honesty_status.judge,
    honesty_cause.judge,
    honesty_next_update.judge,
    honesty_people.judge,
    honesty_internals.judge,
)


def check_draft(
    incident: Incident,
    playbook: Playbook,
    now: Instant,
    template: Template,
    fields: Mapping[str, Field],
    missing: tuple[str, ...],
    text: str,
    names: tuple[str, ...] = (),
) -> tuple[Check, ...]:
    """The checks of one draft, the gravest first. ``text`` is its plain form, ``names`` are people's full names."""
    said = Said(incident, playbook, now, text, template.external, template, fields, missing, names)
    missed = [_missing(fields[name], template) for name in missing]
    return gravest_first([*missed, *_length(template, text), *_all(said)])


def _length(template: Template, text: str) -> list[Check]:
    """A template that was written for a short form is held to it; the text is never cut."""
    if template.longest is None:
        return []
    unit = Unit.POST if template.format is Format.POST else Unit.CHARACTERS
    fits = fit(text, Limit("this message", template.longest, unit))
    if fits.over:
        return [Check(CheckLevel.WARN, "length", fits.words, "Shorten a field")]
    return [Check(CheckLevel.OK, "length", fits.words)]


def check_text(
    incident: Incident,
    playbook: Playbook,
    now: Instant,
    text: str,
    *,
    external: bool = True,
    names: tuple[str, ...] = (),
) -> tuple[Check, ...]:
    """The checks of a text that was written elsewhere, held to the rules for readers outside unless told otherwise."""
    return gravest_first(_all(Said(incident, playbook, now, text, external, names=names)))


def _all(said: Said) -> list[Check]:
    """Each check once: a phrase that stands twice is one thing to mend."""
    found = [check for family in FAMILIES for check in family(said)]
    return list({(check.rule, check.text): check for check in found}.values())


def _missing(field: Field, template: Template) -> Check:
    level = CheckLevel.STOP if template.external else CheckLevel.WARN
    if field.problem:
        return Check(level, "bad_time", field.problem, "Type it anew", field.name, go(field.name))
    word = field.label.lower()
    if field.name == NEXT_UPDATE:
        return Check(level, "missing", f"Missing: {word}", "Type a time such as 20m", field.name, go(field.name))
    remedy = fill(field.name, NONE_KNOWN)
    return Check(level, "missing", f"Missing: {word}", 'Write "none known"', field.name, remedy)
