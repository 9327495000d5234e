"""Export from the window: pick a form, pick a place, go on working while it is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from ui.operations import Operations
from ui.shell_actions import FORMS
from warroom.errors import WarroomError
from warroom.postmortem import exports
from warroom.postmortem.exports import Form

if TYPE_CHECKING:
    from warroom.postmortem.report import Report
    from warroom.workspace import Workspace

STEPS = 3
"""Gathered, written down, on disk."""


class Export(QObject):
    """``said`` carries a sentence on how it goes, ``progress`` (done, in all), ``written`` the file's path."""

    said = Signal(str)
    progress = Signal(int, int)
    written = Signal(str)

    def __init__(self, operations: Operations, window: QWidget) -> None:
        super().__init__(window)
        self._operations = operations
        self._window = window
        self._dialog: QFileDialog | None = None
        self._form = Form.MARKDOWN
        self._incident = ""

    def ask(self, incident: str, ref: str, name: str) -> None:
        """Ask where to put it; the dialog does not block. ``name`` is the form's."""
        form = Form(name)
        self._form, self._incident = form, incident
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name = f"{ref}{'-postmortem' if form is Form.POSTMORTEM else ''}{exports.SUFFIXES[form]}"
        dialog = QFileDialog(self._window, f"Export {ref}: {FORMS[form.value]}", folder)
        dialog.setObjectName("export.file")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setDefaultSuffix(exports.SUFFIXES[form].removeprefix("."))
        dialog.selectFile(name)
        dialog.fileSelected.connect(self._chosen)
        self._dialog = dialog
        dialog.open()

    def write(self, incident: str, form: Form, path: Path) -> None:
        """Gather on the record thread, write beside it; ``written`` or a sentence follows."""
        self._form = form
        self.said.emit(f"Exporting to {path.name} …")
        self.progress.emit(0, STEPS)
        self._path = path

        def gathering(workspace: Workspace) -> Report:
            from warroom.postmortem.report import gather

            return gather(workspace.record, incident, workspace.clock.now(), with_files=True)

        self._operations.read(gathering, done=self._gathered, failed=self._failed)

    @Slot(str)
    def _chosen(self, path: str) -> None:
        self.write(self._incident, self._form, Path(path))

    def _gathered(self, report: Report) -> None:
        form, path = self._form, self._path

        def writing(step: Callable[[int, int], None]) -> Path:
            step(1, STEPS)
            written = exports.write_report(report, form, path)
            step(2, STEPS)
            return written

        self._operations.background(writing, done=self._written, failed=self._failed, progress=self._step)

    def _step(self, step: tuple[int, int]) -> None:
        self.progress.emit(*step)

    def _written(self, path: Path) -> None:
        self.progress.emit(STEPS, STEPS)
        self.said.emit(f"Exported to {path}")
        self.written.emit(str(path))

    def _failed(self, error: WarroomError) -> None:
        self.progress.emit(STEPS, STEPS)
        self.said.emit(error.sentence)
