"""Slack: channels with messages, threads, pins and metadata; answers 200 with ``ok`` (api.slack.com/methods)."""

from __future__ import annotations

from html import unescape
from typing import Any

from tests.misbehaving import Got, Reply, answer
from tests.peers.secret import SECRET
from warroom.connectors.target import Secret, TargetConfig


class Slack:
    def __init__(self) -> None:
        self.channels: dict[str, dict[str, Any]] = {
            "C00000001": {"id": "C00000001", "name": "incidents", "is_archived": False}
        }
        self.messages: list[dict[str, Any]] = []
        self.pins: list[str] = []
        self.topics: dict[str, str] = {}
        self.invited: list[str] = []

    def target(self, base: str, **values: str) -> TargetConfig:
        return TargetConfig(
            "chat", "slack", {"base_url": base, "channel": "C00000001"} | values, Secret(f"xoxb-{SECRET}")
        )

    def posts(self, got: Got) -> bool:
        return got.path == "/chat.postMessage"

    def held(self) -> list[str]:
        return [unescape(message["text"]) for message in self.messages]

    def __call__(self, got: Got) -> Reply:
        if got.headers.get("authorization") != f"Bearer xoxb-{SECRET}":
            return _no("invalid_auth")
        method = got.path.removeprefix("/").replace(".", "_").lower()
        said: Reply = getattr(self, f"_{method}")(got.json if got.method == "POST" else got.query)
        return said

    def _auth_test(self, body: dict[str, Any]) -> Reply:
        return answer({"ok": True, "team": "Acme", "user": "warroom"})

    def _chat_postmessage(self, body: dict[str, Any]) -> Reply:
        channel = self._channel(body["channel"])
        if channel is None:
            return _no("channel_not_found")
        ts = f"{1_767_580_200 + len(self.messages)}.000100"
        self.messages.append(body | {"ts": ts, "channel": channel["id"]})
        return answer({"ok": True, "ts": ts, "channel": channel["id"], "message": {"text": body["text"]}})

    def _chat_update(self, body: dict[str, Any]) -> Reply:
        for message in self.messages:
            if message["ts"] == body["ts"]:
                message["text"] = body["text"]
                return answer({"ok": True, "ts": body["ts"], "channel": body["channel"]})
        return _no("message_not_found")

    def _conversations_create(self, body: dict[str, Any]) -> Reply:
        if self._channel(body["name"]) is not None:
            return _no("name_taken")
        made = {"id": f"C{len(self.channels) + 1:08}", "name": body["name"], "is_archived": False}
        self.channels[made["id"]] = made
        return answer({"ok": True, "channel": made})

    def _conversations_join(self, body: dict[str, Any]) -> Reply:
        return answer({"ok": True})

    def _conversations_list(self, query: dict[str, str]) -> Reply:
        names = list(self.channels.values())
        at = int(query.get("cursor") or 0)
        onward = str(at + 1) if at + 1 < len(names) else ""
        return answer({"ok": True, "channels": names[at : at + 1], "response_metadata": {"next_cursor": onward}})

    def _conversations_history(self, query: dict[str, str]) -> Reply:
        told = [one for one in self.messages if one["channel"] == query["channel"] and "thread_ts" not in one]
        told = [one for one in told if query.get("latest", one["ts"]) == one["ts"]]
        return answer({"ok": True, "messages": told[::-1], "has_more": False})

    def _conversations_replies(self, query: dict[str, str]) -> Reply:
        told = [one for one in self.messages if query["ts"] in (one["ts"], one.get("thread_ts"))]
        return answer({"ok": True, "messages": told, "has_more": False})

    def _conversations_invite(self, body: dict[str, Any]) -> Reply:
        self.invited += body["users"].split(",")
        return answer({"ok": True})

    def _conversations_settopic(self, body: dict[str, Any]) -> Reply:
        self.topics[body["channel"]] = body["topic"]
        return answer({"ok": True})

    def _pins_add(self, body: dict[str, Any]) -> Reply:
        self.pins.append(body["timestamp"])
        return answer({"ok": True})

    def _channel(self, named: str) -> dict[str, Any] | None:
        plain = named.removeprefix("#")
        return next((one for one in self.channels.values() if plain in (one["id"], one["name"])), None)


class SlackHook:
    """An incoming webhook: its address is the secret, its receipt is two letters."""

    def __init__(self) -> None:
        self._texts: list[str] = []

    def target(self, base: str) -> TargetConfig:
        return TargetConfig("hook", "slack-webhook", {}, Secret(f"{base}/services/T0/B0/{SECRET}"))

    def posts(self, got: Got) -> bool:
        return got.path == f"/services/T0/B0/{SECRET}"

    def held(self) -> list[str]:
        return [unescape(text) for text in self._texts]

    def __call__(self, got: Got) -> Reply:
        if not self.posts(got):
            return Reply(404, b"no_team", {"Content-Type": "text/plain"})
        self._texts.append(got.json["text"])
        return Reply(200, b"ok", {"Content-Type": "text/html"})


def _no(word: str) -> Reply:
    return answer({"ok": False, "error": word})
