"""What a row is about. Later events hold the number of a change, an ask or a belief; a reader needs its words.

``SUBJECTS`` names, for each kind that is about a numbered thing, the kinds that such a thing is entered as. Where the
words are gone, redacted or from a version without numbers, the row keeps the number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from warroom.incident import events as fact
from warroom.incident.entry import Entry
from warroom.incident.events import Body, Event
from warroom.incident.phrases import (
    ASK_NAMES,
    CHANGE_NAMES,
    CONFIDENCE_NAMES,
    PAGE_NAMES,
    change_details,
    in_minutes,
)
from warroom.incident.words import DecisionNote
from warroom.text import one_line

LONGEST_NAME = 120
"""Letters of a name in the row of something else; the thing's own row holds all of it."""
_CHANGE = (fact.ChangeProposed.KIND, fact.ChangeReported.KIND)
SUBJECTS: dict[str, tuple[str, ...]] = {
    fact.ChangeMoved.KIND: _CHANGE,
    fact.ChangeDetailed.KIND: _CHANGE,
    fact.AskMoved.KIND: (fact.Asked.KIND,),
    fact.AskPutOff.KIND: (fact.Asked.KIND,),
    fact.HypothesisJudged.KIND: (fact.HypothesisStated.KIND,),
    fact.HypothesisLinked.KIND: (fact.HypothesisStated.KIND,),
    fact.DecisionNoted.KIND: (fact.Decision.KIND,),
    fact.DecisionReviewed.KIND: (fact.Decision.KIND,),
    fact.PageMoved.KIND: (fact.Paged.KIND,),
}
NAMING = frozenset((*SUBJECTS, fact.Undone.KIND))
"""The kinds whose rows say what they are about; ``undone`` is about the very event that it takes back."""
_OWNERS: dict[type[Body], Callable[[Any], str]] = {
    fact.Decision: lambda body: body.owner,
    fact.ChangeProposed: lambda body: body.owner,
    fact.ChangeReported: lambda body: body.owner,
    fact.Asked: lambda body: body.to,
}


def owner_of(body: Body) -> str:
    """Who is to do what the row says, where somebody was named."""
    words = _OWNERS.get(type(body))
    return words(body) if words is not None else ""


def naming_kinds(kind: str) -> list[str]:
    """The kinds of the rows that name things of ``kind``."""
    return [other for other, subjects in SUBJECTS.items() if kind in subjects]


def name_of(body: Body, text: str) -> str:
    """What a thing is called in the rows about it: its text as it reads now; of a page, who was called."""
    if isinstance(body, fact.Paged):
        return " ".join(part for part in (body.tier.upper(), body.who and f"@{body.who}") if part)
    return one_line(text, LONGEST_NAME)


def linked_by(body: Body) -> str:
    """The id of the entry that speaks for a hypothesis or against it; '' for other facts."""
    return body.entry if isinstance(body, fact.HypothesisLinked) else ""


def with_linked(about: str, text: str) -> str:
    """A hypothesis with what speaks for it or against it."""
    return f"{about}{_with(one_line(text, LONGEST_NAME))}" if about else ""


def named(entry: Entry, body: Body, about: str) -> Entry:
    """The row with the name of what it is about; without a name it keeps the number."""
    words = _WORDS.get(type(body))
    if words is None or not about or entry.redacted:
        return entry
    return msgspec.structs.replace(entry, text=words(body, about))


def name_all(entries: dict[str, Entry], events: Iterable[Event]) -> None:
    """The same for all rows of one incident that are at hand, by id."""
    events = list(events)
    subjects = {
        (event.kind, getattr(event.body, "n", 0)): name_of(event.body, entries[event.id].text)
        for event in reversed(events)
        if event.id in entries and not entries[event.id].redacted
    }
    for event in events:
        if event.id not in entries or event.kind not in NAMING:
            continue
        if isinstance(event.body, fact.Undone):
            about = entries[event.body.corrects].text if event.body.corrects in entries else ""
        else:
            n = getattr(event.body, "n", 0)
            about = next((name for kind in SUBJECTS[event.kind] if (name := subjects.get((kind, n)))), "")
            linked = entries.get(linked_by(event.body))
            about = with_linked(about, linked.text if linked is not None else "")
        entries[event.id] = named(entries[event.id], event.body, about)


def _with(text: str) -> str:
    return f" · {text}" if text else ""


def _moved(body: fact.ChangeMoved, about: str) -> str:
    return f"{CHANGE_NAMES[body.state]}{' by voice' if body.by_voice else ''}: {about}{_with(body.why)}"


def _asked(body: fact.AskMoved, about: str) -> str:
    return f"{ASK_NAMES[body.state].capitalize()}: {about}{_with(body.text)}"


def _judged(body: fact.HypothesisJudged, about: str) -> str:
    word = CONFIDENCE_NAMES[body.confidence].capitalize() if body.confidence is not None else "Current belief"
    return f"{word}: {about}{_with(body.why)}"


def _linked(body: fact.HypothesisLinked, about: str) -> str:
    return f"Evidence {'against' if body.against else 'for'}: {about}"


def _noted(body: fact.DecisionNoted, about: str) -> str:
    word = "Objection to" if body.note is DecisionNote.OBJECTION else "Option beside"
    return f'{word} "{about}": {body.text}'


def _reviewed(body: fact.DecisionReviewed, about: str) -> str:
    if body.box_s is not None and not body.text:
        return f"To be looked at in {in_minutes(body.box_s)}: {about}"
    again = f", once more in {in_minutes(body.box_s)}" if body.box_s is not None else ""
    return f"Looked at again{again}: {about}{_with(body.text)}"


def _page(body: fact.PageMoved, about: str) -> str:
    return f"{about}: {PAGE_NAMES[body.answer]}{_with(body.text)}"


_WORDS: dict[type[Body], Callable[[Any, str], str]] = {
    fact.ChangeMoved: _moved,
    fact.ChangeDetailed: lambda body, about: f"{about}: {change_details(body)}",
    fact.AskMoved: _asked,
    fact.AskPutOff: lambda body, about: f"Later, in {in_minutes(body.box_s)}: {about}",
    fact.HypothesisJudged: _judged,
    fact.HypothesisLinked: _linked,
    fact.DecisionNoted: _noted,
    fact.DecisionReviewed: _reviewed,
    fact.PageMoved: _page,
    fact.Undone: lambda _body, about: f"Undone: {one_line(about, LONGEST_NAME)}",
}
