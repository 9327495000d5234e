"""Secrets: whatever looks like one stops a message, and nobody can overrule it."""

from __future__ import annotations

import math
import re
from collections import Counter

from warroom.comms.checks import Check, CheckLevel, fill
from warroom.comms.said import Said

REMOVED = "[removed]"

_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("a private key", re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----")),
    ("an AWS access key", re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b")),
    ("a GitHub token", re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,})")),
    ("a GitLab token", re.compile(r"\bglpat-[A-Za-z0-9_-]{16,}")),
    ("a Slack token", re.compile(r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}")),
    (
        "a webhook address",
        re.compile(r"https://(?:hooks\.slack\.com/(?:services|workflows)|[\w.-]*webhook\.office\.com)/\S+"),
    ),
    ("a Stripe key", re.compile(r"\b[sr]k_(?:live|test)_[A-Za-z0-9]{10,}")),
    ("a Google key", re.compile(r"\bAIza[0-9A-Za-z_-]{30,}")),
    ("a SendGrid key", re.compile(r"\bSG\.[\w-]{16,}\.[\w-]{16,}")),
    ("an API key", re.compile(r"\b(?:sk-[A-Za-z0-9_-]{20,}|npm_[A-Za-z0-9]{30,}|pypi-[A-Za-z0-9_-]{30,})")),
    ("a signed token", re.compile(r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*")),
    (
        "a password in an address",
        re.compile(r"\b[a-z][a-z0-9+.-]{0,19}://[^\s/:@]{1,200}:[^\s/@]{3,200}@", re.IGNORECASE),
    ),
    ("an authorization header", re.compile(r"\b(?:Bearer|Basic)\s+[A-Za-z0-9+/=_.-]{16,}")),
)
_NAMED = re.compile(
    r"\b(?:pass(?:word|wd|phrase)?|pwd|secret(?:[_ -]?key)?|token|api[_ -]?key|access[_ -]?key|client[_ -]?secret)\b"
    r"['\"]?\s*(?:[:=]|\bis\b)\s*['\"]?([^\s'\",;]{6,})",
    re.IGNORECASE,
)
_LONG = re.compile(r"(?<![\w/+=.:@-])[A-Za-z0-9+/_-]{32,}={0,2}(?![\w/])")
_ADDRESS = re.compile(r"\b[a-z][a-z0-9+.-]{0,19}://\S+", re.IGNORECASE)
_BITS = 4.2
"""Bits a character above which a long word was drawn by a machine; English words lie near 3.5."""


def judge(said: Said) -> list[Check]:
    return [_stop(said, what, secret) for what, secret in secrets_in(said.read)]


def secrets_in(text: str) -> list[tuple[str, str]]:
    """What looks like a secret: its kind, and the very characters."""
    found = [(what, match[0]) for what, pattern in _KINDS for match in pattern.finditer(text)]
    found += [("a password or key", match[1]) for match in _NAMED.finditer(text) if _worth_hiding(match[1])]
    bare = _ADDRESS.sub(" ", text)
    found += [("a long random word", match[0]) for match in _LONG.finditer(bare) if _random(match[0])]
    seen: list[tuple[str, str]] = []
    for what, secret in found:
        if not any(secret in other for _, other in seen):
            seen.append((what, secret))
    return seen


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


def _stop(said: Said, what: str, secret: str) -> Check:
    field = said.field_with(secret)
    remedy = fill(field.name, field.value.replace(secret, REMOVED)) if field else None
    text = f"This looks like {what}: {secret[:4]}…"
    return Check(CheckLevel.STOP, "secret", text, "Take it out", field.name if field else "", remedy, secret=True)
