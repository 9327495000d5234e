"""A pane of the war room: a titled frame with a fixed home, and a ring round it while it holds the focus."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui import labels
from ui.theme_tokens import FOCUS_PX, GAP_S, GAP_XS, Token, Type
from ui.widgets.scroller import Scroller


class Pane(QFrame):
    """``first_focus`` names the widget that F6 brings the focus to; '' title makes a pane without a heading. What is
    put into ``body`` scrolls below the heading where ``scrolls``."""

    def __init__(
        self, name: str, title: str = "", keys: str = "", parent: QWidget | None = None, *, scrolls: bool = False
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("panel", "panel")
        self.setAccessibleName(title)
        self._frame = QVBoxLayout(self)
        self._frame.setSpacing(GAP_XS)
        self.head = QHBoxLayout()
        self.head.setSpacing(GAP_S)
        self.count = labels.Elided(face=Type.SMALL, tone=Token.TEXT3, name=f"{name}.count")
        self.first_focus: QWidget = self
        if title:
            self.title = labels.Elided(title, face=Type.SMALL_STRONG, tone=Token.TEXT2, name=f"{name}.title")
            self.head.addWidget(self.title)
            self.hint = labels.plain(keys, face=Type.CAPTION, tone=Token.TEXT3)
            self.head.addWidget(self.hint)
            self.head.addStretch(1)
            self.head.addWidget(self.count)
            self._frame.addLayout(self.head)
        self.body = self._scrolled() if scrolls else self._frame
        self.show_ring(False)

    def _scrolled(self) -> QVBoxLayout:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_XS)
        self._frame.addWidget(Scroller(inside, f"{self.objectName()}.scroll"), 1)
        return column

    def show_ring(self, on: bool) -> None:
        """The ring is thicker than the border: the content gives way, so that nothing moves."""
        labels.mark(self, "pane_focus", on)
        margin = GAP_S - (FOCUS_PX - 1 if on else 0)
        self._frame.setContentsMargins(margin, margin, margin, margin)

    def take_focus(self) -> None:
        self.first_focus.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def holds(self, widget: QWidget | None) -> bool:
        return widget is not None and (widget is self or self.isAncestorOf(widget))
