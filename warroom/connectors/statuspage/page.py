"""Statuspage v1 (developer.statuspage.io): the first message opens an incident, each later one updates it.

The id of the message goes into the incident's metadata in the same request as its words, so that it can be read back.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from warroom.clock import Instant
from warroom.connectors import forms, moments
from warroom.connectors.api import Api, segment
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
    Reconciled,
    TargetConfig,
    Tier,
    Unknown,
)
from warroom.connectors.texts import too_long
from warroom.text import one_line

LONGEST = 25_000
LONGEST_NAME = 255
RECENT = 100
"""Incidents of a page that one request lists."""
_OURS = "warroom"
_IMPACT = {1: "critical", 2: "major", 3: "minor", 4: "minor"}


class Update(msgspec.Struct, frozen=True):
    id: str
    body: str | None = ""
    status: str = ""
    created_at: str = ""
    display_at: str | None = None


class Incident(msgspec.Struct, frozen=True):
    id: str
    status: str
    shortlink: str = ""
    metadata: dict[str, object] | None = None
    incident_updates: list[Update] = []


class Page(msgspec.Struct, frozen=True):
    id: str
    name: str


class Statuspage(Connector):
    kind = "statuspage"
    label = "Statuspage"
    fields = (
        Field("page", "Page", hint="The page's id, from its address in the management interface."),
        forms.COMPONENTS,
        forms.base_url("https://api.statuspage.io"),
        forms.token("API key"),
    )
    capabilities = Capabilities(
        tier=Tier.MARKER,
        audience=Audience.EXTERNAL,
        backdates=True,
        components=True,
        states=True,
        titled=True,
        min_interval_s=1.0,
        longest=LONGEST,
    )

    def send(self, target: TargetConfig, outgoing: Outgoing, now: Instant) -> Outcome:
        if refusal := too_long(self.label, outgoing.plain, LONGEST):
            return refusal
        api, page = self._api(target), self._incidents(target)
        known = outgoing.thread.get("incident", "")
        body = {"incident": _facts(target, outgoing, opening=not known)}
        if known:
            told = api.write("PATCH", f"{page}/{segment(known)}", body, Incident)
        else:
            told = api.write("POST", page, body, Incident)
        if not isinstance(told, Incident):
            return told
        update = _newest(told)
        if update is None or not (_marked(told, outgoing) or update.body == outgoing.plain):
            return Unknown("Statuspage answered without our update in it. The message may have arrived.")
        return Delivered(update.id, _shown_at(update), self._dated(api, page, told, update, outgoing))

    def reconcile(self, target: TargetConfig, outgoing: Outgoing, now: Instant) -> Reconciled:
        api, page = self._api(target), self._incidents(target)
        known = outgoing.thread.get("incident", "")
        if known:
            one = api.read(f"{page}/{segment(known)}", Incident)
            held = [one] if isinstance(one, Incident) else one
        else:
            held = api.read(page, list[Incident], {"limit": RECENT})
        if isinstance(held, CannotTell):
            return held
        for incident in held:
            if _marked(incident, outgoing):
                update = _newest(incident)
                state = {"incident": incident.id, "page": incident.shortlink}
                return Found(update.id if update else incident.id, _shown_at(update), state)
        return Absent()

    def check(self, target: TargetConfig) -> Checked:
        page = self._api(target).check(f"/v1/pages/{segment(target.get('page'))}", Page)
        if isinstance(page, Checked):
            return page
        return Checked(True, f"Statuspage knows the key and the page {one_line(page.name, 60)}. Nothing was posted.")

    def _api(self, target: TargetConfig) -> Api:
        key = target.secret.reveal()
        return Api(self.label, self.address(target), {"Authorization": f"OAuth {key}"}, secrets=(key,))

    def _incidents(self, target: TargetConfig) -> str:
        return f"/v1/pages/{segment(target.get('page'))}/incidents"

    def _dated(self, api: Api, page: str, told: Incident, update: Update, outgoing: Outgoing) -> dict[str, str]:
        """Put the update at the time at which it was written. It is delivered whatever becomes of this."""
        state = {"incident": told.id, "page": told.shortlink}
        if outgoing.backdate_to is not None:
            body = {"incident_update": {"display_at": outgoing.backdate_to.text}}
            where = f"{page}/{segment(told.id)}/incident_updates/{segment(update.id)}"
            moved = api.write("PATCH", where, body, Update)
            state["backdated"] = "yes" if isinstance(moved, Update) else "no"
        return state


def _facts(target: TargetConfig, outgoing: Outgoing, *, opening: bool) -> Mapping[str, object]:
    facts: dict[str, object] = {
        "body": outgoing.plain,
        "deliver_notifications": outgoing.notify,
        "metadata": {_OURS: {"outbox_id": outgoing.id, "incident": outgoing.incident}},
    }
    if opening:
        facts["name"] = one_line(outgoing.title, LONGEST_NAME)
        if outgoing.severity in _IMPACT:
            facts["impact_override"] = _IMPACT[outgoing.severity]
    if outgoing.status is not None:
        facts["status"] = outgoing.status.value
    parts = forms.known_components(target, outgoing.components)
    if parts:
        facts["component_ids"] = [known for known, _ in parts]
        facts["components"] = {known: part.state.value for known, part in parts}
    return facts


def _marked(incident: Incident, outgoing: Outgoing) -> bool:
    ours = (incident.metadata or {}).get(_OURS)
    return isinstance(ours, dict) and ours.get("outbox_id") == outgoing.id


def _newest(incident: Incident) -> Update | None:
    return max(incident.incident_updates, key=lambda update: moments.iso(update.created_at) or 0, default=None)


def _shown_at(update: Update | None) -> Instant | None:
    return None if update is None else moments.iso(update.display_at)
