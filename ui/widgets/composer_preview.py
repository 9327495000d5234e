"""What will be copied, to the letter, and what to look at before it is sent."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QTabBar,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from ui import labels, theme
from ui.models.formats import FORMAT_NAMES
from ui.theme_tokens import GAP_S, GAP_XS, Token, Type
from ui.widgets.composer_mail import MailBar
from ui.widgets.glyph import Glyph
from warroom.comms.checks import Check, CheckLevel
from warroom.comms.drafts import Draft
from warroom.comms.lengths import Limit, fit
from warroom.comms.mail import mail_of
from warroom.comms.message import Format

MOST_CHECKS = 6
MOST_FIXES = 9
NARROW_CHARS = 62
"""Reason and fix together, beyond which a narrow row shows the key alone."""

_MARKER = re.compile(r"\[\[[A-Z0-9_]+\?\]\]")
_LEVELS = {
    CheckLevel.STOP: ("octagon-alert", Token.DANGER, "Stop"),
    CheckLevel.WARN: ("triangle-alert", Token.WARN, "Look"),
    CheckLevel.OK: ("check", Token.OK, "OK"),
}


class CheckRow(QWidget):
    """One check: an icon and a word for its level, the sentence, and the button that mends it. ``mended`` on that."""

    mended = Signal()

    def __init__(self, n: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._check: Check | None = None
        self._narrow, self._key = False, ""
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP_XS)
        self._icon = Glyph("check", Token.OK)
        self.level = labels.plain(face=Type.SMALL_STRONG, name=f"comms.check.{n}.level")
        self.text = labels.Elided(face=Type.SMALL, tone=Token.TEXT, name=f"comms.check.{n}")
        self.fix = QPushButton()
        self.fix.setObjectName(f"comms.fix.{n}")
        self.fix.setAccessibleName("Fix")
        self.fix.setProperty("kind", "quiet")
        self.fix.setAutoDefault(False)
        self.fix.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.fix.clicked.connect(self.mended)
        line.addWidget(self._icon)
        line.addWidget(self.level)
        line.addWidget(self.text, 1)
        line.addWidget(self.fix)

    def show_check(self, check: Check, key: str) -> None:
        """``key`` mends it, '' where a person has to find other words."""
        name, tone, word = _LEVELS[check.level]
        self._icon.show_icon(name, tone)
        self.level.setText(word)
        labels.retone(self.level, tone)
        self._check, self._key = check, key
        self.text.setText(f"{check.text}.  {check.fix}" if check.fix and not key else check.text)
        self._caption()

    def set_narrow(self, narrow: bool) -> None:
        """Where there is little room the reason counts more than the words on the button."""
        self._narrow = narrow
        self._caption()

    def _caption(self) -> None:
        if self._check is None:
            return
        words = self._check.fix
        self.fix.setVisible(bool(self._key))
        short = self._narrow and len(self._check.text) + len(words) > NARROW_CHARS
        self.fix.setText(self._key if short else f"{words}  {self._key}")
        self.fix.setAccessibleName(words or "Fix")
        labels.tip(self.fix, f"{words}  {self._key}")


class Preview(QWidget):
    """``format_chosen`` carries the ``Format`` whose tab was picked, ``fix_wanted`` the number of a fix."""

    format_chosen = Signal(object)
    fix_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.formats = QTabBar()
        self.formats.setObjectName("comms.formats")
        self.formats.setAccessibleName("Format")
        self.formats.setDrawBase(False)
        self.formats.setExpanding(False)
        for name in FORMAT_NAMES.values():
            self.formats.addTab(name)
        self.formats.currentChanged.connect(self._chosen)
        self.count = labels.Elided(face=Type.SMALL, tone=Token.TEXT3, name="comms.count")
        self.count.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        self.text = QPlainTextEdit()
        self.text.setObjectName("comms.preview")
        self.text.setAccessibleName("Preview")
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.heading = labels.plain(
            "Before you send", face=Type.SMALL_STRONG, tone=Token.TEXT2, name="comms.checks.heading"
        )
        head = QHBoxLayout()
        head.setSpacing(GAP_S)
        head.addWidget(self.formats)
        head.addWidget(self.count, 1)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(GAP_XS)
        lines.addLayout(head)
        self.mail = MailBar()
        self.mail.hide()
        lines.addWidget(self.mail)
        lines.addWidget(self.text, 1)
        lines.addWidget(self.heading)
        self.checks = [CheckRow(n) for n in range(MOST_CHECKS)]
        for row in self.checks:
            row.mended.connect(self._fixed)
            row.hide()
            lines.addWidget(row)
        self.heading.hide()
        self._shown: list[Check] = []
        self._fixable: list[Check] = []

    def show_draft(self, draft: Draft, limit: Limit | None = None) -> None:
        """The text in its format, its markers lit, its length against the limit where it goes, its checks."""
        self.formats.blockSignals(True)
        self.formats.setCurrentIndex(list(FORMAT_NAMES).index(draft.format))
        self.formats.blockSignals(False)
        if self.text.toPlainText() != draft.text:
            at = self.text.verticalScrollBar().value()
            self.text.setPlainText(draft.text)
            self.text.verticalScrollBar().setValue(at)
        self._light_markers(draft)
        self._show_length(draft, limit)
        self.mail.setVisible(draft.format is Format.EMAIL)
        if draft.format is Format.EMAIL:
            self.mail.show_subject(mail_of(draft.message, draft.facts.get("title", "")).subject)
        self._show_checks(draft.checks)

    def _show_length(self, draft: Draft, limit: Limit | None) -> None:
        if limit is None:
            length = len(draft.text)
            self.count.setText(f"{length} character" if length == 1 else f"{length} characters")
            labels.retone(self.count, Token.TEXT3)
            return
        fits = fit(draft.text, limit)
        self.count.setText(fits.words)
        labels.retone(self.count, Token.WARN if fits.over else Token.TEXT3)

    def _show_checks(self, checks: tuple[Check, ...]) -> None:
        """What is in order shares one row; the others have one each, those that a key can mend with their number."""
        wrong = [check for check in checks if check.level is not CheckLevel.OK]
        fine = [check.text for check in checks if check.level is CheckLevel.OK]
        room = MOST_CHECKS - bool(fine)
        self._shown = [*wrong[:room], *([Check(CheckLevel.OK, "ok", "; ".join(fine))] if fine else [])]
        self._fixable = [check for check in self._shown if check.remedy is not None][:MOST_FIXES]
        for row, check in zip(self.checks, self._shown, strict=False):
            row.show_check(check, f"Alt+{self._fixable.index(check) + 1}" if check in self._fixable else "")
        for n, row in enumerate(self.checks):
            row.setVisible(n < len(self._shown))
        hidden = len(wrong) - len(wrong[:room])
        self.heading.setText(f"Before you send, and {hidden} more" if hidden else "Before you send")
        self.heading.setVisible(bool(self._shown))

    def fixable(self, n: int) -> Check | None:
        """The check that fix ``n`` (from 1) mends; None when there is no such fix."""
        return self._fixable[n - 1] if 0 < n <= len(self._fixable) else None

    @Slot()
    def _fixed(self) -> None:
        row = self.sender()
        shown = next((check for check, one in zip(self._shown, self.checks, strict=False) if one is row), None)
        if shown in self._fixable:
            self.fix_wanted.emit(self._fixable.index(shown) + 1)

    def set_narrow(self, narrow: bool) -> None:
        """The tab of Markdown shortens its name where space is short (UI.md 2.4)."""
        self.formats.setTabText(list(FORMAT_NAMES).index(Format.MARKDOWN), "MD" if narrow else "Markdown")
        self.formats.setTabToolTip(list(FORMAT_NAMES).index(Format.MARKDOWN), "Markdown")
        self.heading.setMaximumHeight(0 if narrow else 16_777_215)
        for row in self.checks:
            row.set_narrow(narrow)

    def _light_markers(self, draft: Draft) -> None:
        wanted = {f"[[{name.upper()}?]]" for name in draft.missing}
        look = QTextCharFormat()
        look.setBackground(theme.color(Token.WARN_FILL))
        look.setForeground(theme.color(Token.ON_WARN))
        selections = []
        for found in _MARKER.finditer(draft.text):
            if found[0] in wanted:
                cursor = QTextCursor(self.text.document())
                cursor.setPosition(_units(draft.text[: found.start()]))
                cursor.setPosition(_units(draft.text[: found.end()]), QTextCursor.MoveMode.KeepAnchor)
                selection = QTextEdit.ExtraSelection()
                selection.cursor, selection.format = cursor, look
                selections.append(selection)
        self.text.setExtraSelections(selections)

    @Slot(int)
    def _chosen(self, at: int) -> None:
        self.format_chosen.emit(list(FORMAT_NAMES)[at])


def _units(text: str) -> int:
    """Qt counts in UTF-16: an emoji takes two places."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
