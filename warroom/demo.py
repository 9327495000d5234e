"""The demo incident as data: what is typed, sent and done, each at its time, for window and tests alike."""

from __future__ import annotations

import tomllib
from enum import StrEnum
from pathlib import Path

import msgspec

from warroom import paths
from warroom.clock import Instant


class Act(StrEnum):
    """What a step does."""

    DECLARE = "declare"
    LINE = "line"
    SEND = "send"
    EXPORT = "export"


class Step(msgspec.Struct, frozen=True):
    """``at`` is when it happens. ``line`` goes into the scribe line; the others make a message.

    ``next_update`` is the promise of a message as a person types it, ``HH:MM``; '' makes none.
    """

    at: Instant
    act: Act = Act.LINE
    line: str = ""
    severity: int = 0
    template: str = ""
    via: str = ""
    next_update: str = ""
    fields: dict[str, str] = {}

    @property
    def dated(self) -> str:
        """The line with its own time before it: the same entry whenever it is typed."""
        return self.line if _begins_with_time(self.line) else f"{self.at.hhmmss()}Z {self.line}"

    @property
    def sets(self) -> dict[str, str]:
        """Every field of a message, the promise among them."""
        return self.fields | ({"next_update": self.next_update} if self.next_update else {})


class Script(msgspec.Struct, frozen=True):
    """``start`` is the first step's time; the steps stand in the order in which they happen."""

    title: str
    start: Instant
    author: str
    steps: tuple[Step, ...]

    def offset_s(self, step: Step) -> float:
        """Seconds from the start to a step: what a replay waits for, divided by its speed."""
        return step.at.since(self.start)


class _Raw(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    at: str
    act: Act = Act.LINE
    line: str = ""
    severity: int = 0
    template: str = ""
    via: str = ""
    next_update: str = ""
    fields: dict[str, str] = {}


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: str
    start: str
    author: str
    step: tuple[_Raw, ...]


def load(path: Path | None = None) -> Script:
    """The script in a file, the shipped one by default. Raises ``ValueError`` for a file that is not one."""
    text = (path or paths.resource("scenarios", "demo.toml")).read_text(encoding="utf-8")
    raw = msgspec.convert(tomllib.loads(text), _File)
    start = Instant.parse(raw.start)
    return Script(raw.title, start, raw.author, tuple(_step(start, step) for step in raw.step))


def _step(start: Instant, raw: _Raw) -> Step:
    at = Instant.parse(f"{start.datetime():%Y-%m-%d}T{raw.at}:00Z")
    if at < start:
        raise ValueError(f"{raw.at} is before the start of the script")
    return Step(at, raw.act, raw.line, raw.severity, raw.template, raw.via, raw.next_update, raw.fields)


def _begins_with_time(line: str) -> bool:
    return line[2:3] == ":" and line[:2].isdigit()
