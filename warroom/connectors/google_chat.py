"""Google Chat by a webhook (developers.google.com/workspace/chat, spaces.messages.create).

A request id that the space has seen gives back the message that it made, so sending again with the same one is safe.
Messages of one incident share a thread.
"""

from __future__ import annotations

import msgspec

from warroom.clock import HOUR, Instant
from warroom.connectors import address, forms
from warroom.connectors.compare import iso
from warroom.connectors.hooks import hook
from warroom.connectors.protocol import (
    Capabilities,
    Connector,
    Delivered,
    Outcome,
    Outgoing,
    Rejected,
    TargetConfig,
    Tier,
)

LABEL = "Google Chat"
LONGEST = 30_000
LONGEST_BYTES = 31_000
"""A message may have 32,000 bytes with all that goes with the text."""


class Message(msgspec.Struct, frozen=True, rename="camel"):
    name: str
    create_time: str | None = None


class GoogleChat(Connector):
    kind = "google-chat"
    label = LABEL
    fields = (forms.hook("Begins with https://chat.googleapis.com/v1/spaces/."),)
    capabilities = Capabilities(tier=Tier.KEY, threads=True, min_interval_s=1.0, longest=LONGEST, key_lifetime_s=HOUR)

    def problem(self, target: TargetConfig) -> str:
        return address.problem(target.secret.reveal())

    def send(self, target: TargetConfig, outgoing: Outgoing, now: Instant) -> Outcome:
        text = outgoing.plain
        size = len(text.encode("utf-8", "replace"))
        if len(text) > LONGEST or size > LONGEST_BYTES:
            return Rejected(f"{LABEL} takes {LONGEST_BYTES} bytes at most; this message has {size}. Shorten it.")
        query = {"requestId": outgoing.key, "messageReplyOption": "REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD"}
        body = {"text": text, "thread": {"threadKey": outgoing.incident or outgoing.id}}
        made = hook(target, LABEL, query).write("POST", "", body, Message)
        return Delivered(made.name, iso(made.create_time)) if isinstance(made, Message) else made
