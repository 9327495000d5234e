"""Where the palette's rows come from: the registry of actions, the people and incidents at hand, the grammar's help."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from ui.actions import Action, Actions, Context
from ui.keys_help import PLACES
from ui.palette.offers import Kind, Offer
from warroom.text import one_line

LONGEST_ACT = 80

if TYPE_CHECKING:
    from ui.live import Board
    from warroom.incident.entry import Entry

_ICONS = {Kind.PERSON: "user", Kind.INCIDENT: "flag", Kind.TIME: "clock", Kind.HELP: "info"}


def commands(actions: Actions, here: Context) -> list[Offer]:
    """Every action that can be asked for by name, with its keys and, if it cannot be done now, why."""
    return [_command(actions, action, here) for action in actions if action.shown]


def _command(actions: Actions, action: Action, here: Context) -> Offer:
    place = action.under or action.menu.value or PLACES[action.context]
    return Offer(
        kind=Kind.COMMAND,
        key=action.id,
        text=action.text,
        run=partial(actions.trigger, action.id),
        hint=f"{action.typed}  {place}" if action.commands else place,
        keys=actions.keys_of(action.id),
        also=f"{action.also} {action.typed}".strip(),
        here=action.context is here,
        reason=action.reason(),
    )


def people(handles: Iterable[str], begin: Callable[[str], None]) -> Iterator[Offer]:
    """A person: ask them something, or hand them command. ``begin`` starts the line."""
    for name in handles:
        ask = partial(begin, f"+ @{name} ")
        yield Offer(Kind.PERSON, f"ask @{name}", f"@{name}", ask, hint="ask them something", icon="user")
        offer = partial(begin, f"/ic @{name}")
        yield Offer(Kind.PERSON, f"ic @{name}", f"@{name}", offer, hint="offer them command", icon="crown")


def incidents(board: Board, here: str, open_incident: Callable[[str], None]) -> Iterator[Offer]:
    """Open incidents, then those of the past."""
    for one in board.open:
        incident = one.incident
        words = f"{incident.severity.label} · {'this one' if incident.id == here else 'open'}"
        yield _incident(incident.id, f"{incident.ref}  {incident.title}", words, open_incident)
    for header in board.recent:
        words = f"{header.severity.label} · {header.status.value}"
        yield _incident(header.id, f"{header.ref}  {header.title}", words, open_incident)


def _incident(incident: str, text: str, hint: str, open_incident: Callable[[str], None]) -> Offer:
    return Offer(Kind.INCIDENT, f"incident {incident}", text, partial(open_incident, incident), hint=hint, icon="flag")


def key_moments(entries: Sequence[Entry], select: Callable[[Entry], None]) -> Iterator[Offer]:
    """Starred rows of the incident in front, the newest first."""
    for entry in reversed(entries):
        text = " ".join(entry.text.split())
        yield Offer(
            Kind.INCIDENT,
            f"row {entry.id}",
            f"{entry.at.hhmm()}  {text}",
            partial(select, entry),
            hint="key moment",
            icon="star",
        )


def last_acts(entries: Sequence[Entry], undo: Callable[[str], None]) -> Iterator[Offer]:
    """The last acts of whoever sits here, each to be undone by itself."""
    for entry in entries:
        text = f"Undo: {one_line(entry.text, LONGEST_ACT)}"
        run = partial(undo, entry.id)
        yield Offer(
            Kind.COMMAND,
            f"undo {entry.id}",
            text,
            run,
            hint=f"{entry.group.value} · {entry.at.hhmm()} UTC",
            icon="undo-2",
        )


def time_of(typed: str, go: Callable[[str], None]) -> Offer:
    """The row for a typed time; the line reads it and says what is wrong with it."""
    words = typed.strip()
    return Offer(
        Kind.TIME,
        "time",
        f"Go to {words}" if words else "Go to a time: type it, such as 14:02 or -10m",
        partial(go, words),
        hint=words,
        icon="clock",
    )


def help_lines(begin: Callable[[str], None], show_keys: Callable[[], None]) -> Iterator[Offer]:
    """The keys, and every command of the line: choosing one puts it there."""
    from warroom.scribe.commands import COMMANDS

    yield Offer(Kind.HELP, "help", "Keys", show_keys, hint="what works where", keys="F1", icon="keyboard")
    for spec in COMMANDS:
        start = partial(begin, f"/{spec.name} ")
        yield Offer(Kind.HELP, f"/{spec.name}", spec.shown, start, hint=spec.hint, icon="chevron-right")
