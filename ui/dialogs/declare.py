"""Declare: how bad, what is broken, Enter. The only dialog on the way of a response, and gone in seconds (UI.md 2.2).

A digit pressed on the cards is the severity; any other key is the title's. A space right after the digit shows that
it was the beginning of a sentence ("4 customers …"): it goes back to the title and no severity is chosen. Keys that
come while the incident is being written are kept and handed on to the page that opens.
"""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ui import labels, theme, times
from ui.declaring import Declaration, read
from ui.dialogs.severity_cards import SeverityCards, digit_of
from ui.operations import Operations
from ui.theme_tokens import GAP_L, GAP_M, GAP_S, GAP_XS, Token, Type
from ui.typing import is_text
from warroom.clock import Instant
from warroom.errors import WarroomError
from warroom.incident.playbook import Playbook
from warroom.incident.playbook_parts import SeverityRules

DRAFT_MS = 400
"""How long after the last key the draft is kept: within the 500 ms that UI.md 0, rule 2, allows."""
NOT_A_SEVERITY = " 0%.,"
"""What, right after the digit, shows that the digit began a sentence: "4 customers", "40 %", "2.5 s"."""


class Draft(msgspec.Struct):
    """What is kept of an unfinished declaration."""

    severity: int = 0
    title: str = ""
    drill: bool = False


class Wish(msgspec.Struct, frozen=True):
    """What the person asked for with Enter."""

    severity: int
    declaration: Declaration
    drill: bool
    copy: bool


