"""Proving: the event table takes nothing back, the chain names what changed, the derived tables can be made anew."""

import random
import sqlite3

import pytest

from tests.records import append, bare, declare, note, open_record, texts
from warroom.errors import NotFound, Refused
from warroom.incident.events import Amended, Note, Retracted, Starred, StatusSet
from warroom.incident.words import Status
from warroom.record import backup, redaction, schema
from warroom.record.chain import frame
from warroom.record.verify import Fault, verify

SECRET = "hunter2topsecret"
COPY = (
    "INSERT OR REPLACE INTO event SELECT {n}, {id}, incident, replica, {seq}, hlc, at, recorded_at, author, kind,"
    " salt, body, body_hash, prev, hash FROM event WHERE n = 5"
)
HOSTILE = ['"', '""', "a OR b", "NOT x", "NEAR(a b)", "text:x", "a*", "(", "-x", "^a", "a + b", "'; DROP TABLE", "*"]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "record.db"


@pytest.fixture
def filled(path):
    """A closed record of one incident with ten notes; gives the incident's id."""
    with open_record(path) as record:
        incident = declare(record)
        for i in range(10):
            note(record, incident, f"note {i}")
        return incident


def without_triggers(path):
    connection = bare(path)
    for name in schema.TRIGGERS:
        connection.execute(f"DROP TRIGGER {name}")
    return connection


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET body = '{}' WHERE n = 5",
        "UPDATE event SET body = '', salt = '' WHERE n = 5",
        "UPDATE event SET author = 'mallory'",
        "UPDATE event SET n = n + 100",
        "DELETE FROM event WHERE n = 5",
        "DELETE FROM event",
        "INSERT OR REPLACE INTO event SELECT * FROM event WHERE n = 5",
        COPY.format(n="n", id="id || 'x'", seq="seq + 99"),
        COPY.format(n="n + 99", id="id", seq="seq + 99"),
        COPY.format(n="n + 99", id="id || 'x'", seq="seq"),
        "INSERT OR IGNORE INTO event SELECT * FROM event WHERE n = 5",
    ],
)
def test_even_a_strangers_tool_cannot_alter_the_event_table(path, filled, statement):
    connection = bare(path)
    before = connection.execute("SELECT * FROM event").fetchall()
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute(statement)
    assert connection.execute("SELECT * FROM event").fetchall() == before
    connection.close()


def test_triggers_that_were_dropped_are_named_and_put_back(path, filled):
    with open_record(path) as record:
        record.connection.execute("DROP TRIGGER event_stays")
        assert [finding.fault for finding in verify(record).findings] == [Fault.TRIGGER]
    with open_record(path) as record:
        assert verify(record).sound
        with pytest.raises(Exception, match="never altered"):
            record.connection.execute("UPDATE event SET author = 'mallory'")


@pytest.mark.parametrize(
    ("column", "value", "fault"),
    [
        ("id", "0199", Fault.ALTERED),
        ("at", "2020-01-01T00:00:00.000Z", Fault.ALTERED),
        ("recorded_at", "2020-01-01T00:00:00.000Z", Fault.ALTERED),
        ("author", "mallory", Fault.ALTERED),
        ("kind", "decision", Fault.ALTERED),
        ("hlc", "000000000000-0000", Fault.ALTERED),
        ("body", '{"text":"never said"}', Fault.BODY),
        ("salt", "00", Fault.BODY),
        ("body_hash", "0" * 64, Fault.BODY),
        ("prev", "1" * 64, Fault.BROKEN),
        ("hash", "2" * 64, Fault.ALTERED),
        ("seq", 99, Fault.GAP),
        ("body", b"\x00\xff", Fault.UNREADABLE),
        ("author", None, Fault.UNREADABLE),
    ],
)
def test_a_changed_column_is_found_and_its_event_named(path, filled, column, value, fault):
    connection = without_triggers(path)
    if value is None:
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute("UPDATE sqlite_master SET sql = replace(sql, 'author TEXT NOT NULL', 'author TEXT')")
        connection.close()
        connection = bare(path)
    n, id_ = connection.execute("SELECT n, id FROM event WHERE incident = ? AND seq = 6", (filled,)).fetchone()
    connection.execute(f"UPDATE event SET {column} = ? WHERE n = ?", (value, n))
    connection.close()
    with open_record(path) as record:
        findings = [finding for finding in verify(record).findings if finding.n]
        assert fault in {finding.fault for finding in findings}
        assert n in {finding.n for finding in findings}
        assert str(id_) in findings[0].sentence or column == "id" or fault is Fault.GAP


def test_a_removed_event_leaves_a_gap_that_is_named(path, filled):
    connection = without_triggers(path)
    connection.execute("DELETE FROM event WHERE incident = ? AND seq = 6", (filled,))
    connection.close()
    with open_record(path) as record:
        assert Fault.GAP in {finding.fault for finding in verify(record).findings}


