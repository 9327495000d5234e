"""The palette on the screen: one field, a list under it, the shortcut on the right so that using it teaches the key.

It is modal to keys: while it stands, no shortcut of the window behind it fires, and every key goes to its field.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ui import icons, labels, theme
from ui.notices import announce
from ui.palette.offers import Offer, ranked
from ui.theme_tokens import GAP_M, GAP_S, GAP_XS, ICON_M, Token, Type

WIDTH_PX = 600
MOST_ROWS = 10
OFFER_ROLE = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex
_TOP = QModelIndex()
_STEPS = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: MOST_ROWS,
    Qt.Key.Key_PageUp: -MOST_ROWS,
    Qt.Key.Key_Tab: 1,
    Qt.Key.Key_Backtab: -1,
}
_EMPTY = "Nothing is called that. @ people   # incidents and key moments   : time   > commands   ? help"


class OfferRows(QAbstractListModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._offers: list[Offer] = []

    def show(self, offers: list[Offer]) -> None:
        self.beginResetModel()
        self._offers = offers
        self.endResetModel()

    def rowCount(self, parent: Index = _TOP) -> int:
        return 0 if parent.isValid() else len(self._offers)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        offer = self._offers[index.row()]
        if role == OFFER_ROLE:
            return offer
        if role == Qt.ItemDataRole.DisplayRole:
            return offer.text
        return offer.spoken if role == Qt.ItemDataRole.AccessibleTextRole else None


class OfferDelegate(QStyledItemDelegate):
    """Icon, text, hint or reason, and the keys at the right edge."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, theme.row_px())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        offer: Offer = index.data(OFFER_ROLE)
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, theme.color(Token.SELECTED))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, theme.color(Token.HOVER))
        inner = area.adjusted(GAP_M, 0, -GAP_M, 0)
        tone = Token.TEXT3 if offer.reason else Token.TEXT
        drawn = icons.pixmap(offer.icon or "chevron-right", Token.TEXT3)
        top = inner.top() + (inner.height() - round(drawn.deviceIndependentSize().height())) // 2
        painter.drawPixmap(inner.left(), top, drawn)
        inner.setLeft(inner.left() + theme.px(ICON_M) + GAP_S)
        right = inner.right()
        if offer.keys:
            right -= _write(painter, inner, right, offer.keys, Type.SMALL, Token.TEXT2, at_right=True) + GAP_M
        room = QRect(inner.left(), inner.top(), max(0, right - inner.left()), inner.height())
        used = _write(painter, room, room.right(), offer.text, Type.BODY, tone)
        room.setLeft(room.left() + used + GAP_S)
        words = offer.reason or offer.hint
        if words and room.width() > theme.px(30):
            _write(painter, room, room.right(), words, Type.SMALL, Token.TEXT3 if not offer.reason else Token.TEXT2)
        painter.restore()


def _write(
    painter: QPainter, area: QRect, right: int, text: str, face: Type, token: Token, *, at_right: bool = False
) -> int:
    """Draw one line, cut where space ends; gives the width that it took."""
    painter.setFont(theme.font(face))
    painter.setPen(theme.color(token))
    room = QRect(area.left(), area.top(), max(0, right - area.left()), area.height())
    metrics = QFontMetrics(theme.font(face))
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    side = Qt.AlignmentFlag.AlignRight if at_right else Qt.AlignmentFlag.AlignLeft
    painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, shown)
    return metrics.horizontalAdvance(shown)


class Field(QLineEdit):
    """Takes every key, so that no shortcut of the window behind fires; the few that steer the list go there."""

    steered = Signal(int)
    left = Signal()
    lost = Signal()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = _STEPS.get(Qt.Key(event.key()))
            if step is not None:
                self.steered.emit(step)
                return True
            again = event.key() == Qt.Key.Key_K and event.modifiers() == Qt.KeyboardModifier.ControlModifier
            if event.key() == Qt.Key.Key_Escape or again:
                self.left.emit()
                return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.lost.emit()


