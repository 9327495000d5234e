"""Receivers of webhooks: a Teams workflow, which says nothing, and one of our own, which knows keys again."""

from __future__ import annotations

from typing import Any

from tests.misbehaving import Got, Reply, answer
from tests.peers.secret import SECRET
from warroom.connectors.target import Secret, TargetConfig
from warroom.connectors.webhook.signed import signature


class TeamsFlow:
    def __init__(self) -> None:
        self.cards: list[dict[str, Any]] = []

    def target(self, base: str) -> TargetConfig:
        return TargetConfig("teams", "teams", {}, Secret(f"{base}/workflows/1/triggers/manual/run?sig={SECRET}"))

    def posts(self, got: Got) -> bool:
        return got.query.get("sig") == SECRET

    def held(self) -> list[str]:
        return ["\n".join(self._lines(card)[1:]) for card in self.cards]

    def __call__(self, got: Got) -> Reply:
        if not self.posts(got):
            return answer({"error": {"code": "DirectApiAuthorizationRequired", "message": "no"}}, 401)
        (attached,) = got.json["attachments"]
        assert attached["contentType"] == "application/vnd.microsoft.card.adaptive"
        self.cards.append(attached["content"])
        return Reply(202)

    def _lines(self, card: dict[str, Any]) -> list[str]:
        return [block["inlines"][0]["text"] for block in card["body"]]


class OwnHook:
    """Checks the signature, and takes a message of a known key for the same one."""

    def __init__(self) -> None:
        self.taken: dict[str, dict[str, Any]] = {}

    def target(self, base: str, **values: str) -> TargetConfig:
        known = {"base_url": f"{base}/in", "honours_key": "yes", "receipt": '"taken": true'}
        return TargetConfig("own", "webhook", known | values, Secret(SECRET))

    def posts(self, got: Got) -> bool:
        return got.method == "POST"

    def held(self) -> list[str]:
        return [body["text"] for body in self.taken.values()]

    def __call__(self, got: Got) -> Reply:
        expected = signature(SECRET, got.headers["x-warroom-timestamp"], got.body)
        if got.headers["x-warroom-signature"] != expected:
            return answer({"error": "bad signature"}, 401)
        self.taken[got.headers["idempotency-key"]] = got.json
        return answer({"taken": True}, 201)
