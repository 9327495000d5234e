"""``Room``: the acts that windows and scripts call, each one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from warroom.clock import Instant
from warroom.errors import Refused
from warroom.ids import RECORD
from warroom.incident import events as fact
from warroom.incident.events import Event
from warroom.incident.words import RequirementName, Seat, Severity
from warroom.record import Record, Writing
from warroom.room.acting import Acting, NothingWritten, Readiness, by_name, title_of
from warroom.room.entries import log
from warroom.scribe import literal, parse, sentence
from warroom.scribe.lines import Command, CommandLine, EntryLine, FaultyLine, ParsedLine, Undo
from warroom.text import clean

if TYPE_CHECKING:
    from warroom.incident.entry import Entry
    from warroom.incident.playbook import Playbook
    from warroom.room.backfilling import Backfilled, Told


class Acted(msgspec.Struct, frozen=True):
    """What an act wrote, already on disk. ``page`` names a page that the window should open, with ``argument``."""

    incident: str
    events: list[Event] = []
    page: str = ""
    argument: str = ""


class Room:
    """The one door. ``author`` is who presses Enter; ``playbook`` gives the one that new incidents run under.

    Every method raises ``Refused`` with the reason where the state does not allow the act, and a ``RecordError``
    where the disk did not take it: then nothing was written.
    """

    def __init__(
        self, record: Record, playbook: Callable[[], Playbook], author: str, readiness: Readiness | None = None
    ) -> None:
        self._record = record
        self._playbook = playbook
        self._readiness = readiness or NothingWritten()
        self.author = author

    @property
    def playbook(self) -> Playbook:
        return self._playbook()

    # -- Declaring -----------------------------------------------------------------------------------------------

    def declare(
        self,
        title: str,
        severity: int,
        *,
        started: Instant | None = None,
        detected: Instant | None = None,
        ic: str | None = None,
        impact: str | None = None,
        customer_detected: bool = False,
        near_miss: bool = False,
        drill: bool = False,
        triage: Mapping[str, str] | None = None,
        first: str = "",
    ) -> Acted:
        """Declare an incident. Whoever declares acts as commander until ``ic`` or a later act names one.

        ``first`` is an entry written with it, to the letter: what was said where a title has no room for all of it.
        ``triage``: what was answered while the severity was chosen, by question; it stands on the record with it.
        """
        title = title_of(title)
        from warroom.room import commands

        def work(tx: Writing) -> Acted:
            tx.store_playbook(self.playbook)
            incident, number = tx.new_incident(drill)
            declared = fact.Declared(
                number,
                title,
                Severity(severity),
                self.playbook.sha256,
                drill=drill,
                near_miss=near_miss,
                customer_detected=customer_detected,
            )
            events = [tx.append(incident, declared)]
            act = Acting(_Collecting(tx, events), incident, self._record.playbook, self._readiness)
            if first:
                log(act, literal(clean(first)))
            if started is not None:
                act.append(fact.StartSet(act.not_future(started)))
            if detected is not None:
                commands.detect(act, detected, "")
            if customer_detected:
                commands.customers_first(act)
            if ic:
                act.append(fact.RoleAssigned(Seat.IC, ic))
            if impact:
                act.append(fact.ImpactStated(clean(impact)))
            if triage:
                from warroom.room import working

                working.triaged(act, triage)
            return Acted(incident, events)

        return self._record.write(self.author, work).value

    # -- The scribe line ---------------------------------------------------------------------------------------------

    def log(
        self,
        incident: str,
        line: str,
        *,
        begun: Instant | None = None,
        as_text: bool = False,
        local_offset: Callable[[Instant], int] | None = None,
        primary_local: bool = False,
    ) -> Acted:
        """Log or carry out one scribe line. ``begun`` is when its first key was pressed: ``-5m`` counts from there.

        ``as_text`` takes the line as a note to the letter. Raises ``Refused`` with the way out for a faulty line.
        """
        line = clean(line)
        now = self._record.clock.now() if begun is None else begun
        parsed = (
            literal(line) if as_text else parse(line, now=now, local_offset=local_offset, primary_local=primary_local)
        )
        return self.take(incident, parsed)

    def take(self, incident: str, parsed: ParsedLine) -> Acted:
        """Log or carry out a line that was parsed already."""
        if isinstance(parsed, FaultyLine):
            raise Refused(sentence(parsed), code=parsed.code, start=parsed.start, end=parsed.end)
        if isinstance(parsed, CommandLine):
            return self.do(incident, parsed.command, at=parsed.at)
        entry: EntryLine = parsed

        def work(act: Acting) -> None:
            log(act, by_name(entry, act.author))

        return self._act(incident, work)

    def do(self, incident: str, command: Command, *, at: Instant | None = None) -> Acted:
        """Carry out one command of the scribe grammar, back-dated to ``at`` where it is given."""
        from warroom.room import commands  # a note is logged without these rooms

        def work(act: Acting) -> None:
            if at is not None:
                act.at = act.not_future(at)
            commands.do(act, by_name(command, act.author))

        return self._act(incident, work, after=_queued_again if isinstance(command, Undo) else None)

    # -- Entries that stand already ----------------------------------------------------------------------------------

    def amend(
        self,
        incident: str,
        entry: str,
        text: str | None = None,
        *,
        at: Instant | None = None,
        role: str | None = None,
        actor: str | None = None,
    ) -> Acted:
        """A new reading of an entry; what is None stays."""
        from warroom.room import mending

        change = fact.Amended(entry, None if text is None else clean(text), at, role, actor)
        return self._act(incident, lambda act: mending.amend(act, entry, change))

    def retract(self, incident: str, entry: str, why: str = "") -> Acted:
        from warroom.room import mending

        return self._act(incident, lambda act: mending.retract(act, entry, clean(why)))

    def star(self, incident: str, entry: str, *, on: bool = True) -> Acted:
        from warroom.room import mending

        return self._act(incident, lambda act: mending.star(act, entry, on=on))

    def undo(self, incident: str, event: str | None = None) -> tuple[Acted, str]:
        """Take back the author's last act, or the one named; the text says what was undone."""
        from warroom.room import mending

        undone: list[str] = []
        acted = self._act(incident, lambda act: undone.append(mending.undo(act, event)), after=_queued_again)
        return acted, undone[-1]

    def redo(self, incident: str, undoing: str | None = None) -> tuple[Acted, str]:
        """Do again what the author's last act undid, or what the event named undid; the text says what it is."""
        from warroom.room import redoing

        done: list[str] = []
        acted = self._act(incident, lambda act: done.append(redoing.redo(act, undoing)))
        return acted, done[-1]

    def undoable(self, incident: str) -> list[Entry]:
        """Rows of the author's last acts that still stand, the newest first."""
        from warroom.room import redoing

        return redoing.undoable(self._record, incident, self.author)

    def attach(
        self,
        incident: str,
        data: bytes,
        *,
        name: str,
        caption: str = "",
        preview: str = "",
        at: Instant | None = None,
        star: bool = False,
    ) -> Acted:
        """Keep a file on the record, with an entry that names it; ``caption`` is its alternative text, ``preview`` the
        first lines of a long text. The bytes and the entry are on disk together.
        """
        from warroom.room import attaching

        attached = attaching.Attached(data, name, clean(caption), clean(preview), at, star)
        return self._act(incident, lambda act: attaching.attach(act, attached))

    def backfill(
        self,
        incident: str,
        told: Sequence[Told],
        *,
        people: Mapping[str, str] | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> Backfilled:
        """Log what was written elsewhere, in one transaction: all of it or nothing. What is on the record already, by
        its source, is passed over. ``people``: handle -> name of those who are new. An exception out of ``progress``
        (done, in all) cancels.
        """
        from warroom.room import backfilling

        def work(tx: Writing) -> Backfilled:
            return backfilling.write(tx, incident, told, people or {}, progress)

        return self._record.write(self.author, work).value

    # -- Messages ------------------------------------------------------------------------------------------------------

    def sent(
        self,
        incident: str,
        template: str,
        text: str,
        *,
        via: str,
        at: Instant | None = None,
        next_update: Instant | None = None,
        facts: Mapping[str, str] | None = None,
        secondary: bool = False,
    ) -> Acted:
        """A message went out by hand, at ``at`` (default now): this alone resets a countdown (R4, R10).

        ``secondary``: to a place that is not the audience's primary one, which resets nothing (UI.md 0.1, Places).
        """
        from warroom.room import commands

        def work(act: Acting) -> None:
            if at is not None:
                act.at = act.not_future(at)
            if next_update is not None and next_update <= act.at:
                raise Refused("The next update would be due before this one was sent.", code="promise_past")
            body = fact.MessageSent(
                commands.message_id(act),
                template,
                clean(text),
                clean(via),
                next_update,
                dict(facts or {}),
                secondary=secondary,
            )
            act.append(body)

        return self._act(incident, work)

    def copied_anyway(self, incident: str, template: str, rules: list[str]) -> Acted:
        """A text was copied although fields are missing or a check said stop: that stands on the record."""
        return self._act(incident, lambda act: _only(act, fact.CopiedAnyway(template, rules)))

    # -- Ends and turns ----------------------------------------------------------------------------------------------

    def resolve(
        self,
        incident: str,
        *,
        early_why: str | None = None,
        guard: dict[str, str] | None = None,
        temporary: bool = False,
        mitigated: Instant | None = None,
    ) -> Acted:
        """Resolve, with the evidence of the guard by row; ``mitigated`` states or corrects when impact ended (R9)."""
        from warroom.room import commands

        def work(act: Acting) -> None:
            if mitigated is not None and mitigated != act.incident.mitigated_at:
                act.append(fact.Mitigated(act.not_future(mitigated)))
            commands.resolve(act, early_why=early_why, evidence=guard, temporary=temporary)

        return self._act(incident, work)

    def take_command(self, incident: str, handle: str, unread: list[str]) -> Acted:
        """The receiver confirms: from here ``handle`` commands; what was not read together is named."""
        from warroom.room import commands

        return self._act(incident, lambda act: commands.take(act, handle, unread))

    def tick(self, incident: str, name: RequirementName, *, done: bool = True) -> Acted:
        return self._act(incident, lambda act: _only(act, fact.RequirementTicked(name.value, done)))

    def adopt_playbook(self, incident: str) -> Acted:
        """Move an open incident to the playbook of today; what is done or sent stays as it was."""

        def work(tx: Writing) -> Acted:
            tx.store_playbook(self.playbook)
            return Acted(incident, [tx.append(incident, fact.PlaybookAdopted(self.playbook.sha256))])

        return self._record.write(self.author, work).value

    def system(self, incident: str, code: str, **params: str) -> Acted:
        """What the computer noticed: sleep, restart, a changed clock."""
        return self._act(incident, lambda act: _only(act, fact.SystemRow(code, params)))

    def clock_stepped(self, incident: str, seconds: float, now: Instant, *, by_hand: bool = False) -> Acted:
        """The wall clock was moved by ``seconds``, to ``now``: open deadlines move with it (R14)."""
        body = fact.ClockStepped(seconds, now.plus(-seconds), now, by_hand)
        return self._act(incident, lambda act: _only(act, body))

    def name_person(self, handle: str, name: str) -> None:
        """Put on the record by which name others know a person, with no incident in mind."""
        self._record.write(self.author, lambda tx: tx.append(RECORD, fact.PersonNamed(handle=handle, name=name)))

    def _act(
        self,
        incident: str,
        work: Callable[[Acting], None],
        *,
        after: Callable[[Writing, Acted], None] | None = None,
    ) -> Acted:
        def inside(tx: Writing) -> Acted:
            events: list[Event] = []
            act = Acting(_Collecting(tx, events), incident, self._record.playbook, self._readiness)
            work(act)
            acted = Acted(incident, events, act.page, act.argument)
            if after is not None:
                after(tx, acted)
            return acted

        return self._record.write(self.author, inside).value


def _queued_again(tx: Writing, acted: Acted) -> None:
    """A message that is not sent or not skipped after all waits in the outbox again."""
    taken_back = (fact.MessageSent.KIND, fact.MessageWithdrawn.KIND)
    if any(isinstance(event.body, fact.Undone) and event.body.what in taken_back for event in acted.events):
        from warroom.room import outgoing

        outgoing.put_back(tx, acted.incident)


class _Collecting:
    """A transaction that remembers what was appended through it."""

    def __init__(self, tx: Writing, events: list[Event]) -> None:
        self._tx = tx
        self._events = events
        self.now, self.author = tx.now, tx.author
        self.incident, self.event, self.entry = tx.incident, tx.event, tx.entry
        self.find, self.events_since, self.last_events = tx.find, tx.events_since, tx.last_events
        self.keep_file = tx.keep_file

    def append(self, incident: str, body: fact.Body, *, at: Instant | None = None, author: str | None = None) -> Event:
        event = self._tx.append(incident, body, at=at, author=author)
        self._events.append(event)
        return event


def _only(act: Acting, body: fact.Body) -> None:
    act.append(body)
