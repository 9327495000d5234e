"""A message as an e-mail: a subject and a body in two forms, as a file that mail programs open and as a ``mailto:``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import quote

import msgspec

from warroom.comms.message import Format, Message
from warroom.errors import Refused

MAILTO_LIMIT = 2000
"""Characters of a ``mailto:`` that the mail programs and the systems between take for certain."""
_SUBJECT_LIMIT = 200
_SUBJECT_WORD = re.compile(r"^subject:\s*", re.IGNORECASE)
_BOUNDARY = "=_warroom_{}"


class Mail(msgspec.Struct, frozen=True):
    """``html`` and ``plain`` say the same; ``subject`` is one line."""

    subject: str
    plain: str
    html: str


def mail_of(message: Message, title: str = "") -> Mail:
    """The heading becomes the subject, the rest the body; ``title`` stands in where there is no heading."""
    subject = _SUBJECT_WORD.sub("", message.heading) or " ".join(title.split())
    if len(subject) > _SUBJECT_LIMIT:
        subject = subject[: _SUBJECT_LIMIT - 1] + "…"
    return Mail(message.mark + subject, message.text(Format.EMAIL), message.body.html)


def eml(mail: Mail, to: Iterable[str] = ()) -> bytes:
    """A file that a mail program opens as a letter to be sent (``X-Unsent``); no date and no sender are made up."""
    letter = EmailMessage(policy=SMTP)
    letter["Subject"] = " ".join(mail.subject.split())
    if addresses := ", ".join(to):
        letter["To"] = addresses
    letter["X-Unsent"] = "1"
    letter.set_content(mail.plain, cte="quoted-printable")
    letter.add_alternative(
        f'<!doctype html>\n<html><head><meta charset="utf-8"></head><body>\n{mail.html}\n</body></html>\n',
        subtype="html",
        cte="quoted-printable",
    )
    letter.set_boundary(_boundary(mail))
    return letter.as_bytes()


def mailto(mail: Mail, to: Iterable[str] = ()) -> str:
    """The address that opens a letter in the person's own mail program (RFC 6068), in plain text.

    Raises ``Refused`` when it is longer than what every program takes: the file is the way then.
    """
    receivers = ",".join(quote(address, safe="@") for address in to)
    body = quote(mail.plain.replace("\n", "\r\n"), safe="")
    link = f"mailto:{receivers}?subject={quote(mail.subject, safe='')}&body={body}"
    if len(link) > MAILTO_LIMIT:
        sentence = "The message is too long for a mail link. Save it as a file, or copy it"
        raise Refused(sentence, code="mailto_long", length=len(link), limit=MAILTO_LIMIT)
    return link


def _boundary(mail: Mail) -> str:
    """The same for the same letter, and nowhere in its text."""
    n = 0
    while _BOUNDARY.format(n) in mail.plain or _BOUNDARY.format(n) in mail.html:
        n += 1
    return _BOUNDARY.format(n)
