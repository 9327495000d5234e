"""The foot line: the keys that matter here, and whether what was typed is on disk (UI.md 7, *Saved*)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from ui import labels
from ui.theme_tokens import GAP_S, GAP_XS, Token, Type
from ui.widgets.more_open import MoreOpen, other
from warroom.clock import Instant

if TYPE_CHECKING:
    from ui.live import OpenIncidents

KEYS = "Ctrl+K commands    Ctrl+U internal    Ctrl+E external    F6 next pane    Esc scribe line    F1 keys"


class Foot(QFrame):
    """Turns into a red bar while a line is not saved, and offers the whole timeline to the clipboard."""

    copy_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("war.foot")
        self._keys = labels.Elided(KEYS, face=Type.SMALL, tone=Token.TEXT3, name="war.foot.keys")
        self._saved = labels.plain(face=Type.SMALL, tone=Token.TEXT3, name="war.foot.saved")
        self._copy = QPushButton("Copy the whole timeline")
        self._copy.setObjectName("war.foot.copy")
        self._copy.setAccessibleName("Copy the whole timeline")
        self._copy.clicked.connect(self.copy_wanted)
        self._copy.hide()
        line = QHBoxLayout(self)
        line.setContentsMargins(GAP_XS, 0, GAP_XS, 0)
        line.setSpacing(GAP_S)
        self.others = MoreOpen()
        line.addWidget(self._keys, 1)
        line.addWidget(self.others)
        line.addWidget(self._copy)
        line.addWidget(self._saved)
        self._problem, self._folded = "", False

    @property
    def words(self) -> str:
        return self._saved.text()

    def fold(self, on: bool) -> None:
        """Out of sight where every line counts; a problem is always in sight."""
        self._folded = on
        self.setVisible(bool(self._problem) or not on)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.others.fit(self.width() - self._saved.sizeHint().width() - 6 * GAP_S)

    def show_others(self, live: OpenIncidents, here: str, now: Instant) -> None:
        """What else is open, beside the incident ``here``."""
        self.others.show_other(other(live, here, now))

    def show_saved(self, at: Instant | None, entries: int) -> None:
        if not self._problem:
            self._saved.setText(f"Saved {at.hhmmss()} · {entries}" if at is not None else f"{entries} on record")

    def show_saving(self) -> None:
        if not self._problem:
            self._saved.setText("Saving …")

    def show_problem(self, problem: str) -> None:
        """'' ends it."""
        self._problem = problem
        self._copy.setVisible(bool(problem))
        self.setVisible(bool(problem) or not self._folded)
        labels.mark(self, "panel", "errorbar" if problem else "canvas")
        labels.retone(self._saved, Token.ON_DANGER if problem else Token.TEXT3)
        self._keys.setVisible(not problem)
        if problem:
            self._saved.setText(f"NOT SAVED: {problem}")

    def minimumSizeHint(self) -> QSize:
        return QSize(100, super().minimumSizeHint().height())
