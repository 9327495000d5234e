"""Single questions to the tables: one event, one entry, the heads of a chain, the events that make a state."""

from __future__ import annotations

from warroom import ids
from warroom.clock import Instant
from warroom.errors import RecordDamaged
from warroom.incident.entry import Entry
from warroom.incident.events import REGISTRY, Event, IncidentForgotten, decode, stateful_kinds
from warroom.record import chain, rows
from warroom.record.header import Header
from warroom.record.sqlite import Connection

HEADERS = f"SELECT {', '.join(Header.__struct_fields__)} FROM incident ORDER BY declared_at DESC, id DESC"
_KINDS = """
WITH RECURSIVE present(kind) AS (
    SELECT min(kind) FROM event WHERE incident = :incident AND kind <> 'note'
    UNION ALL
    SELECT (SELECT min(kind) FROM event WHERE incident = :incident AND kind <> 'note' AND kind > present.kind)
    FROM present WHERE present.kind IS NOT NULL
)
SELECT kind FROM present WHERE kind IS NOT NULL
"""
"""One seek a kind, however many events there are."""
_REPLICAS = """
WITH RECURSIVE present(replica) AS (
    SELECT min(replica) FROM event WHERE incident = :incident
    UNION ALL
    SELECT (SELECT min(replica) FROM event WHERE incident = :incident AND replica > present.replica)
    FROM present WHERE present.replica IS NOT NULL
)
SELECT replica FROM present WHERE replica IS NOT NULL
"""
_INCIDENTS = """
WITH RECURSIVE present(incident) AS (
    SELECT min(incident) FROM event
    UNION ALL
    SELECT (SELECT min(incident) FROM event WHERE incident > present.incident)
    FROM present WHERE present.incident IS NOT NULL
)
SELECT incident FROM present WHERE incident IS NOT NULL AND incident <> :record
"""


def event(connection: Connection, id_: str) -> Event | None:
    row = connection.execute(f"SELECT {rows.EVENT_COLUMNS} FROM event WHERE id = ?", (id_,)).fetchone()
    return None if row is None else rows.event(row)


def entry(connection: Connection, id_: str) -> Entry | None:
    row = connection.execute(
        f"SELECT {rows.ENTRY_COLUMNS} FROM entry WHERE n = (SELECT n FROM event WHERE id = ?)", (id_,)
    ).fetchone()
    return None if row is None else rows.entry(row)


def incident_ids(connection: Connection) -> list[tuple[str]]:
    """Every incident that has events, in the order of its id, which is the order of declaring."""
    return connection.execute(_INCIDENTS, {"record": ids.RECORD}).fetchall()


def stateful(connection: Connection, incident: str) -> list[Event]:
    """The events that make an incident's state. Kinds that this version does not know are among them: their mere
    presence tells that the state may be incomplete.
    """
    present = {row[0] for row in connection.execute(_KINDS, {"incident": incident}).fetchall()}
    wanted = [kind for kind in present if kind in _STATEFUL or kind not in REGISTRY]
    marks = ",".join("?" * len(wanted))
    found = connection.execute(
        f"SELECT {rows.EVENT_COLUMNS} FROM event WHERE incident = ? AND kind <> 'note' AND kind IN ({marks})",
        (incident, *wanted),
    ).fetchall()
    return [rows.event(row) for row in found]


def replicas(connection: Connection, incident: str) -> list[str]:
    return [row[0] for row in connection.execute(_REPLICAS, {"incident": incident}).fetchall()]


def head(connection: Connection, incident: str, replica: str) -> tuple[int, str] | None:
    """(seq, hash) of the last event of one chain."""
    row = connection.execute(
        "SELECT seq, hash FROM event WHERE incident = ? AND replica = ? ORDER BY seq DESC LIMIT 1",
        (incident, replica),
    ).fetchone()
    return None if row is None else (row[0], row[1])


def is_forgotten(connection: Connection, incident: str) -> bool:
    """Whether a tombstone stands in the place of this incident."""
    found = connection.execute(
        "SELECT body FROM event WHERE incident = ? AND kind <> 'note' AND kind = 'incident_forgotten'", (ids.RECORD,)
    ).fetchall()
    bodies = (decode("incident_forgotten", row[0]) for row in found)
    return any(isinstance(body, IncidentForgotten) and body.forgotten == incident for body in bodies)


