"""What the record says for each field: a value, where it came from and when.

Pure functions of (incident, playbook, now). A field that the record does not answer stays empty: nothing is made up.
External text takes nothing that names a person.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

import msgspec

from warroom.clock import Instant
from warroom.comms import brief
from warroom.comms.moments import length, moment, promise
from warroom.comms.names import for_customers
from warroom.comms.people import named_person
from warroom.comms.templates import Template
from warroom.incident import countdowns
from warroom.incident.playbook import Playbook
from warroom.incident.playbook_parts import Resets
from warroom.incident.state import Incident
from warroom.incident.words import ChangeState, Confidence, Status


class Answer(msgspec.Struct, frozen=True):
    """What one source says. ``value`` is text, or a tuple for a list field; ``due`` is the instant of a next update."""

    value: str | tuple[str, ...] = ""
    source: str = ""
    event: str = ""
    at: Instant | None = None
    due: Instant | None = None


NOTHING = Answer()


class Case(msgspec.Struct, frozen=True):
    """What the sources read. ``typed`` holds what the person has filled in, for fields that follow from others."""

    incident: Incident
    playbook: Playbook
    now: Instant
    template: Template
    typed: Mapping[str, str] = {}
    gathered: Mapping[str, Answer] = {}
    """What was read from beyond the incident's own state: follow-ups, other incidents, alerts (``gathering``)."""

    def moment(self, at: Instant) -> str:
        return moment(at, self.now)


Source = Callable[[Case], Answer]

THE_INCIDENT = "the incident"


def answer(case: Case, name: str) -> Answer:
    """What the record says for a field; external text takes no person's name, and repeats itself."""
    source = SOURCES.get(name)
    found = case.gathered.get(name) or (source(case) if source else NOTHING)
    if not case.template.external:
        return found
    if isinstance(found.value, str) and found.value and (person := named_person(found.value, case.incident)):
        found = Answer(source=f"{found.source} names {person}: word it for customers", at=found.at, event=found.event)
    if not found.value and name in _CARRIED:
        return _said_before(case, name) or found
    return found


_CARRIED = ("scope", "cause", "workaround", "signed")
"""What an external text says again until it is changed: the record has no other source for it."""


def _said_before(case: Case, name: str) -> Answer | None:
    for message in reversed(case.incident.messages):
        if message.out and for_customers(message.template) and (value := message.facts.get(name)):
            at = message.sent_at or message.at
            return Answer(value, f"the message of {at.hhmm()}", message.id, at)
    return None


# -- The course of things ----------------------------------------------------------------------------------------


def _title(case: Case) -> Answer:
    return Answer(case.incident.title, THE_INCIDENT, case.incident.sources.get("declared", ""))


def _impact(case: Case) -> Answer:
    stated = case.incident.impact
    return Answer(stated.text, f"impact {stated.at.hhmm()}", stated.event, stated.at) if stated else NOTHING


def _symptom(case: Case) -> Answer:
    """For customers what the impact statement says, as it was typed here or as it stands; inside, the title."""
    if not case.template.external:
        return _title(case)
    if typed := case.typed.get("impact", "").strip():
        return Answer(typed, "the impact typed here")
    return _impact(case)


def _scope(case: Case) -> Answer:
    """Components have public names; services are the team's own and stay inside."""
    incident = case.incident
    components = [name for name, state in incident.components.items() if state != "operational"]
    if components:
        return Answer(", ".join(components), "the components")
    if incident.services and not case.template.external:
        return Answer(", ".join(incident.services), "the services")
    return NOTHING


def _known(case: Case) -> Answer:
    """The current belief once it is likely; before that, that the cause is not known."""
    belief = case.incident.hypothesis(case.incident.current_hypothesis)
    if belief is not None and belief.confidence in (Confidence.LIKELY, Confidence.CONFIRMED):
        at = belief.judged_at or belief.at
        word = belief.confidence.value.capitalize()
        return Answer(f"{word}: {belief.text}", f"hypothesis {belief.n}, {at.hhmm()}", belief.event, at)
    return Answer("The cause is not known yet", "the record: no likely hypothesis")


