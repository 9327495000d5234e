"""From a TOML tree to the playbook's structs, with every mistake named by line and key.

The structs of ``playbook_parts`` are the schema: a field ``internal_s`` is read from the key ``internal`` as a
duration, a tuple of keyed structs from a table of tables. Unknown keys are refused, for a typing mistake in a cadence
that is silently ignored is found in the middle of an incident.
"""

from __future__ import annotations

import difflib
import functools
import re
import types
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import TYPE_CHECKING, Any, get_args, get_origin, get_type_hints

import msgspec

from warroom.errors import PlaybookError
from warroom.incident.checklists import PROOFS
from warroom.incident.playbook_toml import Path, Sources
from warroom.incident.words import Severity, Status

if TYPE_CHECKING:
    from warroom.incident.playbook import Playbook

LONGEST_S = 366 * 86_400
"""A limit of more than a year is a slip; it would also leave the range of dates."""
DURATION_HELP = 'write it as "90 s", "15 min", "2 h", "3 d", "1 week" or "none"'
_UNITS = {
    "s": 1, "sec": 1, "second": 1, "seconds": 1,
    "min": 60, "minute": 60, "minutes": 60,
    "h": 3_600, "hour": 3_600, "hours": 3_600,
    "d": 86_400, "day": 86_400, "days": 86_400,
    "week": 604_800, "weeks": 604_800,
}  # fmt: skip
_WORDS = {"none": None, "hourly": 3_600, "daily": 86_400, "weekly": 604_800}
_DURATION_PART = re.compile(r"(\d{1,6})\s*([a-z]+)\s*")
_CLOCK_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_ORDER_FIELDS = ("rank", "step", "level")
_KIND_NAMES = {str: "text in quotes", int: "a whole number", float: "a number", bool: "true or false"}
_Mapping = Mapping[str, object]


def duration(text: str) -> int | None:
    """Seconds of a duration as people write it, ``None`` for "none". Raises ValueError when it is not one."""
    wanted = text.strip().lower()
    if wanted in _WORDS:
        return _WORDS[wanted]
    total, at = 0, 0
    while at < len(wanted):
        found = _DURATION_PART.match(wanted, at)
        if found is None or found[2] not in _UNITS:
            raise ValueError(text)
        total += int(found[1]) * _UNITS[found[2]]
        at = found.end()
    if not wanted:
        raise ValueError(text)
    return total


