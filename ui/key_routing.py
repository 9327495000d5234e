"""No key is lost between the pages (UI.md 10.1, A11): a letter on Home begins a declaration, and a key that the system
delivers to the window behind while the Declare dialog comes or goes is brought to the dialog."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QWidget

from ui.typing import is_text, takes_text


class KeyTaker(Protocol):
    """A dialog that stands in front, even where the system has not given it the keyboard yet."""

    def isVisible(self) -> bool: ...
    def windowHandle(self) -> QWindow | None: ...
    def take_key(self, event: QKeyEvent) -> None: ...


class KeyRouting(QObject):
    """``in_front`` gives the dialog, if there is one; ``begin`` takes a letter that was typed on Home and says whether
    Home is where we are."""

    def __init__(
        self,
        in_front: Callable[[], KeyTaker | None],
        begin: Callable[[QWidget, str], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._in_front = in_front
        self._begin = begin

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if isinstance(watched, QWindow):
            dialog = self._in_front()
            if dialog is None or not dialog.isVisible() or dialog.windowHandle() is watched:
                return False
            dialog.take_key(event)
            return True
        if not isinstance(watched, QWidget) or not is_text(event) or takes_text(QApplication.focusWidget()):
            return False
        if QApplication.activeModalWidget() is not None or QApplication.activePopupWidget() is not None:
            return False
        return self._begin(watched, event.text())
