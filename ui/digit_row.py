"""The digit row as it lies on the keyboard: on layouts whose digits need Shift, a digit key still means its digit
(UI.md 2.2 and 4)."""

from __future__ import annotations

import sys

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from ui.actions import Actions, Context

_X11 = {code: code - 9 for code in range(10, 19)}
_WINDOWS = {code: code - 1 for code in range(2, 11)}
_MAC = {18: 1, 19: 2, 20: 3, 21: 4, 23: 5, 22: 6, 26: 7, 28: 8, 25: 9}
_HELD = Qt.KeyboardModifier.ControlModifier


def physical_digit(event: QKeyEvent) -> int:
    """1 to 9 by where the key lies, 0 for any other key or where the system does not tell."""
    platform = QGuiApplication.platformName()
    if platform in ("xcb", "wayland"):
        return _X11.get(event.nativeScanCode(), 0)
    if sys.platform == "win32":
        return _WINDOWS.get(event.nativeScanCode(), 0)
    return _MAC.get(event.nativeVirtualKey(), 0) if platform == "cocoa" else 0


class DigitRow(QObject):
    """Ctrl with a key of the digit row does on one page what Ctrl with that digit does, unless the sign that the key
    makes has a meaning of its own."""

    def __init__(self, actions: Actions, context: Context, page: QWidget) -> None:
        super().__init__(page)
        self._actions, self._context = actions, context
        page.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.modifiers() != _HELD:
            return False
        if Qt.Key.Key_0 <= event.key() <= Qt.Key.Key_9:
            return False
        digit = physical_digit(event)
        wanted = self._of(QKeySequence(f"Ctrl+{digit}")) if digit else ""
        if not wanted or self._of(QKeySequence(event.keyCombination())):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress:
            self._actions.trigger(wanted)
            return True
        return False

    def _of(self, keys: QKeySequence) -> str:
        """The action that a sequence means on this page, '' for none."""
        places = (self._context, Context.EVERYWHERE)
        return next(
            (one.id for one in self._actions if one.context in places and keys in map(QKeySequence, one.keys)), ""
        )
