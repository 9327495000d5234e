"""Keys of the page in front hold on the whole war room: with the focus in the scribe line below it, F9 still copies.

The line keeps what it has a meaning for: Ctrl+Enter logs literally, Ctrl+Shift+Enter splits what was pasted, and a key
without Ctrl or Alt is text or a way through it.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget

from ui.actions import Actions, Context
from ui.widgets.scribe_line import ScribeLine

_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_MODS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class KeysBelow(QObject):
    """``in_front`` gives the page in front and the context of its keys, None where its keys hold nowhere else."""

    def __init__(
        self,
        actions: Actions,
        line: ScribeLine,
        room: QWidget,
        in_front: Callable[[], tuple[QWidget, Context] | None],
    ) -> None:
        super().__init__(room)
        self._actions, self._line, self._in_front = actions, line, in_front
        line.installEventFilter(self)
        room.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() not in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            return False
        wanted = self._meant(event)
        if not wanted:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
        else:
            self._actions.trigger(wanted)
        return True

    def _meant(self, event: QKeyEvent) -> str:
        """The action of the page in front that these keys mean, '' for none."""
        function_key = Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F35
        if not function_key and not event.modifiers() & _MODS:
            return ""
        front = self._in_front()
        focus = QApplication.focusWidget()
        if front is None or (focus is not None and (front[0] is focus or front[0].isAncestorOf(focus))):
            return ""
        if event.key() in _ENTER and focus is self._line and self._is_the_lines(event):
            return ""
        keys = QKeySequence(event.keyCombination())
        found = (one.id for one in self._actions if one.context is front[1] and keys in map(QKeySequence, one.keys))
        return next(found, "")

    def _is_the_lines(self, event: QKeyEvent) -> bool:
        shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        return not shifted or self._line.holding
