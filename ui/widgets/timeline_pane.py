"""The timeline's pane: filters above, rows that touch the scribe line below, the way back when scrolled up."""

from __future__ import annotations

from functools import partial

import msgspec
from PySide6.QtCore import QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QMenu, QPushButton, QWidget

from ui import icons, labels, theme
from ui.delegates.entry import RowButton
from ui.models import rows
from ui.models.rows import Filter, Shown
from ui.models.timeline import TimelineModel
from ui.theme_tokens import GAP_S, GAP_XS, Token, Type
from ui.widgets.find_bar import FindBar
from ui.widgets.pane import Pane
from ui.widgets.timeline_view import TimelineView
from warroom.backfill.zones import Zone
from warroom.incident.entry import Entry, Voices

EMPTY = "Nothing logged yet. Type what you see and press Enter."
EMPTY_FILTERED = "No row of this kind yet."
BY_ANYONE = "By anyone"
LEAST_PX = 28


class TimelinePane(Pane):
    """Emits what a person wants done to a row; does none of it."""

    filter_wanted = Signal(object)
    voices_wanted = Signal()
    amend_wanted = Signal(object)
    retract_wanted = Signal(object)
    star_wanted = Signal(object)
    versions_wanted = Signal(object)
    redact_wanted = Signal(object)
    open_wanted = Signal(object)
    retry_wanted = Signal(int)

    def __init__(self, model: TimelineModel, parent: QWidget | None = None) -> None:
        super().__init__("war.timeline", "Timeline", parent=parent)
        self._model = model
        self.view = TimelineView(model)
        self.first_focus = self.view
        self._add_filters()
        self._stage = _Stage(self.view)
        self.finder = FindBar()
        self.finder.marked.connect(self.view.mark)
        self.body.addWidget(self.finder)
        self.body.addWidget(self._stage, 1)
        self.view.content_changed.connect(self._place)
        self.view.tail_left.connect(self._stage.show_below)
        self.view.star_clicked.connect(self._star_row)
        self.view.menu_wanted.connect(self._show_menu)
        self.view.retry_wanted.connect(self._retry_selected)
        self._stage.pill.clicked.connect(self.view.to_newest)
        theme.notifier().changed.connect(self._fit_head)
        self.view.button_clicked.connect(self._button_clicked)
        model.modelReset.connect(self._place)
        self._place()

    def _add_filters(self) -> None:
        self._filters = QButtonGroup(self)
        for number, kind in enumerate(Filter):
            button = QPushButton(kind.value)
            button.setObjectName(f"war.timeline.filter.{kind.name.lower()}")
            button.setProperty("kind", "quiet")
            button.setProperty("face", Type.SMALL.value)
            button.setCheckable(True)
            button.setChecked(kind is Filter.ALL)
            button.setAccessibleName(f"Show {kind.value.lower()}")
            self._filters.addButton(button, number)
            self.head.insertWidget(self.head.count() - 1, button)
        self._filters.idClicked.connect(self._filter_clicked)
        self.kinds = QPushButton()
        self.kinds.setObjectName("war.timeline.kinds")
        self.kinds.setProperty("kind", "quiet")
        self.kinds.setProperty("face", Type.SMALL.value)
        self.kinds.clicked.connect(self._kinds_clicked)
        self.kinds.hide()
        self.head.insertWidget(self.head.count() - 1, self.kinds)
        self.by = QPushButton(BY_ANYONE)
        self.by.setObjectName("war.timeline.by")
        self.by.setProperty("kind", "quiet")
        self.by.setProperty("face", Type.SMALL.value)
        self.by.setCheckable(True)
        self.by.clicked.connect(self._by_clicked)
        self.head.insertWidget(self.head.count() - 1, self.by)

    @Slot(int)
    def _filter_clicked(self, number: int) -> None:
        self._want(filter=list(Filter)[number])

    @Slot()
    def _kinds_clicked(self) -> None:
        """The filters by name, where there is no room for a button each."""
        menu = QMenu(self)
        menu.setObjectName("war.menu.kinds")
        menu.setAccessibleName("Timeline filter")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for kind in Filter:
            self._add_choice(menu, kind.value, kind is self._model.shown.filter, filter=kind)
        menu.popup(self.kinds.mapToGlobal(QPoint(0, self.kinds.height())))

    def _want(self, **other: object) -> None:
        self.filter_wanted.emit(msgspec.structs.replace(self._model.shown, **other))

    @Slot()
    def _by_clicked(self) -> None:
        """The names are read first; the button shows what holds now, not that it was pressed."""
        self.show_shown(self._model.shown)
        self.voices_wanted.emit()

    @Slot(object)
    def show_voices(self, voices: Voices) -> None:
        """A choice of those who speak here and of the prefixes that they speak under."""
        menu = QMenu(self)
        menu.setObjectName("war.menu.by")
        menu.setAccessibleName("Timeline by person or role")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        shown = self._model.shown
        self._choice(menu, BY_ANYONE, "", "", not shown.person and not shown.role)
        menu.addSeparator()
        for person in voices.people:
            self._choice(menu, f"@{person}", person, "", person == shown.person)
        menu.addSeparator()
        for role in voices.roles:
            self._choice(menu, f"[{role}]", "", role, role == shown.role)
        menu.popup(self.by.mapToGlobal(QPoint(0, self.by.height())))

    def _choice(self, menu: QMenu, words: str, person: str, role: str, on: bool) -> None:
        self._add_choice(menu, words, on, person=person, role=role)

    def _add_choice(self, menu: QMenu, words: str, on: bool, **wanted: object) -> None:
        choice = menu.addAction(words.replace("&", "&&"), partial(self._want, **wanted))
        choice.setCheckable(True)
        choice.setChecked(on)
        if on:
            menu.setActiveAction(choice)

    def show_shown(self, shown: Shown) -> None:
        """Say what is shown: the filter's button is down, and whose rows they are stands beside it."""
        self._filters.button(list(Filter).index(shown.filter)).setChecked(True)
        self.kinds.setText(f"{shown.filter.value} …")
        self.kinds.setAccessibleName(f"Filter: {shown.filter.value}")
        who = f"@{shown.person}" if shown.person else f"[{shown.role}]" if shown.role else BY_ANYONE
        self.by.setText(who.replace("&", "&&"))
        self.by.setChecked(bool(shown.person or shown.role))
        self.by.setAccessibleName(f"Rows by: {who}")
        labels.tip(self.by, "Rows of one person or one role prefix")
        self._fit_head()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_head()

    @Slot()
    def _fit_head(self) -> None:
        """A button for each filter where they fit beside each other, else one for all."""
        one_each = self._filters.buttons()
        needed = sum(button.sizeHint().width() + GAP_S for button in one_each) + self.by.sizeHint().width()
        room = self.width() - 6 * GAP_S
        narrow = needed > room
        for button in one_each:
            button.setVisible(not narrow)
        self.kinds.setVisible(narrow)
        spare = room - (self.kinds.sizeHint().width() + self.by.sizeHint().width() + GAP_S if narrow else needed)
        self.title.setVisible(self.title.sizeHint().width() + self.hint.sizeHint().width() + 3 * GAP_S <= spare)

    def rows_area(self) -> QRect:
        """Where the rows stand, below the filters and the field that finds."""
        return self._stage.geometry()

    @Slot()
    def _place(self) -> None:
        words = EMPTY if self._model.shown.whole else EMPTY_FILTERED
        self._stage.place("" if self._model.rowCount() else words)

    # -- Rows ----------------------------------------------------------------------------------------------------

    def selected(self) -> Entry | None:
        return self._model.entry(self.view.selected_row())

    @Slot(int)
    def _star_row(self, row: int) -> None:
        entry = self._model.entry(row)
        if entry is not None:
            self.star_wanted.emit(entry)

    @Slot()
    def _retry_selected(self) -> None:
        pending = self._model.pending(self.view.selected_row())
        if pending is not None and pending.problem:
            self.retry_wanted.emit(pending.token)

    @Slot(int, object)
    def _button_clicked(self, row: int, button: RowButton) -> None:
        """Retry or Copy in an unsaved row; Enter and Ctrl+Shift+C do the same for the selected one."""
        pending = self._model.pending(row)
        if pending is not None and button is RowButton.RETRY:
            self.retry_wanted.emit(pending.token)
        elif pending is not None:
            QGuiApplication.clipboard().setText(pending.text)

    def show_second(self, zone: Zone | None) -> None:
        """A second clock in every row; the head says whose it is."""
        self.view.show_second(zone)
        self.hint.setText("" if zone is None else f"UTC · {zone.name}")

    def copy_selected(self) -> bool:
        """Put the selected row on the clipboard, with time and actor; False when none is selected."""
        row = self.view.selected_row()
        entry, pending = self._model.entry(row), self._model.pending(row)
        if entry is not None:
            QGuiApplication.clipboard().setText(rows.copied(entry, bare=self.view.is_bare(entry)))
        elif pending is not None:
            QGuiApplication.clipboard().setText(pending.text)
        return entry is not None or pending is not None

    @Slot(QPoint)
    def _show_menu(self, at: QPoint) -> None:
        entry = self._model.entry(self.view.rowAt(at.y()))
        if entry is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if entry.kind == "attachment" and not entry.redacted:
            menu.addAction("Open file\tReturn", lambda: self.open_wanted.emit(entry))
        menu.addAction("Amend\tF2", lambda: self.amend_wanted.emit(entry))
        star = "Remove key moment" if entry.starred else "Mark as key moment"
        menu.addAction(f"{star}\tCtrl+Shift+K", lambda: self.star_wanted.emit(entry))
        menu.addAction("Retract", lambda: self.retract_wanted.emit(entry)).setEnabled(not entry.retracted)
        menu.addAction("Versions, whole text\tAlt+Return", lambda: self.versions_wanted.emit(entry))
        menu.addAction("Redact …", lambda: self.redact_wanted.emit(entry)).setEnabled(not entry.redacted)
        menu.addSeparator()
        menu.addAction("Copy row\tCtrl+Shift+C", self.copy_selected)
        menu.addSeparator()
        menu.addAction(f"Only @{entry.actor}", partial(self._want, person=entry.actor, role=""))
        if entry.role:
            menu.addAction(f"Only [{entry.role}]".replace("&", "&&"), partial(self._want, person="", role=entry.role))
        menu.popup(self.view.viewport().mapToGlobal(at))


