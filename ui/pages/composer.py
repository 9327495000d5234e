"""The composer: an update for one audience, filled from the record, copied as it is seen, and recorded once it is sent.

It is a page over the timeline; the scribe line stays below it. Copied is not sent: only *sent by hand* writes to the
record and resets a countdown (UI.md 2.4; PLAYBOOK R4, R10).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from ui.actions import Actions, Context
from ui.operations import Operations
from ui.pages.composer_actions import CLOSED, composer_actions
from ui.pages.composer_mail import ComposerMail
from ui.theme_tokens import Token
from ui.widgets.composer_foot import Question
from warroom.comms.drafts import no_news
from warroom.comms.fields import NO_NEWS

if TYPE_CHECKING:
    pass


class ComposerPage(ComposerMail):
    """The page with its keys."""

    def __init__(self, operations: Operations, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(operations, parent)
        self._actions = actions
        self.foot.wanted.connect(actions.trigger)
        self.preview.mail.wanted.connect(actions.trigger)
        if "composer.copy" not in actions:
            actions.add(*composer_actions(lambda: self))
        actions.install(self, Context.COMPOSER)

    def closed(self) -> str:
        """Why nothing can be done here now, '' while a message is being written."""
        return "" if self.isVisible() and (self._draft is not None or self.opening) else CLOSED

    # -- Acts ----------------------------------------------------------------------------------------------------

    def toggle_no_news(self) -> None:
        """The body says that nothing has changed, and still states impact, activity and the next time."""
        basis, template = self._basis, self._template
        if basis is None or template is None:
            return
        if NO_NEWS not in template.names:
            self.foot.no_news.setChecked(False)
            self.foot.say(f"{template.title} has no form for it", Token.WARN)
            return
        if self._typed.pop(NO_NEWS, None) is None:
            self._typed |= no_news(basis.incident, template, self._operations.clock.now())
        self._changed_by_hand()

    def write_no_news(self) -> None:
        """The same, whatever the body says now."""
        if NO_NEWS not in self._typed:
            self.toggle_no_news()

    def choose_template(self) -> None:
        """To the search above the list; where there is no room for one, to the combo."""
        if self.seek.isVisible():
            self.seek.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.seek.selectAll()
        else:
            self.combo.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.combo.showPopup()

    def previous_template(self) -> None:
        self._step(-1)

    def next_template(self) -> None:
        self._step(1)

    def _step(self, by: int) -> None:
        if self._basis is not None and self._template is not None:
            names = [row.template.name for row in self.list.rows]
            self._picked(names[(names.index(self._template.name) + by) % len(names)])

    def go_back(self) -> None:
        """Esc takes back the question first, then the message of one place; what is typed stays."""
        if self.foot.question is Question.NONE and self._place is not None:
            self._place = None
            self._refresh()
            return
        if self.foot.question is Question.NONE:
            self._keep_now()
            self.left.emit()
            return
        copied, self._copied, self._place = self._copied, None, None
        self.foot.ask(Question.NONE)
        self.foot.say(f"copied {copied.at.hhmm()}, not sent" if copied else "")
        self.foot.copy.setFocus()
        self._refresh()

    # -- Qt ------------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Esc is ours while the focus is here, whatever the page around us does with it. What is struck before the
        fields are there waits for them."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._waits(event):
            return True
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
            if plain and event.key() == Qt.Key.Key_Escape:
                event.accept()
                return True
        return super().event(event)

    def _waits(self, event: QKeyEvent) -> bool:
        if not self.opening or event.key() == Qt.Key.Key_Escape:
            return False
        self.when_open(partial(self.strike, event.clone()))
        return True

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """What an input method has made of keys waits as they do."""
        if self.opening and event.commitString():
            made = QInputMethodEvent()
            made.setCommitString(event.commitString())
            self.when_open(partial(self.strike, made))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self._actions.trigger("composer.back")
            return
        super().keyPressEvent(event)