def test_text_blanked_without_a_redaction_is_found(path, filled):
    connection = without_triggers(path)
    connection.execute("UPDATE event SET body = '', salt = '' WHERE incident = ? AND seq = 6", (filled,))
    connection.close()
    with open_record(path) as record:
        assert [finding.fault for finding in verify(record).findings] == [Fault.BLANKED]


def test_no_two_lists_of_values_share_a_frame():
    assert frame("ab", "c") != frame("a", "bc")
    assert frame("1:a") != frame("a")
    assert frame("é") == b"2:\xc3\xa9"


def test_hashes_are_those_of_the_documented_format(path, filled):
    from hashlib import sha256

    with open_record(path) as record:
        row = record.connection.execute(
            "SELECT incident, replica, seq, id, hlc, at, recorded_at, author, kind, body_hash, prev, hash, salt, body"
            " FROM event WHERE incident = ? AND seq = 1",
            (filled,),
        ).fetchone()
    framed = b"".join(b"%d:%s" % (len(str(value).encode()), str(value).encode()) for value in (1, *row[:11]))
    assert sha256(framed).hexdigest() == row[11]
    salted = b"%d:%s%d:%s" % (len(row[12]), row[12].encode(), len(row[13].encode()), row[13].encode())
    assert sha256(salted).hexdigest() == row[9]
    assert row[10] == "0" * 64


# -- derived tables -----------------------------------------------------------------------------------------------


def dump(record):
    run = record.connection.execute
    return (
        run("SELECT * FROM entry ORDER BY n").fetchall(),
        run("SELECT * FROM incident ORDER BY id").fetchall(),
        run("SELECT rowid FROM entry_fts WHERE entry_fts MATCH 'note*' ORDER BY rowid").fetchall(),
    )


def test_rebuilding_gives_what_was_there(path, filled):
    with open_record(path) as record:
        for entry in record.entries(filled)[2:8:2]:
            append(record, filled, Amended(target=entry.id, text="amended"))
        append(record, filled, Retracted(target=record.entries(filled)[3].id))
        star = append(record, filled, Starred(target=record.entries(filled)[4].id))
        append(record, filled, Starred(target=record.entries(filled)[4].id, star=False, corrects=star))
        append(record, filled, StatusSet(status=Status.MITIGATING))
        redaction.redact(record, "robin", record.entries(filled)[9].id)
        declare(record, "another", drill=True)
        before = dump(record)
        record.rebuild()
        assert dump(record) == before
        assert verify(record).sound


def test_rebuilding_makes_dropped_tables_again(path, filled):
    with open_record(path) as record:
        before = dump(record)
        schema.drop_projections(record.connection)
        record.rebuild()
        assert dump(record) == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET text = 'never said' WHERE n = 6",
        "UPDATE entry SET starred = 1 WHERE n = 6",
        "DELETE FROM entry WHERE n = 6",
        "UPDATE incident SET severity = 4",
        "DELETE FROM incident",
        "INSERT INTO entry_fts (entry_fts, rowid, text, role, actor) VALUES ('delete', 6, 'note 1', '', 'robin')",
    ],
)
def test_a_derived_row_that_differs_from_its_events_is_found(path, filled, statement):
    with open_record(path) as record:
        record.connection.execute(statement)
        assert {finding.fault for finding in verify(record).findings} == {Fault.PROJECTION}
        record.rebuild()
        assert verify(record).sound


# -- searching ----------------------------------------------------------------------------------------------------


def test_search_finds_the_newest_first_by_the_beginning_of_each_word(path, filled):
    with open_record(path) as record:
        first, second = note(record, filled, "payment pods restart"), note(record, filled, "Payments: pods are fine")
        assert [found.entry.id for found in record.search("pod pay")] == [second, first]
        assert [found.entry.id for found in record.search("restart")] == [first]
        assert record.search("restart")[0].ref == "INC-0001"
        assert len(record.search("note", limit=3)) == 3


def test_search_keeps_to_one_incident_when_asked(path, filled):
    with open_record(path) as record:
        other = declare(record, "another")
        entry = note(record, other, "note of the other")
        assert [found.entry.id for found in record.search("note", incident=other)] == [entry]


@pytest.mark.parametrize("text", HOSTILE)
def test_search_takes_hostile_text_to_the_letter(path, filled, text):
    with open_record(path) as record:
        entry = note(record, filled, f"typed {text} as it is")
        found = [hit.entry.id for hit in record.search(text)]
        assert entry in found
        assert len(found) < 5


def test_search_for_nothing_finds_nothing(path, filled):
    with open_record(path) as record:
        assert record.search("") == []
        assert record.search("   ") == []


