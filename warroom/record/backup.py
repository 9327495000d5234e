"""Backups: a whole, checked copy beside the record, made while the record goes on being used.

``VACUUM INTO`` a temporary file, check it, rename it: a backup is there whole or not at all, and only this person may
read it. (A plain copy of an open record can lack whole tables.) The policy: each hour while an incident is open and on
resolve, skipped while nothing changed, 24 kept within a budget of disk.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from warroom import paths
from warroom.clock import HOUR, Instant
from warroom.errors import RecordDamaged, RecordError, RecordFull, RecordLocked, RecordReadOnly
from warroom.record import identity, local, schema, sqlite

KEPT = 24
INTERVAL_S = HOUR
BUDGET_BYTES = 2 * 1024**3
"""All backups together; the newest is kept whatever its size."""
_PATIENCE_MS = 2000
"""How long a restore waits for a program that is just ending."""
_PREFIX = "backup-"
_TAKEN = "backup.taken:"
"""The local setting that remembers each backup that a person put elsewhere."""


def folder_of(path: Path) -> Path:
    """Where the backups of the record at ``path`` lie: a folder of its own beside it."""
    return path.parent / f"{path.stem}-backups"


def backup(path: Path, target: Path) -> Path:
    """Write a checked copy of the record at ``path`` to ``target``, over what is there; returns ``target``.

    Opens a connection of its own, so it may run on any thread. Raises ``RecordError``.
    """
    schema.check_file(path)
    connection = sqlite.connect(path)
    try:
        copy(connection, target)
        if target.parent != folder_of(path):
            with sqlite.translating(path):
                local.set_setting(connection, _TAKEN + str(target.resolve()), "taken")
    finally:
        connection.close()
    return target


def copy(connection: sqlite.Connection, target: Path) -> Path:
    """The same over a connection that is there, outside any transaction."""
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        paths.private_folder(target.parent)
        partial.unlink(missing_ok=True)
        paths.private_file(partial)
        with sqlite.translating(target):
            connection.execute("VACUUM INTO ?", (str(partial),))
        check(partial)
        sync(partial)
        partial.replace(target)
        sync(target.parent)
    except OSError as error:
        raise RecordReadOnly(
            f"The backup {target} cannot be written: {error.strerror}. Name another place.", code="backup_failed"
        ) from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
    return target


def check(path: Path) -> None:
    """Raises ``RecordError`` unless the file is a record of ours that SQLite finds sound."""
    schema.check_file(path)
    connection = sqlite.connect_readonly(path, immutable=True)
    try:
        with sqlite.translating(path):
            found = [row[0] for row in connection.execute("PRAGMA quick_check").fetchall()]
            known = schema.version_of(connection)
    finally:
        connection.close()
    if found != ["ok"] or not known:
        raise RecordDamaged(f"{path} failed its check. Take another backup.", where=str(path))


def is_due(path: Path, now: Instant, *, newest_event: Instant | None, resolved: bool = False) -> bool:
    """Whether a backup is due: an hour after the last one, or at once on resolve; never when nothing was written since.

    ``newest_event`` is when the record last changed.
    """
    last = _times(path)
    if newest_event is None or (last and newest_event < last[-1][0]):
        return False
    return resolved or not last or now.since(last[-1][0]) >= INTERVAL_S


def keep(path: Path, now: Instant, *, kept: int = KEPT, budget: int = BUDGET_BYTES) -> Path:
    """Write the backup of this moment and drop the oldest beyond count and budget. Raises ``RecordError``."""
    name = f"{_PREFIX}{now.text.replace(':', '').replace('.', '')}.db"
    target = backup(path, folder_of(path) / name)
    _thin(path, kept, budget)
    return target


def backups(path: Path) -> list[Path]:
    """The backups that the policy made, the oldest first."""
    return [file for _, file in _times(path)]


def newest(path: Path) -> tuple[Instant, Path] | None:
    """The last backup that the policy or a person's *back up now* made, with its time; None where there is none."""
    found = _times(path)
    return found[-1] if found else None


