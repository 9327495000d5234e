"""The letter itself: one Message-ID for one message at every attempt, dated when it was written, threaded."""

from __future__ import annotations

import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from warroom.connectors import forms
from warroom.connectors.protocol import Audience, Outgoing, TargetConfig
from warroom.text import one_line

_ADDRESS = re.compile(r"[!-?A-~]{1,64}@[A-Za-z0-9][A-Za-z0-9.-]{0,253}")
"""ASCII alone: an address of any other letters needs a server that few have."""


def problem(address: str) -> str:
    """What is wrong with one address, as a sentence; empty when nothing is."""
    return "" if _ADDRESS.fullmatch(address) else f"{one_line(address, 60)!r} is not an e-mail address."


def message_id(target: TargetConfig, outgoing: Outgoing) -> str:
    """``<id@example.org>``: made of the message's own id, so that a repetition can be known."""
    return f"<{outgoing.id}@{target.get('from').rpartition('@')[2]}>"


def letter(target: TargetConfig, outgoing: Outgoing, audience: Audience) -> EmailMessage:
    """What goes over the wire. Customers do not see each other's addresses."""
    mail = EmailMessage(policy=SMTP)
    sender = target.get("from")
    mail["From"] = _named(target.get("name"), sender)
    shown = "undisclosed-recipients:;" if audience is Audience.EXTERNAL else ", ".join(forms.words(target.get("to")))
    mail["To"] = shown
    mail["Subject"] = one_line(outgoing.subject or f"{outgoing.ref} {outgoing.title}", 200)
    mail["Date"] = format_datetime(outgoing.written_at.datetime())
    mail["Message-ID"] = message_id(target, outgoing)
    first = outgoing.thread.get("first", "")
    if first:
        mail["In-Reply-To"] = outgoing.thread.get("last", first)
        mail["References"] = " ".join(dict.fromkeys((first, outgoing.thread.get("last", first))))
    mail.set_content(outgoing.plain, cte="quoted-printable")
    if outgoing.html:
        mail.add_alternative(outgoing.html, subtype="html", cte="quoted-printable")
    return mail


def _named(name: str, sender: str) -> Address:
    user, _, domain = sender.rpartition("@")
    return Address(display_name=one_line(name, 60), username=user, domain=domain)
