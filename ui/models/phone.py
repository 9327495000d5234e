"""A message as codes for a phone: as text, as a text message, as an e-mail; short where the whole is too long."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from warroom.comms import qr
from warroom.comms.drafts import Draft
from warroom.comms.mail import mail_of
from warroom.comms.message import Format
from warroom.errors import Refused


class CodeKind(StrEnum):
    """What a phone does with the code."""

    TEXT = "text"
    SMS = "sms"
    MAIL = "mail"


KIND_NAMES = {CodeKind.TEXT: "Text to paste", CodeKind.SMS: "Text message", CodeKind.MAIL: "E-mail"}
_BUDGETS = (qr.LONGEST, 1_000, 800, 600, 450, 300, 200, 120)
"""Bytes tried for the short form: links write most characters as three."""


class PhoneCode(msgspec.Struct, frozen=True):
    """``text`` is what the phone gets to send; ``words`` says whether that is the whole message."""

    kind: CodeKind
    code: qr.Code
    text: str
    words: str
    short: bool


def phone_code(draft: Draft, kind: CodeKind, to: tuple[str, ...] = (), *, short: bool = False) -> PhoneCode:
    """The code of a message; the short form where the whole does not fit one code, or where it is asked for.

    Raises ``Refused`` when not even the short form fits.
    """
    whole = _text(draft)
    why = "Shortened, as you asked"
    if not short:
        try:
            made = _code(draft, kind, whole, to)
        except Refused as fault:
            why = _too_long(fault)
        else:
            return PhoneCode(kind, made, whole, f"The whole message, {len(whole)} characters", short=False)
    last = Refused("There is no text to make a code of", code="qr_empty")
    for most in _BUDGETS:
        text = qr.shorter(draft.message, most)
        try:
            made = _code(draft, kind, text, to)
        except Refused as fault:
            last = fault
        else:
            return PhoneCode(kind, made, text, "The whole message" if text == whole else why, short=True)
    raise last


def _too_long(fault: Refused) -> str:
    size, limit = fault.params.get("length"), fault.params.get("limit")
    return f"The short form: the whole message is too long for one code ({size} of {limit})"


def _text(draft: Draft) -> str:
    return draft.in_format(Format.POST if draft.format is Format.POST else Format.PLAIN)


def _code(draft: Draft, kind: CodeKind, text: str, to: tuple[str, ...]) -> qr.Code:
    if kind is CodeKind.SMS:
        return qr.sms(text, next((one for one in to if "@" not in one), ""))
    if kind is CodeKind.MAIL:
        mail = mail_of(draft.message)
        plain = mail.plain if text == _text(draft) else text
        return qr.letter(msgspec.structs.replace(mail, plain=plain), tuple(one for one in to if "@" in one))
    return qr.code(text)
