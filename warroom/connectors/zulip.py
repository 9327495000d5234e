"""Zulip by a bot (zulip.com/api): one topic for each incident; our own messages there are read back and compared."""

from __future__ import annotations

import base64

import msgspec

from warroom.clock import DAY, Instant
from warroom.connectors import compare, forms, moments
from warroom.connectors.api import Api
from warroom.connectors.compare import LAST, Held
from warroom.connectors.protocol import (
    Absent,
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
    Rejected,
    TargetConfig,
    Text,
    Tier,
)
from warroom.text import one_line

LABEL = "Zulip"
LONGEST = 10_000
LONGEST_TOPIC = 60
RECENT = 500


class Sent(msgspec.Struct, frozen=True):
    id: int


class Message(msgspec.Struct, frozen=True):
    id: int
    content: str
    timestamp: int = 0


class Messages(msgspec.Struct, frozen=True):
    messages: list[Message]
    found_oldest: bool = False


class _Me(msgspec.Struct, frozen=True):
    full_name: str


class _Channel(msgspec.Struct, frozen=True):
    stream_id: int


class Zulip(Connector):
    kind = "zulip"
    label = LABEL
    fields = (
        Field("channel", "Channel", hint="Its name; the bot has to be subscribed to it."),
        Field("email", "E-mail address of the bot"),
        forms.base_url(hint="https://example.zulipchat.com"),
        forms.token("API key", "Of the bot."),
    )
    capabilities = Capabilities(tier=Tier.COMPARE, formats=(Text.MARKDOWN, Text.PLAIN), threads=True, longest=LONGEST)

    def send(self, target: TargetConfig, outgoing: Outgoing, now: Instant) -> Outcome:
        text = outgoing.text(Text.MARKDOWN)
        if len(text) > LONGEST:
            return Rejected(f"{LABEL} takes {LONGEST} characters at most; this message has {len(text)}. Shorten it.")
        topic = _topic(outgoing)
        body = {"type": "stream", "to": target.get("channel"), "topic": topic, "content": text}
        made = self._api(target).write("POST", "/api/v1/messages", body, Sent, form=True)
        return Delivered(str(made.id), None, _state(topic, made.id)) if isinstance(made, Sent) else made

    def reconcile(self, target: TargetConfig, outgoing: Outgoing, now: Instant) -> Reconciled:
        topic = _topic(outgoing)
        narrow = [
            {"operator": "stream", "operand": target.get("channel")},
            {"operator": "topic", "operand": topic},
            {"operator": "sender", "operand": target.get("email")},
        ]
        query: dict[str, str | int] = {
            "anchor": "newest",
            "num_before": RECENT,
            "num_after": 0,
            "apply_markdown": "false",
            "narrow": msgspec.json.encode(narrow).decode(),
        }
        read = self._api(target).read("/api/v1/messages", Messages, query)
        if isinstance(read, CannotTell):
            return read
        ordered = sorted(read.messages, key=lambda one: one.id)
        held = [Held(str(one.id), one.content, "", moments.seconds(one.timestamp)) for one in ordered]
        found = compare.find(held, outgoing, outgoing.text(Text.MARKDOWN))
        if isinstance(found, Held):
            return Found(found.id, found.at, _state(topic, int(found.id)))
        whole = read.found_oldest or (ordered and ordered[0].timestamp * 1000 < outgoing.written_at.plus(-DAY))
        if isinstance(found, Absent) and not whole:
            return CannotTell("Zulip holds more messages of this topic than we read. Look there, then decide.")
        return found

    def check(self, target: TargetConfig) -> Checked:
        api = self._api(target)
        me = api.check("/api/v1/users/me", _Me)
        if isinstance(me, Checked):
            return me
        channel = api.check("/api/v1/get_stream_id", _Channel, {"stream": target.get("channel")})
        if isinstance(channel, Checked):
            return channel
        return Checked(True, f"Zulip knows the bot {one_line(me.full_name, 60)} and the channel. Nothing was posted.")

    def _api(self, target: TargetConfig) -> Api:
        key = target.secret.reveal()
        pair = base64.b64encode(f"{target.get('email')}:{key}".encode()).decode()
        return Api(LABEL, self.address(target), {"Authorization": f"Basic {pair}"}, secrets=(key, pair))


def _topic(outgoing: Outgoing) -> str:
    """The incident's own; it stays when the title changes."""
    return outgoing.thread.get("topic", "") or one_line(f"{outgoing.ref} {outgoing.title}", LONGEST_TOPIC)


def _state(topic: str, last: int) -> dict[str, str]:
    return {"topic": topic, LAST: str(last)}
