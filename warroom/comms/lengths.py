"""How long a message may be where it goes: each service counts in its own way.

The figures are from the services' documents (INTEGRATIONS 3 and 4); a place may have one of its own.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

import msgspec


class Unit(StrEnum):
    CHARACTERS = "characters"
    BYTES = "bytes"
    POST = "post"
    """As X counts: an address is 23, letters of most scripts 1, everything else 2."""


class Limit(msgspec.Struct, frozen=True):
    """``most`` in ``unit``; ``name`` is the service's."""

    name: str
    most: int
    unit: Unit = Unit.CHARACTERS


class Fit(msgspec.Struct, frozen=True):
    """A text against a limit. ``over`` is how much is to go, 0 where it fits."""

    count: int
    limit: Limit

    @property
    def over(self) -> int:
        return max(0, self.count - self.limit.most)

    @property
    def words(self) -> str:
        """``412 of 4000 characters`` or ``31 too many for X (311 of 280)``."""
        unit = "bytes" if self.limit.unit is Unit.BYTES else "characters"
        if self.over:
            return f"{self.over} too many for {self.limit.name} ({self.count} of {self.limit.most} {unit})"
        return f"{self.count} of {self.limit.most} {unit}"


LIMITS: dict[str, Limit] = {
    "slack": Limit("Slack", 4_000),
    "mattermost": Limit("Mattermost", 16_383),
    "matrix": Limit("Matrix", 60_000, Unit.BYTES),
    "teams": Limit("Teams", 24_000, Unit.BYTES),
    "discord": Limit("Discord", 2_000),
    "google-chat": Limit("Google Chat", 32_000, Unit.BYTES),
    "zulip": Limit("Zulip", 10_000),
    "statuspage": Limit("Statuspage", 25_000),
    "incident-io": Limit("incident.io", 4_096),
    "x": Limit("X", 280, Unit.POST),
    "mastodon": Limit("Mastodon", 500),
    "bluesky": Limit("Bluesky", 300),
    "sms": Limit("a text message", 480),
}
"""By the word that a place names its service with. Teams and Matrix count what stands around the text too."""

POST = LIMITS["x"]
_ADDRESS = re.compile(r"https?://[^\s]+", re.IGNORECASE)
_ADDRESS_COUNTS = 23
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
"""Code points that X counts as one. Source: twitter-text, configuration v3."""


def count(text: str, unit: Unit) -> int:
    if unit is Unit.BYTES:
        return len(text.encode("utf-8", "surrogatepass"))
    return post_count(text) if unit is Unit.POST else len(text)


def post_count(text: str) -> int:
    """The length of a public post as X counts it."""
    text = unicodedata.normalize("NFC", text)
    addresses = len(_ADDRESS.findall(text))
    rest = _ADDRESS.sub("", text)
    return addresses * _ADDRESS_COUNTS + sum(1 if _light(ord(char)) else 2 for char in rest)


def fit(text: str, limit: Limit) -> Fit:
    return Fit(count(text, limit.unit), limit)


def _light(code: int) -> bool:
    return any(first <= code <= last for first, last in _LIGHT)
