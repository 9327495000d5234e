"""Words that look like a secret: where they stand in a text, and the text with them covered.

What is logged stays as it was typed; it is covered where it is shown, and one act shows it (UI.md 3.7).
"""

from __future__ import annotations

import math
import re
from collections import Counter

import msgspec

COVER = "•" * 8
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "a private key",
        re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----(?:[\s\S]{0,20000}?-----END [A-Z ]*PRIVATE KEY-----)?"),
    ),
    ("an AWS access key", re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b")),
    ("a GitHub token", re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,})")),
    ("a GitLab token", re.compile(r"\bglpat-[A-Za-z0-9_-]{16,}")),
    ("a Slack token", re.compile(r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}")),
    (
        "a webhook address",
        re.compile(r"https://(?:hooks\.slack\.com/(?:services|workflows)|[\w.-]{0,80}webhook\.office\.com)/\S+"),
    ),
    ("a Stripe key", re.compile(r"\b[sr]k_(?:live|test)_[A-Za-z0-9]{10,}")),
    ("a Google key", re.compile(r"\bAIza[0-9A-Za-z_-]{30,}")),
    ("a SendGrid key", re.compile(r"\bSG\.[\w-]{16,}\.[\w-]{16,}")),
    ("an API key", re.compile(r"\b(?:sk-[A-Za-z0-9_-]{20,}|npm_[A-Za-z0-9]{30,}|pypi-[A-Za-z0-9_-]{30,})")),
    ("a signed token", re.compile(r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*")),
    ("an authorization header", re.compile(r"\b(?:Bearer|Basic)\s+(?P<secret>[A-Za-z0-9+/=_.-]{16,})")),
)
_IN_ADDRESS = re.compile(r"\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@]{1,200}:(?P<secret>[^\s/@]{3,200})@", re.IGNORECASE)
_NAMED = re.compile(
    r"\b\w{0,32}?(?:pass(?:word|wd|phrase)?|pwd|secret(?:[_ -]?key)?|token|api[_ -]?key|access[_ -]?key)"
    r"['\"]?\s{0,4}(?:[:=]|\bis\b)\s{0,4}['\"]?(?P<secret>[^\s'\",;]{6,})",
    re.IGNORECASE,
)
_LONG = re.compile(r"(?<![\w/+=.:@-])[A-Za-z0-9+/_-]{32,}={0,2}(?![\w/])")
_ADDRESS = re.compile(r"\b[a-z][a-z0-9+.-]{1,20}://\S+", re.IGNORECASE)
_BITS = 4.2
"""Bits a character above which a long word was drawn by a machine; English words lie near 3.5."""


class Secret(msgspec.Struct, frozen=True):
    """Characters ``start`` to ``end`` look like ``what``."""

    start: int
    end: int
    what: str


def secrets_in(text: str) -> list[Secret]:
    """What looks like a secret, by its place; stretches never overlap."""
    found = [_secret(match, what) for what, pattern in _KINDS for match in pattern.finditer(text)]
    found += [_secret(match, "a password in an address") for match in _IN_ADDRESS.finditer(text)]
    found += [_secret(m, "a password or key") for m in _NAMED.finditer(text) if _worth_hiding(m["secret"])]
    addresses = [match.span() for match in _ADDRESS.finditer(text)]
    for match in _LONG.finditer(text):
        if _random(match[0]) and not any(start <= match.start() < end for start, end in addresses):
            found.append(_secret(match, "a long random word"))
    kept: list[Secret] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def masked(text: str) -> str:
    """The text with every secret covered; the same text where there is none."""
    parts: list[str] = []
    place = 0
    for one in secrets_in(text):
        parts += [text[place : one.start], COVER]
        place = one.end
    return "".join([*parts, text[place:]]) if parts else text


def _secret(match: re.Match[str], what: str) -> Secret:
    group = "secret" if "secret" in match.re.groupindex else 0
    return Secret(match.start(group), match.end(group), what)


def _worth_hiding(value: str) -> bool:
    """``password: hunter2x`` and not ``password: resets are slow`` nor ``token: <yours>``."""
    mixed = any(char.isdigit() for char in value) and any(char.isalpha() for char in value)
    odd = any(char in "!@#$%^&*+=~" for char in value) and any(char.isalnum() for char in value)
    hidden = value.startswith(("<", "[", "{", "*", "…")) or set(value) <= set("*xX•.…")
    return (mixed or odd) and not hidden and not _ADDRESS.match(value)


def _random(word: str) -> bool:
    """Large, small and digits mixed, each character as likely as the next: no name, no digest, no UUID."""
    kinds = (any(map(str.isupper, word)), any(map(str.islower, word)), any(map(str.isdigit, word)))
    if not all(kinds) or word.count("-") + word.count("_") + word.count("/") > len(word) // 6:
        return False
    counts = Counter(word).values()
    return -sum(n / len(word) * math.log2(n / len(word)) for n in counts) > _BITS
