"""What the popup offers while a line is typed: people, role prefixes, commands and the values that they take.

Nothing is ever accepted by Enter; these are offers (UI.md 3.3). People and prefixes come from the caller, in the order
in which they should be offered.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from warroom.scribe.choices import matching
from warroom.scribe.commands import COMMANDS, Values, beginning
from warroom.scribe.times import is_time

MOST = 64
"""More offers than that help nobody."""
_REACH = 200
"""Only this much before the cursor is looked at: completion runs on every key."""

_COMMAND = re.compile(r"\s*(?P<head>\S+\s+)?/(?P<word>[\w-]*)")
_ROLE = re.compile(r"(?:^|\s)(\[[^\[\]\n]{0,16})$")


class Candidate(msgspec.Struct, frozen=True):
    """``insert`` replaces the token; ``label`` is what the row shows, ``hint`` what stands behind it."""

    insert: str
    label: str
    hint: str = ""


class Completion(msgspec.Struct, frozen=True):
    """The token from ``start`` to ``end`` of the line, and what may stand there instead."""

    start: int
    end: int
    candidates: tuple[Candidate, ...] = ()


def completions(line: str, cursor: int, people: Sequence[str] = (), prefixes: Sequence[str] = ()) -> Completion:
    """The offers for what stands before ``cursor``; none when there is nothing to complete."""
    cursor = max(0, min(cursor, len(line)))
    start = cursor
    while start > 0 and cursor - start < _REACH and not line[start - 1].isspace():
        start -= 1
    token = line[start:cursor]
    escaped = line.lstrip()[:2].startswith(("\\", "//"))
    if escaped or cursor - start >= _REACH:
        return Completion(cursor, cursor)
    if token.startswith("@"):
        return Completion(start, cursor, _people(token, people))
    if match := _ROLE.search(line[max(0, cursor - _REACH) : cursor]):
        return Completion(cursor - len(match[1]), cursor, _roles(match[1], prefixes))
    command = _COMMAND.match(line[: min(cursor, _REACH)])
    if command is None or not (command["head"] is None or is_time(command["head"].strip())):
        return Completion(cursor, cursor)
    if command.end() == cursor:
        return Completion(start, cursor, _commands(command["word"]))
    return Completion(start, cursor, _values(command["word"], line[command.end() : start], token, people))


def _commands(typed: str) -> tuple[Candidate, ...]:
    """Every command that ``typed`` begins, the one that it names exactly first."""
    folded = typed.casefold()
    found = [spec for spec in COMMANDS if any(name.startswith(folded) for name in spec.names)]
    found.sort(key=lambda spec: folded not in spec.names)
    return tuple(Candidate(f"/{spec.name}" + (" " if spec.usage else ""), spec.shown, spec.hint) for spec in found)


def _values(typed: str, before: str, token: str, people: Sequence[str]) -> tuple[Candidate, ...]:
    """What the argument may be that comes after the words in ``before``."""
    found = beginning(typed)
    position = len(before.split())
    if len(found) != 1 or position >= len(found[0].values):
        return ()
    values: Values = found[0].values[position]
    offers = [Candidate(choice.word + " ", choice.word, choice.label) for choice in matching(token, values.words)]
    if values.people:
        offers[:0] = _people("@" + token, people)
    return tuple(offers[:MOST])


def _people(token: str, people: Sequence[str]) -> tuple[Candidate, ...]:
    begin = token[1:].casefold()
    fitting = (handle for handle in dict.fromkeys(people) if handle.startswith(begin))
    return tuple(Candidate(f"@{handle} ", f"@{handle}") for handle in list(fitting)[:MOST])


def _roles(token: str, prefixes: Sequence[str]) -> tuple[Candidate, ...]:
    begin = token[1:].casefold()
    fitting = (prefix for prefix in dict.fromkeys(prefixes) if prefix.casefold().startswith(begin))
    return tuple(Candidate(f"[{prefix}] ", f"[{prefix}]") for prefix in list(fitting)[:MOST])
