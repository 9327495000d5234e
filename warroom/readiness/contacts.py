"""Who can be reached, how, and for what: people, the services that they own, and the escalation tiers.

All of it is a snapshot that somebody imported; ``age_s`` and ``stale`` say how far it may be trusted.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from warroom.clock import DAY, Instant
from warroom.errors import NotFound

STALE_AFTER_S = 90 * DAY
"""A row that nobody has confirmed for this long is named as stale: a quarter, the pace of drills."""
TIER_KEYS = ("l1", "l2", "l3", "l4")
_TIER_WORDS = (("on-call", "l1"), ("team lead", "l2"), ("engineering manage", "l3"), ("vp", "l4"))
"""The playbook's words for whom triage pages, and the tier that they stand in."""
_NIGHT = (22, 7)


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """``zone`` is an IANA name such as ``Europe/Berlin``; ``duties`` are words to find people by: ``database``."""

    handle: str
    name: str
    phones: tuple[str, ...] = ()
    """The one to try first stands first."""
    email: str = ""
    zone: str = ""
    team: str = ""
    duties: tuple[str, ...] = ()
    checked_at: Instant | None = None
    """When somebody last confirmed the row, where the file says so."""
    imported_at: Instant = Instant(0)
    source: str = ""
    """The name of the file that it came from."""

    @property
    def phone(self) -> str:
        """The number to try first; '' where none is known."""
        return self.phones[0] if self.phones else ""

    @property
    def tel(self) -> str:
        """``tel:+4930123456`` for a QR code; '' without a number."""
        return "tel:" + dialled(self.phone) if self.phone else ""


class Service(msgspec.Struct, frozen=True, kw_only=True):
    """A service and its owners: ``tiers`` maps ``l1`` to ``l4`` to the handles that are called there, in order."""

    name: str
    team: str = ""
    tiers: dict[str, tuple[str, ...]] = {}
    runbook: str = ""
    checked_at: Instant | None = None
    imported_at: Instant = Instant(0)
    source: str = ""


class Tier(msgspec.Struct, frozen=True, kw_only=True):
    """An escalation tier for every service that names none of its own; ``within_s`` None keeps the playbook's."""

    key: str
    people: tuple[str, ...] = ()
    within_s: int | None = None
    checked_at: Instant | None = None
    imported_at: Instant = Instant(0)
    source: str = ""


Row = Person | Service | Tier


