"""Who sits where, since when, and who commands."""

from __future__ import annotations

from warroom.clock import Instant
from warroom.incident import events as fact
from warroom.incident.events import Body, Event
from warroom.incident.folding import Folding, Step
from warroom.incident.state import Held, Page
from warroom.incident.words import PageAnswer, RequirementName, Seat


def _assigned(to: Folding, event: Event, body: fact.RoleAssigned) -> None:
    if body.seat == Seat.IC and body.handle:
        _command(to, event, body.handle)
    else:
        _seat(to, body.seat, body.handle, event.at)


def _taken(to: Folding, event: Event, body: fact.CommandTaken) -> None:
    _command(to, event, body.handle)


def _offered(to: Folding, event: Event, body: fact.CommandOffered) -> None:
    to.incident.command_offered = body.to
    to.incident.command_offered_at = event.at if body.to else None


def _command(to: Folding, event: Event, handle: str) -> None:
    """Somebody is named commander: *IC assigned* is met, whoever was acting is relieved (PLAYBOOK, Clocks)."""
    if to.incident.commander != handle:
        to.incident.command_since = event.at
    _seat(to, Seat.IC, handle, event.at)
    to.incident.command_offered = to.incident.acting_ic = ""
    to.incident.command_offered_at = None
    to.met(RequirementName.IC, event.at, event.id)


def _seat(to: Folding, seat: str, handle: str, at: Instant) -> None:
    incident = to.incident
    if incident.roles.get(seat, "") == handle:
        return
    for held in incident.held:
        if held.seat == seat and held.end is None:
            held.end = at
    if handle:
        incident.roles[seat] = handle
        incident.held.append(Held(seat, handle, at))
    else:
        incident.roles.pop(seat, None)


def _paged(to: Folding, event: Event, body: fact.Paged) -> None:
    """A tier's clock starts with the call; calling a higher tier passes the trouble on, and ends the lower clocks."""
    answered = body.answer is PageAnswer.ANSWERED
    due = None if answered or body.within_s is None else event.at.plus(body.within_s)
    for page in to.incident.pages:
        if page.tier and body.tier and page.tier <= body.tier:
            page.due_at = None
    to.incident.pages.append(
        Page(
            n=body.n,
            tier=body.tier,
            who=body.who,
            via=body.via,
            by=event.actor,
            at=event.at,
            event=event.id,
            answer=body.answer,
            answered_at=event.at if answered else None,
            due_at=due,
        )
    )
    if answered:
        _answered(to, event)


def _answered(to: Folding, event: Event) -> None:
    """Who answers a call responds: the requirement needs no second word for it."""
    to.met(RequirementName.RESPONDER, event.at, event.id)


def _page_moved(to: Folding, event: Event, body: fact.PageMoved) -> None:
    page = to.incident.page(body.n)
    if page is None:
        return
    page.answer, page.text = body.answer, body.text or page.text
    if body.answer is PageAnswer.ANSWERED:
        page.answered_at, page.due_at = event.at, None
        _answered(to, event)


STEPS: dict[type[Body], Step] = {
    fact.Paged: _paged,
    fact.PageMoved: _page_moved,
    fact.RoleAssigned: _assigned,
    fact.CommandOffered: _offered,
    fact.CommandTaken: _taken,
}
