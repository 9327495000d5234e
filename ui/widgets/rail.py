"""A rail of panes: one pane as it is, several behind tabs; in the smallest layout a drawer over the timeline."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from ui import icons, labels, theme
from ui.theme_tokens import GAP_XS, Token, Type
from ui.widgets.pane import Pane
from ui.widgets.scroller import Scroller

MARK = "octagon-alert"


class Rail(QFrame):
    """``put`` gives it its panes; ``reveal`` brings one to the front."""

    turned = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("war.rail")
        self.setProperty("panel", "canvas")
        self._tabs = QWidget()
        self._tab_line = QHBoxLayout(self._tabs)
        self._tab_line.setContentsMargins(0, 0, 0, 0)
        self._tab_line.setSpacing(GAP_XS)
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self._turn)
        self._stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_XS)
        column.addWidget(self._tabs)
        column.addWidget(Scroller(self._stack, "war.rail.page"), 1)
        self._panes: list[Pane] = []
        theme.notifier().changed.connect(self._draw_marks)

    def put(self, *panes: tuple[str, Pane]) -> None:
        """These panes, in this order, and no others."""
        if [pane for _, pane in panes] == self._panes:
            return
        for button in self._group.buttons():
            self._group.removeButton(button)
            button.deleteLater()
        for pane in self._panes:
            if self._stack.indexOf(pane) >= 0:
                self._stack.removeWidget(pane)
        self._panes = [pane for _, pane in panes]
        for number, (title, pane) in enumerate(panes):
            self._stack.addWidget(pane)
            button = QPushButton(title)
            button.setObjectName(f"{pane.objectName()}.tab")
            button.setProperty("kind", "quiet")
            button.setProperty("face", Type.SMALL.value)
            button.setProperty("tab", "true")
            button.setCheckable(True)
            button.setAccessibleName(title)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self._group.addButton(button, number)
            self._tab_line.addWidget(button)
        self._tabs.setVisible(len(panes) > 1)
        if panes:
            self._turn(0)

    def retitle(self, pane: Pane, title: str, spoken: str = "", *, marked: bool = False) -> None:
        """What a tab says, and to a screen reader; ``marked``: something behind it is overdue."""
        if pane not in self._panes:
            return
        button = self._group.button(self._panes.index(pane))
        spoken = spoken or title
        if (button.text(), button.accessibleName()) != (title, spoken):
            button.setText(title)
            button.setAccessibleName(spoken)
            labels.tip(button, spoken if spoken != title else "")
        if marked is button.icon().isNull():
            button.setIcon(icons.icon(MARK, Token.DANGER) if marked else QIcon())

    @Slot()
    def _draw_marks(self) -> None:
        for button in self._group.buttons():
            if not button.icon().isNull():
                button.setIcon(icons.icon(MARK, Token.DANGER))

    def front(self) -> Pane | None:
        at = self._stack.currentIndex()
        return self._panes[at] if 0 <= at < len(self._panes) else None

    def reveal(self, pane: Pane) -> None:
        if pane in self._panes:
            self._turn(self._panes.index(pane))

    @Slot(int)
    def _turn(self, number: int) -> None:
        self._stack.setCurrentIndex(number)
        for place, pane in enumerate(self._panes):
            pane.setVisible(place == number)
        button = self._group.button(number)
        if button is not None:
            button.setChecked(True)
        labels.mark(self, "front", self._panes[number].objectName())
        self.turned.emit()
