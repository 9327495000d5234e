"""One row of an import, whatever the file's kind: its fields as text, checked and made a person, service or tier.

A field that cannot be right is left out and named, with its line; the rest of the row is taken. A row without anybody
in it is left out whole.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from functools import cache
from zoneinfo import available_timezones

import msgspec

from warroom.clock import HOUR, MINUTE, Instant
from warroom.readiness.contacts import TIER_KEYS, Contacts, Person, Service, Tier
from warroom.text import clean, handle, one_line

_PHONE = re.compile(r"\+?[0-9(][0-9 ()./*#-]{1,30}(?:\s*(?:x|ext\.?|,)\s*[0-9]{1,8})?", re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s,;]{1,64}@[^@\s,;]{1,190}")
_LENGTH = re.compile(r"([0-9]{1,4})\s*(min|m|h)", re.IGNORECASE)
_LONGEST_NAME = 80
_MOST = 16


class Fault(msgspec.Struct, frozen=True):
    """What was wrong in ``line`` (1 is the first). ``left_out``: the whole row is missing, not just one field;
    ``changed``: nothing is missing, and something is written otherwise than in the file."""

    line: int
    what: str
    left_out: bool = False
    changed: bool = False

    @property
    def sentence(self) -> str:
        """``Line 4: no name and no handle; the row was left out.``"""
        if self.changed:
            return f"Line {self.line}: {self.what}."
        rest = "the row was left out" if self.left_out else "the rest of the row was taken"
        return f"Line {self.line}: {self.what}; {rest}."


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What a file gave: the good part, and what was wrong with the rest, in the order of its lines."""

    contacts: Contacts
    faults: tuple[Fault, ...] = ()


