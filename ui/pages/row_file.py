"""A file of the record, opened on demand: a picture at the size of the page, the text of a log, or what it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QLabel, QSizePolicy

from ui import times
from ui.operations import Operations
from ui.pages.thumbnails import picture
from ui.widgets.task_page import TaskPage, reader
from warroom.errors import WarroomError
from warroom.incident.entry import Entry
from warroom.masking import masked

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from warroom.room.attaching import Attachment
    from warroom.workspace import Workspace

MOST_TEXT = 2_000_000
"""Letters of a text that are shown; the whole of it can be saved."""


class RowFile(TaskPage):
    """Enter on a row with a file."""

    def __init__(self, operations: Operations) -> None:
        super().__init__("war.file", "Attached file")
        self._operations = operations
        self._file: Attachment | None = None
        self._picker: QFileDialog | None = None
        self._whole = QPixmap()
        self.image = QLabel()
        self.image.setObjectName("war.file.picture")
        self.image.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.image.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.text = reader("war.file.text", "Text of the file")
        self.body.addWidget(self.image, 1)
        self.body.addWidget(self.text, 1)
        self.save = self.add_button("save", "Save as …", self._save)

    def open(self, entry: Entry) -> None:
        self._file = None
        self.title.setText("Attached file")
        self.about.setText(f"{times.both_clocks(entry.at)} · {entry.actor}")
        self.say_problem("")
        self.image.hide()
        self.text.hide()
        self.save.setEnabled(False)
        self.back.setFocus()

        def work(workspace: Workspace) -> Attachment:
            return workspace.attachment(entry.id)

        self._operations.read(work, done=self._show, failed=self._lacking)

    def _show(self, found: Attachment) -> None:
        self._file = found
        self.save.setEnabled(True)
        self.title.setText(found.caption or found.name)
        size = f"{len(found.data) / 1024:,.0f} KB"
        self.about.setText(f"{self.about.text()} · {found.name} · {found.mime} · {size}")
        if found.drawable:
            data = found.data

            def draw(_report: object) -> QImage:
                return picture(data)

            self._operations.background(draw, done=self._drawn)
        elif found.mime.startswith("text/") or found.mime == "application/json":
            whole = found.data.decode("utf-8", errors="replace")
            cut = "\n… Save the file to read the rest." if len(whole) > MOST_TEXT else ""
            self.text.setPlainText(masked(whole[:MOST_TEXT]) + cut)
            self.text.show()
            self.text.setFocus()
        else:
            large = " It is too large a picture to be drawn here." if found.picture is not None else ""
            self.say_problem(f"This kind of file is not shown here.{large} Save it to open it with its own program.")

    def _drawn(self, image: QImage) -> None:
        if image.isNull():
            self.say_problem("The picture is broken and cannot be drawn. Save it to look at it elsewhere.")
            return
        self._whole = QPixmap.fromImage(image)
        self.image.setAccessibleName(self.title.text())
        self.image.show()
        self._fit()

    def _fit(self) -> None:
        if not self._whole.isNull():
            room = self.image.size()
            if self._whole.width() > room.width() or self._whole.height() > room.height():
                keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
                self.image.setPixmap(self._whole.scaled(room, keep, smooth))
            else:
                self.image.setPixmap(self._whole)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _lacking(self, error: WarroomError) -> None:
        self.say_problem(error.sentence)

    # -- Saving ----------------------------------------------------------------------------------------------------

    @Slot()
    def _save(self) -> None:
        if self._file is None:
            return
        picker = QFileDialog(self, "Save the attached file")
        picker.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        picker.selectFile(self._file.name)
        picker.fileSelected.connect(self._save_to)
        picker.finished.connect(picker.deleteLater)
        picker.open()
        self._picker = picker

    @Slot(str)
    def _save_to(self, name: str) -> None:
        found, where = self._file, Path(name)
        if found is None:
            return
        data = found.data

        def work(_report: object) -> str:
            return write_private(where, data)

        self._operations.background(work, done=self._saved)

    def _saved(self, words: str) -> None:
        self.say_problem(words)


def write_private(where: Path, data: bytes) -> str:
    """Write a file that its owner alone can read; what came of it, in words."""
    try:
        where.touch(mode=0o600, exist_ok=True)
        where.chmod(0o600)
        where.write_bytes(data)
    except OSError as error:
        return f"Not saved: {error.strerror or error}. Choose another place."
    return f"Saved as {where}"
