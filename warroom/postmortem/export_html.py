"""An incident as one HTML page that needs nothing else: no script, no font, no address. Attached pictures and files are
inside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from warroom.incident.entry import Entry
from warroom.incident.phrases import REQUIREMENT_NAMES, seat_name
from warroom.postmortem.attached import ReportFile
from warroom.postmortem.report import Report, late_by
from warroom.postmortem.wording import (
    GROUP_NAMES,
    MEASURE_NAMES,
    REQUIREMENT_STATES,
    marks,
    measured,
    moment,
    to_whom,
    visible,
)

_STYLE = """
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin-bottom: 0; } h2 { font-size: 1.15rem; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid #8886; }
td.time, code { font-family: ui-monospace, monospace; font-size: .9em; white-space: nowrap; }
td.text { white-space: pre-wrap; overflow-wrap: anywhere; }
.banner { border: 3px double; padding: .5rem 1rem; font-weight: 700; }
.mark, .before { font-size: .85em; opacity: .85; } .mark { font-style: italic; } .before { display: block; }
tr.star td { font-weight: 600; } del { text-decoration: line-through; }
td img { max-width: 100%; max-height: 40rem; } code.id { white-space: normal; overflow-wrap: anywhere; }
@media print { body { margin: 0; max-width: none; font-size: 10pt; } tr { break-inside: avoid; } @page { size: A4; } }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def render(report: Report) -> str:
    incident = report.incident
    heading = f"{_typed(incident.ref)} · {_typed(incident.title)}"
    banner = f'<p class="banner">{escape(report.banner)}</p>' if report.banner else ""
    parts = [
        "<!DOCTYPE html>",
        '<html lang="en"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        '<meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer">',
        f"<title>{escape(visible(incident.ref + ' · ' + incident.title))}</title><style>{_STYLE}</style></head><body>",
        banner,
        f"<h1>{heading}</h1><p>{escape(report.times)}</p>",
        _table((), ((_plain(visible(label)), _text(value)) for label, value in report.facts())),
        "<h2>Roles over time</h2>",
        _roles(report),
        "<h2>Timeline</h2>",
        _timeline(report),
        "<h2>Response requirements</h2>",
        _requirements(report),
        "<h2>Durations</h2>",
        _durations(report),
        "<h2>Chain</h2><p>The last hash of each chain: who holds the record can prove that nothing was changed.</p>",
        _table(("Replica", "Head"), ((_id(replica), _id(head)) for replica, head in sorted(report.heads.items()))),
        "</body></html>",
    ]
    return "\n".join(part for part in parts if part) + "\n"


def _roles(report: Report) -> str:
    rows = [
        (_plain(seat_name(seat)), _text("@" + handle), _time(moment(start)), _time(moment(end) if end else "still"))
        for seat, handle, start, end in report.roles()
    ]
    return _table(("Role", "Who", "From", "Until"), rows) if rows else "<p>Nobody was named.</p>"


def _timeline(report: Report) -> str:
    lines = ["<table><tr><th>Time</th><th>Kind</th><th>Who</th><th>What</th></tr>"]
    for entry in report.entries:
        who = f"{entry.actor} (by {entry.author})" if entry.actor != entry.author else entry.actor
        star = ' class="star"' if entry.starred else ""
        kind = _plain(GROUP_NAMES[entry.group])
        lines.append(f"<tr{star}>{_time(moment(entry.at))}{kind}{_text(who)}{_row_text(report, entry)}</tr>")
    return "\n".join([*lines, "</table>"])


def _row_text(report: Report, entry: Entry) -> str:
    words = "<em>(redacted)</em>" if entry.redacted else _typed(to_whom(entry) + entry.text)
    if entry.role:
        words = f"{_typed('[' + entry.role + ']')} {words}"
    if entry.retracted:
        words = f"<del>{words}</del>"
    if found := marks(entry):
        words += f' <span class="mark">({escape(", ".join(found))})</span>'
    for one in report.originals(entry):
        words += f'<span class="before">before, by {_typed(one.author)}: {_typed(one.text)}</span>'
    return f'<td class="text">{words}{_file(report.files.get(entry.id))}</td>'


def _file(file: ReportFile | None) -> str:
    """The attached file inside the page: a picture is shown, all else is offered for saving under its name."""
    if file is None:
        return ""
    name = escape(visible(file.name), quote=True)
    words = f'<span class="mark">{escape(visible(file.words))}</span>'
    if not file.data:
        return f"<br>{words}"
    if file.shown:
        picture = f'<img src="{file.address}" alt="{escape(visible(file.caption or file.name), quote=True)}"><br>'
        return f"<br>{picture}{words}"
    return f'<br><a download="{name}" href="{file.address}">{name}</a> {words}'


def _requirements(report: Report) -> str:
    rows = [
        (
            _plain(REQUIREMENT_NAMES.get(row.name, row.name)),
            _time(moment(row.due_at)),
            _text(REQUIREMENT_STATES[row.state] + (f": {row.why}" if row.why else "")),
            _time(moment(row.done_at) if row.done_at else ""),
            _plain(late_by(row)),
        )
        for row in report.requirements()
    ]
    return _table(("Requirement", "Due", "State", "Done", ""), rows) if rows else "<p>None at this severity.</p>"


def _durations(report: Report) -> str:
    rows = [
        (
            _plain(MEASURE_NAMES[name][0]),
            _plain(measured(measure)),
            _plain(MEASURE_NAMES[name][1]),
            _id(", ".join(measure.events)),
        )
        for name, measure in report.measures()
    ]
    rows += [
        (_plain(f"Updates on time, {audience}"), _plain(f"{on_time} of {sent}"), _plain(""), _plain(""))
        for audience, on_time, sent in report.updates()
    ]
    return _table(("Measure", "Value", "From where to where", "From these events"), rows)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    top = "<tr>" + "".join(f"<th>{escape(name)}</th>" for name in head) + "</tr>" if head else ""
    return "<table>" + top + "\n".join(f"<tr>{''.join(row)}</tr>" for row in rows) + "</table>"


def _typed(typed: str) -> str:
    """Typed text, isolated so that its reading direction ends with it."""
    return f'<bdi dir="auto">{escape(visible(typed))}</bdi>'


def _text(typed: str) -> str:
    return f'<td class="text">{_typed(typed)}</td>'


def _plain(words: str) -> str:
    return f"<td>{escape(words)}</td>"


def _time(words: str) -> str:
    return f'<td class="time">{escape(words)}</td>'


def _id(words: str) -> str:
    return f'<td><code class="id">{escape(words)}</code></td>'
