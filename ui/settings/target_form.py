"""The form of a target, drawn from the fields that its kind declares. A secret is typed unseen and never shown."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from ui import labels, theme
from ui.pages.sheet import button
from ui.settings.fields import FIELD_PX, Choice, Line
from ui.theme_tokens import GAP_L, GAP_S, GAP_XS, Token, Type
from warroom.settings.targets import Field, Kind, Secret, Target, kinds

LABEL_PX = 270
MOST_LABEL_PX = 340
NAME_PX = 480
UNCHANGED = "in use; type a new one to replace it"


class TargetForm(QWidget):
    """``added(name, kind, values, secret)``, ``changed(name, values, secret)``, ``left`` on Esc or Cancel.

    What was typed stays when the form is left, until it is saved.
    """

    added = Signal(str, str, dict, object)
    changed = Signal(str, dict, object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("settings.target.form")
        self._kinds: list[Kind] = []
        self._old: Target | None = None
        self._typed: dict[str, str] = {}
        self._drawn_new = False
        self._fields: dict[str, QLineEdit | QComboBox] = {}
        self.secret: QLineEdit | None = None
        self.title = labels.plain(face=Type.BODY_STRONG, name="settings.target.title")
        self.name = Line()
        self.name.setObjectName("settings.target.name")
        self.name.setAccessibleName("Name of the target")
        self.name.setPlaceholderText("ops-chat")
        self.kind = Choice()
        self.kind.setObjectName("settings.target.kind")
        self.kind.setAccessibleName("Kind of target")
        self.kind.currentIndexChanged.connect(self._draw)
        self._top = QFormLayout()
        self._top.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        self._top.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        self._top.setHorizontalSpacing(GAP_L)
        self._top.addRow(_label("Name"), self.name)
        self._top.addRow(_label("Kind"), self.kind)
        self._drawn = QWidget()
        self.problem = labels.plain(face=Type.BODY, tone=Token.WARN, name="settings.target.problem", wrap=True)
        self.save = button("settings.target.save", "Add", "primary")
        self.save.clicked.connect(self.submit)
        cancel = button("settings.target.cancel", "Back to the list", "quiet")
        cancel.clicked.connect(self.left)
        foot = QHBoxLayout()
        foot.addWidget(self.save)
        foot.addWidget(cancel)
        foot.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP_S)
        self._column.addWidget(self.title)
        self._column.addLayout(self._top)
        self._column.addWidget(self._drawn)
        self._column.addWidget(self.problem)
        self._column.addLayout(foot)
        self.problem.hide()

    def begin(self, target: Target | None = None) -> None:
        """A new target, or another look at one that is there."""
        if not self._kinds:
            self._kinds = kinds()
            self.kind.blockSignals(True)
            self.kind.addItems([one.label for one in self._kinds])
            self.kind.blockSignals(False)
        fresh = not self._fields or self._old is not None or target is not None
        self._old = target
        new = target is None
        self.title.setText("A new target" if target is None else f"Change {target.name}")
        self.save.setText("Add" if new else "Save")
        self.save.setAccessibleName("Add the target" if new else "Save the changes")
        for field in (self.name, self.kind):
            self._top.setRowVisible(field, new)
        self.say("")
        if target is not None:
            place = next(number for number, one in enumerate(self._kinds) if one.kind == target.kind)
            self.kind.setCurrentIndex(place)
        if fresh:
            self._draw()
        if new:
            self.name.setFocus()
        elif self._fields:
            next(iter(self._fields.values())).setFocus()
        elif self.secret is not None:
            self.secret.setFocus()

    def clear(self) -> None:
        """It was saved: nothing of it stays, the secret least of all."""
        self.name.clear()
        self._old, self._fields, self._typed = None, {}, {}
        self._draw()

    def say(self, words: str) -> None:
        """What is wrong, '' when nothing is."""
        self.problem.setText(words)
        self.problem.setVisible(bool(words))

    @Slot()
    def submit(self) -> None:
        """Hand over what was typed; it stays until it is taken."""
        chosen = self._kinds[self.kind.currentIndex()]
        values = {field.name: _text(self._fields[field.name], field.default) for field in chosen.values}
        secret = Secret(self.secret.text().strip()) if self.secret is not None else Secret()
        if self._old is not None:
            self.changed.emit(self._old.name, values, secret)
        else:
            self.added.emit(self.name.text().strip(), chosen.kind, values, secret)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    # -- Drawing ---------------------------------------------------------------------------------------------------

    @Slot()
    def _draw(self) -> None:
        """The fields of the kind that is chosen, with the values of the target that is changed."""
        old = self._drawn
        self._drawn = QWidget()
        self._column.replaceWidget(old, self._drawn)
        old.hide()
        old.deleteLater()
        form = QFormLayout(self._drawn)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(GAP_L)
        form.setVerticalSpacing(GAP_S)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        if self._drawn_new:
            self._typed |= {name: one.text() for name, one in self._fields.items() if isinstance(one, QLineEdit)}
        self._fields, self.secret, self._drawn_new = {}, None, self._old is None
        for field in self._kinds[self.kind.currentIndex()].fields:
            made = self._secret(field) if field.secret else self._field(field)
            label = _label(field.label if field.required else f"{field.label} (optional)")
            label.setBuddy(made)
            below = QVBoxLayout()
            below.setSpacing(GAP_XS)
            line = QHBoxLayout()
            line.addWidget(made, 100 if isinstance(made, QLineEdit) else 0)
            line.addStretch(1)
            below.addLayout(line)
            if field.hint:
                below.addWidget(labels.plain(field.hint, face=Type.SMALL, tone=Token.TEXT2, wrap=True))
            form.addRow(label, below)
        self.name.setFixedWidth(min(theme.px(FIELD_PX), NAME_PX))

    def _field(self, field: Field) -> QLineEdit | QComboBox:
        value = (self._typed if self._old is None else self._old.values).get(field.name, "")
        made: QLineEdit | QComboBox
        if field.choices:
            made = Choice()
            made.addItems(list(field.choices))
            made.setCurrentText(value or field.default)
        else:
            made = Line(value)
            made.setPlaceholderText(field.default)
            made.setMaximumWidth(theme.px(FIELD_PX))
            made.returnPressed.connect(self.submit)
        self._fields[field.name] = made
        return _named(made, field)

    def _secret(self, field: Field) -> QLineEdit:
        made = self.secret = Line()
        made.setEchoMode(QLineEdit.EchoMode.Password)
        made.setMaximumWidth(theme.px(FIELD_PX))
        made.setPlaceholderText(UNCHANGED if self._old is not None else "")
        made.returnPressed.connect(self.submit)
        _named(made, field)
        return made


def _label(words: str) -> QLabel:
    made = labels.plain(words, face=Type.BODY_STRONG)
    made.setWordWrap(True)
    made.setMinimumWidth(min(theme.px(LABEL_PX), MOST_LABEL_PX))
    return made


def _named(made: QLineEdit | QComboBox, field: Field) -> QLineEdit | QComboBox:
    made.setObjectName(f"settings.target.field.{field.name}")
    made.setAccessibleName(field.label)
    made.setAccessibleDescription(field.hint)
    return made


def _text(made: QLineEdit | QComboBox, default: str) -> str:
    """What is chosen or typed; '' for a choice that is the default."""
    if isinstance(made, QComboBox):
        return "" if made.currentText() == default else made.currentText()
    return made.text()
