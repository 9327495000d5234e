"""A message on its way by hand: copied as it is seen, shown to belong to a place, recorded once a person calls it sent.

Copied is not sent: only *sent* writes to the record and, at the primary place, moves a countdown (UI.md 2.4 and 0.1;
PLAYBOOK R4, R10).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from ui import times
from ui.models.formats import FORMAT_NAMES
from ui.operations import Operations
from ui.pages.composer_basis import keep_via
from ui.pages.composer_draft import Copied
from ui.pages.composer_places import ComposerPlaces
from ui.theme_tokens import Token
from ui.widgets.composer_clipboard import put
from ui.widgets.composer_foot import Question
from warroom.clock import Instant
from warroom.comms.drafts import Draft
from warroom.comms.fields import NEXT_UPDATE
from warroom.comms.message import Format
from warroom.comms.moments import moment
from warroom.errors import WarroomError
from warroom.scribe import FaultyLine
from warroom.scribe.times import parse_time

if TYPE_CHECKING:
    from warroom.workspace import Workspace


class ComposerSending(ComposerPlaces):
    """``left`` when the person goes back; ``copied`` and ``sent`` with the incident's id, the template's name and the
    time, for the chip on the countdown's tile and the toast.
    """

    left = Signal()
    copied = Signal(str, str, object)
    sent = Signal(str, str, object)

    def __init__(self, operations: Operations, parent: QWidget | None = None) -> None:
        super().__init__(operations, parent)
        self.places.copy_wanted.connect(self.copy_for)
        self.places.sent_wanted.connect(self.sent_to)

    # -- Copy ------------------------------------------------------------------------------------------------------

    def copy(self) -> None:
        """Put what is seen on the clipboard; inside the list of places, what that place gets."""
        place = self.places.focused()
        if place:
            self.copy_for(place)
            return
        self._refresh()
        self._try_copy(self._draft)

    def copy_as(self, form: Format) -> None:
        """Show and copy the message in one format, whatever its place usually gets."""
        self.preview.formats.setCurrentIndex(list(FORMAT_NAMES).index(form))
        self._refresh()
        self._try_copy(self._draft)

    @Slot(str)
    def copy_for(self, place: str) -> None:
        """Show and copy the message as one place gets it."""
        self.show_for(place)
        self._try_copy(self._draft)

    def _try_copy(self, made: Draft | None) -> None:
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

    def _secret(self, made: Draft, act: str = "copied") -> bool:
        """A secret never leaves, and no button goes past it."""
        if made.secret is not None:
            self.foot.say(f"Not {act}. {made.secret.text}. Take it out: no one can overrule this", Token.DANGER)
            self.go_to(made, made.secret.field)
        return made.secret is not None

    def _block(self, made: Draft, act: str = "copied") -> None:
        """Says what bars the way: an empty field first, else the first check that says stop."""
        name = next(iter(made.missing), "")
        if name:
            words = made.fields[name].label.lower()
            reason = f'Not {act}: "{words}" is still empty. Type it, or Alt+0 for "none known"'
        else:
            reason = f"Not {act}: {made.stops[0].text}"
            name = made.stops[0].field
        self.foot.ask(Question.BLOCKED if act == "copied" else Question.NONE, reason)
        if act != "copied":
            self.foot.say(reason, Token.WARN)
        if name:
            self.go_to(made, name)

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
        put(made)
        self._copied = Copied(made, now, self._place)
        self.foot.say("")
        where = f" for {self._place.name}" if self._place is not None else ""
        self._ask_sent(f"Copied {now.hhmmss()}{where}. Sent it?")
        if self._place is not None:
            self._copies[self._place.name] = now
            self.show_places()
        self.preview.text.setFocus(Qt.FocusReason.OtherFocusReason)
        self.copied.emit(self._incident_id, made.template.name, now)

    def _ask_sent(self, words: str) -> None:
        if self._place is not None:
            self.foot.via.setText(self._place.name)
        self.foot.ask(Question.SENT, words)

    # -- Sent ------------------------------------------------------------------------------------------------------

    @Slot(str)
    def sent_to(self, place: str) -> None:
        """It went out to this place by hand; when, is asked."""
        if self._copied is None or self._copied.place is None or self._copied.place.name != place:
            self._copied = None
            self.show_for(place)
        self.foot.say("")
        self._ask_sent(f"Sent by hand to {place}:")
        self.foot.yes.setFocus()

    def say_sent(self) -> None:
        """First where and when; asked again, it is recorded and the countdown starts anew."""
        if self.foot.question is not Question.SENT:
            self.foot.say("")
            self.foot.ask(Question.SENT, "Sent by hand:")
            (self.foot.yes if self.foot.via.text().strip() else self.foot.via).setFocus()
            return
        made = self._copied.draft if self._copied else self._draft
        if made is None or self._secret(made, "recorded") or not self._may_record(made):
            return
        at = self._typed_time()
        if isinstance(at, FaultyLine):
            return
        incident_id, via, template = self._incident_id, self.foot.via.text().strip(), made.template.name
        secondary, lines, remember = self.is_secondary(via), self.record_lines(), self._place is None
        self.foot.yes.setEnabled(False)

        def record(workspace: Workspace) -> Instant:
            for line in lines:
                workspace.room.log(incident_id, line)
            acted = workspace.room.sent(
                incident_id,
                template,
                made.text,
                via=via,
                at=at,
                next_update=made.next_update,
                facts=made.facts,
                secondary=secondary,
            )
            if remember:
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
            self.go_to(made, NEXT_UPDATE)
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
        """At a place of the list the page stays, for the next place; else it has done its work."""
        template, place = self._template, self._place
        self.foot.yes.setEnabled(True)
        made = self._copied.draft if self._copied else self._draft
        self._copied = None
        self.foot.ask(Question.NONE)
        if template is None or made is None:
            return
        if place is None:
            self.begin_anew()
            self.foot.say(f"Sent {at.hhmmss()}, on the record", Token.OK)
            self.sent.emit(self._incident_id, template.name, at)
            self.left.emit()
            return
        self._copies.pop(place.name, None)
        self._told = True
        if made.next_update is not None and NEXT_UPDATE in template.fields:
            self._typed[NEXT_UPDATE] = moment(made.next_update, self._operations.clock.now())
        self._place = None
        self.foot.via.setText(self.usual_via())
        self.foot.say(f"Sent to {place.name} {at.hhmmss()}, on the record", Token.OK)
        self.sent.emit(self._incident_id, made.template.name, at)
        self._refresh()
        self.places.take_focus()

    def _refused(self, error: WarroomError) -> None:
        self.foot.yes.setEnabled(True)
        self.foot.say(error.sentence, Token.DANGER)