class Palette(QFrame):
    """``chosen`` carries the offer. ``open`` shows it over the window that it was made in."""

    chosen = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._over = window
        self.setObjectName("palette")
        self.setProperty("panel", "raised")
        self.setAccessibleName("Commands")
        self._offers: Sequence[Offer] = ()
        self._recent: list[str] = []
        self._likely: Sequence[str] = ()
        self._back_to: QWidget | None = None
        self.field = Field(self)
        self.field.setObjectName("palette.field")
        self.field.setAccessibleName("Command, or @ person, # incident, : time, ? help")
        self.field.setPlaceholderText("command    @ person    # incident    : time    ? help")
        self.rows = OfferRows(self)
        self.list = QListView(self)
        self.list.setObjectName("palette.list")
        self.list.setAccessibleName("Commands")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setModel(self.rows)
        self.list.setItemDelegate(OfferDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._none = labels.plain(_EMPTY, face=Type.SMALL, tone=Token.TEXT2, wrap=True, name="palette.none")
        self._none.setContentsMargins(GAP_M, GAP_XS, GAP_M, GAP_S)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP_S, GAP_S, GAP_S, GAP_S)
        column.setSpacing(GAP_XS)
        for widget in (self.field, self.list, self._none):
            column.addWidget(widget)
        self.field.textChanged.connect(self._renew)
        self.field.returnPressed.connect(self._take)
        self.field.steered.connect(self._step)
        self.field.left.connect(self.close_now)
        self.field.lost.connect(self._lost)
        self.list.clicked.connect(self._clicked)
        self.hide()

    # -- Open and close ------------------------------------------------------------------------------------------

    def open(self, offers: Sequence[Offer], likely: Sequence[str], typed: str = "") -> None:
        """Show these, the likely ones first while nothing is typed."""
        self._offers, self._likely = offers, likely
        if not self.isVisible():
            self._back_to = QApplication.focusWidget()
        self.field.setText(typed)
        self._renew()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.end(False)

    def add(self, offers: Sequence[Offer]) -> None:
        """More rows, read meanwhile; what is typed and where one stands in the list stays."""
        if self.isVisible():
            self._offers = [*self._offers, *offers]
            self._renew(keep=True)

    @property
    def offers(self) -> Sequence[Offer]:
        """Everything that can be found now."""
        return self._offers

    def renew(self, others: Mapping[str, Offer]) -> None:
        """Other rows in the place of those of the same key."""
        self._offers = [others.get(known.key, known) for known in self._offers]
        self._renew(keep=True)

    @Slot()
    def _lost(self) -> None:
        """Somebody clicked elsewhere: the focus stays where they put it."""
        self._back_to = None
        self.close_now()

    @Slot()
    def close_now(self) -> None:
        """Away, and the focus back to where it was."""
        if not self.isVisible():
            return
        back, self._back_to = self._back_to, None
        self.hide()
        if back is not None and back.isVisible():
            back.setFocus()

    # -- Rows ----------------------------------------------------------------------------------------------------

    def shown(self) -> list[Offer]:
        """The rows as they stand."""
        return [self.rows.index(row).data(OFFER_ROLE) for row in range(self.rows.rowCount())]

    @Slot()
    def _renew(self, _text: str = "", *, keep: bool = False) -> None:
        at = self.list.currentIndex().row() if keep else 0
        found = ranked(self._offers, self.field.text(), self._recent, self._likely)
        self.rows.show(found)
        self.list.setVisible(bool(found))
        self._none.setVisible(not found)
        if found:
            self.list.setCurrentIndex(self.rows.index(min(max(0, at), len(found) - 1)))
        self.place()

    @Slot(int)
    def _step(self, by: int) -> None:
        count = self.rows.rowCount()
        if not count:
            return
        at = self.list.currentIndex().row() + by
        row = at % count if abs(by) == 1 else min(max(0, at), count - 1)
        index = self.rows.index(row)
        self.list.setCurrentIndex(index)
        self.list.scrollTo(index)
        offer: Offer = index.data(OFFER_ROLE)
        announce(self.field, offer.spoken)

    @Slot()
    def _take(self) -> None:
        index = self.list.currentIndex()
        if index.isValid():
            self._choose(index.data(OFFER_ROLE))

    @Slot(QModelIndex)
    def _clicked(self, index: QModelIndex) -> None:
        self._choose(index.data(OFFER_ROLE))

    def _choose(self, offer: Offer) -> None:
        """The focus goes back first: what is done next may want it elsewhere."""
        if not offer.reason:
            self._recent = [offer.key, *(key for key in self._recent if key != offer.key)][:20]
        self.close_now()
        self.chosen.emit(offer)

    # -- Room ----------------------------------------------------------------------------------------------------

    def place(self) -> None:
        """In the top third of the window, as wide as there is room up to 600."""
        window = self._over
        width = min(theme.px(WIDTH_PX), window.width() - 2 * GAP_M)
        room = window.height() - 2 * GAP_M - self.field.sizeHint().height() - 3 * GAP_S
        rows = min(MOST_ROWS, self.rows.rowCount(), max(1, room // theme.row_px()))
        self.list.setFixedHeight(rows * theme.row_px() + 2)
        self.setFixedWidth(width)
        self.adjustSize()
        height = min(self.sizeHint().height(), window.height() - 2 * GAP_M)
        self.resize(width, height)
        top = max(GAP_M, min(window.height() // 10, window.height() - height - GAP_M))
        self.move((window.width() - width) // 2, top)
