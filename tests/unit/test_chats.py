"""Discord, Google Chat and Zulip: nobody is called out, threads hold together, texts are found again."""

from __future__ import annotations

from typing import Any

import msgspec

from tests.misbehaving import Server, answer
from tests.peers.chats import Discord, GoogleChat, Zulip
from warroom import ids
from warroom.clock import Instant
from warroom.connectors import hooks
from warroom.connectors.protocol import (
    Absent,
    CannotTell,
    Delivered,
    Found,
    NotSent,
    Outgoing,
    Refused,
    Rejected,
    TargetConfig,
)
from warroom.connectors.registry import connector
from warroom.connectors.target import Secret

NOW = Instant.parse("2026-01-05T02:31:00Z")


def message(text: str = "Checkout fails.", **fields: object) -> Outgoing:
    whole = {
        "id": ids.new(),
        "incident": "0199",
        "ref": "INC-0042",
        "title": "Checkout fails",
        "template": "status-update",
        "plain": text,
        "written_at": NOW,
    }
    return msgspec.convert(whole | fields, Outgoing)


def test_discord_calls_nobody_out() -> None:
    with Server(Discord()) as server:
        peer: Any = server.peer
        connector("discord").send(peer.target(server.url), message("@everyone look"), NOW)
        assert peer.bodies[0]["allowed_mentions"] == {"parse": []}


def test_discord_says_how_long_to_wait() -> None:
    with Server(Discord()) as server:
        peer: Any = server.peer
        reply = answer({"message": "You are being rate limited.", "retry_after": 1.5, "global": False}, 429)
        server.late = lambda exchange, got: exchange.say(reply.bytes())
        outcome = connector("discord").send(peer.target(server.url), message(), NOW)
        assert isinstance(outcome, Refused)
        assert outcome.retry_after_s == 1.5


def test_a_hook_keeps_what_its_address_asks_for() -> None:
    target = TargetConfig("chat", "discord", {}, Secret("https://discord.com/api/webhooks/1/abcdefghijk?thread_id=9"))
    api = hooks.hook(target, "Discord", {"wait": "true"})
    assert api.base.endswith("?thread_id=9&wait=true")
    assert "abcdefghijk" not in api.scrubbed("No such webhook: abcdefghijk")


def test_google_chat_keeps_an_incident_in_one_thread() -> None:
    with Server(GoogleChat()) as server:
        peer: Any = server.peer
        target, sent = peer.target(server.url), message()
        chat = connector("google-chat")
        for one in (sent, sent, message("Two.")):
            assert isinstance(chat.send(target, one, NOW), Delivered)
        assert peer.held() == ["Checkout fails.", "Two."]
        assert {body["thread"]["threadKey"] for body in peer.messages.values()} == {"0199"}


def test_google_chat_counts_bytes() -> None:
    with Server(GoogleChat()) as server:
        peer: Any = server.peer
        outcome = connector("google-chat").send(peer.target(server.url), message("漢" * 11_000), NOW)
        assert isinstance(outcome, Rejected)
        assert not server.got


def test_zulip_keeps_the_topic_when_the_title_changes() -> None:
    with Server(Zulip()) as server:
        peer: Any = server.peer
        target, chat = peer.target(server.url), connector("zulip")
        first = chat.send(target, message("One.", title="Something " + "very " * 30 + "long"), NOW)
        assert isinstance(first, Delivered)
        chat.send(target, message("Two.", title="Another", thread=first.state), NOW)
        topics = {one["topic"] for one in peer.messages}
        assert len(topics) == 1
        assert all(len(topic) <= 60 for topic in topics)


def test_zulip_finds_its_own_message_again() -> None:
    with Server(Zulip()) as server:
        peer: Any = server.peer
        target, chat, sent = peer.target(server.url), connector("zulip"), message("One.")
        assert isinstance(chat.reconcile(target, sent, NOW), Absent)
        peer.messages.append({"id": 5, "to": "incidents", "topic": "INC-0042 Checkout fails", "content": "One."})
        peer.messages[0]["timestamp"] = int(NOW) // 1000
        assert isinstance(chat.reconcile(target, sent, NOW), Found)
        assert isinstance(chat.reconcile(target, message("One.", written_at=NOW.plus(7200)), NOW), CannotTell)


def test_zulip_is_not_asked_in_plain_text() -> None:
    target = TargetConfig("chat", "zulip", {"base_url": "http://chat.example.org", "channel": "x", "email": "b@x.y"})
    outcome = connector("zulip").send(target, message(), NOW)
    assert not isinstance(outcome, Delivered | NotSent)