class DeclareDialog(QDialog):
    """``wanted`` carries a ``Wish``; the owner declares it and calls ``finish`` or ``refuse``. ``kept`` carries a
    draft to be stored. ``typed_ahead`` holds the keys that came after Enter."""

    wanted = Signal(object)
    kept = Signal(object)

    def __init__(self, operations: Operations, playbook: Playbook | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("decl")
        self.setWindowTitle("Declare an incident")
        # Qt drops the keys of a window that a modal one blocks, even before that one has the keyboard: the routing
        # of keys and clicks makes this dialog modal instead.
        self.setModal(False)
        self._operations = operations
        self._playbook: Playbook | None = None
        self._digit_fresh = False
        self._begun: Instant | None = None
        self.writing = False
        self.typed_ahead: list[QKeyEvent] = []
        self._build()
        if playbook is not None:
            self.use_playbook(playbook)
        self._draft_timer = QTimer(self)
        self._draft_timer.setObjectName("decl.draft")
        self._draft_timer.setSingleShot(True)
        self._draft_timer.setInterval(DRAFT_MS)
        self._draft_timer.timeout.connect(self._keep)
        self.cards.chosen.connect(self._chosen)
        self.title.textChanged.connect(self._title_changed)
        self.drill.toggled.connect(self._drill_toggled)
        for card in self.cards.cards:
            card.installEventFilter(self)
        self.title.installEventFilter(self)
        self._read()

    # -- What the window calls -----------------------------------------------------------------------------------

    def use_playbook(self, playbook: Playbook) -> None:
        self._playbook = playbook
        self.cards.describe(playbook)
        self._read()

    def restore(self, draft: Draft) -> None:
        """Put a kept draft back, unless something stands here already."""
        if not self.title.text() and not self.cards.severity:
            self.title.setText(draft.title)
            self.cards.choose(draft.severity)
            self.drill.setChecked(draft.drill)

    def begin(self, typed: str = "", *, drill: bool | None = None) -> None:
        """Show the dialog; ``typed`` is the key that opened it and counts as if it had been pressed here."""
        if drill is not None:
            self.drill.setChecked(drill)
        if not self.isVisible():
            self._say("")
            self.show()
            self.raise_()
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
        target = next((card for card in self.cards.cards if card is held), self.title)
        copy = QKeyEvent(event.type(), event.key(), event.modifiers(), event.text(), event.isAutoRepeat())
        if target is not self.title and self._card_key(copy):
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
        """Esc or Cancel: the draft stays for the next time."""
        if not self.writing:
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

    # -- Acting --------------------------------------------------------------------------------------------------

    def _declare(self, copy: bool) -> None:
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
            self.wanted.emit(Wish(self.cards.severity, declaration, self.drill.isChecked(), copy))

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
        for button in (self.declare, self.declare_and_copy, self.drill, self.cancel):
            button.setDisabled(writing)
        self.title.setReadOnly(writing)

    def _later(self) -> None:
        self._draft_timer.start()

    @Slot()
    def _keep(self) -> None:
        self._draft_timer.stop()
        self.kept.emit(Draft(self.cards.severity, self.title.text(), self.drill.isChecked()))

    # -- What stands under the title -----------------------------------------------------------------------------

    def _declaration(self) -> Declaration:
        now = self._begun or self._operations.clock.now()
        return read(self.title.text(), now, times.local_offset)

    def _read(self) -> None:
        declaration = self._declaration()
        author = self._operations.author
        self._commander.setText(
            declaration.commander or (f"{author} (acting, until someone is named)" if author else "you")
        )
        self._started.setText("not stated yet" if declaration.started is None else self._since(declaration.started))
        rules = self._playbook.rules(self.cards.severity) if self._playbook and self.cards.severity else None
        self._updates.setText(_cadences(rules) if rules else "follow the severity")
        self._deadlines.setText(_deadlines(rules, self.cards.severity) if rules else "follow the severity")
        if declaration.notice:
            self._say(declaration.notice, Token.WARN)
        elif self._message.property("notice"):
            self._say("")
        self._message.setProperty("notice", bool(declaration.notice))
        self.declare.setText("Declare drill  Enter" if self.drill.isChecked() else "Declare  Enter")

    def _since(self, started: Instant) -> str:
        now = self._operations.clock.now()
        return f"{times.both_clocks(started)} · {times.ago(started, now)}"

    def _say(self, text: str, tone: Token = Token.TEXT2) -> None:
        self._message.setText(text or "Not sure? Take the higher one. Lowering it later is one step.")
        labels.retone(self._message, tone)
        if text:
            self._message.setAccessibleName(text)

    # -- Building ------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP_L, GAP_M, GAP_L, GAP_M)
        column.setSpacing(GAP_S)
        column.addWidget(labels.plain("Declare an incident", face=Type.TITLE))
        column.addWidget(labels.plain("How bad is it?  Press 1 to 4.", face=Type.BODY_STRONG, tone=Token.TEXT2))
        self.cards = SeverityCards(self)
        column.addWidget(self.cards)
        column.addWidget(self._title_row())
        column.addWidget(self.title)
        column.addLayout(self._reading())
        self._message = labels.plain(face=Type.BODY_STRONG, tone=Token.TEXT2, name="decl.message", wrap=True)
        self._message.setMinimumHeight(theme.px(34))
        column.addWidget(self._message)
        column.addStretch(1)
        column.addLayout(self._buttons())
        for number in (1, 2, 3, 4):
            shortcut = QShortcut(QKeySequence(f"Alt+{number}"), self)
            shortcut.setObjectName(f"decl.alt.{number}")
            shortcut.activated.connect(self._alt_digit)
        self.resize(theme.px(680), theme.px(460))

    def _title_row(self) -> QLabel:
        self.title = QLineEdit(self)
        self.title.setObjectName("decl.title")
        self.title.setAccessibleName("What is broken?")
        self.title.setProperty("mono", "true")
        self.title.setPlaceholderText("checkout failing for most customers @robin -5m")
        self.title.setMaxLength(400)
        label = labels.plain("What is broken?   @name commands, -5m or 03:09 says when it began", tone=Token.TEXT2)
        label.setBuddy(self.title)
        return label

    def _reading(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(GAP_M)
        grid.setVerticalSpacing(GAP_XS)
        grid.setColumnStretch(1, 1)
        rows = []
        for row, (name, word) in enumerate(
            (("commander", "Commander"), ("started", "Started"), ("updates", "Updates"), ("deadlines", "Starts now"))
        ):
            value = labels.Elided(name=f"decl.reading.{name}", face=Type.READING)
            grid.addWidget(labels.plain(word, face=Type.SMALL_STRONG, tone=Token.TEXT2), row, 0)
            grid.addWidget(value, row, 1)
            rows.append(value)
        self._commander, self._started, self._updates, self._deadlines = rows
        return grid

    def _buttons(self) -> QHBoxLayout:
        self.declare = self._button("decl.declare", "Declare", "Enter", "primary")
        self.declare_and_copy = self._button("decl.declare_copy", "Declare and copy announcement", "Ctrl+Enter")
        self.drill = self._button("decl.drill", "Drill", "Alt+D")
        self.drill.setCheckable(True)
        # A button's own shortcut presses it 100 ms later: Enter would be faster.
        alt_d = QShortcut(QKeySequence("Alt+D"), self)
        alt_d.setObjectName("decl.alt.d")
        alt_d.activated.connect(self.drill.toggle)
        self.cancel = self._button("decl.cancel", "Cancel", "Esc")
        self.declare.setDefault(True)
        self.declare.clicked.connect(self._declare_clicked)
        self.declare_and_copy.clicked.connect(self._copy_clicked)
        self.cancel.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(GAP_S)
        row.addWidget(self.declare)
        row.addWidget(self.declare_and_copy)
        row.addStretch(1)
        row.addWidget(self.drill)
        row.addWidget(self.cancel)
        return row

    def _button(self, name: str, text: str, keys: str, kind: str = "") -> QPushButton:
        button = QPushButton(f"{text}  {keys}", self)
        button.setObjectName(name)
        button.setAccessibleName(text)
        labels.tip(button, f"{text}  {keys}")
        button.setProperty("kind", kind)
        button.setAutoDefault(False)
        return button


def _cadences(rules: SeverityRules) -> str:
    internal = f"internal every {times.length(rules.internal_s)}" if rules.internal_s else "no internal updates"
    if rules.external_s is None:
        return internal
    external = f"external every {times.length(rules.external_s)}"
    return f"{internal} · {external}{' once customers see it' if rules.external_if_visible else ''}"


def _deadlines(rules: SeverityRules, severity: int) -> str:
    count = len(rules.requirements())
    if not count:
        return f"no response deadlines for SEV-{severity}"
    return f"{count} response deadline{'s' if count != 1 else ''} for SEV-{severity}"
