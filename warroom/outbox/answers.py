"""Carrying out what a person decided in the review: one by one, or all that waits for a target at once.

Each is one transaction. A text that differs from the one that was queued is a message of its own, in its place in the
lane; the one before stays on the record as withdrawn, with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from warroom.comms.drafts import Draft, fitting
from warroom.errors import Refused
from warroom.incident.state import Incident
from warroom.outbox import letters, refreshing
from warroom.outbox.refreshing import Drafting
from warroom.outbox.review import Choice, Together, out_of_turn, together
from warroom.outbox.routes import Route, Routes, find
from warroom.record.outbox_rows import Delivery, DeliveryState, Payload
from warroom.room import outgoing
from warroom.room.outgoing import Written

if TYPE_CHECKING:
    from warroom.record import Writing


class Answering(msgspec.Struct, frozen=True):
    """What the answers stand on. ``ours``: message ``n`` as it is now, which this copy may change."""

    ours: Callable[[Writing, int], Delivery]
    drafting: Drafting
    routes: Routes

    def one_by_one(self, tx: Writing, choices: Mapping[int, Choice], confirmed: Collection[int] = ()) -> list[Delivery]:
        """Do with each message what was chosen, in the order of the lane.

        ``confirmed``: those that the person was asked about. Raises ``Refused`` and does nothing when one cannot be.
        """
        done = []
        skipped = {n for n, choice in choices.items() if choice is Choice.SKIP}
        for n in sorted(choices):
            found = self.ours(tx, n)
            if choices[n] is Choice.SKIP:
                done.append(outgoing.withdraw(tx, found, _replaced(tx, found, skipped)))
                continue
            self._demand_in_turn(tx, found, confirmed)
            done.append(self._send(tx, found, choices[n]))
        return done

    def all_at_once(
        self, tx: Writing, target: str, incident: str, how: Together, *, anyway: bool = False
    ) -> list[Delivery]:
        """Send what waits for a target as one catch-up, one current update, or in order under the old times."""
        waiting = [
            row
            for row in tx.outbox.waiting(tx.replica, target)
            if row.incident == incident and row.state is DeliveryState.QUEUED and row.held
        ]
        route = find(self.routes, target)
        if how not in together(route, waiting):
            raise Refused(f"That cannot be done with what waits for {target}.", code="not_together")
        if not anyway:
            for row in waiting:
                self._demand_in_turn(tx, row, ())
        if how is Together.BACK_DATE:
            return _back_dated(tx, waiting)
        if how is Together.CATCH_UP:
            payload = letters.catch_up(waiting, tx.now)
            return self._as_one(tx, waiting, _same(waiting[-1], payload), route, "told in the catch-up")
        return self._as_one(tx, waiting, self._merged(tx, waiting, route), route, "merged into a later update")

    def _send(self, tx: Writing, found: Delivery, choice: Choice) -> Delivery:
        if choice is Choice.SEND:
            return outgoing.approve(tx, found)
        if choice is Choice.DATED:
            route = find(self.routes, found.target)
            written = _same(found, letters.dated(found, tx.now))
            letters.demand_fits(written.payload, route)
            return outgoing.instead(tx, found, written, "sent with the time at which it was written")
        incident, route = tx.incident(found.incident), find(self.routes, found.target)
        written = refreshing.written_now(found, incident, route, self.drafting, tx.now)
        return outgoing.instead(tx, found, written, "sent refreshed")

    def _merged(self, tx: Writing, waiting: Sequence[Delivery], route: Route) -> Written:
        """The update that the page needs now, with a line on those that it stands for."""
        newest = waiting[-1]
        incident = tx.incident(newest.incident)
        draft = self._current(incident, newest)
        refreshing.demand(draft)
        now = letters.written(incident, draft, route)
        return msgspec.structs.replace(now, payload=letters.merged(now.payload, waiting[:-1], tx.now))

    def _current(self, incident: Incident, newest: Delivery) -> Draft:
        template = fitting(incident, external=True) if letters.page_status(newest.template) else newest.template
        typed = {name: value for name, value in newest.payload.typed.items() if name != refreshing.NEXT_UPDATE}
        if template != newest.template:
            known = self.drafting(incident, template, {}).fields
            typed = {name: value for name, value in typed.items() if name in known}
        return self.drafting(incident, template, typed)

    def _as_one(
        self, tx: Writing, waiting: Sequence[Delivery], written: Written, route: Route, why: str
    ) -> list[Delivery]:
        letters.demand_fits(written.payload, route)
        gone = [outgoing.withdraw(tx, row, why) for row in waiting[:-1]]
        return [*gone, outgoing.instead(tx, waiting[-1], written, why)]

    def _demand_in_turn(self, tx: Writing, found: Delivery, confirmed: Collection[int]) -> None:
        asks = out_of_turn(found, tx.incident(found.incident), tx.outbox.waiting(tx.replica, found.target))
        if asks and found.n not in confirmed:
            raise Refused(f"Message {found.n} was not sent. {asks}", code="out_of_turn", asks=asks, n=found.n)


def _same(found: Delivery, payload: Payload) -> Written:
    """The same message with other words around it."""
    return Written(found.target, found.template, found.external, payload, found.next_update)


def _back_dated(tx: Writing, waiting: Sequence[Delivery]) -> list[Delivery]:
    last = waiting[-1].n
    return [
        tx.outbox.change(outgoing.approve(tx, row), notify=row.n == last, backdate_to=row.written_at) for row in waiting
    ]


def _replaced(tx: Writing, found: Delivery, skipped: Collection[int]) -> str:
    newer = [
        row.n
        for row in tx.outbox.waiting(tx.replica, found.target)
        if row.incident == found.incident and row.n > found.n and row.n not in skipped
    ]
    return f"replaced by message {newer[-1]}" if newer else "skipped in the review"
