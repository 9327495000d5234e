"""A Slack export: the zip that a workspace's owner downloads, or one channel's day out of it.

Layout and fields: https://slack.com/help/articles/220556107 (users.json, channels.json, ``CHANNEL/YYYY-MM-DD.json``).
Nothing is extracted to disk; what is read is bounded in count, bytes and ratio, whatever the zip declares of itself.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

import msgspec

from warroom.backfill import slack_messages
from warroom.backfill.making import Setting
from warroom.backfill.rows import BadSource, Preview, Problem, problem
from warroom.backfill.slack_messages import Channel, User
from warroom.clock import Instant

MOST_FILES = 50_000
LARGEST_FILE = 64 * 1024 * 1024
LARGEST_READ = 512 * 1024 * 1024
"""Bytes that are unpacked in all."""
STEEPEST = 200
"""Unpacked bytes for each packed one; messages pack about eight to one."""
_SMALL = 1024 * 1024
_LISTS = ("channels.json", "groups.json", "mpims.json", "dms.json")
T = TypeVar("T")


def read(path: Path, setting: Setting, *, channel: str = "") -> Preview:
    """A preview of one channel. Raises ``BadSource`` for what is no export, or names the channels to choose from."""
    try:
        with zipfile.ZipFile(path) as file:
            return _read(_Export(file), setting, channel)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, OSError, EOFError) as error:
        raise BadSource(f"{path.name} cannot be read as a zip: {error}.", code="bad_zip") from error


def channels(path: Path) -> list[str]:
    """The channels of an export, by name. Raises ``BadSource``."""
    try:
        with zipfile.ZipFile(path) as file:
            return [found.name for found in _Export(file).channels()]
    except (zipfile.BadZipFile, OSError, EOFError) as error:
        raise BadSource(f"{path.name} cannot be read as a zip: {error}.", code="bad_zip") from error


def _read(export: _Export, setting: Setting, wanted: str) -> Preview:
    found = _chosen(export.channels(), wanted)
    users = {user.id: user for user in export.list_of("users.json", User)}
    problems: list[Problem] = []
    days = []
    for name, data in export.days(found.folder, setting):
        if isinstance(data, str):
            problems.append(problem("broken_json", 1, lost=True, file=name, reason=data))
        else:
            days.append((name, data))
    return slack_messages.preview(days, users, found, setting, problems)


def _chosen(found: list[Channel], wanted: str) -> Channel:
    if not found:
        raise BadSource("This zip is no Slack export: it has no folder of a channel.", code="no_channel")
    names = ", ".join(f"#{one.name}" for one in found[:20]) + (" …" if len(found) > 20 else "")
    if not wanted:
        if len(found) == 1:
            return found[0]
        raise BadSource(f"The export has {len(found)} channels: {names}. Choose one with --channel.", code="choose")
    name = wanted.removeprefix("#").casefold()
    fitting = [one for one in found if name in (one.name.casefold(), one.id.casefold(), one.folder.casefold())]
    if not fitting:
        raise BadSource(f"The export has no channel {wanted}. It has {names}.", code="no_channel")
    return fitting[0]


class _Export:
    """The zip under its limits."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file
        self._read = 0
        infos = file.infolist()
        if len(infos) > MOST_FILES:
            raise BadSource(f"The zip has more than {MOST_FILES} files; nothing was read.", code="zip_bomb")
        self._by_name = {_name(info.filename): info for info in infos if not info.is_dir()}
        self._root = self._common_root()

    def channels(self) -> list[Channel]:
        """Every channel that has messages."""
        folders = sorted({name.split("/")[0] for name in self._names() if name.count("/") == 1 and _is_day(name)})
        listed = {one.folder: one for name in _LISTS for one in self.list_of(name, Channel)}
        return [listed.get(folder) or Channel(folder, folder) for folder in folders]

    def list_of(self, name: str, kind: type[T]) -> list[T]:
        """The members of a list that can be read; none where there is no such file."""
        info = self._by_name.get(self._root + name)
        if info is None:
            return []
        try:
            raw = msgspec.json.decode(self._bytes(info), type=list[msgspec.Raw])
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            return []
        found: list[T] = []
        for one in raw:
            try:
                found.append(msgspec.json.decode(one, type=kind))
            except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
                continue  # one member that is none costs nobody else his name
        return found

    def days(self, folder: str, setting: Setting) -> Iterator[tuple[str, list[msgspec.Raw] | str]]:
        """(file, messages) of each day in the chosen range, or the reason why a file cannot be read."""
        for name in sorted(name for name in self._names() if name.startswith(folder + "/") and _is_day(name)):
            if not _in_range(name, setting):
                continue
            data = self._bytes(self._by_name[self._root + name])
            try:
                yield name, msgspec.json.decode(data, type=list[msgspec.Raw])
            except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
                yield name, str(error)

    def _names(self) -> list[str]:
        return [name.removeprefix(self._root) for name in self._by_name if name.startswith(self._root)]

    def _common_root(self) -> str:
        """Some tools pack the export inside one folder."""
        if any(name in self._by_name for name in ("users.json", "channels.json")):
            return ""
        inside = [name for name in self._by_name if name.endswith("/users.json") and name.count("/") == 1]
        return inside[0].removesuffix("users.json") if inside else ""

    def _bytes(self, info: zipfile.ZipInfo) -> bytes:
        if info.flag_bits & 1:
            raise BadSource("The zip is locked with a password. Unpack it and pack it again without.", code="locked")
        with self._file.open(info) as file:
            data = file.read(LARGEST_FILE + 1)
        self._read += len(data)
        steep = len(data) > _SMALL and len(data) > STEEPEST * max(1, info.compress_size)
        if len(data) > LARGEST_FILE or self._read > LARGEST_READ or steep:
            raise BadSource(
                f"The zip unpacks to far more than it holds ({info.filename[:80]}); nothing was read from it.",
                code="zip_bomb",
            )
        return data


def _name(name: str) -> str:
    return name.replace("\\", "/").removeprefix("./")


def _is_day(name: str) -> bool:
    return _day(name) is not None


def _day(name: str) -> date | None:
    stem = name.rsplit("/", 1)[-1]
    try:
        return date.fromisoformat(stem.removesuffix(".json")) if stem.endswith(".json") else None
    except ValueError:
        return None


def _in_range(name: str, setting: Setting) -> bool:
    """Slack cuts days in a zone of its own, so one more on either side is read."""
    day = _day(name)
    if day is None:
        return False
    return not (
        (setting.since is not None and day < _date(setting.since) - timedelta(days=1))
        or (setting.until is not None and day > _date(setting.until) + timedelta(days=1))
    )


def _date(moment: Instant) -> date:
    return moment.datetime().date()