def _cause(case: Case) -> Answer:
    """Inside only: a belief in the team's words is no cause to publish."""
    if case.template.external:
        return NOTHING
    belief = case.incident.hypothesis(case.incident.current_hypothesis)
    if belief is None or belief.confidence not in (Confidence.LIKELY, Confidence.CONFIRMED):
        return NOTHING
    at = belief.judged_at or belief.at
    text = belief.text if belief.confidence is Confidence.CONFIRMED else f"Likely: {belief.text}"
    return Answer(text, f"hypothesis {belief.n}, {at.hhmm()}", belief.event, at)


def _doing(case: Case) -> Answer:
    """The newest of: a change in flight, a decision, a change reported as done."""
    found = [
        Answer(change.text, f"change {change.n}, {at.hhmm()}", change.event, at)
        for change in case.incident.changes
        if change.in_flight or change.state is ChangeState.REPORTED
        for at in (change.steps[-1].at if change.steps else change.at,)
    ]
    found += [
        Answer(decision.text, f"decision {decision.at.hhmm()}", decision.event, decision.at)
        for decision in case.incident.decisions
    ]
    if found:
        return max(found, key=lambda item: item.at or Instant(0))
    if case.incident.status is Status.MONITORING:
        return Answer("Watching that it stays healthy", "the status", at=case.incident.status_at)
    return NOTHING


def _mitigation(case: Case) -> Answer:
    """The newest change that worked, else the newest that was reported as done."""
    for wanted in (ChangeState.WORKED, ChangeState.REPORTED):
        done = [change for change in case.incident.changes if change.state is wanted]
        if done:
            change = max(done, key=lambda item: item.steps[-1].at if item.steps else item.at)
            at = change.steps[-1].at if change.steps else change.at
            return Answer(change.text, f"change {change.n}, {at.hhmm()}", change.event, at)
    return NOTHING


def _what_happened(case: Case) -> Answer:
    return _cause(case)


# -- Times -------------------------------------------------------------------------------------------------------


def _next_update(case: Case) -> Answer:
    """Now + the cadence of the audience: never a promise that is later than the playbook allows (R5).

    Once it is resolved no update is due, so none is promised unless somebody types it.
    """
    if not case.incident.open:
        return NOTHING
    rules = case.playbook.rules(case.incident.severity)
    external = case.template.external or case.template.resets is Resets.EXTERNAL
    cadence = rules.external_s if external else rules.internal_s
    if cadence is None:
        return NOTHING
    due = promise(case.now, cadence)
    return Answer(case.moment(due), f"the cadence, {length(cadence)}", due=due)


def _began(incident: Incident) -> tuple[Instant, str]:
    """The best known beginning and what it is called."""
    if incident.started_at is not None:
        return incident.started_at, "started"
    if incident.detected_at is not None:
        return incident.detected_at, "detected"
    return incident.declared_at, "declared"


def lasted(incident: Incident, now: Instant) -> tuple[float, bool]:
    """Seconds from the best known beginning to the end, or to now; True when the beginning itself is not known."""
    begin, _ = _began(incident)
    over = not incident.open or incident.status is Status.MONITORING
    end = (incident.mitigated_at or incident.resolved_at or now) if over else now
    return max(0.0, end.since(begin)), incident.started_at is None


def _duration(case: Case) -> Answer:
    """How long it lasted, or lasts: until customer impact ended when that is on the record and the incident is over."""
    begin, word = _began(case.incident)
    lasted_s, least = lasted(case.incident, case.now)
    text = f"at least {length(lasted_s)}" if least else length(lasted_s)
    return Answer(text, f"{word} {begin.hhmm()}", case.incident.sources.get(word, ""), begin)


def _started(case: Case) -> Answer:
    start = case.incident.started_at
    if start is None:
        return NOTHING
    ago = length(case.now.since(start))
    return Answer(f"{case.moment(start)} ({ago} ago)", "the start", case.incident.sources.get("started", ""), start)


def _start(case: Case) -> Answer:
    """When it began, and no more: how long ago that was would be old tomorrow."""
    start = case.incident.started_at
    return (
        Answer(case.moment(start), "the start", case.incident.sources.get("started", ""), start) if start else NOTHING
    )


def _detected(case: Case) -> Answer:
    at = case.incident.detected_at or case.incident.declared_at
    return Answer(case.moment(at), "the detection", case.incident.sources.get("detected", ""), at)


