"""Mattermost: one channel with posts and props, and an incoming webhook (api.mattermost.com)."""

from __future__ import annotations

import re
from typing import Any

from tests.misbehaving import Got, Reply, answer
from tests.peers.secret import SECRET
from warroom.connectors.target import Secret, TargetConfig

CHANNEL = "c" * 26


def read(markdown: str) -> str:
    """What a reader sees of escaped Markdown."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown).replace("\u200b", "")


class Mattermost:
    def __init__(self) -> None:
        self.stored: list[dict[str, Any]] = []

    def target(self, base: str, **values: str) -> TargetConfig:
        return TargetConfig("chat", "mattermost", {"base_url": base, "channel": CHANNEL} | values, Secret(SECRET))

    def posts(self, got: Got) -> bool:
        return got.method == "POST" and got.path == "/api/v4/posts"

    def held(self) -> list[str]:
        return [read(post["message"]) for post in self.stored]

    def __call__(self, got: Got) -> Reply:
        if got.headers.get("authorization") != f"Bearer {SECRET}":
            return answer({"id": "api.context.session_expired", "message": "Invalid or expired session"}, 401)
        if self.posts(got):
            return self._posted(got.json)
        if got.path == "/api/v4/users/me":
            return answer({"id": "u" * 26, "username": "warroom"})
        if got.path in (f"/api/v4/channels/{CHANNEL}", "/api/v4/teams/name/acme/channels/name/war"):
            return answer({"id": CHANNEL, "name": "war", "display_name": "War"})
        if got.path == f"/api/v4/channels/{CHANNEL}/posts":
            return self._page(int(got.query["page"]), int(got.query["per_page"]))
        return answer({"id": "not_found", "message": "Not found", "status_code": 404}, 404)

    def _posted(self, body: dict[str, Any]) -> Reply:
        number = len(self.stored)
        post = {**body, "id": f"{number:026}", "create_at": 1_767_580_260_000 + number}
        self.stored.append(post)
        return answer(post, 201)

    def _page(self, page: int, size: int) -> Reply:
        shown = self.stored[::-1][page * size : (page + 1) * size]
        return answer({"order": [post["id"] for post in shown], "posts": {post["id"]: post for post in shown}})


class MattermostHook:
    def __init__(self) -> None:
        self._texts: list[str] = []

    def target(self, base: str) -> TargetConfig:
        return TargetConfig("hook", "mattermost-webhook", {}, Secret(f"{base}/hooks/{SECRET}"))

    def posts(self, got: Got) -> bool:
        return got.path == f"/hooks/{SECRET}"

    def held(self) -> list[str]:
        return [read(text) for text in self._texts]

    def __call__(self, got: Got) -> Reply:
        if not self.posts(got):
            return answer({"id": "web.incoming_webhook.invalid.app_error", "message": "Invalid webhook"}, 400)
        self._texts.append(got.json["text"])
        return Reply(200, b"ok", {"Content-Type": "text/plain"})
