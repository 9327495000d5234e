"""Typing anywhere lands in the line: the first letter too (UI.md 0 rule 1, UI.md 11).

One filter on the application's key presses. A printable key that no text field would take is given to the page's line
at once, before the next key is looked at, so that no key is lost and none overtakes another.

A dead key or the first stroke of an input method carries no text, so the focus cannot move on it. Whatever has the
focus therefore accepts input methods, and what they compose is handed to the line.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

_FIELDS = (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox)
_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class Typing(QObject):
    """``target`` answers which line takes stray letters now: the line of the page in front, or None.

    Install it once on the application: ``app.installEventFilter(typing)``.
    """

    def __init__(self, target: Callable[[], QWidget | None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._target = target
        self._handing_on = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Every event of the app passes here: to ask for its class is cheap, to ask for its type is not.
        if isinstance(event, QInputMethodEvent):
            return self._composed(watched, event)
        if isinstance(event, QFocusEvent):
            if event.type() == QEvent.Type.FocusIn:
                self._accept_composition(watched)
            return False
        if not isinstance(event, QKeyEvent) or self._handing_on or event.type() != QEvent.Type.KeyPress:
            return False
        if not isinstance(watched, QWidget) or not is_text(event) or takes_text(QApplication.focusWidget()):
            return False
        if QApplication.activeModalWidget() is not None or QApplication.activePopupWidget() is not None:
            return False
        line = self._line_for(watched)
        if line is None:
            return False
        line.setFocus(Qt.FocusReason.OtherFocusReason)
        self._hand_on(line, event)
        return True

    def _composed(self, watched: QObject, event: QInputMethodEvent) -> bool:
        """What an input method makes of keys pressed elsewhere: the focus follows once it has made a letter."""
        if self._handing_on or not isinstance(watched, QWidget) or takes_text(watched):
            return False
        line = self._line_for(watched)
        if line is None or watched is line:
            return False
        self._hand_on(line, event)
        if event.commitString():
            line.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _accept_composition(self, watched: QObject) -> None:
        if isinstance(watched, QWidget) and not takes_text(watched) and self._line_for(watched) is not None:
            watched.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)

    def _line_for(self, watched: QWidget) -> QWidget | None:
        """The line that letters typed at a widget belong to; None where there is none in its window."""
        line = self._target()
        return line if line is not None and line.isVisible() and watched.window() is line.window() else None

    def _hand_on(self, line: QWidget, event: QEvent) -> None:
        self._handing_on = True
        QCoreApplication.sendEvent(line, event)
        self._handing_on = False


def is_text(event: QKeyEvent) -> bool:
    """Whether a key press is a letter, digit or sign. A space is not: it presses buttons and ticks rows."""
    text = event.text()
    if not text.strip() or not text.isprintable():
        return False
    commands = event.modifiers() & _COMMANDS
    # AltGr arrives as Ctrl+Alt on some systems and makes a character all the same.
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    return commands == Qt.KeyboardModifier.NoModifier or commands == both


def takes_text(widget: QWidget | None) -> bool:
    """Whether a widget is a text field of its own."""
    if isinstance(widget, QPlainTextEdit | QTextEdit | QLineEdit):
        return not widget.isReadOnly()
    return isinstance(widget, _FIELDS) or (isinstance(widget, QComboBox) and widget.isEditable())
