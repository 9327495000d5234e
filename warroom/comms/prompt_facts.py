"""What prompts are made of: why one fits now, and the facts of the record that fill it."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from warroom.clock import MINUTE, Instant
from warroom.comms.moments import length
from warroom.incident.countdowns import Countdown, CountdownKind, countdowns, guard
from warroom.incident.nudges import Nudge, NudgeKey, nudges, waits_for_ok
from warroom.incident.phrases import CONFIDENCE_NAMES, STATUS_NAMES, seat_name
from warroom.incident.playbook import Playbook
from warroom.incident.roster import responders
from warroom.incident.state import Change, Incident
from warroom.incident.triage_view import next_tier, triage_view, without_mitigation_since
from warroom.incident.words import ChangeState, CountdownState, Seat, Status
from warroom.text import one_line

LULL_S = 3 * MINUTE
"""No entry for three minutes: time for a summary (UI.md 5)."""
OPENING_S = 5 * MINUTE
_OWED = (CountdownKind.ASK, CountdownKind.DECISION)
_LATE = (CountdownState.DUE, CountdownState.OVERDUE)
_LONGEST = 160

NAMES = (
    "severity", "status", "title", "commander", "acting", "receiver", "elapsed", "impact", "belief", "sureness",
    "owed", "next_internal", "next_external", "internal_late", "external_late", "waiting", "waiting_by", "running",
    "running_by", "rollback_late", "back_out", "expect", "abort", "late_by", "late_for", "late_what", "tier",
    "tier_people", "page_tier", "count", "people", "unapproved", "stable_left", "experts", "mitigation", "since",
)  # fmt: skip


class Reasons(msgspec.Struct, frozen=True):
    """The prompts that fit, the most urgent first; why each does, and the nudge or countdown that it is about."""

    keys: tuple[str, ...]
    why: dict[str, str]
    about: dict[str, Nudge | Countdown]


def reasons(incident: Incident, playbook: Playbook, now: Instant, last_entry_at: Instant | None) -> Reasons:
    """Which prompts the state asks for."""
    found: list[tuple[str, str, Nudge | Countdown | None]] = []
    if not incident.open:
        found.append(("close_call", "It is resolved", None))
    else:
        found += _urgent(incident, playbook, now)
        found += _calm(incident, now, last_entry_at)
    first: dict[str, tuple[str, Nudge | Countdown | None]] = {}
    for key, why, about in found:
        first.setdefault(key, (why, about))
    return Reasons(
        keys=tuple(first),
        why={key: why for key, (why, _) in first.items()},
        about={key: about for key, (_, about) in first.items() if about is not None},
    )


def _urgent(incident: Incident, playbook: Playbook, now: Instant) -> list[tuple[str, str, Nudge | Countdown | None]]:
    quiet = {nudge.key: nudge for nudge in nudges(incident, playbook, now)}
    rows = countdowns(incident, playbook, now)
    found: list[tuple[str, str, Nudge | Countdown | None]] = []

    def nudge(key: NudgeKey, why: str) -> None:
        if key in quiet:
            found.append((key.value, why, quiet[key]))

    overdue = next((row for row in rows if row.kind is CountdownKind.ROLLBACK and row.state in _LATE), None)
    if overdue is not None:
        found.append(("rollback_late", "A rollback is past its time", overdue))
    if now.since(incident.declared_at) < OPENING_S and not incident.changes and not incident.reopened:
        found.append(("open_call", "It was declared a moment ago", None))
    nudge(NudgeKey.COMMANDER_MISSING, "Nobody is named commander")
    nudge(NudgeKey.HANDOFF_OPEN, "Command was offered and not taken")
    late = next((row for row in rows if row.kind in _OWED and row.state in _LATE), None)
    if late is not None:
        found.append(("late", "Something is past its time", late))
    if waits_for_ok(incident, playbook):
        found.append(("approve", "A change waits for an OK", None))
    nudge(NudgeKey.NEXT_TIER, "The tier that was called has had its time")
    nudge(NudgeKey.ESCALATE, "Ten minutes without a mitigation")
    updates = [row.name for row in reversed(rows[:2]) if row.state is CountdownState.OVERDUE]
    found += [(f"{update}_late", "The update is overdue", None) for update in updates]
    nudge(NudgeKey.NO_APPROVAL, "A change has no OK on record")
    nudge(NudgeKey.ALONE, "One person has dug alone for over ten minutes")
    nudge(NudgeKey.CROWD, "More than seven people are at work")
    nudge(NudgeKey.TIRED, "Over two hours in command")
    return found


def _calm(
    incident: Incident, now: Instant, last_entry_at: Instant | None
) -> list[tuple[str, str, Nudge | Countdown | None]]:
    found: list[tuple[str, str, Nudge | Countdown | None]] = []
    if incident.status is Status.MONITORING:
        found.append(("monitoring", "Monitoring has begun", None))
    quiet = last_entry_at is not None and now.since(last_entry_at) >= LULL_S
    if any(change.state is ChangeState.STARTED for change in incident.changes) and not quiet:
        found.append(("running", "A change is running", None))
    found.append(("lull", "Nothing was logged for three minutes" if quiet else "", None))
    return found


Called = Callable[[str], str]
"""From a handle to the name that is called out."""


def common(
    incident: Incident, playbook: Playbook, now: Instant, called: Called, tier_people: Called | None
) -> dict[str, str]:
    """The facts that all prompts of one moment share, '' where the record has none; safe to read aloud as they are."""
    belief = incident.hypothesis(incident.current_hypothesis)
    tier = next_tier(incident, playbook, now)
    rung = triage_view(incident, playbook, now).next
    active = responders(incident, now)
    said = {
        "severity": incident.severity.label,
        "status": STATUS_NAMES[incident.status],
        "title": incident.title,
        "commander": called(incident.commander) if incident.commander else "",
        "acting": called(incident.acting_ic) if incident.acting_ic else "",
        "receiver": called(incident.command_offered) if incident.command_offered else "",
        "elapsed": length(now.since(incident.started_at or incident.declared_at)),
        "impact": incident.impact.text if incident.impact else "",
        "belief": belief.text if belief else "",
        "sureness": CONFIDENCE_NAMES[belief.confidence] if belief else "",
        "tier": tier.key.upper() if tier else "",
        "tier_people": tier_people(tier.key) if tier and tier_people else "",
        "count": str(len(active)),
        "people": ", ".join(dict.fromkeys(called(handle) for handle in active[:7])),
        "experts": ", ".join(called(who) for seat, who in incident.roles.items() if seat not in tuple(Seat)),
        "since": length(now.since(without_mitigation_since(incident))),
        "mitigation": rung.acts[0].lower() if rung else "",
    }
    said |= _times(incident, playbook, now) | _owed(incident, playbook, now, called)
    return _short(said)


def special(incident: Incident, now: Instant, about: Nudge | Countdown | None, called: Called) -> dict[str, str]:
    """What only the reason of one prompt knows: which change, how long, who, which tier."""
    return _short(_changes(incident, now, about, called) | _about(incident, now, about, called))


def _short(said: dict[str, str]) -> dict[str, str]:
    return {key: one_line(value, _LONGEST) for key, value in said.items()}


def _times(incident: Incident, playbook: Playbook, now: Instant) -> dict[str, str]:
    internal, external = incident.internal.due_at, incident.external.due_at
    stable = guard(incident, playbook, now)
    return {
        "next_internal": f"{internal.hhmm()} UTC" if internal and internal > now else "",
        "next_external": f"{external.hhmm()} UTC" if external and external > now else "",
        "internal_late": length(now.since(internal)) if internal and internal < now else "",
        "external_late": length(now.since(external)) if external and external < now else "",
        "stable_left": length(stable.remaining_s) if stable.since and stable.remaining_s else "",
    }


def _changes(incident: Incident, now: Instant, about: Nudge | Countdown | None, called: Called) -> dict[str, str]:
    waiting = next((row for row in incident.changes if row.state is ChangeState.PROPOSED), None)
    started = [row for row in incident.changes if row.state is ChangeState.STARTED]
    started.sort(key=lambda row: not _rollback_late(row, now))
    if isinstance(about, Countdown) and about.kind is CountdownKind.ROLLBACK:
        started = [row for row in started if about.name == f"rollback {row.n}"]
    running = started[0] if started else None
    unapproved = incident.change(about.n) if isinstance(about, Nudge) else None
    shown: Change | None = running or waiting
    return {
        "waiting": waiting.text if waiting else "",
        "waiting_by": called(waiting.owner) if waiting else "",
        "running": running.text if running else "",
        "running_by": called(running.owner) if running else "",
        "expect": shown.expect if shown else "",
        "abort": shown.abort if shown else "",
        "rollback_late": _rollback_late(running, now) if running else "",
        "back_out": running.back_out if running else "",
        "unapproved": f"change {unapproved.n}, {unapproved.text}" if unapproved else "",
    }


def _rollback_late(change: Change, now: Instant) -> str:
    """How long ago a running change had to have worked, '' while it has time."""
    by = change.rollback_at
    return length(now.since(by)) if by is not None and by <= now else ""


def _owed(incident: Incident, playbook: Playbook, now: Instant, called: Called) -> dict[str, str]:
    rows = [row for row in countdowns(incident, playbook, now) if row.kind in _OWED and row.due_at is not None]
    said = [f"{called(row.owner)}, {one_line(row.label, 60)}, {_by(row.due_at, now)}" for row in rows[:4] if row.due_at]
    late = next((row for row in rows if row.state in _LATE), None)
    return {
        "owed": "; ".join(said),
        "late_by": (called(late.owner) if late.owner else seat_name(Seat.OPS)) if late else "",
        "late_what": one_line(late.label, 80) if late else "",
        "late_for": length(now.since(late.due_at)) if late and late.due_at else "",
    }


def _by(due: Instant, now: Instant) -> str:
    return f"{'overdue since' if due < now else 'by'} {due.hhmm()} UTC"


def _about(incident: Incident, now: Instant, about: Nudge | Countdown | None, called: Called) -> dict[str, str]:
    """What only the reason of this prompt knows: how long, who, which tier."""
    if not isinstance(about, Nudge):
        return {}
    said: dict[str, str] = {}
    if about.key is not NudgeKey.ESCALATE:
        said["since"] = length(now.since(about.since))
    if about.key is NudgeKey.HANDOFF_OPEN and about.who:
        said["receiver"] = called(about.who)
    page = incident.page(about.n) if about.key is NudgeKey.NEXT_TIER else None
    if page is not None:
        said["page_tier"] = page.tier.upper()
    return said
