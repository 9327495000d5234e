"""Digits that run: nothing but them is laid out or painted for a second, and they stand on what is round them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ui import theme
from ui.pages.war import WarPage
from ui.theme_tokens import Token, Type
from ui.widgets.digits import Digits
from ui.widgets.tile import Look, Tile
from ui.window import MainWindow
from warroom.clock import ManualClock
from warroom.workspace import Workspace


class Seen(QObject):
    """Which widgets were painted or laid out."""

    def __init__(self) -> None:
        super().__init__()
        self.painted: list[QObject] = []
        self.laid_out: list[QObject] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and isinstance(watched, QWidget):
            self.painted.append(watched)
        elif event.type() == QEvent.Type.LayoutRequest:
            self.laid_out.append(watched)
        return False


@contextmanager
def watching(app: QApplication) -> Iterator[Seen]:
    seen = Seen()
    app.installEventFilter(seen)
    yield seen
    app.removeEventFilter(seen)


@pytest.fixture
def page(window: MainWindow, open_workspace: Callable[[], Workspace], qtbot: QtBot, clock: ManualClock) -> WarPage:
    with open_workspace() as workspace:
        incident = workspace.room.declare("Checkout fails", 1, ic="robin").incident
        for line in ("> restart the pods", "+ @kai which region 20m", "/page L2 by phone"):
            workspace.room.log(incident, line)
    window.open_incident(incident)
    war = window.war
    assert war is not None
    qtbot.waitUntil(lambda: len(war.needs.shown) > 3 and bool(war.say_next.shown))
    clock.advance(3)
    war.tick_now()
    qtbot.waitUntil(lambda: not window.toast.isVisible())
    return war


def test_a_second_paints_the_digits_and_lays_nothing_out(
    page: WarPage, qapp: QApplication, qtbot: QtBot, clock: ManualClock
) -> None:
    """Answers from the record may land in one second or another; the next one is again the digits' alone."""
    held = [digits.parentWidget() for digits in page.findChildren(Digits)]

    def alone() -> bool:
        with watching(qapp) as seen:
            clock.advance(1)
            page.tick_now()
            qapp.processEvents()
        digits = [widget for widget in seen.painted if isinstance(widget, Digits)]
        return len(digits) >= 5 and digits == seen.painted and not any(widget in held for widget in seen.laid_out)

    qtbot.waitUntil(alone)


def ground(widget: QWidget) -> str:
    """The colour in the first corner of a widget, as its window shows it."""
    window = widget.window()
    at = widget.mapTo(window, QPoint(0, 0))
    return window.grab().toImage().pixelColor(at).name()


def test_the_clocks_of_the_war_room_stand_on_what_is_round_them(page: WarPage) -> None:
    clocks = [digits for digits in page.findChildren(Digits) if digits.isVisible()]
    assert len(clocks) > 8
    window = page.window()
    picture = window.grab().toImage()
    for digits in clocks:
        if digits.visibleRegion().isEmpty():
            continue
        at = digits.mapTo(window, QPoint(0, 0))
        assert picture.pixelColor(at) == picture.pixelColor(at - QPoint(2, 0)), digits.objectName()


def test_on_a_quiet_button_they_follow_the_mouse(qtbot: QtBot, look: None) -> None:
    button = QPushButton()
    qtbot.addWidget(button)
    button.setProperty("kind", "quiet")
    inside = QHBoxLayout(button)
    digits = Digits(face=Type.MONO)
    inside.addWidget(digits)
    digits.setText("04:38")
    button.resize(200, 40)
    button.show()
    assert ground(digits) == theme.color(Token.CANVAS).name()
    button.setDown(True)
    assert ground(digits) == theme.color(Token.HOVER).name()


def test_on_a_tile_they_follow_its_look(qtbot: QtBot, look: None) -> None:
    tile = Tile("war.now.internal", "Internal update", "INT")
    qtbot.addWidget(tile)
    tile.value_face = Type.TIMER
    tile.resize(tile.sizeHint())
    tile.show()
    digits = tile.findChild(Digits)
    assert digits is not None
    for shown, token in ((Look.PLAIN, Token.SURFACE), (Look.DUE, Token.WARN_FILL), (Look.OVERDUE, Token.DANGER_FILL)):
        tile.show_fact("04:38", "due 03:15", look=shown)
        assert ground(digits) == theme.color(token).name()


def test_they_keep_their_room_while_they_run_and_take_more_when_there_are_more(qtbot: QtBot, look: None) -> None:
    digits = Digits(face=Type.MONO)
    qtbot.addWidget(digits)
    digits.setText("11:11")
    narrow = digits.size()
    for text in ("00:00", "58:47"):
        digits.setText(text)
        assert digits.size() == narrow
        assert digits.fontMetrics().horizontalAdvance(text) <= digits.width()
    digits.setText("1:02:10")
    assert digits.width() > narrow.width()


def test_they_grow_and_shrink_with_the_text_size(qtbot: QtBot, look: None) -> None:
    digits = Digits(face=Type.DISPLAY)
    qtbot.addWidget(digits)
    digits.setText("00:10:22")
    digits.show()
    before = digits.size()
    theme.set_look(percent=160)
    assert digits.width() > before.width()
    theme.set_look(percent=100)
    assert digits.size() == before
