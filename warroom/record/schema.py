"""The tables, by numbered migrations, and the triggers that make the event table append-only.

A migration runs inside one BEGIN IMMEDIATE: two first starts at once both succeed, and a kill leaves the old schema or
the new. A snapshot stands from before it. The event table is never rebuilt (``transform`` would drop its triggers).
sqlite-utils makes the tables that are derived or local; it is loaded only when there is something to make.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from warroom.errors import RecordForeign, RecordNewer, RecordReadOnly
from warroom.record import sqlite

if TYPE_CHECKING:
    from sqlite_utils import Database

APPLICATION_ID = 0x57524D31
"""``WRM1`` in the file's header."""
_MAGIC = b"SQLite format 3\x00"

EVENT = """
CREATE TABLE event (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    incident TEXT NOT NULL,
    replica TEXT NOT NULL,
    seq INTEGER NOT NULL,
    hlc TEXT NOT NULL,
    at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    author TEXT NOT NULL,
    kind TEXT NOT NULL,
    salt TEXT NOT NULL,
    body TEXT NOT NULL,
    body_hash TEXT NOT NULL,
    prev TEXT NOT NULL,
    hash TEXT NOT NULL,
    UNIQUE (incident, replica, seq)
)
"""

TRIGGERS = {
    "event_stays": """
CREATE TRIGGER event_stays BEFORE UPDATE ON event
WHEN NOT (
    NEW.n IS OLD.n AND NEW.id IS OLD.id AND NEW.incident IS OLD.incident AND NEW.replica IS OLD.replica
    AND NEW.seq IS OLD.seq AND NEW.hlc IS OLD.hlc AND NEW.at IS OLD.at AND NEW.recorded_at IS OLD.recorded_at
    AND NEW.author IS OLD.author AND NEW.kind IS OLD.kind AND NEW.body_hash IS OLD.body_hash
    AND NEW.prev IS OLD.prev AND NEW.hash IS OLD.hash AND NEW.body = '' AND NEW.salt = ''
    AND EXISTS (
        SELECT 1 FROM event AS r
        WHERE r.incident = OLD.incident AND r.kind <> 'note' AND r.kind = 'redacted'
        AND json_extract(r.body, '$.target') = OLD.id
    )
)
BEGIN SELECT RAISE(ABORT, 'events are never altered'); END""",
    "event_kept": """
CREATE TRIGGER event_kept BEFORE DELETE ON event
WHEN OLD.incident = 'record' OR NOT EXISTS (
    SELECT 1 FROM event AS t
    WHERE t.incident = 'record' AND t.kind <> 'note' AND t.kind = 'incident_forgotten'
    AND json_extract(t.body, '$.forgotten') = OLD.incident
)
BEGIN SELECT RAISE(ABORT, 'events are never removed'); END""",
    "event_once": """
CREATE TRIGGER event_once BEFORE INSERT ON event
WHEN EXISTS (SELECT 1 FROM event WHERE id = NEW.id)
    OR EXISTS (SELECT 1 FROM event WHERE n = NEW.n)
    OR EXISTS (SELECT 1 FROM event WHERE incident = NEW.incident AND replica = NEW.replica AND seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'an event is appended once'); END""",
}
"""A redaction and a forgotten incident are the two ways past them, each only once its own event is on the record."""

ENTRY_COLUMNS: dict[str, type] = {
    "n": int,
    "id": str,
    "incident": str,
    "hlc": str,
    "replica": str,
    "seq": int,
    "at": str,
    "recorded_at": str,
    "kind": str,
    "grp": str,
    "actor": str,
    "author": str,
    "role": str,
    "text": str,
    "late": int,
    "starred": int,
    "amended": int,
    "retracted": int,
    "redacted": int,
    "owner": str,
}
SEARCHED = ("text", "role", "actor")
INCIDENT_COLUMNS: dict[str, type] = {
    "id": str,
    "ref": str,
    "number": int,
    "title": str,
    "severity": int,
    "peak_severity": int,
    "status": str,
    "drill": int,
    "near_miss": int,
    "simulated": int,
    "customer_visible": int,
    "declared_at": str,
    "started_at": str,
    "mitigated_at": str,
    "resolved_at": str,
    "commander": str,
    "same_as": str,
}
VIEWS = {
    "timeline": (
        "SELECT incident.ref AS incident, entry.at, entry.actor, entry.role, entry.kind, entry.text,"
        " entry.recorded_at, entry.author, entry.starred, entry.retracted, entry.id"
        " FROM entry LEFT JOIN incident ON incident.id = entry.incident"
    ),
    "history": "SELECT n, incident, at, recorded_at, author, kind, body, id, replica, seq FROM event",
}


def check_file(path: Path) -> None:
    """Look at the file's own first bytes, before SQLite touches anything: what is not ours stays byte-identical.

    Raises ``RecordForeign`` for another program's file, ``RecordNewer`` for a record of a newer version,
    ``RecordReadOnly`` for one that cannot be read.
    """
    if path.exists() and not path.is_file():
        raise _foreign(path)
    try:
        with path.open("rb") as file:
            head = file.read(100)
    except PermissionError as error:
        raise RecordReadOnly(f"The record {path} cannot be read: {error.strerror}.", code="record_read_only") from error
    if not head:
        return
    version, application = int.from_bytes(head[60:64]), int.from_bytes(head[68:72])
    if not head.startswith(_MAGIC) or application not in (0, APPLICATION_ID):
        raise _foreign(path)
    if application == 0 and not _journal_of(path).exists() and _holds_tables(path):
        raise _foreign(path)
    if application == APPLICATION_ID and version > VERSION:
        raise newer(path)


