"""Chats with simple interfaces: Discord's and Google Chat's webhooks, and Zulip."""

from __future__ import annotations

import base64
import json
from typing import Any

from tests.misbehaving import Got, Reply, answer
from warroom.connectors.target import Secret, TargetConfig

_SECRET = "s3cr3t-0f-th1s-target"


class Discord:
    """A webhook that tells the message when it is asked to wait for it."""

    def __init__(self) -> None:
        self.bodies: list[dict[str, Any]] = []

    def target(self, base: str) -> TargetConfig:
        return TargetConfig("chat", "discord", {}, Secret(f"{base}/api/webhooks/1234/{_SECRET}"))

    def posts(self, got: Got) -> bool:
        return got.path == f"/api/webhooks/1234/{_SECRET}"

    def held(self) -> list[str]:
        return [body["content"] for body in self.bodies]

    def __call__(self, got: Got) -> Reply:
        if not self.posts(got):
            return answer({"message": "Unknown Webhook", "code": 10015}, 404)
        assert got.query == {"wait": "true"}
        self.bodies.append(got.json)
        return answer({"id": f"55{len(self.bodies)}", "timestamp": "2026-01-05T02:31:02.123000+00:00"})


class GoogleChat:
    """A space that knows a request id again."""

    def __init__(self) -> None:
        self.messages: dict[str, dict[str, Any]] = {}

    def target(self, base: str) -> TargetConfig:
        return TargetConfig("chat", "google-chat", {}, Secret(f"{base}/v1/spaces/AAA/messages?key=K&token={_SECRET}"))

    def posts(self, got: Got) -> bool:
        return got.path == "/v1/spaces/AAA/messages"

    def held(self) -> list[str]:
        return [body["text"] for body in self.messages.values()]

    def __call__(self, got: Got) -> Reply:
        if not self.posts(got) or not got.query.get("token", "").startswith(_SECRET):
            return answer({"error": {"code": 403, "message": "no such webhook", "status": "PERMISSION_DENIED"}}, 403)
        body = self.messages.setdefault(got.query["requestId"], got.json)
        number = list(self.messages).index(got.query["requestId"])
        name = f"spaces/AAA/messages/{number}"
        return answer({"name": name, "text": body["text"], "createTime": "2026-01-05T02:31:02.123456Z"})


class Zulip:
    """One channel with topics; texts come back as they were written."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    def target(self, base: str, **values: str) -> TargetConfig:
        settings = {"base_url": base, "channel": "incidents", "email": "bot@example.org"} | values
        return TargetConfig("chat", "zulip", settings, Secret(_SECRET))

    def posts(self, got: Got) -> bool:
        return got.method == "POST" and got.path.startswith("/api/v1/messages")

    def held(self) -> list[str]:
        return [one["content"] for one in self.messages]

    def __call__(self, got: Got) -> Reply:
        pair = base64.b64encode(f"bot@example.org:{_SECRET}".encode()).decode()
        if got.headers.get("authorization") != f"Basic {pair}":
            return answer({"result": "error", "msg": "Invalid API key", "code": "INVALID_API_KEY"}, 401)
        match got.path:
            case "/api/v1/users/me":
                return answer({"result": "success", "full_name": "Warroom"})
            case "/api/v1/get_stream_id":
                return answer({"result": "success", "stream_id": 7})
        if got.method == "POST":
            self.messages.append(got.form | {"id": len(self.messages) + 1, "timestamp": 1_767_580_262})
            return answer({"result": "success", "msg": "", "id": len(self.messages)})
        narrow = {part["operator"]: part["operand"] for part in json.loads(got.query["narrow"])}
        told = [one for one in self.messages if (one["to"], one["topic"]) == (narrow["stream"], narrow["topic"])]
        return answer({"result": "success", "messages": told, "found_oldest": True})
