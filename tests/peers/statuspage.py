"""Statuspage: incidents with updates and metadata; every request needs the key (developer.statuspage.io)."""

from __future__ import annotations

from typing import Any

from tests.misbehaving import Got, Reply, answer
from tests.peers.secret import SECRET
from warroom.connectors.target import Secret, TargetConfig

_LIST = "/v1/pages/p1/incidents"


class Statuspage:
    def __init__(self) -> None:
        self.incidents: list[dict[str, Any]] = []

    def target(self, base: str, **values: str) -> TargetConfig:
        return TargetConfig("status", "statuspage", {"base_url": base, "page": "p1"} | values, Secret(SECRET))

    def posts(self, got: Got) -> bool:
        return got.method in ("POST", "PATCH") and "/incident_updates/" not in got.path

    def held(self) -> list[str]:
        return [update["body"] for incident in self.incidents for update in incident["incident_updates"][::-1]]

    def __call__(self, got: Got) -> Reply:
        if got.headers.get("authorization") != f"OAuth {SECRET}":
            return answer({"error": "Could not authenticate"}, 401)
        if got.path == "/v1/pages/p1":
            return answer({"id": "p1", "name": "Acme"})
        if got.path == _LIST:
            return self._opened(got.json["incident"]) if got.method == "POST" else answer(self.incidents[::-1])
        named, _, update = got.path.removeprefix(_LIST + "/").partition("/incident_updates/")
        incident = next((one for one in self.incidents if one["id"] == named), None)
        if incident is None:
            return answer({"error": "not found"}, 404)
        if update:
            return self._dated(incident, update, got.json["incident_update"])
        return self._updated(incident, got.json["incident"]) if got.method == "PATCH" else answer(incident)

    def _opened(self, facts: dict[str, Any]) -> Reply:
        if not facts.get("name") or len(facts["name"]) > 255:
            return answer({"error": ["Name can't be blank"]}, 422)
        number = len(self.incidents) + 1
        made = {"id": f"i{number}", "shortlink": f"https://stspg.io/{number}", "status": "investigating"}
        self.incidents.append(made | {"incident_updates": []})
        return self._updated(self.incidents[-1], facts, 201)

    def _updated(self, incident: dict[str, Any], facts: dict[str, Any], status: int = 200) -> Reply:
        incident |= {key: facts[key] for key in facts if key not in ("body", "deliver_notifications")}
        number = len(incident["incident_updates"])
        moment = f"2026-01-05T02:31:{number:02}.000Z"
        update = {
            "id": f"{incident['id']}u{number}",
            "body": facts["body"],
            "status": incident["status"],
            "created_at": moment,
            "display_at": moment,
            "deliver_notifications": facts["deliver_notifications"],
        }
        incident["incident_updates"].insert(0, update)
        return answer(incident, status)

    def _dated(self, incident: dict[str, Any], id: str, facts: dict[str, Any]) -> Reply:
        update = next(one for one in incident["incident_updates"] if one["id"] == id)
        update |= facts
        return answer(update)
