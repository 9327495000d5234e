"""The panes of the categories that are made of settings alone: one below the other, scrolling where they must."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui import labels
from ui.alerts.course import Sound
from ui.alerts.sound import Player
from ui.pages.sheet import button, scrolled
from ui.settings.fields import SettingRow
from ui.settings.rows import ROWS, Category, Row
from ui.settings.values import Values
from ui.theme_tokens import GAP_L, GAP_M, GAP_S, Token, Type

SILENT = "Sound unavailable: this computer has no player that Warroom knows. The system's own beep is all there is."


class Pane(QFrame):
    """One category. ``column`` takes what stands below the settings."""

    def __init__(self, category: Category, values: Values) -> None:
        super().__init__()
        self.category = category
        self.setObjectName(f"settings.pane.{category.name.lower()}")
        self.setProperty("panel", "panel")
        self._values = values
        self.rows: dict[str, SettingRow] = {}
        inside = QWidget()
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(GAP_L, GAP_M, GAP_L, GAP_M)
        self.column.setSpacing(GAP_S)
        self.area: QScrollArea = scrolled(inside, f"settings.scroll.{category.name.lower()}")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.area)
        for row in ROWS:
            if row.category is category:
                self._add(row)
        values.changed.connect(self._show)
        values.refused.connect(self._refuse)

    def fill(self) -> None:
        """Below the settings comes nothing more: they stay at the top."""
        self.column.addStretch(1)

    def come(self) -> None:
        """The pane comes to the front: what it shows is of this moment."""

    def keep_to(self, shown: Iterable[Row]) -> None:
        """Show these settings alone, for the search."""
        keys = {row.key for row in shown}
        for key, row in self.rows.items():
            row.setVisible(key in keys)

    def _add(self, row: Row) -> None:
        made = self.rows[row.key] = SettingRow(row)
        made.show_value(self._values.now[row.key])
        made.wished.connect(self._values.wish)
        self.column.addWidget(made)

    @Slot(str, str)
    def _show(self, key: str, value: str) -> None:
        if key in self.rows:
            self.rows[key].show_value(value)

    @Slot(str, str)
    def _refuse(self, key: str, sentence: str) -> None:
        if key in self.rows:
            self.rows[key].say(sentence, fault=True)


class AlertsPane(Pane):
    """The settings of the alerts, and whether this computer can be heard at all."""

    def __init__(self, values: Values, player: Player) -> None:
        super().__init__(Category.ALERTS, values)
        self._player = player
        self.sound = labels.plain(face=Type.BODY, tone=Token.TEXT2, name="settings.sound", wrap=True)
        self.hear = button("settings.hear", "Play the sound of an overdue update")
        self.hear.clicked.connect(self._play)
        line = QHBoxLayout()
        line.addWidget(self.hear)
        line.addStretch(1)
        self.column.addWidget(self.sound)
        self.column.addLayout(line)
        self.fill()

    def come(self) -> None:
        name = self._player.name
        self.sound.setText(f"Sounds are played by {name}." if name else SILENT)
        labels.retone(self.sound, Token.TEXT2 if name else Token.WARN)

    @Slot()
    def _play(self) -> None:
        self._player.play(Sound.OVERDUE)
