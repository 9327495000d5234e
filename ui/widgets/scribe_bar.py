"""Reading line, scribe line and the lines that need a person: what is typed, what Enter will do, what is wrong.

The line is parsed on each key against the moment of its first key, so that ``-5m`` does not drift while it is typed.
Enter on a faulty line parks it as a chip and clears the field: nothing is executed and the next line never glues to it.
"""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QMimeData, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from ui.models.drafts import Draft, Parked
from ui.models.held import Held, held_of
from ui.widgets.scribe_reading import NOTE, ScribeReading
from warroom.backfill.paste import judge
from warroom.clock import Clock, Instant
from warroom.errors import Refused
from warroom.masking import secrets_in
from warroom.scribe import EntryLine, FaultyLine, ParsedLine, literal

SHORTEST = 8
"""Letters of a redacted text from which on half-typed lines that hold it are dropped: "restart" stands everywhere."""
DRAFT_AFTER_MS = 300
"""A draft is told this long after the first key that it lacks: typing on does not put it off."""


class Entered(msgspec.Struct, frozen=True):
    """One Enter: the line, when its first key came, what it means. ``amends``: the id of the entry it rewrites."""

    text: str
    begun: Instant
    parsed: ParsedLine
    as_text: bool = False
    amends: str = ""


class Attaching(msgspec.Struct, frozen=True):
    """One Enter on something held: what is to be attached, with the line as its caption."""

    held: Held
    caption: str
    begun: Instant
    at: Instant | None = None
    star: bool = False


