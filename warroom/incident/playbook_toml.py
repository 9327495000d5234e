"""The playbook's text: reading TOML, laying one tree over another, writing it back, finding the line of a key."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TypeAlias

from warroom.errors import PlaybookError

Path: TypeAlias = tuple[str | int, ...]
"""``("severities", "1", "internal")``; a number is a place in a list, from 0."""

REMOVE = "remove"
"""``remove = true`` in a team's table drops that row of the built-in playbook."""

_TOML_PLACE = re.compile(r"\s*\(at (?:line (?P<line>\d+), column \d+|end of document)\)$")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_KEY_PART = re.compile(r"""\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([A-Za-z0-9_-]+))\s*""")
_OPENERS = re.compile(r'"""|\'\'\'|"|\'|#|[\[{]|[\]}]')


def read(text: str) -> dict[str, object]:
    """Parse TOML. Raises PlaybookError with the line of a syntax mistake."""
    text = text.removeprefix("\ufeff")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _TOML_PLACE.search(str(error))
        line = int(place["line"]) if place and place["line"] else text.count("\n") + 1
        reason = _TOML_PLACE.sub("", str(error))
        raise PlaybookError(
            f"The playbook cannot be read at line {line}: {reason}. Mend that line and try again.", line=line
        ) from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, brackets nested without end
        raise PlaybookError("The playbook holds a value that is too large or too deep to read. Shorten it.") from error


def merge(base: Mapping[str, object], over: Mapping[str, object]) -> dict[str, object]:
    """Lay ``over`` on ``base``: tables merge key by key, anything else replaces, ``remove = true`` drops a table."""
    merged = dict(base)
    for key, value in over.items():
        below = merged.get(key)
        if isinstance(value, dict) and value.get(REMOVE) is True and isinstance(below, dict):
            del merged[key]
        elif isinstance(value, dict) and isinstance(below, dict):
            merged[key] = merge(below, value)
        else:
            merged[key] = value
    return merged


def write(tree: Mapping[str, object]) -> str:
    """The tree as TOML again, so that a merged playbook can be kept as one text and read years later."""
    return "\n".join(_table_lines(tree, ())).strip("\n") + "\n"


def _table_lines(table: Mapping[str, object], path: tuple[str, ...]) -> Iterator[str]:
    plain = {key: value for key, value in table.items() if not isinstance(value, dict)}
    if path and (plain or not table):
        yield ""
        yield f"[{'.'.join(_key(part) for part in path)}]"
    for key, value in plain.items():
        yield f"{_key(key)} = {_value(value)}"
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _table_lines(value, (*path, key))


def _key(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key) else _value(key)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, list):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(key)} = {_value(item)}" for key, item in value.items()) + " }"
    return str(value)


class Sources:
    """The texts that a playbook was read from, so that a mistake can be named by its line."""

    def __init__(self, builtin: str, team: str | None = None) -> None:
        self._texts = (builtin, team)

    @cached_property
    def _builtin(self) -> dict[Path, int]:
        return _lines_of_keys(self._texts[0])

    @cached_property
    def _team(self) -> dict[Path, int]:
        return _lines_of_keys(self._texts[1] or "")

    def line(self, path: Path) -> int:
        """Line of the key, else of the nearest table around it; the team's file wins; 0 when neither has it."""
        until_list = next((at for at, part in enumerate(path) if isinstance(part, int)), len(path))
        replaced = until_list < len(path) and path[:until_list] in self._team
        texts = (self._team,) if replaced else (self._team, self._builtin)
        for length in range(len(path), 0, -1):
            head = path[:length]
            for lines in texts:
                if head in lines:
                    return lines[head]
        return 0


def _lines_of_keys(text: str) -> dict[Path, int]:
    lines: dict[Path, int] = {}
    table: Path = ()
    counted: dict[Path, int] = {}
    inside, depth = "", 0
    for number, line in enumerate(text.splitlines(), start=1):
        start = line.strip()
        if not inside and not depth and start and not start.startswith("#"):
            if start.startswith("[["):
                name = _key_parts(start[2:])
                counted[name] = counted.get(name, -1) + 1
                table = (*name, counted[name])
                _note(lines, table, number)
                continue
            if start.startswith("["):
                table = _key_parts(start[1:])
                _note(lines, table, number)
                continue
            _note(lines, (*table, *_key_parts(start)), number)
        inside, depth = _still_open(line, inside, depth)
    return lines


def _note(lines: dict[Path, int], path: Path, number: int) -> None:
    for length in range(1, len(path) + 1):
        lines.setdefault(path[:length], number)
    lines[path] = min(lines[path], number)


def _key_parts(text: str) -> tuple[str, ...]:
    parts: list[str] = []
    at = 0
    while found := _KEY_PART.match(text, at):
        parts.append(next(part for part in found.groups() if part is not None))
        at = found.end()
        if text[at : at + 1] != ".":
            break
        at += 1
    return tuple(parts)


def _still_open(line: str, inside: str, depth: int) -> tuple[str, int]:
    """Whether a value goes on in the next line: the open multi-line quote, and the depth of brackets."""
    at = 0
    while at < len(line):
        if inside:
            end = line.find(inside, at)
            if end < 0:
                return (inside, depth) if len(inside) == 3 else ("", depth)
            escaped = inside.startswith('"') and (end - len(line[:end].rstrip("\\"))) % 2 == 1
            at = end + (1 if escaped else len(inside))
            inside = inside if escaped else ""
            continue
        found = _OPENERS.search(line, at)
        if found is None or found[0] == "#":
            break
        at = found.end()
        if found[0] in "[{":
            depth += 1
        elif found[0] in "]}":
            depth -= 1
        else:
            inside = found[0]
    return (inside if len(inside) == 3 else "", depth)
