"""The message templates: one file each, a team's own before the built-in ones.

A file is ``NAME.md.j2``: a front matter in TOML between ``+++`` lines, then the body (``language`` says what it may
hold). A file of the team with a mistake is named by line, and the built-in one steps in.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path

import msgspec
from jinja2.environment import Template as Compiled

from warroom.comms.language import compile_body
from warroom.comms.names import FACTS, FIELDS
from warroom.errors import NotFound, TemplateError
from warroom.incident.playbook_parts import Resets

SUFFIX = ".md.j2"
FILE_LIMIT = 64_000
"""Bytes of one template file."""
ORDER = (
    "declaration",
    "status-update",
    "resolution",
    "initial-alert",
    "numbered-update",
    "page-investigating",
    "page-identified",
    "page-monitoring",
    "page-resolved",
    "customer-email",
    "executive-brief",
    "handoff",
)
"""The built-in templates in the order in which people see them; a team's own follow."""

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,47}")
_FIELD = re.compile(r"[a-z][a-z0-9_]{0,47}")
_FENCE = "+++"
_TOML_LINE = re.compile(r"\(at line (\d+)")


class Readership(StrEnum):
    """Whom a template is written for; external text is held to stricter rules."""

    INTERNAL = "internal"
    EXTERNAL = "external"
    LEADERSHIP = "leadership"
    NEXT_IC = "next-ic"


class _FrontMatter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: str
    audience: Readership
    fields: tuple[str, ...]
    required: tuple[str, ...] = ()
    resets: Resets = Resets.NOTHING


class Template(msgspec.Struct, frozen=True, eq=False):
    """One template as loaded. ``resets`` is the countdown that its sending restarts (R4), for the screen to say so."""

    name: str
    title: str
    audience: Readership
    fields: tuple[str, ...]
    required: tuple[str, ...]
    resets: Resets
    compiled: Compiled
    names: frozenset[str] = frozenset()
    """What the body reads."""
    builtin: bool = True

    @property
    def external(self) -> bool:
        return self.audience is Readership.EXTERNAL


class Templates:
    """Every template at hand. ``problems`` holds what was wrong with a team's files, one sentence each."""

    def __init__(self, found: Iterable[Template], problems: Iterable[TemplateError] = ()) -> None:
        self._by_name = {template.name: template for template in found}
        self.problems = tuple(problems)

    @classmethod
    def load(cls, builtin: Path, team: Path | None = None) -> Templates:
        """Reads both folders. Raises ``TemplateError`` for a mistake in a built-in file, which is ours."""
        found = {name: read(builtin / f"{name}{SUFFIX}") for name in ORDER}
        problems: list[TemplateError] = []
        for path in sorted(team.glob(f"*{SUFFIX}")) if team is not None and team.is_dir() else ():
            name = path.name.removesuffix(SUFFIX)
            try:
                found[name] = msgspec.structs.replace(read(path), builtin=False)
            except TemplateError as fault:
                rest = ". Using the built-in one" if name in ORDER else ". It is left out"
                problems.append(TemplateError(fault.sentence + rest, template=name, line=fault.line))
        return cls(found.values(), problems)

    def get(self, name: str) -> Template:
        """Raises ``NotFound`` with the names that there are."""
        known = self._by_name.get(name)
        if known is None:
            names = ", ".join(self._by_name)
            raise NotFound(f'No template is called "{name}". There are: {names}', code="no_template", name=name)
        return known

    def __iter__(self) -> Iterator[Template]:
        return iter(self._by_name.values())

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._by_name)


def read(path: Path) -> Template:
    """The template in a file. Raises ``TemplateError`` naming the line."""
    name = path.name.removesuffix(SUFFIX)
    try:
        with path.open("rb") as file:
            raw = file.read(FILE_LIMIT + 1)
        text = raw.decode()
    except OSError as fault:
        raise TemplateError(f'Template "{name}" cannot be read: {fault.strerror}', template=name) from fault
    except UnicodeDecodeError as fault:
        line = raw[: fault.start].count(b"\n") + 1
        raise _mistake(name, line, "it is not UTF-8 text") from None
    if len(raw) > FILE_LIMIT:
        raise _mistake(name, 1, f"the file is larger than {FILE_LIMIT} bytes")
    return parse(name, text)


def parse(name: str, text: str) -> Template:
    """The template in a text. Raises ``TemplateError`` naming the line."""
    if not _NAME.fullmatch(name):
        raise _mistake(name, 1, "a name is made of a to z, 0 to 9 and -")
    lines = text.replace("\r\n", "\n").split("\n")
    if lines[0].strip() != _FENCE or _FENCE not in (line.strip() for line in lines[1:]):
        raise _mistake(name, 1, "it begins with a front matter between two lines of +++")
    end = next(n for n, line in enumerate(lines[1:], start=1) if line.strip() == _FENCE)
    front = _front_matter(name, lines[1:end])
    body = "\n".join(lines[end + 1 :])
    if body.lstrip().startswith(_FENCE):
        raise _mistake(name, end + 2, "it has two front matters")
    known = {*FIELDS, *FACTS, *front.fields}
    made = compile_body(body, known, template=name, line_offset=end + 1)
    return Template(name, front.title, front.audience, front.fields, front.required, front.resets, *made)


def _front_matter(name: str, lines: list[str]) -> _FrontMatter:
    try:
        tree = tomllib.loads("\n".join(lines))
    except (tomllib.TOMLDecodeError, RecursionError) as fault:
        at = _TOML_LINE.search(str(fault))
        line = int(at[1]) if at else len(lines)
        raise _mistake(name, line + 1, "the front matter is not TOML") from None
    try:
        front = msgspec.convert(tree, _FrontMatter)
    except msgspec.ValidationError as fault:
        raise _mistake(name, _line_of(lines, str(fault), tree), str(fault)) from None
    for field in front.fields:
        if not _FIELD.fullmatch(field):
            raise _mistake(name, _line_of(lines, field, tree), f"{field} cannot name a field")
    for field in front.required:
        if field not in front.fields:
            raise _mistake(name, _line_of(lines, "required", tree), f"{field} is required and not among the fields")
    return front


def _line_of(lines: list[str], words: str, tree: Mapping[str, object]) -> int:
    """The line of the file on which the key stands that a complaint is about; the first when it names none."""
    for key in tree:
        if re.search(rf"\b{re.escape(key)}\b", words):
            return next((n for n, line in enumerate(lines, start=2) if line.lstrip().startswith(key)), 1)
    return next((n for n, line in enumerate(lines, start=2) if words and words in line), 1)


def _mistake(name: str, line: int, reason: str) -> TemplateError:
    return TemplateError(f'Template "{name}" has a mistake on line {line}: {reason}', template=name, line=line)