class Contacts(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that was imported, by name."""

    people: tuple[Person, ...] = ()
    services: tuple[Service, ...] = ()
    tiers: tuple[Tier, ...] = ()

    def person(self, handle: str) -> Person | None:
        return next((row for row in self.people if row.handle == handle), None)

    def name(self, handle: str) -> str:
        """The name that people read; the handle itself for somebody who is not in the contacts."""
        found = self.person(handle)
        return found.name if found else handle

    def service(self, name: str) -> Service | None:
        wanted = name.casefold()
        return next((row for row in self.services if row.name.casefold() == wanted), None)

    def at_tier(self, key: str, services: Iterable[str] = ()) -> tuple[Person, ...]:
        """Whom to call at tier ``l2`` for trouble in ``services``: their own people first, else everybody's tier."""
        owned = [self.service(name) for name in services]
        handles = [handle for row in owned if row is not None for handle in row.tiers.get(key, ())]
        if not handles:
            handles = [handle for tier in self.tiers if tier.key == key for handle in tier.people]
        found = (self.person(handle) for handle in dict.fromkeys(handles))
        return tuple(person for person in found if person is not None)

    def to_page(self, names: Iterable[str], services: Iterable[str] = ()) -> tuple[tuple[str, tuple[Person, ...]], ...]:
        """Who answers to each name that triage suggests: a tier's people, else those with that duty; () = nobody."""
        owned = tuple(services)
        return tuple((name, self._answering(name, owned)) for name in names)

    def _answering(self, name: str, services: tuple[str, ...]) -> tuple[Person, ...]:
        word = name.casefold()
        tier = next((key for part, key in _TIER_WORDS if part in word), "")
        if tier:
            return self.at_tier(tier, services)
        return tuple(person for person in self.people if word in (duty.casefold() for duty in person.duties))

    def within_s(self, key: str) -> int | None:
        """Seconds that this tier may take here; None where only the playbook says so."""
        return next((tier.within_s for tier in self.tiers if tier.key == key), None)

    def find(self, text: str) -> tuple[Person, ...]:
        """People whose handle, name, team, duties or services hold every word of ``text``."""
        words = text.casefold().removeprefix("@").split()
        return tuple(person for person in self.people if all(word in self._words(person) for word in words))

    def _words(self, person: Person) -> str:
        owned = [row.name for row in self.services if any(person.handle in people for people in row.tiers.values())]
        return " ".join([person.handle, person.name, person.team, *person.duties, *owned]).casefold()

    def rows(self) -> Iterator[Row]:
        yield from self.people
        yield from self.services
        yield from self.tiers

    def stale(self, now: Instant, after_s: int = STALE_AFTER_S) -> tuple[Row, ...]:
        """The rows that nobody has confirmed for ``after_s`` seconds."""
        return tuple(row for row in self.rows() if age_s(row, now) > after_s)

    def without_phone(self) -> tuple[Person, ...]:
        return tuple(person for person in self.people if not person.phones)

    def joined(self, other: Contacts) -> Contacts:
        """These rows with those of ``other`` laid over them: the same person, service or tier is replaced."""
        people = {row.handle: row for row in (*self.people, *other.people)}
        services = {row.name.casefold(): row for row in (*self.services, *other.services)}
        tiers = {row.key: row for row in (*self.tiers, *other.tiers)}
        return Contacts(
            people=tuple(sorted(people.values(), key=lambda row: row.name.casefold())),
            services=tuple(sorted(services.values(), key=lambda row: row.name.casefold())),
            tiers=tuple(sorted(tiers.values(), key=lambda row: row.key)),
        )


def confirmed(contacts: Contacts, handle: str, now: Instant) -> Contacts:
    """Somebody has checked this person's row at ``now``. Raises ``NotFound`` for a handle that is not there."""
    person = _known(contacts, handle)
    return contacts.joined(Contacts(people=(msgspec.structs.replace(person, checked_at=now),)))


def without(contacts: Contacts, handle: str) -> Contacts:
    """The contacts without a person, who leaves services and tiers too. Raises ``NotFound``."""
    _known(contacts, handle)
    return Contacts(
        people=tuple(row for row in contacts.people if row.handle != handle),
        services=tuple(
            msgspec.structs.replace(row, tiers={key: _others(people, handle) for key, people in row.tiers.items()})
            for row in contacts.services
        ),
        tiers=tuple(msgspec.structs.replace(row, people=_others(row.people, handle)) for row in contacts.tiers),
    )


def _known(contacts: Contacts, handle: str) -> Person:
    person = contacts.person(handle)
    if person is None:
        near = difflib.get_close_matches(handle, [row.handle for row in contacts.people], n=1)
        hint = f" Did you mean @{near[0]}?" if near else ""
        raise NotFound(f"@{handle} is not among the contacts.{hint}", code="no_contact")
    return person


def _others(people: tuple[str, ...], handle: str) -> tuple[str, ...]:
    return tuple(other for other in people if other != handle)


def age_s(row: Row, now: Instant) -> float:
    """Seconds since the row was confirmed, else since it was imported; never negative."""
    return max(0.0, now.since(row.checked_at or row.imported_at))


def label(row: Row) -> str:
    """What a row is called in a list: ``Kai Berg``, ``checkout``, ``L2``."""
    return row.key.upper() if isinstance(row, Tier) else row.name


def local_time(person: Person, now: Instant) -> str:
    """``04:12 there, night``: what the person's own clock shows; '' where the zone is not known."""
    local = _local(person, now)
    if local is None:
        return ""
    night = local.hour >= _NIGHT[0] or local.hour < _NIGHT[1]
    return f"{local:%H:%M} there{', night' if night else ''}"


def _local(person: Person, now: Instant) -> datetime | None:
    if not person.zone:
        return None
    try:
        return now.datetime().astimezone(ZoneInfo(person.zone))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def dialled(phone: str) -> str:
    """A number as a telephone takes it: digits, and the plus in front."""
    digits = re.sub(r"[^0-9*#]", "", phone.partition("(0)")[0] + phone.partition("(0)")[2])
    return f"+{digits}" if phone.strip().startswith("+") else digits
