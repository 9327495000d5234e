"""What the window says by itself: a bar for what needs a person, a toast for what was just done. Neither takes the
focus, and both are spoken once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from ui import icons, labels
from ui.theme_tokens import GAP_L, GAP_M, GAP_S, ICON_L, Token, Type

TOAST_MS = 5000
FOOT_PX = 112
"""How far above the lower edge a toast floats where the page in front names no better place."""


def announce(widget: QWidget, text: str, *, assertive: bool = False) -> None:
    """Have a screen reader say something; assertive only for what is overdue or not saved (UI.md 10)."""
    event = QAccessibleAnnouncementEvent(widget, text)
    if assertive:
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
    QAccessible.updateAccessibility(event)


class Bar(QFrame):
    """A full-width bar under the menus. ``kind`` is ``errorbar`` (not saved) or ``warnbar`` (attention).

    ``acted`` when its button is pressed; the bar stays until ``clear``.
    """

    acted = Signal()

    def __init__(self, name: str, kind: str, action: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("panel", kind)
        error = kind == "errorbar"
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP_M, GAP_S, GAP_M, GAP_S)
        row.setSpacing(GAP_S)
        tone = Token.ON_DANGER if error else Token.ON_WARN
        row.addWidget(labels.picture(icons.pixmap("octagon-alert" if error else "triangle-alert", tone, ICON_L), ""))
        self.text = labels.plain(face=Type.BODY_STRONG, tone=tone, name=f"{name}.text", wrap=True)
        row.addWidget(self.text, 1)
        self.button = QPushButton(action, self)
        self.button.setObjectName(f"{name}.action")
        self.button.setAccessibleName(action)
        self.button.clicked.connect(self.acted)
        row.addWidget(self.button)
        self._assertive = error
        self.hide()

    def say(self, sentence: str) -> None:
        if self.isHidden() or self.text.text() != sentence:
            self.text.setText(sentence)
            self.show()
            announce(self, sentence, assertive=self._assertive)

    def clear(self) -> None:
        self.hide()


class Toast(QFrame):
    """One sentence for five seconds. A new one takes the place of the old. ``room`` answers where in the window it
    covers nothing that matters; where it answers None, or is not set, the toast floats over the lower edge."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.room: Callable[[QWidget], QRect | None] = lambda _host: None
        self.setObjectName("shell.toast")
        self.setProperty("panel", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP_L, GAP_S, GAP_L, GAP_S)
        self.text = labels.plain(face=Type.BODY_STRONG, name="shell.toast.text")
        row.addWidget(self.text)
        self._timer = QTimer(self)
        self._timer.setObjectName("shell.toast.timer")
        self._timer.setSingleShot(True)
        self._timer.setInterval(TOAST_MS)
        self._timer.timeout.connect(self._end)
        parent.installEventFilter(self)
        self.hide()

    def say(self, sentence: str, tone: Token = Token.TEXT) -> None:
        self.text.setText(sentence)
        labels.retone(self.text, tone)
        self.text.setWordWrap(False)
        self.ensurePolished()
        self.adjustSize()
        room = self.room(self._host())
        most = (self._host().width() if room is None else room.width()) - 2 * GAP_L
        if self.width() > most:
            self.text.setWordWrap(True)
            self.setFixedWidth(most)
            self.adjustSize()
            self.setMinimumWidth(0)
            self.setMaximumWidth(16777215)
        self._place()
        self.show()
        self.raise_()
        self._timer.start()
        announce(self, sentence)

    def stop(self) -> None:
        self._timer.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    @Slot()
    def _end(self) -> None:
        self.hide()

    def _place(self) -> None:
        host = self._host()
        room = self.room(host)
        if room is not None:
            self.move(room.right() - self.width() - GAP_L, room.top())
            return
        self.move(host.width() - self.width() - GAP_L, host.height() - self.height() - FOOT_PX)

    def _host(self) -> QWidget:
        return self._over