class Rows:
    """Gathers rows and faults of one file that was read at ``now``; ``known`` are the handles of earlier files."""

    def __init__(self, source: str, now: Instant, known: Collection[str] = ()) -> None:
        self._source, self._now, self._known = source, now, known
        self._named: dict[str, int] = {}
        self._kept_as: dict[str, str] = {}
        self._faults: list[Fault] = []
        self._people: dict[str, Person] = {}
        self._services: dict[str, Service] = {}
        self._tiers: dict[str, Tier] = {}

    @property
    def reading(self) -> Reading:
        made = Contacts(
            people=tuple(self._people.values()),
            services=tuple(self._services.values()),
            tiers=tuple(self._tiers.values()),
        )
        faults = [*self._faults, *self._nobody()]
        return Reading(contacts=Contacts().joined(made), faults=tuple(sorted(faults, key=lambda row: row.line)))

    def _nobody(self) -> list[Fault]:
        """Handles that a service or a tier names and nobody has; they stay, for a later file may bring the person."""
        missing = [(name, line) for name, line in self._named.items() if name not in {*self._people, *self._known}]
        return [Fault(line, f"nobody is called @{name}, here or in the contacts") for name, line in missing]

    def fault(self, line: int, what: str, *, left_out: bool = False) -> None:
        self._faults.append(Fault(line, what, left_out))

    def person(self, line: int, fields: dict[str, list[str]]) -> str | None:
        """Take a person; gives the handle, None when the row says nobody. Keys are those of ``Person``."""
        name = one_line(clean(_first(fields, "name")), _LONGEST_NAME)
        typed = _first(fields, "handle")
        found = self._handle(line, typed) if typed else handle_from(name)
        if typed and found is None:
            found = handle_from(name)
            instead = f", @{found} stands for it" if found else ""
            self.fault(line, f'"{one_line(typed, 40)}" cannot be a handle{instead}', left_out=found is None)
            self._kept_as[typed.casefold()] = found or ""
        if found is None:
            if not typed:
                self.fault(line, "no name and no handle", left_out=True)
            return None
        if found in self._people:
            self.fault(line, f"@{found} stands in this file twice; the later row counts")
        self._people[found] = Person(
            handle=found,
            name=name or found,
            phones=self._phones(line, fields.get("phone", [])),
            email=self._email(line, _first(fields, "email")),
            zone=self._zone(line, _first(fields, "zone")),
            team=one_line(clean(_first(fields, "team")), _LONGEST_NAME),
            duties=_words(fields.get("duties", [])),
            checked_at=self._checked(line, _first(fields, "checked")),
            imported_at=self._now,
            source=self._source,
        )
        return found

    def known(self, fields: dict[str, list[str]]) -> str | None:
        """The handle of a person of this file that a further row names without saying anything new of them."""
        typed = _first(fields, "handle")
        found = plain_handle(typed) if typed else handle_from(_first(fields, "name"))
        new = fields.keys() - {"name", "handle", "service", "tier", "team"}
        return found if found in self._people and not new else None

    def service(self, line: int, name: str, tiers: dict[str, list[str]], **more: str) -> None:
        """Take a service, or add to the one of that name: a spreadsheet has a row for each person of it."""
        name = one_line(clean(name), _LONGEST_NAME)
        before = self._services.get(name.casefold())
        merged = {} if before is None else dict(before.tiers)
        for key, handles in tiers.items():
            known = self._handles(line, handles)
            merged[key] = tuple(dict.fromkeys((*merged.get(key, ()), *known)))
        self._services[name.casefold()] = Service(
            name=name,
            team=one_line(clean(more.get("team", "")), _LONGEST_NAME) or (before.team if before else ""),
            tiers=merged,
            runbook=one_line(clean(more.get("runbook", ""))) or (before.runbook if before else ""),
            checked_at=self._checked(line, more.get("checked", "")),
            imported_at=self._now,
            source=self._source,
        )

    def tier(self, line: int, key: str, handles: list[str], *, within: str = "", checked: str = "") -> None:
        """Take an escalation tier, or add people to it."""
        before = self._tiers.get(key)
        people = (*(before.people if before else ()), *self._handles(line, handles))
        self._tiers[key] = Tier(
            key=key,
            people=tuple(dict.fromkeys(people)),
            within_s=self._within(line, within) or (before.within_s if before else None),
            checked_at=self._checked(line, checked),
            imported_at=self._now,
            source=self._source,
        )

    def tier_key(self, line: int, text: str) -> str | None:
        """``l2`` from ``L2``, ``2`` or ``tier 2``."""
        found = re.fullmatch(r"(?:l|tier|level)?\s*([1-4])", text.strip(), re.IGNORECASE)
        if found is None:
            self.fault(line, f'"{text[:40]}" is no tier: write one of {", ".join(key.upper() for key in TIER_KEYS)}')
            return None
        return f"l{found[1]}"

    def _handles(self, line: int, texts: list[str]) -> tuple[str, ...]:
        found = []
        for text in texts:
            known = self._handle(line, text.strip()) or self._kept_as.get(text.strip().casefold())
            if not known:
                self.fault(line, f'"{one_line(text, 40)}" cannot be a handle')
            else:
                self._named.setdefault(known, line)
                found.append(known)
        return tuple(found)

    def _handle(self, line: int, text: str) -> str | None:
        """A handle as every place of the file has it; one that had to be changed for it is said, once."""
        found = plain_handle(text)
        if found is not None and handle(text) is None and text not in self._kept_as:
            self._kept_as[text] = found
            self._faults.append(Fault(line, f'"{one_line(text, 40)}" is kept as @{found}', changed=True))
        return found

    def _phones(self, line: int, texts: list[str]) -> tuple[str, ...]:
        good = []
        for text in texts[:_MOST]:
            phone = " ".join(clean(text).removeprefix("tel:").split())
            if _PHONE.fullmatch(phone) and sum(map(str.isdigit, phone)) >= 3:
                good.append(phone)
            elif phone:
                self.fault(line, f'"{phone[:40]}" is no telephone number')
        return tuple(dict.fromkeys(good))

    def _email(self, line: int, text: str) -> str:
        if text and not _EMAIL.fullmatch(text):
            self.fault(line, f'"{text[:60]}" is no e-mail address')
            return ""
        return text

    def _zone(self, line: int, text: str) -> str:
        """A zone that is known here; where the computer has no table of zones, any name is taken as it stands."""
        if not text or not _zones():
            return text
        found = _zones().get(text.casefold().replace(" ", "_"), "")
        if not found:
            self.fault(line, f'"{text[:40]}" is no time zone: write one such as Europe/Berlin')
        return found

    def _checked(self, line: int, text: str) -> Instant | None:
        if not text:
            return None
        try:
            moment = Instant.parse(text.strip())
        except ValueError:
            self.fault(line, f'"{text[:40]}" is no date: write 2026-01-31')
            return None
        if moment > self._now.plus(24 * HOUR):
            self.fault(line, f"{text[:40]} is still to come")
            return None
        return moment

    def _within(self, line: int, text: str) -> int | None:
        if not text:
            return None
        found = _LENGTH.fullmatch(text.strip())
        if found is None or int(found[1]) == 0:
            self.fault(line, f'"{text[:40]}" is no response time: write 15 min or 1 h')
            return None
        return int(found[1]) * (HOUR if found[2].casefold() == "h" else MINUTE)


def plain_handle(text: str) -> str | None:
    """The handle that ``text`` is, without its accents where they alone stand in the way: ``tomas`` for ``Tomás``."""
    flat = unicodedata.normalize("NFKD", text)
    return handle(text) or handle("".join(letter for letter in flat if not unicodedata.combining(letter)))


def handle_from(name: str) -> str | None:
    """``kai.berg`` from ``Kai Bérg``; None where no letter or digit is left."""
    flat = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    words = re.findall(r"[a-z0-9]+", flat)
    return handle(".".join(words)[:32].rstrip(".")) if words else None


def _first(fields: dict[str, list[str]], key: str) -> str:
    return next((text.strip() for text in fields.get(key, []) if text.strip()), "")


def _words(texts: list[str]) -> tuple[str, ...]:
    parts = (one_line(clean(part), _LONGEST_NAME) for text in texts for part in re.split(r"[,;|]", text))
    return tuple(dict.fromkeys(part for part in parts if part))[:_MOST]


@cache
def _zones() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones()}