class _Stage(QWidget):
    """Holds the table at its own height at the bottom, so that the newest row always touches the scribe line."""

    def __init__(self, view: TimelineView) -> None:
        super().__init__()
        self._view = view
        view.setParent(self)
        self._empty = labels.plain(face=Type.BODY, tone=Token.TEXT3, name="war.timeline.empty", parent=self)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom)
        self.pill = QPushButton(self)
        self.pill.setObjectName("war.timeline.pill")
        self.pill.setProperty("kind", "primary")
        self.pill.setIcon(icons.icon("arrow-down", Token.ON_ACCENT))
        self.pill.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.pill.hide()
        self.setMinimumHeight(LEAST_PX)

    def place(self, empty: str) -> None:
        self._empty.setText(empty)
        self._empty.setVisible(bool(empty))
        self._layout()

    @Slot(int)
    def show_below(self, count: int) -> None:
        self.pill.setText(f"{count} new below, End")
        self.pill.setAccessibleName(f"{count} new rows below, End shows them")
        self.pill.setVisible(count > 0)
        self._layout()

    def _layout(self) -> None:
        used = min(self.height(), self._view.content_height())
        self._view.setGeometry(0, self.height() - used, self.width(), used)
        self._empty.setGeometry(0, 0, self.width(), self.height() - GAP_S)
        size = self.pill.sizeHint()
        self.pill.setGeometry(
            (self.width() - size.width()) // 2, self.height() - size.height() - GAP_XS, size.width(), size.height()
        )
        self.pill.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._layout()
