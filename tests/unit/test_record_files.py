"""The file itself: backups, restoring, rescue, migration, and refusing what is not ours without touching it."""

import os
import shutil
import sqlite3
import stat
from pathlib import Path

import pytest

from tests.records import START, append, declare, note, open_record, texts
from warroom.clock import ManualClock
from warroom.errors import (
    RecordDamaged,
    RecordError,
    RecordForeign,
    RecordLocked,
    RecordNewer,
    RecordReadOnly,
)
from warroom.incident.events import StatusSet
from warroom.incident.words import Status
from warroom.record import backup, identity, places, rescue, schema, sqlite
from warroom.record.doctor import examine
from warroom.record.verify import verify

PAGE = 4096


@pytest.fixture
def path(tmp_path):
    return tmp_path / "data" / "record.db"


@pytest.fixture
def filled(path):
    """A closed record of one incident with 40 notes of growing length; gives the incident's id."""
    with open_record(path) as record:
        incident = declare(record)
        for i in range(40):
            note(record, incident, f"note {i} " + "x" * (i * 60))
        return incident


# -- backups ------------------------------------------------------------------------------------------------------


def test_a_backup_of_an_open_record_holds_everything_and_only_its_owner_may_read_it(path, filled, tmp_path):
    with open_record(path) as record:
        note(record, filled, "still in the journal")
        target = backup.backup(path, tmp_path / "out" / "copy.db")
        assert stat.S_IMODE(target.stat().st_mode) == 0o600
        assert [file.name for file in target.parent.iterdir()] == ["copy.db"]
        with open_record(target) as copy:
            assert texts(copy, filled) == texts(record, filled)
            assert verify(copy).sound


