"""An incident in one row: what a list of incidents shows."""

from __future__ import annotations

from typing import Any

import msgspec

from warroom.clock import Instant
from warroom.incident.state import Incident
from warroom.incident.words import Severity, Status


class Header(msgspec.Struct, frozen=True):
    """The projection ``incident``, a row each."""

    id: str
    ref: str
    number: int
    title: str
    severity: Severity
    peak_severity: Severity
    status: Status
    drill: bool
    near_miss: bool
    simulated: bool
    customer_visible: bool
    declared_at: Instant
    started_at: Instant | None
    mitigated_at: Instant | None
    resolved_at: Instant | None
    commander: str
    same_as: str

    @property
    def open(self) -> bool:
        """Whether it runs here: one that was joined to another declaration goes on there."""
        return self.status is not Status.RESOLVED and not self.same_as


def header_of(incident: Incident) -> Header:
    """The header that a state has."""
    return Header(
        id=incident.id,
        ref=incident.ref,
        number=incident.number,
        title=incident.title,
        severity=incident.severity,
        peak_severity=incident.peak_severity,
        status=incident.status,
        drill=incident.drill,
        near_miss=incident.near_miss,
        simulated=incident.simulated,
        customer_visible=incident.customer_visible,
        declared_at=incident.declared_at,
        started_at=incident.started_at,
        mitigated_at=incident.mitigated_at,
        resolved_at=incident.resolved_at,
        commander=incident.commander,
        same_as=incident.same_as,
    )


def to_row(header: Header) -> tuple[object, ...]:
    """As it is stored: flags as 0 and 1, times as text."""
    return tuple(_stored(value) for value in msgspec.structs.astuple(header))


def from_row(row: tuple[Any, ...]) -> Header:
    """As it was stored."""
    fields = dict(zip(Header.__struct_fields__, row, strict=True))
    for name in ("drill", "near_miss", "simulated", "customer_visible"):
        fields[name] = bool(fields[name])
    for name in ("declared_at", "started_at", "mitigated_at", "resolved_at"):
        fields[name] = None if fields[name] is None else Instant.parse(fields[name])
    fields["severity"] = Severity(fields["severity"])
    fields["peak_severity"] = Severity(fields["peak_severity"])
    fields["status"] = Status(fields["status"])
    return Header(**fields)


def _stored(value: object) -> object:
    if isinstance(value, Instant):
        return value.text
    if isinstance(value, Status):
        return value.value
    return int(value) if isinstance(value, int) else value
