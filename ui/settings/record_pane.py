"""The record: where it is, its backups, its check with a way to stop it, and the settings as one file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from ui import labels, theme, times
from ui.operations import Operations
from ui.pages.sheet import button
from ui.settings.fields import LABEL_PX
from ui.settings.history import History
from ui.settings.panes import Pane
from ui.settings.record_jobs import Look, RecordJobs
from ui.settings.rows import Category
from ui.settings.values import Values
from ui.theme_tokens import GAP_M, GAP_S, GAP_XS, Token, Type
from warroom.settings.keeping import Proof

NEVER = "Not checked yet from here."
FILE_NAME = "warroom-settings.json"


class RecordPane(Pane):
    """``said`` a sentence about what was done; ``brought`` when settings came out of a file."""

    said = Signal(str)
    brought = Signal()

    def __init__(self, operations: Operations, values: Values, history: History) -> None:
        super().__init__(Category.RECORD, values)
        self._operations = operations
        self._labels: list[QLabel] = []
        self.jobs = RecordJobs(operations, values, history, self)
        self.path = labels.Elided(face=Type.BODY, name="settings.record.path", mode=Qt.TextElideMode.ElideMiddle)
        self.copy = self._button("copy", "Copy the path", self._copy)
        self._line("Where it is", self.path, self.copy)
        self.backups = labels.plain("Looking …", face=Type.BODY, name="settings.record.backups", wrap=True)
        self.back_up = self._button("backup", "Back up now", self._back_up)
        self._line("Backups", self.backups, self.back_up)
        self.checked = labels.plain(NEVER, face=Type.BODY, name="settings.record.checked", wrap=True)
        self.verify = self._button("verify", "Verify", self.begin_check)
        self.stop = self._button("stop", "Stop", self.jobs.cancel)
        self._line("Check", self.checked, self.verify, self.stop)
        self.bar = QProgressBar()
        self.bar.setObjectName("settings.record.progress")
        self.bar.setAccessibleName("Progress of the check")
        self.bar.setTextVisible(False)
        self.column.addWidget(self.bar)
        words = labels.plain(
            "Every setting and target in one file, without secrets.", face=Type.BODY, name="settings.file", wrap=True
        )
        self.export = self._button("export", "Export …", self.ask_export)
        self.bring = self._button("import", "Import …", self.ask_import)
        self._line("Settings", words, self.export, self.bring)
        self.fill()
        self.bar.hide()
        self.stop.hide()
        self._connect()
        theme.notifier().changed.connect(self._measure)
        self._measure()

    def _connect(self) -> None:
        jobs = self.jobs
        jobs.looked.connect(self._show_look)
        jobs.proved.connect(self._show_proof)
        jobs.stopped.connect(self._end_check)
        jobs.progress.connect(self._show_progress)
        jobs.said.connect(self.said)
        jobs.brought.connect(self.brought)

    def come(self) -> None:
        facts = self._operations.facts
        if facts is not None:
            self.path.setText(facts.path)
            self.jobs.look()

    # -- What it shows ---------------------------------------------------------------------------------------------

    @Slot(object)
    def _show_look(self, look: Look) -> None:
        kept = look.kept
        size = f"{kept.size / 1_000_000:.1f} MB"
        self.path.setText(f"{kept.path}  ·  {size}")
        if kept.last is None:
            words = "None yet. One is made each hour while an incident is open, and when one is resolved."
        else:
            ago = times.ago(kept.last, self._operations.clock.now())
            many = "1 backup" if kept.backups == 1 else f"{kept.backups} backups"
            words = f"{many}, the last {ago}, in {kept.folder}"
        self.backups.setText(words)
        if not self.bar.isVisible() and look.checked:
            self.checked.setText(f"Last check {look.checked}")
            labels.retone(self.checked, Token.DANGER if "FAILED" in look.checked else Token.TEXT)

    @Slot()
    def begin_check(self) -> None:
        """Prove the record beside the work on it; it can be stopped."""
        self.verify.hide()
        self.stop.show()
        self.bar.setRange(0, 0)
        self.bar.show()
        self.checked.setText("Checking …")
        labels.retone(self.checked, Token.TEXT2)
        self.stop.setFocus()
        self.jobs.prove()

    @Slot(int, int)
    def _show_progress(self, done: int, in_all: int) -> None:
        self.bar.setRange(0, max(1, in_all))
        self.bar.setValue(done)
        self.checked.setText(f"Checking … {done} of {in_all} events")

    @Slot(object)
    def _show_proof(self, proof: Proof) -> None:
        self._end_check("\n".join((proof.sentence, *proof.findings)))
        labels.retone(self.checked, Token.OK if proof.sound else Token.DANGER)
        self.said.emit(proof.sentence)

    @Slot(str)
    def _end_check(self, words: str) -> None:
        had_focus = self.stop.hasFocus()
        self.bar.hide()
        self.stop.hide()
        self.verify.show()
        self.checked.setText(words)
        labels.retone(self.checked, Token.WARN)
        if had_focus:
            self.verify.setFocus()

    # -- What a person does ----------------------------------------------------------------------------------------

    @Slot()
    def _copy(self) -> None:
        facts = self._operations.facts
        if facts is not None:
            QGuiApplication.clipboard().setText(facts.path)
            self.said.emit("Path copied")

    @Slot()
    def _back_up(self) -> None:
        self.jobs.back_up()

    @Slot()
    def ask_export(self) -> None:
        dialog = self._dialog("Export the settings", QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("json")
        dialog.selectFile(FILE_NAME)
        dialog.fileSelected.connect(self._export)
        dialog.open()

    @Slot()
    def ask_import(self) -> None:
        dialog = self._dialog("Import settings", QFileDialog.AcceptMode.AcceptOpen)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter("Settings (*.json)")
        dialog.fileSelected.connect(self._import)
        dialog.open()

    @Slot(str)
    def _export(self, path: str) -> None:
        self.jobs.export(Path(path))

    @Slot(str)
    def _import(self, path: str) -> None:
        self.jobs.bring(Path(path))

    def _dialog(self, title: str, mode: QFileDialog.AcceptMode) -> QFileDialog:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self, title, folder)
        dialog.setObjectName("settings.record.file")
        dialog.setAcceptMode(mode)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog

    # -- Building --------------------------------------------------------------------------------------------------

    def _button(self, name: str, words: str, pressed: object) -> QPushButton:
        made = button(f"settings.record.{name}", words)
        made.clicked.connect(pressed)
        return made

    def _line(self, label: str, words: QLabel, *buttons: QPushButton) -> None:
        head = labels.plain(label, face=Type.BODY_STRONG)
        self._labels.append(head)
        row = QHBoxLayout()
        row.setSpacing(GAP_S)
        for one in buttons:
            row.addWidget(one)
        row.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(GAP_XS)
        right.addWidget(words)
        right.addLayout(row)
        holder = QWidget()
        whole = QHBoxLayout(holder)
        whole.setContentsMargins(0, 0, 0, GAP_M)
        whole.setSpacing(GAP_M)
        whole.addWidget(head, 0, Qt.AlignmentFlag.AlignTop)
        whole.addLayout(right, 1)
        self.column.addWidget(holder)

    @Slot()
    def _measure(self) -> None:
        for label in self._labels:
            label.setFixedWidth(theme.px(LABEL_PX))
