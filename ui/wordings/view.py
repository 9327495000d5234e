"""How the page of templates is laid out: files, text and preview beside each other, or text above preview."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QSplitter, QVBoxLayout, QWidget

from ui import labels, theme
from ui.models.formats import FORMAT_NAMES
from ui.pages.sheet import button
from ui.theme_tokens import GAP_S, GAP_XS, MARGIN, Token, Type
from ui.widgets.flow import Flow
from ui.widgets.pane import Pane
from ui.wordings.desk import PLACES, Wording
from ui.wordings.editor import WordingEdit
from ui.wordings.files import FileList
from ui.wordings.trying import Tried
from warroom.incident.phrases import SEVERITY_NAMES, STATUS_NAMES
from warroom.incident.words import Severity, Status

FILES_PX = 250
ABREAST_PX = 900


class WordingsView(QWidget):
    """The parts and where they stand; it decides nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("wordings")
        self.setAccessibleName("Templates and places")
        self.title = labels.Elided("Templates and places", face=Type.TITLE, name="wordings.title")
        self.back = button("wordings.back", "Back", "quiet", keys="Esc")
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.back)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setHandleWidth(GAP_S)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self._text_pane())
        self.split.addWidget(self._preview_pane())
        body = QHBoxLayout()
        body.setSpacing(GAP_S)
        body.addWidget(self._files_pane())
        body.addWidget(self.split, 1)
        self.said = labels.plain(face=Type.BODY_STRONG, tone=Token.TEXT2, name="wordings.said", wrap=True)
        self.replace_button = button("wordings.replace", "Take the pack's")
        self.replace_button.hide()
        foot = QHBoxLayout()
        foot.setSpacing(GAP_S)
        foot.addWidget(self.said, 1)
        foot.addWidget(self.replace_button)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(MARGIN, GAP_S, MARGIN, GAP_S)
        lines.setSpacing(GAP_S)
        lines.addLayout(head)
        lines.addLayout(body, 1)
        lines.addLayout(foot)
        theme.notifier().changed.connect(self.fit)

    def _files_pane(self) -> Pane:
        pane = self.files_pane = Pane("wordings.pane.files", "Files")
        self.files = FileList()
        self.new_name = QLineEdit()
        self.new_name.setObjectName("wordings.new")
        self.new_name.setAccessibleName("Name of a new template")
        self.new_name.setPlaceholderText("New template: its name")
        self.import_button = button("wordings.import", "Import …")
        self.export_button = button("wordings.export", "Export …")
        packs = Flow()
        packs.put(self.import_button, self.export_button)
        pane.body.addWidget(self.files, 1)
        pane.body.addWidget(self.new_name)
        pane.body.addLayout(packs)
        return pane

    def _text_pane(self) -> Pane:
        pane = self.text_pane = Pane("wordings.pane.text", "Text", scrolls=True)
        self.text = WordingEdit()
        self.keep_button = button("wordings.keep", "Keep for the team", "primary", keys="Ctrl+Enter")
        self.undo_button = button("wordings.undo", "Take back")
        self.remove_button = button("wordings.remove", "Remove the team's own")
        acts = Flow()
        acts.put(self.keep_button, self.undo_button, self.remove_button)
        pane.body.addWidget(self.text, 1)
        pane.body.addLayout(acts)
        return pane

    def _preview_pane(self) -> Pane:
        pane = self.preview_pane = Pane("wordings.pane.preview", "On the sample incident", scrolls=True)
        self.form = _combo("wordings.format", "Format", FORMAT_NAMES)
        severities = {severity: f"{severity.label} {SEVERITY_NAMES[severity]}" for severity in Severity}
        self.severity = _combo("wordings.severity", "Severity of the sample", severities)
        self.status = _combo("wordings.status", "Status of the sample", {one: STATUS_NAMES[one] for one in Status})
        self.status.setCurrentIndex(self.status.findData(Status.MITIGATING))
        choices = Flow()
        choices.put(self.form, self.severity, self.status)
        self.preview = QPlainTextEdit()
        self.preview.setObjectName("wordings.preview")
        self.preview.setAccessibleName("What the text makes")
        self.preview.setReadOnly(True)
        self.preview.setTabChangesFocus(True)
        self.problem = labels.Elided(face=Type.SMALL_STRONG, tone=Token.TEXT2, name="wordings.problem")
        self.go_button = button("wordings.go", "Go to the line", keys="F8")
        self.go_button.hide()
        foot = QHBoxLayout()
        foot.setSpacing(GAP_XS)
        foot.addWidget(self.problem, 1)
        foot.addWidget(self.go_button)
        pane.body.addLayout(choices)
        pane.body.addWidget(self.preview, 1)
        pane.body.addLayout(foot)
        return pane

    # -- What is shown -----------------------------------------------------------------------------------------------

    def show_file(self, file: Wording, *, typed: bool) -> None:
        """Whose text it is, and what can be done with it."""
        kind = "places.toml" if file.name == PLACES else f"{file.name}.md.j2"
        whose = "the team's own" if file.own else "built in" if file.shipped else "new"
        self.text_pane.title.setText(f"{file.title}: {whose}")
        self.text_pane.count.setText(f"{kind}{', not kept' if typed else ''}")
        self.remove_button.setVisible(file.own)
        self.undo_button.setEnabled(typed)
        for combo in (self.form, self.severity, self.status):
            combo.setVisible(file.name != PLACES)
        self.preview_pane.title.setText("What they are" if file.name == PLACES else "On the sample incident")

    def show_tried(self, found: Tried) -> None:
        """The outcome; a mistake leaves the last good one in sight and is named by its line."""
        self.text.mark_line(found.line)
        self.go_button.setVisible(found.line > 0)
        self.problem.setText(found.problem or found.note)
        labels.retone(self.problem, Token.WARN if found.problem else Token.TEXT2)
        if not found.problem and self.preview.toPlainText() != found.text:
            at = self.preview.verticalScrollBar().value()
            self.preview.setPlainText(found.text)
            self.preview.verticalScrollBar().setValue(at)

    def show_said(self, words: str, tone: Token) -> None:
        self.replace_button.hide()
        self.said.setText(words)
        labels.retone(self.said, tone)
        self.said.setAccessibleName(words)

    def ask_replace(self, words: str) -> None:
        """A pack holds what the team has: nothing was taken yet."""
        self.show_said(f"Nothing imported yet. {words}", Token.WARN)
        self.replace_button.show()
        self.replace_button.setFocus()

    @Slot()
    def fit(self) -> None:
        """Text beside its preview where there is room, else above it."""
        abreast = self.width() - theme.px(FILES_PX) >= theme.px(ABREAST_PX - FILES_PX)
        self.split.setOrientation(Qt.Orientation.Horizontal if abreast else Qt.Orientation.Vertical)
        self.files_pane.setFixedWidth(min(theme.px(FILES_PX if abreast else FILES_PX - 60), self.width() // 3))


def _combo(name: str, called: str, choices: Mapping[Any, str]) -> QComboBox:
    made = QComboBox()
    made.setObjectName(name)
    made.setAccessibleName(called)
    for value, words in choices.items():
        made.addItem(words, value)
    return made
