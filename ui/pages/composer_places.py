"""The places of the message in hand: what each gets, which one is in front, what is told there already."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from ui.models import places as rows
from ui.operations import Operations
from ui.pages.composer_also import ComposerAlso
from ui.theme_tokens import Token
from ui.widgets.composer_foot import Question
from warroom.clock import Instant
from warroom.comms.drafts import Draft, draft
from warroom.comms.lengths import Limit
from warroom.comms.places import Place, PlaceList
from warroom.comms.templates import Template
from warroom.errors import WarroomError

LATER_MS = 200
"""After the last key: a place with words of its own is drafted for itself."""


class ComposerPlaces(ComposerAlso):
    """``_place`` is the place whose message is in front, None while that is the message itself."""

    def __init__(self, operations: Operations, parent: QWidget | None = None) -> None:
        super().__init__(operations, parent)
        self._copies: dict[str, Instant] = {}
        self._told = False
        self.places.changed.connect(self.order_tabs)
        self._later = QTimer(self, interval=LATER_MS, singleShot=True)
        self._later.setObjectName("comms.later")
        self._later.timeout.connect(self.show_places)

    # -- What there is ---------------------------------------------------------------------------------------------

    @property
    def audience(self) -> PlaceList | None:
        """The audience of the template in hand."""
        basis, template = self._basis, self._template
        return basis.places.of(template) if basis is not None and template is not None else None

    def is_secondary(self, via: str) -> bool:
        """Whether ``via`` names a place that moves no countdown."""
        audience = self.audience
        if audience is None:
            return False
        name = via.casefold()
        return any(
            place is not audience.primary and name in (place.name.casefold(), place.target.casefold())
            for place in audience.places
        )

    def usual_via(self) -> str:
        """Where this message went last time, else the audience's primary place."""
        basis, template, audience = self._basis, self._template, self.audience
        if basis is None or template is None:
            return ""
        return basis.via.get(template.name) or (audience.primary.name if audience is not None else "")

    def draft_for(self, place: Place) -> Draft | None:
        """The message as this place gets it: in its format, in its own words where it has some; None where it cannot
        be made."""
        basis, template, main = self._basis, self._template, self._main
        if basis is None or template is None:
            return None
        if main is not None and place.template in ("", template.name):
            return msgspec.structs.replace(main, format=place.format, text=main.message.text(place.format))
        now = self._operations.clock.now()
        try:
            used, typed = self._words_of(place, template)
            return draft(
                basis.incident,
                basis.playbook,
                now,
                used,
                place.format,
                typed,
                names=basis.names,
                gathered=basis.gathered,
            )
        except WarroomError:
            return None

    def _words_of(self, place: Place, template: Template) -> tuple[Template, dict[str, str]]:
        """Raises ``NotFound`` for a place whose own template is gone."""
        basis = self._basis
        if basis is None or not place.template or place.template == template.name:
            return template, self._typed
        used = basis.templates.fitting(place.template, basis.incident.severity, basis.language)
        shared = {name: text for name, text in self._typed.items() if name in {*used.fields, *used.names}}
        return used, shared | basis.typed.get(used.name, {})

    # -- What is shown ---------------------------------------------------------------------------------------------

    def _refresh(self) -> None:
        super()._refresh()
        if self._later.isActive():
            return
        self.show_places()

    def _in_front(self, made: Draft) -> Draft:
        """The message of the place that was asked for, else the message itself."""
        return (self.draft_for(self._place) if self._place is not None else None) or made

    def _limit(self, made: Draft) -> Limit | None:
        """That of the place in front, else of the first place that takes this format."""
        audience = self.audience
        places = [self._place] if self._place is not None else list(audience.places) if audience is not None else []
        limits = [place.limit for place in places if place.format is made.format and not place.template]
        return next((limit for limit in limits if limit is not None), None) or super()._limit(made)

    @Slot()
    def show_places(self) -> None:
        """The rows as they stand."""
        basis, template, audience = self._basis, self._template, self.audience
        if basis is None or template is None:
            return
        if audience is None:
            self.places.show_lines("", [])
            self.fold_places(empty=True)
            return
        drafts = {place.name: made for place in audience.places if (made := self.draft_for(place)) is not None}
        lines = rows.lines(basis.incident, audience, template, drafts, self._copies)
        self.places.show_lines(audience.name, lines)
        self.fold_places(empty=False)
        self.foot.count_places(self.places.count.text())
        words = rows.offline(basis.lanes, chosen=basis.offline)
        self.foot.show_offline(words)

    def show_for(self, name: str) -> None:
        """Bring the message of one place to the front."""
        audience = self.audience
        place = next((place for place in audience.places if place.name == name), None) if audience else None
        self._copied = None
        self.foot.ask(Question.NONE)
        self._place = place
        if place is not None and self.draft_for(place) is None:
            self._place = None
            self.foot.say(
                f"{place.name} has words of its own, the template {place.template}: there is none", Token.WARN
            )
        self._refresh()

    def go_to(self, made: Draft, field: str) -> None:
        """To the field that needs a person: on the template that holds it."""
        if self._template is not None and made.template.name != self._template.name:
            note, tone = self.foot.note.text() or self.foot.blocked.text(), Token.WARN
            self._picked(made.template.name)
            self.foot.say(note, tone)
        self.fields.go_to(field)

    # -- Turns -----------------------------------------------------------------------------------------------------

    def _choose(self, name: str) -> None:
        self._end_round()
        self._later.stop()
        self._place, self._copies = None, {}
        super()._choose(name)
        if self._template is not None:
            self.foot.via.setText(self.usual_via())
            self.foot.know_places([place.name for place in self.audience.places] if self.audience else [])

    def _end_round(self) -> None:
        """What was typed for a message that has gone out is not typed for the next one."""
        if self._told:
            self._told = False
            self.begin_anew()

    def begin_anew(self) -> None:
        """The fields as the record fills them."""
        template = self._template
        if template is None:
            return
        self._typed = {}
        self._keep.stop()
        self._store_typed(template.name, {})
        self.fields.begin(template.fields, {})
        self.order_tabs()
        self._refresh()

    def _changed_by_hand(self) -> None:
        """The preview follows each key; the places follow the pause after it."""
        self._place = None
        self._later.start()
        super()._changed_by_hand()

    def hideEvent(self, event: QHideEvent) -> None:
        self._later.stop()
        self._end_round()
        super().hideEvent(event)
