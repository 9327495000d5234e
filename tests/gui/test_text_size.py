"""Another text size is one change, however often the key was pressed, and then the window rests."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui import theme
from ui.operations import Operations
from ui.pages.war import WarPage
from ui.window import MainWindow
from warroom.workspace import Workspace

ROUNDS = 200
SIZES = (90, 120, 130, 150, 160, 200)
"""One in each layout of a large window, and the ends."""
READS = 3
"""A sheet is taken away and set, and a pane that comes to another place reads it once more."""
MOVES = frozenset({QEvent.Type.LayoutRequest, QEvent.Type.Resize, QEvent.Type.StyleChange})


class Seen(QObject):
    """Counts what the widgets are told while it is installed on the application."""

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self._app = app
        self.moves = 0
        self.styled = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, QWidget) and event.type() in MOVES:
            self.moves += 1
            if event.type() is QEvent.Type.StyleChange:
                self.styled += 1
        return False

    def __enter__(self) -> "Seen":
        self._app.installEventFilter(self)
        return self

    def __exit__(self, *_raised: object) -> None:
        self._app.removeEventFilter(self)


@pytest.fixture
def incident(open_workspace: Callable[[], Workspace]) -> str:
    with open_workspace() as workspace:
        incident = workspace.room.declare("Checkout failing for most customers", 1, ic="sam").incident
        for number in range(40):
            workspace.room.log(incident, f"error rate {number} % on POST /orders, in every zone " * (1 + number % 3))
        return incident


def test_ten_presses_are_told_at_once_and_change_the_window_once(
    page: WarPage, window: MainWindow, operations: Operations, qtbot: QtBot
) -> None:
    changes: list[int] = []
    theme.notifier().changed.connect(lambda: changes.append(theme.percent()))
    for _ in range(10):
        window.registry.trigger("view.larger")
    assert window.toast.text.text() == "Text size 200 %"
    assert changes == []
    qtbot.waitUntil(lambda: theme.percent() == 200)
    window.registry.trigger("view.larger")
    window.registry.trigger("view.larger")
    qtbot.waitUntil(lambda: window.look._wanted is None)
    assert changes == [200]
    found: list[str] = []
    operations.read(lambda w: w.setting("scale"), done=found.append)
    qtbot.waitUntil(lambda: found == ["200"])


def test_a_size_that_was_asked_for_as_the_window_closes_is_kept(page: WarPage, window: MainWindow) -> None:
    window.registry.trigger("view.larger")
    window.look.leave()
    assert theme.percent() == 110


def test_each_widget_reads_the_sheet_once_however_deep_it_stands(page: WarPage, qapp: QApplication) -> None:
    with Seen(qapp) as seen:
        theme.set_look(percent=110)
    assert 100 < seen.styled <= READS * len(qapp.allWidgets())


@pytest.mark.parametrize("size", [(1440, 900), (1024, 700), (640, 480)])
def test_the_war_room_rests_at_every_text_size(
    page: WarPage, window: MainWindow, qapp: QApplication, size: tuple[int, int]
) -> None:
    window.resize(*size)
    for percent in SIZES:
        theme.set_look(percent=percent)
        for _ in range(ROUNDS):
            with Seen(qapp) as seen:
                qapp.processEvents()
            if not seen.moves:
                break
        else:
            pytest.fail(f"at {size} and {percent} % it never rests")
        mode = page.body.mode
        with Seen(qapp) as seen:
            page._arrange()
            for _ in range(5):
                qapp.processEvents()
        assert (page.body.mode, seen.moves) == (mode, 0), f"at {size} and {percent} %"


@pytest.mark.parametrize("size", [(640, 480), (720, 520)])
def test_the_line_is_whole_at_every_text_size_while_a_change_waits(
    page: WarPage, window: MainWindow, enter: Callable[[str], None], qtbot: QtBot, size: tuple[int, int]
) -> None:
    enter("> restart payment pods in zone b")
    window.resize(*size)
    qtbot.waitUntil(page.body.ok_bar.isVisible)
    for percent in range(150, 201, 10):
        theme.set_look(percent=percent)
        qtbot.waitUntil(lambda: page.line.visibleRegion().boundingRect().height() == page.line.height())
        assert page.body.ok_bar.isVisible()
        assert page.line.height() >= page.line.minimumSizeHint().height()