class ScribeBar(ScribeReading):
    """Emits ``entered`` with an ``Entered`` that can be carried out; keeps the rest to itself."""

    entered = Signal(object)
    recalled = Signal()
    left = Signal()
    undo_wanted = Signal()
    draft_changed = Signal(object)
    attached = Signal(object)
    split_wanted = Signal(object)

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(clock, parent)
        self._draft = QTimer(self, interval=DRAFT_AFTER_MS, singleShot=True)
        self._draft.setObjectName("war.scribe.draft")
        self._draft.timeout.connect(self._say_draft)
        self._connect()
        self._read()

    def _connect(self) -> None:
        self.line.entered.connect(self._enter)
        self.line.recalled.connect(self._recall)
        self.line.left.connect(self._left)
        self.line.pasted.connect(self.take_mime)
        self.line.split_wanted.connect(self._split)
        self.chip.dropped.connect(self._drop_held)
        self.line.undo_wanted.connect(self.undo_wanted)
        self.waiting.wanted.connect(self._bring_back)
        self.waiting.changed.connect(self._keep_draft)

    # -- Entering ------------------------------------------------------------------------------------------------

    @Slot(bool)
    def _enter(self, as_text: bool) -> None:
        text = self.line.text()
        if self._held is not None:
            self._enter_held(self._held)
            return
        if not text.strip():
            return
        begun = self._begun or self.clock.now()
        parsed = literal(text) if as_text and not self._amends else self._parsed or self._parse(text, begun)
        if isinstance(parsed, FaultyLine):
            self.announce(self._words(parsed, begun))
            self.waiting.add(self._as_parked(faulty=True))
            self._clear()
            return
        if isinstance(parsed, EntryLine) and parsed.actor:
            self._actors.append((self.clock.now(), parsed.actor))
        entered = Entered(text, begun, parsed, as_text, self._amends)
        self._clear()
        self.entered.emit(entered)

    def _clear(self) -> None:
        self._amends = self._amend_label = self._amend_was = ""
        self.line.recalling = False
        self.line.clear()
        self._begun = None
        self.offers.hide()
        self.line.offering = False
        self._read()

    def keep(self, entered: Entered) -> None:
        """A line that was refused becomes a chip, never text in the field: the next keys would glue to it."""
        self.waiting.add(Parked(entered.text, entered.begun, amends=entered.amends))

    # -- What was pasted -----------------------------------------------------------------------------------------

    @Slot(object)
    def take_mime(self, mime: QMimeData) -> None:
        """Hold what was pasted or dropped until Enter; what stands in the line becomes its heading or caption."""
        if self._amends and mime.hasText():
            self.line.insertPlainText(mime.text())
            return
        try:
            held = held_of(mime)
        except Refused as refused:
            self.note(refused.sentence, warn=True)
            return
        if held is not None:
            self.hold(held)
        else:
            self.line.insertPlainText(mime.text().strip("\r\n"))

    def hold(self, held: Held | None) -> None:
        self._held = held
        self.line.holding = held is not None
        self.chip.show_held(held)
        self._read()
        self._keep_draft()
        self.line.setFocus()
        if held is not None:
            self.announce(f"{held.words}. {held.offer}")

    @property
    def held(self) -> Held | None:
        return self._held

    @Slot()
    def _drop_held(self) -> None:
        self.hold(None)

    def _enter_held(self, held: Held) -> None:
        """The line is read for a time and a star; whatever else it says is the heading or the caption."""
        begun, words = self._begun or self.clock.now(), self.line.text().strip()
        parsed = self._parse(words, begun) if words and not self._amends else None
        line = parsed if isinstance(parsed, EntryLine) and parsed.kind is NOTE else literal(words)
        self._clear()
        self.hold(None)
        if held.is_file:
            self.attached.emit(Attaching(held, line.text, begun, line.at, line.star))
            return
        text = f"{line.text}\n{held.text}" if line.text else held.text
        block = msgspec.structs.replace(line, text=text, literal=True)
        self.entered.emit(Entered(text, begun, block, as_text=True))

    @Slot()
    def _split(self) -> None:
        if self._held is not None and self._held.splits:
            self.split_wanted.emit(self._held.text)

    # -- Lines that wait -----------------------------------------------------------------------------------------

    @property
    def parked(self) -> list[Parked]:
        return self.waiting.lines

    def _as_parked(self, *, faulty: bool = False) -> Parked:
        """What stands in the line, as a line that waits."""
        begun = self._begun or self.clock.now()
        return Parked(self.line.text(), begun, faulty, self._amends, self._amend_label)

    def put_aside(self) -> bool:
        """The line becomes a chip and the field is free for another; False when nothing stands in it."""
        if not self.line.text().strip():
            return False
        self.waiting.add(self._as_parked())
        self._clear()
        return True

    def take_up(self) -> bool:
        """The line that was put aside last comes back, begun when it was begun; what stood here is put aside."""
        place = self.waiting.last(faulty=False)
        if place is None:
            place = self.waiting.last(faulty=True)
        if place is None:
            return False
        self._bring_back(place)
        return True

    @Slot(int)
    def _bring_back(self, place: int) -> None:
        parked = self.waiting.take(place)
        self._leave_amendment()
        self.put_aside()
        if parked.amends:
            self._amends, self._amend_label = parked.amends, parked.amend_label
        self.put(parked.text, parked.begun)
        self.line.setFocus()

    @Slot()
    def _recall(self) -> None:
        """Up in the empty line: a line with a fault comes back first, else the last entry."""
        place = None if self._amends else self.waiting.last(faulty=True)
        if place is not None:
            self._bring_back(place)
        else:
            self.recalled.emit()

    # -- Amending ------------------------------------------------------------------------------------------------

    @property
    def amends(self) -> str:
        """The id of the entry that the line rewrites, '' while it logs."""
        return self._amends

    def amend(self, entry: str, label: str, text: str) -> None:
        """Load an entry's text to be rewritten; what was being typed is parked, never lost."""
        self._leave_amendment()
        self.put_aside()
        self._amends, self._amend_label, self._amend_was = entry, label, text
        self.line.put(text)
        self.line.recalling = True
        self._read()
        self.line.setFocus()

    def _leave_amendment(self) -> None:
        """An amendment that changed nothing is no text of a person."""
        if self._amends and self.line.text() == self._amend_was:
            self._clear()

    @Slot()
    def _left(self) -> None:
        """Esc: close the popup, else leave an amendment that changed nothing. The text of a person stays."""
        if self.offers.open:
            self.offers.hide()
            self.line.offering = False
        elif self._held is not None:
            self.hold(None)
        elif self._amends and self.line.text() == self._amend_was:
            self._clear()
        else:
            self.left.emit()

    # -- Drafts --------------------------------------------------------------------------------------------------

    @Slot()
    def _keep_draft(self) -> None:
        if not self._draft.isActive():
            self._draft.start()

    @Slot()
    def _say_draft(self) -> None:
        self.draft_changed.emit(self.draft())

    def draft(self) -> Draft:
        changed = not self._amends or self.line.text() != self._amend_was
        now = self._as_parked()
        text = now.text if changed else ""
        amends, label = (now.amends, now.amend_label) if text else ("", "")
        block = self._held.text if self._held is not None else ""
        return Draft(text, now.begun, tuple(self.parked), amends, label, block)

    def restore(self, draft: Draft) -> None:
        """What stood here when the window was last open."""
        self.waiting.set(draft.parked)
        self._clear()
        if draft.text:
            self._amends, self._amend_label = draft.amends, draft.amend_label
            self.put(draft.text, draft.begun)
        self.hold(Held(draft.block, judge(draft.block)) if draft.block else None)
        self._draft.stop()

    def forget(self, text: str) -> None:
        """Words that were redacted are not half typed here either: not whole, and not the secrets in them."""
        words = [text.strip(), *(text[one.start : one.end] for one in secrets_in(text))]
        gone = [word for word in words if len(word) >= SHORTEST]

        def holds(typed: str) -> bool:
            return any(word in typed for word in gone)

        self.waiting.set(parked for parked in self.parked if not holds(parked.text))
        if self._held is not None and holds(self._held.text):
            self.hold(None)
        if holds(self.line.text()):
            self._clear()
            self.line.document().clearUndoRedoStacks()
        self.flush()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._note_end.stop()
        self.flush()

    def flush(self) -> None:
        """Say the draft now: the page is about to go."""
        if self._draft.isActive():
            self._draft.stop()
            self._say_draft()
