"""Where the panes of the war room stand, in each of its four layouts (UI.md 1.3).

The layout follows the logical size divided by the text size, so that large text picks it too. Panes have fixed homes:
a splitter between them, no docks.
"""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from ui import theme
from ui.models.waiting import TabWords, Waiting
from ui.theme_tokens import GAP_S, GAP_XS
from ui.widgets.needs import NeedsPane
from ui.widgets.ok_bar import OkBar
from ui.widgets.pane import Pane
from ui.widgets.rail import Rail
from ui.widgets.requirements import RequirementsPane
from ui.widgets.roles import RolesPane
from ui.widgets.say import SayPane
from ui.widgets.scribe_bar import ScribeBar
from ui.widgets.scroller import Scroller
from ui.widgets.timeline_pane import TimelinePane
from ui.widgets.toast import Toast
from ui.widgets.triage import TriagePane

SAY_WIDE, SAY_TAB = 2, 5
"""Prompts beside the card: below the list of needs there is less room than behind a tab."""
SCRIBE = "scribe"
MOST_FOLLOWS = 8
LEFT_PX, RIGHT_PX, TABS_PX = 300, 330, 300


class Mode(StrEnum):
    WIDE = "wide"
    COMPACT = "compact"
    SHORT = "short"
    SINGLE = "single"


def mode_for(width: int, height: int, scale: float) -> Mode:
    """The layout for a window of this logical size at this text size."""
    across, down = width / scale, height / scale
    if across < 880 or down < 600:
        return Mode.SINGLE
    if down < 640:
        return Mode.SHORT
    return Mode.WIDE if across >= 1200 else Mode.COMPACT


