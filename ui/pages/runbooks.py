"""Runbooks: found by their words, ticked step by step into the timeline, their commands copied and never run."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QPlainTextEdit, QVBoxLayout, QWidget

from ui import labels, theme, times
from ui.models.need_acts import COPY_COMMAND, Act
from ui.models.needs import Need, NeedKind
from ui.operations import Operations
from ui.pages.sheet import Sheet
from ui.theme_tokens import GAP_L, GAP_S, GAP_XS, Token, Type
from ui.widgets.card_list import CardList
from warroom.clock import Instant
from warroom.errors import WarroomError
from warroom.incident.playbook import Playbook
from warroom.incident.state import Incident
from warroom.readiness.runbook import Command, Runbook
from warroom.readiness.runbooks import Runbooks, values
from warroom.workspace import Workspace

LIST_PX = 260
_OPENS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_ARROWS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
FIRST = "Before the first step"
NONE = "No runbooks yet. Put Markdown files into the folder runbooks beside your settings."


class Finder(QListWidget):
    """Enter on a runbook opens its steps; Space too."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _OPENS and self.currentItem() is not None:
            self.itemActivated.emit(self.currentItem())
            return
        super().keyPressEvent(event)


class Words(QLineEdit):
    """The words of a search; Up and Down choose among what they find, Enter goes to it."""

    def __init__(self, found: QListWidget) -> None:
        super().__init__()
        self._found = found

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = _ARROWS.get(Qt.Key(event.key()), 0)
        if by and self._found.count():
            row = min(max(0, self._found.currentRow() + by), self._found.count() - 1)
            self._found.setCurrentRow(row)
            return
        super().keyPressEvent(event)


