"""Contacts: what is imported, what is said about broken rows, how old it is, and whom a tier calls."""

from __future__ import annotations

from pathlib import Path

import pytest

from warroom.clock import DAY, Instant
from warroom.errors import Refused, SettingError
from warroom.readiness import contacts_file
from warroom.readiness.contacts import Contacts, age_s, dialled, label, local_time
from warroom.readiness.contacts_toml import FORM
from warroom.readiness.importing import read_file
from warroom.readiness.rows import Reading

NOW = Instant.parse("2026-01-05T02:30:00Z")

TOML = """
[people.kai]
name = "Kai Berg"
phone = ["+49 (0)30 123 4567", "+49 170 1112223"]
zone = "europe/berlin"
duties = ["database", "ic"]
checked = 2025-12-31

[people.ines]
name = "Ines Duval"
phone = "+33 1 23 45 67 89"
zone = "Europe/Paris"

[services.checkout]
team = "payments"
l1 = ["kai", "ines"]
runbook = "checkout"

[tiers.l2]
people = ["ines"]
within = "20 min"
"""

CSV = """Name;Handle;Phone;TZ;Service;Tier;Notes
Kai Berg;kai;+49 30 1234567;Europe/Berlin;checkout;L1;x
Ines Duval;ines;+33 1 23 45 67 89;Europe/Paris;checkout;L2;x
Kai Berg;kai;;;search;L1;x
Sam Ode;sam;+44 20 7946 0000;Europe/London;;3;x
"""

VCARD = """BEGIN:VCARD
VERSION:4.0
FN:Kai Berg
NICKNAME:kai
TEL;TYPE=work:+49 30 1234567
TEL;TYPE=cell;PREF=1:tel:+49 170 1112223
TZ:Europe/Berlin
CATEGORIES:database,ic
REV:20251231T120000Z
END:VCARD
BEGIN:VCARD
VERSION:2.1
N:Duval;In=C3=A9s
 ;;;
FN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:In=C3=A9s=20D=
uval
TEL;FAX:+33 1 00 00 00 00
TEL;CELL:+33 6 12 34 56 78
ORG:Payments;Paris
END:VCARD
"""


def read(tmp_path: Path, name: str, text: str) -> Reading:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return read_file(file, NOW)


def test_toml_gives_people_services_and_tiers(tmp_path: Path) -> None:
    reading = read(tmp_path, "team.toml", TOML)
    assert reading.faults == ()
    contacts = reading.contacts
    kai = contacts.person("kai")
    assert kai is not None
    assert (kai.name, kai.zone, kai.tel) == ("Kai Berg", "Europe/Berlin", "tel:+49301234567")
    assert [person.handle for person in contacts.at_tier("l1", ["Checkout"])] == ["kai", "ines"]
    assert [person.handle for person in contacts.at_tier("l2", ["checkout"])] == ["ines"]
    assert contacts.within_s("l2") == 20 * 60
    assert contacts.at_tier("l4") == ()


def test_a_spreadsheet_with_a_row_for_each_person_of_a_service(tmp_path: Path) -> None:
    reading = read(tmp_path, "team.csv", CSV)
    assert reading.faults == ()
    contacts = reading.contacts
    assert [row.name for row in contacts.people] == ["Ines Duval", "Kai Berg", "Sam Ode"]
    assert [person.handle for person in contacts.at_tier("l1", ["search"])] == ["kai"]
    assert [person.handle for person in contacts.at_tier("l2", ["checkout"])] == ["ines"]
    assert [person.handle for person in contacts.at_tier("l3")] == ["sam"]
    kai = contacts.person("kai")
    assert kai is not None
    assert kai.phone == "+49 30 1234567"  # the second row of the same person says nothing new


def test_vcards_of_any_age_put_the_preferred_number_first(tmp_path: Path) -> None:
    reading = read(tmp_path, "team.vcf", VCARD)
    assert reading.faults == ()
    kai = reading.contacts.person("kai")
    assert kai is not None
    assert kai.phones == ("+49 170 1112223", "+49 30 1234567")
    assert kai.duties == ("database", "ic")
    assert kai.checked_at == Instant.parse("2025-12-31")
    ines = reading.contacts.person("ines.duval")
    assert ines is not None
    assert (ines.name, ines.phones, ines.team) == ("Inés Duval", ("+33 6 12 34 56 78",), "Payments Paris")


