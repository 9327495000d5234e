"""Apprise for the services that have no connector here (``pip install warroom[apprise]``).

Apprise says yes or no and nothing more: a refusal and a time-out look alike, and there is no id. So a no is never sent
again by itself. Its own repetitions are switched off, and so is what it would allow besides: certificates that nobody
checks, detours to other hosts, plain http.
"""

from __future__ import annotations

import logging
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import msgspec

from warroom.clock import Instant
from warroom.connectors import forms
from warroom.connectors.address import is_loopback
from warroom.connectors.protocol import (
    Audience,
    Capabilities,
    Checked,
    Connector,
    Delivered,
    Field,
    Outcome,
    Outgoing,
    Rejected,
    TargetConfig,
    Tier,
    Unknown,
)
from warroom.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable

LABEL = "Apprise"
_MISSING = "This target needs Apprise, which is not installed. Install warroom[apprise], then send again."
_STRANGE = "Apprise does not know this address. It looks like service://token/channel."
_UNSAFE = "This address sends without TLS or without looking at certificates. Take the service's form with an s."


def installed() -> bool:
    """Whether the optional package is there."""
    return find_spec("apprise") is not None


class AppriseUrl(Connector):
    kind = "apprise"
    label = LABEL
    fields = (
        forms.audience(Audience.INTERNAL),
        Field("url", "Address for Apprise", secret=True, hint="One address: service://token/channel."),
    )
    capabilities = Capabilities(tier=Tier.BLIND)

    def capabilities_for(self, target: TargetConfig) -> Capabilities:
        return msgspec.structs.replace(self.capabilities, audience=forms.audience_of(target, Audience.INTERNAL))

    def problem(self, target: TargetConfig) -> str:
        found = _service(target.secret.reveal())
        return found if isinstance(found, str) else ""

    def send(self, target: TargetConfig, outgoing: Outgoing, now: Instant) -> Outcome:
        service = _service(target.secret.reveal())
        if isinstance(service, str):
            return Rejected(service)
        title = outgoing.subject or one_line(f"{outgoing.ref} {outgoing.title}")
        if service.notify(body=outgoing.plain, title=title, body_format="text"):
            return Delivered("accepted")
        return Unknown("Apprise says that it did not work, and not why. The message may have arrived.")

    def check(self, target: TargetConfig) -> Checked:
        if fault := self.problem(target):
            return Checked(False, fault)
        return Checked(None, f"{LABEL} can only be tested by sending a message.")


def _service(url: str) -> Any | str:
    """Apprise's own object for one address, made safe; or what is wrong with the address, as a sentence."""
    if not installed():
        return _MISSING
    import apprise  # an optional package, and slow to load

    logging.getLogger("apprise").disabled = True  # it writes addresses, and an address is a secret
    asset = apprise.AppriseAsset(async_mode=False, http_redirects=False, default_service_retry=0)
    try:
        service = apprise.Apprise.instantiate(url, asset=asset, suppress_exceptions=True)
    except (TypeError, ValueError, AttributeError):
        service = None
    if service is None:
        return _STRANGE
    plain = service.schema in _names(service.protocol) and not is_loopback(service.host or "")
    if plain or not service.verify_certificate:
        return _UNSAFE
    service.retry, service.redirects = 0, False
    return service


def _names(protocol: str | Iterable[str] | None) -> list[str]:
    """The schemes that go without TLS."""
    return [protocol] if isinstance(protocol, str) else list(protocol or ())
