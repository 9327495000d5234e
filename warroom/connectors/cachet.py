"""Cachet 3 (docs.cachethq.io, /api): answers in JSON:API, shows nothing to readers unless asked to.

The id of our message goes along as ``meta``; versions that do not keep it are compared by text. Component states go
with the opening, and later by requests of their own before the update: setting one twice changes nothing.
"""

from __future__ import annotations

import msgspec

from warroom.clock import HOUR, Instant
from warroom.connectors import compare, forms
from warroom.connectors.api import Api, before, segment
from warroom.connectors.compare import Held, iso
from warroom.connectors.pagestates import INCIDENT, left, status_of
from warroom.connectors.protocol import (
    Absent,
    Audience,
    CannotTell,
    Capabilities,
    Checked,
    ComponentState,
    Connector,
    Delivered,
    Found,
    NotSent,
    Outcome,
    Outgoing,
    PageStatus,
    Reconciled,
    Refused,
    Rejected,
    TargetConfig,
    Text,
    Tier,
)
from warroom.text import one_line

LABEL = "Cachet"
LONGEST_NAME = 255
RECENT = 100
ZONES_S = 15 * HOUR
"""Cachet tells times in its own zone without naming it."""
_STATUS = {
    PageStatus.INVESTIGATING: 1,
    PageStatus.IDENTIFIED: 2,
    PageStatus.MONITORING: 3,
    PageStatus.RESOLVED: 4,
}
_COMPONENT = {
    ComponentState.OPERATIONAL: 1,
    ComponentState.DEGRADED: 2,
    ComponentState.PARTIAL_OUTAGE: 3,
    ComponentState.MAJOR_OUTAGE: 4,
}


class _Status(msgspec.Struct, frozen=True):
    value: int | None = None


class _Time(msgspec.Struct, frozen=True):
    string: str | None = None


class Facts(msgspec.Struct, frozen=True):
    name: str = ""
    message: str = ""
    status: _Status = _Status()
    created: _Time = _Time()
    meta: object = None


class Thing(msgspec.Struct, frozen=True):
    """An incident or an update."""

    id: str | int
    attributes: Facts


class One(msgspec.Struct, frozen=True):
    data: Thing


class Many(msgspec.Struct, frozen=True):
    data: list[Thing]


class Cachet(Connector):
    kind = "cachet"
    label = LABEL
    fields = (
        forms.COMPONENTS,
        forms.base_url(hint="Where Cachet 3 runs: https://status.example.org"),
        forms.token("API key", "With the right to manage incidents and their updates."),
    )
    capabilities = Capabilities(
        tier=Tier.COMPARE,
        formats=(Text.MARKDOWN, Text.PLAIN),
        audience=Audience.EXTERNAL,
        components=True,
        states=True,
        titled=True,
    )

    def problem(self, target: TargetConfig) -> str:
        if any(not number.isdecimal() for number in forms.pairs(target.get("components")).values()):
            return "Cachet's components have numbers: Checkout=1, API=2."
        return super().problem(target)

    def send(self, target: TargetConfig, outgoing: Outgoing, now: Instant) -> Outcome:
        if fault := self.problem(target):
            return Rejected(fault)
        incident = outgoing.thread.get(INCIDENT, "")
        body: dict[str, object] = {
            "status": _STATUS[status_of(outgoing)],
            "message": outgoing.text(Text.MARKDOWN),
        }
        if incident:
            if (held_up := self._set_components(target, outgoing)) is not None:
                return held_up
            path = f"/api/incidents/{segment(incident)}/updates"
        else:
            path = "/api/incidents"
            body |= _opening(target, outgoing)
        made = self._api(target).write("POST", path, body, One)
        if not isinstance(made, One):
            return made
        new = str(made.data.id)
        return Delivered(new, None, left(outgoing, incident or new, new if incident else ""))

    def reconcile(self, target: TargetConfig, outgoing: Outgoing, now: Instant) -> Reconciled:
        incident = outgoing.thread.get(INCIDENT, "")
        path = f"/api/incidents/{segment(incident)}/updates" if incident else "/api/incidents"
        query: dict[str, str | int] = {"per_page": RECENT}
        if incident:
            query["sort"] = "-created_at"
        read = self._api(target).read(path, Many, query)
        if isinstance(read, CannotTell):
            return read
        if not incident:
            marked = next((one for one in read.data if _mark(one) == outgoing.id), None)
            if marked is not None:
                return Found(str(marked.id), None, left(outgoing, str(marked.id), ""))
        name = _name(outgoing)
        ours = [one for one in read.data if incident or compare.same(one.attributes.name, name)]
        ours = [one for one in ours if _mark(one) in ("", outgoing.id)]
        status = str(_STATUS[status_of(outgoing)])
        found = compare.find(_held(ours), outgoing, outgoing.text(Text.MARKDOWN), status, ZONES_S)
        if isinstance(found, Held):
            return Found(found.id, None, left(outgoing, incident or found.id, found.id if incident else ""))
        if isinstance(found, Absent) and len(read.data) >= RECENT and incident:
            return CannotTell("Cachet holds more updates than we read. Look there, then decide.")
        return found

    def check(self, target: TargetConfig) -> Checked:
        if fault := self.problem(target):
            return Checked(False, fault)
        found = self._api(target).check("/api/incidents", Many, {"per_page": 1})
        if isinstance(found, Checked):
            return found
        return Checked(True, "Cachet answers. Whether it takes the key shows with the first message.")

    def _set_components(self, target: TargetConfig, outgoing: Outgoing) -> NotSent | Refused | Rejected | None:
        for part, one in forms.known_components(target, outgoing.components):
            body = {"status": _COMPONENT[one.state]}
            done = self._api(target).write("PUT", f"/api/components/{segment(part)}", body, One)
            if not isinstance(done, One):
                return before(done)
        return None

    def _api(self, target: TargetConfig) -> Api:
        return Api.bearer(LABEL, self.address(target), target.secret.reveal(), {"Accept": "application/json"})


def _opening(target: TargetConfig, outgoing: Outgoing) -> dict[str, object]:
    known = [
        (int(number), _COMPONENT[one.state]) for number, one in forms.known_components(target, outgoing.components)
    ]
    opening: dict[str, object] = {
        "name": _name(outgoing),
        "visible": True,
        "notifications": outgoing.notify,
        "meta": {"outbox_id": outgoing.id},
    }
    if known:  # versions differ in how they name the two values, and read past the other names
        opening["components"] = [
            {"id": part, "status": state, "component_id": part, "component_status": state} for part, state in known
        ]
    if outgoing.backdate_to is not None:
        opening["occurred_at"] = f"{outgoing.backdate_to.datetime():%Y-%m-%d %H:%M:%S}"
    return opening


def _name(outgoing: Outgoing) -> str:
    return one_line(outgoing.title, LONGEST_NAME)


def _mark(thing: Thing) -> str:
    meta = thing.attributes.meta
    return str(meta.get("outbox_id", "")) if isinstance(meta, dict) else ""


def _held(things: list[Thing]) -> list[Held]:
    ordered = sorted(things, key=lambda one: int(one.id) if str(one.id).isdecimal() else 0)
    return [
        Held(str(one.id), one.attributes.message, str(one.attributes.status.value or ""), _created(one))
        for one in ordered
    ]


def _created(thing: Thing) -> Instant | None:
    return iso(thing.attributes.created.string)
