"""A webhook of one's own: the whole message as JSON, with ``Idempotency-Key`` and an HMAC over time and body.

``X-Warroom-Signature`` is ``sha256=`` and the hex HMAC-SHA256 of ``<X-Warroom-Timestamp>.<body>`` under the target's
secret; the timestamp is that of the attempt, in seconds.
"""

from __future__ import annotations

import hashlib
import hmac
import re

import msgspec

from warroom.clock import DAY, Instant
from warroom.connectors import address, forms
from warroom.connectors.api import Answer, Api, segment
from warroom.connectors.protocol import (
    Audience,
    Capabilities,
    Connector,
    Delivered,
    Field,
    Outcome,
    Outgoing,
    TargetConfig,
    Text,
    Tier,
)

_TELLING = re.compile(
    r"[?&](?:[\w-]*(?:key|token|secret|sig|signature|password|code))=(?!\{secret\})[^&]", re.IGNORECASE
)
PLACE = "{secret}"
"""Where the secret stands in an address that is secret itself."""


class Body(msgspec.Struct, frozen=True):
    """What the receiver gets."""

    id: str
    incident: str
    ref: str
    title: str
    template: str
    status: str | None
    severity: int | None
    written_at: str
    text: str
    markdown: str
    html: str
    components: dict[str, str]
    notify: bool
    drill: bool


class SignedWebhook(Connector):
    kind = "webhook"
    label = "Webhook"
    fields = (
        forms.base_url(hint="Where to post. {secret} in it stands for the secret, where the address itself is one."),
        Field(
            "honours_key",
            "Drops a repeated Idempotency-Key",
            required=False,
            default="no",
            hint="With yes a message that may have arrived is sent again with the same key, for a day.",
            choices=("no", "yes"),
        ),
        Field(
            "receipt",
            "Receipt",
            required=False,
            hint="Text that a good answer holds. Empty: any answer of 2xx that is no web page.",
        ),
        forms.audience(Audience.INTERNAL),
        Field("key", "Secret", secret=True, required=False, hint="Signs each message; the receiver knows it too."),
    )
    capabilities = Capabilities(tier=Tier.BLIND, formats=(Text.PLAIN, Text.MARKDOWN, Text.HTML))

    def capabilities_for(self, target: TargetConfig) -> Capabilities:
        honoured = target.get("honours_key") == "yes"
        return msgspec.structs.replace(
            self.capabilities,
            audience=forms.audience_of(target, Audience.INTERNAL),
            tier=Tier.KEY if honoured else Tier.BLIND,
            key_lifetime_s=DAY if honoured else None,
        )

    def problem(self, target: TargetConfig) -> str:
        if PLACE in target.get("base_url") and not target.secret:
            return f"The address names {PLACE}, and there is no secret."
        if _TELLING.search(target.get("base_url")):
            return f"The address holds a key, and it is not kept as a secret there. Write {PLACE} in its place."
        return address.problem(_where(target))

    def send(self, target: TargetConfig, outgoing: Outgoing, now: Instant) -> Outcome:
        secret = target.secret.reveal()
        where = _where(target)
        secrets = (secret, where) if PLACE in target.get("base_url") else (secret,)
        api = Api(self.label, where, secrets=secrets)
        body = msgspec.json.encode(_body(outgoing))
        headers = {"Idempotency-Key": outgoing.id}
        if secret:
            stamp = str(int(now) // 1000)
            headers |= {"X-Warroom-Timestamp": stamp, "X-Warroom-Signature": signature(secret, stamp, body)}
        back = api.raw("POST", "", body, headers=headers)
        if not isinstance(back, Answer):
            return back
        return Delivered("accepted") if _received(back, target.get("receipt")) else api.strange(back)


def signature(secret: str, stamp: str, body: bytes) -> str:
    """What the receiver computes as well."""
    return "sha256=" + hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()


def _where(target: TargetConfig) -> str:
    return target.get("base_url").replace(PLACE, segment(target.secret.reveal()))


def _received(back: Answer, receipt: str) -> bool:
    if receipt:
        return back.whole and receipt.encode() in back.body
    return not back.headers.get("content-type", "").lower().startswith(("text/html", "application/xhtml"))


def _body(outgoing: Outgoing) -> Body:
    return Body(
        id=outgoing.id,
        incident=outgoing.incident,
        ref=outgoing.ref,
        title=outgoing.title,
        template=outgoing.template,
        status=None if outgoing.status is None else outgoing.status.value,
        severity=outgoing.severity or None,
        written_at=outgoing.written_at.text,
        text=outgoing.plain,
        markdown=outgoing.markdown,
        html=outgoing.html,
        components={part.name: part.state.value for part in outgoing.components},
        notify=outgoing.notify,
        drill=outgoing.drill,
    )
