"""No key is lost between the pages (UI.md 10.1, A11): a letter on Home begins a declaration, and a key that the system
delivers to the window behind while the Declare dialog comes or goes is brought to the dialog. Enter presses the button
that has the focus, on every desktop: Qt leaves that to the desktop's own theme, and some say Space only.

This is also what makes that dialog modal: while it stands, clicks behind it bring it to the front and do nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent, QWindow
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from ui.typing import is_text, takes_text

_CLICKS = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick, QEvent.Type.Wheel})
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class KeyTaker(Protocol):
    """A dialog that stands in front, even where the system has not given it the keyboard yet."""

    def isVisible(self) -> bool: ...
    def windowHandle(self) -> QWindow | None: ...
    def take_key(self, event: QKeyEvent) -> None: ...
    def parentWidget(self) -> QWidget | None: ...
    def activateWindow(self) -> None: ...


class KeyRouting(QObject):
    """``in_front`` gives the dialog, if there is one; ``begin`` takes a letter or a space that was typed on Home and
    says whether it was one for it."""

    def __init__(
        self,
        in_front: Callable[[], KeyTaker | None],
        begin: Callable[[QWidget, str], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._in_front = in_front
        self._begin = begin
        self._struck: QWidget | None = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Every event of the app passes here: to ask for its class is cheap, to ask for its type is not.
        if isinstance(event, QMouseEvent | QWheelEvent):
            return event.type() in _CLICKS and isinstance(watched, QWindow) and self._behind(watched) is not None
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if isinstance(watched, QWindow):
            dialog = self._behind(watched)
            if dialog is not None:
                dialog.take_key(event)
            return dialog is not None
        if isinstance(watched, QWidget) and event.key() in _ENTER and self._presses(watched, event):
            return True
        if not isinstance(watched, QWidget) or takes_text(QApplication.focusWidget()):
            return False
        if not is_text(event) and event.text() != " ":
            return False
        if QApplication.activeModalWidget() is not None or QApplication.activePopupWidget() is not None:
            return False
        return self._begin(watched, event.text())

    def _behind(self, window: QWindow) -> KeyTaker | None:
        """The dialog that stands before this window, if one does."""
        dialog = self._in_front()
        if dialog is None or not dialog.isVisible():
            return None
        parent = dialog.parentWidget()
        if parent is None or parent.window().windowHandle() is not window:
            return None
        dialog.activateWindow()
        return dialog

    def _presses(self, watched: QWidget, event: QKeyEvent) -> bool:
        """Press the focused button for an Enter that neither it nor anything around it took: only such a key comes as
        far as the window. One that was struck elsewhere and only then moved the focus there presses nothing."""
        focus = QApplication.focusWidget()
        if watched is focus:
            self._struck = watched
        if not watched.isWindow() or not isinstance(focus, QAbstractButton) or focus is not self._struck:
            return False
        if event.isAutoRepeat() or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or not focus.isEnabled():
            return False
        self._struck = None
        focus.click()
        return True
