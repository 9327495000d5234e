"""What a person reads of the outbox on a terminal, and what a script gets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from warroom.outbox import Delivery, DeliveryState, Idle, Reason, Review
from warroom.postmortem.wording import duration, visible
from warroom.text import one_line

if TYPE_CHECKING:
    from warroom.outbox import LaneReview, Outbox, Row, Step

STATES = {
    DeliveryState.DRAFT: "draft",
    DeliveryState.QUEUED: "queued",
    DeliveryState.SENDING: "sending",
    DeliveryState.DELIVERED: "delivered",
    DeliveryState.UNKNOWN: "unknown",
    DeliveryState.REJECTED: "rejected",
    DeliveryState.SKIPPED: "skipped",
    DeliveryState.SENT_BY_HAND: "sent by hand",
}
_CHOICES = {
    "send": "Send",
    "send_refreshed": "Send refreshed",
    "send_dated": "Send with its time",
    "skip": "Skip",
}


def facts(row: Delivery, ours: str = "") -> dict[str, object]:
    """A message as ``outbox list --json`` gives it (DESIGN section 5), with its text and what it waits for besides.

    ``ours``: this copy of the record, where messages of others may be among them.
    """
    return {
        "id": row.id,
        "n": row.n,
        "target": row.target,
        "template": row.template,
        "state": row.state.value,
        "attempts": row.attempts,
        "last_error": row.last_error or None,
        "next_try_at": row.next_try_at.text if row.next_try_at else None,
        "remote_id": row.remote_id or None,
        "written_at": row.written_at.text,
        "incident": row.incident,
        "ref": row.payload.ref,
        "external": row.external,
        "waits_for_review": row.held and row.state is DeliveryState.QUEUED,
        "elsewhere": ours not in ("", row.replica),
        "settled_at": row.settled_at.text if row.settled_at else None,
        "text": row.text,
    }


def queued(rows: Sequence[Delivery]) -> str:
    return "\n".join(
        f"{row.n}  {row.target}  " + ("waits for the review: warroom outbox review" if row.held else "queued")
        for row in rows
    )


def listed(rows: Sequence[Delivery], ours: str = "") -> str:
    """The outbox, a message a line, the oldest first."""
    return "\n".join(line(row, ours) for row in rows) or "Nothing waits to be sent."


def line(row: Delivery, ours: str = "") -> str:
    state = STATES[row.state]
    if ours not in ("", row.replica) and not row.state.settled:
        return f"{row.n:>4}  {row.payload.ref:<10} {row.target:<18} of another copy: warroom outbox take-over {row.id}"
    if row.held and row.state is DeliveryState.QUEUED:
        state = "queued, for review"
    when = row.settled_at or row.written_at
    why = one_line(visible(row.last_error), 90) if row.last_error else ""
    said = f"{row.n:>4}  {row.payload.ref:<10} {row.target:<18} {row.template:<18} {state:<18} {when.hhmm()} UTC"
    return "  ".join(part for part in (said, visible(row.remote_id), why) if part)


def step(done: Step) -> str:
    """One thing that a delivery did."""
    if done.delivery is None:
        return f"{done.target}: asked whether it can be reached"
    return line(done.delivery).strip()


def rests(idle: Sequence[Idle], box: Outbox) -> str:
    """Why the lanes rest, one a line."""
    said = [_rest(lane, box) for lane in idle if lane.reason is not Reason.EMPTY]
    return "\n".join(said) or "Nothing waits to be sent."


def _rest(idle: Idle, box: Outbox) -> str:
    lane = next((found for found in box.lanes() if found.target == idle.target), None)
    why = visible(lane.why) if lane is not None and lane.why else ""
    until = f" until {idle.at.hhmmss()} UTC" if idle.at is not None else ""
    words = {
        Reason.HELD: f"waits for your review: warroom outbox review. {why}".rstrip(),
        Reason.LATER: f"waits{until}. {why}".rstrip(),
        Reason.PERSON: f"stopped until you decide: warroom outbox list. {why}".rstrip(),
        Reason.BUSY: "another program is sending there",
        Reason.UNDER_WAY: "stopped in mid-request: the next delivery asks what became of it",
        Reason.OFFLINE: "working offline: nothing is sent. warroom outbox offline off ends it",
        Reason.EMPTY: "nothing waits",
    }
    return f"{idle.target}: {words[idle.reason]}"


def review_facts(review: Review) -> dict[str, object]:
    """The review for a script."""
    return {
        "at": review.at.text,
        "offline": review.offline,
        "waited_s": review.waited_s,
        "lanes": [_lane_facts(lane) for lane in review.lanes],
    }


def _lane_facts(lane: LaneReview) -> dict[str, object]:
    known = lane.lane
    return {
        "target": lane.target,
        "label": lane.label,
        "external": lane.external,
        "problem": lane.problem or None,
        "down_since": known.down_since.text if known.down_since else None,
        "back_since": known.back_since.text if known.back_since else None,
        "together": list(lane.together),
        "messages": [_row_facts(row) for row in lane.rows],
    }


def _row_facts(row: Row) -> dict[str, object]:
    return {
        "n": row.n,
        "id": row.id,
        "ref": row.ref,
        "template": row.template,
        "external": row.external,
        "written_at": row.written_at.text,
        "age_s": row.age_s,
        "changed": [msgspec.structs.asdict(found) for found in row.differences],
        "original": row.original,
        "refreshed": row.refreshed or None,
        "refreshed_problem": row.refreshed_problem or None,
        "replaced_by": row.replaced_by,
        "older_than_its_cadence": row.old,
        "asks": row.asks or None,
        "do": row.choice.value,
        "ticked": row.ticked,
        "choices": [choice.value for choice in row.choices],
    }


def reviewed(review: Review) -> str:
    """The review as a person reads it."""
    if not review.messages:
        return "Nothing waits for your word."
    noun = "message" if review.messages == 1 else "messages"
    lines = [f"{review.messages} {noun} waited, the oldest for {duration(review.waited_s)}."]
    if review.offline:
        lines.append("Working offline: nothing is sent until `warroom outbox offline off`.")
    for lane in review.lanes:
        lines += ["", f"{lane.target}  {_reach(lane)}".rstrip()]
        for row in lane.rows:
            lines += _row(row)
        lines += [f"      together: {', '.join(how.value.replace('_', '-') for how in lane.together)}"] * bool(
            lane.together
        )
    return "\n".join(lines)


def _reach(lane: LaneReview) -> str:
    if lane.problem:
        return lane.problem
    if lane.lane.down_since is not None:
        return f"out of reach since {lane.lane.down_since.hhmm()} UTC"
    return f"back since {lane.lane.back_since.hhmm()} UTC" if lane.lane.back_since is not None else ""


def _row(row: Row) -> list[str]:
    tick = "x" if row.ticked else "-"
    said = _CHOICES[row.choice.value]
    if row.replaced_by is not None:
        said += f", replaced by {row.replaced_by}"
    lines = [f"  {tick} {row.n:>3}  {row.ref:<10} {row.title:<24} {duration(row.age_s):<10} {said}"]
    lines += [
        f"      changed: {found.what} {visible(found.was) or 'not stated'} -> {visible(found.now) or 'not stated'}"
        for found in row.differences
    ]
    if row.old:
        lines.append("      older than its cadence")
    return [*lines, *(f"      {note}" for note in (row.asks, row.refreshed_problem) if note)]
