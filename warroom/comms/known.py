"""Said and known: what a message took from the record when it was written, against what the record holds now.

A draft keeps the record's own values beside the words that were typed (``record.impact``), so a customer's wording is
no difference, and a corrected impact is one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum

import msgspec

from warroom.clock import Instant
from warroom.comms.honesty_status import ENDINGS, PAGES
from warroom.comms.moments import moment
from warroom.comms.templates import Template, Templates
from warroom.errors import NotFound
from warroom.incident.phrases import STATUS_NAMES
from warroom.incident.state import Incident, Message
from warroom.incident.words import Confidence

PREFIX = "record."
"""Begins the name of a fact that holds the record's value, not the words that were sent."""
CORRECTION = "correction"


class Known(StrEnum):
    """What a message takes from the record and may have to take back."""

    TITLE = "title"
    SEVERITY = "severity"
    STATUS = "status"
    IMPACT = "impact"
    STARTED = "started"
    CAUSE = "cause"


LABELS = {
    Known.TITLE: "title",
    Known.SEVERITY: "severity",
    Known.STATUS: "status",
    Known.IMPACT: "impact",
    Known.STARTED: "start",
    Known.CAUSE: "cause",
}
_CARRIERS = {
    Known.TITLE: {"title"},
    Known.SEVERITY: {"severity"},
    Known.IMPACT: {"impact", "symptom"},
    Known.STARTED: {"started", "duration"},
    Known.CAUSE: {"cause", "known", "what_happened"},
}
"""The fields by which a template says it. The status stands in every message, one way or another."""
_LASTING = (Known.SEVERITY, Known.IMPACT, Known.STARTED, Known.CAUSE)
"""What a reader goes on believing. A status that has moved on, or a better title, takes nothing back."""


class Difference(msgspec.Struct, frozen=True):
    """``said`` is the old value and ``now`` the record's, '' where there is none any more."""

    fact: Known
    said: str
    now: str

    @property
    def label(self) -> str:
        return LABELS[self.fact]


class Outdated(msgspec.Struct, frozen=True):
    """A message whose readers believe what is no longer so; ``template`` with ``overrides`` drafts the correction."""

    message: Message
    differences: tuple[Difference, ...]
    template: str
    overrides: dict[str, str]


class Since(msgspec.Struct, frozen=True):
    """What has changed since readers heard last. ``at`` is None when they have heard nothing yet."""

    at: Instant | None
    differences: tuple[Difference, ...] = ()
    decisions: int = 0
    changes: int = 0
    beliefs: int = 0

    @property
    def words(self) -> str:
        """``status, impact, 1 decision``; '' when nothing has."""
        counted = ((self.decisions, "decision"), (self.changes, "change"), (self.beliefs, "belief"))
        rows = [difference.label for difference in self.differences]
        rows += [f"{n} {word}{'' if n == 1 else 's'}" for n, word in counted if n]
        return ", ".join(rows)


def known_facts(incident: Incident, template: Template) -> dict[str, str]:
    """The record's values that a message of this template carries, under their prefixed names."""
    carried = {*template.fields, *template.names}
    now = _now(incident)
    wanted = (fact for fact in Known if fact is Known.STATUS or carried & _CARRIERS[fact])
    return {PREFIX + fact: now[fact] for fact in wanted}


def outdated(incident: Incident, templates: Templates, now: Instant) -> tuple[Outdated, ...]:
    """The messages to correct, the newest first: one that a later one at the same place has mended is none."""
    found = []
    sent = sorted((row for row in incident.messages if row.out), key=lambda row: row.sent_at or row.at)
    for n, message in enumerate(sent):
        later = [row for row in sent[n + 1 :] if row.to.casefold() == message.to.casefold()]
        differences = tuple(_taken_back(incident, message, later))
        if differences:
            template = _to_correct_with(incident, message, templates)
            text = _correction(message, differences, now, external=_external(template, templates))
            found.append(Outdated(message, differences, template, {CORRECTION: text} if text else {}))
    return tuple(reversed(found))


