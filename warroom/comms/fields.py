"""The fields of one message: what each holds, where that came from, what is missing.

The record fills; what a person typed wins; an empty field stays empty and is marked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

from warroom.clock import Instant
from warroom.comms.language import Value
from warroom.comms.message import tidy
from warroom.comms.moments import moment, parse_next_update
from warroom.comms.names import FACTS, FIELDS, label
from warroom.comms.sources import Answer, Case, answer
from warroom.comms.templates import Template
from warroom.errors import BadTime
from warroom.incident.playbook import Playbook
from warroom.incident.state import Incident

NEXT_UPDATE = "next_update"
NO_NEWS = "no_news"
TYPED = "typed here"
MADE = frozenset({"duration", "components", "status", "page_status", "severity"})
"""Fields whose words are the program's own."""


class Field(msgspec.Struct, frozen=True):
    """One field as it stands. ``source`` reads on from "from" on screen; ``at`` is when the source was logged.

    ``problem`` is a sentence when what was typed cannot be used: the field then counts as missing. ``due`` is the
    instant of a next update.
    """

    name: str
    label: str
    value: str
    source: str = ""
    event: str = ""
    at: Instant | None = None
    missing: bool = False
    required: bool = False
    several: bool = False
    typed: bool = False
    problem: str = ""
    due: Instant | None = None

    @property
    def content(self) -> Value:
        """The value as a template takes it: a list field has an entry a line."""
        return tuple(self.value.split("\n")) if self.several else self.value


def fill(
    incident: Incident,
    playbook: Playbook,
    now: Instant,
    template: Template,
    overrides: Mapping[str, str] | None = None,
    gathered: Mapping[str, Answer] | None = None,
) -> dict[str, Field]:
    """The fields of ``template`` in its order, then whatever else it reads. ``overrides`` are what was typed."""
    typed = dict(overrides or {})
    case = Case(incident, playbook, now, template, typed, gathered or {})
    asked = (*template.fields, *(name for name in (*FIELDS, *FACTS) if name in template.names or name in typed))
    names = dict.fromkeys(asked)
    return {name: _field(case, name, typed.get(name)) for name in names}


def _field(case: Case, name: str, typed: str | None) -> Field:
    """Outside its own list of fields a template may still read the shared ones, but they are never required."""
    known = FIELDS.get(name)
    several = known.several if known else name == "components"
    if typed is not None:
        found, problem = _typed(case, name, typed)
    else:
        found, problem = _translated(answer(case, name), name, case.template), ""
    value = "\n".join(found.value) if isinstance(found.value, tuple) else found.value
    return Field(
        name=name,
        label=label(name),
        value=tidy(value),
        source=found.source,
        event=found.event,
        at=found.at,
        missing=not tidy(value),
        required=name in case.template.required,
        several=several,
        typed=typed is not None,
        problem=problem,
        due=found.due,
    )


def _translated(found: Answer, name: str, template: Template) -> Answer:
    """Words that the program makes itself, in the template's language; what people wrote stays as they wrote it."""
    if not template.words or name not in MADE:
        return found
    several = isinstance(found.value, tuple)
    rows = found.value if isinstance(found.value, tuple) else (found.value,)
    for said, word in template.words.items():
        whole = re.compile(rf"(?<!\w){re.escape(said)}(?!\w)")
        rows = tuple(whole.sub(word.replace("\\", r"\\"), row) for row in rows)
    return msgspec.structs.replace(found, value=rows if several else rows[0])


def _typed(case: Case, name: str, text: str) -> tuple[Answer, str]:
    """What a person typed; a next update is read as a time and written in full, with its zone."""
    if name != NEXT_UPDATE or not text.strip():
        return Answer(text, TYPED), ""
    try:
        due = parse_next_update(text, case.now)
    except BadTime as fault:
        return Answer("", TYPED), fault.sentence
    return Answer(moment(due, case.now), TYPED, due=due), ""
