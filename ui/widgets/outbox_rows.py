"""The messages of the outbox as rows: the keys that tick them, choose what to do with them, and act on one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QTableView


class OutboxRows(QTableView):
    """Space ticks, Left and Right choose what to do; letters go to the scribe line as everywhere.

    ``asked(action)`` for the keys that the war room's own rows have too: here they are about messages.
    """

    stepped = Signal(int)
    asked = Signal(str)
    toggled = Signal(QModelIndex)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _action(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        action = _action(event)
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if action:
            self.asked.emit(action)
        elif plain and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.stepped.emit(1 if event.key() == Qt.Key.Key_Right else -1)
        elif plain and event.key() == Qt.Key.Key_Space:
            self.toggled.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


_KEYS = {
    "Ctrl+Return": "outbox.send",
    "Ctrl+Enter": "outbox.send",
    "F2": "outbox.edit",
    "Ctrl+Shift+M": "outbox.sent",
    "Del": "outbox.skip",
}


def _action(event: QKeyEvent) -> str:
    pressed = event.keyCombination()
    keys = QKeySequence(
        Qt.KeyboardModifier(pressed.keyboardModifiers() & ~Qt.KeyboardModifier.KeypadModifier) | pressed.key()
    )
    return _KEYS.get(keys.toString(QKeySequence.SequenceFormat.PortableText), "")