class Check:
    """Reads structs out of a tree and gathers the mistakes on the way."""

    def __init__(self, sources: Sources, *, ignore_unknown: bool = False) -> None:
        self._sources = sources
        self._ignore_unknown = ignore_unknown
        self._mistakes: list[tuple[int, str, str]] = []

    def mistake(self, path: Path, what: str) -> None:
        self._mistakes.append((self._sources.line(path), _dotted(path), what))

    def stop_at_mistakes(self) -> None:
        """Raise PlaybookError for the first mistake, in the order of the file, and say how many more there are."""
        if not self._mistakes:
            return
        line, key, what = min(self._mistakes)
        more = len(self._mistakes) - 1
        rest = f" ({more} more {'mistake' if more == 1 else 'mistakes'} after it)" if more else ""
        end = "" if what.endswith("?") else "."
        place = f" in line {line}," if line else ""
        raise PlaybookError(f"The playbook has a mistake{place} at {key}: {what}{end}{rest}", line=line, key=key)

    def struct_values(
        self, cls: type[msgspec.Struct], raw: _Mapping, path: Path, skip: Iterable[str] = ()
    ) -> dict[str, Any]:
        """Keyword arguments for ``cls``; incomplete when a mistake was found."""
        hints, fields = _schema(cls)
        known = [key for key, info in fields.items() if info.name not in skip]
        if not self._ignore_unknown:
            for key in raw.keys() - known:
                self.mistake((*path, key), f"this key is not known{_did_you_mean(key, known)}")
        values: dict[str, Any] = {}
        for key in known:
            info = fields[key]
            if key in raw:
                values[info.name] = self._value(hints[info.name], raw[key], (*path, key), info.name.endswith("_s"))
            elif info.required:
                self.mistake((*path, key), "this key is missing")
        return values

    def _struct(self, cls: type[msgspec.Struct], raw: object, path: Path, **given: object) -> Any:
        if not isinstance(raw, dict):
            self.mistake(path, f"a table is wanted here, not {_shown(raw)}")
            return None
        before = len(self._mistakes)
        values = self.struct_values(cls, raw, path, skip=given)
        return cls(**values, **given) if len(self._mistakes) == before else None

    def _value(self, kind: Any, raw: object, path: Path, is_duration: bool) -> Any:
        options = get_args(kind) if isinstance(kind, types.UnionType) else (kind,)
        bare = next(option for option in options if option is not types.NoneType)
        origin = get_origin(bare)
        if is_duration:
            return self._duration(raw, path, may_be_none=types.NoneType in options)
        if origin is dict:
            return self._severities(get_args(bare)[1], raw, path)
        if origin is tuple:
            return self._tuple(get_args(bare)[0], raw, path)
        if issubclass(bare, msgspec.Struct):
            return self._struct(bare, raw, path)
        if issubclass(bare, Enum):
            return self._word(bare, raw, path)
        return self._plain(bare, raw, path)

    def _duration(self, raw: object, path: Path, may_be_none: bool) -> int | None:
        if isinstance(raw, str) and raw.strip().startswith("-"):
            self.mistake(path, f"a duration cannot be negative, and this is {_shown(raw)}")
            return None
        try:
            seconds = duration(raw) if isinstance(raw, str) else None
        except ValueError:
            self.mistake(path, f"{_shown(raw)} is no duration: {DURATION_HELP}")
            return None
        if not isinstance(raw, str):
            self.mistake(path, f"{_shown(raw)} is no duration: {DURATION_HELP}")
        elif seconds is not None and seconds > LONGEST_S:
            self.mistake(path, f"{_shown(raw)} is more than a year")
        elif seconds is None and not may_be_none:
            self.mistake(path, 'a duration is needed here, "none" will not do')
        return seconds

    def _severities(self, cls: type[msgspec.Struct], raw: object, path: Path) -> dict[int, Any]:
        if not isinstance(raw, dict):
            self.mistake(path, f"tables [severities.1] to [severities.4] are wanted, not {_shown(raw)}")
            return {}
        wanted = {str(severity.value): severity.value for severity in Severity}
        for key in raw.keys() - wanted.keys():
            self.mistake((*path, key), "severities are 1, 2, 3 and 4, and no other")
        for key in wanted.keys() - raw.keys():
            self.mistake((*path, key), f"severity {key} is missing")
        return {
            level: self._struct(cls, raw[key], (*path, key), level=level) for key, level in wanted.items() if key in raw
        }

    def _tuple(self, kind: Any, raw: object, path: Path) -> tuple[Any, ...]:
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and "key" in kind.__struct_fields__:
            return self._keyed(kind, raw, path)
        if not isinstance(raw, list):
            self.mistake(path, f"a list in square brackets is wanted, not {_shown(raw)}")
            return ()
        return tuple(self._value(kind, item, (*path, place), False) for place, item in enumerate(raw))

    def _keyed(self, cls: type[msgspec.Struct], raw: object, path: Path) -> tuple[Any, ...]:
        if not isinstance(raw, dict):
            self.mistake(path, f"tables such as [{_dotted(path)}.name] are wanted, not {_shown(raw)}")
            return ()
        hints, _ = _schema(cls)
        key_kind = hints["key"]
        rows = []
        for key, row in raw.items():
            named = self._word(key_kind, key, (*path, key)) if key_kind is not str else key
            rows.append(self._struct(cls, row, (*path, key), key=named))
        order = next((name for name in _ORDER_FIELDS if hints.get(name) is int), None)
        if order is None or None in rows:
            return tuple(rows)
        ranks = [getattr(row, order) for row in rows]
        for place, row in enumerate(rows):
            if ranks.index(ranks[place]) != place:
                self.mistake((*path, row.key, order), f"another row has the {order} {ranks[place]} already")
        return tuple(sorted(rows, key=lambda row: int(getattr(row, order))))

    def _word(self, kind: type[Enum], raw: object, path: Path) -> Enum | None:
        words = [str(member.value) for member in kind]
        if isinstance(raw, str) and raw in words:
            return kind(raw)
        self.mistake(path, f"{_shown(raw)} is not one of {', '.join(words)}{_did_you_mean(str(raw), words)}")
        return None

    def _plain(self, kind: type, raw: object, path: Path) -> object:
        if kind is float and type(raw) is int:
            return float(raw)
        if type(raw) is not kind:
            self.mistake(path, f"{_KIND_NAMES[kind]} is wanted, not {_shown(raw)}")
        elif isinstance(raw, str) and not raw.strip():
            self.mistake(path, "the text is empty")
        elif isinstance(raw, int | float) and raw < 0:
            self.mistake(path, f"this cannot be negative, and it is {raw:g}")
        return raw


