"""Acts on entries that stand already: amend, retract, star, undo. Nothing is ever altered, only followed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from warroom.errors import NotFound, Refused
from warroom.incident import events as fact
from warroom.incident.entry import Entry
from warroom.incident.events import Body, Event
from warroom.incident.phrases import phrase
from warroom.incident.timeline import AMENDABLE, versions
from warroom.room.acting import Acting
from warroom.scribe import lines as say
from warroom.text import one_line

LOOK_BACK = 200
"""How many of the author's own events are looked at for the last one that can be mended."""
NEVER_UNDONE = (
    fact.Declared,
    fact.Joined,
    fact.CameBack,
    fact.MessageDelivered,
    fact.MessageQueued,
    fact.SystemRow,
    fact.ClockStepped,
)


def _star(act: Acting, command: say.Star) -> None:
    entry = last(act)
    star(act, entry.id, on=not entry.starred)


def _amend(act: Acting, command: say.Amend) -> None:
    entry = last(act)
    nothing = not command.text and command.at is None and command.role is None and command.actor is None
    if nothing:
        act.page, act.argument = "amend", entry.id
        return
    if command.kind is not None:
        raise Refused(
            "An entry keeps its kind. /retract strikes it; then log it anew with the other sign.", code="kind_stays"
        )
    amend(
        act,
        entry.id,
        fact.Amended(entry.id, command.text or None, command.at, command.role, command.actor),
    )


def _retract(act: Acting, command: say.Retract) -> None:
    retract(act, last(act).id)


def last(act: Acting) -> Entry:
    """The author's last entry that may be mended (DESIGN 5)."""
    for event in act.tx.last_events(act.incident.id, act.author, LOOK_BACK):
        if event.kind in AMENDABLE:
            entry = act.tx.entry(event.id)
            if entry is not None and not entry.retracted and not entry.redacted:
                return entry
    raise NotFound("You have no entry here that could be amended.", code="no_entry")


def amend(act: Acting, entry_id: str, change: fact.Amended) -> None:
    """A new reading of an entry; the original stays readable (UI.md 3.6)."""
    _mendable(act, entry_id)
    if change.at is not None:
        act.not_future(change.at)
    act.append(change)


def retract(act: Acting, entry_id: str, why: str = "") -> None:
    """Strike an entry; nothing is erased, exports mark it."""
    entry = _mendable(act, entry_id)
    if entry.retracted:
        raise Refused("That entry is retracted already.", code="unchanged")
    act.append(fact.Retracted(entry_id, why))
    for ask in act.incident.asks if entry.kind == fact.Note.KIND else ():
        if ask.entry == entry_id and ask.open:  # the promise goes with the words that made it
            act.append(fact.Retracted(ask.event, why))


def star(act: Acting, entry_id: str, *, on: bool) -> None:
    """Mark a key moment, or take the mark away."""
    if act.tx.entry(entry_id) is None:
        raise NotFound("There is no such entry.", code="no_entry")
    act.append(fact.Starred(entry_id, on))


def _mendable(act: Acting, entry_id: str) -> Entry:
    entry = act.tx.entry(entry_id)
    if entry is None or entry.incident != act.incident.id:
        raise NotFound("There is no such entry in this incident.", code="no_entry")
    if entry.redacted:
        raise Refused("That entry was redacted; nothing of it is left.", code="redacted")
    if entry.kind not in AMENDABLE:
        raise Refused(
            "Status, severity, roles, approvals and sent messages keep their words. Log what corrects them, or undo.",
            code="not_amendable",
        )
    return entry


def undo(act: Acting, event_id: str | None = None) -> str:
    """Take back the author's last act, or the one named; answers what it was, in words.

    Refused when the same thing has been changed since: then the newer one is what must be undone first.
    """
    event = act.tx.event(event_id) if event_id else _last_undoable(act)
    if event is None:
        raise Refused("There is nothing of yours here to undo.", code="nothing_to_undo")
    if isinstance(event.body, NEVER_UNDONE):
        raise Refused("That cannot be undone; it has happened. Log what corrects it.", code="not_undoable")
    what = words(act, event) or event.kind
    if event.kind in AMENDABLE:
        retract(act, event.id)
    elif isinstance(event.body, fact.Starred):
        act.append(fact.Starred(event.body.target, not event.body.star, corrects=event.id))
    elif isinstance(event.body, fact.Amended):
        _unamend(act, event)
    else:
        refuse_if_changed(act, event)
        act.append(fact.Undone(event.kind, corrects=event.id))
        if isinstance(event.body, fact.SameAs | fact.Recurred):
            _part(act, event.body.other, event)
    return what


