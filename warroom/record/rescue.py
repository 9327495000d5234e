"""Rescue mode: out of a damaged file every event that proves itself goes into a new record.

The damaged file is kept to the byte. Events are read page by page and proved by their own hashes, so neither a lost
index nor a zeroed header costs an event that lies elsewhere. What could not be read is on the new record as a fact,
so that its check knows which gaps are old.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import msgspec

from warroom import ids, paths
from warroom.clock import Clock
from warroom.errors import RecordDamaged, RecordError, RecordForeign
from warroom.incident.events import IncidentForgotten, Redacted, SystemRow, decode
from warroom.record import backup, chain, identity, local, schema, sqlite
from warroom.record.attachments import AttachmentRows
from warroom.record.chain import Stored
from warroom.record.pages import PageFile
from warroom.record.store import Record

CODE = "rescued"
"""The system row that names the lost events: parameters ``incident replica seq`` -> number."""
_COLUMNS = len(Stored.__struct_fields__)
_ENTRY_COLUMNS = (len(schema.ENTRY_COLUMNS), len(schema.ENTRY_COLUMNS) - 1)
"""A row that was written before the newest column came has one less in the file."""
_FILE_COLUMNS = 3


class Rescued(msgspec.Struct, frozen=True):
    """What was saved. ``first`` is the number of the first entry that could not be read, 0 if none was lost."""

    kept: Path
    path: Path
    saved: int
    lost: int
    first: int

    @property
    def sentence(self) -> str:
        """For a person (UI.md section 7)."""
        failed = f"The record failed its check at entry {self.first}." if self.first else "The record failed its check."
        unread = f" {self.lost} {'entry' if self.lost == 1 else 'entries'} could not be read" if self.lost else ""
        return f"{failed} The file is kept as it was; every undamaged entry is in the new record.{unread}"


def open_or_rescue(
    path: Path, *, clock: Clock, create: bool = True, name: str = "", simulated: bool | None = None
) -> tuple[Record, Rescued | None]:
    """Open a record; one that is damaged, or in which damage was met before, is rescued first.

    Raises ``RecordError``.
    """
    try:
        record = Record.open(path, clock=clock, create=create, name=name, simulated=simulated)
    except RecordDamaged:
        pass
    except RecordForeign:
        if not holds_events(path):
            raise
    else:
        if _sound(record):
            return record, None
        record.close()
    rescued = rescue(path, clock=clock, name=name)
    return Record.open(path, clock=clock, name=name, simulated=simulated), rescued


def holds_events(path: Path) -> bool:
    """Whether a file that SQLite does not take for one holds events of ours: its header is what was damaged."""
    return path.is_file() and next(_proved(PageFile(path)), None) is not None


def rescue(path: Path, *, clock: Clock, name: str = "") -> Rescued:
    """Put a new record with every undamaged event in the place of the damaged one, which is kept beside it.

    Nobody may have the record open. Raises ``RecordDamaged`` if not one event can be read.
    """
    path = path.resolve()
    stamp = clock.now().text.replace(":", "").replace(".", "")
    found, known = _salvage(path)
    if not found:
        raise RecordDamaged(f"Nothing in {path} can be read. It is kept as it is; restore a backup.", where=str(path))
    kept = _keep(path, path.with_name(f"{path.stem}-damaged-{stamp}.db"))
    lost = _lost(found, known)
    partial = path.with_name(f".{path.name}.rescue")
    for file in (partial, partial.with_name(partial.name + "-wal"), partial.with_name(partial.name + "-shm")):
        file.unlink(missing_ok=True)
    _fill(partial, found, kept)
    with Record.open(partial, clock=clock, name=name, simulated=_simulated(found)) as record:
        record.write(name, lambda writing: writing.append(ids.RECORD, _loss(lost)))
        record.rebuild()
        with sqlite.translating(path):
            identity.forget(record.connection)
            sqlite.fold_journal(record.connection)
    for side in ("-wal", "-shm", "-journal"):
        path.with_name(path.name + side).unlink(missing_ok=True)
    partial.replace(path)
    sqlite.suspect(path).unlink(missing_ok=True)
    first = min((n for n in lost.values() if n), default=0)
    return Rescued(kept, path, len(found), len(lost), first)


def known_gaps(connection: sqlite.Connection) -> set[tuple[str, str, int]]:
    """(incident, replica, seq) of the events that rescues could not save: gaps that are no new damage."""
    found = connection.execute(
        "SELECT body FROM event WHERE incident = ? AND kind <> 'note' AND kind = 'system'", (ids.RECORD,)
    ).fetchall()
    bodies = [decode("system", row[0]) for row in found]
    gaps: set[tuple[str, str, int]] = set()
    for body in bodies:
        if isinstance(body, SystemRow) and body.code == CODE:
            for key in body.params:
                incident, replica, seq = key.split(" ")
                gaps.add((incident, replica, int(seq)))
    return gaps


def _loss(lost: dict[tuple[str, str, int], int]) -> SystemRow:
    params = {f"{incident} {replica} {seq}": str(n) for (incident, replica, seq), n in lost.items()}
    return SystemRow(code=CODE, params=params)


def _sound(record: Record) -> bool:
    """Whether an opened record may be used; one that was met damaged before is looked through in whole."""
    mark = sqlite.suspect(record.path)
    if not mark.exists():
        return True
    try:
        with sqlite.translating(record.path):
            found = record.connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except RecordDamaged:
        return False
    if found == "ok":
        mark.unlink(missing_ok=True)
    return bool(found == "ok")


def _salvage(path: Path) -> tuple[list[Stored], dict[tuple[str, str, int], int]]:
    """Every event that proves itself, as they arrived; and (incident, replica, seq) -> n of all that there ever were,
    as far as entries and broken rows tell.
    """
    file = PageFile(path)
    found: dict[str, Stored] = {}
    for row in _proved(file):
        if row.id not in found or row.blank:
            found[row.id] = row
    known = {(row.incident, row.replica, row.seq): row.n for row in found.values()}
    for rowid, columns in (row for count in _ENTRY_COLUMNS for row in file.records(count)):
        _, _, incident, _, replica, seq, *_ = columns
        if isinstance(incident, str) and isinstance(replica, str) and isinstance(seq, int):
            known.setdefault((incident, replica, seq), rowid)
    bodies = [decode(row.kind, row.body) for row in found.values() if row.kind in ("redacted", "incident_forgotten")]
    redacted = {body.target for body in bodies if isinstance(body, Redacted)}
    gone = {body.forgotten for body in bodies if isinstance(body, IncidentForgotten)}
    kept = [
        msgspec.structs.replace(row, salt="", body="") if row.id in redacted else row
        for row in found.values()
        if row.incident not in gone
    ]
    known = {key: n for key, n in known.items() if key[0] not in gone}
    return sorted(kept, key=lambda row: row.n), known


def _proved(file: PageFile) -> Iterator[Stored]:
    for rowid, columns in file.records(_COLUMNS):
        values = (rowid, *columns[1:])
        if isinstance(values[4], int) and all(isinstance(value, str) for value in (*values[1:4], *values[5:])):
            row = Stored(*values)  # type: ignore[arg-type]
            if not chain.fault(row, row.prev, row.seq):
                yield row


def _lost(found: list[Stored], known: dict[tuple[str, str, int], int]) -> dict[tuple[str, str, int], int]:
    """The events that are missing, each with its number if that can be told, 0 if not."""
    saved = {(row.incident, row.replica, row.seq) for row in found}
    ends: dict[tuple[str, str], int] = {}
    for incident, replica, seq in known:
        ends[incident, replica] = max(ends.get((incident, replica), 0), seq)
    every = {(*key, seq) for key, end in ends.items() for seq in range(1, end + 1)}
    lost = {key: known.get(key, 0) for key in sorted(every - saved)}
    unnumbered = [key for key, n in lost.items() if not n]
    numbers = {row.n for row in found} | set(known.values())
    free = [n for n in range(1, max(numbers, default=0) + 1) if n not in numbers]
    lost.update(zip(unnumbered, free, strict=False))
    return lost


def _simulated(found: list[Stored]) -> bool:
    """Whether it was a simulated record; each of its events says so."""
    return any(decode(row.kind, row.body).simulated for row in found[:100])


def _fill(target: Path, found: list[Stored], damaged: Path) -> None:
    paths.private_file(target)
    connection = sqlite.connect(target)
    try:
        with sqlite.translating(target):
            schema.migrate(connection, target)
            connection.execute("BEGIN IMMEDIATE")
            marks = ",".join("?" * _COLUMNS)
            rows = (msgspec.structs.astuple(row) for row in found)
            connection.executemany(f"INSERT INTO event ({chain.COLUMNS}) VALUES ({marks})", rows)
            _save_files(connection, damaged)
            for key, value in _settings(damaged):
                local.set_setting(connection, key, value)
            connection.execute("COMMIT")
    finally:
        connection.close()


def _save_files(connection: sqlite.Connection, damaged: Path) -> None:
    """Every attached file that proves itself by its own hash and that a saved entry names."""
    rows = AttachmentRows(connection)
    kept = [
        rows.keep(data)
        for _, (digest, _size, data) in PageFile(damaged).records(_FILE_COLUMNS)
        if isinstance(digest, str) and isinstance(data, bytes) and sha256(data).hexdigest() == digest
    ]
    rows.drop_unnamed(kept)


def _settings(damaged: Path) -> list[tuple[str, str]]:
    """The local settings, if SQLite can still read them."""
    try:
        connection = sqlite.connect_readonly(damaged, immutable=True)
    except RecordError:
        return []
    try:
        found = connection.execute("SELECT key, value FROM setting WHERE key NOT LIKE 'replica.%'").fetchall()
    except sqlite.Error:
        return []
    finally:
        connection.close()
    return [(str(key), str(value)) for key, value in found]


def _keep(path: Path, kept: Path) -> Path:
    """A copy of the damaged file, with its journal, for this person alone."""
    for side in ("", "-wal", "-journal"):
        source, target = path.with_name(path.name + side), kept.with_name(kept.name + side)
        if source.exists():
            paths.private_file(target)
            shutil.copyfile(source, target)
            backup.sync(target)
    return kept
