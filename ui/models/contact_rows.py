"""Whom to call, tier by tier, with what each has to say about itself: the clock there, and how old the row is."""

from __future__ import annotations

from collections.abc import Iterator

from ui import times
from ui.models.needs import PAGE_WORDS, Need, NeedKind
from warroom.clock import DAY, Instant
from warroom.incident.playbook import Playbook
from warroom.incident.playbook_parts import EscalationTier
from warroom.incident.state import Incident, Page
from warroom.incident.words import CountdownState, PageAnswer
from warroom.readiness.contacts import STALE_AFTER_S, Contacts, Person, age_s, label, local_time

EVERYBODY = "Everybody else"


def rows(incident: Incident, playbook: Playbook, contacts: Contacts, wanted: str, now: Instant) -> list[Need]:
    """The tiers in their order, each with its people; then everybody else. ``wanted`` keeps to who fits the words."""
    fitting = {person.handle for person in contacts.find(wanted)} if wanted.strip() else None
    found: list[Need] = []
    seen: set[str] = set()
    for tier in playbook.escalation:
        people = contacts.at_tier(tier.key, incident.services)
        seen |= {person.handle for person in people}
        found += _tier(tier, people, incident, contacts, now, fitting)
    rest = [person for person in contacts.people if person.handle not in seen]
    found += [
        _person("", EVERYBODY, person, incident, now) for person in rest if fitting is None or person.handle in fitting
    ]
    return found


def _tier(
    tier: EscalationTier,
    people: tuple[Person, ...],
    incident: Incident,
    contacts: Contacts,
    now: Instant,
    fitting: set[str] | None,
) -> Iterator[Need]:
    within = contacts.within_s(tier.key) or tier.within_s
    head = f"{tier.key.upper()} · {', '.join(tier.who)} · answers within {times.length(within)}"
    for person in people:
        if fitting is None or person.handle in fitting:
            yield _person(tier.key, head, person, incident, now)
    if not people and fitting is None:
        called, n = _called(incident, tier.key, ""), _waiting(incident, tier.key, "")
        yield Need(
            NeedKind.PERSON, f"{tier.key} ", "Nobody is named in the contacts", called, n=n, name=tier.key, head=head
        )


def _person(tier: str, head: str, person: Person, incident: Incident, now: Instant) -> Need:
    age = age_s(person, now)
    stale = age > STALE_AFTER_S
    facts = [
        ", ".join(person.phones) or "no phone number",
        local_time(person, now),
        person.team,
        ", ".join(person.duties),
        f"not confirmed for {round(age / DAY)} days" if stale else "",
        _called(incident, tier, person.handle),
    ]
    return Need(
        NeedKind.PERSON,
        f"{tier or 'anyone'} {person.handle}",
        person.name,
        " · ".join(fact for fact in facts if fact),
        person.phone,
        CountdownState.SOON if stale or not person.phones else CountdownState.CALM,
        _waiting(incident, tier, person.handle),
        name=tier,
        head=head,
    )


def _called(incident: Incident, tier: str, who: str) -> str:
    """What became of the last call to this person, or to this tier."""
    page = _last_call(incident, tier, who)
    return "" if page is None else f"called {page.at.hhmm()}, {PAGE_WORDS[page.answer]}"


def _waiting(incident: Incident, tier: str, who: str) -> int:
    """The number of the call that nobody has answered yet, 0 for none."""
    page = _last_call(incident, tier, who)
    return page.n if page is not None and page.answer is PageAnswer.WAITING else 0


def _last_call(incident: Incident, tier: str, who: str) -> Page | None:
    return next((page for page in reversed(incident.pages) if page.who == who and page.tier == tier), None)


def warnings(contacts: Contacts, now: Instant) -> str:
    """What is wrong with the list as a whole: nothing in it, rows that are old, people without a number."""
    if not contacts.people:
        return "No contacts yet. Import a list while there is time: TOML, CSV or vCard."
    stale, mute = contacts.stale(now), contacts.without_phone()
    parts = [f"{len(stale)} not confirmed for a quarter: {_names(stale)}" if stale else ""]
    parts += [f"{len(mute)} without a phone number: {_names(mute)}" if mute else ""]
    return ". ".join(part for part in parts if part)


def _names(found: tuple[object, ...]) -> str:
    names = [label(row) for row in found]  # type: ignore[arg-type]
    return ", ".join(names[:4]) + (" …" if len(names) > 4 else "")
