"""What the honesty checks look at: a text, where its words came from, and the record that it is held against."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

import msgspec

from warroom.clock import Instant
from warroom.comms.checks import Check, CheckLevel, Remedy, fill, go
from warroom.comms.fields import Field
from warroom.comms.templates import Template
from warroom.incident.playbook import Playbook
from warroom.incident.playbook_parts import HonestyRule, Level
from warroom.incident.state import Incident

LONGEST_READ = 20_000
"""Characters that are judged of one text; more is no message that a person reads."""


class Said(msgspec.Struct, frozen=True):
    """One message as it would leave. Without a template it is a text that was written elsewhere."""

    incident: Incident
    playbook: Playbook
    now: Instant
    text: str
    external: bool
    template: Template | None = None
    fields: Mapping[str, Field] = {}
    missing: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def read(self) -> str:
        return self.text[:LONGEST_READ]

    def rule(self, key: str) -> HonestyRule | None:
        """The playbook's rule of that name; None where the team has struck it."""
        return next((rule for rule in self.playbook.honesty if rule.key == key), None)

    def field_with(self, phrase: str) -> Field | None:
        """The field of the template whose value brought ``phrase`` into the text."""
        wanted = phrase.casefold()
        names = self.template.fields if self.template else ()
        return next((self.fields[name] for name in names if wanted in self.fields[name].value.casefold()), None)

    def replace(self, phrase: str, better: str) -> tuple[str, Remedy | None]:
        """The field that holds ``phrase`` and what one key writes there instead; nothing when no field holds it."""
        field = self.field_with(phrase)
        if field is None:
            return "", None
        changed = re.sub(re.escape(phrase), lambda _found: better, field.value, flags=re.IGNORECASE)
        return field.name, fill(field.name, re.sub(r"[ \t]{2,}", " ", changed).strip())

    def look_at(self, phrase: str) -> tuple[str, Remedy | None]:
        """Where ``phrase`` is to be mended by hand."""
        field = self.field_with(phrase)
        return (field.name, go(field.name)) if field else ("", None)


def level_of(rule: HonestyRule) -> CheckLevel:
    return CheckLevel.STOP if rule.level is Level.STOP else CheckLevel.WARN


@cache
def any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the words as whole words, whatever the case and the width of the spaces."""
    parts = (r"\s+".join(map(re.escape, word.split())) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})(?![\w-])", re.IGNORECASE)


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text; a line is one at least."""
    for line in text.split("\n"):
        yield from (part for part in re.split(r"(?<=[.!?])\s+", line.strip()) if part)


def around(text: str, found: re.Match[str], before: int = 40, after: int = 40) -> tuple[str, str]:
    """What stands before and after a match in its own sentence, in small letters."""
    ahead = re.split(r"[.!?\n;]\s|\n", text[max(0, found.start() - before) : found.start()])[-1]
    behind = re.split(r"[.!?;]\s|\n", text[found.end() : found.end() + after])[0]
    return ahead.casefold(), behind.casefold()


def warn(rule: str, text: str, fix: str, place: tuple[str, Remedy | None] = ("", None)) -> Check:
    return Check(CheckLevel.WARN, rule, text, fix, place[0], place[1])
