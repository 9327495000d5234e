"""From a parsed entry line to the fact that it logs."""

from __future__ import annotations

import msgspec

from warroom.errors import Refused
from warroom.incident import events as fact
from warroom.incident.events import Body, Event
from warroom.incident.words import Confidence
from warroom.room.acting import Acting
from warroom.scribe.lines import EntryKind, EntryLine

LARGEST_ENTRY = 256 * 1024
"""Bytes of UTF-8 that one entry holds at most; a longer text belongs into a file (UI.md 3.7)."""


def log(act: Acting, line: EntryLine) -> Event:
    """Append what the line says. Refused when it is too large for an entry."""
    size = len(line.text.encode())
    if size > LARGEST_ENTRY:
        raise Refused(
            f"This entry is {size // 1024} KB and an entry holds {LARGEST_ENTRY // 1024} KB at most. "
            "Keep the text as a file and log where it is.",
            code="entry_too_large",
        )
    if line.at is not None:
        act.at = act.not_future(line.at)
    actor = line.actor or ""
    if line.kind is EntryKind.DECISION:
        actor = line.actor or act.incident.commander
    event = act.append(msgspec.structs.replace(_body(act, line), actor=_other(act, actor), role=line.role or ""))
    if line.promise_s is not None:
        who = line.to or actor or act.author
        promise = fact.Asked(_next(act, "ask"), line.text, who, line.promise_s, promise=True, entry=event.id)
        act.append(msgspec.structs.replace(promise, actor=_other(act, actor), role=line.role or ""))
    return event


def _other(act: Acting, actor: str) -> str:
    return "" if actor == act.author else actor


def _body(act: Acting, line: EntryLine) -> Body:
    to, box_s, star, text = line.to or "", line.box_s, line.star, line.text
    match line.kind:
        case EntryKind.NOTE:
            return fact.Note(text, star)
        case EntryKind.DECISION:
            return fact.Decision(text, to, box_s, star, n=_next(act, "decision"))
        case EntryKind.HYPOTHESIS:
            return fact.HypothesisStated(_next(act, "hypothesis"), text, Confidence.POSSIBLE, False, star)
        case EntryKind.CHANGE:
            n = _next(act, "change")
            return fact.ChangeProposed(n, text, owner=to, box_s=box_s, star=star)
        case EntryKind.DONE_CHANGE:
            n = _next(act, "change")
            return fact.ChangeReported(n, text, owner=to, box_s=box_s, star=star)
        case EntryKind.ASK:
            return fact.Asked(_next(act, "ask"), text, to, box_s, star)
        case EntryKind.IMPACT:
            return fact.ImpactStated(text, star)
        case EntryKind.FOLLOW_UP:
            return fact.FollowUp(text, star)


def _next(act: Acting, subject: str) -> int:
    """Numbers are taken inside the write transaction and never change (DESIGN 3)."""
    taken = act.incident.taken.get(subject, 0)
    if subject == "decision":  # older versions did not number them; the fold did
        taken = max([taken, *(row.n for row in act.incident.decisions)])
    return taken + 1
