"""What one key mends in a message: the fix of each honesty check, and *none known* for what nobody knows."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from ui.operations import Operations
from ui.pages.composer_draft import ComposerDrafting
from ui.theme_tokens import Token
from warroom.comms.checks import Remedy, RemedyKind
from warroom.comms.drafts import NONE_KNOWN
from warroom.comms.fields import NEXT_UPDATE


class ComposerMending(ComposerDrafting):
    """``line_wanted`` begins a line in the scribe line: the record, not the message, is to be mended."""

    line_wanted = Signal(str)

    def __init__(self, operations: Operations, parent: QWidget | None = None) -> None:
        super().__init__(operations, parent)
        self.preview.fix_wanted.connect(self.fix)

    @Slot(int)
    def fix(self, n: int) -> None:
        """Carry out fix ``n`` of those that the preview shows; the check itself never edits."""
        check = self.preview.fixable(n)
        if check is None or check.remedy is None:
            self.foot.say(f"There is no fix {n}", Token.WARN)
            return
        self._mend(check.remedy)

    def _mend(self, remedy: Remedy) -> None:
        if remedy.kind is RemedyKind.FILL:
            self.fill(remedy.field, remedy.text)
        elif remedy.kind is RemedyKind.GO:
            self.fields.go_to(remedy.field)
        elif remedy.kind is RemedyKind.TEMPLATE:
            self._picked(remedy.text)
        else:
            self.line_wanted.emit(remedy.text)

    def fill(self, name: str, text: str) -> None:
        """Write into a field as a person would."""
        row = self.fields.row(name)
        if row is not None:
            row.put(text)
        self._edited(name, text)

    def none_known(self) -> None:
        """Alt+0: an answer where there is none, in the focused field or the first missing one."""
        name = self.fields.focused() or self.fields.next_missing()
        if self.fields.row(name) is None:
            self.foot.say("Nothing is missing", Token.OK)
            return
        if name == NEXT_UPDATE:
            self.foot.say("The next update needs a time, such as 20m", Token.WARN)
            return
        self.fill(name, NONE_KNOWN)

    def next_missing(self) -> None:
        name = self.fields.next_missing()
        if not self.fields.go_to(name):
            self.foot.say("Nothing is missing", Token.OK)
