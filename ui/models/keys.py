"""The keys of a long timeline, small: 24 bytes a row, so that a million rows stay within the memory that they may take.

A key is the time that a row sorts by and the id of its entry. Rows of one time stand in the order of their arrival.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable
from uuid import UUID

_ID = 16


class Keys:
    """A sorted sequence of (time, entry id)."""

    __slots__ = ("_at", "_ids")

    def __init__(self, rows: Iterable[tuple[int, str]] = ()) -> None:
        self._at = array("q")
        self._ids = bytearray()
        for at, entry in rows:
            self._at.append(at)
            self._ids += _packed(entry)

    def __len__(self) -> int:
        return len(self._at)

    def id(self, row: int) -> str:
        return str(UUID(bytes=bytes(self._ids[row * _ID : row * _ID + _ID])))

    def at(self, row: int) -> int:
        return self._at[row]

    def find(self, entry: str) -> int | None:
        """The row of an entry, looked for from the newest end: what changes is mostly recent."""
        wanted, end = _packed(entry), len(self._ids)
        while True:
            found = self._ids.rfind(wanted, 0, end)
            if found < 0:
                return None
            if found % _ID == 0:
                return found // _ID
            end = found + _ID - 1

    def place(self, at: int) -> int:
        """The row that a new key of this time would take."""
        if not self._at or at >= self._at[-1]:
            return len(self._at)
        return bisect_right(self._at, at)

    def insert(self, row: int, at: int, entry: str) -> None:
        self._at.insert(row, at)
        self._ids[row * _ID : row * _ID] = _packed(entry)

    def remove(self, row: int) -> None:
        del self._at[row]
        del self._ids[row * _ID : row * _ID + _ID]

    def prepend(self, older: Keys) -> None:
        """Put a block of older keys before these."""
        self._at = older._at + self._at
        self._ids = older._ids + self._ids


def _packed(entry: str) -> bytes:
    return bytes.fromhex(entry.replace("-", ""))
