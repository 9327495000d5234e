"""The names that all templates share: fields that a person may fill, and facts of the record (DESIGN 5)."""

from __future__ import annotations

import msgspec


class FieldName(msgspec.Struct, frozen=True):
    """What a field is called on screen, and what helps to fill it."""

    label: str
    hint: str = ""
    several: bool = False
    """A list: an entry a line."""


FIELDS: dict[str, FieldName] = {
    "title": FieldName("Title", "The trouble in a few words"),
    "symptom": FieldName("Symptom", "What a customer sees, in their words"),
    "impact": FieldName("Customer impact", "Who is hit, how badly, in numbers"),
    "scope": FieldName("Affected function", "The part of the product, as customers call it"),
    "known": FieldName("What we know", "Facts with numbers"),
    "doing": FieldName("What we are doing", "The step that is under way"),
    "cause": FieldName("Cause", "The kind of cause, once it is known"),
    "eta": FieldName("Estimate", "Only with something behind it"),
    "workaround": FieldName("Workaround", "Steps a customer can take now"),
    "next_update": FieldName("Next update", "03:45, 20m"),
    "duration": FieldName("Duration"),
    "started": FieldName("Started", "When the trouble began"),
    "what_happened": FieldName("What happened", "The course of events, in plain words"),
    "mitigation": FieldName("What ended it", "The step that brought service back"),
    "prevention": FieldName("Prevention", "What will keep it from coming back"),
    "restored_at": FieldName("Restored at", "When service was back"),
    "report_by": FieldName("Report by", "When a report will be published"),
    "credits": FieldName("Credits", "What customers are owed under their terms"),
    "signed": FieldName("Signed", "The team or office that signs"),
    "situation": FieldName("Situation", "Where things stand", several=True),
    "hypothesis": FieldName("Beliefs", "What is thought to be the cause", several=True),
    "tried": FieldName("Tried", "Changes and what came of them", several=True),
    "in_flight": FieldName("In flight", "What is running now", several=True),
    "waiting_on": FieldName("Waiting on", "Who owes what by when", several=True),
    "next_updates": FieldName("Next updates", "Which update is due when", several=True),
    "people": FieldName("People", "Who holds which seat", several=True),
    "follow_ups": FieldName("Follow-ups", "What is left to do, one a line", several=True),
    "review": FieldName("Review", "When it will be looked at together"),
    "status_page": FieldName("Status page", "Its address"),
    "open_issues": FieldName("Open issues", "Incidents that are not over, one a line", several=True),
    "recent_changes": FieldName("Recent changes", "What was changed on this shift", several=True),
    "alerts_fired": FieldName("Alerts that fired", "Each with whether it was real", several=True),
    "risks": FieldName("Known risks", "What may break next, one a line", several=True),
    "notes": FieldName("Notes", "Whatever else the next shift should know", several=True),
    "caught_by": FieldName("What caught it", "The layer that kept customers from harm"),
    "could_have": FieldName("What it could have become", "Whom it would have hurt, had it gone on"),
}

FACTS = (
    "severity",
    "status",
    "page_status",
    "ref",
    "time",
    "number",
    "commander",
    "channel",
    "bridge",
    "war_room",
    "dashboard",
    "runbook",
    "components",
    "detected",
    "began",
    "postmortem_due",
    "channel_archived",
    "no_news",
    "correction",
)
"""Filled from the record alone. ``no_news`` is set by *No news yet*: the time of the last update; ``correction`` by
what was said and is no longer so."""


_FOR_CUSTOMERS = ("page-", "customer-", "banner", "public-post")


def for_customers(name: str) -> bool:
    """Whether a message speaks to customers, by the name of a template that is not at hand; in doubt it does."""
    return name.startswith(_FOR_CUSTOMERS)


def label(name: str) -> str:
    """What a field is called on screen; a team's own field by its name."""
    known = FIELDS.get(name)
    return known.label if known else name.replace("_", " ").capitalize()
