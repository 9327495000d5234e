"""What stands in the line and what it means: read on each key, said in words, completed (UI.md 3.1 to 3.5)."""

from __future__ import annotations

from abc import abstractmethod
from collections import deque
from collections.abc import Sequence

import msgspec
from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui import labels, times
from ui.models.held import Held
from ui.models.rows import ICONS, LINE_GROUPS
from ui.theme_tokens import GAP_S, GAP_XS, Token, Type
from ui.widgets.glyph import Glyph
from ui.widgets.held_chip import HeldChip
from ui.widgets.offers import Offers
from ui.widgets.parked_chips import ParkedChips
from ui.widgets.scribe_line import ScribeLine
from warroom.clock import Clock, Instant
from warroom.scribe import Candidate, EntryKind, EntryLine, FaultyLine, ParsedLine, completions, parse, reading

NOTE_FOR_MS = 4000
IDLE = "Enter logs it    !  decision    ?  hypothesis    >  change    +  ask    ~  impact    /  commands"
GHOST_TIMES, GHOST_WITHIN_S = 3, 600
"""Who was named this often in this time is offered after ``@`` (UI.md 3.3)."""
_AMEND = "/amend "
NOTE = EntryKind.NOTE


class ScribeReading(QWidget):
    """The half of the scribe bar that reads; ``ScribeBar`` enters and keeps."""

    row_moved = Signal(int)

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("war.scribe")
        self.clock = clock
        self.people: Sequence[str] = ()
        self.prefixes: Sequence[str] = ()
        self.approvals = True
        """Whether a change waits for an OK at this severity."""
        self.primary_local = False
        """Typed times are read in this computer's zone; else in UTC."""
        self._begun: Instant | None = None
        self._parsed: ParsedLine | None = None
        self._actors: deque[tuple[Instant, str]] = deque(maxlen=20)
        self._amends, self._amend_label, self._amend_was = "", "", ""
        self._note = ""
        self._held: Held | None = None
        self._build()
        self._note_end = QTimer(self, interval=NOTE_FOR_MS, singleShot=True)
        self._note_end.setObjectName("war.scribe.note")
        self._note_end.timeout.connect(self._end_note)
        self.line.textChanged.connect(self._changed)
        self.line.cursorPositionChanged.connect(self._offer)
        self.line.offer_moved.connect(self.offers.move_by)
        self.line.offer_taken.connect(self._take_offer)
        self.line.row_moved.connect(self.row_moved)
        self.offers.picked.connect(self._take_clicked)

    @abstractmethod
    def _keep_draft(self) -> None:
        """What stands here is to be kept soon."""

    def _build(self) -> None:
        self.line = ScribeLine()
        self.offers = Offers(self.line)
        self.icon = Glyph(ICONS[LINE_GROUPS[NOTE]], Token.TEXT3)
        self.reading = labels.Elided(face=Type.SMALL, tone=Token.TEXT2, name="war.scribe.reading")
        self.waiting = ParkedChips()
        self.chip = HeldChip()
        above = QHBoxLayout()
        above.setSpacing(GAP_S)
        above.addWidget(self.icon)
        above.addWidget(self.reading, 1)
        above.addWidget(self.waiting)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_XS)
        column.addWidget(self.chip)
        column.addLayout(above)
        column.addWidget(self.line)

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
            self._show(self._note or (f"Amending {self._amend_label}" if self._amends else IDLE), Token.TEXT3, NOTE)
            return
        begun = self._begun or self.clock.now()
        self._parsed = parsed = self._parse(text, begun)
        fault = parsed if isinstance(parsed, FaultyLine) else None
        shift = len(_AMEND) if self._amends else 0
        self.line.underline(max(0, fault.start - shift) if fault else 0, max(0, fault.end - shift) if fault else 0)
        labels.mark(self.line, "fault", "warn" if fault else None)
        if self._amends:
            words = self._words(parsed, begun) if fault else "Enter amends it"
            self._show(f"Amending {self._amend_label} · {words}", Token.WARN if fault else Token.TEXT2, NOTE)
        else:
            words = self._words(parsed, begun)
            kind = parsed.kind if isinstance(parsed, EntryLine) else NOTE
            self._show(words, Token.WARN if fault else Token.TEXT2, kind)

    def _words(self, parsed: ParsedLine, begun: Instant) -> str:
        """What Enter will do, or what is wrong and the way out."""
        return reading(
            parsed,
            now=begun,
            local_offset=times.local_offset,
            primary_local=self.primary_local,
            name=self._known,
            approvals=self.approvals,
        )

    def _known(self, handle: str) -> str:
        """The handle, pointed out where nobody here has it: it may be a slip of the pen."""
        return handle.capitalize() if handle in self.people or not self.people else f"@{handle} is new here"

    def _parse(self, text: str, begun: Instant) -> ParsedLine:
        line = f"{_AMEND}{text}" if self._amends else text
        return parse(line, now=begun, local_offset=times.local_offset, primary_local=self.primary_local)

    def _show(self, words: str, tone: Token, kind: EntryKind) -> None:
        self.reading.setText(words)
        labels.retone(self.reading, tone)
        name = "triangle-alert" if tone is Token.WARN else ICONS[LINE_GROUPS[kind]]
        self.icon.show_icon(name, tone if tone is Token.WARN else Token.TEXT3)

    def note(self, words: str, *, warn: bool = False) -> None:
        """Say something in the reading line for four seconds, or until the next key; a screen reader hears it too."""
        self._note = words
        self._show(words, Token.WARN if warn else Token.TEXT2, NOTE)
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
