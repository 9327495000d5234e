"""Status pages that keep incidents with their updates: Instatus, Kener 4, Cachet 3, incident.io.

Each answers as its own interface describes; a wrong key is refused, a missing value too.
"""

from __future__ import annotations

import re
from typing import Any

from tests.misbehaving import Got, Reply, answer
from warroom.connectors.target import Secret, TargetConfig

_SECRET = "s3cr3t-0f-th1s-target"
_NOW = "2026-01-05T02:31:02.000Z"


def _is_ours(got: Got) -> bool:
    return got.headers.get("authorization") == f"Bearer {_SECRET}"


class Instatus:
    """``/v1/PAGE/incidents``; ids are words."""

    def __init__(self) -> None:
        self.incidents: list[dict[str, Any]] = []

    def target(self, base: str, **values: str) -> TargetConfig:
        return TargetConfig("page", "instatus", {"base_url": base, "page": "p1"} | values, Secret(_SECRET))

    def posts(self, got: Got) -> bool:
        return got.method == "POST" and got.path.startswith("/v1/p1/")

    def held(self) -> list[str]:
        return [row["message"] for one in self.incidents for row in one["updates"]]

    def __call__(self, got: Got) -> Reply:
        if not _is_ours(got):
            return answer({"error": {"code": "forbidden", "message": "Not authorized"}}, 403)
        found = re.fullmatch(r"/v1/p1/incidents(?:/(\w+)(/incident-updates)?)?", got.path)
        if found is None:
            return answer({"error": {"code": "not_found", "message": "No such page"}}, 404)
        number, updates = found.groups()
        if number is None:
            return self._open(got.json) if got.method == "POST" else self._list(got)
        one = next(one for one in self.incidents if one["id"] == number)
        return answer(self._update(one, got.json)) if updates else answer(one)

    def _list(self, got: Got) -> Reply:
        size, page = int(got.query["per_page"]), int(got.query["page"])
        return answer(self.incidents[(page - 1) * size : page * size])

    def _open(self, body: dict[str, Any]) -> Reply:
        new = {"id": f"inc{len(self.incidents)}", "name": body["name"], "updates": []}
        self.incidents.append(new | {"components": body["components"]})
        self._update(self.incidents[-1], body)
        return answer(self.incidents[-1])

    def _update(self, one: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
        row = {name: body[name] for name in ("message", "status", "notify", "started", "statuses")}
        one["status"] = body["status"]
        one["updates"].append(row | {"id": f"{one['id']}u{len(one['updates'])}", "createdAt": _NOW})
        return dict(one["updates"][-1])


class Kener:
    """``/api/v4/incidents`` and their comments; the same request twice makes two."""

    reads_first = True

    def __init__(self) -> None:
        self.incidents: list[dict[str, Any]] = []
        self.comments: list[dict[str, Any]] = []

    def target(self, base: str, **values: str) -> TargetConfig:
        return TargetConfig("page", "kener", {"base_url": base} | values, Secret(_SECRET))

    def posts(self, got: Got) -> bool:
        return got.method == "POST" and got.path.endswith("/comments")

    def held(self) -> list[str]:
        return [one["comment"] for one in self.comments]

    def __call__(self, got: Got) -> Reply:
        if not _is_ours(got):
            return answer({"error": {"code": "UNAUTHORIZED", "message": "Invalid key"}}, 401)
        if got.method == "PATCH":
            one = self.incidents[int(got.path.rpartition("/")[2]) - 1]
            return answer({"incident": one | got.json})
        found = re.fullmatch(r"/api/v4/incidents(?:/(\d+)/comments)?", got.path)
        assert found, got.path
        if found[1] is None:
            return self._open(got.json) if got.method == "POST" else answer({"incidents": self.incidents[::-1]})
        if got.method == "POST":
            return self._comment(int(found[1]), got.json)
        return answer({"comments": [one for one in self.comments if one["incident_id"] == int(found[1])]})

    def _open(self, body: dict[str, Any]) -> Reply:
        start = body["start_date_time"]
        new = {"id": len(self.incidents) + 1, "title": body["title"], "start_date_time": start - start % 60}
        self.incidents.append(new | {"monitors": body.get("monitors", [])})
        return answer({"incident": new}, 201)

    def _comment(self, number: int, body: dict[str, Any]) -> Reply:
        if body["state"] not in ("INVESTIGATING", "IDENTIFIED", "MONITORING", "RESOLVED"):
            return answer({"error": {"code": "BAD_REQUEST", "message": "state must be one of"}}, 400)
        new = {"id": len(self.comments) + 1, "incident_id": number, "created_at": _NOW, **body}
        new["comment"] = new["comment"].strip()
        self.comments.append(new)
        return answer({"comment": new}, 201)


class Cachet:
    """JSON:API; ``keeps_meta`` is what newer versions do."""

    def __init__(self, *, keeps_meta: bool = False) -> None:
        self.keeps_meta = keeps_meta
        self.incidents: list[dict[str, Any]] = []
        self.updates: list[dict[str, Any]] = []
        self.components: dict[str, int] = {}

    def target(self, base: str, **values: str) -> TargetConfig:
        return TargetConfig("page", "cachet", {"base_url": base} | values, Secret(_SECRET))

    def posts(self, got: Got) -> bool:
        return got.method == "POST" and got.path.startswith("/api/incidents")

    def held(self) -> list[str]:
        shown = [one for one in self.incidents if one.get("visible")]
        return [one["message"] for one in [*shown, *self.updates]]

    def __call__(self, got: Got) -> Reply:
        if got.method != "GET" and not _is_ours(got):
            return answer({"message": "Unauthenticated."}, 401)
        if got.method == "PUT":
            self.components[got.path.rpartition("/")[2]] = got.json["status"]
            return answer({"data": {"id": got.path.rpartition("/")[2], "attributes": {"name": "…"}}})
        found = re.fullmatch(r"/api/incidents(?:/(\d+)/updates)?", got.path)
        assert found, got.path
        rows = self.incidents if found[1] is None else self.updates
        if got.method == "POST":
            if found[1] is None and "name" not in got.json:
                return answer({"message": "The name field is required.", "errors": {"name": ["required"]}}, 422)
            rows.append({"id": str(len(rows) + 1), "incident": found[1], **got.json})
            return answer({"data": self._thing(rows[-1])}, 201)
        return answer({"data": [self._thing(row) for row in rows if row["incident"] == found[1]][::-1]})

    def _thing(self, row: dict[str, Any]) -> dict[str, Any]:
        facts = {name: row[name] for name in ("name", "message") if name in row}
        facts["status"] = {"human": "…", "value": row["status"]}
        facts["created"] = {"human": "now", "string": "2026-01-05 03:31:02"}
        if self.keeps_meta and "meta" in row:
            facts["meta"] = row["meta"]
        return {"id": row["id"], "type": "incidents", "attributes": facts}


class IncidentIo:
    """Remembers the key of each incident that was opened."""

    def __init__(self) -> None:
        self.incidents: list[dict[str, Any]] = []
        self.keys: dict[str, dict[str, Any]] = {}
        self.bodies: list[dict[str, Any]] = []

    def target(self, base: str, **values: str) -> TargetConfig:
        return TargetConfig("page", "incident-io", {"base_url": base, "page": "PAGE1"} | values, Secret(_SECRET))

    def posts(self, got: Got) -> bool:
        return got.method == "POST" and got.path.startswith("/v2/status_page_")

    def held(self) -> list[str]:
        return [row["message"] for one in self.incidents for row in one["updates"]]

    def __call__(self, got: Got) -> Reply:
        if not _is_ours(got):
            return answer({"type": "authentication_error", "errors": [{"message": "no such key"}]}, 401)
        if got.method == "POST":
            self.bodies.append(got.json)
        match got.method, got.path.removeprefix("/v2/"):
            case "GET", "status_pages":
                return answer({"status_pages": [{"id": "PAGE1", "name": "Acme"}]})
            case "GET", "status_page_incidents":
                assert got.query["status_page_id"] == "PAGE1"
                return answer({"status_page_incidents": self.incidents[::-1]})
            case "GET", path:
                number = path.rpartition("/")[2]
                return answer({"status_page_incident": next(one for one in self.incidents if one["id"] == number)})
            case "POST", "status_page_incident_updates":
                return self._update(got.json)
            case "POST", "status_page_incidents":
                return self._open(got.json, [got.json])
            case _:
                return self._open(got.json, got.json["updates"])

    def _open(self, body: dict[str, Any], rows: list[dict[str, Any]]) -> Reply:
        if body["idempotency_key"] not in self.keys:
            new = {"id": f"I{len(self.incidents)}", "name": body["name"], "updates": []}
            self.incidents.append(new)
            self.keys[body["idempotency_key"]] = new
            for row in rows:
                self._add(new, row)
        return answer({"status_page_incident": self.keys[body["idempotency_key"]]}, 201)

    def _update(self, body: dict[str, Any]) -> Reply:
        if body["incident_status"] == "resolved" and "component_statuses" in body:
            return answer({"type": "validation_error", "errors": [{"message": "components must not be set"}]}, 422)
        one = next(one for one in self.incidents if one["id"] == body["status_page_incident_id"])
        return answer({"status_page_incident_update": self._add(one, body)}, 201)

    def _add(self, one: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
        row = {"id": f"{one['id']}-{len(one['updates'])}", "published_at": body.get("published_at", _NOW)}
        row |= {"message": body["message"], "incident_status": body["incident_status"]}
        one["updates"].append(row)
        return row