def _restored_at(case: Case) -> Answer:
    incident = case.incident
    at = incident.mitigated_at or incident.last_mitigated_at or incident.resolved_at
    if at is None or (incident.open and incident.mitigated_at is None):
        return NOTHING
    return Answer(case.moment(at), f"impact ended {at.hhmm()}", incident.sources.get("mitigated", ""), at)


def _postmortem_due(case: Case) -> Answer:
    due = countdowns.postmortem_due(case.incident, case.playbook)
    return Answer(case.moment(due), "the playbook") if due else NOTHING


def _channel_archived(case: Case) -> Answer:
    if case.incident.resolved_at is None or not case.incident.channel:
        return NOTHING
    return Answer(case.moment(case.incident.resolved_at.plus(case.playbook.clocks.channel_archive_s)), "the playbook")


# -- Facts -------------------------------------------------------------------------------------------------------


def _severity(case: Case) -> Answer:
    rules = case.playbook.rules(case.incident.severity)
    return Answer(f"{case.incident.severity.label} {rules.name}", THE_INCIDENT)


def _number(case: Case) -> Answer:
    sent = sum(message.out and message.template == case.template.name for message in case.incident.messages)
    return Answer(str(sent + 1), "the messages sent")


def _commander(case: Case) -> Answer:
    handle = case.incident.commander
    acting = "" if case.incident.roles.get("ic") else " (acting)"
    return Answer(f"@{handle}{acting}" if handle else "", "the roles", at=case.incident.command_since)


def _bridge(case: Case) -> Answer:
    bridge = case.incident.bridge
    if bridge is None:
        return NOTHING
    pin = f"PIN {bridge.pin}" if bridge.pin else ""
    parts = [part for part in (bridge.number, pin, bridge.link) if part]
    return Answer(", ".join(parts) or bridge.text, "the bridge")


def _link(word: str) -> Source:
    def source(case: Case) -> Answer:
        wanted = word.replace("_", "")
        for link in reversed(case.incident.links):
            if wanted in re.sub(r"[\s_-]", "", link.label.casefold()):
                return Answer(link.url, "the links")
        return NOTHING

    return source


_COMPONENT_WORDS = {
    "operational": "operational",
    "degraded": "degraded performance",
    "partial": "partial outage",
    "outage": "outage",
}


def _components(case: Case) -> Answer:
    rows = tuple(f"{name}: {_COMPONENT_WORDS[state]}" for name, state in case.incident.components.items())
    return Answer(rows, "the components")


def _listed(make: Callable[[Incident, Instant], Iterable[str]]) -> Source:
    def source(case: Case) -> Answer:
        return Answer(tuple(make(case.incident, case.now)), "the record")

    return source


def _plain_list(make: Callable[[Incident], Iterable[str]]) -> Source:
    def source(case: Case) -> Answer:
        return Answer(tuple(make(case.incident)), "the record")

    return source


SOURCES: dict[str, Source] = {
    "title": _title,
    "symptom": _symptom,
    "impact": _impact,
    "scope": _scope,
    "known": _known,
    "doing": _doing,
    "cause": _cause,
    "next_update": _next_update,
    "duration": _duration,
    "started": _started,
    "what_happened": _what_happened,
    "mitigation": _mitigation,
    "restored_at": _restored_at,
    "severity": _severity,
    "status": lambda case: Answer(case.incident.status.value.capitalize(), "the status", at=case.incident.status_at),
    "page_status": lambda case: Answer(case.playbook.status_page_word(case.incident.status), "the status"),
    "ref": lambda case: Answer(case.incident.ref, THE_INCIDENT),
    "time": lambda case: Answer(case.moment(case.now), "the clock"),
    "number": _number,
    "commander": _commander,
    "channel": lambda case: Answer(case.incident.channel, "the channel"),
    "bridge": _bridge,
    "war_room": _link("war_room"),
    "dashboard": _link("dashboard"),
    "runbook": _link("runbook"),
    "components": _components,
    "detected": _detected,
    "began": _start,
    "status_page": _link("status_page"),
    "postmortem_due": _postmortem_due,
    "channel_archived": _channel_archived,
    "situation": _listed(brief.situation),
    "hypothesis": _plain_list(brief.hypotheses),
    "tried": _plain_list(brief.tried),
    "in_flight": _listed(brief.in_flight),
    "waiting_on": _listed(brief.waiting_on),
    "next_updates": _listed(brief.next_updates),
    "people": _plain_list(brief.people),
}
