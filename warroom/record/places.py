"""Where a record should not lie: on a network drive, whose locks lie, or in a folder that a service synchronises."""

from __future__ import annotations

import sys
from pathlib import Path

_NETWORK = frozenset(
    {"9p", "afpfs", "afs", "ceph", "cifs", "davfs", "fuse.rclone", "fuse.sshfs", "glusterfs", "ncpfs", "nfs", "nfs4"}
    | {"prl_fs", "smb3", "smbfs", "vboxsf", "virtiofs", "webdav"}
)
_MARKS = (".dropbox", ".dropbox.cache", ".owncloudsync.log", ".stfolder", ".sync_journal.db")
_NAMES = ("dropbox", "google drive", "icloud drive", "mobile documents", "nextcloud", "onedrive", "owncloud", "pcloud")
_REMOTE_DRIVE = 4
_MOUNTS = Path("/proc/mounts")


def warning(path: Path) -> str:
    """The sentence to show when the record at ``path`` lies in a bad place; '' when the place is good."""
    folder = path.resolve().parent
    kind = _network(folder)
    if kind:
        return (
            f"The record lies on a network drive ({kind}), where a lost connection can damage it."
            " Keep it on this computer's own disk."
        )
    service = _synchronised(folder)
    if service:
        return (
            f"The record lies in a folder that is synchronised ({service}), which can damage it."
            " Move it out and share incidents as files."
        )
    return ""


def _synchronised(folder: Path) -> str:
    for place in (folder, *folder.parents):
        name = place.name.casefold()
        if any(name == known or name.startswith((known + " ", known + "-")) for known in _NAMES):
            return place.name
        if any((place / mark).exists() for mark in _MARKS):
            return str(place)
    return ""


def _network(folder: Path) -> str:
    if sys.platform == "win32":
        import ctypes

        drive = folder.drive + "\\"
        remote = folder.drive.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(drive) == _REMOTE_DRIVE
        return folder.drive if remote else ""
    return next((kind for kind in [_mounted_as(folder, _mounts())] if kind in _NETWORK), "")


def _mounts() -> str:
    try:
        return _MOUNTS.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _mounted_as(folder: Path, mounts: str) -> str:
    """The kind of file system that ``folder`` lies on: that of the longest mount point above it."""
    best, kind = "", ""
    for line in mounts.splitlines():
        parts = line.split(" ")
        if len(parts) < 3:
            continue
        point = parts[1].replace("\\040", " ")
        if len(point) >= len(best) and folder.is_relative_to(point):
            best, kind = point, parts[2]
    return kind
