"""``warroom contacts``: who can be reached and how, readable with no network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from warroom.cli.call import Call, warn
from warroom.clock import DAY, Instant
from warroom.errors import UsageError
from warroom.postmortem.wording import visible

if TYPE_CHECKING:
    from warroom.readiness.contacts import Contacts, Person, Row
    from warroom.readiness.rows import Reading


@click.group()
def contacts() -> None:
    """People with their numbers, the services they own, the tiers they stand in."""


@contacts.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def import_(call: Call, file: Path) -> None:
    """Take contacts from a TOML, CSV or vCard file. The good part is taken; each broken row is named.

    People who are known already are replaced, the others stay. Exit 3 when a row was broken.

    \b
    CSV: the first row names the columns, as many of them as you have:
      name, handle, phone, email, zone, team, duties, service, tier, checked
    TOML:
      [people.kai]
      name = "Kai Berg"
      phone = ["+49 30 1234567"]
      zone = "Europe/Berlin"
      duties = ["database", "ic"]
      checked = 2026-01-05
      [services.checkout]
      l1 = ["kai"]
      [tiers.l2]
      people = ["kai"]
      within = "30 min"
    or, as a list of tables:
      [[person]]
      handle = "kai"
      name = "Kai Berg"
    """
    with call.workspace(create=True) as workspace:
        reading = workspace.import_contacts(file)
        for fault in reading.faults:
            warn(fault.sentence)
        call.answer(_imported(reading), lambda: _counts(reading))
        if any(not fault.changed for fault in reading.faults):
            click.get_current_context().exit(3)


@contacts.command("list")
@click.argument("text", nargs=-1)
@click.option("--tier", type=click.Choice(["L1", "L2", "L3", "L4"], case_sensitive=False), help="Whom a tier calls.")
@click.option("--service", metavar="NAME", help="For trouble in this service.")
@click.pass_obj
def list_(call: Call, text: tuple[str, ...], tier: str | None, service: str | None) -> None:
    """List people, those that TEXT fits, or those that a tier calls. Stale rows are named."""
    with call.workspace(create=True) as workspace:
        known, now = workspace.contacts(), workspace.clock.now()
        if tier is not None:
            people = known.at_tier(tier.lower(), [service] if service else [])
        else:
            people = known.find(" ".join((*text, service or "")))
        facts = {
            "people": [_person(person, now) for person in people],
            "stale": [_stale(row, now) for row in known.stale(now)],
        }
        call.answer(facts, lambda: _page(known, people, now))


@contacts.command()
@click.argument("person", metavar="HANDLE")
@click.pass_obj
def confirm(call: Call, person: str) -> None:
    """Somebody has checked this person's row today; it is fresh again."""
    from warroom.readiness import contacts_file

    with call.workspace(create=True) as workspace:
        contacts_file.confirm(_handle(person), workspace.clock.now())
        call.answer({"confirmed": _handle(person)}, lambda: f"@{_handle(person)} is confirmed as of today.")


@contacts.command()
@click.argument("person", metavar="HANDLE")
@click.pass_obj
def remove(call: Call, person: str) -> None:
    """A person has left: out of the contacts, the services and the tiers."""
    from warroom.readiness import contacts_file

    contacts_file.remove(_handle(person))
    call.answer({"removed": _handle(person)}, lambda: f"@{_handle(person)} is no longer among the contacts.")


def _handle(text: str) -> str:
    from warroom.readiness.rows import plain_handle

    found = plain_handle(text)
    if found is None:
        raise UsageError(f"{text!r} cannot be a handle: a to z, 0 to 9, dot, dash or underscore, 32 at most.")
    return found


def _imported(reading: Reading) -> dict[str, object]:
    taken = reading.contacts
    return {
        "people": [person.handle for person in taken.people],
        "services": [service.name for service in taken.services],
        "tiers": [tier.key for tier in taken.tiers],
        "faults": [
            {"line": row.line, "what": row.what, "left_out": row.left_out, "changed": row.changed}
            for row in reading.faults
        ],
    }


def _counts(reading: Reading) -> str:
    taken = reading.contacts
    people, services, tiers = len(taken.people), len(taken.services), len(taken.tiers)
    return f"Imported: people {people}, services {services}, tiers {tiers}."


def _person(person: Person, now: Instant) -> dict[str, object]:
    from warroom.readiness.contacts import age_s, local_time

    return {
        "handle": person.handle,
        "name": person.name,
        "phones": list(person.phones),
        "email": person.email,
        "zone": person.zone,
        "local_time": local_time(person, now),
        "team": person.team,
        "duties": list(person.duties),
        "checked_at": (person.checked_at or person.imported_at).text,
        "age_s": age_s(person, now),
    }


def _stale(row: Row, now: Instant) -> dict[str, object]:
    from warroom.readiness.contacts import age_s, label

    return {"name": label(row), "age_s": age_s(row, now)}


def _page(known: Contacts, people: tuple[Person, ...], now: Instant) -> str:
    from warroom.readiness.contacts import age_s, label, local_time

    if not any(known.rows()):
        return "No contacts yet. warroom contacts import FILE takes a TOML, CSV or vCard file."
    lines = ["Nobody fits."] if not people else []
    for person in people:
        phones = ", ".join(person.phones) or "no number"
        there = local_time(person, now)
        about = " · ".join(part for part in (person.team, ", ".join(person.duties), there) if part)
        days = int(age_s(person, now) // DAY)
        lines.append(visible(f"@{person.handle:<14} {person.name:<22} {phones:<34} {about}  ({days} d old)"))
    stale = known.stale(now)
    if stale:
        named = ", ".join(visible(label(row)) for row in stale)
        lines += ["", f"Not confirmed for 90 days or more: {named}. Check them before you need them."]
    return "\n".join(lines)
