"""What the war room does when a person asks: menus, approvals, amendments, undo, other pages above the line.

The half of ``WarPage`` that turns intents into acts; the other half shows what stands.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Slot
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from ui.actions import Actions
from ui.models import nudge_words
from ui.models.last_acts import Last, LastActs
from ui.models.need_acts import APPROVE, BY_VOICE, Act
from ui.models.needs import Need, NeedKind
from ui.operations import Operations
from ui.pages.war_paper import WarPaper
from ui.pages.war_session import Done
from warroom.clock import Instant
from warroom.incident.nudges import nudges
from warroom.incident.phrases import SEVERITY_NAMES, STATUS_NAMES, phrase
from warroom.incident.timeline import AMENDABLE
from warroom.incident.words import ChangeState, CountdownState, RequirementName, Seat, Severity, Status
from warroom.scribe import lines
from warroom.text import one_line

if TYPE_CHECKING:
    from ui.live import Live
    from warroom.incident.state import Incident

STILL_S = 2.0
"""An approve key is ignored this long after the top item has changed (UI.md 0.1)."""
REMIND_EVERY_S = 5
"""Seconds between two looks for a quiet reminder while the record says nothing new: each is about minutes."""
_MEETS = {
    RequirementName.RESPONDER: "/acked ",
    RequirementName.WAR_ROOM: "/bridge ",
    RequirementName.LEADERSHIP: "/told leadership via ",
    RequirementName.CUSTOMERS: "/told customers via ",
    RequirementName.ALL_HANDS: "/told allhands via ",
}


class WarDoes(WarPaper):
    def __init__(self, operations: Operations, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(operations, actions, parent)
        self.last_acts = LastActs()
        self._top = self._first = ""
        self._top_at: Instant | None = None
        self._states: dict[str, CountdownState] = {}
        self._reminded: set[str] = set()
        self._looked_at: Live | None = None
        self._looked: Instant | None = None
        self.here: Live | None = None

    @abstractmethod
    def retry(self, token: int) -> None:
        """Try again to save a line that the disk did not take."""

    @abstractmethod
    def copy_timeline(self) -> None:
        """Every row at hand, on the clipboard."""

    def connect_intents(self) -> None:
        self.scribe.undo_wanted.connect(self.undo)
        self.scribe.left.connect(self.to_line)
        self.connect_rows()
        self.connect_files()
        self.timeline.finder.left.connect(self.to_line)
        self.timeline.retry_wanted.connect(self.retry)
        self.needs.done.connect(self.need_done)
        self.needs.opened.connect(self.need_opened)
        self.needs.tells.wanted.connect(self.write)
        self.telling.found.connect(self.needs.tells.show_found)
        self.telling.found.connect(self.now_row.show_reached)
        self.roles.named.connect(self._name)
        self.roles.said.connect(self._say_of_people)
        self.triage.wanted.connect(self.session.do)
        self.triage.line_wanted.connect(self.scribe.begin)
        self.requirements.ticked.connect(self._tick_requirement)
        self.requirements.waived.connect(self._waive)
        self.requirements.meet_wanted.connect(self._meet)
        self.identity.severity_wanted.connect(self.choose_severity)
        self.identity.status_wanted.connect(self.choose_status)
        self.now_row.internal_wanted.connect(self.write_internal)
        self.now_row.external_wanted.connect(self.write_external)
        self.now_row.commander_wanted.connect(self.show_roles)
        self.now_row.impact_wanted.connect(self.state_impact)
        self.now_row.hypothesis_wanted.connect(self.show_hypotheses)
        self.body.approvals_wanted.connect(self.show_needs)
        self.toast.undo_wanted.connect(self.undo)
        self.foot.copy_wanted.connect(self.copy_timeline)

    # -- Reasons ---------------------------------------------------------------------------------------------------

    def nothing_waits(self) -> str:
        return self.no_incident() or ("" if self._top else "Nothing waits for an OK")

    def untold(self) -> str:
        return self.no_incident() or ("" if self.telling.first is not None else "Nothing waits to be told")

    # -- Severity and status ---------------------------------------------------------------------------------------

    def choose_severity(self) -> None:
        menu = self._choices("Severity")
        now = self.state().severity
        for severity in Severity:
            words = f"&{severity.value}  {severity.label} {SEVERITY_NAMES[severity]}"
            self._choice(menu, words, partial(self.set_severity, severity), severity is now)
        self._drop(menu, self.identity.badge)

    def set_severity(self, severity: Severity) -> None:
        if severity is not self.state().severity:
            self.session.do(lines.SetSeverity(severity))

    def choose_status(self) -> None:
        menu = self._choices("Status")
        now = self.state().status
        for number, status in enumerate(Status, 1):
            words = f"&{number}  {STATUS_NAMES[status]}"
            self._choice(menu, words, partial(self.set_status, status), status is now)
        self._drop(menu, self.identity.status)

    def set_status(self, status: Status) -> None:
        if status is Status.RESOLVED:
            self.resolve()
        elif status is not self.state().status:
            self.session.do(lines.SetStatus(status))

    def _choices(self, title: str) -> QMenu:
        menu = QMenu(title, self)
        menu.setObjectName(f"war.menu.{title.lower()}")
        menu.setAccessibleName(title)
        QActionGroup(menu)
        return menu

    def _choice(self, menu: QMenu, words: str, chosen: Callable[[], None], on: bool) -> None:
        action = menu.addAction(words)
        action.setCheckable(True)
        action.setChecked(on)
        action.triggered.connect(lambda _checked: chosen())
        if on:
            menu.setActiveAction(action)

    def _drop(self, menu: QMenu, under: QWidget) -> None:
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(under.mapToGlobal(QPoint(0, under.height() + 2)))

    def state(self) -> Incident:
        """The incident in front; for acts that have asked whether there is one."""
        assert self.incident is not None
        return self.incident

    # -- The line --------------------------------------------------------------------------------------------------

    def state_impact(self) -> None:
        self.scribe.begin("~ ")

    def state_hypothesis(self) -> None:
        self.scribe.begin("? ")

    @Slot()
    def show_hypotheses(self) -> None:
        """Every belief with what speaks for it; with none there, the line to state the first."""
        if self.incident is not None and self.incident.hypotheses:
            self.sheets.open("hypotheses")
        else:
            self.state_hypothesis()

    def to_line(self) -> None:
        """Esc: the drawer folds first, then the focus goes to the line; the text stays."""
        if not self.body.close_drawer() or not self.line.hasFocus():
            self.line.setFocus()

    # -- Undo ------------------------------------------------------------------------------------------------------

    def tell(self, done: Done) -> None:
        """Say what an act did, with the way back where there is one."""
        acted, entered = done.acted, done.entered
        if acted.page:
            self.open_page(acted.page, acted.argument)
        if not acted.events:
            return
        event = acted.events[0]
        if entered is not None and event.kind in AMENDABLE:
            self.last_acts.did(Last(event.id, self.operations.clock.now(), entered.text))
            self._confirm(event.id, event.at, event.recorded_at)
            return
        words = done.words or phrase(event.body)
        taken_back = self._note_act(done, words)
        if taken_back:
            self.toast.say(f"Undone: {one_line(words.removeprefix('Undone: '), 80)}", undo=False)
        elif event.kind not in ("starred", "amended"):
            self.toast.say(one_line(words, 90), undo=True)
        self.scribe.announce(words)

    def _note_act(self, done: Done, words: str) -> bool:
        """Remember it for Ctrl+Z; answers whether it took another act back."""
        event, now = done.acted.events[0], self.operations.clock.now()
        if done.acted.page == "undone" or event.kind == "undone":
            undone = event.body.corrects or getattr(event.body, "target", "")
            self.last_acts.undid(undone, done.acted.events[-1].id, now)
            return True
        if event.kind == "retracted":
            self.last_acts.forget(getattr(event.body, "target", ""))
        act = Last(event.id, now, words=words)
        if done.redoes:
            self.last_acts.did_again(act, done.redoes)
        else:
            self.last_acts.did(act)
        return False

    def _confirm(self, entry_id: str, at: Instant, recorded_at: Instant) -> None:
        """A back-dated row appears away from the line: say where."""
        entry = self.model.known_by_id(entry_id)
        row = self.model.row_of(entry.n) if entry is not None else None
        up = self.model.saved_rows - 1 - row if row is not None else 0
        if entry is not None and up > 0 and recorded_at.since(at) >= 60:
            self._jump = entry
            self.scribe.note(f"Logged at {at.hhmm()}, {up} row{'s' if up > 1 else ''} up. Ctrl+L shows it")
        else:
            self.scribe.announce(f"Logged, {at.hhmm()}")

    def forget_undo(self, entry_id: str) -> None:
        self.last_acts.forget(entry_id)

    def undo(self) -> None:
        """The newest act of this window's last minute that stands; an entry's text goes back into the line."""
        now = self.operations.clock.now()
        last = self.last_acts.back(now)
        if last is None:
            self.scribe.note(self.last_acts.why_not_back(now), warn=True)
            return
        self.toast.close_now()
        self.session.undo(last.event)
        if last.text and not self.line.text():
            self.scribe.put(last.text)
            self.line.setFocus()

    def redo(self) -> None:
        """What was typed and taken back in the line; else the act that was undone last, within the last minute."""
        if self.line.hasFocus() and self.line.document().isRedoAvailable():
            self.line.redo()
            return
        undone = self.last_acts.forth(self.operations.clock.now())
        if undone is None:
            self.scribe.note("Nothing of the last minute to do again", warn=True)
            return
        self.toast.close_now()
        self.session.redo(undone.undoing)

    def undo_one(self, event: str) -> None:
        """One of the last acts, by its row; what came after it stays."""
        self.session.undo(event)

    # -- Changes and needs -----------------------------------------------------------------------------------------

    def note_top(self, listed: list[Need], now: Instant) -> None:
        """Remember since when the top change is the top one, and what stands on top of the list."""
        top = next((need.key for need in listed if need.kind is NeedKind.APPROVAL), "")
        first = listed[0].key if listed else ""
        if (top, first) != (self._top, self._first):
            self._top, self._first, self._top_at = top, first, now

    def top_need(self) -> Need | None:
        """The change that a global key means; None while it has just come to the top."""
        need = next((need for need in self.needs.shown if need.key == self._top), None)
        settled = self._top_at is None or self.operations.clock.now().since(self._top_at) >= STILL_S
        if need is not None and not settled:
            self.scribe.note(f"On top since a moment: {one_line(need.title, 60)}. Press again", warn=True)
            return None
        return need

    def approve(self) -> None:
        need = self.top_need()
        if need is not None:
            self.need_done(APPROVE, need, "")

    def hold(self) -> None:
        need = self.top_need()
        if need is not None:
            self.show_needs()
            self.needs.card(need).hold()

    def decline(self) -> None:
        need = self.top_need()
        if need is not None:
            self.show_needs()
            self.needs.card(need).decline()

    def ok_by_voice(self) -> None:
        """The OK for the oldest change that was made without one on record: it was given on the bridge."""
        need = self._unconfirmed()
        if need is not None:
            self.need_done(BY_VOICE, need, "")

    def nothing_unconfirmed(self) -> str:
        """Why there is no change to confirm."""
        return self.no_incident() or ("" if self._unconfirmed() else "Every change has its OK on record")

    def _unconfirmed(self) -> Need | None:
        return next((need for need in self.needs.shown if need.kind is NeedKind.REPORTED), None)

    @Slot(object, object, str)
    def need_done(self, act: Act, need: Need, text: str) -> None:
        """Carry out an act of a row: its command, its line, its sheet, or the way to meet a requirement."""
        if act.line:
            self.scribe.begin(act.line.format(n=need.n))
        elif act.opens:
            self.sheets.open(act.opens)
        elif (command := act.make(need, text)) is not None:
            self.session.do(command, f"{act.told}: {need.title}")
        else:
            self._meet(need.name)

    @Slot(str)
    def go_to_entry(self, entry_id: str) -> None:
        """To a row of the timeline by its id, where it is at hand."""
        entry = self.model.known_by_id(entry_id)
        if entry is not None:
            self.select(entry)
        else:
            self.say("That row is further back. Ctrl+L goes to a time", warn=True)

    @Slot(object)
    def need_opened(self, need: Need) -> None:
        """A click on a row: what it is about comes into sight; a requirement is met where that is done."""
        if need.kind is NeedKind.REQUIREMENT:
            self._meet(need.name)
        elif need.event:
            entry = self.model.known_by_id(need.event)
            row = self.model.row_of(entry.n) if entry is not None else None
            if row is not None:  # the focus stays on the row of the list, whose buttons it keeps open
                self.timeline.view.select(row)

    @Slot(str, bool)
    def _tick_requirement(self, name: str, done: bool) -> None:
        self.session.do(lines.TickRequirement(RequirementName(name), done))

    @Slot(str, str)
    def _waive(self, name: str, why: str) -> None:
        self.session.do(lines.WaiveRequirement(RequirementName(name), why))

    @Slot(str)
    def _meet(self, name: str) -> None:
        """The act that meets a requirement: its page, its pane, or its command in the line."""
        if name == RequirementName.STATUS_PAGE:
            self.write_external()
        elif name == RequirementName.IC:
            self.show_roles()
        elif name in _MEETS:
            self.scribe.begin(_MEETS[RequirementName(name)])

    @Slot(str, str)
    @Slot(str, bool)
    def _say_of_people(self, words: str, warn: bool) -> None:
        self.say(words, warn=warn)

    def _name(self, seat: str, handle: str) -> None:
        """A seat gets a name. Command goes over only when its receiver confirms, unless nobody was named yet."""
        if seat == Seat.IC and handle and self.state().roles.get(Seat.IC):
            self.sheets.open("handoff", handle)
        else:
            self.session.do(lines.AssignRole(seat, handle or None))

    # -- What a screen reader hears --------------------------------------------------------------------------------

    def announce_changes(self, before: Incident, after: Incident) -> None:
        """A new change that waits: once, politely; where no OK is asked for, none waits."""
        if not self.scribe.approvals:
            return
        known = {change.n for change in before.changes}
        for change in after.changes:
            if change.n not in known and change.state is ChangeState.PROPOSED:
                self.scribe.announce(f"A change awaits your OK: {change.text}")

    def announce_countdowns(self) -> None:
        """An update has become overdue: once, at once. Ticks are never announced."""
        if self.here is None:
            return
        for row in self.here.updates(self.operations.deadline_now()):
            key = f"{self.here.incident.id} {row.name}"
            before, self._states[key] = self._states.get(key), row.state
            if row.state is CountdownState.OVERDUE and before not in (None, CountdownState.OVERDUE):
                self.scribe.announce(f"{row.name.capitalize()} update overdue", urgent=True)

    def remind(self, now: Instant) -> None:
        """One quiet reminder, each once, and never over a line that is being typed."""
        if self.incident is None or self.playbook is None or self.line.text():
            return
        if self.here is self._looked_at and self._looked is not None and 0 <= now.since(self._looked) < REMIND_EVERY_S:
            return
        self._looked_at, self._looked = self.here, now
        for nudge in nudges(self.incident, self.playbook, now):
            key = f"{self.incident.id} {nudge.id}"
            if nudge.key in nudge_words.SAID and key not in self._reminded:
                self._reminded.add(key)
                self.say(nudge_words.words(nudge, now), warn=True)
                return

    def say(self, words: str, *, warn: bool) -> None:
        self.scribe.note(words, warn=warn)
