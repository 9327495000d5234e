"""What a person reads on a terminal: one calm page, every time in UTC, every typed text shown and never obeyed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from warroom.incident.countdowns import Countdown, countdowns
from warroom.incident.entry import Entry
from warroom.incident.nudges import waits_for_ok
from warroom.incident.phrases import (
    ASK_NAMES,
    CHANGE_NAMES,
    CONFIDENCE_NAMES,
    PAGE_NAMES,
    REQUIREMENT_NAMES,
    SEVERITY_NAMES,
    STATUS_NAMES,
    seat_name,
)
from warroom.incident.words import ChangeState, CountdownState, Status
from warroom.postmortem.report import Report
from warroom.postmortem.wording import (
    COUNTDOWN_STATES,
    GROUP_NAMES,
    MEASURE_NAMES,
    REQUIREMENT_STATES,
    duration,
    marks,
    measured,
    to_whom,
    visible,
)
from warroom.text import one_line

if TYPE_CHECKING:
    from warroom.record import Found, Header

_WIDTH = 12


def page(report: Report) -> str:
    """An incident on one page: where it stands, what is due, what was done, the timeline."""
    return "\n".join(
        line for part in (_identity, _now, _owed, _requirements, _work, _durations, _timeline) for line in part(report)
    ).rstrip()


def headers(rows: list[Header], *, all_: bool) -> str:
    """The list of incidents, one a line."""
    if not rows:
        return "No incidents yet." if all_ else "No open incidents. --all lists the resolved ones."
    lines = []
    for row in rows:
        title = one_line(visible(row.title), 60)
        commander = f"@{row.commander}" if row.commander else "nobody commands"
        marks_of = "  SIMULATED" if row.simulated else ""
        declared = f"{row.declared_at.datetime():%Y-%m-%d %H:%M}"
        status = STATUS_NAMES[Status(row.status)]
        lines.append(
            f"{row.ref:<10} SEV-{int(row.severity)}  {status:<13} {declared}  {commander:<14} {title}{marks_of}"
        )
    return "\n".join(lines)


def found(rows: list[Found], text: str) -> str:
    """What a search found, one entry a line."""
    if not rows:
        return f"No entry has {visible(text)!r}."
    return "\n".join(f"{one.ref:<10} {one.entry.at.datetime():%Y-%m-%d} {row(one.entry)}" for one in rows)


def row(entry: Entry) -> str:
    """One entry: time, kind, who, what, marks. Further lines of its text are indented."""
    words = "(redacted)" if entry.redacted else visible(entry.text).replace("\n", "\n" + " " * 10)
    role = f"[{entry.role}] " if entry.role else ""
    noted = f"  ({', '.join(marks(entry))})" if marks(entry) else ""
    kind = GROUP_NAMES[entry.group]
    return f"{entry.at.hhmmss()}  {kind:<10} {visible(entry.actor):<12} {visible(role)}{to_whom(entry)}{words}{noted}"


def _identity(report: Report) -> Iterator[str]:
    incident = report.incident
    if report.banner:
        yield f"*** {report.banner} ***"
    near_miss = "  near miss" if incident.near_miss else ""
    severity = f"{incident.severity.label} {SEVERITY_NAMES[incident.severity]}"
    yield f"{incident.ref}  {severity}  {STATUS_NAMES[incident.status]}{near_miss}"
    yield visible(incident.title)
    if incident.newer:
        yield "Made by a newer version; state may be incomplete."
    yield ""


def _now(report: Report) -> Iterator[str]:
    incident, now = report.incident, report.now
    start = incident.started_at or incident.declared_at
    end = incident.resolved_at or now
    since = "start" if incident.started_at else "declared"
    yield _fact("Elapsed", f"{duration(end.since(start))} since {since} {start.hhmm()} UTC")
    acting = " (acting)" if not incident.roles.get("ic") and incident.acting_ic else ""
    yield _fact("Commander", f"@{incident.commander}{acting}" if incident.commander else "nobody commands")
    if incident.impact:
        yield _fact("Impact", f"{visible(incident.impact.text)} (as of {incident.impact.at.hhmm()})")
    belief = incident.hypothesis(incident.current_hypothesis)
    if belief:
        yield _fact("Belief", f"{visible(belief.text)} ({CONFIDENCE_NAMES[belief.confidence]})")
    seats = [f"{seat_name(seat)} @{who}" for seat, who in incident.roles.items() if who and seat != "ic"]
    if seats:
        yield _fact("Roles", ", ".join(seats))
    if incident.bridge:
        yield _fact("Bridge", visible(incident.bridge.text))
    if incident.channel:
        yield _fact("Channel", visible(incident.channel))


def _owed(report: Report) -> Iterator[str]:
    for one in countdowns(report.incident, report.playbook, report.now):
        name = one.name.capitalize() if one.kind == "update" else visible(one.name).capitalize()
        yield _fact(name, _countdown(one))


def _countdown(one: Countdown) -> str:
    words = COUNTDOWN_STATES[one.state]
    if one.due_at is None or one.remaining_s is None:
        return words
    due = f"due {one.due_at.hhmm()} UTC"
    left = f"in {duration(one.remaining_s)}" if one.remaining_s > 0 else f"{duration(-one.remaining_s)} ago"
    if one.state is CountdownState.OVERDUE:
        due = f"since {one.due_at.hhmm()} UTC"
    label = f"  {visible(one.label)}" if one.kind != "update" and one.label != one.name else ""
    owner = f" @{one.owner}" if one.owner else ""
    return f"{words + ' ' if words else ''}{due}, {left}{label}{owner}"


def _requirements(report: Report) -> Iterator[str]:
    rows = report.requirements()
    if rows:
        yield from ("", "Response requirements")
    for one in rows:
        name = REQUIREMENT_NAMES.get(one.name, one.name)
        done = f" {one.done_at.hhmm()}" if one.done_at else ""
        late = f", {duration(one.late_s)} late" if one.late_s else ""
        yield f"  {REQUIREMENT_STATES[one.state]:<10} {name}{done} (due {one.due_at.hhmm()}{late})"


def _work(report: Report) -> Iterator[str]:
    incident = report.incident
    if incident.changes:
        yield from ("", "Changes")
    for change in incident.changes:
        owner = f" @{change.owner}" if change.owner else ""
        free = change.state is ChangeState.PROPOSED and change not in waits_for_ok(incident, report.playbook)
        state = "Proposed" if free else CHANGE_NAMES[change.state]
        yield f"  {change.n}  {state:<14} {visible(change.text)}{owner}"
    if incident.asks:
        yield from ("", "Asks")
    for ask in incident.asks:
        answer = f": {visible(ask.answer)}" if ask.answer else ""
        late = f" ({duration(ask.late_s)} over time)" if ask.late_s else ""
        yield f"  a{ask.n} {ASK_NAMES[ask.state]:<14} {visible(ask.text)} @{ask.to}{answer}{late}"
    if incident.pages:
        yield from ("", "Pages")
    for page in incident.pages:
        who = " ".join(part for part in (page.tier.upper(), f"@{page.who}" if page.who else "") if part)
        via = f" by {visible(page.via)}" if page.via else ""
        yield f"  p{page.n} {PAGE_NAMES[page.answer]:<14} {who}{via}, {page.at.hhmm()} UTC"


def _durations(report: Report) -> Iterator[str]:
    yield from ("", "Durations")
    for name, measure in report.measures():
        yield f"  {MEASURE_NAMES[name][0]:<26} {measured(measure)}"
    for audience, on_time, sent in report.updates():
        yield f"  {audience.capitalize() + ' updates on time':<26} {on_time} of {sent}"


def _timeline(report: Report) -> Iterator[str]:
    yield from ("", "Timeline (UTC)")
    day = ""
    for entry in report.entries:
        today = f"{entry.at.datetime():%Y-%m-%d}"
        if today != day:
            day = today
            yield day
        yield row(entry)


def _fact(label: str, words: str) -> str:
    return f"{label:<{_WIDTH}}{words}"
