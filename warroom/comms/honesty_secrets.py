"""Secrets: whatever looks like one stops a message, and nobody can overrule it."""

from __future__ import annotations

from warroom import masking
from warroom.comms.checks import Check, CheckLevel, fill
from warroom.comms.said import Said

REMOVED = "[removed]"


def judge(said: Said) -> list[Check]:
    return [_stop(said, what, secret) for what, secret in secrets_in(said.read)]


def secrets_in(text: str) -> list[tuple[str, str]]:
    """What looks like a secret: its kind, and the very characters; each once."""
    seen: list[tuple[str, str]] = []
    for one in masking.secrets_in(text):
        secret = text[one.start : one.end]
        if not any(secret in other for _, other in seen):
            seen.append((one.what, secret))
    return seen


def _stop(said: Said, what: str, secret: str) -> Check:
    field = said.field_with(secret)
    remedy = fill(field.name, field.value.replace(secret, REMOVED)) if field else None
    text = f"This looks like {what}: {secret[:4]}…"
    return Check(CheckLevel.STOP, "secret", text, "Take it out", field.name if field else "", remedy, secret=True)