def is_record(path: Path) -> bool:
    """Whether a file is a record, of this version or another: nothing else may be written over it."""
    try:
        if not path.is_file():  # reading a pipe would wait for ever
            return False
        with path.open("rb") as file:
            head = file.read(100)
    except OSError:
        return False
    return head.startswith(_MAGIC) and int.from_bytes(head[68:72]) == APPLICATION_ID


def newer(path: Path) -> RecordNewer:
    return RecordNewer(
        f"The record {path} was made by a newer version of Warroom. It was left as it is; update Warroom to open it.",
        code="record_newer",
    )


def _foreign(path: Path) -> RecordForeign:
    return RecordForeign(
        f"{path} is not a Warroom record. It was left as it is; name another file with --record.",
        code="record_foreign",
    )


def _journal_of(path: Path) -> Path:
    return path.with_name(path.name + "-journal")


def _holds_tables(path: Path) -> bool:
    with sqlite.translating(path):
        connection = sqlite.connect_readonly(path, immutable=True)
        try:
            return bool(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
        finally:
            connection.close()


def version_of(connection: sqlite.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def ensure(connection: sqlite.Connection, path: Path, snapshot: Callable[[Path], object]) -> None:
    """Bring the schema up to this version and the triggers back; ``snapshot`` keeps the record as it was before.

    Raises ``RecordNewer``; SQLite's errors pass through.
    """
    version = version_of(connection)
    if version > VERSION:
        raise newer(path)
    if 0 < version < VERSION:
        target = path.with_name(f"{path.stem}-before-version-{version + 1}.db")
        if not target.exists():
            snapshot(target)
    if version < VERSION:
        migrate(connection, path)
    _check_triggers(connection)


def migrate(connection: sqlite.Connection, path: Path) -> int:
    """Run the migrations that are missing, in one transaction; returns the version that was there."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        before = version_of(connection)
        if before > VERSION:
            raise newer(path)
        if before < VERSION:
            from sqlite_utils import Database  # 136 ms that only a new or an older record pays

            database = Database(connection, execute_plugins=False)
            for step in MIGRATIONS[before:]:
                step(database)
            connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version={VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return before


def _check_triggers(connection: sqlite.Connection) -> None:
    if triggers_stand(connection):
        return
    with sqlite.immediate(connection):
        for name, text in TRIGGERS.items():
            connection.execute(f"DROP TRIGGER IF EXISTS {name}")
            connection.execute(text)


def triggers_stand(connection: sqlite.Connection) -> bool:
    """Whether every trigger is there, to the letter."""
    found = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE type='trigger' AND tbl_name='event'"))
    return all(found.get(name) == text.strip() for name, text in TRIGGERS.items())


def make_projections(database: Database) -> None:
    """The derived tables, empty: ``entry`` with its search index, ``incident``, and the views for people."""
    database.create_table("incident", INCIDENT_COLUMNS, pk="id")
    entry = database.create_table("entry", ENTRY_COLUMNS, pk="n")
    entry.create_index(["incident", "at", "hlc", "replica", "seq"], index_name="entry_order")
    make_filter_indexes(database)
    columns = ", ".join(SEARCHED)
    database.execute(
        f"CREATE VIRTUAL TABLE entry_fts USING fts5({columns}, content='entry', content_rowid='n', columnsize=0,"
        " tokenize='unicode61', prefix='2 3')"
    )
    for name, select in VIEWS.items():
        database.create_view(name, select)


def make_filter_indexes(database: Database) -> None:
    """What the timeline's filters ask for. Neither holds plain notes, so logging one costs nothing more."""
    database.execute("CREATE INDEX IF NOT EXISTS entry_kind ON entry (incident, grp) WHERE grp <> 'note'")
    database.execute(
        "CREATE INDEX IF NOT EXISTS entry_starred ON entry (incident, at, hlc, replica, seq) WHERE starred = 1"
    )


def drop_projections(connection: sqlite.Connection) -> None:
    """Drop what can be made again from the events."""
    for name in VIEWS:
        connection.execute(f"DROP VIEW IF EXISTS {name}")
    for name in ("entry_fts", "entry", "incident"):
        connection.execute(f"DROP TABLE IF EXISTS {name}")


def _first(database: Database) -> None:
    database.execute(EVENT)
    database.execute("CREATE INDEX event_kind ON event (incident, kind) WHERE kind <> 'note'")
    for text in TRIGGERS.values():
        database.execute(text)
    make_projections(database)
    database.create_table("setting", {"key": str, "value": str}, pk="key", not_null={"value"})
    database.create_table(
        "draft",
        {"incident": str, "slot": str, "text": str, "saved_at": str},
        pk=("incident", "slot"),
        not_null={"text", "saved_at"},
    )


def _second(database: Database) -> None:
    from warroom.record import outbox_rows

    outbox_rows.make_tables(database)


def _third(database: Database) -> None:
    from warroom.record import attachments

    make_filter_indexes(database)
    attachments.make_table(database)


def _fourth(database: Database) -> None:
    """Rows name whom they are for and what they are about, in the words of this version."""
    from warroom.record import projections

    if "owner" not in database["entry"].columns_dict:
        database.execute("ALTER TABLE entry ADD COLUMN owner TEXT NOT NULL DEFAULT ''")
        projections.reword(database.conn)


MIGRATIONS: list[Callable[[Database], None]] = [_first, _second, _third, _fourth]
VERSION = len(MIGRATIONS)
