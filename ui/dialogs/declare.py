"""Declare: how bad, what is broken, Enter. The only dialog on the way of a response, and gone in seconds (UI.md 2.2).
Alt+H asks the questions of triage in place of the cards and comes back with a suggestion that a key takes.

A digit pressed on the cards is the severity; any other key is the title's. A space right after the digit shows that
it was the beginning of a sentence ("4 customers …"): it goes back to the title and no severity is chosen. Keys that
come while the incident is being written are kept and handed on to the page that opens.
"""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QWidget

from ui import labels, times
from ui.declaring import Declaration, read
from ui.dialogs.declare_form import HELP_USUAL, USUAL, DeclareForm
from ui.dialogs.severity_cards import digit_of
from ui.operations import Operations
from ui.theme_tokens import GAP_M, Token
from ui.typing import is_text
from ui.widgets.triage import suggestion_words
from warroom.clock import Instant
from warroom.errors import WarroomError
from warroom.incident.playbook import Playbook

DRAFT_MS = 400
"""How long after the last key the draft is kept: within the 500 ms that UI.md 0, rule 2, allows."""
NOT_A_SEVERITY = " 0%.,"
"""What, right after the digit, shows that the digit began a sentence: "4 customers", "40 %", "2.5 s"."""


class Draft(msgspec.Struct):
    """What is kept of an unfinished declaration."""

    severity: int = 0
    title: str = ""
    drill: bool = False
    triage: dict[str, str] = {}


class Wish(msgspec.Struct, frozen=True):
    """What the person asked for with Enter. ``triage``: what was answered on the way, by question."""

    severity: int
    declaration: Declaration
    drill: bool
    copy: bool
    triage: dict[str, str] = {}


