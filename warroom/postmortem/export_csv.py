"""An incident as CSV: one table whose first column says what a row is, so that a spreadsheet can filter it.

A cell that a spreadsheet would run as a formula gets an apostrophe before it; nothing else is changed.
"""

from __future__ import annotations

import csv
import io

from warroom.clock import Instant
from warroom.incident.entry import Entry
from warroom.incident.phrases import REQUIREMENT_NAMES, seat_name
from warroom.postmortem.report import Report, late_by
from warroom.postmortem.snapshot import number
from warroom.postmortem.wording import GROUP_NAMES, REQUIREMENT_STATES

COLUMNS = (
    "section", "at", "recorded_at", "kind", "actor", "author", "role", "text",
    "starred", "late", "amended", "retracted", "original", "id", "file", "owner",
)  # fmt: skip
_RUNS = ("=", "+", "-", "@", "\t", "\r")
Row = dict[str, str]


def render(report: Report) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for row in _rows(report):
        writer.writerow({name: guarded(value) for name, value in row.items()})
    return out.getvalue()


def guarded(cell: str) -> str:
    """The cell, unable to run."""
    return "'" + cell if cell.startswith(_RUNS) else cell


def _rows(report: Report) -> list[Row]:
    incident = report.incident
    rows = [{"section": "incident", "kind": "reference", "text": incident.ref, "id": incident.id}]
    if report.banner:
        rows.insert(0, {"section": "incident", "kind": "warning", "text": report.banner})
    rows.append({"section": "incident", "kind": "title", "text": incident.title})
    rows += [{"section": "incident", "kind": label, "text": value} for label, value in report.facts()]
    for seat, handle, start, end in report.roles():
        until = f"until {_iso(end)}" if end else "still"
        rows.append({"section": "role", "at": start.text, "kind": seat_name(seat), "actor": handle, "text": until})
    rows += [_entry(report, entry) for entry in report.entries]
    for row in report.requirements():
        rows.append(
            {
                "section": "requirement",
                "at": row.due_at.text,
                "recorded_at": _iso(row.done_at),
                "kind": REQUIREMENT_NAMES.get(row.name, row.name),
                "text": f"{REQUIREMENT_STATES[row.state]}, {late_by(row)}",
            }
        )
    for name, measure in report.measures():
        value = measure.value if isinstance(measure.value, str) else str(number(measure.value))
        rows.append({"section": "metric", "kind": f"{name}_s", "text": value, "id": " ".join(measure.events)})
    for audience, on_time, sent in report.updates():
        rows.append({"section": "metric", "kind": f"{audience}_on_time", "text": f"{on_time} of {sent}"})
    rows += [{"section": "head", "kind": replica, "text": head} for replica, head in sorted(report.heads.items())]
    return rows


def _entry(report: Report, entry: Entry) -> Row:
    return {
        "section": "entry",
        "at": entry.at.text,
        "recorded_at": entry.recorded_at.text,
        "kind": GROUP_NAMES[entry.group],
        "actor": entry.actor,
        "author": entry.author,
        "role": entry.role,
        "owner": entry.owner,
        "text": "(redacted)" if entry.redacted else entry.text,
        "starred": _yes(entry.starred),
        "late": _yes(entry.late),
        "amended": _yes(entry.amended),
        "retracted": _yes(entry.retracted),
        "original": " | ".join(one.text for one in report.originals(entry)),
        "id": entry.id,
        "file": _file(report, entry),
    }


def _file(report: Report, entry: Entry) -> str:
    """Where the attached file lies, else what it is."""
    file = report.files.get(entry.id)
    if file is None:
        return ""
    return f"{report.folder}/{file.file_name}" if report.folder and file.data else file.words


def _yes(flag: bool) -> str:
    return "yes" if flag else ""


def _iso(moment: Instant | None) -> str:
    return "" if moment is None else moment.text
