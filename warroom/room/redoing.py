"""Doing again what was undone, and which acts can still be undone. Nothing is revived: the act is written once more,
at the time at which it was first done, so that every deadline is what it was."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from warroom.errors import Refused
from warroom.incident import events as fact
from warroom.incident.entry import Entry
from warroom.incident.events import Event
from warroom.record import Record
from warroom.room import mending
from warroom.room.acting import Acting
from warroom.scribe import lines as say

ACTS_LISTED = 20
"""UI.md 9: the palette lists the last twenty acts."""
_LOOKED_AT = 400
_NEVER_REDONE = (fact.MessageSent, fact.MessageWithdrawn, fact.SameAs, fact.Recurred, fact.Redacted)


def redo(act: Acting, undoing_id: str | None = None) -> str:
    """Do again what the author's last act undid, or what the event named undid; answers what it is, in words.

    Refused when the last act was no undo, when the same thing was changed since, and for words: those are logged anew.
    """
    undoing = act.tx.event(undoing_id) if undoing_id else _last(act)
    if isinstance(getattr(undoing, "body", None), fact.Retracted):
        raise Refused("Struck words stay struck. Log them again: the line kept them.", code="log_again")
    undone = act.tx.event(undoing.body.corrects) if undoing is not None and undoing.body.corrects else None
    if undoing is None or undone is None:
        raise Refused("There is nothing of yours here to do again.", code="nothing_to_redo")
    if isinstance(undone.body, (*mending.NEVER_UNDONE, *_NEVER_REDONE)):
        raise Refused("That cannot be done again by a key. Do it anew.", code="not_redoable")
    mending.refuse_if_changed(act, undone, since=undoing, but=_done_again(act, undone, undoing))
    act.at = undone.at
    act.append(msgspec.structs.replace(undone.body, corrects=""))
    return mending.words(act, undone) or undone.kind


def _done_again(act: Acting, undone: Event, undoing: Event) -> frozenset[str]:
    """Acts that stood before the one in hand and were done again after it was undone: several that were taken back one
    after the other come back in their order."""
    mine = act.tx.last_events(act.incident.id, act.author, mending.LOOK_BACK)
    before = [event for event in mine if event.n < undone.n]
    after = [event for event in mine if event.n > undoing.n]
    return frozenset(
        event.id for event in after if any(one.at == event.at and one.body == event.body for one in before)
    )


def _last(act: Acting) -> Event | None:
    """The author's last act, where it was an undo."""
    newest = act.tx.last_events(act.incident.id, act.author, 1)
    undid = newest and (newest[0].body.corrects or isinstance(newest[0].body, fact.Retracted))
    return newest[0] if undid else None


def undoable(record: Record, incident: str, author: str) -> list[Entry]:
    """Rows of the author's last acts that still stand, the newest first."""
    never = {body.KIND for body in (*mending.NEVER_UNDONE, fact.Undone, fact.Redacted)}
    rows = record.entries(incident, limit=_LOOKED_AT, by_entry_time=True)
    found = [row for row in rows if row.author == author and not (row.retracted or row.redacted or row.kind in never)]
    return sorted(found, key=lambda row: row.n, reverse=True)[:ACTS_LISTED]


def _redo(act: Acting, _command: say.Redo) -> None:
    redo(act)


ACTS: dict[type, Callable[[Acting, Any], None]] = {say.Redo: _redo}
