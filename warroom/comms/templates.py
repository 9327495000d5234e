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
from typing import Annotated

import msgspec
from jinja2.environment import Template as Compiled

from warroom.comms.language import compile_body
from warroom.comms.message import Format
from warroom.comms.names import FACTS, FIELDS
from warroom.errors import NotFound, TemplateError
from warroom.incident.playbook_parts import Resets
from warroom.incident.words import Severity

SUFFIX = ".md.j2"
FILE_LIMIT = 64_000
"""Bytes of one template file."""
MOST_FILES = 300
"""Templates of one team."""
ORDER = (
    "declaration",
    "status-update",
    "resolution",
    "initial-alert",
    "numbered-update",
    "resolution-email",
    "page-investigating",
    "page-identified",
    "page-monitoring",
    "page-resolved",
    "banner",
    "public-post",
    "customer-email",
    "customer-brief",
    "customer-report",
    "executive-brief",
    "handoff",
    "shift-handoff",
    "near-miss",
)
"""The built-in templates in the order in which people see them; a team's own follow."""
VARIANTS = (
    "declaration-light",
    "status-update-light",
    "page-investigating-de",
    "page-identified-de",
    "page-monitoring-de",
    "page-resolved-de",
)
"""The built-in variants: other words of a template for some severities, or in another language."""
LANGUAGE = "en"
"""The language of the built-in templates; the window's own language is another matter."""

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,47}")
"""What a template may be called."""
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
    format: Format = Format.PLAIN
    longest: Annotated[int, msgspec.Meta(ge=1, le=100_000)] | None = None
    variant_of: str = ""
    severities: tuple[Severity, ...] = ()
    language: Annotated[str, msgspec.Meta(pattern="^[a-z]{2}$")] = LANGUAGE
    words: dict[str, str] = {}


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
    format: Format = Format.PLAIN
    """The format that it was written for, and ``longest`` its greatest length there."""
    longest: int | None = None
    variant: str = ""
    """The file that these words stand in, where they are a variant of ``name``; '' for the template itself."""
    severities: tuple[Severity, ...] = ()
    language: str = LANGUAGE
    words: Mapping[str, str] = {}
    """How this language says the words that the program makes itself, such as ``partial outage``."""

    @property
    def external(self) -> bool:
        return self.audience is Readership.EXTERNAL


class Templates:
    """Every template at hand. ``problems`` holds what was wrong with a team's files, one sentence each."""

    def __init__(self, found: Iterable[Template], problems: Iterable[TemplateError] = ()) -> None:
        found = tuple(found)
        self._by_name = {template.name: template for template in found if not template.variant}
        self.variants = tuple(template for template in found if template.variant and self._stands(template))
        self.problems = tuple(problems)

    def _stands(self, variant: Template) -> bool:
        """A built-in variant in the same language gives way where the team has words of its own for the template."""
        base = self._by_name.get(variant.name)
        return base is not None and (base.builtin or not variant.builtin or variant.language != base.language)

    @classmethod
    def load(cls, builtin: Path, team: Path | None = None) -> Templates:
        """Reads both folders. Raises ``TemplateError`` for a mistake in a built-in file, which is ours."""
        found = {name: read(builtin / f"{name}{SUFFIX}") for name in (*ORDER, *VARIANTS)}
        problems: list[TemplateError] = []
        for path in _team_files(team, problems):
            name = path.name.removesuffix(SUFFIX)
            try:
                found[name] = _owned(read(path), found.get(name))
            except TemplateError as fault:
                rest = ". Using the built-in one" if name in found else ". It is left out"
                problems.append(TemplateError(fault.sentence + rest, template=name, line=fault.line))
        for name, template in list(found.items()):
            if reason := _no_variant(template, found):
                problems.append(_mistake(name, 1, f"{reason}. It is left out"))
                del found[name]
        return cls(found.values(), problems)

    def get(self, name: str) -> Template:
        """Raises ``NotFound`` with the names that there are."""
        known = self._by_name.get(name)
        if known is None:
            names = ", ".join(self._by_name)
            raise NotFound(f'No template is called "{name}". There are: {names}', code="no_template", name=name)
        return known

    def fitting(self, name: str, severity: Severity, language: str = LANGUAGE) -> Template:
        """The words of a template for this severity, in this language where it has them. Raises ``NotFound``.

        Language comes first: readers who cannot read it are helped by no fine wording.
        """
        base = self.get(name)
        fitting = [
            variant
            for variant in self.variants
            if variant.name == name and (not variant.severities or severity in variant.severities)
        ]
        ranked = [base, *(variant for variant in fitting if variant.language in (language, base.language))]
        return max(ranked, key=lambda one: (one.language == language, bool(one.severities), bool(one.variant)))

    def __iter__(self) -> Iterator[Template]:
        return iter(self._by_name.values())

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._by_name)


def _team_files(team: Path | None, problems: list[TemplateError]) -> list[Path]:
    """The team's files in their order; what is no plain file is passed by, and too many are said."""
    if team is None or not team.is_dir():
        return []
    files = sorted(path for path in team.glob(f"*{SUFFIX}") if path.is_file())
    if len(files) > MOST_FILES:
        left = len(files) - MOST_FILES
        problems.append(TemplateError(f"{team} holds {len(files)} templates: the last {left} are left out"))
    return files[:MOST_FILES]


def _owned(template: Template, shipped: Template | None) -> Template:
    """A team's template in the place of the built-in one, whose readers outside keep the rules that protect them.

    Raises ``TemplateError``.
    """
    if shipped is not None and shipped.external and not template.external:
        raise _mistake(shipped.name, 1, f"its audience is {template.audience}, and {shipped.name} goes to customers")
    return msgspec.structs.replace(template, builtin=False)


def _no_variant(template: Template, found: Mapping[str, Template]) -> str:
    """Why a variant cannot be one; '' when it can, or is none. Its readers are those of the template, as are the rules
    that hold for them.
    """
    if not template.variant:
        return ""
    base = found.get(template.name)
    if base is None or base.variant:
        return f"there is no template {template.name} that it could be a variant of"
    if base.audience is not template.audience:
        return f"its audience is {template.audience}, and that of {template.name} is {base.audience}"
    return ""


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
    if not NAME.fullmatch(name):
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
    return Template(
        front.variant_of or name,
        front.title,
        front.audience,
        front.fields,
        front.required,
        front.resets,
        *made,
        format=front.format,
        longest=front.longest,
        variant=name if front.variant_of else "",
        severities=front.severities,
        language=front.language,
        words=front.words,
    )


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
    if front.variant_of == name or (front.variant_of and not NAME.fullmatch(front.variant_of)):
        raise _mistake(name, _line_of(lines, "variant_of", tree), f"it cannot be a variant of {front.variant_of}")
    if front.severities and not front.variant_of:
        raise _mistake(name, _line_of(lines, "severities", tree), "severities belong to a variant: say variant_of")
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
