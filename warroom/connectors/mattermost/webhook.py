"""Mattermost by an incoming webhook: it answers ``ok`` and nothing else, so what went wrong cannot be read back."""

from __future__ import annotations

import msgspec

from warroom.clock import Instant
from warroom.connectors import address, forms
from warroom.connectors.api import Answer
from warroom.connectors.hooks import hook
from warroom.connectors.mattermost.bot import LABEL, LONGEST
from warroom.connectors.protocol import (
    Audience,
    Capabilities,
    Connector,
    Delivered,
    Outcome,
    Outgoing,
    TargetConfig,
    Text,
    Tier,
)
from warroom.connectors.texts import markdown, quiet, too_long

RECEIPT = b"ok"


class MattermostWebhook(Connector):
    kind = "mattermost-webhook"
    label = "Mattermost webhook"
    fields = (forms.audience(Audience.INTERNAL), forms.hook("Ends with /hooks/ and its id."))
    capabilities = Capabilities(tier=Tier.BLIND, formats=(Text.MARKDOWN, Text.PLAIN), longest=LONGEST)

    def capabilities_for(self, target: TargetConfig) -> Capabilities:
        return msgspec.structs.replace(self.capabilities, audience=forms.audience_of(target, Audience.INTERNAL))

    def problem(self, target: TargetConfig) -> str:
        return address.problem(target.secret.reveal())

    def send(self, target: TargetConfig, outgoing: Outgoing, now: Instant) -> Outcome:
        text = quiet(markdown(outgoing))
        if refusal := too_long(LABEL, text, LONGEST):
            return refusal
        api = hook(target, LABEL, {})
        back = api.raw("POST", "", {"text": text, "props": {"outbox_id": outgoing.id}})
        if not isinstance(back, Answer):
            return back
        if not back.whole or back.body.strip() != RECEIPT:
            return api.strange(back)
        return Delivered("ok")
