"""Packs of templates: files that teams hand to each other, chosen in the system's dialog, read and written aside."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from ui.operations import Operations
from ui.wordings import desk
from warroom.errors import WarroomError

PACKS = "Template packs (*.zip)"


class Packs(QObject):
    """``there`` carries what the team has already: asked for again by ``replace``, the pack's take their place.

    ``brought`` carries the names that came; ``said(words, warn)`` what was done or refused.
    """

    said = Signal(str, bool)
    there = Signal(str)
    brought = Signal(list)

    def __init__(self, operations: Operations, page: QWidget) -> None:
        super().__init__(page)
        self._operations, self._page = operations, page
        self._path = Path()

    @Slot()
    def ask_import(self) -> None:
        self._ask("Import a template pack", QFileDialog.AcceptMode.AcceptOpen, self.bring)

    @Slot()
    def ask_export(self) -> None:
        self._ask("Export the team's templates", QFileDialog.AcceptMode.AcceptSave, self.write)

    def _ask(self, title: str, mode: QFileDialog.AcceptMode, chosen: Callable[[str], None]) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self._page, title, folder, PACKS)
        dialog.setObjectName("wordings.file")
        dialog.setAcceptMode(mode)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if mode is QFileDialog.AcceptMode.AcceptSave:
            dialog.setDefaultSuffix("zip")
            dialog.selectFile("warroom-templates.zip")
        else:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(chosen)
        dialog.open()

    @Slot(str)
    def bring(self, path: str) -> None:
        """Take a pack; what the team has already is asked about first."""
        self._path = Path(path)
        self._take(replace=False)

    @Slot()
    def replace(self) -> None:
        """Take the same pack over what the team has."""
        self._take(replace=True)

    def _take(self, *, replace: bool) -> None:
        path = self._path
        self._operations.read(
            lambda workspace: desk.bring(workspace, path, replace=replace), done=self._came, failed=self._refused
        )

    def _came(self, names: tuple[str, ...]) -> None:
        self.brought.emit(list(names))
        self.said.emit(f"Imported: {', '.join(names)}", False)

    def _refused(self, error: WarroomError) -> None:
        if error.code == "templates_there":
            self.there.emit(f"The team has {error.params.get('names')} already")
        else:
            self.said.emit(error.sentence, True)

    @Slot(str)
    def write(self, path: str) -> None:
        """Write the team's own into a pack."""
        where = Path(path)
        self._operations.background(
            lambda _step: (desk.export(where), where.name), done=self._written, failed=self._refused
        )

    def _written(self, done: tuple[int, str]) -> None:
        count, name = done
        self.said.emit(f"{count} {'template is' if count == 1 else 'templates are'} in {name}", False)
