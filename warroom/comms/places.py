"""Places: for each audience the destinations at which it is reached, each with its format (UI.md 0.1).

``resources/places.toml`` holds the usual ones; a team's own file in the settings folder replaces, adds or drops whole
audiences. One place of each audience is the primary one: sending there alone resets the countdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path

import msgspec

from warroom.comms.files import write_whole
from warroom.comms.lengths import LIMITS, Fit, Limit, fit
from warroom.comms.message import Format
from warroom.comms.templates import Readership, Template
from warroom.errors import PlacesError, PlaybookError
from warroom.incident import playbook_toml

FILE_LIMIT = 200_000
"""Bytes of a places file."""
_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_AT = re.compile(r" - at `\$(?P<path>[^`]*)`$")
_PART = re.compile(r"\.(?P<key>[^.\[]+)|\[(?P<n>\d+)\]|\[\.\.\.\]")
AUDIENCES = "audiences"


class Place(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One destination. ``target`` names the outbox's target, '' for a place that is reached by hand alone.

    ``template`` is the template of its own words, '' for the one that is composed; ``to`` holds addresses or numbers.
    """

    name: str
    format: Format
    primary: bool = False
    target: str = ""
    service: str = ""
    longest: int | None = None
    to: tuple[str, ...] = ()
    template: str = ""

    @property
    def limit(self) -> Limit | None:
        """The greatest length here: the place's own, else its service's."""
        known = LIMITS.get(self.service)
        if self.longest is not None:
            return Limit(self.name, self.longest, known.unit) if known else Limit(self.name, self.longest)
        return known

    def fit(self, text: str) -> Fit | None:
        """How ``text`` fits here; None where there is no limit."""
        return fit(text, self.limit) if self.limit else None


