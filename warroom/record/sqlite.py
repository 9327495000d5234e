"""The only module that loads SQLite: connecting, choosing the journal, and saying each of its errors in one sentence.

Two copies of SQLite on one file can damage it, so all else takes ``connect`` and the names from here. Libraries from
3.7.0 to 3.51.2 can damage a WAL that several connections use (fixed in 3.51.3), so on those the rollback journal is
used; either way a commit returns only after its fsync (``synchronous=FULL``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeAlias

from warroom.errors import (
    RecordDamaged,
    RecordError,
    RecordForeign,
    RecordFull,
    RecordIO,
    RecordLocked,
    RecordReadOnly,
)

if TYPE_CHECKING:
    import sqlite3 as library
else:
    try:
        import pysqlite3.dbapi2 as library
    except ImportError:
        import sqlite3 as library

Connection: TypeAlias = library.Connection
Row: TypeAlias = tuple[Any, ...]
Error = library.Error
VERSION = library.sqlite_version_info
BUSY_TIMEOUT_S = 10
WAL_SAFE_FROM = (3, 51, 3)
CACHE_KIB = 8192

_BUSY, _LOCKED, _READONLY, _IOERR, _CORRUPT = 5, 6, 8, 10, 11
_FULL, _CANTOPEN, _CONSTRAINT, _NOTADB, _PERM = 13, 14, 19, 26, 3
_BY_TEXT = {
    "locked": _BUSY,
    "readonly": _READONLY,
    "read-only": _READONLY,
    "disk i/o": _IOERR,
    "malformed": _CORRUPT,
    "corrupt": _CORRUPT,
    "could not decode": _CORRUPT,
    "is full": _FULL,
    "unable to open": _CANTOPEN,
    "not a database": _NOTADB,
}
"""A module built without error codes still says these words."""


def wal_safe(version: tuple[int, ...] = VERSION) -> bool:
    """Whether this library may use WAL with several connections."""
    return version >= WAL_SAFE_FROM


def connect(path: Path, *, create: bool = False) -> Connection:
    """A connection with the record's settings; transactions are begun by hand. Raises ``RecordError``."""
    mode = "rwc" if create else "rw"
    with translating(path):
        connection = library.connect(
            f"{path.resolve().as_uri()}?mode={mode}",
            uri=True,
            timeout=BUSY_TIMEOUT_S,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
        )
        try:
            _settle(connection)
        except BaseException:
            connection.close()
            raise
    return connection


def connect_readonly(path: Path, *, immutable: bool = False) -> Connection:
    """A connection that cannot write: for looking at backups and damaged files. ``immutable`` takes the file as it
    lies, without its journal, and leaves no trace beside it. Raises ``RecordError``.
    """
    with translating(path):
        return library.connect(
            f"{path.resolve().as_uri()}?mode=ro{'&immutable=1' if immutable else ''}",
            uri=True,
            timeout=BUSY_TIMEOUT_S,
            isolation_level=None,
            check_same_thread=False,
        )


def _settle(connection: Connection) -> None:
    run = connection.execute
    run("PRAGMA synchronous=FULL")
    run("PRAGMA fullfsync=ON")
    run("PRAGMA checkpoint_fullfsync=ON")
    run("PRAGMA foreign_keys=ON")
    run("PRAGMA recursive_triggers=ON")
    run("PRAGMA secure_delete=ON")
    run("PRAGMA trusted_schema=OFF")
    run(f"PRAGMA cache_size=-{CACHE_KIB}")


def choose_journal(connection: Connection, path: Path) -> str:
    """Turn on WAL where it is safe, else make sure that it is off; returns the journal in use.

    While another process is in a transaction the switch to WAL waits for a later start: the rollback journal is as
    safe. The switch away from WAL may not wait. Raises ``RecordLocked``.
    """
    wanted = "wal" if wal_safe() else "delete"
    now = str(connection.execute("PRAGMA journal_mode").fetchone()[0])
    if now == wanted:
        return now
    try:
        now = str(connection.execute(f"PRAGMA journal_mode={wanted}").fetchone()[0])
    except library.OperationalError as error:
        if code_of(error) not in (_BUSY, _LOCKED):
            raise
    if now == "wal" and wanted != "wal":
        raise RecordLocked(
            f"Another program uses {path} in a way that this version of SQLite cannot share safely."
            " Close it there and try again.",
            code="record_locked",
        )
    return now


def fold_journal(connection: Connection) -> None:
    """Bring everything into the one file and leave none beside it, so that the file can be moved."""
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    connection.execute("PRAGMA journal_mode=delete").fetchone()


def code_of(error: Error) -> int:
    """SQLite's primary result code, from the error's own code or from its words."""
    code = getattr(error, "sqlite_errorcode", None)
    if isinstance(code, int):
        return code & 0xFF
    words = str(error).casefold()
    return next((code for text, code in _BY_TEXT.items() if text in words), 0)


def is_io(error: Error) -> bool:
    """Whether the disk itself failed: what was written is then in doubt until it has been read again."""
    return code_of(error) == _IOERR


def translate(error: Error, path: Path) -> RecordError:
    """The error tree's word for an SQLite error."""
    build = _SENTENCES.get(code_of(error))
    if build is not None:
        return build(path)
    return RecordError(f"The record {path} cannot be used: {error}.", code="record_error")


@contextmanager
def immediate(connection: Connection) -> Iterator[None]:
    """One write transaction: committed as a whole, or not at all."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


class translating:  # noqa: N801 - reads as the verb that it is
    """``with translating(path):`` raises ``RecordError`` for each SQLite error inside."""

    __slots__ = ("_path",)

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, Error):
            raise translate(error, self._path) from error
        if isinstance(error, UnicodeDecodeError):  # SQLite's own words quote what is damaged
            raise _damaged(self._path) from error


def _locked(path: Path) -> RecordError:
    return RecordLocked(
        f"Another program holds the record {path}. Nothing was written; close it there or try again.",
        code="record_locked",
    )


def _readonly(path: Path) -> RecordError:
    return RecordReadOnly(
        f"The record {path} cannot be written: its file or folder is read-only."
        " Allow writing there or name another record with --record.",
        code="record_read_only",
    )


def _full(path: Path) -> RecordError:
    return RecordFull(
        f"The disk that holds {path} is full. Nothing was written; free some space and try again.",
        code="record_full",
    )


def _io(path: Path) -> RecordError:
    return RecordIO(
        f"The disk reported a fault while the record {path} was used. Keep your text and check the disk.",
        code="record_io",
    )


def suspect(path: Path) -> Path:
    """A mark beside a record in which SQLite met damage: the next start looks through the whole file."""
    return path.with_name(f".{path.name}.suspect")


def mark_suspect(path: Path) -> None:
    with suppress(OSError):
        suspect(path).touch(mode=0o600)


def _damaged(path: Path) -> RecordError:
    mark_suspect(path)
    return RecordDamaged(
        f"The record {path} is damaged. It is kept as it is; `warroom rebuild` saves every undamaged entry.",
    )


def _foreign(path: Path) -> RecordError:
    return RecordForeign(
        f"{path} is not a Warroom record. It was left as it is; name another file with --record.",
        code="record_foreign",
    )


_SENTENCES: dict[int, Callable[[Path], RecordError]] = {
    _BUSY: _locked,
    _LOCKED: _locked,
    _PERM: _readonly,
    _READONLY: _readonly,
    _CANTOPEN: _readonly,
    _FULL: _full,
    _IOERR: _io,
    _CORRUPT: _damaged,
    _NOTADB: _foreign,
}
