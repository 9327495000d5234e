"""The tray icon, where a desktop has a tray: how bad it is and what is late. Nothing is done only here (UI.md 6.5)."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from ui import icons
from ui.alerts.course import Notice
from ui.live import OpenIncidents
from ui.theme_tokens import ICON_L, SEVERITY_ICON, SEVERITY_TEXT, Token
from warroom.clock import Instant

NOTE_MS = 10_000


class Tray(QObject):
    """``chosen`` carries the id of the action that the menu asked for; ``opened`` when the icon was pressed."""

    chosen = Signal(str)
    opened = Signal()

    ENTRIES = (
        ("war.external", "Send external"),
        ("war.internal", "Send internal"),
        ("view.mute", "Mute sounds 3 min"),
        ("file.quit", "Quit"),
    )

    def __init__(self, live: OpenIncidents, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._live = live
        self.icon: QSystemTrayIcon | None = None
        self._menu: QMenu | None = None
        self._shown: tuple[str, Token] | None = None

    @property
    def there(self) -> bool:
        return self.icon is not None

    def start(self) -> None:
        """Show the icon if this desktop has a place for it."""
        if self.icon is not None or not QSystemTrayIcon.isSystemTrayAvailable():
            return
        self._menu = QMenu()
        opening = QAction("Open", self._menu)
        opening.triggered.connect(self.opened)
        self._menu.addAction(opening)
        for action_id, text in self.ENTRIES:
            entry = QAction(text, self._menu)
            entry.setObjectName(f"tray.{action_id}")
            entry.triggered.connect(self._choose)
            self._menu.addAction(entry)
        self.icon = QSystemTrayIcon(self)
        self.icon.setContextMenu(self._menu)
        self.icon.activated.connect(self._activated)
        self.show_state(self._live.now())
        self.icon.show()

    def show_state(self, now: Instant) -> None:
        """The worst open incident's shape, and what is late in words."""
        if self.icon is None:
            return
        running = self._live.board.open
        look = ("shield", Token.TEXT2)
        tip = "Warroom: no open incident"
        if running:
            worst = running[0].incident
            look = (SEVERITY_ICON[worst.severity], SEVERITY_TEXT[worst.severity])
            late = self._live.late(now)
            tip = f"{worst.ref} {worst.severity.label}"
            if late is not None:
                one, update = late
                tip = f"{one.incident.ref} {one.incident.severity.label}, {update.name} update overdue"
        if look != self._shown:
            self._shown = look
            self.icon.setIcon(icons.icon(look[0], look[1], ICON_L))
        if tip != self.icon.toolTip():
            self.icon.setToolTip(tip)

    @Slot(object)
    def say(self, notice: Notice) -> None:
        """A message at the icon, for systems with no notification server of their own."""
        if self.icon is not None:
            grave = QSystemTrayIcon.MessageIcon.Critical if notice.critical else QSystemTrayIcon.MessageIcon.Information
            self.icon.showMessage(notice.head, notice.text, grave, notice.expires_ms or NOTE_MS)

    def close(self) -> None:
        if self.icon is not None:
            self.icon.hide()
            self.icon = None
        if self._menu is not None:
            self._menu.deleteLater()
            self._menu = None

    @Slot()
    def _choose(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.chosen.emit(sender.objectName().removeprefix("tray."))

    @Slot(QSystemTrayIcon.ActivationReason)
    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is not QSystemTrayIcon.ActivationReason.Context:
            self.opened.emit()
