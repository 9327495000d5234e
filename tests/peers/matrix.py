"""A Matrix homeserver with one room: transaction ids belong to the device of the token (spec.matrix.org)."""

from __future__ import annotations

from typing import Any

from tests.misbehaving import Got, Reply, answer
from tests.peers.secret import SECRET
from warroom.connectors.target import Secret, TargetConfig

ROOM = "!war:example.org"
_V3 = "/_matrix/client/v3"


class Matrix:
    def __init__(self) -> None:
        self.device = "DEV1"
        self.events: list[dict[str, Any]] = []
        self._transactions: dict[tuple[str, str], str] = {}

    def target(self, base: str, **values: str) -> TargetConfig:
        return TargetConfig("room", "matrix", {"base_url": base, "room": ROOM} | values, Secret(SECRET))

    def posts(self, got: Got) -> bool:
        return got.method == "PUT"

    def held(self) -> list[str]:
        return [event["content"]["body"] for event in self.events]

    def __call__(self, got: Got) -> Reply:
        if got.headers.get("authorization") != f"Bearer {SECRET}":
            return answer({"errcode": "M_UNKNOWN_TOKEN", "error": "Invalid access token"}, 401)
        path = got.path.removeprefix(_V3)
        if path == "/account/whoami":
            return answer({"user_id": "@warroom:example.org", "device_id": self.device})
        if path == "/joined_rooms":
            return answer({"joined_rooms": [ROOM]})
        if path == "/directory/room/#war:example.org":
            return answer({"room_id": ROOM, "servers": []})
        if path == f"/rooms/{ROOM}/messages":
            return self._page(int(got.query.get("from", len(self.events))), int(got.query["limit"]))
        if got.method == "PUT" and path.startswith(f"/rooms/{ROOM}/send/m.room.message/"):
            return self._sent(path.rpartition("/")[2], got.json)
        return answer({"errcode": "M_NOT_FOUND", "error": "nothing here"}, 404)

    def _sent(self, transaction: str, content: dict[str, Any]) -> Reply:
        known = self._transactions.get((self.device, transaction))
        if known is None:
            known = f"$event{len(self.events)}"
            self._transactions[self.device, transaction] = known
            stamp = 1_767_580_260_000 + len(self.events)
            self.events.append({"event_id": known, "origin_server_ts": stamp, "content": content})
        return answer({"event_id": known})

    def _page(self, upto: int, limit: int) -> Reply:
        begin = max(0, upto - limit)
        more = {"end": str(begin)} if begin else {}
        return answer({"chunk": self.events[begin:upto][::-1], "start": str(upto)} | more)
