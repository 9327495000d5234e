"""The words that commands choose among: what may be typed, what it means, and what a completion says about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeAlias, TypeVar

import msgspec

from warroom.incident.words import (
    Audience,
    ComponentState,
    Confidence,
    RequirementName,
    Seat,
    Severity,
    Status,
)
from warroom.scribe.lines import UpdateAudience

T = TypeVar("T")


class Choice(msgspec.Struct, Generic[T], frozen=True):
    """``word`` is offered; ``others`` are taken too."""

    word: str
    value: T
    label: str
    others: tuple[str, ...] = ()


Choices: TypeAlias = tuple[Choice[T], ...]


def matching(typed: str, choices: Sequence[Choice[T]], *, prefixes: bool = True) -> list[Choice[T]]:
    """The choices that ``typed`` may mean: the exact one alone, else every one that it begins."""
    folded = typed.casefold()
    if not folded:
        return list(choices)
    exact = [choice for choice in choices if folded == choice.word or folded in choice.others]
    if exact or not prefixes:
        return exact
    return [choice for choice in choices if any(word.startswith(folded) for word in (choice.word, *choice.others))]


# A severity is never guessed from a beginning, and P0 to P3 name action priorities too (PLAYBOOK, Severities).
SEVERITIES: Choices[Severity] = (
    Choice("1", Severity.SEV1, "SEV-1 Critical", ("sev-1", "sev1")),
    Choice("2", Severity.SEV2, "SEV-2 Major", ("sev-2", "sev2")),
    Choice("3", Severity.SEV3, "SEV-3 Minor", ("sev-3", "sev3")),
    Choice("4", Severity.SEV4, "SEV-4 Low", ("sev-4", "sev4")),
)
STATUSES: Choices[Status] = tuple(Choice(status.value, status, status.value.capitalize()) for status in Status)
CONFIDENCES: Choices[Confidence] = (
    Choice("guess", Confidence.GUESS, "Guess"),
    Choice("possible", Confidence.POSSIBLE, "Possible"),
    Choice("likely", Confidence.LIKELY, "Likely"),
    Choice("confirmed", Confidence.CONFIRMED, "Confirmed"),
    Choice("ruled-out", Confidence.RULED_OUT, "Ruled out", ("ruled_out", "ruled out")),
)
SEATS: Choices[str] = (
    Choice("ic", Seat.IC, "Commander", ("commander", "incident-commander")),
    Choice("deputy", Seat.DEPUTY, "Deputy"),
    Choice("ops", Seat.OPS, "Ops lead", ("operations", "ops-lead", "tech", "tech-lead")),
    Choice("comms", Seat.COMMS, "Comms lead", ("communications", "comms-lead")),
    Choice("scribe", Seat.SCRIBE, "Scribe"),
)
AUDIENCES: Choices[UpdateAudience] = (
    Choice("int", UpdateAudience.INTERNAL, "Internal update", ("internal",)),
    Choice("ext", UpdateAudience.EXTERNAL, "External update", ("external",)),
)
TOLD: Choices[Audience] = (
    Choice("leadership", Audience.LEADERSHIP, "Leadership"),
    Choice("customers", Audience.CUSTOMERS, "Customers"),
    Choice("allhands", Audience.ALL_HANDS, "All hands", ("all-hands", "all_hands", "all hands")),
)
COMPONENT_STATES: Choices[ComponentState] = (
    Choice("operational", ComponentState.OPERATIONAL, "Operational"),
    Choice("degraded", ComponentState.DEGRADED, "Degraded"),
    Choice("partial", ComponentState.PARTIAL, "Partial outage", ("partial-outage", "partial_outage")),
    Choice("outage", ComponentState.OUTAGE, "Outage"),
)
YES_NO: Choices[bool] = (Choice("yes", True, "Yes"), Choice("no", False, "No"))
REQUIREMENTS: Choices[RequirementName] = (
    Choice("responder", RequirementName.RESPONDER, "Responder at work"),
    Choice("ic", RequirementName.IC, "Commander named"),
    Choice("war_room", RequirementName.WAR_ROOM, "War room open", ("war-room", "warroom", "war room")),
    Choice("leadership", RequirementName.LEADERSHIP, "Leadership told"),
    Choice("status_page", RequirementName.STATUS_PAGE, "Status page", ("status-page", "statuspage", "status page")),
    Choice("customers", RequirementName.CUSTOMERS, "Customers told"),
    Choice("all_hands", RequirementName.ALL_HANDS, "All hands", ("all-hands", "allhands", "all hands")),
)
