"""What is printed: the log of an incident, one row an entry, and blank sheets for a scribe whose computer is down.

The pages are the HTML that a text document of the window lays out on A4 or Letter and a browser prints as well: black
on white, tables whose headings come again on each page, marks in words. The line at the top of every page and its
number are drawn by whoever prints.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import msgspec

from warroom.clock import Instant
from warroom.incident.entry import Entry
from warroom.incident.state import Incident
from warroom.postmortem.report import Report
from warroom.postmortem.wording import GROUP_NAMES, marks, to_whom, visible
from warroom.text import one_line

LocalOffset = Callable[[Instant], int]
"""Seconds east of UTC that a second zone keeps at an instant."""
SHEETS = 2
ROWS_A_SHEET = 16
"""What A4 and Letter both hold, two written lines a row."""
_STYLE = """
body { font-family: sans-serif; font-size: 10pt; color: #000; background: #fff; }
h1 { font-size: 13pt; margin-bottom: 2pt; } h2 { font-size: 11pt; } p { margin-top: 2pt; margin-bottom: 4pt; }
table { border-collapse: collapse; } th, td { border: 1px solid #000; padding: 3pt; vertical-align: top; }
th { text-align: left; } td.time, th.time { font-family: monospace; white-space: nowrap; }
td.what { white-space: pre-wrap; } del { text-decoration: line-through; }
.mark { font-style: italic; } .signs { font-size: 9pt; }
@media print { thead { display: table-header-group; } tr { page-break-inside: avoid; } @page { margin: 15mm; } }
"""
_NEW_PAGE = ' style="page-break-before: always"'
SIGNS = (
    ("!", "decision"),
    ("?", "hypothesis"),
    (">", "change proposed"),
    (">>", "change made"),
    ("+", "question, with whom and how long"),
    ("~", "what customers see"),
    ("*", "at the end: key moment"),
)


class Printed(msgspec.Struct, frozen=True):
    """A document to print. ``head`` stands at the top of every page before its number, ``banner`` across each page."""

    title: str
    head: str
    banner: str
    html: str


def log(report: Report, *, second: tuple[str, LocalOffset] | None = None) -> Printed:
    """The whole timeline with role and time columns; ``second`` is a second zone's name and offset."""
    incident = report.incident
    days: list[str] = []
    rows: list[str] = []
    for entry in report.entries:
        day = f"{entry.at.datetime():%A %d %B %Y}"
        if not days or days[-1] != day:
            days.append(day)
            rows.append(f'<tr><td colspan="{5 if second else 4}"><b>{escape(day)}</b></td></tr>')
        rows.append(_row(entry, second))
    zone = f'<th class="time">{escape(second[0])}</th>' if second else ""
    heads = f'<th class="time">UTC</th>{zone}<th>Role</th><th>Who</th><th>What</th>'
    facts = " · ".join(f"{escape(visible(name))}: {_typed(value)}" for name, value in report.facts()[:4])
    body = (
        f"<h1>{_typed(incident.ref)} · {_typed(incident.title)}</h1><p>{facts}</p><p>{escape(report.times)}</p>"
        f'<table width="100%" cellspacing="0"><thead><tr>{heads}</tr></thead><tbody>{"".join(rows)}</tbody></table>'
    )
    return Printed(f"{incident.ref} log", running_head(incident, report.now), report.banner, page_of(body))


def running_head(incident: Incident, now: Instant) -> str:
    """``INC-0042 · SEV-1 · times in UTC · printed 03:20``: no page is silent about whose it is (UI.md 9)."""
    day = f"{now.datetime():%Y-%m-%d}"
    return f"{incident.ref} · {incident.severity.label} · times in UTC · printed {day} {now.hhmm()}"


def scribe_sheets(*, sheets: int = SHEETS, incident: Incident | None = None) -> Printed:
    """Blank sheets to write on when no computer works: the head of the incident, the rows, and the signs to use."""
    ref, title = (incident.ref, one_line(visible(incident.title), 80)) if incident else ("", "")
    fields = [
        ("Incident", f"{ref} {title}".strip()),
        ("Date (UTC)", ""),
        ("Severity", incident.severity.label if incident else ""),
        ("Commander", ""),
        ("Scribe", ""),
        ("Began", ""),
        ("Detected", ""),
        ("Next update due", ""),
    ]
    pages = [_sheet(fields, number, sheets) for number in range(1, sheets + 1)]
    body = "".join(pages)
    head = "Scribe sheet" + (f" · {ref}" if ref else "") + " · times in UTC"
    return Printed("Scribe sheets", head, "DRILL" if incident is not None and incident.drill else "", page_of(body))


def _sheet(fields: list[tuple[str, str]], number: int, of: int) -> str:
    cells = [f'<td width="25%"><b>{escape(name)}</b><br>{escape(value)}&nbsp;</td>' for name, value in fields]
    form = "".join(f"<tr>{''.join(cells[start : start + 4])}</tr>" for start in range(0, len(cells), 4))
    blank = '<tr><td class="time">&nbsp;<br>&nbsp;</td><td></td><td></td><td></td></tr>' * ROWS_A_SHEET
    signs = " · ".join(f"<b>{escape(sign)}</b> {escape(words)}" for sign, words in SIGNS)
    columns = (("UTC", 12), ("Role", 10), ("Who", 14), ("What", 64))
    heads = "".join(f'<th width="{width}%">{name}</th>' for name, width in columns)
    return (
        f"<h1{_NEW_PAGE if number > 1 else ''}>Scribe sheet {number} of {of}</h1>"
        f'<table width="100%" cellspacing="0">{form}</table><p class="signs">{signs}</p>'
        f'<table width="100%" cellspacing="0"><thead><tr>{heads}</tr></thead><tbody>{blank}</tbody></table>'
        '<p class="signs">Write the time of what happened, not of writing. Strike out, never erase.'
        " Type the rows in afterwards: <b>warroom import</b>, or one line each with its time in front.</p>"
    )


def _row(entry: Entry, second: tuple[str, LocalOffset] | None) -> str:
    zone = ""
    if second is not None:
        offset = second[1](entry.at)
        other = entry.at.datetime(offset)
        day = f"{other:%d %b} " if other.date() != entry.at.datetime().date() else ""
        zone = f'<td class="time">{day}{entry.at.hhmm(offset)}</td>'
    words = "<i>(redacted)</i>" if entry.redacted else _typed(to_whom(entry) + entry.text)
    if entry.retracted:
        words = f"<del>{words}</del>"
    star = "* " if entry.starred else ""
    noted = [one for one in marks(entry) if one != "key moment"]
    mark = f' <span class="mark">({escape(", ".join(noted))})</span>' if noted else ""
    kind = escape(GROUP_NAMES[entry.group])
    who = f"<td>{_typed(entry.role)}</td><td>{_typed(entry.actor)}</td>"
    what = f'<td class="what">{star}<b>{kind}</b> {words}{mark}</td>'
    return f'<tr><td class="time">{entry.at.hhmmss()}</td>{zone}{who}{what}</tr>'


def _typed(text: str) -> str:
    return escape(visible(text))


def page_of(body: str) -> str:
    """A whole document round the body, in the one style of everything printed."""
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<style>{_STYLE}</style></head><body>{body}</body></html>\n"
    )
