"""Proving a record: the file, its triggers, every chain, and that the derived tables hold what the events say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum

import msgspec

from warroom.incident.events import IncidentForgotten, Redacted
from warroom.record import chain, projections, rescue, rows, schema, sqlite
from warroom.record.chain import Stored
from warroom.record.sqlite import Connection
from warroom.record.store import Record

BATCH = 2000


class Fault(StrEnum):
    """What can be wrong, and where ``Finding.where`` points then."""

    PAGE = "page"  # SQLite's own check; its words
    TRIGGER = "trigger"  # a trigger was missing or changed
    GAP = "gap"  # events are missing before the one named
    BROKEN = "broken"  # does not follow from the one before
    ALTERED = "altered"  # a column does not fit the hash
    BODY = "body"  # the body does not fit the hash
    BLANKED = "blanked"  # blank, and nothing on the record says that it was redacted
    UNREADABLE = "unreadable"  # stored in a form that no version writes
    FILE = "file"  # an attached file is not what was stored
    FILE_GONE = "file_gone"  # an entry names a file that is not here
    PROJECTION = "projection"  # a derived row differs from its events: `warroom rebuild` mends it


class Finding(msgspec.Struct, frozen=True):
    """One fault. ``n`` is the entry's number in the record, 0 where the fault is not in an event."""

    fault: Fault
    where: str
    n: int = 0
    incident: str = ""

    @property
    def sentence(self) -> str:
        """For a person."""
        place = f"entry {self.n} ({self.where})" if self.n else self.where
        return _SENTENCES[self.fault].format(place=place)


class Verified(msgspec.Struct, frozen=True):
    """The outcome. ``heads`` by incident and replica are what a later proof compares with."""

    events: int
    incidents: int
    findings: list[Finding]

    @property
    def sound(self) -> bool:
        return not self.findings


def verify(record: Record, *, progress: Callable[[int], None] | None = None, derived: bool = True) -> Verified:
    """Check everything that can be checked; ``progress`` hears how many events are done. Changes nothing.

    Raises ``RecordError`` where the file cannot be read at all.
    """
    connection = record.connection
    findings = [Finding(Fault.PAGE, text) for text in page_faults(connection)]
    if not schema.triggers_stand(connection):
        findings.append(Finding(Fault.TRIGGER, "event"))
    count = 0
    incidents: set[str] = set()
    try:
        for row, finding in chain_faults(connection):
            count += 1
            incidents.add(row.incident)
            if finding is not None:
                findings.append(finding)
            if progress is not None and count % BATCH == 0:
                progress(count)
        findings += [Finding(Fault.FILE, digest) for digest in record.attachments.faulty()]
        findings += [Finding(Fault.FILE_GONE, id_, n, incident) for id_, n, incident in record.attachments.missing()]
        if derived and not findings:
            findings += [
                Finding(Fault.PROJECTION, where) for where in projections.differences(connection, record.playbook)
            ]
    except (sqlite.Error, UnicodeDecodeError) as error:
        findings.append(Finding(Fault.PAGE, str(error)))
    if any(finding.fault is Fault.PAGE for finding in findings):
        sqlite.mark_suspect(record.path)
    return Verified(count, len(incidents - {"record"}), findings)


def page_faults(connection: Connection) -> list[str]:
    """SQLite's own checks of every page, index and foreign key; empty when it finds nothing."""
    try:
        found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(20)").fetchall()]
        found += [f"foreign key of {row[0]}" for row in connection.execute("PRAGMA foreign_key_check").fetchall()]
    except sqlite.Error as error:
        return [str(error)]
    return [text for text in found if text != "ok"]


def chain_faults(connection: Connection) -> Iterator[tuple[Stored, Finding | None]]:
    """Every event, chain by chain, each with its fault or None. SQLite's errors pass through."""
    redacted, gaps = _redacted(connection), rescue.known_gaps(connection)
    ends: dict[tuple[str, str], tuple[int, str]] = {}
    for row in _chained(connection):
        key = (row.incident, row.replica)
        seq, prev = ends.get(key, (0, chain.GENESIS))
        while (*key, seq + 1) in gaps and row.seq != seq + 1:
            seq, prev = seq + 1, row.prev
        finding = _judge(row, seq, prev, redacted)
        ends[key] = (seq + 1 if finding and finding.fault is Fault.UNREADABLE else row.seq, row.hash)
        yield row, finding


def _judge(row: Stored, seq: int, prev: str, redacted: set[str]) -> Finding | None:
    if not _well_formed(row):
        return Finding(Fault.UNREADABLE, str(row.id), row.n, str(row.incident))
    code = chain.fault(row, prev, seq + 1)
    if not code and row.blank and row.id not in redacted:
        code = "blanked"
    return Finding(Fault(code), row.id, row.n, row.incident) if code else None


def _well_formed(row: Stored) -> bool:
    """A flipped bit can turn text into bytes, or a number into text."""
    values = zip(Stored.__struct_fields__, msgspec.structs.astuple(row), strict=True)
    return all(isinstance(value, int if name in ("n", "seq") else str) for name, value in values)


def _chained(connection: Connection) -> Iterator[Stored]:
    """Rows in the order of their chains. The order is kept in memory as ``n`` alone: an index may be what is broken."""
    order = connection.execute("SELECT n, incident, replica, seq FROM event NOT INDEXED").fetchall()
    order.sort(key=lambda row: (str(row[1]), str(row[2]), row[3] if isinstance(row[3], int) else 0, row[0]))
    for start in range(0, len(order), rows.BATCH):
        batch = [row[0] for row in order[start : start + rows.BATCH]]
        marks = ",".join("?" * len(batch))
        found = connection.execute(f"SELECT {chain.COLUMNS} FROM event WHERE n IN ({marks})", batch)
        by = {row[0]: Stored(*row) for row in found.fetchall()}
        yield from (by[n] for n in batch if n in by)


def _redacted(connection: Connection) -> set[str]:
    """The events that may be blank: redacted ones. A forgotten incident leaves no rows at all."""
    found = connection.execute(f"SELECT {rows.EVENT_COLUMNS} FROM event NOT INDEXED WHERE kind = 'redacted'").fetchall()
    bodies = [rows.event(row).body for row in found]
    return {body.target for body in bodies if isinstance(body, Redacted)}


def forgotten(connection: Connection) -> dict[str, IncidentForgotten]:
    """The tombstones, by incident."""
    found = connection.execute(
        f"SELECT {rows.EVENT_COLUMNS} FROM event"
        " WHERE incident = 'record' AND kind <> 'note' AND kind = 'incident_forgotten'"
    ).fetchall()
    bodies = [rows.event(row).body for row in found]
    return {body.forgotten: body for body in bodies if isinstance(body, IncidentForgotten)}


_SENTENCES = {
    Fault.PAGE: "The file itself is damaged: {place}.",
    Fault.TRIGGER: "The guard that keeps events from being altered was missing or changed.",
    Fault.GAP: "Events are missing before {place}.",
    Fault.BROKEN: "The chain is broken at {place}: it does not follow from the event before it.",
    Fault.ALTERED: "What was stored with {place} is not what was written.",
    Fault.BODY: "The text of {place} is not what was written.",
    Fault.BLANKED: "The text of {place} is gone, and nothing says that it was redacted.",
    Fault.UNREADABLE: "{place} cannot be read.",
    Fault.FILE: "The attached file {place} is not what was stored.",
    Fault.FILE_GONE: "The file of {place} is not in this copy of the record.",
    Fault.PROJECTION: "The tables made from the events differ at {place}. `warroom rebuild` makes them again.",
}