@functools.cache
def _schema(cls: type[msgspec.Struct]) -> tuple[dict[str, Any], dict[str, msgspec.structs.FieldInfo]]:
    """Types by field and fields by key of the file; looked up once, for the command line parses on each start."""
    return get_type_hints(cls), {file_key(info): info for info in msgspec.structs.fields(cls)}


def file_key(info: msgspec.structs.FieldInfo) -> str:
    """The key in the file: the name that the field was given, else its own without a duration's unit."""
    return info.encode_name if info.encode_name != info.name else info.name.removesuffix("_s")


def whole(playbook: Playbook, check: Check) -> None:
    """What no single value can tell: cross references, ranges, and rules between neighbours."""
    for level, rules in playbook.severities.items():
        for name in ("internal", "external"):
            seconds = getattr(rules, f"{name}_s")
            if seconds is not None and seconds < 60:
                check.mistake(("severities", str(level), name), "a cadence is one minute at least")
        if rules.postmortem.value != "optional" and rules.postmortem_s is None:
            check.mistake(("severities", str(level), "postmortem_due"), "a postmortem that is wanted needs a due time")
    steps = [mitigation.key for mitigation in playbook.mitigations]
    for pattern in playbook.patterns:
        if pattern.mitigation and pattern.mitigation not in steps:
            check.mistake(
                ("patterns", pattern.key, "mitigation"),
                f'"{pattern.mitigation}" is not among the mitigations{_did_you_mean(pattern.mitigation, steps)}',
            )
    for status in Status:
        if status not in [rule.key for rule in playbook.statuses]:
            check.mistake(("statuses", status.value), f'the status "{status.value}" is missing')
    for checklist in playbook.checklists:
        for proof in checklist.proofs:
            if proof.key not in PROOFS:
                path = ("checklists", checklist.key, "proofs", proof.key)
                check.mistake(path, f"no proof is called so{_did_you_mean(proof.key, sorted(PROOFS))}")
    _severity_numbers(playbook, check)
    _shares(playbook, check)
    for place, entry in enumerate(playbook.sample_timeline):
        if not _CLOCK_TIME.fullmatch(entry.at):
            check.mistake(("sample_timeline", place, "at"), f"{_shown(entry.at)} is no time of day: write HH:MM")


def _severity_numbers(playbook: Playbook, check: Check) -> None:
    tables: list[tuple[str, str, str, tuple[int, ...]]] = [
        *(("blast_radius", row.key, "severities", row.severities) for row in playbook.blast_radius),
        *(("messages", row.key, "only_severities", row.only_severities) for row in playbook.messages),
        *(("metrics", row.key, "severities", row.severities) for row in playbook.metrics),
        *(("communication", row.key, "severities", row.severities) for row in playbook.communication),
    ]
    for table, key, field, levels in tables:
        for level in levels:
            if level not in playbook.severities:
                check.mistake((table, key, field), f"severities are 1 to 4, and this names {level}")
    for radius in playbook.blast_radius:
        if not radius.severities:
            check.mistake(("blast_radius", radius.key, "severities"), "at least one severity is wanted")


def _shares(playbook: Playbook, check: Check) -> None:
    shares: list[tuple[str, str, str, float | None]] = [
        *(("honesty", rule.key, "over_share", rule.over_share) for rule in playbook.honesty),
        *(("metrics", metric.key, "at_most_share", metric.at_most_share) for metric in playbook.metrics),
        *(("metrics", metric.key, "at_least_share", metric.at_least_share) for metric in playbook.metrics),
    ]
    for table, key, field, share in shares:
        if share is not None and not 0 <= share <= 1:
            check.mistake((table, key, field), f"a share lies between 0 and 1, and this is {share:g}")


def _dotted(path: Path) -> str:
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f"{'.' if text else ''}{part}"
    return text


def _shown(raw: object) -> str:
    if isinstance(raw, str):
        return f'"{raw[:60]}"'
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, dict):
        return "a table"
    return "a list" if isinstance(raw, list) else str(raw)


def _did_you_mean(word: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean {near[0]}?" if near else ""