def heads(connection: Connection, incident: str) -> dict[str, str]:
    """The hash that each replica's chain of this incident ends in."""
    found = {replica: head(connection, incident, replica) for replica in replicas(connection, incident)}
    return {replica: end[1] for replica, end in found.items() if end is not None}


def span(connection: Connection, incident: str) -> tuple[int, int]:
    """The smallest and the largest ``n`` that an incident's events can have, by the ends of its chains."""
    ends = [
        row[0]
        for replica in replicas(connection, incident)
        for order in ("", "DESC")
        for row in connection.execute(
            f"SELECT n FROM event WHERE incident = ? AND replica = ? ORDER BY seq {order} LIMIT 1", (incident, replica)
        ).fetchall()
    ]
    return min(ends, default=0), max(ends, default=0)


def event_numbers(connection: Connection, incident: str | None, since: int, kinds: list[str] | None) -> list[int]:
    """``n`` of the events of an incident (or of all) of some kinds (or of all) above ``since``, as they arrived."""
    where: list[str] = ["n > ?"]
    arguments: list[object] = [since]
    if incident is not None:
        where.append("incident = ?")
        arguments.append(incident)
    if kinds is not None:
        where.append(f"kind IN ({','.join('?' * len(kinds))})")
        where += [] if "note" in kinds else ["kind <> 'note'"]
        arguments += kinds
    found = connection.execute(f"SELECT n FROM event WHERE {' AND '.join(where)}", arguments).fetchall()
    return sorted(row[0] for row in found)


_SOURCES = """
SELECT json_extract(body, '$.source'), id, recorded_at FROM event
WHERE incident = :incident AND kind = 'note' AND instr(body, '"source":"')
UNION ALL
SELECT json_extract(body, '$.source'), '', recorded_at FROM event
WHERE incident = :incident AND kind <> 'note' AND kind = 'redacted' AND instr(body, '"source":"')
"""


def sources(connection: Connection, incident: str) -> dict[str, tuple[str, Instant]]:
    """What was imported into an incident: source -> (its entry, when it came). A redacted one has no entry any more."""
    found = connection.execute(_SOURCES, {"incident": incident}).fetchall()
    return {str(source): (str(id_), rows.instant(came)) for source, id_, came in found if source}


def newest_at(connection: Connection) -> Instant | None:
    """When the event that arrived last was recorded."""
    row = connection.execute("SELECT recorded_at FROM event ORDER BY n DESC LIMIT 1").fetchone()
    return None if row is None else Instant.parse(row[0])


LATELY = 2000
"""How many of the newest entries are looked at for who spoke lately."""


def handles(connection: Connection) -> list[str]:
    """Who spoke lately, the latest first, then who commanded and who was introduced; each once."""
    found = connection.execute(
        "SELECT actor FROM (SELECT actor, n FROM entry ORDER BY n DESC LIMIT ?) GROUP BY actor ORDER BY max(n) DESC",
        (LATELY,),
    ).fetchall()
    found += connection.execute("SELECT commander FROM incident ORDER BY declared_at DESC").fetchall()
    found += connection.execute(
        "SELECT json_extract(body, '$.handle') FROM event"
        " WHERE incident = ? AND kind <> 'note' AND kind = 'person' AND body <> ''",
        (ids.RECORD,),
    ).fetchall()
    return [str(name) for name in dict.fromkeys(row[0] for row in found) if name]


TAIL = 200
"""How many of the last own events are proved after a disk fault, before anything is appended to them."""


def check_tail(connection: Connection, replica: str) -> None:
    """Prove the last own events by their hashes. Raises ``RecordDamaged``, naming the event."""
    found = connection.execute(
        f"SELECT {chain.COLUMNS} FROM event WHERE replica = ? ORDER BY n DESC LIMIT {TAIL}", (replica,)
    ).fetchall()
    for row in (chain.Stored(*row) for row in found):
        if chain.fault(row, row.prev, row.seq):
            raise RecordDamaged(f"The record failed its check at entry {row.n} ({row.id}).", where=row.id)


_STATEFUL = frozenset(stateful_kinds())
