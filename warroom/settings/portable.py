"""All settings and targets as one file, to be read on another computer. No secret is in it: those are typed there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

from warroom.errors import Refused, WarroomError
from warroom.settings.declared import DECLARED, checked

if TYPE_CHECKING:
    from warroom.settings.targets import Target
    from warroom.workspace import Workspace

FORM = 1
LARGEST = 1_000_000
"""Bytes; a file of settings has a few thousand."""
OF_THE_MOMENT = frozenset({"work_offline"})
"""What holds for now and here, and is not carried to another place."""


class PortableTarget(msgspec.Struct, frozen=True):
    name: str
    kind: str
    values: dict[str, str] = {}


class Portable(msgspec.Struct, frozen=True):
    """The file. ``warroom_settings`` is the number of its form."""

    warroom_settings: int
    settings: dict[str, str] = {}
    targets: tuple[PortableTarget, ...] = ()


class Taken(msgspec.Struct, frozen=True):
    """What came of reading one in: the values before and now of each setting that changed, the targets that are new,
    those that were there already, and what could not be taken, as sentences."""

    before: dict[str, str]
    now: dict[str, str]
    added: tuple[str, ...]
    known: tuple[str, ...]
    faults: tuple[str, ...]


def written(settings: dict[str, str], targets: Iterable[Target]) -> bytes:
    """The file, as JSON that a person can read."""
    portable = Portable(
        FORM,
        {key: value for key, value in settings.items() if key in DECLARED and key not in OF_THE_MOMENT},
        tuple(PortableTarget(target.name, target.kind, target.values) for target in targets),
    )
    return msgspec.json.format(msgspec.json.encode(portable), indent=2) + b"\n"


def gather(workspace: Workspace) -> bytes:
    """The file of this record's settings."""
    return written({key: workspace.setting(key) for key in DECLARED}, workspace.targets.all())


def read(data: bytes) -> Portable:
    """Raises ``Refused`` when the bytes are no file of settings."""
    try:
        found = msgspec.json.decode(data, type=Portable)
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError):
        raise Refused("This is no file of Warroom's settings. Choose one that was exported here.") from None
    if found.warroom_settings > FORM:
        raise Refused("A newer Warroom wrote these settings. Use that version to read them.", code="newer_settings")
    return found


def take(workspace: Workspace, portable: Portable) -> Taken:
    """Set what the file sets and add the targets that are not here; a target that is here stays as it is.

    What cannot be taken is named, and the rest is taken. Belongs to the record's thread.
    """
    before: dict[str, str] = {}
    now: dict[str, str] = {}
    faults: list[str] = []
    for key, value in portable.settings.items():
        try:
            fitting = checked(key, value)
        except WarroomError as error:
            faults.append(error.sentence)
            continue
        if key not in OF_THE_MOMENT and workspace.setting(key) != fitting:
            before[key], now[key] = workspace.setting(key), fitting
            workspace.set_setting(key, fitting)
    here = {target.name for target in workspace.targets.all()}
    added: list[str] = []
    known: list[str] = []
    for target in portable.targets:
        if target.name in here:
            known.append(target.name)
            continue
        try:
            added.append(workspace.targets.add(target.name, target.kind, target.values).name)
        except WarroomError as error:
            faults.append(error.sentence)
    return Taken(before, now, tuple(added), tuple(known), tuple(faults))
