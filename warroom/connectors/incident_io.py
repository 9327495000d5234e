"""incident.io's status pages (docs.incident.io, Status Pages V2).

Opening an incident carries a key that incident.io remembers, so it can be done again safely; updates carry none and
are compared by text. An incident that was over before the page heard of it goes in as a retrospective.
"""

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
    Connector,
    Delivered,
    Field,
    Found,
    Outcome,
    Outgoing,
    PageStatus,
    Reconciled,
    Rejected,
    TargetConfig,
    Text,
    Tier,
)
from warroom.text import one_line

LABEL = "incident.io"
LONGEST = 4096
LONGEST_NAME = 200
RECENT = 50
_INCIDENTS = "/v2/status_page_incidents"


class Update(msgspec.Struct, frozen=True):
    id: str
    message: str = ""
    incident_status: str = ""
    published_at: str | None = None


class Incident(msgspec.Struct, frozen=True):
    id: str
    name: str = ""
    updates: list[Update] = []


class Opened(msgspec.Struct, frozen=True):
    status_page_incident: Incident


class Said(msgspec.Struct, frozen=True):
    status_page_incident_update: Update


class Incidents(msgspec.Struct, frozen=True):
    status_page_incidents: list[Incident]


class _Page(msgspec.Struct, frozen=True):
    id: str
    name: str = ""


class _Pages(msgspec.Struct, frozen=True):
    status_pages: list[_Page]


class IncidentIo(Connector):
    kind = "incident-io"
    label = LABEL
    fields = (
        Field("page", "Page", hint="The id of the status page."),
        forms.COMPONENTS,
        forms.base_url("https://api.incident.io"),
        forms.token("API key", "With the right to create status page incidents and to publish updates."),
    )
    capabilities = Capabilities(
        tier=Tier.COMPARE,
        formats=(Text.MARKDOWN, Text.PLAIN),
        audience=Audience.EXTERNAL,
        components=True,
        states=True,
        titled=True,
        longest=LONGEST,
    )

    def send(self, target: TargetConfig, outgoing: Outgoing, now: Instant) -> Outcome:
        text, incident = outgoing.text(Text.MARKDOWN), outgoing.thread.get(INCIDENT, "")
        if len(text) > LONGEST:
            return Rejected(f"{LABEL} takes {LONGEST} characters at most; this message has {len(text)}. Shorten it.")
        api = self._api(target)
        if not incident:
            path, body = _opening(target, outgoing, text)
            opened = api.write("POST", path, body, Opened)
            if not isinstance(opened, Opened):
                return opened
            made = opened.status_page_incident
            last = made.updates[-1] if made.updates else None
            at = iso(last.published_at) if last else None
            return Delivered(made.id, at, left(outgoing, made.id, last.id if last else ""))
        update = {"status_page_incident_id": incident, "message": text, "notify_subscribers": outgoing.notify}
        update |= _shared(target, outgoing)
        said = api.write("POST", "/v2/status_page_incident_updates", update, Said)
        if not isinstance(said, Said):
            return said
        new = said.status_page_incident_update
        return Delivered(new.id, iso(new.published_at), left(outgoing, incident, new.id))

    def reconcile(self, target: TargetConfig, outgoing: Outgoing, now: Instant) -> Reconciled:
        api, incident = self._api(target), outgoing.thread.get(INCIDENT, "")
        if incident:
            read = api.read(f"{_INCIDENTS}/{segment(incident)}", Opened)
            if isinstance(read, CannotTell):
                return read
            candidates = [read.status_page_incident]
        else:
            query: dict[str, str | int] = {"status_page_id": target.get("page"), "page_size": RECENT}
            listed = api.read(_INCIDENTS, Incidents, query)
            if isinstance(listed, CannotTell):
                return listed
            name = _name(outgoing)
            candidates = [one for one in listed.status_page_incidents if compare.same(one.name, name)]
        for one in candidates:
            held = [Held(row.id, row.message, row.incident_status, iso(row.published_at)) for row in one.updates]
            held.sort(key=lambda row: row.at or Instant(0))
            found = compare.find(held, outgoing, outgoing.text(Text.MARKDOWN), status_of(outgoing).value)
            if isinstance(found, Held):
                return Found(found.id, found.at, left(outgoing, one.id, found.id))
            if isinstance(found, CannotTell) and incident:
                return found
        return Absent()

    def check(self, target: TargetConfig) -> Checked:
        found = self._api(target).check("/v2/status_pages", _Pages)
        if isinstance(found, Checked):
            return found
        if not any(page.id == target.get("page") for page in found.status_pages):
            return Checked(False, f"{LABEL} shows us no page with this id. Correct the target's page.")
        return Checked(True, f"{LABEL} shows us the page. Nothing was posted.")

    def _api(self, target: TargetConfig) -> Api:
        return Api.bearer(LABEL, self.address(target), target.secret.reveal())


def _opening(target: TargetConfig, outgoing: Outgoing, text: str) -> tuple[str, dict[str, object]]:
    body: dict[str, object] = {
        "idempotency_key": outgoing.key,
        "status_page_id": target.get("page"),
        "name": _name(outgoing),
    }
    if outgoing.status is PageStatus.RESOLVED:
        at = outgoing.backdate_to or outgoing.written_at
        over = {"incident_status": "resolved", "message": text, "published_at": at.text, "component_statuses": []}
        return "/v2/status_page_retrospective_incidents", {**body, "updates": [over]}
    body |= {"message": text, "notify_subscribers": outgoing.notify}
    return _INCIDENTS, body | _shared(target, outgoing)


def _shared(target: TargetConfig, outgoing: Outgoing) -> dict[str, object]:
    """Status and components. Resolving sets each component to operational, and then none may be named."""
    status = status_of(outgoing)
    known = [] if status is PageStatus.RESOLVED else forms.known_components(target, outgoing.components)
    states = [{"component_id": part, "component_status": one.state.value} for part, one in known]
    return {"incident_status": status.value, **({"component_statuses": states} if states else {})}


def _name(outgoing: Outgoing) -> str:
    return one_line(outgoing.title, LONGEST_NAME)
