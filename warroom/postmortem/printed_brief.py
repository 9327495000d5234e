"""The commander's brief on one page, in the manner of an incident briefing form: situation, objectives, actions,
organisation (UI.md 9). It says what the record says; what has no room is counted, never left out in silence."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from math import ceil

from warroom.clock import Instant
from warroom.comms import brief as rows
from warroom.comms.moments import moment
from warroom.incident.countdowns import guard, requirements
from warroom.incident.phrases import REQUIREMENT_NAMES, SEVERITY_NAMES, STATUS_NAMES
from warroom.incident.playbook import Playbook
from warroom.incident.state import Incident
from warroom.incident.words import RequirementState, Status
from warroom.masking import masked
from warroom.postmortem.printed import Printed, page_of, running_head
from warroom.postmortem.wording import banner, visible
from warroom.text import one_line

LINES = 42
"""Lines of text that stay on one page of A4 and of Letter, each as wide as ``WIDTH`` letters."""
WIDTH = 70
TITLE = 90
_ROOM = ((400, 12), (2 * WIDTH, 8), (2 * WIDTH, 5), (WIDTH, 5), (WIDTH, 3))
"""Letters of a row and rows of a subject, tried in this order until everything fits."""
_WANTED = (RequirementState.OPEN, RequirementState.LATE)
Subjects = list[tuple[str, list[str]]]


def brief(incident: Incident, playbook: Playbook, now: Instant, *, worded: str = "") -> Printed:
    """The page at ``now``; ``worded`` is the brief as somebody wrote it by hand, which goes on paper as it stands."""
    subjects = _by_hand(worded) if worded else _from_record(incident, playbook, now)
    table = "".join(
        f'<tr><th width="19%">{escape(name)}</th><td>{"<br>".join(escape(one) for one in found)}</td></tr>'
        for name, found in subjects
    )
    facts = (
        f"{incident.severity.label} {SEVERITY_NAMES[incident.severity]}",
        STATUS_NAMES[incident.status],
        _commander(incident),
        f"declared {moment(incident.declared_at, now)}",
    )
    hand = "<p><i>Worded by hand for this handoff.</i></p>" if worded else ""
    body = (
        f"<h1>{escape(incident.ref)} · {_shown(one_line(incident.title, TITLE))}</h1>"
        f"<p>{escape(' · '.join(facts))}</p>{hand}"
        f'<table width="100%" cellspacing="0">{table}</table>'
    )
    return Printed(f"{incident.ref} brief", running_head(incident, now), banner(incident), page_of(body))


def objectives(incident: Incident, playbook: Playbook, now: Instant) -> Iterator[str]:
    """What has to be reached next, by the state, the decisions to look at again, and what is still required."""
    if not incident.open:
        yield "Say on every channel that it is over" if incident.not_announced else "Write the postmortem"
        return
    stable = guard(incident, playbook, now)
    if incident.mitigated_at is None:
        yield "End customer impact"
    elif not stable.satisfied:
        yield f"Stay stable: {round(stable.remaining_s / 60)} min to go, then resolve"
    else:
        yield "Resolve: it has been stable for long enough"
    if incident.current_hypothesis is None and incident.status is Status.INVESTIGATING:
        yield "Find a belief to act on"
    wanted = [row for row in requirements(incident, playbook, now) if row.state in _WANTED]
    for row in wanted:
        if row.due_at < now:
            yield f"Late: {REQUIREMENT_NAMES.get(row.name, row.name)}, since {moment(row.due_at, now)}"
    for decision in incident.decisions:
        if decision.due_at is not None:
            owner = f", @{decision.owner}" if decision.owner else ""
            word = "overdue since " if decision.due_at < now else ""
            again = f"look again {word}{moment(decision.due_at, now)}"
            yield f"Decided {decision.at.hhmm()}: {decision.text}{owner}; {again}"
    for row in wanted:
        if row.due_at >= now:
            yield f"{REQUIREMENT_NAMES.get(row.name, row.name)}: by {moment(row.due_at, now)}"


def _from_record(incident: Incident, playbook: Playbook, now: Instant) -> Subjects:
    """As much of each subject as one page holds."""
    whole = [
        ("Situation", list(rows.situation(incident, now))),
        ("Hypotheses", list(rows.hypotheses(incident))),
        ("Objectives", list(objectives(incident, playbook, now))),
        ("Actions: tried", list(_tried(incident))),
        ("Actions: in flight", list(rows.in_flight(incident, now))),
        ("Actions: waiting on", list(rows.waiting_on(incident, now, required=False))),
        ("Next updates", list(rows.next_updates(incident, now))),
        ("Organisation", [" · ".join(rows.people(incident))]),
        ("Bridge", list(_bridge(incident))),
    ]
    fits = (_cut(whole, longest, most) for longest, most in _ROOM)
    return next((found for found in fits if _lines(found) <= LINES), _cut(whole, *_ROOM[-1]))


def _tried(incident: Incident) -> Iterator[str]:
    """What became of it comes first: a row may be cut at its end."""
    done = [change for change in incident.changes if change.state in rows.TRIED]
    for change in done:
        last = change.steps[-1] if change.steps else None
        why = f" ({last.why})" if last is not None and last.why else ""
        yield f"{(last.at if last else change.at).hhmm()} {rows.outcome(change.state)}: {change.text}{why}"
    if not done:
        yield rows.NONE


def _cut(whole: Subjects, longest: int, most: int) -> Subjects:
    """Rows of at most ``longest`` letters, ``most`` of a subject; of what was tried the last ones."""
    found = []
    for name, every in whole:
        kept = every[-most:] if name == "Actions: tried" else every[:most]
        more = [f"and {len(every) - most} more on the record"] if len(every) > most else []
        letters = 3 * WIDTH if name in ("Organisation", "Bridge") else longest
        found.append((name, [_plain(one_line(row, letters)) for row in (*kept, *more)]))
    return found


def _lines(subjects: Subjects) -> int:
    return sum(ceil(len(row) / WIDTH) or 1 for _, found in subjects for row in found)


def _bridge(incident: Incident) -> Iterator[str]:
    bridge = incident.bridge
    if bridge is not None:
        parts = (bridge.number, f"PIN {bridge.pin}" if bridge.pin else "", bridge.link)
        yield " · ".join(part for part in parts if part) or bridge.text
    if incident.channel:
        yield incident.channel
    if bridge is None and not incident.channel:
        yield rows.NONE


def _by_hand(worded: str) -> Subjects:
    """Headings with their rows as they were written, a blank line between two."""
    blocks = ([line.strip() for line in block.splitlines() if line.strip()] for block in worded.split("\n\n"))
    return [(_plain(lines[0]), [_plain(line) for line in lines[1:]]) for lines in blocks if lines]


def _commander(incident: Incident) -> str:
    named = incident.roles.get("ic")
    if named:
        return f"@{named} commands"
    return f"@{incident.acting_ic} commands, acting" if incident.acting_ic else "nobody commands"


def _plain(text: str) -> str:
    return masked(visible(text))


def _shown(text: str) -> str:
    return escape(_plain(text))
