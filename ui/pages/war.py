"""The war room: what stands, what needs a person, what happened, and the line that everything is typed into.

The page shows states and passes intents on; ``WarSession`` reads and writes the record on its own thread. Typing never
waits for either.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ui import theme
from ui.actions import Actions, Context
from ui.digit_row import DigitRow
from ui.keys_below import KeysBelow
from ui.live import Live
from ui.models import rows
from ui.models.drafts import Draft
from ui.models.needs import Standing, listed, standing
from ui.models.rows import ALL_ROWS, Pending
from ui.models.timeline import TimelineModel
from ui.models.waiting import tab, waiting
from ui.operations import Operations
from ui.pages.composer_actions import composer_actions
from ui.pages.offline import WorkingOffline
from ui.pages.outbox_session import Glance
from ui.pages.saying import Saying
from ui.pages.sheets import Sheets
from ui.pages.war_actions import war_actions
from ui.pages.war_body import Mode, WarBody, mode_for
from ui.pages.war_does import WarDoes
from ui.pages.war_session import Done, NotDone, Opening, State, View, WarSession, page_of
from ui.theme_tokens import GAP_S, GAP_XS, MARGIN
from ui.widgets.foot import Foot
from ui.widgets.identity import IdentityRow, Stripe
from ui.widgets.needs import NeedsPane
from ui.widgets.now_row import NowRow
from ui.widgets.requirements import RequirementsPane
from ui.widgets.roles import RolesPane
from ui.widgets.say import SayPane
from ui.widgets.scribe_bar import Entered, ScribeBar
from ui.widgets.timeline_pane import TimelinePane
from ui.widgets.triage import TriagePane
from warroom.clock import Instant
from warroom.incident.entry import Entry, EntryGroup
from warroom.incident.phrases import SEVERITY_NAMES
from warroom.incident.playbook import Playbook
from warroom.incident.state import Incident
from warroom.scribe import EntryLine
from warroom.text import one_line

SLOW_MS = 300
LEAST = (600, 400)
TIGHT_ROOM, FOLD_ROOM = 380.0, 295.0
"""Heights at 100 % text. Below the first a page or a drawer folds impact and belief away while it is in front, below
the second they are folded always: large text in a small window leaves little."""


class WarPage(WarDoes):
    """``open`` shows an incident; ``incident_changed`` tells of each new state of it."""

    incident_changed = Signal(object)

    def __init__(self, operations: Operations, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(operations, actions, parent)
        self.setObjectName("war")
        self.incident: Incident | None = None
        self.playbook: Playbook | None = None
        self._stands: tuple[Standing, ...] = ()
        self._tokens = 0
        self._sent: dict[int, Entered] = {}
        self._saved_at: Instant | None = None
        self._build()
        self._connect()
        actions.add(*war_actions(self), *composer_actions(lambda: self.composer))
        DigitRow(actions, Context.WAR, self)
        KeysBelow(actions, self.line, self, self.page_in_front)
        self._tick = QTimer(self)
        self._tick.setObjectName("war.tick")
        self._tick.setSingleShot(True)
        self._tick.timeout.connect(self._ticked)
        self._slow = QTimer(self, interval=SLOW_MS, singleShot=True)
        self._slow.setObjectName("war.slow")
        self._slow.timeout.connect(self._say_slow)

    def _build(self) -> None:
        self.session = WarSession(self.operations, self)
        self.model = TimelineModel(self)
        self.stripe, self.identity, self.now_row = Stripe(), IdentityRow(), NowRow()
        self.timeline = TimelinePane(self.model)
        self.scribe = ScribeBar(self.operations.clock)
        self.needs, self.roles, self.requirements = NeedsPane(), RolesPane(), RequirementsPane()
        self.triage, self.say_next = TriagePane(), SayPane()
        self.body = WarBody(
            self.timeline, self.scribe, self.needs, self.roles, self.requirements, self.triage, self.say_next
        )
        self.foot = Foot()
        self.toast = self.body.toast
        self.sheets = Sheets(self)
        self.saying = Saying(self)
        self.offline = WorkingOffline(self.operations, self)
        self.outbox_glance = Glance(self.operations, self)
        inner = QVBoxLayout()
        inner.setContentsMargins(MARGIN, GAP_S, MARGIN, GAP_XS)
        inner.setSpacing(GAP_S)
        inner.addWidget(self.identity)
        inner.addWidget(self.now_row)
        inner.addWidget(self.body, 1)
        inner.addWidget(self.foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.stripe)
        column.addLayout(inner, 1)

    def _connect(self) -> None:
        session = self.session
        self.offline.said.connect(self._said_offline)
        self.outbox_glance.words.connect(self.identity.show_post)
        self.identity.outbox_wanted.connect(self.show_outbox)
        session.opened.connect(self._opened)
        session.viewed.connect(self._viewed)
        session.refreshed.connect(self._refreshed)
        session.appeared.connect(self._appeared)
        session.fetched.connect(self.model.fill)
        session.done.connect(self._done)
        session.not_done.connect(self._not_done)
        session.found.connect(self.found)
        session.replaced.connect(self._reopen)
        self.model.wanted.connect(session.fetch)
        self.model.misplaced.connect(self._review)
        self.operations.saved.connect(self._saved)
        self.operations.saving.connect(self._saving)
        self.scribe.entered.connect(self._entered)
        self.scribe.draft_changed.connect(session.save_draft)
        self.incident_changed.connect(self.telling.look)
        self.foot.others.wanted.connect(self.incident_wanted)
        self.connect_intents()
        self.body.rail.turned.connect(self._show_now)
        self.body.covered_changed.connect(self._arrange)
        QApplication.instance().focusChanged.connect(self._focus_moved)  # type: ignore[union-attr]

    @Slot(str)
    def _said_offline(self, words: str) -> None:
        self.say(words, warn=False)

    # -- Opening and reading ---------------------------------------------------------------------------------------

    def open(self, incident_id: str) -> None:
        """Show an incident; what was being typed in the one before is kept with it."""
        if incident_id == self.session.id and self.incident is not None:
            self.show_timeline()
            return
        self._put_away()
        self.scribe.clock = self.operations.clock
        self.read_second_clock()
        self.session.open(incident_id)

    def leave(self) -> None:
        """The incident goes to another window: what is typed is kept with it, and nothing of it stays here."""
        self._put_away()
        self.session.close()

    def _put_away(self) -> None:
        """Keep the half-typed line with its incident, and clear the field: it must not turn up in another one."""
        self.last_acts.clear()
        self.scribe.flush()
        self.scribe.restore(Draft())
        self.incident = self.here = None

    @Slot()
    def _reopen(self) -> None:
        self.session.view(self.model.shown)
        self.session.look()

    @Slot()
    def _review(self) -> None:
        self.session.view(self.model.shown)

    @Slot(object)
    def _opened(self, opening: Opening) -> None:
        self.model.reset(opening.entries)
        self.timeline.show_shown(ALL_ROWS)
        typed = self.scribe.line.text()
        self.scribe.restore(opening.draft)
        if typed and typed != opening.draft.text:
            self.scribe.put(opening.draft.text + typed)
        self.show_timeline()
        self._show_state(opening.incident, opening.playbook, opening.people)
        self.foot.show_saved(None, self.model.saved_rows)

    @Slot(object)
    def _viewed(self, view: View) -> None:
        if view.shown == self.model.shown and self.model.ends(view.numbers):
            self.model.complete(view.numbers)
        else:
            self.model.reset(view.entries, view.shown, view.numbers)
        self.select_waiting()
        self.give_up_waiting()
        self.foot.show_saved(self._saved_at, self.model.saved_rows)

    @Slot(object)
    def _refreshed(self, state: State) -> None:
        self.model.add(entry for entry in state.altered if self.model.known(entry.n) or self.model.shown.accepts(entry))
        self._show_state(state.incident, state.playbook, state.people)

    @Slot(list)
    def _appeared(self, fresh: list[tuple[int, Entry]]) -> None:
        for token, entry in fresh:
            if token:
                self.model.saved(token, [entry])
            else:
                self.model.add([entry])
        self._show_saved()

    def _show_saved(self) -> None:
        """Not while a line of ours is still on its way: that one is not saved."""
        if not self.model.pending_lines():
            self.foot.show_saved(self._saved_at, self.model.saved_rows)

    def _show_state(self, incident: Incident, playbook: Playbook, people: list[str]) -> None:
        before = self.incident
        self.incident, self.playbook = incident, playbook
        self.here, self._stands = Live.of(incident, playbook), standing(incident, playbook)
        now = self.operations.clock.now()
        self.needs.show_needs(listed(self._stands, now))
        self.requirements.show_state(incident, playbook, now)
        self.scribe.people = people
        self.scribe.approvals = playbook.rules(incident.severity).approvals
        self.scribe.prefixes = [seat.removeprefix("sme-").upper() for seat in incident.roles if seat.startswith("sme-")]
        self.stripe.show_state(incident.severity, incident.drill)
        self.identity.show_state(incident, SEVERITY_NAMES[incident.severity])
        self.roles.set_people(people)
        self.roles.show_state(incident, playbook)
        self._show_now()
        if before is not None and before.id == incident.id:
            self.announce_changes(before, incident)
        self.incident_changed.emit(incident)

    # -- The second ------------------------------------------------------------------------------------------------

    def tick_now(self) -> None:
        """Show the second that it is, whatever the timer says: for replays on a clock of their own."""
        self._show_now()

    @Slot()
    def _ticked(self) -> None:
        self._show_now()
        now = self.operations.clock.now()
        self._tick.start(1000 - int(now) % 1000 + 5)

    @Slot()
    def _show_now(self) -> None:
        """Everything that the clock alone changes, anew from the state: a tick is never counted."""
        if self.incident is None or self.playbook is None or self.here is None:
            return
        self.identity.show_time(self.incident, self.operations.clock.now())
        now = self.operations.deadline_now()
        self.now_row.show_state(self.here, now)
        needs = listed(self._stands, now)
        self.note_top(needs, now)
        self.needs.show_time(needs)
        self.requirements.show_time(self.incident, self.playbook, now)
        self.roles.show_time(now)
        self.body.retitle_needs(tab(needs, wide=self.body.mode is Mode.WIDE))
        done, total = self.requirements.met, self.requirements.total
        self.body.rail.retitle(self.requirements, f"Checklist {done}/{total}" if total else "Checklist")
        self.body.show_waiting(waiting(needs))
        if self.triage.isVisible():
            self.triage.show_state(self.incident, self.playbook, now)
        self.saying.tick(now)
        self.sheets.refresh()
        self.announce_countdowns()
        self.remind(now)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ticked()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._tick.stop()
        self._slow.stop()
        self.toast.close_now()

    # -- Lines -----------------------------------------------------------------------------------------------------

    @Slot(object)
    def _entered(self, entered: Entered) -> None:
        """Enter: the row stands at once, the commit follows."""
        wanted = page_of(entered)
        if wanted is not None:
            self.look_up(wanted)
            return
        if self.on_chosen_row(entered):
            return
        self._tokens += 1
        token = self._tokens
        self._sent[token] = entered
        parsed = entered.parsed
        if isinstance(parsed, EntryLine):
            group = rows.LINE_GROUPS[parsed.kind]
            author = parsed.actor or self.operations.author
            at = parsed.at or entered.begun
            self.model.saving(Pending(token, entered.text, parsed.text, at, author, group))
            if not self._slow.isActive():
                self._slow.start()
        self.session.enter(token, entered)
        self.scribe.flush()

    @Slot()
    def _say_slow(self) -> None:
        """A commit takes longer than a person overlooks: its row says *saving*."""
        for pending in self.model.pending_lines():
            self.model.slow(pending.token)

    @Slot(int)
    def retry(self, token: int) -> None:
        """Try again to save a line that the disk did not take."""
        entered = self._sent.get(token)
        if entered is not None:
            self.model.again(token)
            self.session.enter(token, entered)

    @Slot(object)
    def _done(self, done: Done) -> None:
        self._sent.pop(done.token, None)
        self.model.drop(done.token)
        if not self.model.pending_lines():
            self._slow.stop()
            self.foot.show_problem("")
        self.foot.show_saved(self._saved_at, self.model.saved_rows)
        self.tell(done)

    @Slot(object)
    def _not_done(self, refused: NotDone) -> None:
        sentence = refused.error.sentence
        if refused.back:
            self.last_acts.refused(refused.back, unsaved=refused.unsaved)
        if refused.entered is None:
            self.say(sentence, warn=True)
        elif refused.unsaved:
            self._keep_unsaved(refused.token, refused.entered, sentence)
        else:
            self._sent.pop(refused.token, None)
            self.model.drop(refused.token)
            self.scribe.keep(refused.entered)
            self.scribe.note(sentence, warn=True)

    def _keep_unsaved(self, token: int, entered: Entered, sentence: str) -> None:
        """The row stays, with Retry and Copy, until it is on disk."""
        if all(pending.token != token for pending in self.model.pending_lines()):
            author = self.operations.author
            self.model.saving(Pending(token, entered.text, entered.text, entered.begun, author, EntryGroup.NOTE))
        self.model.unsaved(token, sentence)
        self.foot.show_problem(one_line(sentence, 90))
        self.scribe.announce(f"NOT SAVED: {sentence}", urgent=True)

    @Slot(object)
    def _saved(self, at: Instant) -> None:
        self._saved_at = at
        self._show_saved()

    @Slot(bool)
    def _saving(self, slow: bool) -> None:
        if slow:
            self.foot.show_saving()
        else:
            self.foot.show_saved(self._saved_at, self.model.saved_rows)

    def copy_timeline(self) -> None:
        """Every row at hand, on the clipboard: the record survives a dead disk there."""
        shown = [self.model.entry(row) for row in range(self.model.saved_rows)]
        lines = [rows.copied(entry) for entry in shown if entry is not None]
        lines += [f"NOT SAVED  {pending.begun.text}  {pending.line}" for pending in self.model.pending_lines()]
        QGuiApplication.clipboard().setText("\n".join(lines))
        self.say(f"{len(lines)} rows copied", warn=False)

    # -- Layout and focus ------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc that nobody wanted comes here, from wherever the focus was."""
        if event.key() == Qt.Key.Key_Escape:
            self.to_line()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        """What the smallest layout needs: a larger one must not keep the window from shrinking into it."""
        return QSize(theme.px(LEAST[0]), theme.px(LEAST[1]))

    @Slot()
    def _arrange(self) -> None:
        size = self.window().size()
        mode = mode_for(size.width(), size.height(), theme.scale())
        self.body.set_mode(mode)
        chips = mode in (Mode.SHORT, Mode.SINGLE)
        down = size.height() / theme.scale()
        fold = down < FOLD_ROOM or (down < TIGHT_ROOM and self.body.covered)
        self.now_row.set_mode(chip=chips, compact=mode is Mode.COMPACT, two_rows=mode is Mode.SINGLE, fold=fold)
        self.foot.fold(fold)
        self.body.set_tight(down < TIGHT_ROOM)
        self.identity.set_narrow(
            narrow=mode is not Mode.WIDE, tiny=mode is Mode.SINGLE, room=size.width() / theme.scale()
        )
        self.toast.place()
        self._show_now()

    @Slot(QWidget, QWidget)
    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        for pane in (self.timeline, self.needs, self.roles, self.requirements, self.triage, self.say_next):
            pane.show_ring(pane.holds(new))
