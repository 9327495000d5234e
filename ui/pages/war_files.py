"""What the war room does with files: paste and drop, attach, thumbnails, open, bring in what was written elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from ui.actions import Actions
from ui.models.held import Held, png
from ui.operations import Operations
from ui.pages.import_file import ImportFile
from ui.pages.paste_split import PasteSplit
from ui.pages.row_file import RowFile
from ui.pages.thumbnails import Thumbnails
from ui.pages.war_rows import WarRows
from ui.widgets.scribe_bar import Attaching
from warroom.backfill.paste import judge
from warroom.clock import Instant
from warroom.errors import WarroomError
from warroom.incident.entry import Entry

if TYPE_CHECKING:
    from warroom.room import Acted
    from warroom.workspace import Workspace


class WarFiles(WarRows):
    def __init__(self, operations: Operations, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(operations, actions, parent)
        self._picker: QFileDialog | None = None
        self.setAcceptDrops(True)

    def connect_files(self) -> None:
        self._thumbnails = Thumbnails(self.operations, self)
        self._thumbnails.made.connect(self.timeline.view.show_thumb)
        self.timeline.view.thumb_wanted.connect(self._thumbnails.want)
        self.timeline.view.open_wanted.connect(self.open_entry)
        self.timeline.open_wanted.connect(self.open_entry)
        self.scribe.attached.connect(self._attach)
        self.scribe.split_wanted.connect(self._split)

    def no_file(self) -> str:
        entry = self.timeline.selected()
        chosen = entry is not None and entry.kind == "attachment" and not entry.redacted
        return self.no_row() or ("" if chosen else "The selected row has no file")

    # -- Coming in -------------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        mime = event.mimeData()
        if self.incident is not None and (mime.hasUrls() or mime.hasImage() or mime.hasText()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.show_timeline()
        self.scribe.take_mime(event.mimeData())

    def paste(self) -> None:
        """What the clipboard holds, as Ctrl+V in the line would take it: a block, a picture, files or a word."""
        held: QMimeData | None = QGuiApplication.clipboard().mimeData()
        if held is None or not held.formats() or not self.line.canInsertFromMimeData(held):
            self.scribe.note("The clipboard holds nothing that goes into a line", warn=True)
            return
        self.line.setFocus()
        self.line.insertFromMimeData(held)

    def attach_file(self) -> None:
        """Choose files; they wait beside the line for a caption and Enter."""
        self._ask_for_file("Attach", QFileDialog.FileMode.ExistingFiles).filesSelected.connect(self._files_chosen)

    @Slot(list)
    def _files_chosen(self, names: list[str]) -> None:
        self.show_timeline()
        self.scribe.hold(Held(files=tuple(Path(name) for name in names)))

    def bring_in(self) -> None:
        """Choose a timeline, a table or an export to read; nothing is written before it was looked at."""
        self._ask_for_file("Import", QFileDialog.FileMode.ExistingFile).fileSelected.connect(self._import_chosen)

    @Slot(str)
    def _import_chosen(self, name: str) -> None:
        self.sheet(ImportFile).open(self.session.id, Path(name), self._began())

    def _began(self) -> Instant:
        """Where a file without a day belongs: when the trouble began."""
        known = self.incident
        began = (known.started_at or known.detected_at or known.declared_at) if known is not None else None
        return began or self.operations.clock.now()

    def _ask_for_file(self, title: str, mode: QFileDialog.FileMode) -> QFileDialog:
        """A file picker that blocks nothing; typing goes on when it is closed."""
        picker = QFileDialog(self, title)
        picker.setObjectName("war.picker")
        picker.setFileMode(mode)
        picker.finished.connect(picker.deleteLater)
        picker.open()
        self._picker = picker
        return picker

    @Slot(str)
    def _split(self, text: str) -> None:
        self.scribe.hold(None)
        sheet = self.sheet(PasteSplit)
        sheet.kept = self._hold_again
        sheet.open(self.session.id, text, self._around())

    def _hold_again(self, text: str) -> None:
        """A paste that was looked at and not written waits beside the line as before."""
        if self.scribe.held is None:
            self.scribe.hold(Held(text, judge(text)))

    def _around(self) -> Instant:
        """Where times without a day belong: now, while it runs; else the end of the incident."""
        ended = self.incident.resolved_at if self.incident is not None else None
        return ended or self.operations.clock.now()

    # -- Attaching -------------------------------------------------------------------------------------------------

    @Slot(object)
    def _attach(self, wanted: Attaching) -> None:
        self.scribe.note("Attaching …")
        held, incident = wanted.held, self.session.id
        if held.image is not None:
            image = held.image

            def encode(_report: object) -> bytes:
                return png(image)

            def encoded(data: bytes) -> None:
                self._keep(incident, wanted, data, "")

            self.operations.background(encode, done=encoded)
        for path in held.files:
            self._keep(incident, wanted, path, path.name)
        if held.text:
            at = (wanted.at or wanted.begun).datetime()
            self._keep(incident, wanted, held.text.encode(), f"pasted {at:%Y-%m-%d %H-%M-%S}.txt")

    def _keep(self, incident: str, wanted: Attaching, file: Path | bytes, name: str) -> None:
        def work(workspace: Workspace) -> Acted:
            return workspace.attach(incident, file, wanted.caption, name=name, at=wanted.at, star=wanted.star)

        def kept(_acted: Acted) -> None:
            self.scribe.note(f"Attached {name}" if name else "Picture attached")

        def refused(error: WarroomError) -> None:
            """What could not be kept waits beside the line again, unless something else does."""
            if self.scribe.held is None and self.session.id == incident:
                files = (file,) if isinstance(file, Path) else ()
                self.scribe.hold(Held(files=files) if files else wanted.held)
                if not self.line.text():
                    self.scribe.put(wanted.caption, wanted.begun)
            self.scribe.note(error.sentence, warn=True)

        self.operations.run(work, done=kept, failed=refused)

    # -- Opening ---------------------------------------------------------------------------------------------------

    def open_file(self) -> None:
        entry = self.timeline.selected()
        if entry is not None:
            self.open_entry(entry)

    @Slot(object)
    def open_entry(self, entry: Entry) -> None:
        """Enter on a row: its file, else the whole of its text."""
        if entry.kind == "attachment" and not entry.redacted:
            self.sheet(RowFile).open(entry)
        else:
            self.show_versions(entry)