BROKEN = {
    "team.toml": (
        (
            '[people.kai]\nname = "Kai"\nphone = +49 30\nzone = "Mars/Base"\n\n[peeple.x]\nname = "x"\n\n'
            '[people.ines]\nname = "Ines"\n\n[tiers.l9]\npeople = ["ines"]\n'
        ),
        [
            (1, '"Mars/Base" is no time zone: write one such as Europe/Berlin; the rest of the row was taken.'),
            (3, '"phone = +49 30" is no line of TOML; the rest of the row was taken.'),
            (6, f"[peeple.x] is not known: {FORM}; the row was left out."),
            (12, '"l9" is no tier: write one of L1, L2, L3, L4; the rest of the row was taken.'),
        ],
    ),
    "team.csv": (
        "name,handle,phone,checked\nKai,kai,call me,soon\n,,+49 30 123,\nInes,ines,+33 1 23\nSam,s m,1,2,3,4,5\n",
        [
            (2, '"call me" is no telephone number; the rest of the row was taken.'),
            (2, '"soon" is no date: write 2026-01-31; the rest of the row was taken.'),
            (3, "no name and no handle; the row was left out."),
            (5, "7 cells where the first row names 4; the row was left out."),
        ],
    ),
    "team.vcf": (
        (
            "BEGIN:VCARD\nFN:Kai\nTEL:never\nEND:VCARD\nBEGIN:VCARD\nFN:Lost\nBEGIN:VCARD\nFN:Ines\nEND:VCARD\nEND:VCARD\n"
            "BEGIN:VCARD\nNOTE:nobody\nEND:VCARD\n"
        ),
        [
            (1, '"never" is no telephone number; the rest of the row was taken.'),
            (5, "the card does not end; the row was left out."),
            (10, "a card ends that did not begin; the row was left out."),
            (11, "no name and no handle; the row was left out."),
        ],
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_rows_are_named_by_line_and_the_good_part_is_taken(tmp_path: Path, name: str) -> None:
    text, faults = BROKEN[name]
    reading = read(tmp_path, name, text)
    assert [(fault.line, fault.sentence) for fault in reading.faults] == [
        (line, f"Line {line}: {what}") for line, what in faults
    ]
    assert {person.handle for person in reading.contacts.people} == {"kai", "ines"}


PEOPLE = 'handle = "kai"\nname = "Kai Berg"\nphone = "+49 30 12345"\n'


@pytest.mark.parametrize(
    "text",
    [
        f"[[person]]\n{PEOPLE}",
        f"# the team\n[[people]]  # one\n{PEOPLE}",
        f"[person.kai]\n{PEOPLE}",
        '[people]\nkai = { name = "Kai Berg", phone = "+49 30 12345" }\n',
        'people = [{ handle = "kai", name = "Kai Berg", phone = "+49 30 12345" }]\n',
    ],
)
def test_people_stand_in_whatever_tables_toml_has(tmp_path: Path, text: str) -> None:
    more = f'{text}[[person]]\nname = "Ines Roy"\n[[service]]\nname = "checkout"\nl1 = ["kai"]\n[[tier]]\ntier = "L2"\n'
    reading = read(tmp_path, "team.toml", more + 'people = ["ines.roy"]\n')
    assert reading.faults == ()
    assert [(row.handle, row.name) for row in reading.contacts.people] == [
        ("ines.roy", "Ines Roy"),
        ("kai", "Kai Berg"),
    ]
    assert [row.phone for row in reading.contacts.at_tier("l1", ["checkout"])] == ["+49 30 12345"]
    assert [row.handle for row in reading.contacts.at_tier("l2")] == ["ines.roy"]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('\n\nname = "Kai"\n', "Line 3: name stands above the first table"),
        ('[[member]]\nname = "Kai"\n', "Line 1: [member] is not known"),
        ("[[service]]\nl1 = []\n", "Line 1: [[service]] says no name"),
    ],
)
def test_what_is_no_contact_is_met_with_the_right_form(tmp_path: Path, text: str, what: str) -> None:
    (fault,) = read(tmp_path, "team.toml", text).faults
    assert fault.sentence.startswith(what)
    assert fault.left_out
    assert FORM in fault.sentence or "says no name" in fault.sentence


def test_a_service_that_names_nobody_is_named_and_the_rest_is_kept(tmp_path: Path) -> None:
    text = '[people.kai]\nname = "Kai"\n[services.checkout]\nl1 = ["kai"]\nl3 = ["ghost", "sam"]\n'
    (tmp_path / "team.toml").write_text(text, encoding="utf-8")
    reading = read_file(tmp_path / "team.toml", NOW, known=["sam"])
    assert [fault.sentence for fault in reading.faults] == [
        "Line 3: nobody is called @ghost, here or in the contacts; the rest of the row was taken."
    ]
    assert [row.handle for row in reading.contacts.at_tier("l1", ["checkout"])] == ["kai"]


def test_a_handle_with_accents_is_folded_wherever_it_stands_and_that_is_said_once(tmp_path: Path) -> None:
    text = '[people.tomás]\nname = "Tomás Núñez"\n[people."T N"]\nname = "Tia Nor"\n'
    services = '[services.checkout]\nl1 = ["T N"]\nl2 = ["tomás", "TOMÁS"]\n'
    reading = read(tmp_path, "team.toml", text + services)
    assert [(row.handle, row.name) for row in reading.contacts.people] == [
        ("tia.nor", "Tia Nor"),
        ("tomas", "Tomás Núñez"),
    ]
    assert [row.handle for row in reading.contacts.at_tier("l2", ["checkout"])] == ["tomas"]
    assert [row.handle for row in reading.contacts.at_tier("l1", ["checkout"])] == ["tia.nor"]
    assert reading.faults[0].sentence == 'Line 1: "tomás" is kept as @tomas.'
    assert reading.faults[1].what == '"T N" cannot be a handle, @tia.nor stands for it'
    rows = read(tmp_path, "team.csv", "name,handle,phone\nTomás,tomás,+34 91 123\n")
    assert [row.handle for row in rows.contacts.people] == ["tomas"]


