"""Discord by a webhook (discord.com/developers, Execute Webhook): it cannot be read back."""

from __future__ import annotations

import msgspec

from warroom.clock import Instant
from warroom.connectors import address, forms
from warroom.connectors.compare import iso
from warroom.connectors.hooks import hook
from warroom.connectors.protocol import (
    Audience,
    Capabilities,
    Connector,
    Delivered,
    Outcome,
    Outgoing,
    Rejected,
    TargetConfig,
    Text,
    Tier,
)

LABEL = "Discord"
LONGEST = 2000
_NO_PREVIEWS = 4
"""A flag of a message: links bring no previews along."""


class Message(msgspec.Struct, frozen=True):
    id: str
    timestamp: str | None = None


class Discord(Connector):
    kind = "discord"
    label = LABEL
    fields = (
        forms.audience(Audience.INTERNAL),
        forms.hook("Begins with https://discord.com/api/webhooks/."),
    )
    capabilities = Capabilities(
        tier=Tier.BLIND, formats=(Text.MARKDOWN, Text.PLAIN), min_interval_s=1.0, longest=LONGEST
    )

    def capabilities_for(self, target: TargetConfig) -> Capabilities:
        return msgspec.structs.replace(self.capabilities, audience=forms.audience_of(target, Audience.INTERNAL))

    def problem(self, target: TargetConfig) -> str:
        return address.problem(target.secret.reveal())

    def send(self, target: TargetConfig, outgoing: Outgoing, now: Instant) -> Outcome:
        text = outgoing.text(Text.MARKDOWN)
        if len(text) > LONGEST:
            return Rejected(f"{LABEL} takes {LONGEST} characters at most; this message has {len(text)}. Shorten it.")
        body = {"content": text, "allowed_mentions": {"parse": []}, "flags": _NO_PREVIEWS}
        made = hook(target, LABEL, {"wait": "true"}).write("POST", "", body, Message)
        return Delivered(made.id, iso(made.timestamp)) if isinstance(made, Message) else made
