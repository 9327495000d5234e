"""An incident as Markdown: readable as plain text, and the same when it is rendered."""

from __future__ import annotations

from warroom.incident.entry import Entry
from warroom.incident.phrases import REQUIREMENT_NAMES, seat_name
from warroom.postmortem import markdown as md
from warroom.postmortem.attached import link
from warroom.postmortem.report import Report, late_by
from warroom.postmortem.wording import GROUP_NAMES, MEASURE_NAMES, REQUIREMENT_STATES, marks, measured, moment, to_whom


def render(report: Report) -> str:
    incident = report.incident
    lines = [f"**{report.banner}**", ""] if report.banner else []
    lines += [f"# {incident.ref} · {md.text(incident.title)}", "", report.times, ""]
    lines += md.table(("", ""), ((md.cell(label), md.cell(value)) for label, value in report.facts()))
    lines += ["", "## Roles over time", "", *roles(report)]
    lines += ["", "## Timeline", "", *timeline(report)]
    lines += ["", "## Response requirements", "", *requirements(report)]
    lines += ["", "## Durations", "", *durations(report)]
    lines += ["", "## Chain", "", *heads(report)]
    return "\n".join(lines) + "\n"


def roles(report: Report) -> list[str]:
    rows = [
        (md.cell(seat_name(seat)), md.cell("@" + handle), moment(start), moment(end) if end else "still")
        for seat, handle, start, end in report.roles()
    ]
    return md.table(("Role", "Who", "From", "Until"), rows) if rows else ["Nobody was named."]


def timeline(report: Report) -> list[str]:
    rows = [
        (moment(entry.at), GROUP_NAMES[entry.group], md.cell(_who(entry)), _text(report, entry))
        for entry in report.entries
    ]
    return md.table(("Time", "Kind", "Who", "What"), rows) if rows else ["Nothing was logged."]


def requirements(report: Report) -> list[str]:
    rows = [
        (
            REQUIREMENT_NAMES.get(row.name, row.name),
            moment(row.due_at),
            REQUIREMENT_STATES[row.state] + (f": {md.cell(row.why)}" if row.why else ""),
            moment(row.done_at) if row.done_at else "",
            late_by(row),
        )
        for row in report.requirements()
    ]
    return md.table(("Requirement", "Due", "State", "Done", ""), rows) if rows else ["None at this severity."]


def durations(report: Report) -> list[str]:
    rows = [
        (MEASURE_NAMES[name][0], measured(measure), MEASURE_NAMES[name][1], _events(measure.events))
        for name, measure in report.measures()
    ]
    rows += [
        (f"Updates on time, {audience}", f"{on_time} of {sent}", "against the time promised", "")
        for audience, on_time, sent in report.updates()
    ]
    return md.table(("Measure", "Value", "From where to where", "From these events"), rows)


def heads(report: Report) -> list[str]:
    lines = [f"- replica `{replica}`: `{head}`" for replica, head in sorted(report.heads.items())]
    return ["The last hash of each chain: who holds the record can prove that nothing was changed.", "", *lines]


def _who(entry: Entry) -> str:
    return f"{entry.actor} (by {entry.author})" if entry.actor != entry.author else entry.actor


def _text(report: Report, entry: Entry) -> str:
    words = "*(redacted)*" if entry.redacted else md.cell(to_whom(entry) + entry.text)
    if entry.role:
        words = f"{md.cell('[' + entry.role + ']')} {words}"
    if entry.retracted:
        words = f"~~{words}~~"
    if found := marks(entry):
        words += f" *({', '.join(found)})*"
    for one in report.originals(entry):
        words += f"<br>before, by {md.cell(one.author)}: {md.cell(one.text)}"
    return words + _file(report, entry)


def _file(report: Report, entry: Entry) -> str:
    """The attached file: shown or linked where it lies beside the export, else named."""
    file = report.files.get(entry.id)
    if file is None:
        return ""
    if not report.folder or not file.data:
        return f"<br>file: {md.cell(file.words)}"
    mark = "!" if file.shown else ""
    return f"<br>{mark}[{md.label(file.caption or file.name)}]({link(file, report.folder)})"


def _events(ids: tuple[str, ...]) -> str:
    return ", ".join(f"`{one}`" for one in ids)
