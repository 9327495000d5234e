"""The text of a message as a service shows it: Markdown where it was written, else plain words that stay plain."""

from __future__ import annotations

import re

from warroom.connectors.protocol import Outgoing, Rejected

_MARKUP = re.compile(r"([\\`*_{}\[\]<>|~])")
_AT_START = re.compile(r"^(\s*)([#>+-]|\d+[.)])(?=\s|$)", re.MULTILINE)
_BROADCAST = re.compile(r"@(?=(?:all|channel|here|everyone|room)\b)", re.IGNORECASE)
_NOTHING = "\u200b"
"""A space of no width: what it parts is no mention any more and looks the same."""


def markdown(outgoing: Outgoing) -> str:
    """The message as Markdown; plain words get every sign escaped that would mean something else."""
    return outgoing.markdown or escaped(outgoing.plain)


def escaped(plain: str) -> str:
    """Plain words that read the same where Markdown is shown."""
    return _AT_START.sub(_defused, _MARKUP.sub(r"\\\1", plain))


def quiet(text: str) -> str:
    """The same text without calling everybody: a broadcast is sent by an explicit choice alone."""
    return _BROADCAST.sub("@" + _NOTHING, text)


def too_long(label: str, text: str, longest: int) -> Rejected | None:
    """The refusal of a text that the service would cut or refuse, before anything is sent."""
    if len(text) <= longest:
        return None
    return Rejected(f"{label} takes {longest} characters at most; this message has {len(text)}. Shorten it.")


def _defused(match: re.Match[str]) -> str:
    mark = match[2]
    return f"{match[1]}{mark[:-1]}\\{mark[-1]}" if mark[0].isdigit() else f"{match[1]}\\{mark}"
