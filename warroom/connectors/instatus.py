"""Instatus (instatus.com/help/api): times can be set, nothing of ours can be attached, so texts are compared."""

from __future__ import annotations

import msgspec

from warroom.clock import Instant
from warroom.connectors import compare, forms
from warroom.connectors.api import Api, segment
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
    Field,
    Found,
    Outcome,
    Outgoing,
    PageStatus,
    Reconciled,
    TargetConfig,
    Text,
    Tier,
)

LABEL = "Instatus"
PAGE = 50
PAGES = 20
"""Pages of incidents that are read to find one; in which order they come is not documented."""
_STATUS = {status: status.value.upper() for status in PageStatus}
_COMPONENT = {
    ComponentState.OPERATIONAL: "OPERATIONAL",
    ComponentState.DEGRADED: "DEGRADEDPERFORMANCE",
    ComponentState.PARTIAL_OUTAGE: "PARTIALOUTAGE",
    ComponentState.MAJOR_OUTAGE: "MAJOROUTAGE",
}


class Update(msgspec.Struct, frozen=True, rename="camel"):
    id: str
    message: str = ""
    status: str = ""
    created_at: str | None = None


class Incident(msgspec.Struct, frozen=True):
    id: str
    name: str = ""
    updates: list[Update] = []


class Instatus(Connector):
    kind = "instatus"
    label = LABEL
    fields = (
        Field("page", "Page", hint="The page's id, from its settings."),
        forms.COMPONENTS,
        forms.base_url("https://api.instatus.com"),
        forms.token("API key", "From the user settings, under Developer."),
    )
    capabilities = Capabilities(
        tier=Tier.COMPARE,
        formats=(Text.MARKDOWN, Text.PLAIN),
        audience=Audience.EXTERNAL,
        backdates=True,
        components=True,
        states=True,
        titled=True,
    )

    def send(self, target: TargetConfig, outgoing: Outgoing, now: Instant) -> Outcome:
        incident = outgoing.thread.get(INCIDENT, "")
        known = forms.known_components(target, outgoing.components)
        body = {
            "message": outgoing.text(Text.MARKDOWN),
            "status": _STATUS[status_of(outgoing)],
            "notify": outgoing.notify,
            "started": (outgoing.backdate_to or now).text,
            "components": [part for part, _ in known],
            "statuses": [{"id": part, "status": _COMPONENT[one.state]} for part, one in known],
        }
        api, where = self._api(target), self._where(target)
        if incident:
            made = api.write("POST", f"{where}/{segment(incident)}/incident-updates", body, Update)
            if not isinstance(made, Update):
                return made
            return Delivered(made.id, iso(made.created_at), left(outgoing, incident, made.id))
        opened = api.write("POST", where, {"name": outgoing.title, **body}, Incident)
        if not isinstance(opened, Incident):
            return opened
        last = opened.updates[-1].id if opened.updates else ""
        return Delivered(opened.id, None, left(outgoing, opened.id, last))

    def reconcile(self, target: TargetConfig, outgoing: Outgoing, now: Instant) -> Reconciled:
        api, where, incident = self._api(target), self._where(target), outgoing.thread.get(INCIDENT, "")
        if incident:
            read = api.read(f"{where}/{segment(incident)}", Incident)
            candidates = [read] if isinstance(read, Incident) else read
        else:
            candidates = _titled(api, where, outgoing.title)
        if isinstance(candidates, CannotTell):
            return candidates
        for one in candidates:
            found = compare.find(_held(one), outgoing, outgoing.text(Text.MARKDOWN), _STATUS[status_of(outgoing)])
            if isinstance(found, Held):
                return Found(found.id, found.at, left(outgoing, one.id, found.id))
            if isinstance(found, CannotTell):
                return found
        return Absent()

    def check(self, target: TargetConfig) -> Checked:
        found = self._api(target).check(self._where(target), list[Incident], {"page": 1, "per_page": 1})
        return found if isinstance(found, Checked) else Checked(True, "Instatus shows us the page. Nothing was posted.")

    def _api(self, target: TargetConfig) -> Api:
        return Api.bearer(LABEL, self.address(target), target.secret.reveal())

    def _where(self, target: TargetConfig) -> str:
        return f"/v1/{segment(target.get('page'))}/incidents"


def _titled(api: Api, where: str, title: str) -> list[Incident] | CannotTell:
    """All incidents of a title."""
    found: list[Incident] = []
    for page in range(1, PAGES + 1):
        listed = api.read(where, list[Incident], {"page": page, "per_page": PAGE})
        if isinstance(listed, CannotTell):
            return listed
        found += [one for one in listed if compare.same(one.name, title)]
        if len(listed) < PAGE:
            return found
    return found or CannotTell("Instatus holds more incidents than we read. Look there, then decide.")


def _held(incident: Incident) -> list[Held]:
    held = [Held(one.id, one.message, one.status, iso(one.created_at)) for one in incident.updates]
    return sorted(held, key=lambda one: one.at or Instant(0))
