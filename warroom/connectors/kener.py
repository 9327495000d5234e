"""Kener 4 (its API is at /api/v4): an incident, and a comment for each update; nothing of ours can be attached.

An incident is opened by two requests, and its monitors are set by one of their own before a comment. So that a first
message that was half done never opens a second incident, we look for one of the same title and start first. Kener keeps
times by the minute.
"""

from __future__ import annotations

import msgspec

from warroom.clock import MINUTE, Instant
from warroom.connectors import compare, forms
from warroom.connectors.api import Api, Failed, before, segment
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

LABEL = "Kener"
_IMPACT = {
    ComponentState.DEGRADED: "DEGRADED",
    ComponentState.PARTIAL_OUTAGE: "DEGRADED",
    ComponentState.MAJOR_OUTAGE: "DOWN",
}
"""Kener knows two; a monitor that works is not listed."""


class Incident(msgspec.Struct, frozen=True):
    id: int
    title: str = ""
    start_date_time: int = 0


class Opened(msgspec.Struct, frozen=True):
    incident: Incident


class Incidents(msgspec.Struct, frozen=True):
    incidents: list[Incident]


class Comment(msgspec.Struct, frozen=True):
    id: int
    comment: str = ""
    state: str = ""
    created_at: str | None = None


class Said(msgspec.Struct, frozen=True):
    comment: Comment


class Comments(msgspec.Struct, frozen=True):
    comments: list[Comment]


class Kener(Connector):
    kind = "kener"
    label = LABEL
    fields = (
        Field(
            "components",
            "Monitors",
            required=False,
            hint="Kener's tag for each part that you name: Checkout=checkout, API=api.",
        ),
        forms.base_url(hint="Where Kener runs: https://status.example.org"),
        forms.token("API key", "From Kener's settings."),
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
        api, incident = self._api(target), outgoing.thread.get(INCIDENT, "")
        if not incident:
            opened = _open(api, target, outgoing)
            if not isinstance(opened, Incident):
                return opened
            incident = str(opened.id)
        elif (fault := _set_monitors(api, target, outgoing, incident)) is not None:
            return fault
        body: dict[str, object] = {"comment": outgoing.text(Text.MARKDOWN), "state": status_of(outgoing).value.upper()}
        if outgoing.backdate_to is not None:
            body["timestamp"] = _seconds(outgoing.backdate_to)
        said = api.write("POST", f"{_where(incident)}/comments", body, Said)
        if not isinstance(said, Said):
            return said
        made = said.comment
        return Delivered(str(made.id), iso(made.created_at), left(outgoing, incident, str(made.id)))

    def reconcile(self, target: TargetConfig, outgoing: Outgoing, now: Instant) -> Reconciled:
        api, incident = self._api(target), outgoing.thread.get(INCIDENT, "")
        if not incident:
            listed = api.read("/api/v4/incidents", Incidents)
            if isinstance(listed, CannotTell):
                return listed
            ours = _ours(listed, outgoing)
            if ours is None:
                return Absent()
            incident = str(ours.id)
        read = api.read(f"{_where(incident)}/comments", Comments)
        if isinstance(read, CannotTell):
            return read
        comments = sorted(read.comments, key=lambda one: one.id)
        held = [Held(str(one.id), one.comment, one.state, iso(one.created_at)) for one in comments]
        found = compare.find(held, outgoing, outgoing.text(Text.MARKDOWN), status_of(outgoing).value.upper())
        if not isinstance(found, Held):
            return found
        return Found(found.id, found.at, left(outgoing, incident, found.id))

    def check(self, target: TargetConfig) -> Checked:
        found = self._api(target).check("/api/v4/incidents", Incidents)
        return found if isinstance(found, Checked) else Checked(True, "Kener takes the key. Nothing was posted.")

    def _api(self, target: TargetConfig) -> Api:
        return Api.bearer(LABEL, self.address(target), target.secret.reveal())


def _open(api: Api, target: TargetConfig, outgoing: Outgoing) -> Incident | Failed:
    """The incident that an earlier attempt left there, else a new one."""
    listed = api.write("GET", "/api/v4/incidents", None, Incidents)
    if not isinstance(listed, Incidents):
        return before(listed)
    if (ours := _ours(listed, outgoing)) is not None:
        return ours
    monitors = _monitors(target, outgoing)
    body = {
        "title": outgoing.title,
        "start_date_time": _seconds(outgoing.written_at),
        **({"monitors": monitors} if monitors else {}),
    }
    opened = api.write("POST", "/api/v4/incidents", body, Opened)
    return opened.incident if isinstance(opened, Opened) else opened


def _set_monitors(
    api: Api, target: TargetConfig, outgoing: Outgoing, incident: str
) -> NotSent | Refused | Rejected | None:
    """What ails now. Doing so twice changes nothing; when it is over, Kener ends the impact by itself."""
    monitors = _monitors(target, outgoing)
    if not monitors or outgoing.status is PageStatus.RESOLVED:
        return None
    done = api.write("PATCH", _where(incident), {"monitors": monitors}, Opened)
    return None if isinstance(done, Opened) else before(done)


def _monitors(target: TargetConfig, outgoing: Outgoing) -> list[dict[str, str]]:
    known = forms.known_components(target, outgoing.components)
    return [{"monitor_tag": tag, "impact": _IMPACT[one.state]} for tag, one in known if one.state in _IMPACT]


def _ours(listed: Incidents, outgoing: Outgoing) -> Incident | None:
    start = _seconds(outgoing.written_at)
    alike = (one for one in listed.incidents if compare.same(one.title, outgoing.title))
    return next((one for one in alike if one.start_date_time == start), None)


def _seconds(at: Instant) -> int:
    """To the minute, as Kener keeps it."""
    seconds = int(at) // 1000
    return seconds - seconds % MINUTE


def _where(incident: str) -> str:
    return f"/api/v4/incidents/{segment(incident)}"
