"""Messages: a draft with its fields, its text and its honesty checks, on every key press."""

from __future__ import annotations

from itertools import cycle

from tests.bench.registry import Measured, by_turns, row
from warroom import paths
from warroom.clock import Instant
from warroom.comms.drafts import draft
from warroom.comms.message import Format
from warroom.comms.render import render
from warroom.comms.sample import sample
from warroom.comms.templates import Templates
from warroom.incident import playbook as playbooks

NOW = Instant.parse("2026-11-21T03:14:22Z")
_EACH = 12
"""Turns of each template and each format."""


@row(
    "draft of any message with its checks",
    bare="its template filled with the same values",
    reach_p99=10,
    because="the slowest turns wait for a core: the median of each template is 1 to 3 ms.",
)
def drafts() -> Measured:
    """Every template in every format, warm: as the preview asks for it with each key."""
    playbook = playbooks.parse(paths.resource("playbook.toml").read_text(encoding="utf-8"))
    templates = Templates.load(paths.resource("templates"))
    incident = sample(NOW)
    kinds = [(template, form) for template in (*templates, *templates.variants) for form in Format]
    values = {
        template: {
            name: field.content
            for name, field in draft(incident, playbook, NOW, template).fields.items()
            if not field.missing
        }
        for template, _ in kinds
    }
    ours, bare = cycle(kinds), cycle(kinds)

    def whole() -> None:
        template, form = next(ours)
        draft(incident, playbook, NOW, template, form)

    def filled() -> None:
        template, _ = next(bare)
        render(template, values[template])

    turns = len(kinds) * _EACH
    return by_turns(whole, filled, turns=turns, batch=len(kinds), warm_up=len(kinds))