def holding(connection: sqlite.Connection, path: Path, *, event: str = "", incident: str = "") -> list[Path]:
    """The copies of the record at ``path`` that still hold the words of an event, or any of an incident: the backups
    of the policy, those a person took, and what stands from before a restore, a rescue or a new version.
    """
    taken = connection.execute("SELECT key FROM setting WHERE substr(key, 1, ?) = ?", (len(_TAKEN), _TAKEN)).fetchall()
    files = [*backups(path), *sorted(path.parent.glob(f"{path.stem}-*.db"))]
    files += [Path(str(row[0]).removeprefix(_TAKEN)) for row in taken]
    return [file for file in dict.fromkeys(files) if file.is_file() and _holds(file, event, incident)]


def _holds(file: Path, event: str, incident: str) -> bool:
    """Also true for a copy that cannot be read: it may hold it."""
    try:
        connection = sqlite.connect_readonly(file, immutable=True)
    except RecordError:
        return True
    try:
        found = connection.execute(
            "SELECT 1 FROM event WHERE (id = ? AND body <> '') OR incident = ? LIMIT 1", (event, incident)
        ).fetchone()
    except sqlite.Error:
        return True
    finally:
        connection.close()
    return found is not None


def restore(source: Path, path: Path, now: Instant) -> Path | None:
    """Put the backup ``source`` in the place of the record at ``path``; the record that was there is kept beside it.

    The restored copy is a new replica. Returns where the old record lies, None when there was none. Raises
    ``RecordError``; ``RecordLocked`` while another program has the record open, which would go on in the old file.
    """
    check(source)
    path = path.resolve()  # a link stays one: the record is where it leads
    paths.private_folder(path.parent)
    partial = path.with_name(f".{path.name}.restore")
    try:
        _renewed(source, partial)
        kept = _set_aside(path, now)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    sync(path.parent)
    return kept


def _renewed(source: Path, partial: Path) -> None:
    """Copy a backup to ``partial`` as a copy that draws a new replica."""
    partial.unlink(missing_ok=True)
    paths.private_file(partial)
    connection = sqlite.connect_readonly(source)
    try:
        with sqlite.translating(partial):
            connection.execute("VACUUM INTO ?", (str(partial),))
    finally:
        connection.close()
    restored = sqlite.connect(partial)
    try:
        with sqlite.translating(partial):
            identity.forget(restored)
    finally:
        restored.close()
    sync(partial)


def _set_aside(path: Path, now: Instant) -> Path | None:
    if not path.exists():
        return None
    kept = path.with_name(f"{path.stem}-before-restore-{now.text.replace(':', '').replace('.', '')}.db")
    try:
        _fold(path)
        backup(path, kept)
    except (RecordFull, RecordLocked):
        raise
    except RecordError:
        os.link(path, kept)  # too damaged to copy through SQLite: the very file stays, under the new name
    for side in ("-wal", "-shm", "-journal"):
        path.with_name(path.name + side).unlink(missing_ok=True)
    return kept


def _fold(path: Path) -> None:
    """Bring all into the one file, which SQLite grants only while nobody else has it open."""
    schema.check_file(path)
    connection = sqlite.connect(path)
    try:
        with sqlite.translating(path):
            connection.execute(f"PRAGMA busy_timeout={_PATIENCE_MS}")
            sqlite.fold_journal(connection)
    finally:
        connection.close()


def _thin(path: Path, kept: int, budget: int) -> None:
    files = backups(path)
    total = sum(file.stat().st_size for file in files)
    while len(files) > 1 and (len(files) > kept or total > budget):
        oldest = files.pop(0)
        total -= oldest.stat().st_size
        oldest.unlink(missing_ok=True)


def _times(path: Path) -> list[tuple[Instant, Path]]:
    folder = folder_of(path)
    found = []
    for file in sorted(folder.glob(f"{_PREFIX}*.db")) if folder.is_dir() else []:
        stamp = file.stem.removeprefix(_PREFIX)
        try:
            moment = Instant.parse(f"{stamp[:13]}:{stamp[13:15]}:{stamp[15:17]}.{stamp[17:20]}+00:00")
        except ValueError:
            continue  # a file that somebody else put there
        found.append((moment, file))
    return found


def sync(path: Path) -> None:
    """Make a file, or a folder's list of files, last through a power loss."""
    if os.name == "nt" and path.is_dir():
        return  # Windows opens no folder, and its rename is on disk already
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
