"""A runbook as it is read: sections, steps to tick, and command blocks whose variables are filled and never run."""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

from warroom.clock import DAY, Instant

STALE_AFTER_S = 180 * DAY
"""A runbook that nobody has touched for half a year is named as stale."""
_VARIABLE = re.compile(
    r"\{\{\s*(?P<braces>[A-Za-z][\w-]*)\s*\}\}|\$\{(?P<shell>[A-Za-z]\w*)\}|<(?P<angle>[A-Za-z][\w-]*)>"
)
_HARMLESS = re.compile(r"[\w./:@%+=,-]+")


class Command(msgspec.Struct, frozen=True):
    """A block of code as it stands in the runbook; ``language`` as the fence names it, ``line`` where it begins,
    ``section`` the heading it stands under, ``after`` the number of the step before it, 0 where none is."""

    text: str
    language: str = ""
    line: int = 0
    section: str = ""
    after: int = 0

    @property
    def variables(self) -> tuple[str, ...]:
        """The names in ``{{name}}``, ``${name}`` and ``<name>``, each once, in order."""
        return tuple(dict.fromkeys(_name(found) for found in _VARIABLE.finditer(self.text)))

    def filled(self, values: Mapping[str, str]) -> Filled:
        """The command with its variables filled.

        A name without a value stays as it is and is missing. A value that a shell could read as more than a word is
        not put in either: titles and hypotheses are typed by anybody, and a copied command is run by somebody.
        """
        missing: list[str] = []
        unsafe: list[str] = []

        def fill(found: re.Match[str]) -> str:
            name = _name(found)
            value = values.get(name) or values.get(name.casefold(), "")
            if value and _HARMLESS.fullmatch(value) and not value.startswith("-"):
                return value
            (unsafe if value else missing).append(name)
            return found[0]

        text = _VARIABLE.sub(fill, self.text)
        return Filled(text, tuple(dict.fromkeys(missing)), tuple(dict.fromkeys(unsafe)))


class Filled(msgspec.Struct, frozen=True):
    """A command ready to be copied; ``missing`` and ``unsafe`` name the variables that still stand in it."""

    text: str
    missing: tuple[str, ...] = ()
    unsafe: tuple[str, ...] = ()


class Step(msgspec.Struct, frozen=True):
    """One step to tick: numbered from 1 through the whole runbook."""

    n: int
    text: str
    section: str = ""
    commands: tuple[Command, ...] = ()


class Section(msgspec.Struct, frozen=True):
    """A heading with the Markdown under it, up to the next heading."""

    title: str
    level: int
    text: str


class Runbook(msgspec.Struct, frozen=True, kw_only=True):
    """``key`` is how it is called by: the file's name without its ending. ``changed_at``: reviewed, else written."""

    key: str
    title: str
    path: str
    text: str
    sections: tuple[Section, ...] = ()
    steps: tuple[Step, ...] = ()
    commands: tuple[Command, ...] = ()
    services: tuple[str, ...] = ()
    changed_at: Instant = Instant(0)

    def age_s(self, now: Instant) -> float:
        return max(0.0, now.since(self.changed_at))

    def stale(self, now: Instant) -> bool:
        return self.age_s(now) > STALE_AFTER_S

    def step(self, n: int) -> Step | None:
        return next((step for step in self.steps if step.n == n), None)

    @property
    def parts(self) -> tuple[Step | Command, ...]:
        """Steps, and the commands that belong to none, in the order of the document: order is what a runbook says."""
        stepped = {command for step in self.steps for command in step.commands}
        loose = [command for command in self.commands if command not in stepped]
        parts: list[Step | Command] = [command for command in loose if not command.after]
        for step in self.steps:
            parts += [step, *(command for command in loose if command.after == step.n)]
        return tuple(parts)

    @property
    def list_key(self) -> str:
        """The name of the checklist that its ticked steps are kept under in an incident."""
        return f"runbook:{self.key}"


def _name(found: re.Match[str]) -> str:
    return found["braces"] or found["shell"] or found["angle"]
