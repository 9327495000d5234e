"""The fields that settings are changed in. Each shows a value, and tells the one that a person has chosen."""

from __future__ import annotations

from zoneinfo import available_timezones

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QCompleter,
    QHBoxLayout,
    QLineEdit,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from ui import icons, labels, theme
from ui.settings.rows import Row, Shape
from ui.theme_tokens import GAP_M, GAP_XS, ICON_M, Token, Type

LABEL_PX = 170
FIELD_PX = 320
HINT_PX = 560


class Line(QLineEdit):
    """A line of text whose Ctrl+Z belongs to the page once there is nothing of its own to take back."""

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Undo)
            and not self.isUndoAvailable()
        ):
            event.ignore()
            return False
        return super().event(event)


class Choice(QComboBox):
    """A combo that the wheel changes only while it has the focus: the page scrolls under the pointer."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        """With an arrow, so that nobody takes it for a field to type in."""
        super().paintEvent(event)
        tone = Token.TEXT2 if self.isEnabled() else Token.TEXT3
        arrow = icons.pixmap("chevron-down", tone, round(ICON_M / theme.scale()))
        size = arrow.deviceIndependentSize().toSize()
        place = QStyle.alignedRect(
            self.layoutDirection(),
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
            size,
            self.rect().adjusted(GAP_XS, 0, -GAP_XS, 0),
        )
        QPainter(self).drawPixmap(place, arrow)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class SettingRow(QWidget):
    """A label, its field, and below them what it is for or what is wrong with it. ``wished(key, value)``."""

    wished = Signal(str, str)

    def __init__(self, row: Row, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row = row
        self.setObjectName(f"settings.row.{row.key}")
        self.label = labels.plain(row.label, face=Type.BODY_STRONG)
        self.hint = labels.plain(
            row.hint, face=Type.SMALL, tone=Token.TEXT2, name=f"settings.hint.{row.key}", wrap=True
        )
        self.field = self._make()
        self.field.setObjectName(f"settings.{row.key}")
        self.field.setAccessibleName(row.label)
        self.field.setAccessibleDescription(row.hint)
        self.label.setBuddy(self.field)
        right = QVBoxLayout()
        right.setSpacing(GAP_XS)
        line = QHBoxLayout()
        line.addWidget(self.field, 100 if isinstance(self.field, QLineEdit) else 0)
        line.addStretch(1)
        right.addLayout(line)
        right.addWidget(self.hint)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, GAP_M)
        whole.setSpacing(GAP_M)
        whole.addWidget(self.label, 0, Qt.AlignmentFlag.AlignTop)
        whole.addLayout(right, 100)
        whole.addStretch(1)
        theme.notifier().changed.connect(self._measure)
        self._measure()

    def show_value(self, value: str) -> None:
        """The value that stands; a complaint about another one is over."""
        field = self.field
        field.blockSignals(True)
        if isinstance(field, QLineEdit):
            if field.text() != value:
                field.setText(value)
        elif isinstance(field, QComboBox):
            field.setCurrentIndex(max(0, list(self.row.words).index(value) if value in self.row.words else 0))
        elif isinstance(field, QCheckBox):
            field.setChecked(value == list(self.row.words)[1])
        field.blockSignals(False)
        self.say(self.row.hint)

    def say(self, words: str, *, fault: bool = False) -> None:
        self.hint.setText(words)
        labels.retone(self.hint, Token.WARN if fault else Token.TEXT2)
        labels.mark(self.field, "fault", "warn" if fault else None)
        self.field.setAccessibleDescription(words)

    @Slot()
    def _wish(self) -> None:
        field, words = self.field, list(self.row.words)
        if isinstance(field, QLineEdit):
            value = field.text()
        elif isinstance(field, QComboBox):
            value = words[field.currentIndex()]
        else:
            assert isinstance(field, QCheckBox)
            value = words[field.isChecked()]
        self.wished.emit(self.row.key, value)

    def _make(self) -> QWidget:
        row = self.row
        if row.shape is Shape.CHOICE:
            combo = Choice()
            combo.addItems(list(row.words.values()))
            combo.currentIndexChanged.connect(self._wish)
            return combo
        if row.shape is Shape.SWITCH:
            switch = QCheckBox("On")
            switch.toggled.connect(self._wish)
            return switch
        line = Line()
        line.setPlaceholderText(row.example)
        line.editingFinished.connect(self._wish)
        if row.key == "second_clock":
            zones = QCompleter(sorted(available_timezones()), line)
            zones.setFilterMode(Qt.MatchFlag.MatchContains)
            labels.suggest(line, zones)
        return line

    @Slot()
    def _measure(self) -> None:
        self.label.setFixedWidth(theme.px(LABEL_PX))
        self.hint.setMaximumWidth(theme.px(HINT_PX))
        if isinstance(self.field, QLineEdit):
            self.field.setMaximumWidth(theme.px(FIELD_PX))