def words(act: Acting, event: Event) -> str:
    """What an event did, as its row says it; one without a row of its own, as it would."""
    row = act.tx.entry(event.id)
    return one_line(row.text if row is not None and row.text else phrase(event.body))


def _part(act: Acting, other: str, event: Event) -> None:
    """Two declarations were not one trouble after all: the other incident's row is taken back with it."""
    for row in act.tx.events_since(other, event.n):
        if isinstance(row.body, fact.Joined | fact.CameBack) and row.body.other == act.id:
            act.tx.append(other, fact.Undone(row.kind, corrects=row.id))
            return


def _unamend(act: Acting, event: Event) -> None:
    """The entry reads again as it did before the amendment."""
    assert isinstance(event.body, fact.Amended)
    refuse_if_changed(act, event)
    original = act.tx.event(event.body.target)
    if original is None:
        raise NotFound("There is no such entry.", code="no_entry")
    before = [other for other in _since(act, original) if other.n < event.n and other.body.corrects == ""]
    reading = versions(original.id, [original, *before])[-1]
    act.append(fact.Amended(original.id, reading.text, reading.at, corrects=event.id))


def _last_undoable(act: Acting) -> Event | None:
    undone: set[str] = set()
    for event in act.tx.last_events(act.incident.id, act.author, LOOK_BACK):
        body = event.body
        if body.corrects:
            undone |= {event.id, body.corrects}
        elif isinstance(body, fact.Retracted):
            undone |= {event.id, body.target}
        elif event.id not in undone and not isinstance(body, (*NEVER_UNDONE, fact.Redacted, fact.Unknown)):
            return event
    return None


def refuse_if_changed(
    act: Acting, event: Event, *, since: Event | None = None, but: frozenset[str] = frozenset()
) -> None:
    """Refuse to touch what ``event`` set when somebody has set it anew after it, or after ``since``; ``but`` are events
    that do not count."""
    slot = _slot(event.body)
    later = [other for other in _since(act, since or event) if other.id not in but]
    undone = {other.body.corrects for other in later if other.body.corrects}
    for other in later:
        if other.id not in undone and not other.body.corrects and _slot(other.body) == slot:
            raise Refused(
                f"@{other.actor} changed that at {other.at.hhmm()} UTC: {one_line(words(act, other), 60)}. "
                "That change would have to be undone first.",
                code="changed_since",
            )


def _since(act: Acting, event: Event) -> list[Event]:
    """Events of the incident that were appended after ``event``, whoever wrote them."""
    return act.tx.events_since(act.incident.id, event.n)


def _slot(body: Body) -> tuple[str, ...]:
    """What an event sets: two events in one slot are about the same value."""
    match body:
        case fact.StatusSet() | fact.Resolved() | fact.Reopened():
            return ("status",)
        case fact.CommandTaken() | fact.CommandOffered():
            return ("role", "ic")
        case fact.RoleAssigned():
            return ("role", body.seat)
        case fact.ChangeMoved():
            return ("change", str(body.n))
        case fact.AskMoved() | fact.AskPutOff():
            return ("ask", str(body.n))
        case fact.HypothesisJudged():
            return ("hypothesis", str(body.n))
        case fact.RequirementTicked() | fact.RequirementWaived():
            return ("requirement", body.name)
        case fact.TimerSet() | fact.TimerSnoozed() | fact.ServiceAdded() | fact.ComponentSet():
            return (body.KIND, body.name)
        case fact.Starred() | fact.Amended():
            return (body.KIND, body.target)
        case fact.MessageSent() | fact.LinkAdded() | fact.Told() | fact.SaidOnBridge() | fact.CopiedAnyway():
            return (body.KIND, str(id(body)))
    return _slot_of_work(body)


def _slot_of_work(body: Body) -> tuple[str, ...]:
    match body:
        case fact.DecisionReviewed():
            return ("decision", str(body.n))
        case fact.PageMoved():
            return ("page", str(body.n))
        case fact.ChecklistTicked() | fact.ChecklistWaived():
            return ("item", body.list, body.item)
        case fact.HypothesisLinked():
            return (body.KIND, str(body.n), body.entry)
        case fact.TriageAnswered():
            return (body.KIND, body.subject)
        case fact.ChangeDetailed():
            told = (name for name in ("risk", "back_out", "expect", "abort", "rollback_s") if getattr(body, name))
            return (body.KIND, str(body.n), *told)
        case fact.Paged() | fact.DecisionNoted():
            return (body.KIND, str(id(body)))
    return (body.KIND,)


def _undo(act: Acting, _command: say.Undo) -> None:
    undo(act)


ACTS: dict[type, Callable[[Acting, Any], None]] = {
    say.Star: _star,
    say.Amend: _amend,
    say.Retract: _retract,
    say.Undo: _undo,
}
