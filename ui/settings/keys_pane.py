"""The keys, searched by key or by what they do, with what two actions would share, and written to a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout

from ui import labels
from ui.actions import Actions, collisions
from ui.keys_help import KeyTable, rows
from ui.operations import Operations
from ui.pages.sheet import button
from ui.settings.rows import Category
from ui.theme_tokens import GAP_M, GAP_S, Token, Type
from warroom.errors import Refused, WarroomError


class KeysPane(QFrame):
    """``said`` a sentence on how the export went."""

    said = Signal(str)

    def __init__(self, operations: Operations, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("settings.pane.keys")
        self.setProperty("panel", "panel")
        self.category = Category.KEYS
        self._operations, self._actions = operations, actions
        self.filter = QLineEdit()
        self.filter.setObjectName("settings.keys.filter")
        self.filter.setAccessibleName("Find a key")
        self.filter.setPlaceholderText("a key, such as Ctrl+Shift, or what it does")
        self.filter.textChanged.connect(self._find)
        self.export = button("settings.keys.export", "Export the keys …")
        self.export.clicked.connect(self.ask)
        self.state = labels.plain(face=Type.SMALL, tone=Token.TEXT2, name="settings.keys.state", wrap=True)
        self.table = KeyTable(actions)
        head = QHBoxLayout()
        head.setSpacing(GAP_S)
        head.addWidget(self.filter, 1)
        head.addWidget(self.export)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP_M, GAP_M, GAP_M, GAP_M)
        column.setSpacing(GAP_S)
        column.addLayout(head)
        column.addWidget(self.state)
        column.addWidget(self.table, 1)

    def come(self) -> None:
        """Read the registry again: pages enter their actions as they are made."""
        self._find()
        faults = collisions(self._actions)
        self.state.setText(f"Conflicts: {'; '.join(faults)}." if faults else "No key is taken twice.")
        labels.retone(self.state, Token.WARN if faults else Token.TEXT2)

    @Slot()
    def ask(self) -> None:
        """Ask where to put the table of keys; the dialog does not block."""
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self, "Export the keys", folder)
        dialog.setObjectName("settings.keys.file")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setDefaultSuffix("md")
        dialog.selectFile("warroom-keys.md")
        dialog.fileSelected.connect(self.write)
        dialog.open()

    @Slot(str)
    def write(self, path: str) -> None:
        """Put the table into a file, as Markdown."""
        text = table_text(self._actions)

        def job(_report: Callable[[int, int], None]) -> str:
            try:
                Path(path).write_text(text, encoding="utf-8")
            except OSError as error:
                raise Refused(f"{path} cannot be written: {error.strerror}. Choose another place.") from error
            return path

        self._operations.background(job, done=self._written, failed=self._failed)

    def _written(self, path: str) -> None:
        self.said.emit(f"The keys are in {path}")

    def _failed(self, error: WarroomError) -> None:
        self.said.emit(error.sentence)

    @Slot()
    def _find(self) -> None:
        self.table.renew(self.filter.text())


def table_text(actions: Actions) -> str:
    """Every key as a table in Markdown."""
    lines = ["| Where | Keys | In the line | Does |", "|---|---|---|---|"]
    lines += [f"| {' | '.join(part.replace('|', chr(92) + '|') for part in row)} |" for row in rows(actions)]
    return "\n".join(lines) + "\n"