def test_punctuation_alone_is_found_as_it_stands(path, filled):
    with open_record(path) as record:
        entry = note(record, filled, "why ??? though")
        assert [found.entry.id for found in record.search("???")] == [entry]


def test_a_snippet_shows_the_place_in_a_long_text(path, filled):
    with open_record(path) as record:
        note(record, filled, "word " * 200 + "needle " + "word " * 200)
        snippet = record.search("needle")[0].snippet
        assert "needle" in snippet
        assert len(snippet) < 200


# -- taking words off the record ------------------------------------------------------------------------------------


def test_a_redacted_entry_is_gone_from_every_byte_and_the_chain_still_proves(path, filled):
    with open_record(path) as record:
        entry = note(record, filled, f"the password is {SECRET}")
        append(record, filled, Amended(target=entry, text=f"password {SECRET} was here"))
        assert record.search(SECRET)
        redaction.redact(record, "robin", entry, "a password")
        row = record.entries_by_id([entry])[0]
        assert row.redacted
        assert row.text == ""
        assert record.search(SECRET) == []
        assert verify(record).sound
        assert record.entry_count(filled) == 12
        for file in path.parent.iterdir():
            assert not file.is_file() or SECRET.encode() not in file.read_bytes(), file
    with open_record(path) as record:
        assert verify(record).sound
        record.rebuild()
        assert record.entries_by_id([entry])[0] == row


def test_a_redaction_names_the_backups_that_still_hold_the_words(path, filled, tmp_path):
    with open_record(path) as record:
        entry = note(record, filled, SECRET)
        mine = backup.keep(path, record.clock.now())
        elsewhere = backup.backup(path, tmp_path / "stick" / "copy.db")
        removed = redaction.redact(record, "robin", entry)
        assert set(removed.copies) == {mine, elsewhere}


def test_what_holds_an_incident_together_is_not_redacted(path, filled):
    with open_record(path) as record:
        with pytest.raises(Refused, match="forget"):
            redaction.redact(record, "robin", record.entries(filled)[0].id)
        with pytest.raises(NotFound):
            redaction.redact(record, "robin", "0199-nothing")
        entry = record.entries(filled)[1].id
        redaction.redact(record, "robin", entry)
        with pytest.raises(Refused, match="already"):
            redaction.redact(record, "robin", entry)


def test_a_forgotten_incident_leaves_only_its_tombstone(path, filled):
    with open_record(path) as record:
        kept = declare(record, "stays")
        note(record, filled, SECRET)
        heads = record.heads(filled)
        note(record, kept, "also stays")
        copy = backup.keep(path, record.clock.now())
        removed = redaction.forget(record, "robin", filled)
        assert removed.event is not None
        assert removed.event.body.heads == heads
        assert removed.copies == [copy]
        assert [header.id for header in record.incidents()] == [kept]
        assert list(record.events(filled)) == []
        assert record.search(SECRET) == []
        with pytest.raises(NotFound):
            record.find("INC-0001")
        assert verify(record).sound
        assert SECRET.encode() not in path.read_bytes()
        assert record.incidents()[0].ref == "INC-0002"
        declare(record, "next")
        assert record.incidents()[0].ref == "INC-0003"


def test_the_number_of_a_forgotten_incident_is_not_given_again(path, filled):
    with open_record(path) as record:
        redaction.forget(record, "robin", filled)
        fresh = declare(record, "next")
        assert record.incident(fresh).ref == "INC-0002"


def test_another_process_learns_of_a_redaction_and_a_forgetting(path, filled):
    with open_record(path) as record, open_record(path) as other:
        gone = declare(record, "to be forgotten")
        entry = note(record, filled, SECRET)
        other.catch_up()
        assert other.incident(gone).title == "to be forgotten"
        redaction.redact(record, "robin", entry)
        redaction.forget(record, "robin", gone)
        kinds = [event.kind for event in other.catch_up().events]
        assert kinds == ["redacted", "incident_forgotten"]
        assert SECRET not in texts(other, filled)
        with pytest.raises(NotFound):
            other.incident(gone)
        note(other, filled, "goes on")
        assert verify(other).sound


# -- order ------------------------------------------------------------------------------------------------------------


def test_appending_in_any_interleaving_proves_and_projects_the_same(path):
    order = random.Random(7)
    with open_record(path) as a, open_record(path) as b:
        incident = declare(a)
        for i in range(40):
            record = order.choice([a, b])
            ids = [entry.id for entry in record.entries(incident)]
            body = order.choice(
                [
                    Note(text=f"n{i}"),
                    Amended(target=order.choice(ids), text=f"m{i}"),
                    Starred(target=order.choice(ids), star=order.random() < 0.5),
                    StatusSet(status=order.choice(list(Status)[:4])),
                ]
            )
            append(record, incident, body)
        a.catch_up()
        b.catch_up()
        assert a.incident(incident) == b.incident(incident)
        assert verify(a).sound
