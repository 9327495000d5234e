"""From Markdown to a runbook.

Steps are the items of numbered lists and task lists, and the bullets of a section called Steps. A code block belongs
to the step before it, in the item or after it, up to the next heading; any other keeps its place between the steps.
A front matter may name ``title``, ``service`` and ``reviewed``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import PurePath
from typing import TYPE_CHECKING

import msgspec

from warroom.clock import Instant
from warroom.readiness.runbook import Command, Runbook, Section, Step
from warroom.text import clean, one_line

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_FRONT = re.compile(r"---[ \t]*\n(?P<body>.*?)\n---[ \t]*(?:\n|$)", re.DOTALL)
_KEY = re.compile(r"(?P<key>[A-Za-z_]+)\s*:\s*(?P<value>.*)")
_TASK = re.compile(r"\[[ xX]\]\s+")
_STEP_SECTIONS = re.compile(r"\b(steps?|procedure|what to do|first aid|fix|mitigation)\b", re.IGNORECASE)
_LONGEST_STEP = 500


class _Item(msgspec.Struct):
    """A list item on the way: whether it is a step is known once its first words are read."""

    is_step: bool
    text: str = ""


class _Reader:
    """Walks the tokens once."""

    def __init__(self, lines: list[str], skipped: int) -> None:
        self._lines, self._skipped = lines, skipped
        self.title = ""
        self.steps: list[Step] = []
        self.commands: list[Command] = []
        self.headings: list[tuple[str, int, int]] = []
        self._section = ""
        self._under_step = False
        self._items: list[_Item] = []
        self._lists: list[bool] = []

    def read(self, tokens: Sequence[Token]) -> None:
        heading = 0
        for token in tokens:
            if token.type == "heading_open":
                heading = int(token.tag[1:])
            elif token.type == "inline":
                if heading and not self._items:
                    self._heading(token, heading)
                elif self._items:
                    self._words(token)
                heading = 0
            elif token.type in ("fence", "code_block"):
                self._command(token)
            else:
                self._list(token)

    def _heading(self, token: Token, level: int) -> None:
        words = one_line(clean(token.content))
        if level == 1 and not self.title:
            self.title = words
        self._section, self._under_step = words, False
        self.headings.append((words, level, (token.map or [0, 0])[1]))

    def _list(self, token: Token) -> None:
        match token.type:
            case "ordered_list_open" | "bullet_list_open":
                numbered = token.type == "ordered_list_open"
                self._lists.append(numbered or bool(_STEP_SECTIONS.search(self._section)))
            case "ordered_list_close" | "bullet_list_close":
                self._lists.pop()
            case "list_item_open":
                top = len(self._items) == 0
                self._items.append(_Item(is_step=top and self._lists[-1]))
            case "list_item_close":
                self._items.pop()

    def _words(self, token: Token) -> None:
        item = self._items[-1]
        if item.text:
            return
        task = _TASK.match(token.content)
        self._step(item, clean(token.content[task.end() :] if task else token.content), task=task is not None)

    def _step(self, item: _Item, words: str, *, task: bool = False) -> None:
        item.text = one_line(words, _LONGEST_STEP)
        if item.is_step or task:
            self.steps.append(Step(len(self.steps) + 1, item.text, self._section))
            self._under_step = True

    def _command(self, token: Token) -> None:
        line = (token.map or [0, 0])[0] + 1 + self._skipped
        text = clean(token.content).rstrip("\n")
        if self._items and not self._items[-1].text:  # an item that is nothing but code
            self._step(self._items[-1], text.strip().partition("\n")[0])
        language = token.info.strip().split(" ")[0]
        command = Command(text, language, line, self._section, len(self.steps))
        self.commands.append(command)
        if self._under_step:
            step = self.steps[-1]
            self.steps[-1] = msgspec.structs.replace(step, commands=(*step.commands, command))

    def sections(self) -> tuple[Section, ...]:
        found = []
        for place, (title, level, start) in enumerate(self.headings):
            end = self.headings[place + 1][2] - 1 if place + 1 < len(self.headings) else len(self._lines)
            found.append(Section(title, level, "\n".join(self._lines[start:end]).strip()))
        return tuple(found)


def runbook(path: str, text: str, written: Instant) -> Runbook:
    """The runbook that ``text`` is; ``written`` is when the file was last changed. Any text is one, if a poor one."""
    text = clean(text).replace("\r\n", "\n").removeprefix("\ufeff")
    front, body, skipped = _front(text)
    reader = _Reader(body.splitlines(), skipped)
    reader.read(_markdown().parse(body))
    key = re.sub(r"[^a-z0-9._-]+", "-", PurePath(path).stem.casefold()).strip("-") or "runbook"
    return Runbook(
        key=key,
        title=front.get("title", "") or reader.title or key,
        path=path,
        text=body,
        sections=reader.sections(),
        steps=tuple(reader.steps),
        commands=tuple(reader.commands),
        services=tuple(name.strip() for name in front.get("service", "").split(",") if name.strip()),
        changed_at=_reviewed(front.get("reviewed", ""), written),
    )


def _front(text: str) -> tuple[dict[str, str], str, int]:
    """The keys of the front matter, the text under it, and how many lines it takes."""
    found = _FRONT.match(text)
    if found is None:
        return {}, text, 0
    rows = (_KEY.fullmatch(line.strip()) for line in found["body"].splitlines())
    keys = {row["key"].casefold(): row["value"].strip().strip("\"'") for row in rows if row is not None}
    keys.setdefault("service", keys.get("services", "").strip("[]"))
    return keys, text[found.end() :], text[: found.end()].count("\n")


def _reviewed(text: str, written: Instant) -> Instant:
    try:
        return Instant.parse(text) if text else written
    except ValueError:
        return written


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False})
