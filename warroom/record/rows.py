"""Rows in, events and entries out: the one place that knows how each column is stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from warroom.clock import Instant
from warroom.incident.entry import Entry, EntryGroup
from warroom.incident.events import Event, decode
from warroom.record.sqlite import Connection, Row

EVENT_COLUMNS = "id, incident, replica, seq, hlc, at, recorded_at, author, kind, body, n"
ENTRY_COLUMNS = (
    "id, incident, n, hlc, replica, seq, at, recorded_at, kind, grp, actor, author, role, text,"
    " late, starred, amended, retracted, redacted, owner"
)
BATCH = 500
"""How many rows one ``IN (…)`` asks for."""


_DAYS: dict[str, int] = {}
_DAY_TEXTS: dict[int, str] = {}
"""The days that were read and written, and when each begins: the rows of one incident share few."""
_KEPT_DAYS = 4096
_DAY_MS = 86_400_000


def instant(text: str) -> Instant:
    """A stored time, ``YYYY-MM-DDTHH:MM:SS.mmmZ``: read often, so read by place. Raises ``ValueError``."""
    if len(text) != 24:
        return Instant.parse(text)
    day = _DAYS.get(text[:11])
    if day is None:
        if len(_DAYS) > _KEPT_DAYS:
            _DAYS.clear()
        day = _DAYS[text[:11]] = int(Instant.parse(text[:11] + "00:00:00Z"))
    return Instant(day + (int(text[11:13]) * 3600 + int(text[14:16]) * 60 + int(text[17:19])) * 1000 + int(text[20:23]))


@lru_cache(maxsize=4096)
def stored(moment: Instant) -> str:
    """``Instant.text``, for those who need it at every append: for the event, and again for its entry."""
    day, rest = divmod(int(moment), _DAY_MS)
    text = _DAY_TEXTS.get(day)
    if text is None:
        if len(_DAY_TEXTS) > _KEPT_DAYS:
            _DAY_TEXTS.clear()
        text = _DAY_TEXTS[day] = Instant(day * _DAY_MS).text[:11]
    seconds, millis = divmod(rest, 1000)
    minutes, seconds = divmod(seconds, 60)
    return "%s%02d:%02d:%02d.%03dZ" % (text, minutes // 60, minutes % 60, seconds, millis)  # noqa: UP031 - half the time


def event(row: Row) -> Event:
    """From ``EVENT_COLUMNS``."""
    id_, incident, replica, seq, hlc, at, recorded_at, author, kind, body, n = row
    return Event(
        id_,
        incident,
        replica,
        seq,
        hlc,
        instant(at),
        instant(recorded_at),
        author,
        kind,
        decode(kind, body),
        n,
    )


_GROUPS = {group.value: group for group in EntryGroup}


def entry(row: Row) -> Entry:
    """From ``ENTRY_COLUMNS``; what follows them is passed over. Raises ``KeyError`` for an unknown group."""
    id_, incident, n, hlc, replica, seq, at, recorded_at, kind, group, actor, author, role, text = row[:14]
    late, starred, amended, retracted, redacted, owner = row[14:20]
    recorded = instant(recorded_at)
    return Entry(
        id_,
        incident,
        n,
        hlc,
        replica,
        seq,
        recorded if at == recorded_at else instant(at),
        recorded,
        kind,
        _GROUPS[group],
        actor,
        author,
        role,
        text,
        late == 1,
        starred == 1,
        amended == 1,
        retracted == 1,
        redacted == 1,
        owner,
    )


def entry_values(item: Entry) -> tuple[object, ...]:
    """As ``ENTRY_COLUMNS`` stores it."""
    recorded_at = stored(item.recorded_at)
    return (
        item.id,
        item.incident,
        item.n,
        item.hlc,
        item.replica,
        item.seq,
        recorded_at if item.at == item.recorded_at else stored(item.at),
        recorded_at,
        item.kind,
        item.group.value,
        item.actor,
        item.author,
        item.role,
        item.text,
        int(item.late),
        int(item.starred),
        int(item.amended),
        int(item.retracted),
        int(item.redacted),
        item.owner,
    )


def events_by_number(connection: Connection, numbers: Iterable[int]) -> Iterator[Event]:
    """The events with these ``n``, in the order given, a batch at a time: no cursor stays open between two."""
    wanted = list(numbers)
    for start in range(0, len(wanted), BATCH):
        batch = wanted[start : start + BATCH]
        marks = ",".join("?" * len(batch))
        rows = connection.execute(f"SELECT {EVENT_COLUMNS} FROM event WHERE n IN ({marks})", batch).fetchall()
        found = {row[-1]: row for row in rows}
        for n in batch:
            if n in found:
                yield event(found[n])


def all_events(connection: Connection, since: int = 0) -> Iterator[Event]:
    """Every event above ``since`` as it arrived, a batch at a time."""
    while True:
        rows = connection.execute(
            f"SELECT {EVENT_COLUMNS} FROM event WHERE n > ? ORDER BY n LIMIT {BATCH}", (since,)
        ).fetchall()
        if not rows:
            return
        since = rows[-1][-1]
        yield from map(event, rows)