def test_a_backup_that_cannot_be_written_says_so_and_leaves_nothing(path, filled, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    with pytest.raises(RecordError, match="cannot be written"):
        backup.backup(path, blocked / "copy.db")
    assert blocked.read_text() == "not a folder"


def test_backups_are_made_each_hour_on_resolve_and_only_when_something_changed(path, filled):
    with open_record(path) as record:
        clock = record.clock
        changed = record.newest_at()
        assert backup.is_due(path, clock.now(), newest_event=changed)
        clock.advance(1)
        backup.keep(path, clock.now())
        clock.advance(7200)
        assert not backup.is_due(path, clock.now(), newest_event=changed)
        assert not backup.is_due(path, clock.now(), newest_event=changed, resolved=True)
        note(record, filled, "news")
        changed = record.newest_at()
        assert backup.is_due(path, clock.now(), newest_event=changed)
        backup.keep(path, clock.now())
        clock.advance(600)
        note(record, filled, "more")
        changed = record.newest_at()
        assert not backup.is_due(path, clock.now(), newest_event=changed)
        assert backup.is_due(path, clock.now(), newest_event=changed, resolved=True)


def test_only_the_newest_backups_are_kept_within_count_and_budget(path, filled):
    clock = ManualClock(START)
    for _ in range(5):
        clock.advance(3600)
        backup.keep(path, clock.now(), kept=3)
    files = backup.backups(path)
    assert len(files) == 3
    newest = backup.keep(path, clock.now().plus(1), budget=files[0].stat().st_size * 2 + 1)
    assert backup.backups(path) == [files[-1], newest]
    backup.keep(path, clock.now().plus(2), budget=1)
    assert len(backup.backups(path)) == 1


def test_restoring_brings_back_the_backup_as_a_new_replica_and_keeps_what_was_there(path, filled):
    with open_record(path) as record:
        first = record.replica
        copy = backup.keep(path, record.clock.now())
        note(record, filled, "after the backup")
    kept = backup.restore(copy, path, START.plus(60))
    with open_record(path) as record:
        assert "after the backup" not in texts(record, filled)
        assert record.replica != first
        note(record, filled, "goes on")
        assert verify(record).sound
    with open_record(kept) as old:
        assert "after the backup" in texts(old, filled)


def test_a_record_that_is_open_elsewhere_is_not_restored_over(path, filled):
    copy = backup.keep(path, START)
    with open_record(path) as record:
        with pytest.raises(RecordLocked):
            backup.restore(copy, path, START.plus(60))
        kept = note(record, filled, "said meanwhile")
    assert not list(path.parent.glob(".*restore"))
    with open_record(path) as record:
        assert record.event(kept) is not None
        assert verify(record).sound


def test_a_link_to_the_record_stays_one_when_it_is_restored(path, filled, tmp_path):
    copy = backup.keep(path, START)
    link = tmp_path / "link.db"
    link.symlink_to(path)
    kept = backup.restore(copy, link, START)
    assert link.is_symlink()
    assert kept.parent == path.parent
    with open_record(path) as record:
        assert verify(record).sound


def test_nothing_is_called_saved_in_a_file_that_another_one_has_replaced(path, filled, tmp_path):
    with open_record(path) as record:
        path.rename(tmp_path / "aside.db")
        with pytest.raises(RecordError, match="not saved"):
            note(record, filled, "into the old file")
        shutil.copy(tmp_path / "aside.db", path)
        with pytest.raises(RecordError, match="not saved"):
            note(record, filled, "into the old file")
        (tmp_path / "aside.db").replace(path)
        note(record, filled, "it is back")


def test_restoring_what_is_no_backup_changes_nothing(path, filled, tmp_path):
    other = tmp_path / "letter.txt"
    other.write_text("dear all")
    before = path.read_bytes()
    with pytest.raises(RecordForeign):
        backup.restore(other, path, START)
    assert path.read_bytes() == before


def test_restoring_over_a_record_beyond_reading_keeps_its_bytes(path, filled):
    copy = backup.keep(path, START)
    path.write_bytes(b"\x00" * 8192)
    kept = backup.restore(copy, path, START)
    assert kept.read_bytes() == b"\x00" * 8192
    with open_record(path) as record:
        assert verify(record).sound


# -- what is not ours -----------------------------------------------------------------------------------------------


def foreign_text(path):
    path.write_text("dear all, " * 1000)


def foreign_database(path):
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE letters (text)")
    connection.commit()
    connection.close()


def foreign_application(path):
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA application_id = 42")
    connection.execute("CREATE TABLE letters (text)")
    connection.commit()
    connection.close()


@pytest.mark.parametrize("make", [foreign_text, foreign_database, foreign_application])
def test_a_file_that_is_no_record_is_refused_and_left_to_the_byte(path, make):
    path.parent.mkdir()
    make(path)
    before = path.read_bytes()
    with pytest.raises(RecordForeign, match="not a Warroom record"):
        open_record(path)
    with pytest.raises(RecordForeign):
        rescue.open_or_rescue(path, clock=ManualClock(START))
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_record_of_a_newer_version_is_refused_and_left_to_the_byte(path, filled):
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(RecordNewer, match="newer version"):
        open_record(path)
    assert path.read_bytes() == before


def test_an_empty_file_becomes_a_record(path):
    path.parent.mkdir()
    path.touch()
    with open_record(path) as record:
        declare(record)
        assert verify(record).sound


def test_a_folder_is_no_record(tmp_path):
    with pytest.raises(RecordForeign, match="folder"):
        open_record(tmp_path)


@pytest.mark.parametrize("which", ["file", "folder"])
def test_a_place_that_cannot_be_written_says_so(path, filled, which, monkeypatch):
    blocked = path if which == "file" else path.parent
    allowed = os.access
    # The tests may run as root, whom no mode stops.
    monkeypatch.setattr(os, "access", lambda place, mode: Path(place) != blocked and allowed(place, mode))
    with pytest.raises(RecordReadOnly, match="read-only"):
        open_record(path)


def test_a_folder_that_cannot_be_made_says_so(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(RecordError, match="cannot be made"):
        open_record(tmp_path / "file" / "record.db")


def test_a_record_that_another_program_holds_says_so_and_loses_nothing(path, filled, monkeypatch):
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_S", 0.05)
    with open_record(path) as record:
        other = sqlite.connect(path)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(RecordLocked, match="Another program holds"):
            note(record, filled, "blocked")
        other.execute("ROLLBACK")
        other.close()
        note(record, filled, "goes on")
        assert texts(record, filled)[-1] == "goes on"


# -- journal ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("version", "safe"), [((3, 40, 1), False), ((3, 51, 2), False), ((3, 51, 3), True), ((3, 53, 4), True)]
)
def test_wal_is_used_on_a_safe_library_only(version, safe):
    assert sqlite.wal_safe(version) is safe


def test_on_an_unsafe_library_the_record_works_with_the_rollback_journal(path, filled, monkeypatch):
    monkeypatch.setattr(sqlite, "wal_safe", lambda *_: False)
    with open_record(path) as record:
        assert examine(record).journal == "delete"
        note(record, filled, "safe")
        with open_record(path) as other:
            assert texts(other, filled)[-1] == "safe"
        assert verify(record).sound


def test_every_commit_waits_for_the_disk(path, filled):
    with open_record(path) as record:
        ask = record.connection.execute
        assert ask("PRAGMA synchronous").fetchone()[0] == 2
        for pragma in ("foreign_keys", "recursive_triggers", "secure_delete", "fullfsync"):
            assert ask(f"PRAGMA {pragma}").fetchone()[0] == 1, pragma


# -- migration --------------------------------------------------------------------------------------------------------


def add_column(database):
    database.execute("ALTER TABLE setting ADD COLUMN note TEXT NOT NULL DEFAULT ''")
    database.execute("CREATE TABLE added (id INTEGER PRIMARY KEY)")


def test_an_older_record_is_migrated_with_a_snapshot_from_before(path, filled, monkeypatch):
    monkeypatch.setattr(schema, "MIGRATIONS", [*schema.MIGRATIONS, add_column])
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    with open_record(path) as record:
        assert record.connection.execute("SELECT count(*) FROM added").fetchone()[0] == 0
        assert verify(record).sound
    snapshots = list(path.parent.glob("*-before-version-*.db"))
    assert len(snapshots) == 1
    monkeypatch.undo()
    with open_record(snapshots[0]) as old:
        assert len(texts(old, filled)) == 41


def test_a_migration_that_fails_leaves_the_old_record(path, filled, monkeypatch):
    def fails(database):
        add_column(database)
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr(schema, "MIGRATIONS", [*schema.MIGRATIONS, fails])
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    with pytest.raises(RuntimeError):
        open_record(path)
    monkeypatch.undo()
    with open_record(path) as record:
        assert len(texts(record, filled)) == 41
        assert schema.version_of(record.connection) == schema.VERSION


# -- rescue -----------------------------------------------------------------------------------------------------------


def zero_page(path, page):
    data = bytearray(path.read_bytes())
    data[page * PAGE : (page + 1) * PAGE] = bytes(PAGE)
    path.write_bytes(data)


def opened_after_damage(path):
    """Open as a start does; damage that is met only in use is rescued by the start after it."""
    clock = ManualClock(START)
    record, rescued = rescue.open_or_rescue(path, clock=clock)
    if rescued is not None or verify(record).sound:
        return record, rescued
    record.close()
    return rescue.open_or_rescue(path, clock=clock)


def test_a_zeroed_page_costs_only_what_stood_on_it(path, filled, monkeypatch):
    place = identity.place_of(path)
    monkeypatch.setattr(identity, "place_of", lambda _path: place)  # each round's file is the same copy as before
    size = path.stat().st_size // PAGE
    before = path.read_bytes()
    for page in range(0, size, 5):
        path.write_bytes(before)
        zero_page(path, page)
        damaged = path.read_bytes()
        record, rescued = opened_after_damage(path)
        with record:
            saved = texts(record, filled)
            assert verify(record).sound, page
            if rescued is None:
                assert len(saved) == 41, page
            else:
                assert rescued.kept.read_bytes() == damaged
                assert len(saved) + rescued.lost >= 41, page
                assert len(saved) >= 41 - 25, page
                note(record, filled, "goes on")
                assert verify(record).sound, page
        for file in path.parent.iterdir():
            file.unlink()


def test_a_cut_tail_is_rescued(path, filled):
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 2 // 3])
    record, rescued = rescue.open_or_rescue(path, clock=ManualClock(START))
    with record:
        assert rescued.saved > 5
        assert rescued.kept.read_bytes() == data[: len(data) * 2 // 3]
        assert verify(record).sound
        assert all(text.startswith(("note", "Declared")) for text in texts(record, filled))


def test_what_was_in_the_journal_is_rescued_too(path, filled, tmp_path):
    with open_record(path) as record:
        record.connection.execute("PRAGMA wal_autocheckpoint=0")
        note(record, filled, "only in the journal")
        append(record, filled, StatusSet(status=Status.MITIGATING))
        copied = tmp_path / "copied" / "record.db"
        copied.parent.mkdir()
        for side in ("", "-wal"):
            copied.with_name(copied.name + side).write_bytes(path.with_name(path.name + side).read_bytes())
    zero_page(copied, 0)
    record, rescued = rescue.open_or_rescue(copied, clock=ManualClock(START))
    with record:
        assert rescued is not None
        assert "only in the journal" in texts(record, filled)
        assert record.incident(filled).status is Status.MITIGATING


def test_the_rescue_tells_what_happened_in_the_words_of_the_house():
    told = rescue.Rescued(Path("a"), Path("b"), saved=500, lost=1, first=412)
    assert told.sentence == (
        "The record failed its check at entry 412. The file is kept as it was; every undamaged entry is in the new"
        " record. 1 entry could not be read"
    )


def test_a_rescue_of_nothing_is_refused_and_keeps_the_file(path):
    path.parent.mkdir()
    path.write_bytes(b"\x00" * 40960)
    with pytest.raises(RecordForeign):
        rescue.open_or_rescue(path, clock=ManualClock(START))
    with pytest.raises(RecordDamaged, match="restore a backup"):
        rescue.rescue(path, clock=ManualClock(START))
    assert path.read_bytes() == b"\x00" * 40960


def test_a_rescued_simulated_record_stays_simulated(path):
    with open_record(path, simulated=True) as record:
        incident = declare(record)
    zero_page(path, 0)
    record, rescued = rescue.open_or_rescue(path, clock=ManualClock(START))
    with record:
        assert rescued is not None
        assert record.simulated
        assert record.incident(incident).simulated


# -- places -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Dropbox", "OneDrive - Contoso", "Nextcloud", "Google Drive"])
def test_a_synchronised_folder_is_named(tmp_path, name):
    folder = tmp_path / name / "ops"
    folder.mkdir(parents=True)
    assert name in places.warning(folder / "record.db")


def test_a_folder_that_a_service_marked_is_named(tmp_path):
    (tmp_path / "share" / ".stfolder").mkdir(parents=True)
    assert "synchronised" in places.warning(tmp_path / "share" / "record.db")


def test_a_network_drive_is_named(tmp_path, monkeypatch):
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nserver:/x {tmp_path}/net nfs4 rw 0 0\n")
    monkeypatch.setattr(places, "_MOUNTS", mounts)
    assert "nfs4" in places.warning(tmp_path / "net" / "record.db")
    assert places.warning(tmp_path / "local" / "record.db") == ""
