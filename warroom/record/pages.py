"""Reading rows out of a damaged SQLite file, page by page, without SQLite.

Format: https://www.sqlite.org/fileformat2.html, sections 1.5 (leaf pages of a table), 1.6 (overflow) and 2.1 (records),
and 4.1 for the WAL. Nothing is trusted: the tree above the leaves is not needed, a cell that makes no sense is passed
over, and whether a row is what was written is for its own hash to prove.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from pathlib import Path

Value = int | float | str | bytes | None
Record = tuple[int, tuple[Value, ...]]
"""(rowid, columns)"""

_LEAF = 0x0D
_WAL_HEADER, _WAL_FRAME = 32, 24
_SIZES = (512, 1024, 2048, 4096, 8192, 16384, 32768, 65536)
DEFAULT_SIZE = 4096
_FIXED = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
_MAX_COLUMNS = 64


class PageFile:
    """The pages of a file and of the WAL beside it: for each page number every image that there is."""

    def __init__(self, path: Path) -> None:
        self._main = _mapped(path)
        self._wal = _mapped(path.with_name(path.name + "-wal"))
        self.size = self._page_size()

    def records(self, columns: int) -> Iterator[Record]:
        """Every row of ``columns`` columns that can be read, from the WAL's newest image to the file's own."""
        for data, first in self._images():
            yield from self._leaf(data, 100 if first else 0, columns)

    def _page_size(self) -> int:
        for named in (int.from_bytes(self._wal[8:12]), int.from_bytes(self._main[16:18])):
            size = 65536 if named == 1 else named
            if size in _SIZES:
                return size
        return DEFAULT_SIZE

    def _images(self) -> Iterator[tuple[bytes, bool]]:
        step = _WAL_FRAME + self.size
        for start in reversed(range(_WAL_HEADER, len(self._wal) - step + 1, step)):
            number = int.from_bytes(self._wal[start : start + 4])
            yield self._wal[start + _WAL_FRAME : start + step], number == 1
        for start in range(0, len(self._main), self.size):
            yield self._main[start : start + self.size], start == 0

    def _page(self, number: int) -> bytes:
        """A page by its number, for overflow: the WAL's newest image first."""
        step = _WAL_FRAME + self.size
        for start in reversed(range(_WAL_HEADER, len(self._wal) - step + 1, step)):
            if int.from_bytes(self._wal[start : start + 4]) == number:
                return self._wal[start + _WAL_FRAME : start + step]
        return self._main[(number - 1) * self.size : number * self.size]

    def _leaf(self, page: bytes, offset: int, columns: int) -> Iterator[Record]:
        if len(page) < offset + 8 or page[offset] != _LEAF:
            return
        count = int.from_bytes(page[offset + 3 : offset + 5])
        for place in range(offset + 8, min(offset + 8 + 2 * count, len(page) - 1), 2):
            start = int.from_bytes(page[place : place + 2])
            found = self._cell(page, start, columns) if start < len(page) else None
            if found is not None:
                yield found

    def _cell(self, page: bytes, start: int, columns: int) -> Record | None:
        try:
            length, start = _varint(page, start)
            rowid, start = _varint(page, start)
            values = _columns(self._payload(page, start, length), columns)
        except (IndexError, ValueError):
            return None
        return None if values is None else (rowid, values)

    def _payload(self, page: bytes, start: int, length: int) -> bytes:
        usable = self.size
        if length <= usable - 35:
            return page[start : start + length]
        if length > len(self._main) + len(self._wal):
            raise ValueError("longer than the file")
        least = (usable - 12) * 32 // 255 - 23
        local = least + (length - least) % (usable - 4)
        local = local if local <= usable - 35 else least
        data = bytearray(page[start : start + local])
        following = int.from_bytes(page[start + local : start + local + 4])
        while len(data) < length and following:
            overflow = self._page(following)
            if len(overflow) < usable:
                raise ValueError("cut off")
            data += overflow[4:usable]
            following = int.from_bytes(overflow[:4])
        return bytes(data[:length])


def _mapped(path: Path) -> mmap.mmap | bytes:
    """The bytes of a file without reading them all: it may be anything, of any size."""
    if not path.exists() or path.stat().st_size == 0:
        return b""
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _varint(data: bytes, start: int) -> tuple[int, int]:
    value = 0
    for place in range(8):
        byte = data[start + place]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, start + place + 1
    return value << 8 | data[start + 8], start + 9


def _columns(payload: bytes, wanted: int) -> tuple[Value, ...] | None:
    """The values of a record; None if it has another number of columns."""
    head, place = _varint(payload, 0)
    if not 0 < head <= min(len(payload), 9 * _MAX_COLUMNS):
        return None
    types: list[int] = []
    while place < head:
        kind, place = _varint(payload, place)
        types.append(kind)
    if len(types) != wanted:
        return None
    values: list[Value] = []
    place = head
    for kind in types:
        length = _length(kind)
        data = payload[place : place + length]
        if len(data) != length:
            return None
        values.append(_value(kind, data))
        place += length
    return tuple(values)


def _length(kind: int) -> int:
    if kind in _FIXED:
        return _FIXED[kind]
    if kind == 7:
        return 8
    return (kind - 12) // 2 if kind >= 12 else 0


def _value(kind: int, data: bytes) -> Value:
    if kind == 0:
        return None
    if kind in _FIXED:
        return int.from_bytes(data, signed=True)
    if kind in (8, 9):
        return kind - 8
    if kind >= 13 and kind % 2:
        return data.decode()
    return data