class WarBody(QWidget):
    """Rails, timeline, scribe line; other pages of the incident take the timeline's place above the same line."""

    approvals_wanted = Signal()
    covered_changed = Signal()

    def __init__(
        self,
        timeline: TimelinePane,
        scribe: ScribeBar,
        needs: NeedsPane,
        roles: RolesPane,
        requirements: RequirementsPane,
        triage: TriagePane,
        say_next: SayPane,
    ) -> None:
        super().__init__()
        self._follows = 0
        self.timeline, self.scribe = timeline, scribe
        self.needs, self.roles, self.requirements, self.triage = needs, roles, requirements, triage
        self.say_next = say_next
        self.mode: Mode | None = None
        self.ok_bar = OkBar()
        self.ok_bar.clicked.connect(self.approvals_wanted)
        self.left = QWidget()
        self._left_column = QVBoxLayout(self.left)
        self._left_column.setContentsMargins(0, 0, 0, 0)
        self._left_column.setSpacing(GAP_S)
        self._left_column.addStretch(1)
        self.rail = Rail()
        self.rail.turned.connect(self.renew_ok_bar)
        self.right = QWidget()
        self._right_column = QVBoxLayout(self.right)
        self._right_column.setContentsMargins(0, 0, 0, 0)
        self._right_column.setSpacing(GAP_S)
        self._right_column.addWidget(self.rail, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(timeline)
        self.centre = QWidget()
        middle = QVBoxLayout(self.centre)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(GAP_XS)
        middle.addWidget(Scroller(self.stack, "war.pages"), 1)
        middle.addWidget(self.ok_bar)
        scribe.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        middle.addWidget(scribe)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(GAP_S)
        self.splitter.setChildrenCollapsible(False)
        for part in (self.left, self.centre, self.right):
            self.splitter.addWidget(part)
        self.splitter.setStretchFactor(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_XS)
        column.addWidget(self.splitter)
        self.toast = Toast(timeline, lambda: self._toast_room(1))
        self._waiting = Waiting()
        self._seat = "solo"
        self._settled = QTimer(self, singleShot=True, interval=0)
        self._settled.setObjectName("war.body.settled")
        self._settled.timeout.connect(self._arrange)
        theme.notifier().changed.connect(self._settled.start)
        self._drawer_open = False
        self._tight = self._covered = False

    # -- Layouts ---------------------------------------------------------------------------------------------------

    @property
    def covered(self) -> bool:
        """Whether something else has the timeline's place: a page, or the drawer."""
        return self._drawer_open or self.stack.currentWidget() is not self.timeline

    def set_tight(self, tight: bool) -> None:
        """With hardly any height a page or a drawer gets what there is; what waits shows again when it is left."""
        if tight is not self._tight:
            self._tight = tight
            self.renew_ok_bar()

    def set_seat(self, seat: str) -> None:
        """Which panes come first: the scribe looks after roles and lists, everybody else after what needs them."""
        if seat != self._seat:
            self._seat, mode, self.mode = seat, self.mode, None
            if mode is not None:
                self.set_mode(mode)

    def set_mode(self, mode: Mode) -> None:
        """Bring each pane to its home in this layout."""
        if mode is self.mode:
            return
        focus: QWidget | None = self.focusWidget()
        self.mode = mode
        self._drawer_open = False
        if mode is Mode.SINGLE:
            self.rail.setParent(self)
        elif self._right_column.indexOf(self.rail) < 0:
            self._right_column.insertWidget(0, self.rail, 1)
        if mode is Mode.WIDE:
            self.rail.put(("Needs", self.needs), ("Triage", self.triage))
            self._right_column.insertWidget(0 if self._seat == SCRIBE else 1, self.say_next)
            self.say_next.show_most(SAY_WIDE)
            self.say_next.show()
            self._left_column.insertWidget(0, self.roles)
            self._left_column.insertWidget(1, self.requirements)
            self.roles.show()
            self.requirements.show()
        else:
            duty = (("Roles", self.roles), ("Checklist", self.requirements))
            asked = (("Needs", self.needs),)
            guides = (("Say", self.say_next), ("Triage", self.triage))
            self.rail.put(*((*duty, *asked, *guides) if self._seat == SCRIBE else (*asked, *duty, *guides)))
            self.say_next.show_most(SAY_TAB)
        self._arrange()
        if focus is not None and focus.isVisibleTo(self):
            focus.setFocus()

    @Slot()
    def _arrange(self) -> None:
        timeline = self.stack.currentWidget() is self.timeline
        self.left.setVisible(self.mode is Mode.WIDE and timeline)
        single = self.mode is Mode.SINGLE
        self.rail.setVisible(timeline and (not single or self._drawer_open))
        self.right.setVisible(timeline and not single)
        if not single:
            left = theme.px(LEFT_PX) if self.mode is Mode.WIDE else 0
            right = theme.px(RIGHT_PX if self.mode is Mode.WIDE else TABS_PX)
            middle = max(200, self.width() - left - right - GAP_S * 2)
            self.splitter.setSizes([left, middle, right])
        else:
            self.splitter.refresh()
        self.renew_ok_bar()
        if single:
            self._place_drawer()
        if self.covered is not self._covered:
            self._covered = self.covered
            self.covered_changed.emit()

    def _place_drawer(self) -> None:
        middle = self.centre.layout()
        if middle is not None:
            middle.activate()  # the bar above the line may have just come or gone
        width = min(theme.px(RIGHT_PX), round(self.width() * 0.8))
        self.rail.setGeometry(self.width() - width, 0, width, max(60, self.scribe_top() - GAP_S))
        self.rail.raise_()

    def scribe_top(self) -> int:
        """Where the line and what belongs to it begins: a drawer never covers it."""
        first = self.ok_bar if self.ok_bar.isVisible() else self.scribe
        return first.mapTo(self, first.rect().topLeft()).y()

    def toast_room(self, host: QWidget) -> QRect | None:
        """Where a message of the window stands, in coordinates of ``host``: below the timeline's own, so that neither
        hides the other. None while something else has the timeline's place."""
        if not self.timeline.isVisible():
            return None
        room = self._toast_room(2)
        return room.translated(self.timeline.mapTo(host, QPoint(0, 0)))

    def _toast_room(self, place: int) -> QRect:
        """Over the oldest rows in sight, beside an open drawer: the newest rows, the line and what waits for an OK stay
        free. Where there are hardly any rows, over the filters."""
        room, tall = self.timeline.rows_area(), self.toast.sizeHint().height() + GAP_S
        if room.height() < 2 * tall:
            room.setTop(GAP_XS)
        elif place > 1 and room.height() > 3 * tall:
            room.setTop(room.top() + tall)
        if self._drawer_open:
            room.setRight(self.timeline.mapFrom(self, self.rail.pos()).x() - GAP_S)
        return room

    def event(self, event: QEvent) -> bool:
        """Panes in other letters tell their width late, one after the other: the columns follow, a few times."""
        if event.type() == QEvent.Type.LayoutRequest and self._follows > 0:
            self._follows -= 1
            self._settled.start()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._follows = MOST_FOLLOWS
        self._arrange()
        self._settled.start()  # panes that have just come in sight, or in other letters, know their width only then

    # -- Panes -----------------------------------------------------------------------------------------------------

    def reveal(self, pane: Pane) -> None:
        """Bring a pane into sight and give it the focus."""
        self.show_page(self.timeline)
        if pane is not self.timeline:
            self.rail.reveal(pane)
            if self.mode is Mode.SINGLE:
                self._drawer_open = True
                self._arrange()
        pane.take_focus()

    def close_drawer(self) -> bool:
        """Fold the drawer away; False when none was open."""
        if not self._drawer_open:
            return False
        self._drawer_open = False
        self._arrange()
        return True

    def panes(self) -> list[Pane]:
        """The panes that F6 can visit now, in its order after the scribe line."""
        known: tuple[Pane, ...] = (
            self.timeline,
            self.needs,
            self.triage,
            self.say_next,
            self.roles,
            self.requirements,
        )
        visible = [pane for pane in known if pane.isVisible()]
        return [pane for pane in visible if pane is not self.requirements or self.requirements.total]

    # -- Pages above the line --------------------------------------------------------------------------------------

    def show_page(self, page: QWidget) -> None:
        if self.stack.indexOf(page) < 0:
            self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        self._arrange()

    # -- Approvals out of sight ------------------------------------------------------------------------------------

    def retitle_needs(self, words: TabWords) -> None:
        """What stands on the tab of the list."""
        self.rail.retitle(self.needs, words.title, words.spoken, marked=words.marked)

    def show_waiting(self, waiting: Waiting) -> None:
        """Changes that wait, or have to be rolled back; told only while the list itself cannot be seen."""
        self._waiting = waiting
        self.renew_ok_bar()

    @Slot()
    def renew_ok_bar(self) -> None:
        seen = self.rail.isVisible() and self.rail.front() is self.needs
        folded = self._drawer_open or (self._tight and self.covered)  # a drawer has the count on its tab
        self.ok_bar.show_waiting(Waiting() if seen or folded else self._waiting)
