"""Said and known: the messages whose readers believe what is no longer so, each with its correction drafted."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QPlainTextEdit, QVBoxLayout

from ui import labels, theme
from ui.models.telling import Said, Untold, told
from ui.pages.sheet import Sheet, button
from ui.pages.telling import Telling
from ui.theme_tokens import GAP_S, GAP_XS, ROW_PX, Token, Type
from warroom.clock import Instant
from warroom.incident.playbook import Playbook
from warroom.incident.state import Incident

EMPTY = "Nothing that was said has changed since."


class SaidSheet(Sheet):
    """``correction_wanted`` carries the ``Tell`` that drafts it."""

    correction_wanted = Signal(object)

    def __init__(self, telling: Telling) -> None:
        super().__init__("said", "Said and known")
        self._said: tuple[Said, ...] = ()
        self._build()
        telling.found.connect(self._found)
        theme.notifier().changed.connect(self._rescale)
        if telling.now is not None:
            self._found(telling.now)

    def _build(self) -> None:
        self.list = QListWidget()
        self.list.setObjectName("said.messages")
        self.list.setAccessibleName("Messages that say what is no longer so")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentRowChanged.connect(self._chosen)
        self.list.itemActivated.connect(self.write)
        self.empty = labels.plain(EMPTY, tone=Token.TEXT2, name="said.empty")
        self.differences = labels.plain(face=Type.BODY_STRONG, tone=Token.WARN, name="said.differences", wrap=True)
        self.correction = _text("said.correction", "The drafted correction")
        self.sent = _text("said.sent", "The exact text that was sent")
        self.act = button("said.write", "Write the correction", "primary", keys="Enter")
        self.act.clicked.connect(self.write)
        right = QVBoxLayout()
        right.setSpacing(GAP_XS)
        self._heads: list[QLabel] = []
        right.addWidget(self.differences)
        for words, text, room in (("Drafted correction", self.correction, 1), ("What was sent", self.sent, 2)):
            head = labels.plain(words, face=Type.SMALL_STRONG, tone=Token.TEXT2)
            head.setBuddy(text)
            self._heads.append(head)
            right.addWidget(head)
            right.addWidget(text, room)
        right.addWidget(self.act, 0, Qt.AlignmentFlag.AlignLeft)
        both = QHBoxLayout()
        both.setSpacing(GAP_S)
        both.addWidget(self.list, 2)
        both.addLayout(right, 3)
        self.body.addWidget(self.empty)
        self.body.addLayout(both, 1)
        self.body.addStretch()
        self._show_which()

    # -- What stands -----------------------------------------------------------------------------------------------

    def show_state(self, incident: Incident, playbook: Playbook, now: Instant) -> None:
        """What is shown comes from the messages; the second changes nothing here."""

    def take_focus(self) -> None:
        (self.list if self._said else self.back).setFocus()

    @Slot(object)
    def _found(self, found: Untold) -> None:
        if found.said == self._said:
            return
        at = max(0, self.list.currentRow())
        self._said = found.said
        self.list.clear()
        for row in found.said:
            item = QListWidgetItem(row.heading)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{row.heading}. {row.changed}")
            self.list.addItem(item)
        self._rescale()
        self.list.setCurrentRow(min(at, len(found.said) - 1))
        self._show_which()

    @Slot()
    def _rescale(self) -> None:
        for n in range(self.list.count()):
            self.list.item(n).setSizeHint(QSize(0, theme.px(ROW_PX)))

    def _show_which(self) -> None:
        any_said = bool(self._said)
        self.empty.setVisible(not any_said)
        for part in (self.list, self.differences, *self._heads, self.correction, self.sent, self.act):
            part.setVisible(any_said)
        self.hint.setText(f"{len(self._said)} to correct" if any_said else "")

    def row(self) -> Said | None:
        """The message in front."""
        at = self.list.currentRow()
        return self._said[at] if 0 <= at < len(self._said) else None

    @Slot(int)
    def _chosen(self, _at: int) -> None:
        row = self.row()
        self.differences.setText("\n".join(told(one) for one in row.differences) if row else "")
        self.correction.setPlainText(row.correction if row else "")
        self.sent.setPlainText(row.message.text if row else "")

    @Slot()
    def write(self, *_item: object) -> None:
        """Open the composer on it."""
        row = self.row()
        if row is not None:
            self.correction_wanted.emit(row.tell)


def _text(name: str, called: str) -> QPlainTextEdit:
    made = QPlainTextEdit()
    made.setObjectName(name)
    made.setAccessibleName(called)
    made.setReadOnly(True)
    made.setTabChangesFocus(True)
    return made
