"""One row in full: every reading of it, who wrote which and when, and the whole of a long text (UI.md 3.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication

from ui import times
from ui.models import rows
from ui.operations import Operations
from ui.widgets.task_page import TaskPage, reader
from warroom.incident.entry import Entry
from warroom.incident.timeline import Version, versions
from warroom.masking import masked

if TYPE_CHECKING:
    from warroom.workspace import Workspace

_ABOUT_ROWS = ("amended", "retracted", "redacted")


class Readings(msgspec.Struct, frozen=True):
    """An entry as it reads now, and as it read before; why it was retracted or redacted, where that was said."""

    entry: Entry
    versions: list[Version]
    why: str = ""


def read(workspace: Workspace, entry: Entry) -> Readings:
    """On the record thread: only events about rows are looked at, however long the incident is."""
    record = workspace.record
    first = record.event(entry.id)
    later = [
        event
        for event in record.events(entry.incident, since=entry.n, kinds=_ABOUT_ROWS)
        if getattr(event.body, "target", "") == entry.id
    ]
    reasons = [why for event in later if (why := str(getattr(event.body, "why", "")))]
    return Readings(entry, versions(entry.id, [*([first] if first else []), *later]), reasons[-1] if reasons else "")


class RowVersions(TaskPage):
    """Alt+Enter on a row."""

    def __init__(self, operations: Operations) -> None:
        super().__init__("war.versions", "Row in full")
        self._operations = operations
        self.text = reader("war.versions.text", "Every version of the row")
        self.body.addWidget(self.text, 1)
        self.cover = self.add_button("cover", "Show what is covered", self._uncover)
        self.add_button("copy", "Copy", self._copy)
        self._whole = ""

    def open(self, entry: Entry) -> None:
        """Show a row; the earlier readings are fetched."""
        self.title.setText(f"{times.both_clocks(entry.at)} · {rows.GROUP_WORDS[entry.group]} · {entry.actor}")
        after = rows.marks(entry)
        self.about.setText(
            f"Entered by {entry.author}, {entry.recorded_at.hhmmss()} UTC{' · ' + after if after else ''}"
        )
        self.text.setPlainText("")
        self.say_problem("")
        self.cover.hide()
        self.text.setFocus()

        def work(workspace: Workspace) -> Readings:
            return read(workspace, entry)

        self._operations.read(work, done=self._show)

    def _show(self, found: Readings) -> None:
        if found.why:
            self.about.setText(f"{self.about.text()}\nWhy: {found.why}")
        self._whole = _whole(found)
        covered = masked(self._whole)
        self.text.setPlainText(covered)
        self.cover.setVisible(covered != self._whole)

    @Slot()
    def _uncover(self) -> None:
        self.text.setPlainText(self._whole)
        self.cover.hide()

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())


def _whole(found: Readings) -> str:
    """All readings of the row as one text, the one that holds now first."""
    if found.entry.redacted:
        return "Redacted: its words are gone from this record."
    if len(found.versions) == 1:
        return found.versions[0].text
    parts = []
    for number, version in enumerate(found.versions, 1):
        what = "Now" if number == len(found.versions) else "First" if number == 1 else f"Version {number}"
        day = f"{version.recorded_at.datetime():%Y-%m-%d} {version.recorded_at.hhmmss()} UTC"
        parts.append(f"{what} · {version.author}, {day} · happened {version.at.hhmm()} UTC\n{version.text}")
    return "\n\n".join(reversed(parts))
