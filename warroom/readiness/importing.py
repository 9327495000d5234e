"""Reading a file of contacts: which kind it is, and what stands in it.

The good part of a broken file is taken, and each broken row is named with its line.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from warroom.clock import Instant
from warroom.errors import Refused
from warroom.readiness import contacts_csv, contacts_toml, contacts_vcard
from warroom.readiness.rows import Reading, Rows

LARGEST = 5 * 1024 * 1024
"""Bytes; a list of people is far smaller."""
_READERS = {
    ".toml": contacts_toml.read,
    ".csv": contacts_csv.read,
    ".tsv": contacts_csv.read,
    ".vcf": contacts_vcard.read,
    ".vcard": contacts_vcard.read,
}


def read_file(path: Path, now: Instant, known: Collection[str] = ()) -> Reading:
    """What ``path`` holds; ``known`` are the handles of people who are in the contacts already.

    Raises ``Refused`` for a file that cannot be read, or of a kind that is not known.
    """
    reader = _READERS.get(path.suffix.casefold())
    if reader is None:
        raise Refused(
            f"{path.name} is no file of contacts: its name has to end in .toml, .csv or .vcf.", code="contacts_kind"
        )
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise Refused(f"{path} could not be read: {reason}. Nothing was imported.", code="contacts_unread") from error
    if len(raw) > LARGEST:
        raise Refused(f"{path.name} is larger than 5 MB, which no list of contacts is.", code="contacts_large")
    rows = Rows(path.name, now, known)
    reader(_text(raw), rows)
    return rows.reading


def _text(raw: bytes) -> str:
    """UTF-8, or what older spreadsheets write: UTF-16 with its mark, else Windows' western page."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")
