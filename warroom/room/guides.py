"""The guides over a record: what to say next, and what somebody missed. They read, and write nothing."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from warroom import paths
from warroom.clock import Instant
from warroom.comms.prompt_names import FILE
from warroom.comms.prompts import Prompt, Prompts, builtin
from warroom.errors import NotFound
from warroom.incident import catching_up
from warroom.incident.catching_up import CatchUp
from warroom.incident.events import stateful_kinds
from warroom.incident.fold import fold
from warroom.readiness.contacts import Contacts
from warroom.record import Record


def catch_up(
    record: Record, incident: str, author: str, *, since: Instant | None = None, left: str = "", seat: str = ""
) -> CatchUp:
    """What has changed since a moment, or since ``left`` last wrote something; by default since ``author`` did.

    Raises ``NotFound`` when nobody of that name has ever written here.
    """
    entries, now = record.entries(incident), record.clock.now()
    who = left or author
    if since is None:
        since = catching_up.left_at(entries, who)
        if since is None and left:
            raise NotFound(f"@{left} has written nothing here. Name a time instead.", code="never_here")
    state = record.incident(incident)
    since = state.declared_at.plus(-1) if since is None else since
    known = [event for event in record.events(incident, kinds=stateful_kinds()) if event.recorded_at <= since]
    before = fold(known, record.playbook) if known else state
    return catching_up.catch_up(before, state, record.playbook(state.playbook), entries, since, now, seat=seat, who=who)


def team_prompts() -> Prompts:
    """The prompts with the team's own laid over them; read again when its file has changed."""
    team = paths.settings_folder() / "prompts" / FILE
    try:
        facts = team.stat()
    except OSError:
        return builtin()
    return _read(team, facts.st_mtime_ns, facts.st_size)


@lru_cache(maxsize=1)
def _read(team: Path, _changed: int, _size: int) -> Prompts:
    return Prompts.load(paths.resource("prompts", FILE), team)


def say_next(record: Record, incident: str, contacts: Contacts, *, everything: bool = False) -> list[Prompt]:
    """What to say next, with names and tiers from the contacts and the team's own prompts (UI.md 5)."""
    state = record.incident(incident)
    prompts = team_prompts()
    fill = prompts.all if everything else prompts.say_next
    newest = record.entries(incident, limit=1)
    return fill(
        state,
        record.playbook(state.playbook),
        record.clock.now(),
        last_entry_at=newest[-1].recorded_at if newest else None,
        name=lambda handle: contacts.name(handle) if contacts.person(handle) else handle.capitalize(),
        tier_people=lambda tier: ", ".join(row.name for row in contacts.at_tier(tier, state.services)),
    )
