"""The timeline's table: bottom anchored, only new rows are measured, it follows its tail unless a person scrolled up.

Row heights are measured when a row comes into sight and when it changes; rows never seen keep the common height. So
appending to a million rows costs one measurement.
"""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from ui import theme
from ui.delegates.entry import EntryPainter, button_at
from ui.models.timeline import Column, Index, TimelineModel
from ui.theme_tokens import ROW_PX, Token
from ui.widgets.row_look import RowLook
from warroom.backfill.zones import Zone
from warroom.incident.entry import Entry

MANY = 1_000
"""Rows chosen at once from which on it is cheaper to measure all of them anew."""


class TimelineView(QTableView):
    """Selection reveals; a click on the star column stars; keys that are text go on to the scribe line."""

    content_changed = Signal()
    tail_left = Signal(int)
    star_clicked = Signal(int)
    menu_wanted = Signal(QPoint)
    retry_wanted = Signal()
    button_clicked = Signal(int, object)
    thumb_wanted = Signal(object)
    open_wanted = Signal(object)

    def __init__(self, model: TimelineModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("war.timeline.table")
        self.setAccessibleName("Timeline")
        self._model = model
        self._painter = EntryPainter()
        self._measured = bytearray()
        self.look = RowLook(model, self.thumb_wanted.emit)
        self._below = 0
        self._following = True
        self._settling = False
        self._top: Entry | None = None
        self._show_rows()
        self.setModel(model)
        self._set_columns()
        model.rowsInserted.connect(self._inserted)
        model.rowsRemoved.connect(self._removed)
        model.modelAboutToBeReset.connect(self._about_to_reset)
        model.modelReset.connect(self._reset)
        model.dataChanged.connect(self._changed)
        theme.notifier().changed.connect(self._restyled)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.clicked.connect(self._clicked)
        self.customContextMenuRequested.connect(self.menu_wanted)

    def _show_rows(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAutoScroll(False)
        self.horizontalHeader().hide()
        header = self.verticalHeader()
        header.hide()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setMinimumSectionSize(0)
        header.setDefaultSectionSize(theme.px(ROW_PX))

    def _set_columns(self) -> None:
        header = self.horizontalHeader()
        header.setMinimumSectionSize(1)
        for column in Column:
            mode = QHeaderView.ResizeMode.Stretch if column is Column.TEXT else QHeaderView.ResizeMode.Fixed
            header.setSectionResizeMode(column, mode)
        for column, width in self.look.widths().items():
            header.resizeSection(column, theme.px(width))

    # -- Heights -------------------------------------------------------------------------------------------------

    def content_height(self) -> int:
        return self.verticalHeader().length()

    def _measure(self, first: int, last: int) -> int:
        """Set the height of rows not measured yet; how many pixels the rows grew in all."""
        header, width, grown = self.verticalHeader(), self.columnWidth(Column.TEXT), 0
        selected = self.selected_range()
        for row in range(max(0, first), min(last, len(self._measured) - 1) + 1):
            if self._measured[row]:
                continue
            if self._model.pending(row) is None and self._model.entry(row) is None:
                continue
            height = self._painter.row_height(self.look.row(row, selected), width)
            self._measured[row] = 1
            before = header.sectionSize(row)
            if height != before:
                header.resizeSection(row, height)
                grown += height - before
        return grown

    # -- Looks -----------------------------------------------------------------------------------------------------

    @Slot(str, QImage)
    def show_thumb(self, entry_id: str, image: QImage) -> None:
        """A small picture has been made."""
        entry = self._model.known_by_id(entry_id)
        if not image.isNull():
            self.look.thumbs[entry_id] = QPixmap.fromImage(image)
            self._look_again(entry)

    def show_second(self, zone: Zone | None) -> None:
        """A second clock beside UTC in every row; None takes it away."""
        self.look.zone = zone
        self._set_columns()
        self._forget_heights()
        self.viewport().update()

    def is_bare(self, entry: Entry) -> bool:
        """Whether a person asked to see what is covered in a row."""
        return entry.id in self.look.bare

    def bare(self, entry: Entry) -> bool:
        """Show what is covered in a row, or cover it again; whether it is bare now."""
        self.look.bare ^= {entry.id}
        self._look_again(entry)
        return self.is_bare(entry)

    def mark(self, words: tuple[str, ...]) -> None:
        """Show where these words begin in the rows."""
        if words != self.look.marked:
            self.look.marked = words
            self.viewport().update()

    def _look_again(self, entry: Entry | None) -> None:
        row = self._model.row_of(entry.n) if entry is not None else None
        if row is not None:
            self._measured[row] = 0
            self._measure_visible()
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Rows as whole pictures: a frame draws anew only what has changed."""
        painter = QPainter(self.viewport())
        area, selected = event.rect(), self.selected_range()
        painter.fillRect(area, theme.color(Token.SURFACE))
        row = self.rowAt(max(0, area.top()))
        ratio, columns = self.devicePixelRatioF(), self._edges()
        while 0 <= row < self._model.rowCount():
            top = self.rowViewportPosition(row)
            if top > area.bottom():
                break
            if not self.rowHeight(row):
                row += 1
                continue
            picture = self._painter.picture(self.look.row(row, selected), self.rowHeight(row), columns, ratio)
            painter.drawPixmap(0, top, picture)
            row += 1
        painter.end()

    def showEvent(self, event: QShowEvent) -> None:
        """Every pixel is its own, so the panes under it are not painted with it; the style denies that at first."""
        super().showEvent(event)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def _edges(self) -> tuple[int, ...]:
        lefts = [self.columnViewportPosition(column) for column in Column]
        return (*lefts, lefts[-1] + self.columnWidth(Column.STAR))

    def _measure_visible(self) -> None:
        """Measure what the eye sees and keep the middle of the view where it is."""
        if not self._measured or self._settling:
            return
        self._settling = True
        bar, header = self.verticalScrollBar(), self.verticalHeader()
        for _ in range(4):
            first, last = self.visible_rows()
            anchor = last if self._following else (first + last) // 2
            before = header.sectionPosition(anchor)
            if not self._measure(first, last):
                break
            moved = header.sectionPosition(anchor) - before
            self.updateGeometries()
            if self._following:
                bar.setValue(bar.maximum())
            elif moved:
                bar.setValue(bar.value() + moved)
        self._settling = False
        self.content_changed.emit()

    def visible_rows(self) -> tuple[int, int]:
        """First and last row that the view shows now."""
        last = len(self._measured) - 1
        first = self.rowAt(0)
        bottom = self.rowAt(self.viewport().height() - 1)
        return (max(first, 0), last if bottom < 0 else bottom)

    # -- The model changed ---------------------------------------------------------------------------------------

    @Slot(QModelIndex, int, int)
    def _inserted(self, parent: QModelIndex, first: int, last: int) -> None:
        count = last - first + 1
        at_end = last == self._model.rowCount() - 1
        self._measured[first:first] = bytes(count)
        if first == 0 and not at_end and count > 1:
            self._keep_place_under(count)
            return
        if count < 200:
            self._measure(first, last)
        self.updateGeometries()
        self.content_changed.emit()
        if self._following:
            self.scrollToBottom()
        elif at_end:
            self._below += count
            self.tail_left.emit(self._below)

    def _keep_place_under(self, count: int) -> None:
        """Older rows came on top: what stood in view stays there."""
        bar = self.verticalScrollBar()
        grown = self.verticalHeader().sectionPosition(count)
        value = bar.value()
        self.updateGeometries()
        bar.setValue(bar.maximum() if self._following else value + grown)
        self.content_changed.emit()

    @Slot(QModelIndex, int, int)
    def _removed(self, parent: QModelIndex, first: int, last: int) -> None:
        del self._measured[first : last + 1]
        self.content_changed.emit()

    @Slot()
    def _reset(self) -> None:
        self._measured = bytearray(self._model.rowCount())
        self.verticalHeader().setDefaultSectionSize(theme.px(ROW_PX))
        top = self._model.row_of(self._top.n) if self._top is not None else None
        self._following, self._below = top is None, 0
        self._measure(len(self._measured) - 60, len(self._measured) - 1)
        self.updateGeometries()
        self.content_changed.emit()
        if top is None:
            self.scrollToBottom()
        else:
            self.verticalScrollBar().setValue(self.verticalHeader().sectionPosition(top))
        self.tail_left.emit(0)

    @Slot()
    def _about_to_reset(self) -> None:
        """Who scrolled up keeps the row that stands at the top, if it is still among them."""
        self._top = None if self._following else self._model.entry(self.visible_rows()[0])

    @Slot(QModelIndex, QModelIndex)
    def _changed(self, top: QModelIndex, bottom: QModelIndex) -> None:
        for row in range(top.row(), bottom.row() + 1):
            self._measure_anew(row)
        first, last = self.visible_rows()
        if bottom.row() >= first and top.row() <= last:
            self._measure_visible()

    @Slot()
    def _restyled(self) -> None:
        self._painter.forget()
        self._set_columns()
        self.verticalHeader().setDefaultSectionSize(theme.px(ROW_PX))
        self._forget_heights()

    def _forget_heights(self) -> None:
        self._measured = bytearray(self._model.rowCount())
        self._measure_visible()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._forget_heights()
        if self._following:
            self.scrollToBottom()

    # -- Scrolling -----------------------------------------------------------------------------------------------

    @property
    def following(self) -> bool:
        """Whether the view stays with the newest row."""
        return self._following

    @Slot(int)
    def _scrolled(self, value: int) -> None:
        if self._settling:
            return
        self._following = value >= self.verticalScrollBar().maximum() - 2
        if self._following and self._below:
            self._below = 0
            self.tail_left.emit(0)
        self._measure_visible()

    def to_newest(self) -> None:
        self._following, self._below = True, 0
        self.scrollToBottom()
        self._measure_visible()
        self.tail_left.emit(0)

    def to_oldest(self) -> None:
        self._following = False
        self.scrollToTop()
        if self._model.rowCount():
            self.select(0)

    def select(self, row: int) -> None:
        """Select a row and bring it into sight."""
        if 0 <= row < self._model.rowCount():
            flags = QItemSelectionModel.SelectionFlag
            index = self._model.index(row, Column.TEXT)  # selectRow would toggle while Ctrl is down, as in Ctrl+L
            self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
            self.scrollTo(index)

    def step(self, by: int) -> None:
        """Move the selection without taking the focus; from no selection, start at the newest row."""
        row = self.selected_row()
        self.select(self._model.rowCount() - 1 if row < 0 else row + by)

    def selected_row(self) -> int:
        """The chosen row, of several the one that was chosen last; -1 when none is."""
        row = self.currentIndex().row()
        return row if self.selectionModel().isRowSelected(row) else self.selected_range()[0]

    def selected_range(self) -> tuple[int, int]:
        """First and last of the chosen rows; (-1, -2) when none is."""
        picked = self.selectionModel().selection()
        if picked.isEmpty():
            return -1, -2
        parts = [picked.at(n) for n in range(picked.count())]
        return min(part.top() for part in parts), max(part.bottom() for part in parts)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        for change in (selected, deselected):
            for part in (change.at(n) for n in range(change.count())):
                if part.height() > MANY:
                    self._measured = bytearray(self._model.rowCount())
                    continue
                for row in range(part.top(), part.bottom() + 1):
                    self._measure_anew(row)
        self._measure_visible()

    def _measure_anew(self, row: int) -> None:
        """A row reads differently, and with it the retracted rows that it folds with."""
        around = range(max(0, row - 1), row + 2)
        for near in (row, *(other for one in around for other in self._model.retracted_run(one))):
            if near < len(self._measured):
                self._measured[near] = 0

    # -- Hands ---------------------------------------------------------------------------------------------------

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A table that edits nothing refuses input methods; this one hands what they compose to the scribe line."""
        super().focusInEvent(event)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Home:
            self.to_oldest()
        elif event.key() == Qt.Key.Key_End:
            self.to_newest()
            self.select(self._model.rowCount() - 1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
        elif event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape) or event.text().isprintable():
            arrows = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
            if event.key() in arrows:
                super().keyPressEvent(event)
            else:
                event.ignore()
        else:
            super().keyPressEvent(event)

    def _enter(self) -> None:
        """Enter on a row: try again to save it, or open it."""
        entry = self._model.entry(self.selected_row())
        if entry is not None:
            self.open_wanted.emit(entry)
        else:
            self.retry_wanted.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        entry = self._model.entry(self.indexAt(event.position().toPoint()).row())
        if entry is not None:
            self.open_wanted.emit(entry)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.indexAt(event.position().toPoint()).isValid():
            self.clearSelection()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        place = event.position().toPoint()
        index = self.indexAt(place)
        pending = self._model.pending(index.row()) if index.isValid() else None
        if pending is not None and pending.problem and event.button() is Qt.MouseButton.LeftButton:
            button = button_at(self.visualRect(index.siblingAtColumn(Column.TEXT)), place)
            if button is not None:
                self.button_clicked.emit(index.row(), button)

    @Slot(QModelIndex)
    def _clicked(self, index: QModelIndex) -> None:
        if index.column() == Column.STAR:
            self.star_clicked.emit(index.row())

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 0)
