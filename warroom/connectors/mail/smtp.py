"""E-mail by SMTP with TLS (RFC 5321, 3207, 8314). All recipients get a message, or nobody does.

A mail server that takes the same Message-ID twice delivers it twice, unless it is known to drop the repetition.
"""

from __future__ import annotations

import msgspec

from warroom.clock import DAY, Instant
from warroom.connectors import forms
from warroom.connectors.address import is_loopback
from warroom.connectors.mail.letter import letter, message_id, problem
from warroom.connectors.mail.session import Ended, Server, Session
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
    Text,
    Tier,
)

_HIGHEST_PORT = 65_535


class Mail(Connector):
    kind = "email"
    label = "E-mail"
    fields = (
        Field("host", "Mail server", hint="smtp.example.org."),
        Field("port", "Port", required=False, default="587", hint="587 with STARTTLS, 465 with TLS."),
        Field(
            "security",
            "Kept private by",
            required=False,
            default="starttls",
            hint="none is taken for a mail server on this computer alone.",
            choices=("starttls", "tls", "none"),
        ),
        Field("user", "User", required=False, hint="Empty where the server asks for none."),
        Field("from", "From", hint="incidents@example.org."),
        Field("name", "Name of the sender", required=False, hint="As readers see it: Acme incidents."),
        Field("to", "To", hint="Addresses, with a comma between; customers do not see each other's."),
        Field(
            "drops_repeats",
            "Drops a repeated Message-ID",
            required=False,
            default="no",
            hint="With yes a message that may have arrived is sent again with the same Message-ID.",
            choices=("no", "yes"),
        ),
        forms.audience(Audience.EXTERNAL),
        Field("password", "Password", secret=True, required=False, hint="Of the user; often one for this app alone."),
    )
    capabilities = Capabilities(
        tier=Tier.BLIND, formats=(Text.PLAIN, Text.HTML), audience=Audience.EXTERNAL, threads=True, titled=True
    )

    def capabilities_for(self, target: TargetConfig) -> Capabilities:
        drops = target.get("drops_repeats") == "yes"
        return msgspec.structs.replace(
            self.capabilities,
            audience=forms.audience_of(target, Audience.EXTERNAL),
            tier=Tier.KEY if drops else Tier.BLIND,
            key_lifetime_s=DAY if drops else None,
        )

    def problem(self, target: TargetConfig) -> str:
        port = target.get("port", "587")
        if not (port.isascii() and port.isdigit() and 0 < int(port) <= _HIGHEST_PORT):
            return "A port is a number from 1 to 65535."
        if target.get("security", "starttls") == "none" and not is_loopback(target.get("host")):
            return "Mail goes without TLS to this computer alone, since others could read and change it."
        if target.get("user") and not target.secret:
            return "There is a user and no password."
        addresses = forms.words(target.get("to"))
        if not addresses:
            return "There is nobody to send to."
        return next(filter(None, map(problem, [target.get("from"), *addresses])), "")

    def send(self, target: TargetConfig, outgoing: Outgoing, now: Instant) -> Outcome:
        if fault := self.problem(target):
            return Rejected(fault)
        mail = letter(target, outgoing, self.capabilities_for(target).audience)
        try:
            with self._session(target) as session:
                session.deliver(target.get("from"), forms.words(target.get("to")), mail.as_bytes())
        except Ended as ended:
            return ended.outcome
        name = message_id(target, outgoing)
        return Delivered(name, None, {"first": outgoing.thread.get("first", "") or name, "last": name})

    def check(self, target: TargetConfig) -> Checked:
        if fault := self.problem(target):
            return Checked(False, fault)
        try:
            with self._session(target):
                pass  # let in, and out again
        except Ended as ended:
            return Checked(False, ended.outcome.why)
        return Checked(True, f"The mail server {target.get('host')} lets us in. No mail was sent.")

    def _session(self, target: TargetConfig) -> Session:
        server = Server(target.get("host"), int(target.get("port", "587")), target.get("security", "starttls"))
        return Session(server, target.get("user"), target.secret)
