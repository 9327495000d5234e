"""The outbox as rows: what waits for a person's word first, then what became of everything else (UI.md 2.5)."""

from __future__ import annotations

import msgspec

from ui import times
from warroom.outbox import Act, Choice, DeliveryState, Lane, LaneReview, Review, Row, Together, Truth

CHOICES = {
    Choice.SEND: "Send",
    Choice.REFRESHED: "Send refreshed",
    Choice.DATED: "Send with its time",
    Choice.SKIP: "Skip",
}
TOGETHER = {
    Together.CATCH_UP: "Send to {target} as one catch-up",
    Together.BACK_DATE: "Send all to {target} under their own times",
    Together.MERGE: "Send to {target} as one current update",
}
STATES = {
    DeliveryState.DRAFT: "being written anew",
    DeliveryState.QUEUED: "queued, not seen by anybody yet",
    DeliveryState.SENDING: "sending",
    DeliveryState.DELIVERED: "delivered",
    DeliveryState.UNKNOWN: "may be there already: check, then send or skip",
    DeliveryState.REJECTED: "rejected",
    DeliveryState.SKIPPED: "skipped",
    DeliveryState.SENT_BY_HAND: "sent by hand",
}


class Post(msgspec.Struct, frozen=True):
    """Everything that the page shows, read at one moment."""

    incident: str
    review: Review
    truths: tuple[Truth, ...]
    lanes: tuple[Lane, ...]
    targets: tuple[str, ...]


class Line(msgspec.Struct, frozen=True):
    """One row. ``waits``: it is part of the review. ``warn``: it goes no further without a person."""

    id: str
    n: int | None
    to: str
    message: str
    age: str
    words: str
    original: str
    refreshed: str = ""
    waits: bool = False
    warn: bool = False
    ticked: bool = False
    choice: Choice | None = None
    choices: tuple[Choice, ...] = ()
    asks: str = ""
    acts: tuple[Act, ...] = ()
    incident: str = ""

    @property
    def do(self) -> str:
        return CHOICES[self.choice] if self.choice is not None else ""

    def text(self) -> str:
        """The row in one sentence, for a screen reader."""
        tick = ("ticked" if self.ticked else "not ticked") if self.waits else ""
        return ", ".join(part for part in (self.to, self.message, self.age, self.words, self.do, tick) if part)


class Marks(msgspec.Struct):
    """What a person has chosen so far, kept while the outbox is read anew."""

    ticked: dict[int, bool] = {}
    choices: dict[int, Choice] = {}


def lines(post: Post, marks: Marks) -> list[Line]:
    """The review of every incident, then the messages of this one."""
    waiting = [_waiting(lane, row, marks) for lane in post.review.lanes for row in lane.rows]
    shown = {line.id for line in waiting}
    return waiting + [_settled(truth) for truth in post.truths if truth.id not in shown]


def _waiting(lane: LaneReview, row: Row, marks: Marks) -> Line:
    choice = marks.choices.get(row.n, row.choice)
    ticked = marks.ticked.get(row.n, row.ticked)
    return Line(
        id=row.id,
        n=row.n,
        to=lane.target,
        message=f"{row.ref} {row.title}",
        age=times.length(row.age_s),
        words=_changed(row),
        original=row.original,
        refreshed=row.refreshed,
        waits=True,
        warn=bool(row.asks),
        ticked=ticked,
        choice=choice,
        choices=row.choices,
        asks=row.asks,
        acts=(Act.EDIT, Act.MARK_SENT, Act.SKIP),
        incident=row.incident,
    )


def _changed(row: Row) -> str:
    if row.asks:
        return row.asks
    if row.replaced_by is not None:
        return "replaced by a later one"
    if row.refreshed_problem and row.differences:
        return f"changed, and cannot be refreshed: {row.refreshed_problem}"
    if row.differences:
        return "; ".join(f"{one.what} {one.was or 'not stated'} → {one.now or 'not stated'}" for one in row.differences)
    return f"nothing, but it is {times.length(row.age_s)} old" if row.old else "nothing"


def _settled(truth: Truth) -> Line:
    return Line(
        id=truth.id,
        n=truth.n,
        to=truth.to,
        message=truth.title,
        age=(truth.at or truth.written_at).hhmm(),
        words=became(truth),
        original=truth.text,
        warn=truth.attention,
        acts=truth.acts,
        incident=truth.incident,
    )


def became(truth: Truth) -> str:
    """``delivered 02:41 · 1699.0021``: never *sent* for what is not known to be there."""
    words = STATES[truth.state]
    if truth.state in (DeliveryState.DELIVERED, DeliveryState.SENT_BY_HAND) and truth.at is not None:
        words = f"{words} {truth.at.hhmmss()} UTC"
    if truth.remote_id and truth.state is DeliveryState.DELIVERED:
        words = f"{words} · {truth.remote_id}"
    if truth.why and truth.state is not DeliveryState.DELIVERED:
        words = f"{words}: {truth.why}"
    if truth.state is DeliveryState.QUEUED and truth.next_try_at is not None:
        words = f"{words} (next try {truth.next_try_at.hhmmss()})"
    return words


def reach(lanes: tuple[Lane, ...], targets: tuple[str, ...]) -> str:
    """Per target, never "the internet": ``chat: back since 03:20 · page: not reached since 02:59``."""
    if not targets and not lanes:
        return "No targets yet: add one in Settings, Targets (Ctrl+,)"
    known = {lane.target: lane for lane in lanes}
    return "   ".join(_lane(name, known.get(name)) for name in dict.fromkeys((*targets, *known)))


def _lane(name: str, lane: Lane | None) -> str:
    if lane is None or (lane.checked_at is None and lane.down_since is None):
        return f"{name}: no trouble known"
    if lane.down_since is not None:
        return f"{name}: not reached since {lane.down_since.hhmm()}"
    if lane.back_since is not None:
        return f"{name}: back since {lane.back_since.hhmm()}"
    return f"{name}: reached"


def headline(post: Post) -> str:
    """What waits, in one sentence."""
    review = post.review
    if review.offline:
        waits = f"{review.messages} {'messages wait' if review.messages != 1 else 'message waits'}. " * bool(
            review.messages
        )
        return f"Working offline: nothing leaves, nothing is looked at. {waits}".strip()
    if not review.messages:
        return "Nothing waits for your word."
    noun = "message waits" if review.messages == 1 else "messages wait"
    age = times.length(review.waited_s)
    return f"{review.messages} {noun}, the oldest for {age}. Review, then send. Nothing external goes out by itself."


def glance(lanes: tuple[Lane, ...], waiting: int, unsettled: int, *, offline: bool) -> str:
    """The identity row's words, '' when there is nothing to say."""
    words = []
    down = [lane for lane in lanes if lane.down_since is not None]
    if offline:
        words.append("Working offline")
    elif down:
        since = min((lane.down_since for lane in down if lane.down_since is not None), default=None)
        who = down[0].target if len(down) == 1 else f"{len(down)} targets"
        words.append(f"{who} offline since {since.hhmm()}" if since is not None else f"{who} offline")
    if waiting:
        words.append(f"{waiting} to review")
    elif unsettled:
        words.append(f"{unsettled} in the outbox")
    return " · ".join(words)
