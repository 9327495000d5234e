"""What to say next: prompts to read aloud or copy, each a template over the record (UI.md 5).

``say_next(incident, playbook, now)`` is a pure function: the first prompt is the card, chosen by the state; those that
the state gives a reason for follow, then those that always fit. A team's own file changes single prompts.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path

import msgspec
from jinja2.environment import Template as Compiled

from warroom import paths
from warroom.clock import Instant
from warroom.comms.language import CLOSE, OPEN, SLOTS, Missing, Slots, Value, compile_body
from warroom.comms.prompt_facts import NAMES, Reasons, common, reasons, special
from warroom.comms.prompt_names import FILE
from warroom.errors import TemplateError
from warroom.incident.playbook import Playbook
from warroom.incident.state import Incident

AT_MOST = 5
"""Prompts beside the card; more are reached by name."""
_ALWAYS = ("ask_person", "objections", "yes_no", "subteam", "interruption", "who_is_here", "hand_over")
_SLOT = re.compile(f"{OPEN}([0-9]+){CLOSE}")


class Prompt(msgspec.Struct, frozen=True):
    """``why``: what in the state asks for it, for the tooltip; '' for one that always fits."""

    key: str
    name: str
    text: str
    why: str = ""


class _Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str = ""
    text: str = ""


class Prompts:
    """The prompts at hand. ``problems`` holds what was wrong with a team's own file, one sentence each."""

    def __init__(self, rows: Mapping[str, tuple[str, Compiled]], problems: Iterable[TemplateError] = ()) -> None:
        self._rows = rows
        self.problems = tuple(problems)

    @classmethod
    def load(cls, builtin: Path, team: Path | None = None) -> Prompts:
        """Read both files; a prompt of the team with a mistake is named, and the built-in one is used."""
        rows = {
            key: (row.name, _compiled(key, row.text)) for key, row in _read(builtin.read_text(encoding="utf-8")).items()
        }
        problems: list[TemplateError] = []
        try:
            changes = _read(team.read_text(encoding="utf-8")) if team is not None and team.is_file() else {}
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
            changes = {}
            problems.append(TemplateError(f"Your prompts could not be read ({fault}). The built-in ones are used."))
        for key, row in changes.items():
            name, compiled = rows.get(key, (key.replace("_", " ").capitalize(), _compiled(key, "")))
            try:
                rows[key] = (row.name or name, _compiled(key, row.text) if row.text else compiled)
            except TemplateError as fault:
                problems.append(TemplateError(f"{fault.sentence}. Using the built-in one", template=key))
        return cls(rows, problems)

    def say_next(
        self,
        incident: Incident,
        playbook: Playbook,
        now: Instant,
        *,
        last_entry_at: Instant | None = None,
        name: Callable[[str], str] | None = None,
        tier_people: Callable[[str], str] | None = None,
    ) -> list[Prompt]:
        """The card first, then what the state gives a reason for, then what always fits; at most six in all.

        ``last_entry_at``: when somebody last logged anything, so that a lull of three minutes is noticed. ``name``
        turns a handle into the name that is called out; ``tier_people`` gives the people of a tier such as ``l2``.
        """
        found = reasons(incident, playbook, now, last_entry_at)
        keys = [*dict.fromkeys((*found.keys, *_ALWAYS))]
        return self._fill(keys[: AT_MOST + 1], incident, playbook, now, found, name, tier_people)

    def all(
        self,
        incident: Incident,
        playbook: Playbook,
        now: Instant,
        *,
        last_entry_at: Instant | None = None,
        name: Callable[[str], str] | None = None,
        tier_people: Callable[[str], str] | None = None,
    ) -> list[Prompt]:
        """Every prompt that can be filled, by name, those that fit now first: for the palette."""
        found = reasons(incident, playbook, now, last_entry_at)
        keys = [*dict.fromkeys((*found.keys, *_ALWAYS, *self._rows))]
        return self._fill(keys, incident, playbook, now, found, name, tier_people)

    def _fill(
        self,
        keys: list[str],
        incident: Incident,
        playbook: Playbook,
        now: Instant,
        found: Reasons,
        name: Callable[[str], str] | None,
        tier_people: Callable[[str], str] | None,
    ) -> list[Prompt]:
        called = name or str.capitalize
        shared = common(incident, playbook, now, called, tier_people)
        prompts = []
        for key in keys:
            if key in self._rows:
                title, compiled = self._rows[key]
                values = shared | special(incident, now, found.about.get(key), called)
                text, whole = _text(compiled, values)
                if whole or key in found.keys:
                    prompts.append(Prompt(key, title, text, found.why.get(key, "")))
        return prompts


def say_next(
    incident: Incident, playbook: Playbook, now: Instant, *, last_entry_at: Instant | None = None
) -> list[Prompt]:
    """The built-in prompts for the state at ``now``; ``Prompts.say_next`` knows names, contacts and a team's own."""
    return builtin().say_next(incident, playbook, now, last_entry_at=last_entry_at)


@cache
def builtin() -> Prompts:
    return Prompts.load(paths.resource("prompts", FILE))


def _read(text: str) -> dict[str, _Row]:
    return msgspec.convert(tomllib.loads(text), dict[str, _Row])


def _compiled(key: str, text: str) -> Compiled:
    return compile_body(text, NAMES, template=key).compiled


def _text(compiled: Compiled, values: Mapping[str, str]) -> tuple[str, bool]:
    """The words, and whether every name in them had a value; one without reads as a question mark."""
    slots = Slots()
    filled = compiled.render({**{name: value for name, value in values.items() if value}, SLOTS: slots})
    text = " ".join(_SLOT.sub(lambda match: _spoken(slots.values[int(match[1])]), filled).split())
    return text, not any(isinstance(value, Missing) for value in slots.values)


def _spoken(value: Value | Missing) -> str:
    if isinstance(value, Missing):
        return "?"
    return value.rstrip(" .") if isinstance(value, str) else "; ".join(value)
