"""What is to be heard and shown for the deadlines as they stand, second by second: no sound, no clock of its own.

States are those of UI.md 6.1, as 0.1 corrects them: one sound when something is due, one when an update is overdue,
then every five minutes as long as any update is. At most one sound leaves a second, so that a computer that woke up
does not play what it slept through. Looking at it silences for three minutes at most.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum, StrEnum

import msgspec

from ui import times
from ui.live import Live
from warroom.clock import Instant
from warroom.incident.countdowns import Countdown, CountdownKind
from warroom.incident.words import ChangeState, CountdownState, Severity

SILENCE_S = 180
"""The longest that looking at it or muting keeps a sound away (UI.md 0.1)."""
REPEAT_S = 300
APPROVAL_S = 120
"""A change that has waited this long for its OK asks for a look."""
SOON_MS = 10_000
APPROVAL = "approval"
_EVERY_SEAT = (CountdownKind.UPDATE, CountdownKind.TIMER)
_UPDATES = {"internal": "Internal update", "external": "External update"}


class Level(IntEnum):
    QUIET = 0
    SOON = 1
    DUE = 2
    OVERDUE = 3


class Sound(StrEnum):
    """The files in ``resources/sounds``."""

    DUE = "due"
    OVERDUE = "overdue"


class Key(msgspec.Struct, frozen=True):
    """One deadline of one incident; ``due_at`` tells a new one from the one before it."""

    incident: str
    name: str


class Watched(msgspec.Struct, frozen=True):
    """A deadline with what of it may leave the window: reference and name, never a word of a customer's."""

    key: Key
    head: str
    what: str
    level: Level
    due_at: Instant
    repeats: bool
    """An update: heard again when it is overdue, and every five minutes from then on; all else is heard once."""
    critical: bool
    silent: bool = False
    """Snoozed: shown in the window, told nowhere else."""
    snoozable: bool = False
    text: str = ""
    """What is said of it where "is due" does not fit."""


class Notice(msgspec.Struct, frozen=True):
    """One desktop notification; a later one of the same key takes its place. ``expires_ms`` 0: it stays."""

    key: Key
    head: str
    text: str
    critical: bool = False
    expires_ms: int = 0
    snoozable: bool = False


class Orders(msgspec.Struct, frozen=True):
    sound: Sound | None = None
    post: tuple[Notice, ...] = ()
    withdraw: tuple[Key, ...] = ()

    @property
    def new(self) -> frozenset[str]:
        """The incidents of which something has just become due or overdue: the taskbar may ask for a look."""
        return frozenset(notice.key.incident for notice in self.post if notice.expires_ms == 0)


class Course:
    """Remembers what was heard and shown; ``step`` once a second."""

    def __init__(self) -> None:
        self._heard: dict[Key, tuple[Instant, Level]] = {}
        self._shown: dict[Key, tuple[Instant, Level]] = {}
        self._acknowledged: dict[Key, Instant] = {}
        self._muted_at: Instant | None = None
        self._repeated_at: Instant | None = None

    def mute(self, now: Instant) -> None:
        self._muted_at = now

    def unmute(self) -> None:
        self._muted_at = None

    def muted_s(self, now: Instant) -> float:
        """Seconds that sounds stay off; 0 when they are on. A clock that was set back ends it."""
        return _left(self._muted_at, now)

    def acknowledge(self, incident: str, now: Instant) -> None:
        """A person looks at an incident's deadlines: their sounds stop for a while, their colours don't."""
        for key in self._shown:
            if key.incident == incident:
                self._acknowledged[key] = now

    def moved(self, seconds: float) -> None:
        """The deadlines have followed the wall clock: what was heard and shown of them stays heard and shown (R14)."""
        self._heard = {key: (due.plus(seconds), level) for key, (due, level) in self._heard.items()}
        self._shown = {key: (due.plus(seconds), level) for key, (due, level) in self._shown.items()}
        self._acknowledged = {key: at.plus(seconds) for key, at in self._acknowledged.items()}
        self._muted_at = self._muted_at and self._muted_at.plus(seconds)
        self._repeated_at = self._repeated_at and self._repeated_at.plus(seconds)

    def step(self, watched: Iterable[Watched], now: Instant, *, quiet: bool = False) -> Orders:
        """What is to be done now. ``quiet``: within quiet hours, which only what is critical breaks."""
        rows = [row for row in watched if row.level is not Level.QUIET and not row.silent]
        kept = {row.key for row in rows}
        withdraw = tuple(key for key in self._shown if key not in kept)
        for key in withdraw:
            del self._shown[key]
            self._acknowledged.pop(key, None)
        audible = [row for row in rows if not quiet or row.critical]
        return Orders(self._sound(audible, now), tuple(self._post(audible)), withdraw)

    def _post(self, rows: list[Watched]) -> Iterable[Notice]:
        for row in rows:
            if self._shown.get(row.key) != (row.due_at, row.level):
                self._shown[row.key] = (row.due_at, row.level)
                yield notice(row)

    def _sound(self, rows: list[Watched], now: Instant) -> Sound | None:
        if self.muted_s(now) > 0:
            return None
        wanted: list[Level] = []
        for row in rows:
            if row.level < Level.DUE or _left(self._acknowledged.get(row.key), now) > 0:
                continue
            level = row.level if row.repeats else Level.DUE
            due_at, heard = self._heard.get(row.key, (row.due_at, Level.QUIET))
            if due_at != row.due_at or heard < level:
                wanted.append(level)
                self._heard[row.key] = (row.due_at, level)
            elif level is Level.OVERDUE and self._again(now):
                wanted.append(level)
        if not wanted:
            return None
        if max(wanted) is Level.DUE:
            return Sound.DUE
        self._repeated_at = now
        return Sound.OVERDUE

    def _again(self, now: Instant) -> bool:
        at = self._repeated_at
        return at is None or now < at or now.since(at) >= REPEAT_S


