"""Promise 5: a flipped bit is found, wherever it is, and its event named; nothing else is taken for damage."""

import random
import shutil

from tests.faults import times
from tests.records import append, bare, declare, note, open_record
from warroom.errors import RecordError
from warroom.incident.events import Amended, Decision, StatusSet
from warroom.incident.words import Status
from warroom.record import sqlite
from warroom.record.verify import verify


def filled(path):
    with open_record(path) as record:
        incident = declare(record)
        for i in range(30):
            note(record, incident, f"note {i} " + "word " * (i * 7))
        append(record, incident, Decision(text="roll back"))
        append(record, incident, StatusSet(status=Status.MITIGATING))
        append(record, incident, Amended(target=record.entries(incident)[4].id, text="amended"))


def content(path):
    """Every row that people rely on, as a stranger's tool reads it; None where it cannot."""
    connection = bare(path)
    try:
        connection.text_factory = bytes
        events = connection.execute("SELECT * FROM event NOT INDEXED ORDER BY n").fetchall()
        return events, connection.execute("SELECT * FROM entry NOT INDEXED ORDER BY n").fetchall()
    except Exception:  # noqa: BLE001 - whatever a damaged file makes of it
        return None
    finally:
        connection.close()


def test_a_flipped_bit_anywhere_is_found_or_touches_nothing_that_counts(tmp_path):
    original, path = tmp_path / "original.db", tmp_path / "record.db"
    filled(original)
    shutil.copy(original, path)
    with open_record(path):
        pass  # the copy introduces itself here, not after the flip
    data, whole = path.read_bytes(), content(path)
    dice = random.Random(412)
    found = 0
    for _ in range(times(120, 4000)):
        place, bit = dice.randrange(len(data)), dice.randrange(8)
        flipped = bytearray(data)
        flipped[place] ^= 1 << bit
        path.write_bytes(flipped)
        now = content(path)
        findings = check(path)
        found += bool(findings)
        if now != whole:
            assert findings, f"bit {bit} of byte {place} was flipped and nobody noticed"
            assert named(now, whole, findings), f"bit {bit} of byte {place}: {findings}"
        for file in tmp_path.glob(".record.db.suspect"):
            file.unlink()
    assert found > 10


def named(now, whole, findings):
    """Whether the events that read otherwise are named; a page that cannot be read at all names itself."""
    if findings == ["refused"] or now is None or any(finding.fault == "page" for finding in findings):
        return True
    changed = {before[0] for before, after in zip(whole[0], now[0], strict=False) if before != after}
    return not changed or bool(changed & {finding.n for finding in findings})


def check(path):
    try:
        with open_record(path) as record:
            return verify(record).findings
    except RecordError:
        return ["refused"]
    finally:
        for side in ("-wal", "-shm", "-journal"):
            path.with_name(path.name + side).unlink(missing_ok=True)


def test_the_event_that_was_changed_is_named_not_its_neighbours(tmp_path):
    path = tmp_path / "record.db"
    filled(path)
    data = path.read_bytes()
    place = data.index(b"note 17 ")
    # The words stand in the event and in its entry: change them in the event, whose body is JSON.
    place = data.index(b'"text":"note 17 ') + 8
    path.write_bytes(data[:place] + b"N" + data[place + 1 :])
    with open_record(path) as record:
        findings = verify(record).findings
        changed = [entry.id for entry in record.entries(record.find("1")) if entry.text.startswith("note 17 ")]
    assert [finding.where for finding in findings] == changed
    assert sqlite.suspect(path).exists() is False
