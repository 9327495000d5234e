"""What readers wait to be told: acts that are not announced yet, and messages that say what is no longer so."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from warroom.incident.phrases import STATUS_NAMES
from warroom.incident.state import Message

if TYPE_CHECKING:
    from warroom.comms.known import Difference, Since

_STATUS = {status.value: name for status, name in STATUS_NAMES.items()}


class TellKind(StrEnum):
    CORRECT = "correct"
    ANNOUNCE = "announce"


class Tell(msgspec.Struct, frozen=True):
    """One message to write: the template, with what a correction puts into it."""

    kind: TellKind
    words: str
    template: str
    overrides: Mapping[str, str] = {}
    note: str = ""


class Said(msgspec.Struct, frozen=True):
    """A message with an old value in it, as its page shows it."""

    message: Message
    title: str
    differences: tuple[Difference, ...]
    tell: Tell
    correction: str

    @property
    def heading(self) -> str:
        """``Internal update to chat, 03:14 UTC``."""
        at = self.message.sent_at or self.message.at
        return f"{self.title} to {self.message.to}, {at.hhmm()} UTC"

    @property
    def changed(self) -> str:
        return "; ".join(told(difference) for difference in self.differences)


class Untold(msgspec.Struct, frozen=True):
    """All of it at one moment, for one incident."""

    incident: str = ""
    tells: tuple[Tell, ...] = ()
    said: tuple[Said, ...] = ()
    reached: Mapping[str, tuple[int, int]] = {}
    """By countdown, ``internal`` and ``external``: at how many of its places the newest message is."""


def since_words(since: Since) -> str:
    """``Changed since 03:14: status, impact, 1 decision``: what the readers of a message do not know yet."""
    if since.at is None:
        return "Its readers have heard nothing yet"
    at = since.at.hhmm()
    return f"Changed since {at}: {since.words}" if since.words else f"Nothing has changed since {at}"


def told(difference: Difference) -> str:
    """``impact: said "20%", now "70%"``."""
    said, now = (_STATUS.get(value, value) for value in (difference.said, difference.now))
    return f'{difference.label}: said "{said}", now "{now}"' if now else f'{difference.label}: said "{said}", not so'
