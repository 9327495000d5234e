"""The composer: an update for one audience, filled from the record, copied as it is seen, and recorded once it is sent.

It is a page over the timeline; the scribe line stays below it. Copied is not sent: only *sent by hand* writes to the
record and resets a countdown (UI.md 2.4; PLAYBOOK R4, R10).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QWidget

from ui import times
from ui.actions import Actions, Context
from ui.operations import Operations
from ui.pages.composer_actions import CLOSED, composer_actions
from ui.pages.composer_basis import keep_via
from ui.pages.composer_draft import Copied
from ui.pages.composer_mending import ComposerMending
from ui.theme_tokens import Token
from ui.widgets.composer_clipboard import mime
from ui.widgets.composer_foot import Question
from warroom.clock import Instant
from warroom.comms.drafts import Draft, no_news
from warroom.comms.fields import NEXT_UPDATE, NO_NEWS
from warroom.errors import WarroomError
from warroom.scribe import FaultyLine
from warroom.scribe.times import parse_time

if TYPE_CHECKING:
    from warroom.workspace import Workspace


class ComposerPage(ComposerMending):
    """``left`` when the person goes back; ``copied`` and ``sent`` with the incident's id, the template's name and the
    time, for the chip on the countdown's tile and the toast.
    """

    left = Signal()
    copied = Signal(str, str, object)
    sent = Signal(str, str, object)

    def __init__(self, operations: Operations, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(operations, parent)
        self._actions = actions
        self.foot.wanted.connect(actions.trigger)
        if "composer.copy" not in actions:
            actions.add(*composer_actions(lambda: self))
        actions.install(self, Context.COMPOSER)

    def closed(self) -> str:
        """Why nothing can be done here now, '' while a message is being written."""
        return "" if self.isVisible() and self._draft is not None else CLOSED

    # -- Acts ----------------------------------------------------------------------------------------------------

    def copy(self) -> None:
        """Put what is seen on the clipboard; external text with a marker in it stays here (UI.md 2.4)."""
        self._refresh()
        made = self._draft
        if made is None or self._secret(made):
            return
        if made.template.external and self.stops(made):
            self._block(made)
        elif made.missing and not self._warned:
            self._warned = True
            words = made.fields[made.missing[0]].label.lower()
            self.foot.say(f'"{words}" is still empty. Copy again to copy it with its marker', Token.WARN)
        else:
            self._to_clipboard(made)

    def _secret(self, made: Draft) -> bool:
        """A secret is never copied, and no button goes past it."""
        if made.secret is not None:
            self.foot.say(f"Not copied. {made.secret.text}. Take it out: no one can overrule this", Token.DANGER)
            self.fields.go_to(made.secret.field)
        return made.secret is not None

    def _block(self, made: Draft) -> None:
        """Says what bars the copy: an empty field first, else the first check that says stop."""
        name = next(iter(made.missing), "")
        if name:
            words = made.fields[name].label.lower()
            reason = f'Not copied: "{words}" is still empty. Type it, or Alt+0 for "none known"'
        else:
            reason = f"Not copied: {made.stops[0].text}"
            name = made.stops[0].field
        self.foot.ask(Question.BLOCKED, reason)
        if name:
            self.fields.go_to(name)

    def copy_anyway(self) -> None:
        """Copy over what is missing; that it was is recorded."""
        self._refresh()
        made = self._draft
        if made is None or self._secret(made):
            return
        rules = made.overruled
        if made.template.external and rules:
            incident_id, name = self._incident_id, made.template.name
            self._operations.run(lambda workspace: workspace.room.copied_anyway(incident_id, name, rules))
        self._to_clipboard(made)

    def _to_clipboard(self, made: Draft) -> None:
        now = self._operations.clock.now()
        QGuiApplication.clipboard().setMimeData(mime(made))
        self._copied = Copied(made, now)
        self.foot.say("")
        self.foot.ask(Question.SENT, f"Copied {now.hhmmss()}. Sent it?")
        self.preview.text.setFocus(Qt.FocusReason.OtherFocusReason)
        self.copied.emit(self._incident_id, made.template.name, now)

    def say_sent(self) -> None:
        """First where and when; asked again, it is recorded and the countdown starts anew."""
        if self.foot.question is not Question.SENT:
            self.foot.say("")
            self.foot.ask(Question.SENT, "Sent by hand:")
            (self.foot.yes if self.foot.via.text().strip() else self.foot.via).setFocus()
            return
        made = self._copied.draft if self._copied else self._draft
        if made is None or not self._may_record(made):
            return
        at = self._typed_time()
        if isinstance(at, FaultyLine):
            return
        incident_id, via, template = self._incident_id, self.foot.via.text().strip(), made.template.name
        self.foot.yes.setEnabled(False)

        def record(workspace: Workspace) -> Instant:
            acted = workspace.room.sent(
                incident_id, template, made.text, via=via, at=at, next_update=made.next_update, facts=made.facts
            )
            keep_via(workspace, template, via)
            return acted.events[0].at

        self._operations.run(record, done=self._recorded, failed=self._refused)

    def _may_record(self, made: Draft) -> bool:
        """Where it went, and by when the next one comes, belong to every update that is called sent."""
        if not self.foot.via.text().strip():
            self.foot.say("Say where it was sent: a channel, the status page, the phone", Token.WARN)
            self.foot.via.setFocus()
            return False
        if NEXT_UPDATE in made.template.required and made.next_update is None:
            self._copied = None
            self.foot.ask(Question.NONE)
            self.foot.say("Not recorded: an update needs the time of the next one. Type it", Token.WARN)
            self.fields.go_to(NEXT_UPDATE)
            return False
        return True

    def _typed_time(self) -> Instant | FaultyLine | None:
        """When it was sent, None for now; a faulty time is said and given the focus."""
        text = self.foot.at.text().strip()
        if not text or text == "now":
            return None
        at = parse_time(text, self._operations.clock.now(), local_offset=times.local_offset)
        if isinstance(at, FaultyLine):
            reason = "is not within the last 12 hours" if at.code == "out_of_reach" else "is no time: type 03:15"
            self.foot.say(f"{text} {reason}", Token.WARN)
            self.foot.at.setFocus()
        return at

    def _recorded(self, at: Instant) -> None:
        template = self._template
        self.foot.yes.setEnabled(True)
        self._copied = None
        self.foot.ask(Question.NONE)
        if template is None:
            return
        self._typed = {}
        self._keep.stop()
        self._store_typed(template.name, {})
        self.fields.begin(template.fields, {})
        self.order_tabs()
        self._refresh()
        self.foot.say(f"Sent {at.hhmmss()}, on the record", Token.OK)
        self.sent.emit(self._incident_id, template.name, at)
        self.left.emit()

    def _refused(self, error: WarroomError) -> None:
        self.foot.yes.setEnabled(True)
        self.foot.say(error.sentence, Token.DANGER)

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

    def previous_template(self) -> None:
        self._step(-1)

    def next_template(self) -> None:
        self._step(1)

    def _step(self, by: int) -> None:
        if self._basis is not None and self._template is not None:
            names = self._basis.templates.names
            self._picked(names[(names.index(self._template.name) + by) % len(names)])

    def go_back(self) -> None:
        """Esc takes back the question first; what is typed stays."""
        if self.foot.question is Question.NONE:
            self._keep_now()
            self.left.emit()
            return
        copied, self._copied = self._copied, None
        self.foot.ask(Question.NONE)
        self.foot.say(f"copied {copied.at.hhmm()}, not sent" if copied else "")
        self.foot.copy.setFocus()
        self._refresh()

    # -- Qt ------------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Esc is ours while the focus is here, whatever the page around us does with it."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
            if plain and event.key() == Qt.Key.Key_Escape:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self._actions.trigger("composer.back")
            return
        super().keyPressEvent(event)
