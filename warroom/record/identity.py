"""Which replica this is: one copy of the record on one machine.

A copied file must not go on with the chain of the one it was copied from: the two would fork it. So the record
remembers machine, path and inode, and a new replica is drawn when one of them differs, and after a restore or rescue.
"""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

from warroom import ids
from warroom.record.sqlite import Connection

_KEYS = ("replica.machine", "replica.path", "replica.inode")
_REPLICA = "replica.id"
_MACHINE_FILES = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))


class Place(msgspec.Struct, frozen=True):
    """Where a copy of the record lies."""

    machine: str
    path: str
    inode: str


def place_of(path: Path) -> Place:
    """Where the file at ``path`` lies now. Raises ``OSError``."""
    resolved = path.resolve()
    return Place(machine(), str(resolved), str(resolved.stat().st_ino))


def known(connection: Connection, place: Place) -> str:
    """The replica that this copy was when it was last opened; '' when it is another copy now, or a new one."""
    found = dict(connection.execute("SELECT key, value FROM setting WHERE key LIKE 'replica.%'").fetchall())
    same = tuple(found.get(key, "") for key in _KEYS) == msgspec.structs.astuple(place)
    return str(found.get(_REPLICA, "")) if same else ""


def draw(connection: Connection, place: Place) -> str:
    """A new replica for this copy, remembered; inside the caller's transaction."""
    replica = ids.new()
    values = [(_REPLICA, replica), *zip(_KEYS, msgspec.structs.astuple(place), strict=True)]
    connection.executemany(
        "INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", values
    )
    return replica


def forget(connection: Connection) -> None:
    """Make the next start draw a new replica: this copy was restored or rescued."""
    connection.execute("DELETE FROM setting WHERE key LIKE 'replica.%'")


def machine() -> str:
    """An id of this computer that survives restarts; the host's name where the system has none."""
    for file in _MACHINE_FILES:
        try:
            text = file.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            continue
        if text:
            return text
    return _platform_machine()


def host() -> str:
    """What people call this computer."""
    import platform

    return platform.node()


def _platform_machine() -> str:
    if sys.platform == "win32":
        import winreg

        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography") as key:
            return str(winreg.QueryValueEx(key, "MachineGuid")[0])
    return host()
