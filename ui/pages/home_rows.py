"""What Home lists: open incidents, past ones with a filter, and what waits for a person. Models without paint."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui import times
from ui.live import Board, Live
from warroom.clock import DAY, HOUR, Instant
from warroom.incident.words import CountdownState

if TYPE_CHECKING:
    from warroom.incident.countdowns import Countdown
    from warroom.record import Header

Index = QModelIndex | QPersistentModelIndex
ROW_ROLE = Qt.ItemDataRole.UserRole + 1
_TOP = QModelIndex()
_SINCE = re.compile(r"(\d{1,4})([hdwm])")
_UNIT_S = {"h": HOUR, "d": DAY, "w": 7 * DAY, "m": 30 * DAY}
_LATE = (CountdownState.DUE, CountdownState.OVERDUE)


class Timer(msgspec.Struct, frozen=True):
    """One update countdown in a row: what it reads and how loud it is."""

    text: str
    state: CountdownState
    spoken: str


class OpenRow(msgspec.Struct, frozen=True):
    id: str
    severity: int
    ref: str
    title: str
    status: str
    elapsed: str
    commander: str
    internal: Timer
    external: Timer
    drill: bool

    @property
    def spoken(self) -> str:
        """The row as a screen reader says it."""
        return (
            f"{'Drill, ' if self.drill else ''}SEV-{self.severity}, {self.ref}, {self.title}, {self.status}, "
            f"running {self.elapsed}, commander {self.commander}, {self.internal.spoken}, {self.external.spoken}"
        )


class PastRow(msgspec.Struct, frozen=True):
    id: str
    severity: int
    ref: str
    title: str
    status: str
    ended: str
    took: str
    drill: bool
    near_miss: bool

    @property
    def spoken(self) -> str:
        return f"{self.ref}, SEV-{self.severity}, {self.title}, {self.status} {self.ended}, took {self.took}"


def open_row(one: Live, now: Instant) -> OpenRow:
    incident = one.incident
    internal, external = one.updates(now)
    commander = incident.roles.get("ic", "")
    return OpenRow(
        id=incident.id,
        severity=int(incident.severity),
        ref=incident.ref,
        title=incident.title,
        status=incident.status.value.capitalize(),
        elapsed=times.stopwatch(one.elapsed_s(now)),
        commander=commander or (f"{incident.acting_ic} (acting)" if incident.acting_ic else "nobody"),
        internal=timer("int", "internal update", internal),
        external=timer("ext", "external update", external),
        drill=incident.drill,
    )


def timer(short: str, long: str, countdown: Countdown) -> Timer:
    """``int 02:12``; due and overdue say so in words, not by colour alone."""
    if countdown.remaining_s is None:
        return Timer(f"{short} none", countdown.state, f"no {long}")
    digits = times.countdown(countdown.remaining_s)
    if countdown.state is CountdownState.OVERDUE:
        return Timer(
            f"{short} {digits} LATE", countdown.state, f"{long} overdue {times.length(-countdown.remaining_s)}"
        )
    if countdown.state is CountdownState.DUE:
        return Timer(f"{short} DUE now", countdown.state, f"{long} due now")
    return Timer(f"{short} {digits}", countdown.state, f"{long} in {times.length(countdown.remaining_s)}")


def past_row(header: Header, now: Instant) -> PastRow:
    ended = header.resolved_at or header.declared_at
    return PastRow(
        id=header.id,
        severity=int(header.severity),
        ref=header.ref,
        title=header.title,
        status=header.status.value.capitalize(),
        ended=times.ago(ended, now),
        took=times.stopwatch(ended.since(header.started_at or header.declared_at)),
        drill=header.drill,
        near_miss=header.near_miss,
    )


class Filter(msgspec.Struct, frozen=True):
    """What the filter line asks for; every part must hold."""

    words: tuple[str, ...] = ()
    severity: int = 0
    status: str = ""
    since_s: int = 0

    def lets(self, header: Header, now: Instant) -> bool:
        text = f"{header.ref} {header.title} {header.commander}".casefold()
        return (
            all(word in text for word in self.words)
            and self.severity in (0, int(header.severity))
            and header.status.value.startswith(self.status)
            and (not self.since_s or now.since(header.declared_at) <= self.since_s)
        )


def read_filter(line: str) -> Filter:
    """``text sev:1 status:resolved since:2w``; a word with a colon that means nothing here is text."""
    words, severity, status, since = [], 0, "", 0
    for word in line.casefold().split():
        key, _, value = word.partition(":")
        if key == "sev" and value in ("1", "2", "3", "4"):
            severity = int(value)
        elif key == "status" and value.isalpha():
            status = value
        elif key == "since" and (match := _SINCE.fullmatch(value)):
            since = int(match[1]) * _UNIT_S[match[2]]
        else:
            words.append(word)
    return Filter(tuple(words), severity, status, since)


class Need(msgspec.Struct, frozen=True):
    """Something that waits for a person."""

    incident: str
    text: str
    late: bool


def needs(board: Board, now: Instant) -> list[Need]:
    """Announcements owed first, then postmortems by when they are due."""
    owed = []
    for one in board.unannounced:
        external = one.updates(now)[1]
        late = external.state in _LATE
        when = "overdue" if late else f"due in {times.length(external.remaining_s or 0)}"
        owed.append(Need(one.incident.id, f"{one.incident.ref} is resolved, not announced: {when}", late))
    for header, due in board.postmortems:
        if due > now:
            owed.append(Need(header.id, f"Postmortem of {header.ref} due in {times.length(due.since(now))}", False))
    return owed


def last_month(board: Board, now: Instant) -> str:
    """``7 incidents · 1 SEV-1 · 2 SEV-2`` of the last 30 days, drills left out."""
    counts = dict.fromkeys((1, 2, 3, 4), 0)
    severities = [int(one.incident.severity) for one in board.open if not one.incident.drill]
    severities += [
        int(header.severity)
        for header in board.recent
        if not header.drill and now.since(header.declared_at) <= 30 * DAY
    ]
    for severity in severities:
        counts[severity] += 1
    if not severities:
        return "No incidents"
    total = f"{len(severities)} incident{'s' if len(severities) != 1 else ''}"
    return " · ".join([total, *(f"{count} SEV-{severity}" for severity, count in counts.items() if count)])


class Rows(QAbstractListModel):
    """A list of rows, each with what it shows and what it says aloud. Replaced as a whole, updated in place."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[OpenRow] | list[PastRow] = []

    def rowCount(self, parent: Index = _TOP) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{row.ref} {row.title}"
        return row.spoken if role == Qt.ItemDataRole.AccessibleTextRole else None

    def show(self, rows: list[OpenRow] | list[PastRow]) -> None:
        """The same incidents in the same order change in place, so that the selection stands."""
        if [row.id for row in rows] == [row.id for row in self.rows]:
            before, self.rows = self.rows, rows
            for number, (old, new) in enumerate(zip(before, rows, strict=True)):
                if old != new:
                    self.dataChanged.emit(self.index(number), self.index(number))
            return
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()