class RunbooksSheet(Sheet):
    """``done(act, need, text)`` for a step that was ticked."""

    done = Signal(object, object, str)

    def __init__(self, operations: Operations) -> None:
        super().__init__("runbooks", "Runbooks")
        self._operations = operations
        self._incident: Incident | None = None
        self.books = Runbooks()
        self.book: Runbook | None = None
        self.list = Finder()
        self.search = Words(self.list)
        self.search.setObjectName("runbooks.find")
        self.search.setAccessibleName("Find a runbook by its words")
        self.search.setPlaceholderText("words of the runbook")
        self.search.textChanged.connect(self._search)
        self.search.returnPressed.connect(self._to_steps)
        self.list.setObjectName("runbooks.list")
        self.list.setAccessibleName("Runbooks")
        self.list.currentItemChanged.connect(self._chosen)
        self.list.itemActivated.connect(self._to_steps)
        self.problem = labels.plain(face=Type.SMALL, tone=Token.WARN, name="runbooks.problem", wrap=True)
        left = QVBoxLayout()
        left.setSpacing(GAP_S)
        for widget in (self.search, self.list, self.problem):
            left.addWidget(widget)
        left.addStretch()
        self.nothing = labels.plain(face=Type.BODY, tone=Token.TEXT2, name="runbooks.nothing", wrap=True)
        self.nothing.hide()
        self.name = labels.Elided(face=Type.BODY_STRONG, name="runbooks.name")
        self.age = labels.plain(face=Type.SMALL, tone=Token.TEXT2, name="runbooks.age")
        self.steps = CardList("runbooks.steps", "Steps", "This runbook has no steps to tick; its text stands below.")
        self.steps.done.connect(self._step_done)
        self.text = QPlainTextEdit()
        self.text.setObjectName("runbooks.text")
        self.text.setAccessibleName("The whole runbook")
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        right = QVBoxLayout()
        right.setSpacing(GAP_XS)
        right.addWidget(self.nothing)
        right.addWidget(self.name)
        right.addWidget(self.age)
        right.addWidget(self.steps, 3)
        right.addWidget(self.text, 2)
        right.addStretch()
        whole = QHBoxLayout()
        whole.setSpacing(GAP_L)
        whole.addLayout(left)
        whole.addLayout(right, 1)
        self.body.addLayout(whole, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = min(theme.px(LIST_PX), self.width() // 3)
        for widget in (self.search, self.list, self.problem):
            widget.setFixedWidth(width)

    def begin(self, argument: str) -> None:
        self.search.setText(argument)
        self._operations.read(_books, done=self._loaded, failed=self._refused)

    def take_focus(self) -> None:
        self.search.setFocus()

    def show_state(self, incident: Incident, playbook: Playbook, now: Instant) -> None:
        self._incident = incident
        self._show_book()

    def _loaded(self, books: Runbooks) -> None:
        self.books = books
        self.problem.setText(books.problems[0] if books.problems else "")
        self.problem.setVisible(bool(books.problems))
        self._search()

    def _refused(self, error: WarroomError) -> None:
        self.said.emit(error.sentence, True)

    @Slot()
    def _search(self) -> None:
        """The fitting ones; with nothing typed those of the affected services, then all."""
        wanted = self.search.text().strip()
        if wanted:
            found = [hit.runbook for hit in self.books.search(wanted)]
        else:
            services = self._incident.services if self._incident is not None else []
            found = list(dict.fromkeys([*self.books.for_services(services), *self.books.rows]))
        self.list.clear()
        for book in found:
            item = QListWidgetItem(book.title)
            item.setData(Qt.ItemDataRole.UserRole, book)
            self.list.addItem(item)
        if found:
            self.list.setCurrentRow(0)
        else:
            self.book = None
            self._show_book()
        self.list.setVisible(bool(found))
        self.name.setVisible(bool(found))
        self.nothing.setText("" if found else "No runbook holds these words." if wanted else NONE)
        self.nothing.setVisible(not found)

    @Slot(QListWidgetItem, QListWidgetItem)
    def _chosen(self, item: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        self.book = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        self._show_book()

    @Slot()
    def _to_steps(self) -> None:
        if self.book is not None:
            self.steps.first_focus.setFocus()

    def _order_tabs(self) -> None:
        """From the list to the steps, then to the text: Qt puts cards at the end, for they are made later."""
        before: QWidget = self.list
        for row in self.steps.shown:
            head = self.steps.card(row).head
            QWidget.setTabOrder(before, head)
            before = head
        QWidget.setTabOrder(before, self.text)

    def _show_book(self) -> None:
        book, incident = self.book, self._incident
        for widget in (self.age, self.steps, self.text):
            widget.setVisible(book is not None)
        if book is None or incident is None:
            return
        now = self._operations.clock.now()
        self.name.setText(book.title)
        old = f"changed {times.ago(book.changed_at, now)}"
        self.age.setText(f"{old}: check before you trust it" if book.stale(now) else old)
        labels.retone(self.age, Token.WARN if book.stale(now) else Token.TEXT2)
        if self.text.toPlainText() != book.text:
            self.text.setPlainText(book.text)
        before = [row.key for row in self.steps.shown]
        self.steps.show_rows(self._rows(book, incident))
        if before != [row.key for row in self.steps.shown]:
            self._order_tabs()

    def _rows(self, book: Runbook, incident: Incident) -> list[Need]:
        done = incident.checked.get(book.list_key, [])
        skipped = incident.waived.get(book.list_key, {})
        rows = []
        for part in book.parts:
            if isinstance(part, Command):
                rows.append(_loose(part, book, incident))
                continue
            said = "done" if part.text in done else f"not needed: {skipped[part.text]}" if part.text in skipped else ""
            commands = [command.filled(values(incident)).text for command in part.commands]
            rows.append(
                Need(
                    NeedKind.STEP,
                    f"step {book.key} {part.n}",
                    part.text,
                    "\n".join(words for words in (said, *commands) if words),
                    "command" if commands else "",
                    n=part.n,
                    name=book.key,
                    started=bool(said),
                    icon="check" if said == "done" else "minus" if said else "circle",
                    head=part.section,
                )
            )
        return rows

    @Slot(object, object, str)
    def _step_done(self, act: Act, need: Need, text: str) -> None:
        if act is COPY_COMMAND:
            self._copy(need)
        else:
            self.done.emit(act, need, text)

    def _copy(self, need: Need) -> None:
        """The commands of a step with what the record knows put in; what is missing or unsafe is named."""
        if self.book is None or self._incident is None:
            return
        step = self.book.step(need.n)
        commands = step.commands if step is not None else [one for one in self.book.commands if _key(one) == need.key]
        filled = [command.filled(values(self._incident)) for command in commands]
        QGuiApplication.clipboard().setText("\n".join(one.text for one in filled))
        left = [name for one in filled for name in (*one.missing, *one.unsafe)]
        words = "Command copied, not run"
        self.said.emit(f"{words}. Fill in: {', '.join(left)}" if left else words, bool(left))


def _loose(command: Command, book: Runbook, incident: Incident) -> Need:
    """A command that belongs to no step, in its place between them, under its own heading."""
    text = command.filled(values(incident)).text.strip()
    first, _, rest = text.partition("\n")
    head = command.section or (FIRST if book.steps else "")
    return Need(NeedKind.STEP, _key(command), first, rest, "command", name=book.key, head=head)


def _key(command: Command) -> str:
    return f"command {command.line} {hash(command.text)}"


def _books(workspace: Workspace) -> Runbooks:
    return workspace.runbooks()
