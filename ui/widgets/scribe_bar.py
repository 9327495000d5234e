"""Reading line, scribe line and the lines that need a person: what is typed, what Enter will do, what is wrong.

The line is parsed on each key against the moment of its first key, so that ``-5m`` does not drift while it is typed.
Enter on a faulty line parks it as a chip and clears the field: nothing is executed and the next line never glues to it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

import msgspec
from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui import labels, times
from ui.models.drafts import Draft, Parked
from ui.models.rows import ICONS, LINE_GROUPS
from ui.theme_tokens import GAP_S, GAP_XS, Token, Type
from ui.widgets.glyph import Glyph
from ui.widgets.offers import Offers
from ui.widgets.parked_chips import ParkedChips
from ui.widgets.scribe_line import ScribeLine
from warroom.clock import Clock, Instant
from warroom.scribe import Candidate, EntryKind, EntryLine, FaultyLine, ParsedLine, completions, literal, parse, reading

DRAFT_AFTER_MS = 300
"""A draft is told this long after the first key that it lacks: typing on does not put it off."""
NOTE_FOR_MS = 4000
IDLE = "Enter logs it    !  decision    ?  hypothesis    >  change    +  ask    ~  impact    /  commands"
GHOST_TIMES, GHOST_WITHIN_S = 3, 600
"""Who was named this often in this time is offered after ``@`` (UI.md 3.3)."""
_AMEND = "/amend "
_NOTE = EntryKind.NOTE


class Entered(msgspec.Struct, frozen=True):
    """One Enter: the line, when its first key came, what it means. ``amends``: the id of the entry it rewrites."""

    text: str
    begun: Instant
    parsed: ParsedLine
    as_text: bool = False
    amends: str = ""


class ScribeBar(QWidget):
    """Emits ``entered`` with an ``Entered`` that can be carried out; keeps the rest to itself."""

    entered = Signal(object)
    recalled = Signal()
    left = Signal()
    undo_wanted = Signal()
    row_moved = Signal(int)
    draft_changed = Signal(object)

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("war.scribe")
        self.clock = clock
        self.people: Sequence[str] = ()
        self.prefixes: Sequence[str] = ()
        self._begun: Instant | None = None
        self._parsed: ParsedLine | None = None
        self._actors: deque[tuple[Instant, str]] = deque(maxlen=20)
        self._amends, self._amend_label, self._amend_was = "", "", ""
        self._note = ""
        self._build()
        self._draft = QTimer(self, interval=DRAFT_AFTER_MS, singleShot=True)
        self._draft.setObjectName("war.scribe.draft")
        self._draft.timeout.connect(self._say_draft)
        self._note_end = QTimer(self, interval=NOTE_FOR_MS, singleShot=True)
        self._note_end.setObjectName("war.scribe.note")
        self._note_end.timeout.connect(self._end_note)
        self._connect()
        self._read()

    def _build(self) -> None:
        self.line = ScribeLine()
        self.offers = Offers(self.line)
        self.icon = Glyph(ICONS[LINE_GROUPS[_NOTE]], Token.TEXT3)
        self.reading = labels.Elided(face=Type.SMALL, tone=Token.TEXT2, name="war.scribe.reading")
        self.waiting = ParkedChips()
        above = QHBoxLayout()
        above.setSpacing(GAP_S)
        above.addWidget(self.icon)
        above.addWidget(self.reading, 1)
        above.addWidget(self.waiting)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_XS)
        column.addLayout(above)
        column.addWidget(self.line)

    def _connect(self) -> None:
        self.line.textChanged.connect(self._changed)
        self.line.cursorPositionChanged.connect(self._offer)
        self.line.entered.connect(self._enter)
        self.line.recalled.connect(self._recall)
        self.line.left.connect(self._left)
        self.line.undo_wanted.connect(self.undo_wanted)
        self.line.offer_moved.connect(self.offers.move_by)
        self.line.offer_taken.connect(self._take_offer)
        self.line.row_moved.connect(self.row_moved)
        self.offers.picked.connect(self._take_clicked)
        self.waiting.wanted.connect(self._bring_back)
        self.waiting.changed.connect(self._keep_draft)

    # -- Reading -------------------------------------------------------------------------------------------------

    @Slot()
    def _changed(self) -> None:
        if not self.line.text():
            self._begun = None
        elif self._begun is None:
            self._begun = self.clock.now()
        self._note = ""
        self.line.recalling = bool(self._amends) and self.line.text() == self._amend_was
        self._read()
        self._offer()
        self._keep_draft()

    def _read(self) -> None:
        text = self.line.text()
        if not text.strip():
            self._parsed = None
            self.line.underline(0, 0)
            labels.mark(self.line, "fault", None)
            self._show(self._note or (f"Amending {self._amend_label}" if self._amends else IDLE), Token.TEXT3, _NOTE)
            return
        begun = self._begun or self.clock.now()
        self._parsed = parsed = self._parse(text, begun)
        fault = parsed if isinstance(parsed, FaultyLine) else None
        shift = len(_AMEND) if self._amends else 0
        self.line.underline(max(0, fault.start - shift) if fault else 0, max(0, fault.end - shift) if fault else 0)
        labels.mark(self.line, "fault", "warn" if fault else None)
        if self._amends:
            words = reading(parsed, now=begun, local_offset=times.local_offset) if fault else "Enter amends it"
            self._show(f"Amending {self._amend_label} · {words}", Token.WARN if fault else Token.TEXT2, _NOTE)
        else:
            words = reading(parsed, now=begun, local_offset=times.local_offset)
            kind = parsed.kind if isinstance(parsed, EntryLine) else _NOTE
            self._show(words, Token.WARN if fault else Token.TEXT2, kind)

    def _parse(self, text: str, begun: Instant) -> ParsedLine:
        line = f"{_AMEND}{text}" if self._amends else text
        return parse(line, now=begun, local_offset=times.local_offset)

    def _show(self, words: str, tone: Token, kind: EntryKind) -> None:
        self.reading.setText(words)
        labels.retone(self.reading, tone)
        name = "triangle-alert" if tone is Token.WARN else ICONS[LINE_GROUPS[kind]]
        self.icon.show_icon(name, tone if tone is Token.WARN else Token.TEXT3)

    def note(self, words: str, *, warn: bool = False) -> None:
        """Say something in the reading line for four seconds, or until the next key; a screen reader hears it too."""
        self._note = words
        self._show(words, Token.WARN if warn else Token.TEXT2, _NOTE)
        self._note_end.start()
        self.announce(words)

    def announce(self, words: str, *, urgent: bool = False) -> None:
        event = QAccessibleAnnouncementEvent(self.line, words)
        polite = QAccessible.AnnouncementPoliteness
        event.setPoliteness(polite.Assertive if urgent else polite.Polite)
        QAccessible.updateAccessibility(event)

    @Slot()
    def _end_note(self) -> None:
        self._note = ""
        self._read()

    # -- Completion ----------------------------------------------------------------------------------------------

    @Slot()
    def _offer(self) -> None:
        text, cursor = self.line.text(), self.line.cursor_index()
        ghost = self._ghost() if cursor == len(text) and text.endswith("@") and not text[-2:-1].strip() else ""
        self.line.show_ghost(ghost)
        people = [ghost, *self.people] if ghost else self.people
        found = completions(text, cursor, people, self.prefixes)
        typed = text[found.start : found.end]
        if len(found.candidates) == 1 and found.candidates[0].insert.strip() == typed:
            found = msgspec.structs.replace(found, candidates=())
        self.offers.show_for(found if self.line.hasFocus() and typed else msgspec.structs.replace(found, candidates=()))
        self.line.offering = self.offers.open

    def _ghost(self) -> str:
        """Who was named three times in the last ten minutes, the latest of them."""
        now = self.clock.now()
        lately = [actor for at, actor in self._actors if now.since(at) <= GHOST_WITHIN_S]
        return next((actor for actor in reversed(lately) if lately.count(actor) >= GHOST_TIMES), "")

    @Slot()
    def _take_offer(self) -> None:
        chosen = self.offers.chosen()
        if chosen is not None:
            start, end, candidate = chosen
            self.line.replace(start, end, candidate.insert)

    @Slot(object)
    def _take_clicked(self, candidate: Candidate) -> None:
        self._take_offer()
        self.line.setFocus()

    # -- Entering ------------------------------------------------------------------------------------------------

    @Slot(bool)
    def _enter(self, as_text: bool) -> None:
        text = self.line.text()
        if not text.strip():
            return
        begun = self._begun or self.clock.now()
        parsed = literal(text) if as_text and not self._amends else self._parsed or self._parse(text, begun)
        if isinstance(parsed, FaultyLine):
            self.announce(reading(parsed, now=begun, local_offset=times.local_offset))
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

    def put(self, text: str, begun: Instant | None = None) -> None:
        """Put text into the field, with the cursor at its end."""
        self.line.put(text)
        if begun is not None:
            self._begun = begun
            self._read()

    def begin(self, sign: str) -> None:
        """Start a line of one kind (``~ ``, ``? ``) and keep what stands there already."""
        text = self.line.text()
        if not text.startswith(sign):
            self.line.put(sign + text)
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)

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
        return Draft(text, now.begun, tuple(self.parked), amends, label)

    def restore(self, draft: Draft) -> None:
        """What stood here when the window was last open."""
        self.waiting.set(draft.parked)
        self._clear()
        if draft.text:
            self._amends, self._amend_label = draft.amends, draft.amend_label
            self.put(draft.text, draft.begun)
        self._draft.stop()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._note_end.stop()
        self.flush()

    def flush(self) -> None:
        """Say the draft now: the page is about to go."""
        if self._draft.isActive():
            self._draft.stop()
            self._say_draft()
