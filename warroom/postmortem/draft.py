"""The first postmortem draft: the playbook's sections, filled from the record, the rest as marked questions.

Facts stand as facts with their times; what nobody recorded is asked, never guessed. The draft speaks of systems and of
clocks, not of people.
"""

from __future__ import annotations

from collections.abc import Callable

from warroom.incident.entry import EntryGroup
from warroom.incident.phrases import CHANGE_NAMES, CONFIDENCE_NAMES, REQUIREMENT_NAMES, SEVERITY_NAMES
from warroom.incident.playbook_parts import PostmortemSection
from warroom.incident.state import Hypothesis
from warroom.incident.words import ChangeState, RequirementState
from warroom.postmortem import markdown as md
from warroom.postmortem.export_markdown import durations, heads, requirements, roles, timeline
from warroom.postmortem.report import Report, late_by
from warroom.postmortem.wording import MEASURE_NAMES, duration, measured, moment

QUESTION = "**To answer:**"
_FAILED = (ChangeState.NO_EFFECT, ChangeState.WORSE, ChangeState.BACKED_OUT)


def render(report: Report) -> str:
    incident, plan = report.incident, report.playbook.postmortem
    lines = [f"**{report.banner}**", ""] if report.banner else []
    lines += [f"# Postmortem {incident.ref}: {md.text(incident.title)}", ""]
    lines += md.table(("", ""), _header(report))
    lines += ["", *(f"> - {rule}" for rule in plan.blameless)]
    for section in plan.sections:
        lines += ["", f"## {section.name}", "", *_section(report, section)]
    if incident.near_miss:
        lines += ["", "## Near miss", "", *(_question(ask) for ask in plan.near_miss_asks)]
    lines += ["", "## From the record", "", "### Roles over time", "", *roles(report)]
    lines += ["", "### Response requirements", "", *requirements(report)]
    lines += ["", "### Durations", "", *durations(report)]
    lines += ["", "### Chain", "", *heads(report)]
    return "\n".join(lines) + "\n"


def _header(report: Report) -> list[tuple[str, str]]:
    incident = report.incident
    measures = dict(report.measures())
    peak = f"{incident.peak_severity.label} {SEVERITY_NAMES[incident.peak_severity]}"
    commanders = list(dict.fromkeys(row.handle for row in incident.held if row.seat == "ic"))
    due = report.snapshot()["postmortem_due_at"]
    return [
        ("Date", f"{incident.declared_at.datetime():%Y-%m-%d}"),
        ("Duration", f"{measured(measures['resolve'])}, detection to resolved"),
        ("Severity", peak),
        ("Commander", md.cell(", ".join(commanders or [incident.acting_ic])) or f"{QUESTION} who commanded?"),
        ("Authors", f"{QUESTION} who writes this?"),
        ("Status", report.playbook.postmortem.statuses[0]),
        ("Draft due", str(due).replace("T", " ").removesuffix(".000Z") + " UTC" if due else "no date at this severity"),
    ]


def _section(report: Report, section: PostmortemSection) -> list[str]:
    filled = _FILLED.get(section.key)
    facts = filled(report) if filled else []
    questions = [_question(ask) for ask in section.asks]
    return [*facts, "", *questions] if facts else questions


def _question(ask: str) -> str:
    return f"- {QUESTION} {ask}"


def _impact(report: Report) -> list[str]:
    incident = report.incident
    lines = [
        f"- {moment(entry.at)}: {md.text(entry.text)}"
        for entry in report.entries
        if entry.group is EntryGroup.IMPACT and not (entry.retracted or entry.redacted)
    ]
    lines.append(f"- Customer impact in all: {measured(dict(report.measures())['impact'])}")
    if incident.services:
        lines.append(f"- Services: {md.text(', '.join(incident.services))}")
    lines += [f"- Component {md.text(name)}: {state.value}" for name, state in incident.components.items()]
    if incident.customer_detected:
        lines.append("- Customers noticed before any alert did.")
    return lines


