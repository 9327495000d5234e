"""What would be written, before it is: the rows as they were read, what was wrong, the zone that was assumed.

Nothing is written before a person has seen it; writing is one transaction, can be stopped, and then leaves nothing.
"""

from __future__ import annotations

import threading
from abc import abstractmethod
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QProgressBar, QWidget

from ui import labels
from ui.operations import Operations
from ui.theme_tokens import GAP_S, Token, Type
from ui.widgets.task_page import TaskPage, reader
from warroom.backfill.rows import Preview
from warroom.backfill.zones import UTC_ZONE, Zone, named
from warroom.clock import Instant
from warroom.errors import Refused, UsageError, WarroomError
from warroom.masking import masked
from warroom.text import one_line

if TYPE_CHECKING:
    from warroom.room.backfilling import Backfilled
    from warroom.workspace import Workspace

SHOWN_ROWS = 200
SHOWN_PROBLEMS = 50
READ_AFTER_MS = 400


class PreviewSheet(TaskPage):
    """The page of a paste that is split, and of a file that is brought in; each says how its source is read."""

    def __init__(self, operations: Operations, name: str, title: str) -> None:
        super().__init__(name, title)
        self._operations = operations
        self._incident = ""
        self._around = Instant(0)
        self._preview: Preview | None = None
        self._asked = 0
        self._stop = threading.Event()
        self.writing = False
        self.wrote = False
        self.zone = self.field("zone", "Zone of times that name none", "UTC, local, CET, Europe/Berlin")
        self.fields = QHBoxLayout()
        self.fields.setSpacing(GAP_S)
        self.add_field("Times without a zone are in", self.zone)
        self.text = reader(f"{name}.rows", "Rows that would be written")
        self.progress = QProgressBar()
        self.progress.setObjectName(f"{name}.progress")
        self.progress.setAccessibleName("Rows written")
        self.progress.hide()
        self.body.addLayout(self.fields)
        self.body.addWidget(self.text, 1)
        self.body.addWidget(self.progress)
        self.write = self.add_button("write", "Write", self._write, kind="primary")
        self._later = QTimer(self, interval=READ_AFTER_MS, singleShot=True)
        self._later.setObjectName(f"{name}.later")
        self._later.timeout.connect(self.read_again)

    def field(self, name: str, described: str, hint: str) -> QLineEdit:
        """A field that has the source read again when it changes."""
        field = QLineEdit()
        field.setObjectName(f"{self.objectName()}.{name}")
        field.setAccessibleName(described)
        field.setPlaceholderText(hint)
        field.textEdited.connect(self._read_later)
        field.returnPressed.connect(self._write)
        return field

    def add_field(self, label: str, field: QWidget) -> None:
        words = labels.plain(label, face=Type.SMALL, tone=Token.TEXT2)
        words.setBuddy(field)
        self.fields.addWidget(words)
        self.fields.addWidget(field, 1)

    # -- Reading ---------------------------------------------------------------------------------------------------

    def begin(self, incident: str, around: Instant) -> None:
        """A new source for an incident; ``around`` is where times without a day belong."""
        self._incident, self._around = incident, around
        self.wrote = False
        self.zone.setText(UTC_ZONE.name)
        self.read_again()

    @abstractmethod
    def source(self, zone: Zone, now: Instant) -> Preview:
        """Read the source; off the GUI thread. Raises ``Refused`` with the reason."""

    @Slot()
    def _read_later(self) -> None:
        self.write.setEnabled(False)
        self._later.start()

    @Slot()
    def read_again(self) -> None:
        """With the fields as they are now; an answer that is out of date is passed over."""
        self._later.stop()
        self._preview = None
        self.write.setEnabled(False)
        self.say_problem("")
        try:
            zone = named(self.zone.text() or UTC_ZONE.name)
        except UsageError as error:
            self.say_problem(error.sentence)
            return
        self._asked += 1
        asked, now = self._asked, self._operations.clock.now()
        self.about.setText("Reading …")

        def read(_report: object) -> tuple[int, Preview]:
            return asked, self.source(zone, now)

        self._operations.background(read, done=self._show, failed=self._not_read)

    def _not_read(self, error: WarroomError) -> None:
        self.about.setText("")
        self.text.setPlainText("")
        self.say_problem(error.sentence)

    def _show(self, answer: tuple[int, Preview]) -> None:
        asked, preview = answer
        if asked != self._asked:
            return
        self._preview = preview
        self.about.setText(summary(preview))
        self.text.setPlainText(listing(preview))
        count = len(preview.rows)
        self.write.setText(f"Write {count:,} row{'s' if count != 1 else ''}")
        self.write.setAccessibleName(self.write.text())
        self.write.setEnabled(bool(count))
        self.write.setFocus()

    # -- Writing ---------------------------------------------------------------------------------------------------

    @Slot()
    def _write(self) -> None:
        preview, incident = self._preview, self._incident
        if preview is None or not preview.rows or self.writing:
            return
        self.writing = True
        self._stop.clear()
        self.write.setEnabled(False)
        self.back.setText("Stop  Esc")
        self.progress.setRange(0, len(preview.rows))
        self.progress.setValue(0)
        self.progress.show()

        def work(workspace: Workspace) -> Backfilled:
            return workspace.backfill(incident, preview, progress=self._report)

        self._operations.run(work, done=self._written, failed=self._not_written)

    def _report(self, done: int, in_all: int) -> None:
        """On the record thread, every few thousand rows: a stop is obeyed here, and nothing has been written then."""
        if self._stop.is_set() and done < in_all:
            raise Refused("Stopped. Nothing was written.", code="stopped")
        self._operations.report(self._step, (done, in_all))

    def _step(self, step: tuple[int, int]) -> None:
        self.progress.setRange(0, step[1])
        self.progress.setValue(step[0])

    def _written(self, done: Backfilled) -> None:
        self._end()
        self.wrote = True
        already = f" {done.already:,} were there already." if done.already else ""
        changed = f" {done.changed:,} read anew, because they were edited since." if done.changed else ""
        self.about.setText(f"Wrote {done.written:,} rows.{already}{changed}")
        self._preview = None
        self.back.setFocus()

    def _not_written(self, error: WarroomError) -> None:
        self._end()
        self.write.setEnabled(True)
        self.say_problem(error.sentence)

    def _end(self) -> None:
        self.writing = False
        self.back.setText("Back  Esc")
        self.progress.hide()

    @Slot()
    def leave(self) -> None:
        """While rows are being written Esc stops that; else it goes back."""
        if self.writing:
            self._stop.set()
        else:
            self._later.stop()
            super().leave()