def changed_since(incident: Incident, template: Template, templates: Templates) -> Since:
    """What the readers of this template do not know yet."""
    heard = [row for row in incident.messages if row.out and _external(row.template, templates) == template.external]
    if not heard:
        return Since(None)
    last = max(heard, key=lambda row: row.sent_at or row.at)
    at = last.sent_at or last.at
    return Since(
        at,
        tuple(_differences(incident, last.facts, tuple(Known))),
        sum(row.at > at for row in incident.decisions),
        sum(any(step.at > at for step in row.steps) or row.at > at for row in incident.changes),
        sum((row.judged_at or row.at) > at for row in incident.hypotheses),
    )


def _now(incident: Incident) -> dict[Known, str]:
    belief = incident.hypothesis(incident.current_hypothesis)
    firm = belief is not None and belief.confidence in (Confidence.LIKELY, Confidence.CONFIRMED)
    return {
        Known.TITLE: incident.title,
        Known.SEVERITY: incident.severity.label,
        Known.STATUS: incident.status.value,
        Known.IMPACT: incident.impact.text if incident.impact else "",
        Known.STARTED: incident.started_at.text if incident.started_at else "",
        Known.CAUSE: belief.text if belief is not None and firm else "",
    }


def _differences(incident: Incident, facts: Mapping[str, str], wanted: tuple[Known, ...]) -> Iterator[Difference]:
    now = _now(incident)
    for fact in wanted:
        said = facts.get(PREFIX + fact)
        if said is not None and said != now[fact]:
            yield Difference(fact, said, now[fact])


def _taken_back(incident: Incident, message: Message, later: list[Message]) -> Iterator[Difference]:
    """What was said and is no longer so, unless a later message to the same readers says the new value."""
    now = _now(incident)
    for difference in _differences(incident, message.facts, _LASTING):
        name = PREFIX + difference.fact
        if difference.said and not any(row.facts.get(name) == now[difference.fact] for row in later):
            yield difference
    ended = message.template in ENDINGS or message.facts.get(PREFIX + Known.STATUS) == "resolved"
    if ended and incident.open and incident.reopened and not later:
        yield Difference(Known.STATUS, "resolved", incident.status.value)


def _to_correct_with(incident: Incident, message: Message, templates: Templates) -> str:
    """The template that fits now for the same readers."""
    name = message.template
    if name.startswith("page-"):
        return PAGES[incident.status]
    if name in ("declaration", "resolution"):
        return "status-update" if incident.open else "resolution"
    if name in ("initial-alert", "resolution-email"):
        return "numbered-update"
    return name if name in templates.names else "status-update"


def _external(name: str, templates: Templates) -> bool:
    try:
        return templates.get(name).external
    except NotFound:
        return name.startswith("page-")


def _correction(message: Message, differences: tuple[Difference, ...], now: Instant, *, external: bool) -> str:
    """One sentence a difference: what was said when, and what is so."""
    at = moment(message.sent_at or message.at, now)
    told = {difference.fact: _sentence(difference, message, now, external=external) for difference in differences}
    shown = [sentence for fact, sentence in told.items() if not (external and fact is Known.SEVERITY)]
    return f"In our message of {at} we said {'; and '.join(shown)}" if shown else ""


def _sentence(difference: Difference, message: Message, now: Instant, *, external: bool) -> str:
    said, known = difference.said, difference.now
    if difference.fact is Known.STATUS:
        return f"that this was resolved; it is not, and its status is {STATUS_NAMES_BY_VALUE[known].lower()}"
    if difference.fact is Known.STARTED:
        begun = moment(Instant.parse(known), now) if known else "not known"
        return f"that it began at {moment(Instant.parse(said), now)}; the start is {begun}"
    if difference.fact is Known.CAUSE:
        named = "a cause" if external else f"the cause was: {said}"
        return f"{named}; that has not been confirmed" if not known or external else f"{named}; it is: {known}"
    if difference.fact is Known.IMPACT:
        said = message.facts.get("impact") or message.facts.get("symptom") or said
    return f'"{said}"; correct is "{known}"' if known else f'"{said}"; that no longer stands'


STATUS_NAMES_BY_VALUE = {status.value: name for status, name in STATUS_NAMES.items()}
