"""The shelf of runbooks: every Markdown file of the chosen folders, by name and by its words. Only ever read."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from warroom import paths
from warroom.clock import Instant
from warroom.errors import NotFound
from warroom.incident.state import Incident
from warroom.readiness.runbook import Runbook
from warroom.readiness.runbook_markdown import runbook

FOLDER = "runbooks"
"""In the settings folder; a setting may name further folders."""
LARGEST = 1024 * 1024
MOST = 2000
_ENDINGS = (".md", ".markdown")


class Found(msgspec.Struct, frozen=True):
    """A runbook that fits a search, and the line that fits best."""

    runbook: Runbook
    line: str


class Runbooks(msgspec.Struct, frozen=True):
    """What was read, by title; ``problems`` are sentences about folders and files that could not be."""

    rows: tuple[Runbook, ...] = ()
    problems: tuple[str, ...] = ()

    def named(self, name: str) -> Runbook:
        """The runbook called ``name``: its key, the beginning of one key alone, or its title. Raises ``NotFound``."""
        wanted = name.strip().casefold()
        exact = [row for row in self.rows if wanted in (row.key, row.title.casefold())]
        found = exact or [row for row in self.rows if wanted and row.key.startswith(wanted)]
        if len(found) == 1 or exact:
            return found[0]
        if found:
            raise NotFound(
                f"{name} may be {', '.join(row.key for row in found[:5])}. Write more of it.", code="no_runbook"
            )
        near = difflib.get_close_matches(wanted, [row.key for row in self.rows], n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise NotFound(f"There is no runbook called {name[:60]}.{hint}", code="no_runbook")

    def search(self, text: str) -> tuple[Found, ...]:
        """Runbooks that hold every word of ``text``, those with it in title or headings first."""
        words = text.casefold().split()
        scored = [(_score(row, words), row) for row in self.rows] if words else []
        scored = sorted((pair for pair in scored if pair[0]), key=lambda pair: (-pair[0], pair[1].title))
        return tuple(Found(row, _line(row, words)) for _, row in scored)

    def for_services(self, services: Iterable[str]) -> tuple[Runbook, ...]:
        """Runbooks that name one of ``services`` in their front matter."""
        wanted = {name.casefold() for name in services}
        return tuple(row for row in self.rows if wanted & {name.casefold() for name in row.services})

    def stale(self, now: Instant) -> tuple[Runbook, ...]:
        return tuple(row for row in self.rows if row.stale(now))


def folders(setting: str = "") -> tuple[Path, ...]:
    """The person's own folder of runbooks, and those that ``setting`` names, parted as in ``PATH``."""
    named = (Path(part).expanduser() for part in setting.split(os.pathsep) if part.strip())
    return (paths.settings_folder() / FOLDER, *named)


def load(places: Iterable[Path]) -> Runbooks:
    """Read every runbook under ``places``. What cannot be read is named, and the others are there all the same."""
    rows: dict[str, Runbook] = {}
    problems: list[str] = []
    for number, place in enumerate(places):
        if not place.is_dir():
            if number:
                problems.append(f"{place} is no folder, so its runbooks are missing here.")
            continue
        for file in _files(place, problems):
            found = _read(file, problems)
            if found is not None:
                rows.setdefault(_free(found.key, rows, found), _renamed(found, rows))
    return Runbooks(tuple(sorted(rows.values(), key=lambda row: row.title.casefold())), tuple(problems))


def values(incident: Incident, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """What the variables of a command may be filled from: the incident's own facts, and what was typed beside them."""
    facts = {
        "incident": incident.ref,
        "ref": incident.ref,
        "severity": str(incident.severity.value),
        "service": incident.services[0] if incident.services else "",
        "component": next(iter(incident.components), ""),
        "channel": incident.channel.removeprefix("#"),
        "commander": incident.commander,
        "started": incident.started_at.text if incident.started_at else "",
    }
    return {name: value for name, value in {**facts, **(more or {})}.items() if value}


def _files(place: Path, problems: list[str]) -> Iterator[Path]:
    count = 0
    for folder, inner, names in os.walk(place):
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        for name in sorted(names):
            if not name.casefold().endswith(_ENDINGS) or name.startswith("."):
                continue
            count += 1
            if count > MOST:
                problems.append(f"{place} holds more than {MOST} runbooks; the rest is left out.")
                return
            yield Path(folder, name)


def _read(file: Path, problems: list[str]) -> Runbook | None:
    try:
        facts = file.stat()
        if facts.st_size > LARGEST:
            problems.append(f"{file} is larger than 1 MB and was left out.")
            return None
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        problems.append(f"{file} could not be read ({error.strerror or type(error).__name__}).")
        return None
    return runbook(str(file), text, Instant(round(facts.st_mtime * 1000)))


def _free(key: str, rows: Mapping[str, Runbook], found: Runbook) -> str:
    """A key of its own: two files of one name are told apart by their folder, then by a number."""
    if key not in rows:
        return key
    key = f"{Path(found.path).parent.name.casefold().replace(' ', '-')}-{key}"
    number = 2
    wanted = key
    while wanted in rows:
        wanted, number = f"{key}-{number}", number + 1
    return wanted


def _renamed(found: Runbook, rows: Mapping[str, Runbook]) -> Runbook:
    return msgspec.structs.replace(found, key=_free(found.key, rows, found))


def _score(row: Runbook, words: list[str]) -> int:
    title, body = f"{row.title} {row.key}".casefold(), row.text.casefold()
    headings = " ".join([*(section.title for section in row.sections), *row.services]).casefold()
    score = 0
    for word in words:
        weight = 8 if word in title else 3 if word in headings else 1 if word in body else 0
        if not weight:
            return 0
        score += weight
    return score


def _line(row: Runbook, words: list[str]) -> str:
    lines = [line.strip() for line in row.text.splitlines() if line.strip()]
    return max(lines, key=lambda line: sum(word in line.casefold() for word in words), default=row.title)[:160]
