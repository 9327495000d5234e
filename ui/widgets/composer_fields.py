"""The fields of a message: each with its source and age, the missing ones marked by word and border."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QPlainTextEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui import labels, theme, times
from ui.theme_tokens import FOCUS_PX, GAP_M, GAP_S, GAP_XS, TARGET_PX, Token, Type
from warroom.clock import Instant
from warroom.comms.fields import NEXT_UPDATE, Field
from warroom.comms.names import FIELDS

MOST_LINES = 6
"""A field grows to this many lines, then it scrolls."""
NARROW_LABEL_PX = 116
OLD_S = 300
"""From this age on a field says how old its source is."""


class FieldEdit(QPlainTextEdit):
    """A field that grows with its text. Tab leaves it, Enter makes a new line; it takes and gives plain text only."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"comms.field.{name}")
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(0)
        self.document().documentLayout().documentSizeChanged.connect(self._resize)
        self._one_line = name == NEXT_UPDATE

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """In a field of one line Enter goes on to the next field, and never sends anything."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._one_line:
            self.focusNextChild()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() is not Qt.FocusReason.MouseFocusReason:
            self.selectAll()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(240), self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(80), self._height())

    def _height(self) -> int:
        lines = min(MOST_LINES, max(1, int(self.document().size().height())))
        return max(theme.px(TARGET_PX), lines * self.fontMetrics().lineSpacing() + 2 * (GAP_XS + FOCUS_PX))

    @Slot()
    def _resize(self) -> None:
        more = self.document().size().height() > MOST_LINES
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if more else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(policy)
        if self.height() != self._height():
            self.setFixedHeight(self._height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._resize()


class FieldRow(QWidget):
    """Label, source and input of one field. Above each other when wide, beside each other when narrow."""

    edited = Signal(str, str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self.missing = False
        self.label = labels.Elided(face=Type.SMALL_STRONG, tone=Token.TEXT2, name=f"comms.label.{name}")
        self.source = labels.Elided(face=Type.SMALL, tone=Token.TEXT3, name=f"comms.source.{name}")
        self.also = QCheckBox("also on the record")
        self.also.setObjectName(f"comms.also.{name}")
        self.also.hide()
        self._also_known = False
        self.edit = FieldEdit(name)
        self.edit.textChanged.connect(self._changed)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(GAP_S)
        self._grid.setVerticalSpacing(2)
        self._narrow: bool | None = None
        self.set_narrow(False)

    def set_narrow(self, narrow: bool) -> None:
        if narrow == self._narrow:
            return
        self._narrow = narrow
        for part in (self.label, self.source, self.edit, self.also):
            self._grid.removeWidget(part)
        top = Qt.AlignmentFlag.AlignTop
        if narrow:
            self._grid.addWidget(self.label, 0, 0, top)
            self._grid.addWidget(self.source, 1, 0, top)
            self._grid.addWidget(self.edit, 0, 1, 3, 1, top)
            self._grid.addWidget(self.also, 3, 1, top)
            self.source.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        else:
            self._grid.addWidget(self.label, 0, 0)
            self._grid.addWidget(self.source, 0, 1)
            self._grid.addWidget(self.also, 0, 2)
            self._grid.addWidget(self.edit, 1, 0, 1, 3)
            self.source.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        width = theme.px(NARROW_LABEL_PX)
        self.label.setFixedWidth(width) if narrow else _free(self.label)
        self.source.setFixedWidth(width) if narrow else _free(self.source)
        self._grid.setVerticalSpacing(0 if narrow else 2)
        self._grid.setRowStretch(2, 1 if narrow else 0)
        self._grid.setColumnStretch(0, 0)
        self._grid.setColumnStretch(1, 1)

    def show_also(self, ticked: bool | None) -> None:
        """Offer to log what was typed here; None where there is nothing to log. A person's own tick stays."""
        if ticked is not None and not self._also_known:
            self.also.setChecked(ticked)
        self._also_known = ticked is not None
        self.also.setAccessibleName(f"{self.label.text()}: also on the record")
        self.also.setVisible(ticked is not None)

    def show_field(self, field: Field, hint: str, now: Instant) -> None:
        """``hint`` follows the value of a next update: how far off it is. A field that is being typed in is left."""
        self.missing = field.missing and (field.required or bool(field.problem))
        self.label.setText(field.label)
        words, tone = _source(field, now)
        self.source.setText(words)
        labels.retone(self.source, tone)
        labels.mark(self.edit, "fault", "warn" if self.missing else None)
        known = FIELDS.get(field.name)
        self.edit.setPlaceholderText(known.hint if known else "")
        self.edit.setAccessibleName(field.label)
        self.edit.setAccessibleDescription(words)
        text = f"{field.value} ({hint})" if hint and field.value else field.value
        if not field.typed and not self.edit.hasFocus():
            self.put(text)

    def put(self, text: str) -> None:
        """Set the text without calling it typed."""
        if self.edit.toPlainText() != text:
            self.edit.blockSignals(True)
            self.edit.setPlainText(text)
            self.edit.blockSignals(False)
            self.edit.updateGeometry()

    @Slot()
    def _changed(self) -> None:
        self.edited.emit(self.name, self.edit.toPlainText())


