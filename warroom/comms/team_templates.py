"""A team's own templates: the files in its settings folder, and packs of them that teams hand to each other.

A pack is a zip of template files and nothing else. It comes from outside, so it is read within limits, nothing of it
is unpacked by the zip's own word, and every template in it is parsed before the first file is written.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from pathlib import Path

import msgspec

from warroom.comms.files import write_whole
from warroom.comms.templates import FILE_LIMIT, SUFFIX, Template, parse
from warroom.errors import NotFound, Refused, TemplateError

MOST_FILES = 200
PACK_LIMIT = 4_000_000
"""Bytes of a pack as it lies on disk, and of all that is in it."""
_WHEN = (2026, 1, 1, 0, 0, 0)
"""The date of every file in a pack: the same templates make the same bytes."""


class Pack(msgspec.Struct, frozen=True):
    """Template texts by name, each of which parses."""

    texts: dict[str, str]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.texts)


def source(name: str, builtin: Path, team: Path) -> str:
    """The text of a template as it counts now, the team's before the built-in one. Raises ``NotFound``."""
    for folder in (team, builtin):
        path = folder / f"{name}{SUFFIX}"
        if path.is_file():
            return path.read_text(encoding="utf-8", errors="replace")
    raise NotFound(f'No template is called "{name}"', code="no_template", name=name)


def save(name: str, text: str, team: Path) -> Template:
    """Keep a template of the team's, once it parses; a whole file or none. Raises ``TemplateError``, ``Refused``."""
    made = parse(name, text)
    if len(text.encode()) > FILE_LIMIT:
        raise TemplateError(f'Template "{name}" is larger than {FILE_LIMIT} bytes', template=name, line=1)
    write_whole(team / f"{name}{SUFFIX}", text.encode())
    return made


def discard(name: str, team: Path) -> None:
    """Take back the team's own: the built-in one counts again, if there is one. Raises ``NotFound``, ``Refused``."""
    path = team / f"{name}{SUFFIX}"
    try:
        path.unlink()
    except FileNotFoundError:
        raise NotFound(f'The team has no template "{name}" of its own', code="no_template", name=name) from None
    except OSError as fault:
        raise Refused(f"{path} cannot be removed: {fault.strerror}", code="template_kept") from fault


def own(team: Path) -> tuple[str, ...]:
    """The names of the team's own files, those with mistakes among them."""
    if not team.is_dir():
        return ()
    return tuple(sorted(path.name.removesuffix(SUFFIX) for path in team.glob(f"*{SUFFIX}") if path.is_file()))


def packed(texts: Iterable[tuple[str, str]]) -> bytes:
    """A pack of these templates, by name and text. Raises ``TemplateError`` for one that does not parse."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in sorted(texts):
            parse(name, text)
            archive.writestr(zipfile.ZipInfo(f"{name}{SUFFIX}", _WHEN), text)
    return buffer.getvalue()


def write_pack(path: Path, texts: Iterable[tuple[str, str]]) -> None:
    """Write a pack, readable by this person alone. Raises ``TemplateError``, ``Refused``."""
    write_whole(path, packed(texts))


def read_pack(path: Path) -> Pack:
    """What is in a pack. Raises ``Refused`` for what is none, ``TemplateError`` for the first template that fails."""
    try:
        with path.open("rb") as file:
            raw = file.read(PACK_LIMIT + 1)
    except OSError as fault:
        raise Refused(f"{path.name} cannot be read: {fault.strerror}", code="pack_unread") from fault
    if len(raw) > PACK_LIMIT:
        raise _no_pack(path, f"it is larger than {PACK_LIMIT // 1_000_000} MB")
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            texts = _texts(path, archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as fault:
        raise _no_pack(path, f"it is no zip that can be read ({fault})") from None
    for name, text in texts.items():
        parse(name, text)
    return Pack(texts)


def install(pack: Pack, team: Path, *, replace: bool = False) -> tuple[str, ...]:
    """Put a pack's templates into the team's folder; the names written.

    Raises ``Refused`` naming those that the team has already, unless ``replace``.
    """
    there = [name for name in pack.names if name in own(team)]
    if there and not replace:
        names = ", ".join(there)
        sentence = f"Not imported: the team has {names} already. Import with --replace to take the pack's"
        raise Refused(sentence, code="templates_there", names=there)
    for name, text in pack.texts.items():
        write_whole(team / f"{name}{SUFFIX}", text.encode())
    return pack.names


def _texts(path: Path, archive: zipfile.ZipFile) -> dict[str, str]:
    """The files of a pack, each read as far as the limits go, whatever the zip declares."""
    members = archive.infolist()
    if len(members) > MOST_FILES:
        raise _no_pack(path, f"it holds {len(members)} files, and {MOST_FILES} is the most")
    texts: dict[str, str] = {}
    total = 0
    for member in members:
        name = member.filename.removesuffix(SUFFIX)
        if not member.filename.endswith(SUFFIX) or "/" in name or "\\" in name or name.startswith("."):
            raise _no_pack(path, f"{member.filename[:60]!r} in it is no template file")
        if name in texts:
            raise _no_pack(path, f"it holds {member.filename} twice")
        with archive.open(member) as file:
            raw = file.read(FILE_LIMIT + 1)
        total += len(raw)
        if len(raw) > FILE_LIMIT or total > PACK_LIMIT:
            raise TemplateError(f'Template "{name}" is larger than {FILE_LIMIT} bytes', template=name, line=1)
        try:
            texts[name] = raw.decode()
        except UnicodeDecodeError as fault:
            line = raw[: fault.start].count(b"\n") + 1
            sentence = f'Template "{name}" has a mistake on line {line}: it is not UTF-8 text'
            raise TemplateError(sentence, template=name, line=line) from None
    if not texts:
        raise _no_pack(path, "it holds no template")
    return texts


def _no_pack(path: Path, reason: str) -> Refused:
    return Refused(f"{path.name} is no template pack: {reason}", code="no_pack")
