"""Rows of the timeline for the clipboard: as text, as Markdown, and as a short reference that finds the row again."""

from __future__ import annotations

from collections.abc import Sequence

from warroom.incident.entry import Entry, EntryGroup
from warroom.incident.state import Incident
from warroom.postmortem import markdown as md
from warroom.postmortem.wording import GROUP_NAMES, marks, moment, to_whom, visible

_TAIL = 12
"""Characters of an entry's id that are told: enough to be the only one, and ``find_entry`` takes them."""
_SAY_KIND = frozenset(EntryGroup) - {EntryGroup.NOTE, EntryGroup.STATE, EntryGroup.UPDATE, EntryGroup.SYSTEM}
"""Groups whose words do not say by themselves what they are."""


def reference(ref: str, entry: Entry) -> str:
    """``INC-0042#1f2e3d4c5b6a``: what to write where no link reaches; search and the command line take it."""
    return f"{ref}#{entry.id[-_TAIL:]}"


def line(entry: Entry) -> str:
    """A row as text, with its whole time, who, and what it is."""
    kind = f"{GROUP_NAMES[entry.group]}: " if entry.group in _SAY_KIND else ""
    noted = f"  ({', '.join(marks(entry))})" if marks(entry) else ""
    return f"{moment(entry.at)}  {entry.actor}  {kind}{_words(entry)}{noted}"


def markdown(incident: Incident, entries: Sequence[Entry]) -> str:
    """A range of rows as a Markdown table under a line that says whose they are; nothing typed becomes markup."""
    rows = [
        (
            moment(entry.at),
            GROUP_NAMES[entry.group],
            md.cell(entry.actor),
            _struck(entry) + (f" *({', '.join(marks(entry))})*" if marks(entry) else ""),
        )
        for entry in entries
    ]
    flags = [word for word, on in (("DRILL", incident.drill), ("SIMULATED", incident.simulated)) if on]
    head = " · ".join([*flags, incident.ref, md.text(incident.title), "times in UTC"])
    return "\n".join([f"**{head}**", "", *md.table(("Time", "Kind", "Who", "What"), rows)]) + "\n"


def _words(entry: Entry) -> str:
    words = "(redacted)" if entry.redacted else to_whom(entry) + visible(entry.text)
    return f"[{entry.role}] {words}" if entry.role else words


def _struck(entry: Entry) -> str:
    if entry.redacted:
        return "*(redacted)*"
    words = md.cell(_words(entry))
    return f"~~{words}~~" if entry.retracted else words
