"""Home: what is open, what waits for a person, what was. A letter typed here begins a declaration (UI.md 2.1)."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui import icons, labels, theme, times
from ui.live import OpenIncidents
from ui.pages.home_paint import IncidentDelegate
from ui.pages.home_rows import Rows, last_month, needs, open_row, past_row, read_filter
from ui.theme_tokens import GAP_L, GAP_M, GAP_S, GAP_XS, MARGIN, ROW_PX, Token, Type
from ui.widgets.scroller import Scroller
from warroom.clock import Instant

WIDE_PX = 1200
CLOSE_PX = 600
DECLARE = "Declare an incident …"
MOST_OPEN_ROWS = 6
MOST_NEEDS = 3


class IncidentList(QListView):
    """Rows that open with Enter or a double click. ``chosen`` carries the incident's id."""

    chosen = Signal(str)

    def __init__(self, name: str, described: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(described)
        self.rows = Rows(self)
        self.painter = IncidentDelegate(self)
        self.setModel(self.rows)
        self.setItemDelegate(self.painter)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self._clicked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._clicked(self.currentIndex())
            return
        super().keyPressEvent(event)

    def take_focus(self) -> None:
        if not self.currentIndex().isValid() and self.rows.rowCount():
            self.setCurrentIndex(self.rows.index(0))
        self.setFocus()

    @Slot(QModelIndex)
    def _clicked(self, index: QModelIndex) -> None:
        self.chosen.emit(self.rows.rows[index.row()].id)


class HomePage(QWidget):
    """``opened`` carries the id of an incident to open; ``declared`` asks for the Declare dialog, True for a drill."""

    opened = Signal(str)
    declared = Signal(bool)

    def __init__(self, live: OpenIncidents, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("home")
        self._live = live
        self._first: QWidget | None = None
        self._first_row = QHBoxLayout()
        self._waiting = True
        self._build()
        live.refreshed.connect(self.renew)
        live.ticked.connect(self._ticked)
        theme.notifier().changed.connect(self._relayout)
        self._relayout()
        self.renew()

    # -- What it shows -------------------------------------------------------------------------------------------

    @Slot()
    def renew(self) -> None:
        """Show the board as it was last read."""
        now = self._live.now()
        self._show_clock(now)
        board = self._live.board
        self._show_open(now)
        self._open_head.setText(f"OPEN  {len(board.open)}" if board.open else "OPEN")
        self._no_open.setVisible(not board.open)
        self.open_list.setVisible(bool(board.open))
        self._no_open.setText(self._nothing_open(now))
        self._show_needs(now)
        self._month.setText(last_month(board, now) if self._live.loaded else "")
        self._filter()
        self._relayout()
        if self._waiting and self._live.loaded:
            self._waiting = False
            untouched = self.window().focusWidget() in (None, self.declare)  # also while another window has the keys
            if board.open and untouched:  # an Enter after a restart goes back to work
                self.open_list.take_focus()

    def take_focus(self) -> None:
        """Where the keys go when this page comes to the front; what it shows is of this moment."""
        self.renew()
        if self._live.board.open:
            self.open_list.take_focus()
        else:
            self.declare.setFocus()

    def welcome(self, card: QWidget | None) -> None:
        """First steps for somebody new, shown while the record holds no incident; None ends them."""
        if self._first is not None:
            self._first_row.removeWidget(self._first)
            self._first.hide()
            self._first.deleteLater()
        self._first = card
        if card is not None:
            self._first_row.insertWidget(1, card, 100)
        self._relayout()

    @Slot()
    def find_past(self) -> None:
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    @Slot(object)
    def _ticked(self, now: Instant) -> None:
        if self.isVisible():
            self._show_clock(now)
            self._show_open(now)

    def _show_clock(self, now: Instant) -> None:
        self._clock.setText(f"{now.hhmmss()} UTC")
        offset = times.local_offset(now)
        self._local.setText(f"{now.hhmm(offset)} {times.zone_name(now)}" if offset else "")

    def _show_open(self, now: Instant) -> None:
        even = self._live.even(now)
        self.open_list.rows.show([open_row(one, even) for one in self._live.board.open])

    def _nothing_open(self, now: Instant) -> str:
        if not self._live.loaded:
            return "Reading the record …"
        drill = self._live.board.last_drill_at
        told = "No drill on record yet." if drill is None else f"Last drill {times.ago(drill, now)}."
        return f"No open incidents. {told}"

    def _show_needs(self, now: Instant) -> None:
        owed = needs(self._live.board, now)
        for number, (row, button) in enumerate(self._needs):
            shown = number < len(owed)
            row.setVisible(shown)
            if shown:
                button.setText(owed[number].text)
                button.setAccessibleName(owed[number].text)
                button.setProperty("incident", owed[number].incident)
                labels.retone(button, Token.DANGER if owed[number].late else Token.TEXT)
        more = len(owed) - MOST_NEEDS
        nothing = "Nothing beside what is open." if self._live.board.open else "Nothing waits for a person."
        self._no_needs.setText(f"and {more} more" if owed else nothing if self._live.loaded else "")
        self._no_needs.setVisible(not owed or more > 0)
        self._owed = len(owed)

    @Slot()
    def _filter(self) -> None:
        now = self._live.now()
        wanted = read_filter(self.filter.text())
        found = [past_row(header, now) for header in self._live.board.recent if wanted.lets(header, now)]
        self.recent.rows.show(found)
        if self._live.board.recent and not found:
            self._no_recent.setText(f"No incident fits '{self.filter.text().strip()}'.")
        else:
            nothing = "No past incidents yet. What you resolve is kept here."
            self._no_recent.setText(nothing if self._live.loaded else "")
        self._no_recent.setVisible(not found)
        self.recent.setVisible(bool(found))

    # -- Room ----------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._relayout()

    @Slot()
    def _relayout(self) -> None:
        """Two-line rows and stacked cards where there is less room than a wide window has."""
        narrow = self.width() < theme.px(WIDE_PX)
        for view in (self.open_list, self.recent):
            view.painter.narrow = narrow
            view.scheduleDelayedItemsLayout()
        close = self.width() < theme.px(CLOSE_PX)
        self.declare.setText(DECLARE if close else f"{DECLARE}   type what is broken")
        rows = min(MOST_OPEN_ROWS, max(1, self.open_list.rows.rowCount()))
        line = theme.px(2 * ROW_PX - 6 if narrow else ROW_PX + 6)
        self.open_list.setFixedHeight(rows * line + 2)
        board = self._live.board
        first = self._first is not None and self._live.loaded and not board.open and not board.recent
        if self._first is not None:
            self._first.setVisible(first)
        self._recent_card.setVisible(not first)
        self._space.setVisible(first)
        self._month_card.setVisible(not narrow and not first)
        self._needs_card.setVisible(not first and (not narrow or self._owed > 0))

    # -- Building ------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        inside = QWidget(self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        column = QVBoxLayout(inside)
        column.setContentsMargins(MARGIN, GAP_S, MARGIN, GAP_XS)
        column.setSpacing(GAP_S)
        column.addLayout(self._top())
        column.addWidget(self._open_panel())
        cards = QHBoxLayout()
        cards.setSpacing(GAP_S)
        self._needs_card, self._month_card = self._needs_panel(), self._month_panel()
        cards.addWidget(self._needs_card, 3)
        cards.addWidget(self._month_card, 2)
        column.addLayout(cards)
        self._first_row.addStretch(1)
        self._first_row.addStretch(1)
        self._space = QWidget(self)
        self._recent_card = self._recent_panel()
        column.addLayout(self._first_row)
        column.addWidget(self._space, 1)
        column.addWidget(self._recent_card, 1)
        column.addLayout(self._foot())
        whole.addWidget(Scroller(inside, "home.page"))
        self._owed = 0

    def _top(self) -> QHBoxLayout:
        self.declare = QPushButton(DECLARE, self)
        self.declare.setObjectName("home.declare")
        self.declare.setAccessibleName("Declare an incident")
        self.declare.setProperty("kind", "line")
        self.declare.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        labels.tip(self.declare, "Declare an incident  Ctrl+N")
        self.declare.clicked.connect(self._declare)
        hint = labels.plain("Ctrl+N", face=Type.CAPTION, tone=Token.TEXT3)
        inside = QHBoxLayout(self.declare)
        inside.setContentsMargins(0, 0, GAP_M, 0)
        inside.addStretch(1)
        inside.addWidget(hint)
        self.drill = QPushButton("Drill", self)
        self.drill.setObjectName("home.drill")
        self.drill.setAccessibleName("Declare a drill")
        labels.tip(self.drill, "Declare a drill: marked everywhere, left out of every figure")
        self.drill.clicked.connect(self._drill)
        self._clock = labels.plain(face=Type.MONO, name="home.clock.utc")
        self._local = labels.plain(face=Type.SMALL, tone=Token.TEXT3, name="home.clock.local")
        row = QHBoxLayout()
        row.setSpacing(GAP_S)
        row.addWidget(self.declare, 1)
        row.addWidget(self.drill)
        row.addSpacing(GAP_L)
        row.addWidget(self._clock)
        row.addWidget(self._local)
        return row

    def _open_panel(self) -> QFrame:
        panel, column = _panel("home.open")
        self._open_head = _head("OPEN")
        self._no_open = labels.plain(face=Type.READING, tone=Token.TEXT2, name="home.open.none", wrap=True)
        self._no_open.setContentsMargins(GAP_M, 0, 0, GAP_S)
        self.open_list = IncidentList("home.open.list", "Open incidents")
        self.open_list.chosen.connect(self.opened)
        for widget in (self._open_head, self._no_open, self.open_list):
            column.addWidget(widget)
        return panel

    def _needs_panel(self) -> QFrame:
        panel, column = _panel("home.needs")
        column.addWidget(_head("NEEDS A PERSON"))
        self._needs = []
        for number in range(MOST_NEEDS):
            row = QWidget(panel)
            line = QHBoxLayout(row)
            line.setContentsMargins(GAP_M, 0, GAP_S, 0)
            button = QPushButton(row)
            button.setObjectName(f"home.needs.{number + 1}")
            button.setProperty("kind", "quiet")
            button.setIcon(icons.icon("triangle-alert", Token.WARN))
            button.clicked.connect(self._need)
            line.addWidget(button)
            line.addStretch(1)
            column.addWidget(row)
            self._needs.append((row, button))
        self._no_needs = labels.plain(face=Type.BODY, tone=Token.TEXT2, name="home.needs.none", wrap=True)
        self._no_needs.setContentsMargins(GAP_M, 0, 0, GAP_S)
        column.addWidget(self._no_needs)
        column.addStretch(1)
        return panel

    def _month_panel(self) -> QFrame:
        panel, column = _panel("home.month")
        column.addWidget(_head("LAST 30 DAYS"))
        self._month = labels.plain(face=Type.BODY, tone=Token.TEXT2, name="home.month.text", wrap=True)
        self._month.setContentsMargins(GAP_M, 0, GAP_S, GAP_S)
        column.addWidget(self._month)
        column.addStretch(1)
        return panel

    def _recent_panel(self) -> QFrame:
        panel, column = _panel("home.recent")
        head = QHBoxLayout()
        head.addWidget(_head("RECENT"))
        self.filter = QLineEdit(panel)
        self.filter.setObjectName("home.recent.filter")
        self.filter.setAccessibleName("Filter past incidents")
        self.filter.setPlaceholderText("text, sev:1, status:resolved, since:2w")
        self.filter.setMaximumWidth(theme.px(420))
        self.filter.textChanged.connect(self._filter)
        self.filter.returnPressed.connect(self._to_recent)
        head.addStretch(1)
        head.addWidget(self.filter, 2)
        head.addWidget(labels.plain("Ctrl+F", face=Type.CAPTION, tone=Token.TEXT3))
        head.addSpacing(GAP_S)
        column.addLayout(head)
        self._no_recent = labels.plain(face=Type.READING, tone=Token.TEXT2, name="home.recent.none", wrap=True)
        self._no_recent.setContentsMargins(GAP_M, 0, 0, GAP_S)
        self._no_recent.setAlignment(Qt.AlignmentFlag.AlignTop)
        column.addWidget(self._no_recent, 1)
        self.recent = IncidentList("home.recent.list", "Past incidents")
        self.recent.chosen.connect(self.opened)
        column.addWidget(self.recent, 1)
        return panel

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        hints = "Enter open    Ctrl+N declare    Ctrl+K commands    Ctrl+F find    F1 keys"
        row.addWidget(labels.Elided(hints, face=Type.CAPTION, tone=Token.TEXT3), 1)
        self.foot: QLabel = labels.Elided(face=Type.SMALL, tone=Token.TEXT3, name="home.foot")
        row.addWidget(self.foot)
        return row

    @Slot()
    def _declare(self) -> None:
        self.declared.emit(False)

    @Slot()
    def _drill(self) -> None:
        self.declared.emit(True)

    @Slot()
    def _need(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.opened.emit(sender.property("incident"))

    @Slot()
    def _to_recent(self) -> None:
        if self.recent.rows.rowCount():
            self.recent.take_focus()


def _panel(name: str) -> tuple[QFrame, QVBoxLayout]:
    panel = QFrame()
    panel.setObjectName(name)
    panel.setProperty("panel", "panel")
    column = QVBoxLayout(panel)
    column.setContentsMargins(1, GAP_S, 1, GAP_XS)
    column.setSpacing(GAP_XS)
    return panel, column


def _head(text: str) -> QLabel:
    label = labels.plain(text, face=Type.SMALL_STRONG, tone=Token.TEXT2)
    label.setContentsMargins(GAP_M, 0, GAP_S, 0)
    return label