@pytest.mark.parametrize("raw", [b"", b"\x00\xff\xfe", b"[", b'"', b"a\n" * 1000, "№;№\n".encode()])
@pytest.mark.parametrize("name", BROKEN)
def test_no_file_of_contacts_is_too_strange_to_be_read(tmp_path: Path, name: str, raw: bytes) -> None:
    (tmp_path / name).write_bytes(raw)
    assert read_file(tmp_path / name, NOW).contacts.people == ()


def test_a_spreadsheet_in_the_old_western_page_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("name,phone\nJosé,+34 91 123 45 67\n".encode("cp1252"))
    assert [person.name for person in read_file(tmp_path / "a.csv", NOW).contacts.people] == ["José"]


@pytest.mark.parametrize("name", ["team.txt", "missing.csv"])
def test_what_cannot_be_read_is_refused_with_the_reason(tmp_path: Path, name: str) -> None:
    if name.endswith("txt"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    with pytest.raises(Refused, match=name):
        read_file(tmp_path / name, NOW)


def test_rows_that_nobody_confirmed_for_a_quarter_are_stale(tmp_path: Path) -> None:
    contacts = read(tmp_path, "team.toml", TOML).contacts
    later = NOW.plus(88 * DAY)
    assert [label(row) for row in contacts.stale(later)] == ["Kai Berg"]  # checked five days before the import
    kai = contacts.person("kai")
    assert kai is not None
    assert age_s(kai, NOW) == NOW.since(Instant.parse("2025-12-31"))
    assert {label(row) for row in contacts.stale(NOW.plus(91 * DAY))} == {"Kai Berg", "Ines Duval", "checkout", "L2"}


def test_a_second_import_replaces_the_same_people_and_keeps_the_others(tmp_path: Path) -> None:
    first = read(tmp_path, "a.toml", TOML).contacts
    second = read(tmp_path, "b.csv", "handle,name,phone\nkai,Kai B.,112233\nsam,Sam,445566\n").contacts
    both = first.joined(second)
    assert [(row.name, row.phone) for row in both.people] == [
        ("Ines Duval", "+33 1 23 45 67 89"),
        ("Kai B.", "112233"),
        ("Sam", "445566"),
    ]
    assert both.service("checkout") is not None


def test_people_are_found_by_what_they_do(tmp_path: Path) -> None:
    contacts = read(tmp_path, "team.toml", TOML).contacts
    assert [person.handle for person in contacts.find("database")] == ["kai"]
    assert [person.handle for person in contacts.find("checkout")] == ["ines", "kai"]
    assert contacts.find("@nobody") == ()
    assert (contacts.name("kai"), contacts.name("who")) == ("Kai Berg", "who")


def test_what_triage_suggests_to_page_has_names_and_numbers(tmp_path: Path) -> None:
    contacts = read(tmp_path, "team.toml", TOML).contacts
    found = dict(contacts.to_page(("the owning team's on-call", "team lead", "IC", "legal"), ["checkout"]))
    assert [[person.handle for person in people] for people in found.values()] == [
        ["kai", "ines"],
        ["ines"],
        ["kai"],
        [],
    ]


def test_the_hour_at_the_other_end_is_known(tmp_path: Path) -> None:
    kai = read(tmp_path, "team.toml", TOML).contacts.person("kai")
    assert kai is not None
    assert local_time(kai, NOW) == "03:30 there, night"
    assert local_time(kai, NOW.plus(8 * 3600)) == "11:30 there"


@pytest.mark.parametrize(
    ("phone", "digits"),
    [("+49 (0)30 123-45", "+493012345"), ("(020) 7946 0000", "02079460000"), ("+1.212.555.0100", "+12125550100")],
)
def test_a_number_is_dialled_by_its_digits(phone: str, digits: str) -> None:
    assert dialled(phone) == digits


def test_contacts_are_kept_for_this_person_alone_and_read_back_whole(tmp_path: Path) -> None:
    assert contacts_file.load() == Contacts()
    contacts = read(tmp_path, "team.toml", TOML).contacts
    contacts_file.save(contacts)
    assert contacts_file.load() == contacts
    assert contacts_file.path().stat().st_mode & 0o077 == 0


def test_a_damaged_file_of_contacts_is_named(tmp_path: Path) -> None:
    contacts_file.save(Contacts())
    contacts_file.path().write_text("{", encoding="utf-8")
    with pytest.raises(SettingError, match=r"contacts\.json could not be read"):
        contacts_file.load()
