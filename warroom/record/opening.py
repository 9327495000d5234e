"""Opening a record: what may be wrong with the file is found before anything is changed in it."""

from __future__ import annotations

import errno
import os
from functools import partial
from pathlib import Path

import msgspec

from warroom import __version__, ids, paths
from warroom.clock import Clock
from warroom.errors import RecordError, RecordForeign, RecordFull, RecordReadOnly, Refused
from warroom.incident.events import RecordMade, ReplicaIntroduced, decode
from warroom.incident.words import ClockHealth
from warroom.record import identity, schema, sqlite
from warroom.record.own_clock import OwnClock
from warroom.record.sqlite import Connection
from warroom.record.states import States
from warroom.record.writing import Hand, Writing


class Opened(msgspec.Struct, frozen=True):
    connection: Connection
    replica: str
    simulated: bool
    inode: int
    """Of the file that was opened: a restore or a rescue puts another one in its place."""


def is_simulated(path: Path) -> bool | None:
    """Whether the record at ``path`` runs on a clock of its own; None where there is no record yet.

    Raises ``RecordError`` for a file that is not one.
    """
    if not path.is_file() or path.stat().st_size == 0:
        return None
    schema.check_file(path)
    connection = sqlite.connect(path)
    try:
        with sqlite.translating(path):
            return _simulated(connection) if schema.version_of(connection) else None
    finally:
        connection.close()


def open_file(path: Path, *, clock: Clock, create: bool, name: str, simulated: bool | None) -> Opened:
    """Open or make the record at ``path``. Raises ``RecordError``; ``Refused`` when it is simulated and should not be,
    or the other way round.
    """
    _prepare(path, create)
    inode = path.stat().st_ino
    connection = sqlite.connect(path)
    try:
        with sqlite.translating(path):
            schema.ensure(connection, path, partial(_snapshot, connection))
            sqlite.choose_journal(connection, path)
            replica = identity.known(connection, identity.place_of(path))
            if not replica or _simulated(connection) is None:
                replica = _introduce(connection, path, clock, name, simulated)
            is_so = bool(_simulated(connection))
    except BaseException:
        connection.close()
        raise
    if simulated is not None and simulated is not is_so:
        connection.close()
        raise Refused(
            f"The record {path} is {'a simulated' if is_so else 'a real'} one and stays so."
            " Name another file to make the other kind.",
            code="simulated",
        )
    return Opened(connection, replica, is_so, inode)


def demand_in_place(path: Path, inode: int) -> None:
    """Raise ``RecordError`` where another file, or none, lies at ``path`` by now: what is written to the one that was
    opened is on the record of nobody.
    """
    try:
        there = path.stat().st_ino
    except OSError:
        there = None
    if there != inode:
        raise RecordError(
            f"Another file lies at {path} since it was opened: it was restored, mended or moved. This was not saved;"
            " keep your text and open the record again.",
            code="record_replaced",
        )


def _snapshot(connection: Connection, target: Path) -> Path:
    """What stands from before a new version changes the tables."""
    from warroom.record import backup

    return backup.copy(connection, target)


def hand(connection: Connection, clock: Clock, replica: str, simulated: bool) -> Hand:
    """The parts that a write stands on, fresh from the file."""
    return Hand(
        connection=connection,
        clock=clock,
        own_clock=OwnClock(connection, replica),
        states=States(connection),
        replica=replica,
        simulated=simulated,
        health=ClockHealth.OK,
        heads={},
    )


def _prepare(path: Path, create: bool) -> None:
    if path.is_dir():
        raise RecordForeign(f"{path} is a folder, not a record. Name a file with --record.", code="record_foreign")
    if path.exists():
        schema.check_file(path)
    elif not create:
        raise RecordError(f"There is no record at {path}. `warroom init` makes one.", code="no_record")
    try:
        paths.private_folder(path.parent)
        if not path.exists():
            paths.private_file(path)
    except OSError as error:
        kind = RecordFull if error.errno == errno.ENOSPC else RecordReadOnly
        raise kind(
            f"The record {path} cannot be made: {error.strerror}. Name another file with --record.", code="no_record"
        ) from error
    if not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        raise RecordReadOnly(
            f"The record {path} cannot be written: its file or folder is read-only."
            " Allow writing there or name another record with --record.",
            code="record_read_only",
        )


def _introduce(connection: Connection, path: Path, clock: Clock, name: str, simulated: bool | None) -> str:
    """Draw the replica of this copy and let it introduce itself; the first one also says what the record is."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        place = identity.place_of(path)
        replica = identity.known(connection, place) or identity.draw(connection, place)
        is_so = _simulated(connection)
        made = is_so is None
        writing = Writing(hand(connection, clock, replica, bool(simulated if made else is_so)), name)
        if not writing.has_chain(ids.RECORD):
            writing.append(ids.RECORD, ReplicaIntroduced(name=name or identity.host(), version=__version__))
        if made:
            writing.append(ids.RECORD, RecordMade(version=__version__))
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return replica


def _simulated(connection: Connection) -> bool | None:
    row = connection.execute(
        "SELECT body FROM event WHERE incident = ? AND kind <> 'note' AND kind = 'record_made' ORDER BY n LIMIT 1",
        (ids.RECORD,),
    ).fetchone()
    return None if row is None else decode("record_made", row[0]).simulated
