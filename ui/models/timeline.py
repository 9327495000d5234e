"""The timeline as a table: the number of every row, a cache of the rows near the eye, and the lines being saved.

The newest window is there at once; the numbers of older rows come after it and go on top, 8 bytes a row. A missing row
is asked for (``wanted``) and painted when it arrives. A line stands at the bottom from Enter on, and its entry takes
its place when the commit returns.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Iterable
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from ui import times
from ui.models import rows
from ui.models.rows import ALL_ROWS, Filter, Pending, Shown
from warroom.clock import DAY, Instant
from warroom.incident.entry import Entry

CACHED = 2_000
"""Rows kept; a screen shows some forty."""
BLOCK = 100
"""Rows asked for around a missing one."""
FOLDED = 100
"""Retracted rows on either side that are looked at for one fold."""
Index = QModelIndex | QPersistentModelIndex
_DAY_MS = DAY * 1000
_ROOT = QModelIndex()
ENTRY = Qt.ItemDataRole.UserRole + 1
PENDING = Qt.ItemDataRole.UserRole + 2
DATE_LINE = Qt.ItemDataRole.UserRole + 3


class Column(IntEnum):
    TIME = 0
    ICON = 1
    ACTOR = 2
    TEXT = 3
    STAR = 4


class TimelineModel(QAbstractTableModel):
    """Rows sorted by when they happened (or, on request, by when they were entered), then the lines being saved."""

    wanted = Signal(list)
    misplaced = Signal()
    """An entry belongs among rows that are not at hand: the numbers have to be read again."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._keys: array[int] = array("q")
        self._newest = 0
        self._cache: OrderedDict[int, Entry] = OrderedDict()
        self._pending: list[Pending] = []
        self._missing: set[int] = set()
        self._asked: dict[int, int] = {}
        self._ask = QTimer(self, interval=0, singleShot=True)
        self._ask.timeout.connect(self._ask_missing)
        self.shown = ALL_ROWS

    # -- What it holds -------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._keys) + len(self._pending)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(Column)

    @property
    def filter(self) -> Filter:
        return self.shown.filter

    @property
    def saved_rows(self) -> int:
        return len(self._keys)

    def entry(self, row: int) -> Entry | None:
        """The entry of a row, None for a row that is being fetched or saved."""
        if not 0 <= row < len(self._keys):
            return None
        key = self._keys[row]
        found = self._cache.get(key)
        if found is None:
            if key not in self._asked:
                self._missing.add(row)
                if not self._ask.isActive():
                    self._ask.start()
            return None
        self._cache.move_to_end(key)
        return found

    def pending(self, row: int) -> Pending | None:
        at = row - len(self._keys)
        return self._pending[at] if 0 <= at < len(self._pending) else None

    def row_of(self, n: int) -> int | None:
        """The row of an entry, looked for at the newest end first: what changes is mostly recent."""
        start = max(0, len(self._keys) - CACHED)
        try:
            return start + self._keys[start:].index(n)
        except ValueError:
            pass
        try:
            return self._keys.index(n) if n <= self._newest else None
        except ValueError:
            return None

    def date_line(self, row: int) -> str:
        """``Sat 21 November 2026`` on the first row of each day but the first, '' elsewhere."""
        if not 0 < row < len(self._keys):
            return ""
        entry, before = self._cache.get(self._keys[row]), self._cache.get(self._keys[row - 1])
        if entry is None or before is None or self._time(entry) // _DAY_MS == self._time(before) // _DAY_MS:
            return ""
        moment = Instant(self._time(entry)).datetime()
        return f"{moment:%a} {moment.day} {moment:%B %Y}"

    def retracted_run(self, row: int) -> range:
        """The rows of one day, one after the other, that were retracted as ``row`` was; empty when it was not."""
        if not self._is_retracted(row):
            return range(0)
        first = last = row
        while row - first < FOLDED and self._is_retracted(first - 1) and not self.date_line(first):
            first -= 1
        while last - row < FOLDED and self._is_retracted(last + 1) and not self.date_line(last + 1):
            last += 1
        return range(first, last + 1)

    def _is_retracted(self, row: int) -> bool:
        entry = self._cache.get(self._keys[row]) if 0 <= row < len(self._keys) else None
        return entry is not None and entry.retracted

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = index.row()
        if role == DATE_LINE:
            return self.date_line(row)
        pending = self.pending(row)
        if role == PENDING:
            return pending
        entry = None if pending else self.entry(row)
        if role == ENTRY:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return _short(Column(index.column()), entry, pending)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            if index.column() == Column.TIME and role == Qt.ItemDataRole.AccessibleTextRole:
                return rows.spoken_pending(pending) if pending else rows.spoken(entry) if entry else "loading"
            return _short(Column(index.column()), entry, pending)
        if role == Qt.ItemDataRole.ToolTipRole and entry and index.column() == Column.TIME:
            local = times.local_offset(entry.at)
            here = f", {entry.at.hhmmss(local)} {times.zone_name(entry.at)}" if local else ""
            return f"{entry.at.hhmmss()} UTC{here}, entered {entry.recorded_at.hhmmss()} UTC"
        return None

    # -- Filling -----------------------------------------------------------------------------------------------------

    def reset(self, entries: Iterable[Entry], shown: Shown = ALL_ROWS, numbers: array[int] | None = None) -> None:
        """Show this window of newest entries, oldest first; ``numbers`` are those of every row where they are known."""
        self.beginResetModel()
        self.shown = shown
        window = list(entries)
        self._keys = array("q", (entry.n for entry in window)) if numbers is None else array("q", numbers)
        self._newest = max(self._keys, default=0)
        self._cache.clear()
        self._asked.clear()
        self._missing.clear()
        for entry in window:
            self._cache[entry.n] = entry
        self.endResetModel()

    def ends(self, numbers: array[int]) -> bool:
        """Whether the rows at hand are the last of ``numbers``: then only older ones are missing."""
        return numbers[len(numbers) - len(self._keys) :].tobytes() == self._keys.tobytes()

    def complete(self, numbers: array[int]) -> None:
        """``numbers`` are those of every row: the ones before the window go on top of it."""
        if not len(self._keys):
            older = numbers if not len(numbers) or numbers[-1] > self._newest else array("q")
        else:
            start = max(0, len(numbers) - CACHED)
            try:
                older = numbers[: start + numbers[start:].index(self._keys[0])]
            except ValueError:
                older = array("q")
        if len(older):
            self.beginInsertRows(QModelIndex(), 0, len(older) - 1)
            self._keys = older + self._keys
            self._newest = max(max(older), self._newest)  # noqa: PLW3301 - unpacking a million numbers is dear
            self.endInsertRows()

    def fill(self, entries: Iterable[Entry]) -> None:
        """Rows that were wanted have arrived; rows next to one another are told of together."""
        places = []
        for entry in entries:
            self._remember(entry)
            row: int | None = self._asked.pop(entry.n, -1)
            if row is None or not 0 <= row < len(self._keys) or self._keys[row] != entry.n:
                row = self.row_of(entry.n)
            if row is not None:
                places.append(row)
        if places:
            last = min(max(places) + 1, len(self._keys) - 1)
            self.dataChanged.emit(self.index(min(places), 0), self.index(last, len(Column) - 1))

    def add(self, entries: Iterable[Entry]) -> None:
        """Entries that are new or read differently now: each is put where it belongs."""
        for entry in entries:
            row = self.row_of(entry.n)
            if row is not None:
                self._replace(row, entry)
            elif self.shown.accepts(entry):
                self._insert(entry)

    def numbers(self, first: int, last: int) -> list[int]:
        """``n`` of the entries in a stretch of rows."""
        return list(self._keys[max(0, first) : last + 1])

    def known(self, n: int) -> Entry | None:
        """An entry that is at hand, whether it is in sight or not."""
        return self._cache.get(n)

    def known_by_id(self, entry: str) -> Entry | None:
        return next((found for found in reversed(self._cache.values()) if found.id == entry), None)

    def _replace(self, row: int, entry: Entry) -> None:
        old = self._cache.get(entry.n)
        if not self.shown.accepts(entry):
            self._remove(row)
        elif old is None or self._order(old) != self._order(entry):
            self._remove(row)
            self._insert(entry)
        else:
            self._remember(entry)
            self._touch(row)

    def _insert(self, entry: Entry) -> None:
        row = self._place(entry)
        if row is None:
            self.misplaced.emit()
            return
        self._remember(entry)
        self.beginInsertRows(QModelIndex(), row, row)
        self._keys.insert(row, entry.n)
        self._newest = max(self._newest, entry.n)
        self.endInsertRows()
        if row + 1 < len(self._keys):
            self._touch(row + 1)

    def _place(self, entry: Entry) -> int | None:
        """The row that an entry takes, found from the newest end; None when that leads beyond what is at hand."""
        wanted = self._order(entry)
        for row in range(len(self._keys) - 1, -1, -1):
            other = self._cache.get(self._keys[row])
            if other is None:
                return None
            if self._order(other) <= wanted:
                return row + 1
        return 0

    def _remove(self, row: int) -> None:
        self.beginRemoveRows(QModelIndex(), row, row)
        del self._keys[row]
        self.endRemoveRows()

    # -- Lines being saved ---------------------------------------------------------------------------------------

    def saving(self, pending: Pending) -> None:
        """A line was entered: it shows at once, at the bottom."""
        row = self.rowCount()
        self.beginInsertRows(QModelIndex(), row, row)
        self._pending.append(pending)
        self.endInsertRows()

    def slow(self, token: int) -> None:
        """The commit takes longer than a person overlooks: the row says so."""
        self._change(token, slow=True)

    def unsaved(self, token: int, problem: str) -> None:
        """The commit failed: the row stays, with the reason."""
        self._change(token, problem=problem)

    def again(self, token: int) -> None:
        self._change(token, problem="", slow=False)

    def saved(self, token: int, entries: Iterable[Entry]) -> None:
        """The commit returned: the entry takes the line's place without a flicker where that is the same place."""
        entries = list(entries)
        first = self._pending[0] if self._pending else None
        if entries and first is not None and first.token == token and self._takes_place(entries[0]):
            entry = entries.pop(0)
            self._pending.pop(0)
            self._keys.append(entry.n)
            self._newest = max(self._newest, entry.n)
            self._remember(entry)
            self._touch(len(self._keys) - 1)
        else:
            self.drop(token)
        self.add(entries)

    def drop(self, token: int) -> None:
        """A line leaves the table: it was no row of its own, or went back into the field."""
        for at, pending in enumerate(self._pending):
            if pending.token == token:
                row = len(self._keys) + at
                self.beginRemoveRows(QModelIndex(), row, row)
                del self._pending[at]
                self.endRemoveRows()
                return

    def pending_lines(self) -> list[Pending]:
        return list(self._pending)

    def _takes_place(self, entry: Entry) -> bool:
        new = entry.n > self._newest and self.shown.accepts(entry)
        return new and self._place(entry) == len(self._keys)

    def _change(self, token: int, **values: object) -> None:
        for at, pending in enumerate(self._pending):
            if pending.token == token:
                for name, value in values.items():
                    setattr(pending, name, value)
                self._touch(len(self._keys) + at)

    # -- Inside --------------------------------------------------------------------------------------------------

    def _time(self, entry: Entry) -> int:
        return int(entry.recorded_at if self.shown.by_entry_time else entry.at)

    def _order(self, entry: Entry) -> tuple[int, str, str, int]:
        return (self._time(entry), *entry.order[1:])

    def _remember(self, entry: Entry) -> None:
        self._cache[entry.n] = entry
        self._cache.move_to_end(entry.n)
        while len(self._cache) > CACHED:
            self._cache.popitem(last=False)

    def _touch(self, row: int) -> None:
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))

    def _ask_missing(self) -> None:
        if not self._missing:
            return
        first = max(0, min(self._missing) - BLOCK // 2)
        last = min(len(self._keys) - 1, max(self._missing) + BLOCK // 2, first + CACHED // 2)
        self._missing.clear()
        around = enumerate(self._keys[first : last + 1], first)
        missing = {n: row for row, n in around if n not in self._cache and n not in self._asked}
        if missing:
            self._asked |= missing
            self.wanted.emit(list(missing))


def _short(column: Column, entry: Entry | None, pending: Pending | None) -> str:
    if pending is not None:
        texts = {Column.TIME: pending.begun.hhmm(), Column.ACTOR: pending.author, Column.TEXT: pending.text}
        return texts.get(column, "")
    if entry is None:
        return ""
    if column is Column.TIME:
        return entry.at.hhmm()
    if column is Column.ICON:
        return rows.GROUP_WORDS[entry.group]
    if column is Column.ACTOR:
        return entry.actor
    if column is Column.STAR:
        return "key moment" if entry.starred else ""
    word, after = rows.kind_word(entry), rows.marks(entry)
    return " ".join(part for part in (word, rows.row_text(entry), f"({after})" if after else "") if part)
