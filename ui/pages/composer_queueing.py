"""The message into the outbox: for the targets of its places, asked for once and then confirmed.

Queued is not sent: no countdown moves before a service has taken it (PLAYBOOK R10). In a drill everything ends in the
drill sink, target or none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import Signal

from ui.models.places import listed
from ui.pages.composer_sending import ComposerSending
from ui.theme_tokens import Token
from ui.widgets.composer_foot import Question
from warroom.comms.drafts import Draft
from warroom.comms.templates import Readership
from warroom.errors import WarroomError

if TYPE_CHECKING:
    from warroom.workspace import Workspace

_BY_AUDIENCE = (Readership.INTERNAL, Readership.EXTERNAL)
"""Readers for whom a target's own audience says enough; other ones are told nothing by guess."""


class Parcel(msgspec.Struct, frozen=True):
    """One draft and the targets that it goes to."""

    draft: Draft
    targets: tuple[str, ...]


class ComposerQueueing(ComposerSending):
    """``queued`` with the incident's id and a sentence on what waits now."""

    queued = Signal(str, str)

    def queue(self) -> None:
        """Name the targets and ask; asked again, put it into the outbox."""
        self._place = None
        self._refresh()
        made = self._main
        if made is None or self._secret(made, "queued"):
            return
        if made.missing or self.stops(made):
            self._block(made, "queued")
            return
        parcels = self.parcels(made)
        if not parcels:
            self.foot.say(self._no_target(), Token.WARN)
        elif self.foot.question is not Question.QUEUE:
            names = ", ".join(name for parcel in parcels for name in parcel.targets)
            drill = self._basis is not None and self._basis.incident.drill
            where = f"the drill sink, as for {names}" if drill else names
            self.foot.say("")
            self.foot.ask(Question.QUEUE, f"Queue for {where}?")
            self.foot.queue_yes.setFocus()
        else:
            self._put(parcels)

    def parcels(self, made: Draft) -> list[Parcel]:
        """The draft with its targets, and the drafts of places that have words of their own with theirs."""
        basis, audience = self._basis, self.audience
        if basis is None:
            return []
        drill = basis.incident.drill
        own: list[Parcel] = []
        same: list[str] = []
        for place in listed(audience, made.template) if audience is not None else ():
            target = place.target or (place.name if drill else "")
            words = self.draft_for(place)
            if not target or words is None:
                continue
            if words.template.name == made.template.name:
                same.append(target)
            elif words.complete and not words.stops:
                own.append(Parcel(words, (target,)))
        if not same and not own and made.template.audience in _BY_AUDIENCE:
            same = [name for name, external in basis.targets.items() if external is made.template.external]
        return [*([Parcel(made, tuple(dict.fromkeys(same)))] if same else []), *own]

    def _no_target(self) -> str:
        """Why nothing can be queued, and what to do about it."""
        basis, audience = self._basis, self.audience
        who = audience.name if audience is not None else "This audience"
        if basis is not None and basis.targets:
            return f"Not queued: no place of {who} has a target. Name one under Comms, Templates and places"
        return "Not queued: there is no target yet. Copy it (F9), or add one under File, Targets"

    def _put(self, parcels: list[Parcel]) -> None:
        incident_id, lines, replaces = self._incident_id, self.record_lines(), self.replaces
        self.foot.queue_yes.setEnabled(False)

        def work(workspace: Workspace) -> str:
            for line in lines:
                workspace.room.log(incident_id, line)
            return put(workspace, incident_id, parcels, replaces)

        self._operations.run(work, done=self._put_away, failed=self._not_put)

    def _put_away(self, words: str) -> None:
        self.foot.queue_yes.setEnabled(True)
        self.foot.ask(Question.NONE)
        self._anew = None
        self.begin_anew()
        self.foot.say(words)
        self.queued.emit(self._incident_id, words)
        self.left.emit()

    def _not_put(self, error: WarroomError) -> None:
        self.foot.queue_yes.setEnabled(True)
        self.foot.ask(Question.NONE)
        self.foot.say(error.sentence, Token.WARN)


def put(workspace: Workspace, incident: str, parcels: list[Parcel], replaces: int | None = None) -> str:
    """Queue them; on the record thread. A place with words of its own that is refused does not hold up the others.

    Raises ``Refused`` when the message itself cannot be queued.
    """
    names: list[str] = []
    refused: list[str] = []
    for n, parcel in enumerate(parcels):
        try:
            rows = workspace.outbox.queue_draft(
                incident, parcel.draft, parcel.targets, replaces=replaces if n == 0 else None
            )
        except WarroomError as fault:
            if n == 0:
                raise
            refused.append(fault.sentence)
        else:
            names += [row.target for row in rows]
    count = f"Queued for {', '.join(names)}. The countdown moves when it is delivered"
    return ". ".join([count, *refused])
