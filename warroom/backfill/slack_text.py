"""Slack's own marks in a message, as they read in Slack: people, channels, groups, links, dates."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

_MARK = re.compile(r"<([^<>]{1,4000})>")


def shown(text: str, person: Callable[[str], str]) -> str:
    """The text of a message; ``person`` gives the handle of a user's id."""

    def replaced(match: re.Match[str]) -> str:
        target, _, label = match[1].partition("|")
        if target.startswith("@"):
            return "@" + (person(target[1:]) or label or target[1:])
        if target.startswith("#"):
            return "#" + (label or target[1:])
        if target.startswith("!"):
            return _group(target[1:], label)
        address = target.removeprefix("mailto:").removeprefix("tel:")
        return f"{label} ({address})" if label and label not in (address, target) else address

    return unescape(_MARK.sub(replaced, text)).strip()


def _group(target: str, label: str) -> str:
    """``!here``, ``!subteam^S1|@oncall``, ``!date^…|12 o'clock``."""
    if label:
        return label
    return "@" + target.partition("^")[0]
