"""One incident as cState keeps it: a Markdown file with front matter, its newest update first.

Front matter that is not ours stays as it is: people edit these files by hand. Each update begins with a hidden mark,
by which it is recognised later (github.com/cstate/cstate, ``content/issues``).
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum

import msgspec

from warroom.clock import Instant
from warroom.connectors.protocol import Component, ComponentState, Outgoing, PageStatus

INCIDENT_KEY = "warroom"
"""Front matter: whose incident the file is."""
_FENCE = "---"
_UNFIT = re.compile(r"[^a-z0-9]+")
_WORST = (ComponentState.MAJOR_OUTAGE, ComponentState.PARTIAL_OUTAGE, ComponentState.DEGRADED)


class Severity(StrEnum):
    """cState's own three."""

    DOWN = "down"
    DISRUPTED = "disrupted"
    NOTICE = "notice"


_BY_STATE = {
    ComponentState.MAJOR_OUTAGE: Severity.DOWN,
    ComponentState.PARTIAL_OUTAGE: Severity.DISRUPTED,
    ComponentState.DEGRADED: Severity.DISRUPTED,
}
_BY_SEVERITY = {1: Severity.DOWN, 2: Severity.DISRUPTED, 3: Severity.NOTICE, 4: Severity.NOTICE}


class Malformed(Exception):
    """A file without front matter: nothing of ours, and nothing to write into."""


def mark(id: str) -> str:
    """What stands before an update; readers do not see it."""
    return f"<!-- warroom {id} -->"


def is_of(text: str, incident: str) -> bool:
    """Whether a file holds this incident."""
    return bool(incident) and f"\n{INCIDENT_KEY}: {_scalar(incident)}\n" in text


def filename(outgoing: Outgoing, n: int) -> str:
    """``2026-01-05-checkout-fails.md``; from the second of a day and title on with a number."""
    plain = unicodedata.normalize("NFKD", outgoing.title).encode("ascii", "ignore").decode().lower()
    slug = _UNFIT.sub("-", plain).strip("-")[:60].strip("-") or "incident"
    day = f"{outgoing.written_at.datetime():%Y-%m-%d}"
    return f"{day}-{slug}.md" if n < 2 else f"{day}-{slug}-{n}.md"


def fresh(outgoing: Outgoing, at: Instant) -> str:
    """A file for a new incident, without an update yet."""
    head = {
        "title": _scalar(outgoing.title),
        "date": at.text,
        "resolved": "false",
        "severity": _scalar(_severity(outgoing).value),
        "affected": "[]",
        "section": "issue",
        INCIDENT_KEY: _scalar(outgoing.incident or outgoing.id),
    }
    return "\n".join([_FENCE, *(f"{key}: {value}" for key, value in head.items()), _FENCE, ""])


def updated(text: str, outgoing: Outgoing, at: Instant, names: Mapping[str, str]) -> str:
    """The file with one more update on top. ``names``: what the page calls a component. Raises ``Malformed``."""
    head, body = _parted(text)
    affected = [names.get(one.name.casefold(), one.name) for one in _ailing(outgoing.components)]
    if outgoing.components and (affected or outgoing.status is not PageStatus.RESOLVED):
        head = _set(head, "affected", msgspec.json.encode(affected).decode())
    if outgoing.status is PageStatus.RESOLVED:
        head = _set(_set(head, "resolved", "true"), "resolvedWhen", at.text)
    elif outgoing.status is not None:
        head = _set(_set(head, "resolved", "false"), "resolvedWhen", None)
        if outgoing.components or outgoing.severity:
            head = _set(head, "severity", _scalar(_severity(outgoing).value))
    update = f'{mark(outgoing.id)}\n\n{_inert(outgoing)}\n\n{{{{< track "{at.text}" >}}}}\n'
    rest = body.strip("\n")
    return "\n".join([_FENCE, *head, _FENCE, "", update, *([rest, ""] if rest else [])])


def _parted(text: str) -> tuple[list[str], str]:
    lines = text.replace("\r\n", "\n").split("\n")
    if lines[0].rstrip() != _FENCE or _FENCE not in [line.rstrip() for line in lines[1:]]:
        raise Malformed
    end = next(n for n, line in enumerate(lines[1:], 1) if line.rstrip() == _FENCE)
    return lines[1:end], "\n".join(lines[end + 1 :])


def _set(head: list[str], key: str, value: str | None) -> list[str]:
    """Front matter with ``key`` set, or without it; a value over several lines goes with its key."""
    kept: list[str] = []
    inside = done = False
    for line in head:
        if line.partition(":")[0].strip().casefold() == key.casefold() and not line.startswith((" ", "-")):
            inside = True
            if value is not None and not done:
                kept.append(f"{key}: {value}")
                done = True
        elif not (inside and line.startswith((" ", "-", "\t"))):
            inside = False
            kept.append(line)
    return kept if done or value is None else [*kept, f"{key}: {value}"]


def _inert(outgoing: Outgoing) -> str:
    """The text, with nothing in it that Hugo would run."""
    text = outgoing.markdown or html.escape(outgoing.plain, quote=False)
    text = text.replace("\r\n", "\n").strip("\n")
    return text.replace("{{<", "{{&lt;").replace("{{%", "{{&#37;")


def _ailing(components: tuple[Component, ...]) -> list[Component]:
    return [one for one in components if one.state is not ComponentState.OPERATIONAL]


def _severity(outgoing: Outgoing) -> Severity:
    """By the worst component, else by the incident's own."""
    states = {one.state for one in outgoing.components}
    worst = next((state for state in _WORST if state in states), None)
    return _BY_STATE[worst] if worst else _BY_SEVERITY.get(outgoing.severity, Severity.DISRUPTED)


def _scalar(text: str) -> str:
    """A text as YAML reads it: JSON's own quotes are YAML's too."""
    return msgspec.json.encode(text).decode()
