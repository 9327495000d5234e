"""Who is delivering: a lock that the system drops the moment its process ends, however it ends.

A message that is being sent names its holder. Whether that process still lives is asked of the system, not of a clock:
a laptop that slept or a process that was stopped in mid-request still holds its message, and nobody sends it again.
"""

from __future__ import annotations

import glob
import os
import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from warroom import ids
from warroom.errors import RecordReadOnly

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_ATTEMPTS = 20


class Holder:
    """Held while it is open; ``token`` is what a claim carries."""

    def __init__(self, record: Path) -> None:
        self._record = record
        self.token = ""
        self._file = -1
        for left in record.parent.glob(f".{glob.escape(record.name)}.sender-*"):
            self.lives(record, left.name.rpartition("sender-")[2])  # those of dead processes go
        for _ in range(_ATTEMPTS):
            if self._take():
                return
        raise RecordReadOnly(f"No lock can be made beside {record}. Nothing was sent.", code="no_lock")

    def alive(self, token: str) -> bool:
        """Whether the process behind a claim still runs; the trace of one that does not is removed."""
        return token == self.token != "" or self.lives(self._record, token)

    @staticmethod
    def lives(record: Path, token: str) -> bool:
        """The same, asked by one who holds nothing."""
        if not token:
            return False
        path = _path(record, token)
        try:
            file = os.open(path, os.O_RDWR)
        except OSError:
            return False
        try:
            if not _lock(file):
                return True
            with suppress(OSError):
                path.unlink()
            return False
        finally:
            os.close(file)

    def close(self) -> None:
        if self._file >= 0:
            with suppress(OSError):
                _path(self._record, self.token).unlink()
            os.close(self._file)
            self._file = -1

    def __enter__(self) -> Holder:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _take(self) -> bool:
        """One try: make the file, lock it, and see that nobody took it for a dead one in between."""
        token = ids.new()
        path = _path(self._record, token)
        try:
            file = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
        except OSError as error:
            raise RecordReadOnly(
                f"No lock can be made beside {self._record}: {error.strerror}. Nothing was sent.", code="no_lock"
            ) from error
        if _lock(file) and path.exists():
            self.token, self._file = token, file
            return True
        os.close(file)
        return False


def _path(record: Path, token: str) -> Path:
    return record.with_name(f".{record.name}.sender-{token}")


def _lock(file: int) -> bool:
    try:
        if sys.platform == "win32":
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
