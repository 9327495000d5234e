"""Slack by an incoming webhook: it answers ``ok`` and nothing else, so what went wrong cannot be read back."""

from __future__ import annotations

from warroom.clock import Instant
from warroom.connectors import address, forms
from warroom.connectors.api import Answer
from warroom.connectors.hooks import hook
from warroom.connectors.protocol import (
    Capabilities,
    Connector,
    Delivered,
    Outcome,
    Outgoing,
    TargetConfig,
    Text,
    Tier,
)
from warroom.connectors.slack.bot import LONGEST, escaped
from warroom.connectors.slack.web import LABEL
from warroom.connectors.texts import too_long

RECEIPT = b"ok"


class SlackWebhook(Connector):
    kind = "slack-webhook"
    label = "Slack webhook"
    fields = (forms.hook("Begins with https://hooks.slack.com/services/."),)
    capabilities = Capabilities(tier=Tier.BLIND, formats=(Text.SLACK, Text.PLAIN), min_interval_s=1.0, longest=LONGEST)

    def problem(self, target: TargetConfig) -> str:
        return address.problem(target.secret.reveal())

    def send(self, target: TargetConfig, outgoing: Outgoing, now: Instant) -> Outcome:
        text = outgoing.slack or escaped(outgoing.plain)
        if refusal := too_long(LABEL, text, LONGEST):
            return refusal
        api = hook(target, self.label, {})
        back = api.raw("POST", "", {"text": text})
        if not isinstance(back, Answer):
            return back
        if not back.whole or back.body.strip() != RECEIPT:
            return api.strange(back)
        return Delivered("ok")
