"""``Outbox``: everything a person may do with messages that leave, and all that is shown of them.

Acts are transactions on the record; nothing here touches the network. What is queued or approved leaves through a
``Deliverer``, on another thread.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from warroom.clock import Instant
from warroom.comms.drafts import Draft
from warroom.connectors.protocol import Tier
from warroom.errors import NotFound, Refused
from warroom.incident.state import Incident
from warroom.outbox import letters, refreshing, turns
from warroom.outbox.answers import Answering
from warroom.outbox.holder import Holder
from warroom.outbox.review import Choice, Review, Reviewing, Together, out_of_turn
from warroom.outbox.routes import Route, Routes, find
from warroom.outbox.truth import Truth, truths
from warroom.record.outbox_rows import Delivery, DeliveryState, Lane
from warroom.room import outgoing
from warroom.room.outgoing import Written

if TYPE_CHECKING:
    from warroom.comms.drafts import Drafts
    from warroom.record import Record, Writing

YES, NO = "yes", "no"
_NEVER_TRIED = (DeliveryState.DRAFT, DeliveryState.QUEUED, DeliveryState.REJECTED)


class Rewriting(msgspec.Struct, frozen=True):
    """A message taken out of its lane, for the composer to open: the template and what a person had typed."""

    n: int
    incident: str
    template: str
    typed: dict[str, str]


class Summary(msgspec.Struct, frozen=True):
    """The outbox in figures: ``queued`` waits in all, ``review`` of it for a person's word; ``attention``: rejected,
    or unknown and nothing more can be found out. ``down``: the lanes out of reach that something waits for.
    """

    queued: int
    sending: int
    review: int
    attention: int
    unknown: int
    elsewhere: int
    offline: bool
    down: tuple[Lane, ...]

    @property
    def waiting(self) -> int:
        """All that is not over."""
        return self.queued + self.sending + self.attention + self.unknown


class Outbox:
    """The outbox of one opened record, for the thread that the record belongs to.

    Acts raise ``Refused`` with the reason, ``NotFound`` for a message that is not there, ``RecordError``.
    """

    def __init__(
        self,
        record: Record,
        author: Callable[[], str],
        drafts: Callable[[], Drafts],
        routes: Routes,
        setting: Callable[[str], str],
        set_setting: Callable[[str, str], None],
    ) -> None:
        self.record = record
        self.routes = routes
        self._author = author
        self._drafts = drafts
        self._setting = setting
        self._set_setting = set_setting

    # -- What is shown -------------------------------------------------------------------------------------------

    def review(self, incident: str | None = None) -> Review:
        """What waits for a person's word, of one incident or of all."""
        rows = self.record.outbox.waiting(self.record.replica)
        wanted = [row for row in rows if incident is None or row.incident == incident]
        return self._reviewing().review(wanted, self.record.outbox.lane, offline=self.offline)

    def truth(self, incident: str) -> list[Truth]:
        """Every message of an incident, the newest first."""
        rows = [self._seen(row) for row in self.record.outbox.of_incident(incident)]
        return truths(self.record.incident(incident), rows, self.record.replica, self.title)

    def deliveries(self, limit: int = 200) -> list[Delivery]:
        """All that is not over, and the newest of the rest, oldest first."""
        rows = {row.n: row for row in self.record.outbox.newest(limit)}
        rows |= {row.n: row for row in self.record.outbox.waiting(self.record.replica)}
        return [self._seen(rows[n]) for n in sorted(rows)]

    def lanes(self) -> list[Lane]:
        """What is known of every target that was ever tried or that something waits for."""
        known = {lane.target: lane for lane in self.record.outbox.lanes()}
        for target in self.record.outbox.targets(self.record.replica):
            known.setdefault(target, Lane(target))
        return [known[target] for target in sorted(known)]

    def summary(self) -> Summary:
        """What the identity row and Home show."""
        rows = [self._seen(row) for row in self.record.outbox.waiting(self.record.replica)]
        queued = [row for row in rows if row.state is DeliveryState.QUEUED]
        parked = [row for row in rows if row.state is DeliveryState.UNKNOWN and row.next_try_at is None]
        rejected = [row for row in rows if row.state is DeliveryState.REJECTED]
        targets = {row.target for row in rows}
        return Summary(
            queued=len(queued),
            sending=sum(row.state is DeliveryState.SENDING for row in rows),
            review=sum(row.held for row in queued),
            attention=len(parked) + len(rejected),
            unknown=sum(row.state is DeliveryState.UNKNOWN for row in rows) - len(parked),
            elsewhere=len(self.elsewhere()),
            offline=self.offline,
            down=tuple(lane for lane in self.lanes() if lane.down_since is not None and lane.target in targets),
        )

    def elsewhere(self) -> list[Delivery]:
        """What another copy of this record queued and this one sends only when it is taken over."""
        return self.record.outbox.elsewhere(self.record.replica)

    def counts(self) -> dict[DeliveryState, int]:
        return self.record.outbox.counts(self.record.replica)

    def get(self, n: int) -> Delivery:
        found = self.record.outbox.get(n)
        if found is None:
            raise NotFound(f"There is no message {n} in the outbox.", code="no_message")
        return self._seen(found)

    def _seen(self, row: Delivery) -> Delivery:
        """A message as it may be shown: one whose sender died is not on its way any more."""
        if row.state is not DeliveryState.SENDING or Holder.lives(self.record.path, row.claim):
            return row
        return msgspec.structs.replace(row, state=DeliveryState.UNKNOWN, last_error=turns.CRASHED)

    def title(self, template: str) -> str:
        """What a person calls a template; its name where the template is gone."""
        try:
            return self._drafts().templates.get(template).title
        except NotFound:
            return template

    @property
    def offline(self) -> bool:
        """Whether the switch *Work offline* is on: nothing leaves, nothing is even looked at."""
        return self._setting(outgoing.OFFLINE) == YES

    @property
    def flows(self) -> bool:
        """Whether young internal messages go on by themselves after an outage."""
        return self._setting(outgoing.FLOWS) == YES

    # -- Queueing --------------------------------------------------------------------------------------------------

    def queue(
        self,
        incident: str,
        template: str,
        targets: Sequence[str],
        overrides: Mapping[str, str] | None = None,
        *,
        anyway: bool = False,
        replaces: int | None = None,
    ) -> list[Delivery]:
        """Draft a message from the record and put it into the lane of each target.

        ``anyway``: the person has been asked and sends an earlier state after *resolved*. ``replaces``: the message
        that was taken out to be written anew. A missing field, a *stop* or a secret is refused.
        """
        draft = self._drafts().draft(self.record.incident(incident), template, overrides=overrides)
        return self.queue_draft(incident, draft, targets, anyway=anyway, replaces=replaces)

    def queue_draft(
        self,
        incident: str,
        draft: Draft,
        targets: Sequence[str],
        *,
        anyway: bool = False,
        replaces: int | None = None,
    ) -> list[Delivery]:
        """The same for a draft that is at hand."""
        refreshing.demand(draft)
        if not targets:
            raise Refused("Not queued: name at least one target.", code="no_target")
        state = self.record.incident(incident)
        if not state.drill and any(target.startswith(outgoing.DRILL_PREFIX) for target in targets):
            raise Refused(f"Not queued: the drill sink takes drills alone, and {state.ref} is real.", code="no_drill")
        names = dict.fromkeys(outgoing.rerouted(target, drill=state.drill) for target in targets)
        routes = [find(self.routes, name) for name in names]
        wanted = [letters.written(state, draft, route) for route in routes]

        def work(tx: Writing) -> list[Delivery]:
            now = tx.incident(incident)
            for written, route in zip(wanted, routes, strict=True):
                _demand_unlike(now, written, route)
                if not anyway:
                    _demand_in_turn(now, written)
            if replaces is not None:
                outgoing.withdraw(tx, self._ours(tx, replaces), "written anew")
            return [outgoing.queue(tx, incident, written, offline=self.offline) for written in wanted]

        return self._write(work)

    # -- One message -----------------------------------------------------------------------------------------------

    def skip(self, n: int, why: str = "") -> Delivery:
        """It will not be sent."""
        return self._write(lambda tx: outgoing.withdraw(tx, self._ours(tx, n), why))

    def mark_sent(self, n: int, *, via: str = "", at: Instant | None = None) -> Delivery:
        """A person saw it there, or sent it another way; of an unknown one the time is that of the attempt."""

        def work(tx: Writing) -> Delivery:
            found = self._ours(tx, n)
            moment = at or (found.first_try_at if found.state is DeliveryState.UNKNOWN else None)
            return outgoing.sent_by_hand(tx, found, via or found.target, min(moment or tx.now, tx.now))

        return self._write(work)

    def send_again(self, n: int, *, anyway: bool = False) -> Delivery:
        """A person's word that this goes out as it is: out of the review, after a rejection, or in spite of doubt."""

        def work(tx: Writing) -> Delivery:
            found = self._ours(tx, n)
            outgoing.demand_changeable(found)
            asks = out_of_turn(found, tx.incident(found.incident), tx.outbox.waiting(tx.replica, found.target))
            if asks and not anyway:
                raise Refused(f"Message {n} was not sent. {asks}", code="out_of_turn", asks=asks)
            return outgoing.approve(tx, found)

        return self._write(work)

    def check(self, n: int) -> Delivery:
        """Ask the service once more whether an unknown message arrived; the deliverer does it at its next look."""
        found = self.get(n)
        if found.state is not DeliveryState.UNKNOWN:
            raise Refused(f"Message {n} is not unknown: there is nothing to check.", code="not_unknown")
        route = find(self.routes, found.target)
        if route.capabilities.tier is Tier.BLIND:
            raise Refused(
                f"{route.label} lets nobody read back what was sent. Look there, then mark it sent or send it again.",
                code="blind",
            )
        return self._write(lambda tx: tx.outbox.change(self._ours(tx, n), next_try_at=tx.now, claim=""))

    def edit(self, n: int) -> Rewriting:
        """Take a message that never left out of its lane; queue what is written instead with ``replaces=n``."""

        def work(tx: Writing) -> Rewriting:
            found = self._ours(tx, n)
            if found.state not in _NEVER_TRIED:
                word = found.state.value.replace("_", " ")
                raise Refused(f"Message {n} is {word}: decide that first.", code="not_editable")
            tx.outbox.change(found, state=DeliveryState.DRAFT, next_try_at=None, claim="")
            return Rewriting(n, found.incident, found.template, dict(found.payload.typed))

        return self._write(work)

    def take_over(self, incident: str, message: str) -> Delivery:
        """Send from this copy what another laptop queued. It waits for the review here, and is withdrawn there."""

        def work(tx: Writing) -> Delivery:
            found = outgoing.message_of(tx.incident(incident), message)
            target = outgoing.rerouted(found.to, drill=tx.incident(incident).drill) if found is not None else ""
            external = found is not None and (letters.external(found.template) or find(self.routes, target).external)
            return outgoing.take_over(tx, incident, message, external=external)

        return self._write(work)

    # -- The review ------------------------------------------------------------------------------------------------

    def answer(self, choices: Mapping[int, Choice], *, confirmed: Collection[int] = ()) -> list[Delivery]:
        """Carry out what was chosen for each message. ``confirmed``: those that the person was asked about."""
        return self._write(lambda tx: self._answering().one_by_one(tx, choices, confirmed))

    def answer_together(self, target: str, incident: str, how: Together, *, anyway: bool = False) -> list[Delivery]:
        """Carry out one answer for all that waits for a target, one of those that the review offers."""
        return self._write(lambda tx: self._answering().all_at_once(tx, target, incident, how, anyway=anyway))

    # -- The switches ------------------------------------------------------------------------------------------------

    def set_offline(self, on: bool) -> None:
        """Work offline, or end it. What waited meanwhile is reviewed before it leaves."""
        self._set_setting(outgoing.OFFLINE, YES if on else NO)

        def work(tx: Writing) -> None:
            for target in tx.outbox.targets(tx.replica):
                tx.outbox.hold(target, tx.replica)

        self._write(work)

    # -- Within ------------------------------------------------------------------------------------------------------

    def _answering(self) -> Answering:
        return Answering(self._ours, self.drafting, self.routes)

    def _reviewing(self) -> Reviewing:
        return Reviewing(
            incident=self.record.incident,
            playbook=self.record.playbook,
            drafting=self.drafting,
            title=self.title,
            routes=self.routes,
            now=self.record.clock.now(),
        )

    def drafting(self, incident: Incident, template: str, typed: dict[str, str]) -> Draft:
        return self._drafts().draft(incident, template, overrides=typed)

    def _ours(self, tx: Writing, n: int) -> Delivery:
        """Message ``n`` as it is now, which this copy may change; a sender that died is told first."""
        found = tx.outbox.get(n)
        if found is None:
            raise NotFound(f"There is no message {n} in the outbox.", code="no_message")
        if found.replica != tx.replica:
            raise Refused(
                f"Message {n} was queued on another copy of this record. Take it over to send it from here.",
                code="elsewhere",
            )
        if found.state is DeliveryState.SENDING and not Holder.lives(self.record.path, found.claim):
            return turns.crashed(tx, found)
        return found

    def _write(self, work: Callable[[Writing], turns.T]) -> turns.T:
        return self.record.write(self._author(), work).value


def _demand_in_turn(incident: Incident, written: Written) -> None:
    """Raises ``Refused`` where a page would be told of an open incident after it was resolved."""
    if incident.resolved_at is None or letters.page_status(written.template) is None:
        return
    if written.payload.status != "resolved":
        asks = f"{incident.ref} was resolved at {incident.resolved_at.hhmm()} UTC. Send an earlier state still?"
        raise Refused(f"Not queued. {asks}", code="out_of_turn", asks=asks)


def _demand_unlike(incident: Incident, written: Written, route: Route) -> None:
    """Raises ``Refused`` for a text that stands in this lane already, where texts are all that tells messages apart."""
    if route.capabilities.tier is not Tier.COMPARE:
        return
    for row in incident.messages:
        if row.to == written.target and row.text == written.payload.plain and row.state.value != "withdrawn":
            raise Refused(
                f"Not queued for {written.target}: the very same text was sent there at {row.at.hhmm()} UTC,"
                " and two that are alike cannot be told apart there. Say what is new, or when.",
                code="same_text",
            )