def _left(since: Instant | None, now: Instant) -> float:
    if since is None or now < since:
        return 0.0
    return max(0.0, SILENCE_S - now.since(since))


def notice(row: Watched) -> Notice:
    words = {
        Level.SOON: f"{row.what} due {row.due_at.hhmm()} UTC",
        Level.DUE: f"{row.what} is due now",
        Level.OVERDUE: f"{row.what} OVERDUE since {row.due_at.hhmm()} UTC",
    }
    return Notice(
        row.key,
        row.head,
        row.text or words[row.level],
        critical=row.critical,
        expires_ms=SOON_MS if row.level is Level.SOON else 0,
        snoozable=row.snoozable,
    )


# -- From incidents to deadlines ----------------------------------------------------------------------------------


def watched(running: Iterable[Live], now: Instant, seat: str = "solo") -> list[Watched]:
    """What a seat is told of now: updates all seats, asks and approvals the commander's (UI.md 1.3)."""
    found = []
    for one in running:
        head = _head(one)
        for row in one.pressing(now):
            if seat != "scribe" or row.kind in _EVERY_SEAT:
                item = _of(one, head, row)
                if item is not None:
                    found.append(item)
        if seat != "scribe":
            found += _approvals(one, head, now)
    return found


_LEVELS = {CountdownState.SOON: Level.SOON, CountdownState.DUE: Level.DUE, CountdownState.OVERDUE: Level.OVERDUE}


def _of(one: Live, head: str, row: Countdown) -> Watched | None:
    level = _LEVELS.get(row.state, Level.QUIET)
    if row.state is CountdownState.NOT_ANNOUNCED and row.remaining_s is not None:
        level = Level.OVERDUE if row.remaining_s <= -60 else Level.DUE if row.remaining_s <= 0 else Level.QUIET
    if row.due_at is None or level is Level.QUIET:
        return None
    external = row.name == "external"
    grave = external or (row.name == "internal" and one.incident.severity is Severity.SEV1)
    return Watched(
        Key(one.incident.id, row.name),
        head,
        _UPDATES.get(row.name) or what(row),
        level,
        row.due_at,
        repeats=row.kind is CountdownKind.UPDATE,
        critical=grave and level is Level.OVERDUE,
        silent=row.snoozed_until is not None,
        snoozable=row.name == "internal",
    )


def what(row: Countdown) -> str:
    """What is due, by its number: its words stay in the window."""
    number = row.name.rpartition(" ")[2]
    match row.kind:
        case CountdownKind.TIMER:
            return "Your timer"
        case CountdownKind.PAGE:
            return f"Answer to page {number}"
        case CountdownKind.ROLLBACK:
            return f"Rollback of change {number}"
        case _:
            return f"{row.kind.value.capitalize()} {number}"


def _approvals(one: Live, head: str, now: Instant) -> list[Watched]:
    """The change that has waited longest for its OK, once it has waited two minutes."""
    if not one.incident.open or one.incident.severity > Severity.SEV2:
        return []
    waiting = [
        change.waits_since or change.at for change in one.incident.changes if change.state is ChangeState.PROPOSED
    ]
    if not waiting or now.since(min(waiting)) <= APPROVAL_S:
        return []
    text = f"A change waits for an OK, {times.length(APPROVAL_S)} and more"
    return [
        Watched(
            Key(one.incident.id, APPROVAL),
            head,
            "Approval",
            Level.DUE,
            min(waiting).plus(APPROVAL_S),
            repeats=False,
            critical=True,
            text=text,
        )
    ]


def _head(one: Live) -> str:
    mark = "DRILL " if one.incident.drill else ""
    return f"{mark}{one.incident.ref} {one.incident.severity.label}"
