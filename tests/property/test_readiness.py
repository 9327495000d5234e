"""Whatever stands in a file of contacts or a runbook, reading it ends well and gives only what can be used."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from warroom.clock import Instant
from warroom.readiness import contacts_csv, contacts_toml, contacts_vcard
from warroom.readiness.contacts import Contacts, local_time
from warroom.readiness.rows import Rows
from warroom.readiness.runbook_markdown import runbook
from warroom.text import HANDLE

NOW = Instant.parse("2026-01-05T02:30:00Z")
WORDS = st.sampled_from(
    (
        "[people.kai]", "[services.x]", "[tiers.l2]", "name", "=", '"Kai"', "phone", "+49 30 123", "within", '"15 min"',
        "BEGIN:VCARD", "END:VCARD", "FN:Kai", "TEL;PREF:+49 30 123", "TZ:Europe/Berlin", "N:a;b", "REV:20260101",
        "name,handle,phone", "name;tier;service", "Kai,kai,+49 30 123", "L2", ",", ";", '"', "\\", "\x00", "\ud800",
        "# Title", "1. step", "- [ ] task", "```sh", "```", "{{service}}", "<ns>", "---", "service: x", "> ", "    ",
    )
)  # fmt: skip
TEXT = st.lists(st.tuples(WORDS | st.text(max_size=12), st.sampled_from(("\n", " ", ""))), max_size=40).map(
    lambda parts: "".join(word + end for word, end in parts)
)


def _usable(contacts: Contacts) -> None:
    for person in contacts.people:
        assert HANDLE.fullmatch(person.handle)
        assert person.name
        assert "\x00" not in person.name
        assert all(sum(map(str.isdigit, phone)) >= 3 for phone in person.phones)
        local_time(person, NOW)
    for service in contacts.services:
        assert set(service.tiers) <= {"l1", "l2", "l3", "l4"}


@settings(deadline=None)
@given(TEXT)
def test_any_text_is_read_as_contacts_of_every_kind(text: str) -> None:
    for reader in (contacts_toml.read, contacts_csv.read, contacts_vcard.read):
        rows = Rows("any", NOW)
        reader(text, rows)
        _usable(rows.reading.contacts)
        lines = len(text.splitlines()) + 2
        assert all(1 <= fault.line <= lines for fault in rows.reading.faults)
        assert all("\n" not in fault.sentence for fault in rows.reading.faults)


@settings(deadline=None)
@given(TEXT)
def test_any_text_is_read_as_a_runbook(text: str) -> None:
    book = runbook("any.md", text, NOW)
    assert [step.n for step in book.steps] == list(range(1, len(book.steps) + 1))
    for command in book.commands:
        assert command.filled({}).text == command.text
