"""An icon on a page that follows the theme: drawn anew when scheme or text size change."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLabel, QWidget

from ui import icons, theme
from ui.theme_tokens import ICON_M, Token


class Glyph(QLabel):
    """The text beside it says what it means; a screen reader passes over it."""

    def __init__(self, name: str, token: Token = Token.TEXT2, px: int = ICON_M, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._token, self._px = name, token, px
        theme.notifier().changed.connect(self._draw)
        self._draw()

    @property
    def icon_name(self) -> str:
        return self._name

    def show_icon(self, name: str, token: Token) -> None:
        if (name, token) != (self._name, self._token):
            self._name, self._token = name, token
            self._draw()

    @Slot()
    def _draw(self) -> None:
        drawn = icons.pixmap(self._name, self._token, self._px)
        self.setPixmap(drawn)
        self.setFixedSize(drawn.deviceIndependentSize().toSize())
