"""The outbox: what waited is reviewed and then sent, and what became of every message is told as it is (UI.md 2.5)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ui import labels, theme
from ui.models import outbox as rows
from ui.models.outbox import Line, Marks, Post
from ui.models.outbox_table import AGE, DO, MESSAGE, TO, WORDS, OutboxTable
from ui.pages.outbox_session import OutboxSession
from ui.pages.sheet import Sheet, button
from ui.theme_tokens import GAP_S, GAP_XS, Token, Type
from ui.widgets.outbox_rows import OutboxRows
from warroom.clock import Instant
from warroom.incident.playbook import Playbook
from warroom.incident.state import Incident
from warroom.outbox import Act, Choice, Together

ABREAST_PX = 1100
TEXT_ROWS = 7


class OutboxSheet(Sheet):
    """``rewriting`` asks the war room for the composer on a message that was taken out."""

    def __init__(self, session: OutboxSession) -> None:
        super().__init__("outbox", "Outbox")
        self.session = session
        self._post: Post | None = None
        self._marks = Marks()
        self._question: QMessageBox | None = None
        self.table = OutboxTable(self)
        self._build()
        session.shown.connect(self._show)
        session.asked.connect(self._ask)
        session.done.connect(self._told)
        session.refused.connect(self._refused)
        self.table.ticked.connect(self._tick)

    def _build(self) -> None:
        self.offline = QCheckBox("Work offline")
        self.offline.setObjectName("outbox.offline")
        self.offline.setAccessibleName("Work offline")
        labels.tip(self.offline, "Nothing leaves and nothing is looked at until this is off again")
        self.offline.clicked.connect(self.session.set_offline)
        self.reach = labels.Elided(face=Type.SMALL, tone=Token.TEXT2, name="outbox.reach")
        self.head.insertWidget(1, self.reach, 1)
        self.head.insertWidget(self.head.count() - 1, self.offline)
        self.headline = labels.plain(face=Type.BODY_STRONG, name="outbox.headline", wrap=True)
        self.body.addWidget(self.headline)
        self.body.addWidget(self._rows(), 3)
        nothing = "No message of this incident has been queued or sent yet."
        self.empty = labels.plain(nothing, tone=Token.TEXT2, name="outbox.empty", wrap=True)
        self.body.addWidget(self.empty, 1, Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(self._texts(), 2)
        self._together = QHBoxLayout()
        self._together.setSpacing(GAP_S)
        self.body.addLayout(self._together)
        self.below.addLayout(self._foot())

    def _rows(self) -> QTableView:
        self.view = OutboxRows()
        self.view.setObjectName("outbox.rows")
        self.view.setAccessibleName("Messages")
        self.view.setModel(self.table)
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.setShowGrid(False)
        self.view.setWordWrap(True)
        self.view.setTabKeyNavigation(False)
        self.view.verticalHeader().hide()
        head = self.view.horizontalHeader()
        for column in (TO, MESSAGE, AGE, DO):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(WORDS, QHeaderView.ResizeMode.Stretch)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.view.selectionModel().currentRowChanged.connect(self._chosen)
        self.view.stepped.connect(self._step)
        self.view.asked.connect(self._asked)
        self.view.toggled.connect(self._toggle)
        self.view.clicked.connect(self._clicked)
        return self.view

    def _texts(self) -> QWidget:
        """The message in front, word for word; away with it where there is none."""
        self.original, self.refreshed = _text("outbox.original", "Original"), _text("outbox.refreshed", "Refreshed")
        self._original_head = labels.plain("Original", face=Type.SMALL_STRONG, tone=Token.TEXT2)
        self._refreshed_column = QWidget()
        self._refreshed_column.setProperty("panel", "clear")
        self._abreast = QWidget()
        self._abreast.setProperty("panel", "clear")
        both = QHBoxLayout(self._abreast)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(GAP_S)
        left = QVBoxLayout()
        left.setSpacing(GAP_XS)
        left.addWidget(self._original_head)
        left.addWidget(self.original, 1)
        right = QVBoxLayout(self._refreshed_column)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(GAP_XS)
        right.addWidget(labels.plain("Refreshed", face=Type.SMALL_STRONG, tone=Token.TEXT2))
        right.addWidget(self.refreshed, 1)
        both.addLayout(left, 1)
        both.addWidget(self._refreshed_column, 1)
        return self._abreast

    def _foot(self) -> QHBoxLayout:
        self.send = button("outbox.send", "Send the ticked", "primary", keys="Ctrl+Enter")
        self.send.clicked.connect(self.send_ticked)
        self.acts: dict[Act, QPushButton] = {}
        row = QHBoxLayout()
        row.setSpacing(GAP_S)
        row.addWidget(self.send)
        made: tuple[tuple[Act, str, str, Callable[[], None]], ...] = (
            (Act.EDIT, "Open in composer", "F2", self.edit),
            (Act.CHECK, "Check there", "", self.check),
            (Act.SEND_AGAIN, "Send again", "", self.send_again),
            (Act.MARK_SENT, "Sent by hand", "Ctrl+Shift+M", self.mark_sent),
            (Act.TAKE_OVER, "Send it from here", "", self.take_over),
            (Act.SKIP, "Skip", "Delete", self.skip),
        )
        for act, words, keys, do in made:
            one = self.acts[act] = button(f"outbox.{act.value}", f"{words}  {keys}".strip(), keys=keys)
            one.setAccessibleName(words)
            one.clicked.connect(do)
            row.addWidget(one)
        row.addStretch(1)
        return row

    # -- What stands -----------------------------------------------------------------------------------------------

    def begin(self, argument: str) -> None:
        self._marks = Marks()
        self.session.refresh()

    def take_focus(self) -> None:
        (self.view if self.table.lines else self.offline).setFocus()

    def show_state(self, incident: Incident, playbook: Playbook, now: Instant) -> None:
        """The state comes from the outbox; the incident only says whose messages."""
        if self._post is None or self._post.incident != incident.id:
            self.session.open(incident.id)

    @Slot(object)
    def _show(self, post: Post) -> None:
        self._post = post
        found = rows.lines(post, self._marks)
        had = self.line()
        self.table.show_lines(found)
        self.reach.setText(rows.reach(post.lanes, post.targets))
        self.headline.setText(rows.headline(post))
        self.offline.setChecked(post.review.offline)
        self.view.setVisible(bool(found))
        self._abreast.setVisible(bool(found))
        self.empty.setVisible(not found)
        if found and self.line() is None:
            self.view.selectRow(next((n for n, line in enumerate(found) if had and line.id == had.id), 0))
        self._fit()
        self._offer_together(post)
        self._chosen()

    def line(self) -> Line | None:
        """The row in front."""
        return self.table.line(self.view.currentIndex().row())

    @Slot()
    def _chosen(self, *_places: QModelIndex) -> None:
        line = self.line()
        self.original.setPlainText(line.original if line else "")
        other = bool(line and line.refreshed and line.refreshed != line.original)
        self.refreshed.setPlainText(line.refreshed if line and other else "")
        self._refreshed_column.setVisible(other)
        self._original_head.setText("Original" if other else "The exact text")
        for act, one in self.acts.items():
            one.setVisible(bool(line and act in line.acts))
        ticked = [line for line in self.table.lines if line.waits and line.ticked]
        self.send.setVisible(any(line.waits for line in self.table.lines))
        self.send.setEnabled(bool(ticked))
        words = f"Send the {len(ticked)} ticked" if ticked else "Nothing is ticked"
        self.send.setText(f"{words}  Ctrl+Enter" if ticked else words)
        self.send.setAccessibleName(words)

    def _offer_together(self, post: Post) -> None:
        while (item := self._together.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for lane in post.review.lanes:
            for how in lane.together:
                words = rows.TOGETHER[how].format(target=lane.target)
                one = button(f"outbox.together.{lane.target}.{how.value}", words)
                one.clicked.connect(self._all_at_once(lane.target, lane.rows[0].incident, how))
                self._together.addWidget(one)
        if self._together.count():
            self._together.addStretch(1)

    def _all_at_once(self, target: str, incident: str, how: Together) -> Callable[[], None]:
        def do() -> None:
            self.session.together(target, incident, how)

        return do

    # -- What a person does ----------------------------------------------------------------------------------------

    @Slot(QModelIndex)
    def _toggle(self, place: QModelIndex) -> None:
        self.table.toggle(place.row())

    @Slot(QModelIndex)
    def _clicked(self, place: QModelIndex) -> None:
        if place.column() == TO:
            self.table.toggle(place.row())

    @Slot(int, bool)
    def _tick(self, n: int, on: bool) -> None:
        line = next((line for line in self.table.lines if line.n == n), None)
        if line is None:
            return
        self._marks.ticked[n] = on
        if on and line.choice is Choice.SKIP:
            wanted = Choice.REFRESHED if line.refreshed and line.refreshed != line.original else Choice.SEND
            self._marks.choices[n] = wanted
        self._again()

    @Slot(int)
    def _step(self, by: int) -> None:
        line = self.line()
        if line is None or line.n is None or line.choice is None:
            return
        at = line.choices.index(line.choice) + by
        self._marks.choices[line.n] = line.choices[at % len(line.choices)]
        self._again()

    def _again(self) -> None:
        if self._post is not None:
            self._show(self._post)

    @Slot(str)
    def _asked(self, action: str) -> None:
        do = {
            "outbox.send": self.send_ticked,
            "outbox.edit": self.edit,
            "outbox.sent": self.mark_sent,
            "outbox.skip": self.skip,
        }
        do[action]()

    @Slot()
    def send_ticked(self) -> None:
        """Carry out what stands in *Do* for the ticked rows, and skip what they replace; one that speaks out of turn is
        asked about first."""
        wanted = [line for line in self.table.lines if line.waits and line.ticked and line.n is not None]
        if not wanted:
            self.said.emit("Tick what is to be sent: Space", True)
            return
        lanes = {line.to for line in wanted}
        replaced = [line for line in self.table.lines if line.choice is Choice.SKIP and line.to in lanes]
        choices = {
            line.n: line.choice for line in (*wanted, *replaced) if line.n is not None and line.choice is not None
        }
        asking = [line for line in wanted if line.asks and line.choice is not Choice.SKIP]
        if not asking:
            self._answer(choices, frozenset())
            return
        confirmed = frozenset(line.n for line in asking if line.n is not None)
        self._ask(lambda: self._answer(choices, confirmed), " ".join(line.asks for line in asking))

    def _answer(self, choices: dict[int, Choice], confirmed: frozenset[int]) -> None:
        self._marks = Marks()
        self.session.answer(choices, confirmed)

    @Slot()
    def edit(self) -> None:
        self._on(Act.EDIT, lambda line: self.session.edit(line.n or 0))

    @Slot()
    def check(self) -> None:
        self._on(Act.CHECK, lambda line: self.session.check(line.n or 0))

    @Slot()
    def send_again(self) -> None:
        self._on(Act.SEND_AGAIN, lambda line: self.session.send_again(line.n or 0))

    @Slot()
    def mark_sent(self) -> None:
        self._on(Act.MARK_SENT, lambda line: self.session.mark_sent(line.n or 0, line.to))

    @Slot()
    def take_over(self) -> None:
        self._on(Act.TAKE_OVER, lambda line: self.session.take_over(line.incident, line.id))

    @Slot()
    def skip(self) -> None:
        self._on(Act.SKIP, lambda line: self.session.skip(line.n or 0))

    def _on(self, act: Act, do: Callable[[Line], None]) -> None:
        line = self.line()
        if line is None or act not in line.acts:
            self.said.emit("That cannot be done with this message", True)
            return
        do(line)

    @Slot(object, str)
    def _ask(self, act: Callable[[], None], sentence: str) -> None:
        """A yes to this very thing; Enter alone means no."""
        box = QMessageBox(self)
        box.setObjectName("outbox.ask")
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setWindowTitle("Send it still?")
        box.setText(sentence)
        no = box.addButton("Don't send", QMessageBox.ButtonRole.RejectRole)
        yes = box.addButton("Send it", QMessageBox.ButtonRole.AcceptRole)
        no.setObjectName("outbox.ask.no")
        yes.setObjectName("outbox.ask.yes")
        box.setDefaultButton(no)
        box.setEscapeButton(no)

        def answered(_result: int) -> None:
            chosen = box.clickedButton()
            box.deleteLater()
            if chosen is yes:
                act()

        box.finished.connect(answered)
        self._question = box
        box.open()

    @Slot(str)
    def _told(self, words: str) -> None:
        self.said.emit(words, False)

    @Slot(str)
    def _refused(self, sentence: str) -> None:
        self.said.emit(sentence, True)

    # -- Room ------------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where there is little room, what changed stands under the message."""
        narrow = self.width() < theme.px(ABREAST_PX)
        self.table.narrow = narrow
        self.view.setColumnHidden(WORDS, narrow)
        head = self.view.horizontalHeader()
        stretch, fitted = (MESSAGE, WORDS) if narrow else (WORDS, MESSAGE)
        head.setSectionResizeMode(fitted, QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(stretch, QHeaderView.ResizeMode.Stretch)
        self.view.resizeRowsToContents()


def _text(name: str, called: str) -> QPlainTextEdit:
    made = QPlainTextEdit()
    made.setObjectName(name)
    made.setAccessibleName(called)
    made.setReadOnly(True)
    made.setTabChangesFocus(True)
    made.setProperty("mono", "false")
    made.setMinimumHeight(theme.px(TEXT_ROWS * 14))
    return made
