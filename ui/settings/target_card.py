"""One target in the list: what it is, where its secret lies, and what is to be said or asked about it."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui import labels, theme
from ui.notices import announce
from ui.pages.sheet import button
from ui.settings.target_session import Card, Verdict
from ui.theme_tokens import GAP_M, GAP_S, GAP_XS, Token, Type
from warroom.settings.targets import Place, Secret, kind, variable

PLACES = {
    Place.ENVIRONMENT: "secret from the environment",
    Place.RUN: "secret of this run: it is gone when Warroom closes",
    Place.KEYRING: "secret in the key store",
}
SECRET_PX = 260
TRYING = "Trying …"
POSTING = "Posting a test message …"


class TargetCard(QFrame):
    """``tested``, ``posted``, ``edited`` and ``removed`` carry its name; ``known(name, secret, keep)`` a
    secret that was typed because none was known."""

    tested = Signal(str)
    posted = Signal(str)
    edited = Signal(str)
    removed = Signal(str)
    known = Signal(str, object, bool)

    def __init__(self, card: Card) -> None:
        super().__init__()
        self.called = card.target.name
        self.setObjectName(f"settings.target.{self.called}")
        self.setProperty("panel", "raised")
        self.facts = labels.Elided(face=Type.BODY, tone=Token.TEXT2, name=f"{self.objectName()}.facts")
        self.state = labels.plain(face=Type.SMALL, tone=Token.TEXT2, name=f"{self.objectName()}.state", wrap=True)
        self.said = labels.plain(face=Type.BODY, name=f"{self.objectName()}.said", wrap=True)
        self._question = ""
        head = QHBoxLayout()
        head.setSpacing(GAP_S)
        head.addWidget(labels.plain(self.called, face=Type.BODY_STRONG))
        head.addWidget(self.facts, 1)
        self.test = self._button("test", "Test", self._test)
        self.edit = self._button("edit", "Change …", self._edit)
        self.drop = self._button("remove", "Remove …", self._ask_remove)
        for one in (self.test, self.edit, self.drop):
            head.addWidget(one)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP_M, GAP_S, GAP_M, GAP_S)
        column.setSpacing(GAP_XS)
        column.addLayout(head)
        column.addWidget(self.state)
        self._missing = self._missing_row(card)
        column.addWidget(self._missing)
        column.addWidget(self.said)
        self._asking = self._question_row()
        column.addWidget(self._asking)
        for widget in (self.said, self._asking):
            widget.hide()
        self.show_card(card)

    def show_card(self, card: Card) -> None:
        """What stands of it now."""
        target, place = card
        audience = "customers read it" if target.external else "internal"
        values = "  ".join(f"{name}={value}" for name, value in target.values.items())
        self.facts.setText("  ·  ".join(part for part in (target.label, audience, values) if part))
        needed = kind(target.kind).secret is not None
        missing = place is Place.NOWHERE and target.needs_secret
        words = "Looking for its secret …" if place is None else PLACES.get(place, "no secret given, none needed")
        self.state.setText(f"The secret is not known on this computer. Type it, or set {variable(target.name)}."
                           if missing else words if needed else "no secret needed")  # fmt: skip
        labels.retone(self.state, Token.WARN if missing else Token.TEXT2)
        self._missing.setVisible(missing)
        self.secret.setMaximumWidth(theme.px(SECRET_PX))

    def show_verdict(self, verdict: Verdict) -> None:
        """What the test found; where only a message could tell, ask before one is posted."""
        self.test.setEnabled(True)
        if verdict.ok is None:
            self._ask("post", f"{verdict.sentence} Readers will see that it is a test.", "Post a test message")
            return
        self._end_question()
        self.say(verdict.sentence, Token.OK if verdict.ok else Token.WARN)

    def calm(self) -> None:
        """What was tried came to nothing; it can be tried again."""
        self.test.setEnabled(True)
        if self.said.text() in (TRYING, POSTING):
            self.say("")

    def say(self, words: str, tone: Token = Token.TEXT2) -> None:
        self.said.setText(words)
        labels.retone(self.said, tone)
        self.said.setVisible(bool(words))
        if words:
            announce(self, f"{self.called}: {words}")

    # -- What a person does ----------------------------------------------------------------------------------------

    @Slot()
    def _test(self) -> None:
        self._end_question()
        self.test.setEnabled(False)
        self.say(TRYING)
        self.tested.emit(self.called)

    @Slot()
    def _edit(self) -> None:
        self.edited.emit(self.called)

    @Slot()
    def _ask_remove(self) -> None:
        self._ask("remove", f"Remove {self.called} and its secret?", "Remove")

    @Slot()
    def _answer_yes(self) -> None:
        question = self._question
        self._end_question()
        if question == "post":
            self.test.setEnabled(False)
            self.say(POSTING)
            self.posted.emit(self.called)
        elif question == "remove":
            self.removed.emit(self.called)

    @Slot()
    def _answer_no(self) -> None:
        self._end_question()
        self.drop.setFocus()

    @Slot()
    def _for_this_run(self) -> None:
        self._know(keep=False)

    @Slot()
    def _keep_it(self) -> None:
        self._know(keep=True)

    def _know(self, *, keep: bool) -> None:
        secret = Secret(self.secret.text().strip())
        if not secret:
            self.secret.setFocus()
            return
        self.secret.clear()
        self.known.emit(self.called, secret, keep)

    # -- Building --------------------------------------------------------------------------------------------------

    def _ask(self, question: str, words: str, yes: str) -> None:
        self._question = question
        self.said.hide()
        self.asked.setText(words)
        self.yes.setText(yes)
        self.yes.setAccessibleName(f"{yes}: {self.called}")
        self._asking.show()
        self.no.setFocus()
        announce(self, words)

    def _end_question(self) -> None:
        self._question = ""
        self._asking.hide()

    def _button(self, name: str, words: str, pressed: object) -> QWidget:
        made = button(f"{self.objectName()}.{name}", words)
        made.setAccessibleName(f"{words.removesuffix(' …')} {self.called}")
        made.clicked.connect(pressed)
        return made

    def _missing_row(self, card: Card) -> QWidget:
        field = kind(card.target.kind).secret
        row = QWidget(self)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP_S)
        self.secret = QLineEdit()
        self.secret.setObjectName(f"{self.objectName()}.secret")
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.secret.setPlaceholderText("" if field is None else field.label)
        self.secret.setAccessibleName(f"Secret of {self.called}")
        self.secret.returnPressed.connect(self._for_this_run)
        line.addWidget(self.secret, 100)
        line.addWidget(self._button("run", "Use it for this run", self._for_this_run))
        line.addWidget(self._button("keep", "Keep it in the key store", self._keep_it))
        line.addStretch(1)
        return row

    def _question_row(self) -> QWidget:
        row = QWidget(self)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP_S)
        self.asked = labels.plain(face=Type.BODY, name=f"{self.objectName()}.asked", wrap=True)
        self.yes = button(f"{self.objectName()}.yes", "Yes")
        self.yes.clicked.connect(self._answer_yes)
        self.no = button(f"{self.objectName()}.no", "No")
        self.no.setAccessibleName(f"No: {self.called}")
        self.no.clicked.connect(self._answer_no)
        line.addWidget(self.asked, 1)
        line.addWidget(self.yes)
        line.addWidget(self.no)
        return row
