"""Where the contacts are kept: one file in the settings folder, for this person alone, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import msgspec

from warroom import paths
from warroom.clock import Instant
from warroom.errors import SettingError
from warroom.readiness.contacts import Contacts, confirmed, without

NAME = "contacts.json"


def path() -> Path:
    return paths.settings_folder() / NAME


def load() -> Contacts:
    """What was imported so far. Raises ``SettingError`` when the file cannot be read."""
    try:
        raw = path().read_bytes()
    except FileNotFoundError:
        return Contacts()
    except OSError as error:
        raise _unread(error.strerror or type(error).__name__) from error
    try:
        return msgspec.json.decode(raw, type=Contacts, dec_hook=_instant_in)
    except (msgspec.DecodeError, ValueError) as error:
        raise _unread(str(error)) from error


def save(contacts: Contacts) -> None:
    """Write the contacts. Raises ``SettingError`` when the disk does not take them; the old ones stand then."""
    try:
        paths.private_folder(path().parent)
        fresh = path().with_suffix(".new")
        fresh.unlink(missing_ok=True)
        paths.private_file(fresh).write_bytes(msgspec.json.format(msgspec.json.encode(contacts, enc_hook=_instant_out)))
        fresh.replace(path())
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SettingError(f"The contacts could not be written ({reason}). The old ones stand.") from error


def confirm(handle: str, now: Instant) -> None:
    """Somebody has checked a person's row at ``now``. Raises ``NotFound``, ``SettingError``."""
    save(confirmed(load(), handle, now))


def remove(handle: str) -> None:
    """A person has left. Raises ``NotFound``, ``SettingError``."""
    save(without(load(), handle))


def handles() -> list[str]:
    """Everybody's handle, for completion; none when the file cannot be read, which is said where contacts are shown."""
    try:
        return [person.handle for person in load().people]
    except SettingError:
        return []


def _unread(reason: str) -> SettingError:
    return SettingError(f"{path()} could not be read ({reason}). Import the contacts again, or put the file right.")


def _instant_out(value: object) -> object:
    if isinstance(value, Instant):
        return value.text
    raise TypeError(f"{type(value)} has no stored form")


def _instant_in(wanted: type, value: object) -> object:
    if wanted is Instant and isinstance(value, str):
        return Instant.parse(value)
    raise ValueError(f"{value!r} is no {wanted.__name__}")
