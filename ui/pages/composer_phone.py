"""The message on a phone: its code over the whole screen, held to the same rules as a copy."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from ui.operations import Operations
from ui.pages.composer_draft import Copied
from ui.pages.composer_queueing import ComposerQueueing
from ui.widgets.phone_code import PhoneScreen


class ComposerPhone(ComposerQueueing):
    def __init__(self, operations: Operations, parent: QWidget | None = None) -> None:
        super().__init__(operations, parent)
        self.phone: PhoneScreen | None = None
        self.places.phone_wanted.connect(self.phone_for)

    def show_phone(self) -> None:
        """The code of what is seen; inside the list of places, of what that place gets."""
        place = self.places.focused()
        if place:
            self.phone_for(place)
        else:
            self._refresh()
            self._present()

    @Slot(str)
    def phone_for(self, place: str) -> None:
        self.show_for(place)
        self._present()

    def _present(self) -> None:
        made = self._draft
        if made is None or self._secret(made, "shown"):
            return
        if made.template.external and self.stops(made):
            self._block(made, "shown")
            return
        if self.phone is None:
            self.phone = PhoneScreen(self)
            self.phone.closed.connect(self._phone_closed)
        place = self._place
        self.phone.present(made, place.name if place else made.template.title, place.to if place else ())

    @Slot(str)
    def _phone_closed(self, text: str) -> None:
        """A phone may have sent it: asked like a copy, with the very text that the code held."""
        self.window().activateWindow()
        made = self._draft
        if made is None or not text:
            self.foot.copy.setFocus()
            return
        now = self._operations.clock.now()
        self._copied = Copied(msgspec.structs.replace(made, text=text), now, self._place)
        self.foot.say("")
        self._ask_sent(f"Shown as a code {now.hhmmss()}. Sent it?")
        self.preview.text.setFocus()
