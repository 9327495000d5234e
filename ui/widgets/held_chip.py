"""What was pasted and waits for Enter, above the line: a thumbnail or the first lines, and what the keys will do."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from ui import icons, labels, theme
from ui.models.held import Held
from ui.theme_tokens import GAP_S, GAP_XS, ICON_L, Token, Type
from warroom.backfill.paste import SHOWN
from warroom.masking import masked

THUMB_PX = (160, 56)


class HeldChip(QFrame):
    """``dropped`` when a person takes it away again."""

    dropped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("war.scribe.held")
        self.setProperty("panel", "raised")
        self.thumb = QLabel()
        self.thumb.setObjectName("war.scribe.held.picture")
        self.words = labels.Elided(face=Type.BODY_STRONG, name="war.scribe.held.words")
        self.lines = [
            labels.Elided(face=Type.MONO, tone=Token.TEXT2, name=f"war.scribe.held.line.{n}")
            for n in range(1, SHOWN + 1)
        ]
        self.offer = labels.plain(face=Type.SMALL, tone=Token.TEXT2, name="war.scribe.held.offer", wrap=True)
        self._drop = QPushButton("Cancel  Esc")
        self._drop.setObjectName("war.scribe.held.cancel")
        self._drop.setAccessibleName("Cancel what was pasted")
        self._drop.setProperty("kind", "quiet")
        self._drop.clicked.connect(self.dropped)
        column = QVBoxLayout()
        column.setSpacing(0)
        for label in (self.words, *self.lines, self.offer):
            column.addWidget(label)
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP_S, GAP_XS, GAP_XS, GAP_XS)
        row.setSpacing(GAP_S)
        row.addWidget(self.thumb)
        row.addLayout(column, 1)
        row.addWidget(self._drop, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def show_held(self, held: Held | None) -> None:
        if held is None:
            self.hide()
            return
        self.words.setText(held.words)
        self.offer.setText(held.offer)
        first = held.pasted.first if held.pasted is not None else ""
        shown = [masked(line[:300]) for line in first.split("\n")] if first else []
        for number, label in enumerate(self.lines):
            label.setText(shown[number] if number < len(shown) else "")
            label.setVisible(number < len(shown))
        self.thumb.setPixmap(_thumb(held))
        self.thumb.setAccessibleName(held.words)
        self.setAccessibleName(f"{held.words}. {held.offer}")
        self.show()


def _thumb(held: Held) -> QPixmap:
    if held.image is None:
        return icons.pixmap("paperclip" if held.is_file else "file-text", Token.TEXT2, ICON_L)
    width, height = (theme.px(side) for side in THUMB_PX)
    scaled = held.image.scaled(
        width, height, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    return QPixmap.fromImage(scaled)