def _summary(report: Report) -> list[str]:
    incident = report.incident
    start = incident.started_at
    began = f"The trouble began at {moment(start)}" if start else "Nobody recorded when the trouble began"
    course = (
        f"{began}; it was detected at {moment(incident.detected_at)} and declared {incident.severity.label} at "
        f"{moment(incident.declared_at)}. Customer impact ended at {moment(incident.last_mitigated_at)}; "
        f"it was resolved at {moment(incident.last_resolved_at)}."
    )
    lines = [course]
    if incident.reopened:
        lines.append(f"It came back {len(incident.reopened)} time(s): {', '.join(map(moment, incident.reopened))}.")
    belief = incident.hypothesis(incident.current_hypothesis)
    if belief is not None:
        lines.append(f"Belief at the end ({CONFIDENCE_NAMES[belief.confidence]}): {md.text(belief.text)}")
    return lines


def _timeline(report: Report) -> list[str]:
    return timeline(report)


def _root_cause(report: Report) -> list[str]:
    plan = report.playbook.postmortem
    lines = []
    for row in report.incident.hypotheses:
        why = f" ({md.text(row.why)})" if row.why else ""
        lines.append(f"- Hypothesis {row.n} ({CONFIDENCE_NAMES[row.confidence]}): {md.text(row.text)}{why}")
        lines += _evidence(report, row)
    for chain in (1, 2):
        lines += [*([""] if lines else []), f"Chain {chain}", ""]
        lines += [f"{n}. {QUESTION} {plan.why_question}" for n in range(1, plan.whys + 1)]
    return lines


def _evidence(report: Report, row: Hypothesis) -> list[str]:
    """The entries that were linked to a hypothesis, in their own words."""
    said = {entry.id: entry for entry in report.entries if not entry.redacted and not entry.retracted}
    linked = [(one, said[one.entry]) for one in row.evidence if one.entry in said]
    return [
        f"  - {'against' if one.against else 'for'} it, {moment(entry.at)}: {md.text(entry.text)}"
        for one, entry in linked
    ]


def _went_well(report: Report) -> list[str]:
    lines = [
        f"- {REQUIREMENT_NAMES.get(row.name, row.name)} in time"
        for row in report.requirements()
        if row.state is RequirementState.DONE and not row.late_s
    ]
    lines += [
        f"- Every {audience} update on time ({sent})"
        for audience, on_time, sent in report.updates()
        if sent and on_time == sent
    ]
    return lines + [
        f"- Change {row.n} worked: {md.text(row.text)}"
        for row in report.incident.changes
        if row.state is ChangeState.WORKED
    ]


def _went_poorly(report: Report) -> list[str]:
    incident = report.incident
    lines = [
        f"- {REQUIREMENT_NAMES.get(row.name, row.name)}: {late_by(row)}" for row in report.requirements() if row.late_s
    ]
    lines += [
        f"- {audience.capitalize()} updates on time: {on_time} of {sent}"
        for audience, on_time, sent in report.updates()
        if on_time < sent
    ]
    lines += [
        f"- Change {row.n}, {CHANGE_NAMES[row.state].lower()}: {md.text(row.text)}"
        for row in incident.changes
        if row.state in _FAILED
    ]
    lines += [
        f"- {MEASURE_NAMES[name][0]} is {measure.value}: the record lacks or contradicts a time"
        for name, measure in report.measures()
        if isinstance(measure.value, str) and name != "fix"
    ]
    if incident.resolved_early is not None:
        lines.append(f"- Resolved before the stability guard was over: {md.text(incident.resolved_early)}")
    lines += [f"- Reopened at {moment(at)}" for at in incident.reopened]
    if incident.started_at and incident.detected_at and incident.detected_at > incident.started_at:
        lines.append(f"- Unnoticed for {duration(incident.detected_at.since(incident.started_at))}")
    return lines


def _actions(report: Report) -> list[str]:
    plan = report.playbook.postmortem
    follow_ups = [
        entry
        for entry in report.entries
        if entry.group is EntryGroup.FOLLOW_UP and not (entry.retracted or entry.redacted)
    ]
    rows = [(QUESTION, md.cell(entry.text), QUESTION, QUESTION, "open") for entry in follow_ups]
    rows += [(QUESTION, QUESTION, QUESTION, QUESTION, "open")] * max(0, plan.actions_least - len(rows))
    return md.table((" / ".join(plan.action_priorities), "Action", "Owner", "Due", "Status"), rows)


_FILLED: dict[str, Callable[[Report], list[str]]] = {
    "impact": _impact,
    "summary": _summary,
    "timeline": _timeline,
    "root_cause": _root_cause,
    "went_well": _went_well,
    "went_poorly": _went_poorly,
    "actions": _actions,
}
