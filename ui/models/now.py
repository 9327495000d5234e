"""What the now row says at one moment: pure functions from the incident's state to the words and looks of its tiles."""

from __future__ import annotations

import msgspec

from ui import times
from warroom.clock import Instant
from warroom.incident.countdowns import Countdown
from warroom.incident.messages import INTERNAL_TEMPLATES, PAGE_PREFIX
from warroom.incident.phrases import CONFIDENCE_NAMES
from warroom.incident.playbook import Playbook
from warroom.incident.state import Incident
from warroom.incident.words import CountdownState, MessageState, Seat

NOBODY = "Nobody commands. Ctrl+2"
NO_IMPACT = "Who is affected? Ctrl+I"
QUEUED = {"external": "queued, customers have not seen it", "internal": "queued, not sent"}
NO_BELIEF = "No belief yet. Ctrl+B"


class TimerFact(msgspec.Struct, frozen=True):
    """One update countdown in digits and words. ``spoken`` changes by the minute, never by the second (UI.md 10)."""

    state: CountdownState
    digits: str
    words: str
    icon: str
    spoken: str
    snoozed: bool = False


class Fact(msgspec.Struct, frozen=True):
    """A text with its age; ``stale`` when it is older than two internal cadences."""

    text: str
    side: str = ""
    note: str = ""
    stale: bool = False


_ICONS = {
    CountdownState.CALM: "timer",
    CountdownState.SOON: "bell",
    CountdownState.DUE: "bell-ring",
    CountdownState.OVERDUE: "bell-ring",
    CountdownState.NOT_ANNOUNCED: "megaphone",
    CountdownState.PAUSED: "pause",
    CountdownState.NONE: "minus",
}


def timer(row: Countdown, copied: Instant | None = None, *, queued: bool = False, elsewhere: str = "") -> TimerFact:
    """The words of UI.md 6.1 for one countdown. ``copied``: when a text was copied that is not sent yet; ``queued``:
    one waits in the outbox, and its readers have seen nothing of it; ``elsewhere``: the incident in which this one goes
    on, and in which its updates count."""
    due, left = row.due_at, row.remaining_s
    if row.state is CountdownState.PAUSED and elsewhere:
        words = f"counts in {elsewhere}"
        return TimerFact(row.state, "paused", words, _ICONS[row.state], f"paused, {words}")
    if row.state is CountdownState.PAUSED:
        return TimerFact(row.state, "paused", "resolved", _ICONS[row.state], "paused, the incident is resolved")
    if due is None or left is None or row.state is CountdownState.NONE:
        return TimerFact(CountdownState.NONE, "none", "not required", _ICONS[CountdownState.NONE], "not required")
    state: CountdownState = row.state
    icon = _ICONS[state]
    words, spoken = _timer_words(row.state, due, left)
    if row.state is CountdownState.NOT_ANNOUNCED:
        state = _announce_state(left)
        icon = "megaphone"
    snoozed = row.snoozed_until is not None
    if row.snoozed_until is not None:
        words, icon = f"snoozed until {row.snoozed_until.hhmm()}", "moon"
    if queued:
        words = QUEUED[row.name]
        spoken = f"{spoken}, {words}"
    elif copied is not None:
        words = f"copied {copied.hhmm()}, not sent"
        spoken = f"{spoken}, {words}"
    digits = "00:00" if state is CountdownState.DUE else times.countdown(left)
    return TimerFact(state, digits, words, icon, spoken, snoozed)


def waits(incident: Incident, name: str) -> Instant | None:
    """When the message was queued that waits to move this countdown; None where none does, or a later one is out."""
    held = incident.external if name == "external" else incident.internal
    queued = [
        message.at
        for message in incident.messages
        if message.state is MessageState.QUEUED and not message.secondary and countdown_of(message.template) == name
    ]
    at = max(queued, default=None)
    return at if at is not None and (held.last_at is None or at > held.last_at) else None


def countdown_of(template: str) -> str:
    """Which update countdown a message moves once it is out (R4); '' for none."""
    if template.startswith(PAGE_PREFIX):
        return "external"
    return "internal" if template in INTERNAL_TEMPLATES else ""


def _timer_words(state: CountdownState, due: Instant, left: float) -> tuple[str, str]:
    at = due.hhmm()
    minutes = max(0, -int(-left // 60))
    if state is CountdownState.NOT_ANNOUNCED:
        return "resolved, not announced", f"resolved, not announced, due {at} UTC"
    if state is CountdownState.OVERDUE:
        return f"OVERDUE since {at}", f"overdue {times.length(-left - -left % 60)}, was due {at} UTC"
    if state is CountdownState.DUE:
        return "DUE now", f"due now, {at} UTC"
    return f"due {at}", f"due in {times.length(minutes * 60)}, at {at} UTC"


def _announce_state(left: float) -> CountdownState:
    if left <= -60:
        return CountdownState.OVERDUE
    return CountdownState.DUE if left <= 0 else CountdownState.SOON


def commander(incident: Incident, playbook: Playbook, now: Instant) -> Fact:
    """Who commands, for how long; amber once it is time to plan a handoff."""
    who = incident.commander
    if not who:
        return Fact(NOBODY)
    named = bool(incident.roles.get(Seat.IC))
    since = incident.command_since or incident.declared_at
    held = max(0.0, now.since(since))
    tired = held >= playbook.clocks.fatigue_s
    if incident.command_offered:
        return Fact(who, note=f"offered to {incident.command_offered}, not taken", stale=True)
    kind = f"since {since.hhmm()} · {times.length(held - held % 60)}" if held >= 60 else f"since {since.hhmm()}"
    note = "plan a handoff" if tired else kind if named else "acting, name one: Ctrl+2"
    side = times.length(held - held % 60) if named else "acting"
    return Fact(who, side=side, note=note, stale=tired or not named)


def impact(incident: Incident, playbook: Playbook, now: Instant) -> Fact:
    if incident.mitigated_at is not None:
        return _over(incident, incident.mitigated_at)
    if incident.impact is None:
        return Fact(NO_IMPACT)
    return Fact(incident.impact.text, *_as_of(incident.impact.at, incident, playbook, now))


def _over(incident: Incident, ended: Instant) -> Fact:
    """The impact that was does not stand there as if it still were; one that was stated since does."""
    at = f"ended {ended.hhmm()}"
    stated = incident.impact
    if stated is None:
        return Fact("No customer impact", at)
    return Fact(stated.text, f"as of {stated.at.hhmm()}") if stated.at > ended else Fact(f"Was: {stated.text}", at)


def hypothesis(incident: Incident, playbook: Playbook, now: Instant) -> tuple[str, Fact]:
    """The heading's confidence, and the belief."""
    row = incident.hypothesis(incident.current_hypothesis)
    if row is None:
        return "", Fact(NO_BELIEF)
    side, _, stale = _as_of(row.judged_at or row.at, incident, playbook, now)
    return CONFIDENCE_NAMES[row.confidence], Fact(row.text, side, stale=stale)


def _as_of(at: Instant, incident: Incident, playbook: Playbook, now: Instant) -> tuple[str, str, bool]:
    """A fact older than two internal cadences says how old it is (UI.md 1.3)."""
    cadence = playbook.rules(incident.severity).internal_s or 0
    age = now.since(at)
    stale = incident.open and cadence > 0 and age > cadence * playbook.limits.stale_after_updates
    side = f"as of {at.hhmm()}"
    return (f"{side}, {times.length(age - age % 60)} old" if stale else side, "", stale)
