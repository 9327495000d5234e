"""Taking a row's words away for good: a password that was pasted, a customer's name (DESIGN 3, *Redaction*)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit

from ui import labels
from ui.models import rows
from ui.operations import Operations
from ui.theme_tokens import Token, Type
from ui.widgets.task_page import TaskPage
from warroom.errors import WarroomError
from warroom.incident.entry import Entry
from warroom.text import one_line

if TYPE_CHECKING:
    from warroom.record.redaction import Removed
    from warroom.record.rewriting import Rewritten
    from warroom.workspace import Workspace

WHAT_GOES = (
    "Its words, every version of it, its file and what search knows of it leave this record. That there was a row, "
    "when, by whom and why it was taken away stay. This cannot be undone."
)


class RowRedact(TaskPage):
    """``redacted`` with the entry once its words are gone."""

    redacted = Signal(object)

    def __init__(self, operations: Operations) -> None:
        super().__init__("war.redact", "Redact this row for good")
        self._operations = operations
        self._entry: Entry | None = None
        self.row = labels.plain(face=Type.BODY_STRONG, name="war.redact.row", wrap=True)
        self.why = QLineEdit()
        self.why.setObjectName("war.redact.why")
        self.why.setAccessibleName("Why its words have to go")
        self.why.setPlaceholderText("Why: a password was pasted")
        self.copies = labels.plain(face=Type.BODY, tone=Token.WARN, name="war.redact.copies", wrap=True)
        for widget in (self.row, self.why, self.copies):
            self.body.addWidget(widget)
        self.body.addStretch(1)
        self.do = self.add_button("do", "Redact", self._redact, kind="danger")
        self.mend = self.add_button("mend", "Rewrite these copies", self._mend)
        self.mend.hide()
        self._why = ""
        self._gone_entry = ""
        self._copies: list[Path] = []
        self.why.returnPressed.connect(self._redact)

    def open(self, entry: Entry) -> None:
        self._entry = entry
        self.title.setText("Redact this row for good")
        self.about.setText(WHAT_GOES)
        self.row.setText(one_line(rows.copied(entry), 300))
        self.why.clear()
        self.why.show()
        self.do.show()
        self.copies.setText("")
        self.mend.hide()
        self.say_problem("")
        self.why.setFocus()

    @Slot()
    def _redact(self) -> None:
        entry, why = self._entry, self.why.text().strip()
        if entry is None:
            return
        if not why:
            self.say_problem("Say why first: it stands in the row's place.")
            self.why.setFocus()
            return

        self._why = why

        def work(workspace: Workspace) -> Removed:
            return workspace.redact(entry.id, why)

        self._operations.run(work, done=self._gone, failed=self._refused)

    def _gone(self, removed: Removed) -> None:
        entry, self._entry = self._entry, None
        if entry is not None:
            self._gone_entry = entry.id
        self.redacted.emit(entry)
        self.row.setText("")
        self.why.hide()
        self.do.hide()
        self.title.setText("Redacted")
        self.about.setText("Its words are gone from this record, its search and its files.")
        self._copies = removed.copies
        also = len(removed.also)
        if also:
            rows_ = "1 other row: redact it" if also == 1 else f"{also} other rows: redact those"
            self.say_problem(f"The same words stand in {rows_} too.")
        self._say_copies("These copies of the record still hold them:")
        self.mend.setVisible(bool(removed.copies))
        (self.mend if removed.copies else self.back).setFocus()

    def _say_copies(self, words: str) -> None:
        self.copies.setText("\n".join([words, *(str(path) for path in self._copies)]) if self._copies else "")

    @Slot()
    def _mend(self) -> None:
        """Take the words out of the copies too: each is written anew without them."""
        copies, entry, why = self._copies, self._gone_entry, self._why
        self.mend.setEnabled(False)
        self.about.setText("Rewriting the copies …")

        def work(workspace: Workspace) -> list[Rewritten]:
            return workspace.rewrite(copies, entry, why)

        self._operations.run(work, done=self._mended, failed=self._refused)

    def _mended(self, done: list[Rewritten]) -> None:
        self.mend.setEnabled(True)
        problems = [one.problem for one in done if one.problem]
        self._copies = [one.path for one in done if one.problem]
        self.about.setText(f"{len(done) - len(problems)} of {len(done)} copies rewritten without the words.")
        self._say_copies("These copies still hold them:")
        self.say_problem("\n".join(problems))
        self.mend.setVisible(bool(problems))
        self.back.setFocus()

    def _refused(self, error: WarroomError) -> None:
        self.say_problem(error.sentence)