def summary(preview: Preview) -> str:
    """How the source was read, in a few sentences."""
    count = len(preview.rows)
    parts = [f"Read as {preview.form.value}: {count:,} row{'s' if count != 1 else ''}."]
    if preview.zone_assumed:
        parts.append(f"Times without a zone were read as {preview.zone}.")
    if preview.zones:
        parts.append(f"Zones named: {', '.join(preview.zones)}.")
    if preview.day:
        parts.append(f"No day is named; the first row was put on {preview.day}.")
    lost = len(preview.lost)
    if lost:
        parts.append(f"{lost:,} line{'s' if lost != 1 else ''} cannot be read and would be left out.")
    return " ".join(parts)


def listing(preview: Preview) -> str:
    """The first rows and what is wrong with the rest, a line each."""
    lines = []
    for row in preview.rows[:SHOWN_ROWS]:
        who = f"@{row.actor}  " if row.actor else ""
        lines.append(f"{row.at.datetime():%Y-%m-%d %H:%M:%S}  {who}{one_line(masked(row.text), 160)}")
    more = len(preview.rows) - SHOWN_ROWS
    lines += (
        [f"… and {more:,} more, the last at {preview.rows[-1].at.datetime():%Y-%m-%d %H:%M:%S}"] if more > 0 else []
    )
    problems = [problem.sentence for problem in preview.problems[:SHOWN_PROBLEMS]]
    unnamed = len(preview.problems) - len(problems) + preview.unnamed_problems
    problems += [f"… and {unnamed:,} more"] if unnamed else []
    return "\n".join([*lines, *(["", "To know:", *problems] if problems else [])])
