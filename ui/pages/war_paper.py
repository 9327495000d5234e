"""What leaves the war room by hand: rows as Markdown, a reference to one, log and brief on paper and as PDF."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

import msgspec
from PySide6.QtCore import QStandardPaths, Slot
from PySide6.QtGui import QGuiApplication, QPageSize
from PySide6.QtWidgets import QFileDialog, QWidget

from ui.actions import Actions
from ui.operations import Operations
from ui.pages.war_files import WarFiles
from warroom.backfill.zones import Zone
from warroom.clock import Instant
from warroom.incident.entry import Entry
from warroom.masking import masked
from warroom.postmortem.printed import Printed

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

    from ui.pages.handoff import HandoffSheet
    from warroom.workspace import Workspace

A4, LETTER = "PDF, A4 (*.pdf)", "PDF, Letter (*.pdf)"
MOST_COPIED = 5_000
"""Rows that go on the clipboard at once; more is an export."""


class WarPaper(WarFiles):
    def __init__(self, operations: Operations, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(operations, actions, parent)
        self._dialog: QPrintDialog | None = None
        self._printer: QPrinter | None = None
        self._printed: Printed | None = None

    # -- The clipboard ---------------------------------------------------------------------------------------------

    def copy_markdown(self) -> None:
        """The selected rows as a Markdown table, covered as they are on the screen."""
        numbers = self.model.numbers(*self.timeline.view.selected_range())[:MOST_COPIED]
        incident = self.incident
        if not numbers or incident is None:
            return
        bare = frozenset(self.timeline.view.look.bare)

        def work(workspace: Workspace) -> tuple[str, int]:
            from warroom.postmortem import copying

            found = [_covered(entry, bare) for entry in workspace.record.entries_by_number(numbers)]
            return copying.markdown(incident, found), len(found)

        self.operations.read(work, done=self._copied_rows)

    def _copied_rows(self, copied: tuple[str, int]) -> None:
        QGuiApplication.clipboard().setText(copied[0])
        self.scribe.note(f"{copied[1]} row{'s' if copied[1] != 1 else ''} copied as Markdown")

    def copy_reference(self) -> None:
        """``INC-0042#1f2e3d4c5b6a``: search and the command line find the row by it."""
        entry = self.timeline.selected()
        if entry is not None and self.incident is not None:
            from warroom.postmortem import copying

            words = copying.reference(self.incident.ref, entry)
            QGuiApplication.clipboard().setText(words)
            self.scribe.note(f"{words} copied")

    # -- Paper -----------------------------------------------------------------------------------------------------

    def print_page(self) -> None:
        """Ctrl+P: the page in front, which is the brief while a handoff is read and the log everywhere else."""
        if self._handoff() is not None:
            self.print_brief()
        else:
            self.print_log()

    def print_brief(self) -> None:
        """One page for the next commander: the record's words, or the handoff's where somebody wrote their own."""
        printed = self._brief()
        if printed is not None:
            self._to_printer(printed)

    def save_brief(self) -> None:
        printed = self._brief()
        if printed is not None:
            self._to_pdf(printed)

    def _brief(self) -> Printed | None:
        from warroom.postmortem.printed_brief import brief

        if self.incident is None or self.playbook is None:
            return None
        front = self._handoff()
        worded = front.worded() if front is not None else ""
        return brief(self.incident, self.playbook, self.operations.clock.now(), worded=worded)

    def _handoff(self) -> HandoffSheet | None:
        """The handoff, while it is the page in front."""
        made = self.sheets.get("handoff")
        in_front = made is not None and self.body.stack.currentWidget() is made
        return cast("HandoffSheet", made) if in_front else None

    def print_log(self) -> None:
        self._gather(self._to_printer)

    def save_log(self) -> None:
        self._gather(self._to_pdf)

    def print_sheets(self) -> None:
        """Paper for a scribe whose computer is down, with the head of this incident filled in."""
        from warroom.postmortem.printed import scribe_sheets

        self._to_printer(scribe_sheets(incident=self.incident))

    def save_sheets(self) -> None:
        from warroom.postmortem.printed import scribe_sheets

        self._to_pdf(scribe_sheets(incident=self.incident))

    def _gather(self, then: Callable[[Printed], None]) -> None:
        incident, zone = self.session.id, self.timeline.view.look.zone

        def work(workspace: Workspace) -> Printed:
            from warroom.postmortem import printed
            from warroom.postmortem.report import gather

            second = None if zone is None else (zone.name, partial(_offset, zone))
            return printed.log(gather(workspace.record, incident, workspace.clock.now()), second=second)

        self.operations.read(work, done=then)

    def _to_printer(self, printed: Printed) -> None:
        """The system's own print dialog; what it lacks, PDF has."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        from ui.printing import usual_size

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageSize(usual_size())
        printer.setDocName(printed.title)
        dialog = QPrintDialog(printer, self)
        dialog.setObjectName("war.print")
        dialog.setWindowTitle(f"Print: {printed.title}")
        dialog.accepted.connect(self._print)
        dialog.finished.connect(dialog.deleteLater)
        self._dialog, self._printed, self._printer = dialog, printed, printer
        dialog.setModal(True)
        dialog.show()

    @Slot()
    def _print(self) -> None:
        printed, printer = self._printed, self._printer
        if printed is not None and printer is not None:
            self.paint_on(printed, printer)

    def paint_on(self, printed: Printed, printer: QPrinter) -> None:
        """Put the pages on a printer and say how many there were."""
        from ui.printing import paint

        pages = paint(printed, printer)
        words = f"Printed: {pages} page{'s' if pages != 1 else ''}" if pages else "The printer took nothing. Save a PDF"
        self.scribe.note(words, warn=not pages)

    def _to_pdf(self, printed: Printed) -> None:
        from ui.printing import usual_size

        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        picker = QFileDialog(self, f"Save as PDF: {printed.title}", folder)
        picker.setObjectName("war.pdf")
        picker.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        picker.setDefaultSuffix("pdf")
        filters = [A4, LETTER] if usual_size().id() == QPageSize.PageSizeId.A4 else [LETTER, A4]
        picker.setNameFilters(filters)
        picker.selectFile(f"{printed.title.replace(' ', '-').lower()}.pdf")
        picker.fileSelected.connect(self._pdf_chosen)
        picker.finished.connect(picker.deleteLater)
        self._picker, self._printed = picker, printed
        picker.open()

    @Slot(str)
    def _pdf_chosen(self, name: str) -> None:
        letter = self._picker is not None and self._picker.selectedNameFilter() == LETTER
        if self._printed is not None:
            self.write_pdf(self._printed, Path(name), letter=letter)

    def write_pdf(self, printed: Printed, path: Path, *, letter: bool) -> None:
        """Laid out and written beside the GUI thread."""
        size = QPageSize(QPageSize.PageSizeId.Letter if letter else QPageSize.PageSizeId.A4)

        def work(_report: object) -> str:
            from ui.printing import pdf

            try:
                pages = pdf(printed, path, size)
            except OSError as error:
                return f"Not saved: {error.strerror or error}. Choose another place"
            return f"Saved as {path}, {pages} page{'s' if pages != 1 else ''}"

        self.scribe.note(f"Writing {path.name} …")
        self.operations.background(work, done=self.scribe.note)


def _offset(zone: Zone, moment: Instant) -> int:
    """Seconds east of UTC that a zone keeps at a moment."""
    return int((zone.wall(moment) - moment.datetime().replace(tzinfo=None)).total_seconds())


def _covered(entry: Entry, bare: frozenset[str]) -> Entry:
    return entry if entry.id in bare else msgspec.structs.replace(entry, text=masked(entry.text))