class DeclareDialog(DeclareForm):
    """``wanted`` carries a ``Wish``; the owner declares it and calls ``finish`` or ``refuse``. ``kept`` carries a
    draft to be stored. ``typed_ahead`` holds the keys that came after Enter."""

    wanted = Signal(object)
    kept = Signal(object)

    def __init__(self, operations: Operations, playbook: Playbook | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Qt drops the keys of a window that a modal one blocks, even before that one has the keyboard: the routing
        # of keys and clicks makes this dialog modal instead.
        self.setModal(False)
        self._operations = operations
        self._playbook: Playbook | None = None
        self._digit_fresh = False
        self._begun: Instant | None = None
        self.writing = False
        self.typed_ahead: list[QKeyEvent] = []
        self._draft_timer = QTimer(self, singleShot=True, interval=DRAFT_MS)
        self._draft_timer.setObjectName("decl.draft")
        self._draft_timer.timeout.connect(self._keep)
        self._connect()
        if playbook is not None:
            self.use_playbook(playbook)
        self._read()

    def _connect(self) -> None:
        self.cards.chosen.connect(self._chosen)
        self.title.textChanged.connect(self._title_changed)
        self.drill.toggled.connect(self._drill_toggled)
        self.help.clicked.connect(self.choose_by_triage)
        self.choosing.changed.connect(self._answered)
        self.choosing.entered.connect(self._take_suggestion)
        self.choosing.typed.connect(self._typed_in_help)
        self.choosing.focused.connect(self._bring_in_sight)
        for card in self.cards.cards:
            card.installEventFilter(self)
        self.title.installEventFilter(self)
        self.declare.clicked.connect(self._declare_clicked)
        self.declare_and_copy.clicked.connect(self._copy_clicked)
        self.foot.take.clicked.connect(self._take_suggestion)
        self.foot.back.clicked.connect(self._leave_help)
        self.cancel.clicked.connect(self.reject)
        for number in (1, 2, 3, 4):
            self.shortcut(f"Alt+{number}", f"decl.alt.{number}").activated.connect(self._alt_digit)
        self.shortcut("Alt+H", "decl.alt.h").activated.connect(self.choose_by_triage)

    # -- What the window calls -----------------------------------------------------------------------------------

    def use_playbook(self, playbook: Playbook) -> None:
        self._playbook = playbook
        self.cards.describe(playbook)
        self.choosing.ask(playbook)
        self._read()

    def restore(self, draft: Draft) -> None:
        """Put a kept draft back, unless something stands here already."""
        if not self.title.text() and not self.cards.severity:
            self.title.setText(draft.title)
            self.cards.choose(draft.severity)
            self.drill.setChecked(draft.drill)
            self.choosing.restore(draft.triage)
            self._read()

    def begin(self, typed: str = "", *, drill: bool | None = None) -> None:
        """Show the dialog; ``typed`` is the key that opened it and counts as if it had been pressed here."""
        if drill is not None:
            self.drill.setChecked(drill)
        if not self.isVisible():
            self._say("")
            self.show_help(False)
            self.take_room()
            self.show()
            self.raise_()
        if self.helping:
            self.choosing.take_focus()
        else:
            self.cards.take_focus() if not self.title.text() else self.title.setFocus()
        if typed:
            self._first_key(typed, int(typed) if typed in ("1", "2", "3", "4") else 0)
        self.activateWindow()

    def leave(self) -> None:
        """The window closes: keep what is here and go."""
        self._keep()
        self.hide()

    def finish(self) -> list[QKeyEvent]:
        """Declared: empty the dialog and hand out the keys that were typed meanwhile."""
        ahead, self.typed_ahead = self.typed_ahead, []
        self._set_writing(False)
        self.title.clear()
        self.cards.choose(0)
        self.drill.setChecked(False)
        self.choosing.restore({})
        self._begun = None
        self._keep()
        self._say("")
        self.hide()
        return ahead

    def refuse(self, error: WarroomError) -> None:
        """Not declared: everything stays, with the reason."""
        self._set_writing(False)
        self._say(error.sentence, Token.DANGER)
        ahead, self.typed_ahead = self.typed_ahead, []
        self.title.setFocus()
        self.title.insert("".join(event.text() for event in ahead if is_text(event) or event.text() == " "))

    def take_key(self, event: QKeyEvent) -> None:
        """A key press that the system delivered elsewhere while this dialog was coming or going."""
        if self.writing:
            self._keep_key(event)
            return
        held = self.focusWidget()
        copy = QKeyEvent(event.type(), event.key(), event.modifiers(), event.text(), event.isAutoRepeat())
        card = next((card for card in self.cards.cards if card is held), None)
        target = self.choosing.holder() or card or self.title
        if target is card and self._card_key(copy):
            return
        QCoreApplication.sendEvent(target, copy)

    # -- Keys ----------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if self.writing:
            self._keep_key(event)
            return True
        if watched is self.title:
            return self._title_key(event)
        return self._card_key(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.writing:
            self._keep_key(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._declare(copy=bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
        elif is_text(event):
            self._first_key(event.text(), digit_of(event) if self.cards.holds_focus() else 0)
        else:
            super().keyPressEvent(event)

    def reject(self) -> None:
        """Esc or Cancel: from the questions back to the cards, from there away; the draft stays for the next time."""
        if self.helping and not self.writing:
            self._leave_help()
        elif not self.writing:
            self._keep()
            super().reject()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._read()

    def _card_key(self, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._declare(copy=bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
            return True
        if not is_text(event):
            return False
        self._first_key(event.text(), digit_of(event))
        return True

    def _title_key(self, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._declare(copy=bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
            return True
        fresh, self._digit_fresh = self._digit_fresh, False
        if fresh and not self.title.text() and event.text() and event.text() in NOT_A_SEVERITY:
            self._digit_to_title(event.text())
            return True
        return False

    def _first_key(self, typed: str, digit: int) -> None:
        """A key pressed outside the title: a digit is the severity, all else begins the title."""
        self.title.setFocus(Qt.FocusReason.OtherFocusReason)
        self.title.end(False)
        if digit:
            self._digit_fresh = not self.title.text()
            self.cards.choose(digit)
            self._chosen_now(digit)
        else:
            self.title.insert(typed)

    def _digit_to_title(self, following: str) -> None:
        digit = str(self.cards.severity)
        self.cards.choose(0)
        self.title.setText(digit + following)
        self._read()
        self._say(f"The {digit} belongs to the title now. For a severity press Alt+1 to Alt+4.", Token.WARN)
        self._later()

    def _keep_key(self, event: QKeyEvent) -> None:
        self.typed_ahead.append(QKeyEvent(event.type(), event.key(), event.modifiers(), event.text()))

    # -- Help to choose ------------------------------------------------------------------------------------------

    @Slot()
    def choose_by_triage(self) -> None:
        """Alt+H: the questions of triage in the place of the cards; what stands in the title stays."""
        if self.writing or self._playbook is None:
            return
        self.show_help(True)
        self._say("")
        self._answered()

    @Slot()
    def _leave_help(self) -> None:
        self.show_help(False)
        self._say("")
        self.cards.take_focus()

    @Slot()
    def _answered(self) -> None:
        found = self.choosing.suggestion
        self.foot.show_suggested(found.severity.label if found is not None and found.severity is not None else "")
        self._read()
        self._later()

    @Slot()
    def _take_suggestion(self) -> None:
        """The one key that takes what is suggested; it is never taken by itself."""
        found = self.choosing.suggestion
        if found is None or found.severity is None:
            self._say("Say how far it reaches first, or Esc for the cards", Token.WARN)
            self.choosing.take_focus()
            return
        self.cards.choose(int(found.severity))
        self.show_help(False)
        self._chosen(self.cards.severity)
        self._say(suggestion_words(found).replace("Suggests", "Taken:", 1))

    @Slot(object)
    def _typed_in_help(self, event: QKeyEvent) -> None:
        """A letter begins or continues the title, a digit is a severity: as on the cards."""
        digit = digit_of(event)
        if digit:
            self.show_help(False)
        self._first_key(event.text(), digit)

    @Slot(object)
    def _bring_in_sight(self, widget: QWidget) -> None:
        self.area.ensureWidgetVisible(widget, 0, GAP_M)

    # -- Acting --------------------------------------------------------------------------------------------------

    def _declare(self, copy: bool) -> None:
        if self.helping:  # what the foot says is what Enter does
            self._take_suggestion()
            return
        declaration = self._declaration()
        if not self.cards.severity:
            self._say("Press 1 to 4 first", Token.WARN)
            self.cards.take_focus()
        elif not declaration.title:
            self._say("Say what is broken, in a few words", Token.WARN)
            self.title.setFocus()
        else:
            self._say("Declaring …")
            self._set_writing(True)
            answers = self.choosing.answers()
            self.wanted.emit(Wish(self.cards.severity, declaration, self.drill.isChecked(), copy, answers))

    @Slot()
    def _declare_clicked(self) -> None:
        self._declare(copy=False)

    @Slot()
    def _copy_clicked(self) -> None:
        self._declare(copy=True)

    @Slot(int)
    def _chosen(self, number: int) -> None:
        self._digit_fresh = False
        self._chosen_now(number)
        self.title.setFocus()

    def _chosen_now(self, _number: int) -> None:
        self._say("")
        self._read()
        self._later()

    @Slot()
    def _alt_digit(self) -> None:
        sender = self.sender()
        if isinstance(sender, QShortcut):
            self.show_help(False)
            self.cards.choose(int(sender.objectName()[-1]))
            self._chosen(self.cards.severity)

    @Slot()
    def _title_changed(self) -> None:
        if self._begun is None and self.title.text():
            self._begun = self._operations.clock.now()
        elif not self.title.text():
            self._begun = None
        self._read()
        self._later()

    @Slot()
    def _drill_toggled(self) -> None:
        self._read()
        self._later()

    def _set_writing(self, writing: bool) -> None:
        self.writing = writing
        for button in (self.help, self.declare, self.declare_and_copy, self.drill, self.cancel):
            button.setDisabled(writing)
        self.title.setReadOnly(writing)

    def _later(self) -> None:
        self._draft_timer.start()

    @Slot()
    def _keep(self) -> None:
        self._draft_timer.stop()
        answers = self.choosing.answers()
        self.kept.emit(Draft(self.cards.severity, self.title.text(), self.drill.isChecked(), answers))

    # -- What stands under the title -----------------------------------------------------------------------------

    def _declaration(self) -> Declaration:
        now = self._begun or self._operations.clock.now()
        return read(self.title.text(), now, times.local_offset)

    def _read(self) -> None:
        declaration = self._declaration()
        rules = self._playbook.rules(self.cards.severity) if self._playbook and self.cards.severity else None
        self.reading.show_declaration(declaration, self._operations.author, self._operations.clock.now())
        self.reading.show_rules(rules, self.cards.severity)
        self.reading.show_page(self.choosing.suggestion)
        if declaration.notice:
            self._say(declaration.notice, Token.WARN)
        elif self.message.property("notice"):
            self._say("")
        self.message.setProperty("notice", bool(declaration.notice))
        self.declare.setText("Declare drill  Enter" if self.drill.isChecked() else "Declare  Enter")

    def _say(self, text: str, tone: Token = Token.TEXT2) -> None:
        self.message.setText(text or (HELP_USUAL if self.helping else USUAL))
        labels.retone(self.message, tone)
        if text:
            self.message.setAccessibleName(text)
