"""The hash chain: what each event's hashes are made of (DESIGN section 3).

Each incident has one chain per replica, so that one incident can be bundled, proved complete and merged alone. The
hash covers every column that was stored but ``n``; the body stands in it as its own salted hash, so that a redaction
can blank the body and the chain still proves all else.
"""

from __future__ import annotations

from hashlib import sha256

import msgspec

FORMAT = 1
GENESIS = "0" * 64
"""``prev`` of the first event of a chain."""


class Stored(msgspec.Struct, frozen=True):
    """One row of ``event`` exactly as it is on disk; fields stand in the table's order."""

    n: int
    id: str
    incident: str
    replica: str
    seq: int
    hlc: str
    at: str
    recorded_at: str
    author: str
    kind: str
    salt: str
    body: str
    body_hash: str
    prev: str
    hash: str

    @property
    def blank(self) -> bool:
        """Redacted: body and salt are gone, their hash stays."""
        return not self.body and not self.salt


COLUMNS = ", ".join(Stored.__struct_fields__)


_FORMAT = f"{len(str(FORMAT))}:{FORMAT}"
"""Where all is ASCII a letter is a byte, and the frame can be written as one text: every append pays for this."""


def frame(*values: str | int) -> bytes:
    """Values as one string of bytes in which none can pass for another: each as ``length:bytes`` in UTF-8."""
    return b"".join(b"%d:%b" % (len(data), data) for data in (str(value).encode() for value in values))


def body_hash(salt: str, body: str) -> str:
    framed = f"{len(salt)}:{salt}{len(body)}:{body}"
    return sha256(framed.encode() if framed.isascii() else frame(salt, body)).hexdigest()


def event_hash(
    incident: str,
    replica: str,
    seq: int,
    event_id: str,
    hlc: str,
    at: str,
    recorded_at: str,
    author: str,
    kind: str,
    body_hash: str,
    prev: str,
) -> str:
    number = str(seq)
    framed = (
        f"{_FORMAT}{len(incident)}:{incident}{len(replica)}:{replica}{len(number)}:{number}{len(event_id)}:{event_id}"
        f"{len(hlc)}:{hlc}{len(at)}:{at}{len(recorded_at)}:{recorded_at}{len(author)}:{author}{len(kind)}:{kind}"
        f"{len(body_hash)}:{body_hash}{len(prev)}:{prev}"
    )
    if framed.isascii():
        return sha256(framed.encode()).hexdigest()
    values = (FORMAT, incident, replica, seq, event_id, hlc, at, recorded_at, author, kind, body_hash, prev)
    return sha256(frame(*values)).hexdigest()


def fault(row: Stored, prev: str, seq: int) -> str:
    """What is wrong with a row whose chain so far ends in ``prev`` and expects ``seq``: '' when nothing is.

    The answer is a code: ``gap`` (events are missing before it), ``broken`` (it does not follow from the one before),
    ``altered`` (a column does not fit the hash), ``body`` (its body does not fit the hash).
    """
    if row.seq != seq:
        return "gap"
    if row.prev != prev:
        return "broken"
    if not row.blank and body_hash(row.salt, row.body) != row.body_hash:
        return "body"
    expected = event_hash(
        row.incident,
        row.replica,
        row.seq,
        row.id,
        row.hlc,
        row.at,
        row.recorded_at,
        row.author,
        row.kind,
        row.body_hash,
        row.prev,
    )
    return "" if expected == row.hash else "altered"
