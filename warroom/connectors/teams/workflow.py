"""A Teams workflow "when a webhook request is received": an Adaptive Card to its secret address.

It answers 202 without a word (learn.microsoft.com, Power Automate), or 200 where the workflow ends in a response.
Nothing can be read back.
"""

from __future__ import annotations

import msgspec

from warroom.clock import Instant
from warroom.connectors import address, forms
from warroom.connectors.api import Answer
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
    Tier,
)
from warroom.connectors.texts import too_long

LONGEST = 20_000
_CARD_BYTES = 28_000
_CARD = "application/vnd.microsoft.card.adaptive"
_RECEIPTS = ((202, b""), (200, b""), (200, b"1"))


class TeamsWorkflow(Connector):
    kind = "teams"
    label = "Teams"
    fields = (
        forms.audience(Audience.INTERNAL),
        forms.hook("Of the workflow that posts to the channel when a webhook request is received."),
    )
    capabilities = Capabilities(tier=Tier.BLIND, min_interval_s=0.5, longest=LONGEST)

    def capabilities_for(self, target: TargetConfig) -> Capabilities:
        return msgspec.structs.replace(self.capabilities, audience=forms.audience_of(target, Audience.INTERNAL))

    def problem(self, target: TargetConfig) -> str:
        return address.problem(target.secret.reveal())

    def send(self, target: TargetConfig, outgoing: Outgoing, now: Instant) -> Outcome:
        if refusal := too_long(self.label, outgoing.plain, LONGEST):
            return refusal
        body = msgspec.json.encode(_message(outgoing))
        if len(body) > _CARD_BYTES:
            return Rejected("The message is too large for Teams, which takes 28 kB. Shorten it.")
        api = hook(target, self.label, {})
        back = api.raw("POST", "", body)
        if not isinstance(back, Answer):
            return back
        if not back.whole or (back.status, back.body.strip()) not in _RECEIPTS:
            return api.strange(back)
        return Delivered("accepted")


def _message(outgoing: Outgoing) -> dict[str, object]:
    """Rich text runs show what they hold to the letter; text blocks would read Markdown into it."""
    lines = [_line(f"{outgoing.ref} {outgoing.title}".strip(), strong=True)]
    lines += [_line(line) for line in outgoing.plain.splitlines()]
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "msteams": {"width": "Full"},
        "body": lines,
    }
    return {"type": "message", "attachments": [{"contentType": _CARD, "contentUrl": None, "content": card}]}


def _line(text: str, *, strong: bool = False) -> dict[str, object]:
    run: dict[str, object] = {"type": "TextRun", "text": text or "\u00a0"}
    if strong:
        run["weight"] = "Bolder"
    return {"type": "RichTextBlock", "inlines": [run]}