class FieldList(QScrollArea):
    """The fields of the template on show. ``edited`` carries name and text of what a person types."""

    edited = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("comms.fields")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inside = QWidget()
        self._inside.setProperty("panel", "clear")
        self._lines = QVBoxLayout(self._inside)
        self._lines.setContentsMargins(0, 0, GAP_M, 0)
        self._lines.setSpacing(GAP_S)
        self._lines.addStretch(1)
        self.setWidget(self._inside)
        self._rows: dict[str, FieldRow] = {}
        self._narrow = False

    def begin(self, names: tuple[str, ...], typed: dict[str, str]) -> None:
        """Show these fields, with what was typed into them before."""
        for row in self._rows.values():
            self._lines.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = {}
        for n, name in enumerate(names):
            row = FieldRow(name, self._inside)
            row.set_narrow(self._narrow)
            row.edited.connect(self.edited)
            self._lines.insertWidget(n, row)
            row.show()
            self._rows[name] = row
            if name in typed:
                row.put(typed[name])

    def set_narrow(self, narrow: bool) -> None:
        self._narrow = narrow
        self._lines.setSpacing(GAP_XS if narrow else GAP_S)
        for row in self._rows.values():
            row.set_narrow(narrow)

    def also_ticked(self, name: str) -> bool:
        """Whether what was typed into a field is to be logged too."""
        row = self._rows.get(name)
        return row is not None and row.also.isChecked()

    def show_also(self, ticked: dict[str, bool]) -> None:
        """The fields whose text the record does not have yet, each with what is likely."""
        for name, row in self._rows.items():
            row.show_also(ticked.get(name))

    def show_fields(self, fields: dict[str, Field], hints: dict[str, str], now: Instant) -> None:
        for name, row in self._rows.items():
            if name in fields:
                row.show_field(fields[name], hints.get(name, ""), now)
        self._lines.activate()

    def row(self, name: str) -> FieldRow | None:
        return self._rows.get(name)

    def missing(self) -> list[str]:
        return [name for name, row in self._rows.items() if row.missing]

    def edits(self) -> list[QWidget]:
        """The inputs in reading order, for the way of Tab."""
        return [row.edit for row in self._rows.values()]

    def focused(self) -> str:
        """The field that has the focus, '' when none has."""
        return next((name for name, row in self._rows.items() if row.edit.hasFocus()), "")

    def go_to(self, name: str) -> bool:
        """Give the focus to a field and bring it into view; False when there is no such field here."""
        row = self._rows.get(name)
        if row is None:
            return False
        row.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.ensureWidgetVisible(row, 0, GAP_S)
        return True

    def next_missing(self) -> str:
        """The missing field after the focused one, round and round; '' when nothing is missing."""
        names = list(self._rows)
        at = names.index(self.focused()) + 1 if self.focused() else 0
        return next((name for name in self._round(names, at) if self._rows[name].missing), "")

    @staticmethod
    def _round(names: list[str], at: int) -> Iterator[str]:
        yield from names[at:]
        yield from names[:at]


def _free(label: QWidget) -> None:
    label.setMinimumWidth(0)
    label.setMaximumWidth(16_777_215)


def _source(field: Field, now: Instant) -> tuple[str, Token]:
    """What stands beside the label: where it came from and how old that is, or in words that it is missing."""
    if field.problem:
        return field.problem, Token.WARN
    if field.missing and field.required:
        asked = f" ({field.source})" if field.source and "names" in field.source else ""
        return f"Missing, needed{asked}", Token.WARN
    if field.missing:
        return "Missing, optional", Token.TEXT3
    if field.typed:
        deadline = field.name == NEXT_UPDATE and field.due is not None
        return f"{field.source}, becomes the deadline" if deadline else field.source, Token.TEXT3
    age = f", {times.ago(field.at, now)}" if field.at is not None and now.since(field.at) >= OLD_S else ""
    return f"from {field.source}{age}" if field.source else "", Token.TEXT3
