"""Templates and places: a team's own words, edited beside what they make of a sample incident.

What is typed is tried as it is typed and kept only on demand; nothing typed is lost by going away. The built-in text
stands behind each template of the team's and counts again when that is removed.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from ui.operations import Operations
from ui.theme_tokens import Token
from ui.wordings import desk
from ui.wordings.desk import PLACES, Opened, Wording
from ui.wordings.packs import Packs
from ui.wordings.trying import Tried, tried
from ui.wordings.view import WordingsView
from warroom.comms.message import Format
from warroom.comms.templates import NAME
from warroom.errors import WarroomError
from warroom.incident.playbook import Playbook
from warroom.incident.words import Severity, Status

TRY_MS = 150
KEEP_MS = 400


class WordingsPage(WordingsView):
    """``closed`` on Esc or Back; ``changed`` when other words count from now on."""

    closed = Signal()
    changed = Signal()

    def __init__(self, operations: Operations, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._operations = operations
        self._open: Opened | None = None
        self._wanted = "status-update"
        self.tried = Tried()
        self.packs = Packs(operations, self)
        self.packs.said.connect(self.say)
        self.packs.there.connect(self.ask_replace)
        self.packs.brought.connect(self._brought)
        self._try = QTimer(self, interval=TRY_MS, singleShot=True)
        self._try.setObjectName("wordings.try")
        self._try.timeout.connect(self.try_out)
        self._keep_timer = QTimer(self, interval=KEEP_MS, singleShot=True)
        self._keep_timer.setObjectName("wordings.keep")
        self._keep_timer.timeout.connect(self._keep_typed)
        self.files.picked.connect(self.open)
        self.text.textChanged.connect(self._typed)
        for combo in (self.form, self.severity, self.status):
            combo.activated.connect(self.try_out)
        self.back.clicked.connect(self.closed)
        self.keep_button.clicked.connect(self.keep)
        self.undo_button.clicked.connect(self.take_back)
        self.remove_button.clicked.connect(self.remove)
        self.go_button.clicked.connect(self.go_to_mistake)
        self.import_button.clicked.connect(self.packs.ask_import)
        self.export_button.clicked.connect(self.packs.ask_export)
        self.replace_button.clicked.connect(self.packs.replace)
        self.new_name.returnPressed.connect(self.begin)

    # -- Opening -----------------------------------------------------------------------------------------------------

    @Slot(str)
    def open(self, name: str) -> None:
        """Bring a file into the editor; what was typed into the one before stays with it."""
        self._keep_now()
        self._wanted = name
        self._operations.read(lambda workspace: desk.opened(workspace, name), done=self._opened, failed=self._refused)

    def _opened(self, found: Opened) -> None:
        if found.wording.name != self._wanted:
            return
        other = self._open is None or self._open.wording.name != found.wording.name
        self._open = found
        self.text.blockSignals(True)
        self.text.setPlainText(found.shown)
        self.text.blockSignals(False)
        self.show_file(found.wording, typed=bool(found.typed))
        if other or found.wording.problem:
            self.say(found.wording.problem, warn=bool(found.wording.problem))
        self.try_out()

    def _list(self) -> None:
        self._operations.read(desk.listed, done=self._listed, failed=self._refused)

    def _listed(self, rows: list[Wording]) -> None:
        self.files.show_rows(rows, self._wanted)

    @Slot()
    def begin(self) -> None:
        """A template of the team's own under a new name."""
        name = self.new_name.text().strip().casefold()
        if not NAME.fullmatch(name) or name == PLACES:
            self.say("A name is made of a to z, 0 to 9 and -, 48 at most", warn=True)
            return
        self.new_name.clear()
        self.open(name)
        self.text.setFocus()

    # -- Trying ------------------------------------------------------------------------------------------------------

    @Slot()
    def _typed(self) -> None:
        self._try.start()
        self._keep_timer.start()
        if self._open is not None:
            self.show_file(self._open.wording, typed=self.text.toPlainText() != self._open.text)

    @Slot()
    def try_out(self) -> None:
        """What the text makes, or its mistake by line; pure, so it may run at every pause."""
        playbook = self._playbook
        if self._open is None or playbook is None:
            return
        name, text = self._open.wording.name, self.text.toPlainText()
        form = Format(self.form.currentData())
        severity, status = Severity(self.severity.currentData()), Status(self.status.currentData())
        self.tried = tried(name, text, playbook, self._operations.clock.now(), form, severity, status)
        self.show_tried(self.tried)

    @property
    def _playbook(self) -> Playbook | None:
        return self._operations.facts.playbook if self._operations.facts is not None else None

    @Slot()
    def go_to_mistake(self) -> None:
        if self.tried.line:
            self.text.go_to_line(self.tried.line)
        else:
            self.say("Nothing is wrong with it" if not self.tried.problem else self.tried.problem)

    # -- Keeping -----------------------------------------------------------------------------------------------------

    @Slot()
    def keep(self) -> None:
        """Make it the team's own; a text with a mistake is not."""
        self._try.stop()
        self.try_out()
        if self._open is None:
            return
        if self.tried.problem:
            self.say(f"Not kept. {self.tried.problem}", warn=True)
            self.go_to_mistake()
            return
        self._keep_timer.stop()
        name, text = self._open.wording.name, self.text.toPlainText()
        self._operations.run(lambda workspace: desk.keep(workspace, name, text), done=self._kept, failed=self._refused)

    def _kept(self, name: str) -> None:
        self.changed.emit()
        self._list()
        self.say("Kept. These places count from now on" if name == PLACES else "Kept. It counts from now on")
        self._again(name)

    def _again(self, name: str) -> None:
        """Read what is in the editor anew."""
        if name == self._wanted:
            self._operations.read(lambda workspace: desk.opened(workspace, name), done=self._opened)

    @Slot()
    def take_back(self) -> None:
        """What was typed and not kept is given up: the file's text stands again."""
        if self._open is None:
            return
        self._keep_timer.stop()
        name = self._open.wording.name
        self._operations.run(lambda workspace: desk.forget(workspace, name), done=self._forgotten)

    def _forgotten(self, name: str) -> None:
        self._list()
        self.say("Taken back to what is kept")
        self._again(name)

    @Slot()
    def remove(self) -> None:
        """The team's own goes; its text stays in the editor, where it can be kept again."""
        if self._open is None:
            return
        self._keep_timer.stop()
        name, text = self._open.wording.name, self.text.toPlainText()
        self._operations.run(
            lambda workspace: desk.remove(workspace, name, text), done=self._removed, failed=self._refused
        )

    def _removed(self, name: str) -> None:
        self.changed.emit()
        self._list()
        self.say("Removed. Its text is still here: Ctrl+Enter keeps it again")
        self._again(name)

    @Slot()
    def _keep_typed(self) -> None:
        """Write what is typed beside the record, so that a crash loses none of it."""
        if self._open is None:
            return
        name, text = self._open.wording.name, self.text.toPlainText()
        typed = "" if text == self._open.text else text
        self._operations.read(lambda workspace: desk.keep_typed(workspace, name, typed), done=self._typed_kept)

    def _typed_kept(self, _nothing: None) -> None:
        self._list()

    def _keep_now(self) -> None:
        if self._keep_timer.isActive():
            self._keep_timer.stop()
            self._keep_typed()

    @Slot(list)
    def _brought(self, names: list[str]) -> None:
        self.changed.emit()
        self._list()
        self.open(names[0] if names else self._wanted)

    def _refused(self, error: WarroomError) -> None:
        self.say(error.sentence, warn=True)

    # -- Qt ----------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.closed.emit()
            return
        super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._list()
        self.open(self._wanted)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._try.stop()
        self._keep_now()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    @Slot(str, bool)
    def say(self, words: str, warn: bool = False) -> None:
        self.show_said(words, Token.WARN if warn else Token.TEXT2)