class PlaceList(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One audience and its places. ``templates`` are patterns such as ``page-*``; () takes all of its readers'."""

    name: str
    readers: Readership
    place: tuple[Place, ...]
    templates: tuple[str, ...] = ()

    @property
    def places(self) -> tuple[Place, ...]:
        return self.place

    @property
    def primary(self) -> Place:
        """The one that resets the countdown: the marked one, else the first."""
        return next((place for place in self.place if place.primary), self.place[0])

    def takes(self, template: Template) -> bool:
        if not self.templates:
            return template.audience is self.readers
        return any(fnmatchcase(template.name, pattern) for pattern in self.templates)


class Places:
    """Every audience by its key. ``problem`` says what was wrong with the team's file; the built-in ones hold then."""

    def __init__(self, audiences: Mapping[str, PlaceList], problem: PlacesError | None = None) -> None:
        self.audiences = dict(audiences)
        self.problem = problem

    @classmethod
    def load(cls, builtin: Path, team: Path | None = None) -> Places:
        """Reads both files. Raises ``PlacesError`` for a mistake in the built-in one, which is ours."""
        shipped = builtin.read_text(encoding="utf-8")
        if team is None or not team.exists():
            return parse(shipped)
        try:
            return parse(shipped, read_team(team))
        except PlacesError as fault:
            places = parse(shipped)
            return cls(places.audiences, fault)

    def of(self, template: Template) -> PlaceList | None:
        """The audience of a template: one that names it comes before one that takes all of its readers'."""
        fitting = [audience for audience in self.audiences.values() if audience.takes(template)]
        named = [audience for audience in fitting if audience.templates]
        return next(iter(named or fitting), None)

    def __iter__(self) -> Iterator[PlaceList]:
        return iter(self.audiences.values())


def read_team(path: Path) -> str:
    """The text of a places file. Raises ``PlacesError``."""
    try:
        with path.open("rb") as file:
            raw = file.read(FILE_LIMIT + 1)
        if len(raw) > FILE_LIMIT:
            raise PlacesError(f"{path.name} is larger than {FILE_LIMIT} bytes. The built-in places are used", line=1)
        return raw.decode()
    except OSError as fault:
        raise PlacesError(f"{path.name} cannot be read: {fault.strerror}. The built-in places are used") from fault
    except UnicodeDecodeError as fault:
        line = raw[: fault.start].count(b"\n") + 1
        raise PlacesError(f"{path.name} is not UTF-8 text at line {line}. Save it as UTF-8", line=line) from None


def parse(shipped: str, team: str | None = None) -> Places:
    """The places of the built-in text under the team's. Raises ``PlacesError`` naming line and key."""
    try:
        tree = playbook_toml.read(shipped)
        over = playbook_toml.read(team) if team is not None else {}
    except PlaybookError as fault:
        words = fault.sentence.replace("The playbook", "The places file")
        raise PlacesError(words, line=fault.line, key=fault.key) from None
    sources = playbook_toml.Sources(shipped, team)
    for key in over:
        if key != AUDIENCES:
            raise _mistake(sources, (key,), f"there is no {key} here, only [{AUDIENCES}.NAME]")
    merged = _laid_over(_tables(tree, sources), _tables(over, sources))
    audiences = {key: _audience(key, value, sources) for key, value in merged.items()}
    if not audiences:
        raise PlacesError("The places file leaves no audience. Keep one at least", key=AUDIENCES)
    return Places(audiences)


def write(places: Places) -> str:
    """The text of a places file that holds exactly these audiences."""
    tree = msgspec.json.decode(msgspec.json.encode({AUDIENCES: places.audiences}), type=dict[str, object])
    return playbook_toml.write(tree)


def save(places: Places, shipped: Path, team: Path) -> Places:
    """Keep exactly these audiences as the team's; the places as they are read back.

    Raises ``PlacesError`` naming line and key of what cannot stand, ``Refused`` when the file cannot be written.
    """
    base = shipped.read_text(encoding="utf-8")
    dropped = {key: {playbook_toml.REMOVE: True} for key in parse(base).audiences if key not in places.audiences}
    text = write(places)
    if dropped:
        text += "\n" + playbook_toml.write({AUDIENCES: dropped})
    kept = parse(base, text)
    write_whole(team, text.encode())
    return kept


def _tables(tree: Mapping[str, object], sources: playbook_toml.Sources) -> dict[str, object]:
    found = tree.get(AUDIENCES, {})
    if not isinstance(found, dict):
        raise _mistake(sources, (AUDIENCES,), f"{AUDIENCES} is a table, as in [{AUDIENCES}.customers]")
    return found


def _laid_over(base: dict[str, object], over: dict[str, object]) -> dict[str, object]:
    """An audience of the team's stands for itself: half of one list and half of another is nobody's wish."""
    merged = {**base, **over}
    return {
        key: value
        for key, value in merged.items()
        if not (isinstance(value, dict) and value.get(playbook_toml.REMOVE) is True)
    }


def _audience(key: str, value: object, sources: playbook_toml.Sources) -> PlaceList:
    here: playbook_toml.Path = (AUDIENCES, key)
    if not _KEY.fullmatch(key):
        raise _mistake(sources, here, "the key of an audience is made of a to z, 0 to 9 and -")
    try:
        found = msgspec.convert(value, PlaceList)
    except msgspec.ValidationError as fault:
        at = _AT.search(str(fault))
        path = (*here, *_path(at["path"])) if at else here
        raise _mistake(sources, path, _AT.sub("", str(fault))) from None
    if reason := _reason(found):
        raise _mistake(sources, (*here, "place"), reason)
    return found


def _reason(found: PlaceList) -> str:
    """What is wrong with the list as a whole; '' when nothing is."""
    names = [place.name.strip() for place in found.place]
    if not names:
        return "an audience has one place at least"
    if "" in names:
        return "a place has a name"
    if len({name.casefold() for name in names}) < len(names):
        return "two places have one name"
    if sum(place.primary for place in found.place) > 1:
        return "one place alone is primary"
    unknown = next((place.service for place in found.place if place.service and place.service not in LIMITS), "")
    if unknown:
        return f"no service is called {unknown}; there are {', '.join(LIMITS)}"
    if any(place.longest is not None and place.longest < 1 for place in found.place):
        return "longest is 1 or more"
    return ""


def _path(text: str) -> Iterator[str | int]:
    for part in _PART.finditer(text):
        if part["key"] is not None:
            yield part["key"]
        elif part["n"] is not None:
            yield int(part["n"])


def _mistake(sources: playbook_toml.Sources, path: playbook_toml.Path, reason: str) -> PlacesError:
    line = sources.line(path)
    key = ".".join(str(part) for part in path)
    return PlacesError(f"The places file has a mistake on line {line}, {key}: {reason}", line=line, key=key)
