"""A window on a record of its own, on a clock that stands until it is told to move."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.gui.composer_desk import Desk, begin
from ui import theme
from ui.actions import Actions, collisions
from ui.app import make_window
from ui.collecting import take_apart
from ui.operations import Operations
from ui.pages.composer import ComposerPage
from ui.pages.war import WarPage
from ui.window import MainWindow
from warroom.clock import Instant, ManualClock
from warroom.workspace import Workspace

QtBot.waitUntil.__kwdefaults__["timeout"] = 30_000
"""A busy machine is slow, not wrong; what never comes still fails."""
START = Instant.parse("2026-03-02T03:14:22Z")


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
def record_path(tmp_path: Path) -> Path:
    return tmp_path / "record.db"


@pytest.fixture
def open_workspace(record_path: Path, clock: ManualClock) -> Callable[[], Workspace]:
    """Opens the record of this test, on its clock."""
    return lambda: Workspace.open(record_path, author="sam", clock=clock, simulated=True)


@pytest.fixture
def look(qapp: QApplication) -> Iterator[None]:
    """The dark scheme at 100 %, whatever a test before this one chose."""
    theme.start(qapp, theme.Choice.DARK, 100)
    yield
    theme.set_look(theme.Choice.DARK, 100, theme.Density.COMFORTABLE)


@pytest.fixture
def operations(qapp: QApplication, open_workspace: Callable[[], Workspace], clock: ManualClock) -> Iterator[Operations]:
    """The way to the record, closed again before the test ends."""
    made = Operations(open_workspace, clock=clock, poll_ms=50)
    yield made
    made.close()


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, look: None, operations: Operations) -> Iterator[MainWindow]:
    """The main window, shown, ready and with its record open."""
    made = make_window(qapp, operations)
    made.resize(1440, 900)
    made.show()
    operations.start()
    made.prepare()
    made.live.start()
    qtbot.waitUntil(lambda: made.live.loaded)
    yield made
    leave(made, qapp)


@pytest.fixture
def page(incident: str, window: MainWindow, qtbot: QtBot) -> WarPage:
    """The war room of the ``incident`` that the test has declared, with the focus in its line."""
    window.open_incident(incident)
    assert window.war is not None
    room = window.war
    qtbot.waitUntil(lambda: room.incident is not None and room.model.saved_rows > 0)
    window.activateWindow()
    room.line.setFocus()
    return room


@pytest.fixture
def enter(page: WarPage, qtbot: QtBot) -> Callable[[str], None]:
    """Types a line and waits until it is on disk."""

    def type_line(line: str) -> None:
        qtbot.keyClicks(page.line, line)
        with qtbot.waitSignal(page.session.done):
            qtbot.keyClick(page.line, Qt.Key.Key_Return)

    return type_line


def leave(window: MainWindow, app: QApplication) -> None:
    """Close a window for good, with everything that it has running."""
    window.leave_now()
    app.processEvents()
    take_apart(window)


@pytest.fixture
def desk(qtbot: QtBot, look: None, operations: Operations, clock: ManualClock) -> Iterator[Desk]:
    """The composer by itself on an open SEV-1."""
    QGuiApplication.clipboard().setText("before")
    actions = Actions()
    page = ComposerPage(operations, actions)
    qtbot.addWidget(page)
    assert collisions(actions) == []
    page.resize(1440, 700)
    page.show()
    begun: list[str] = []
    operations.run(lambda workspace: begin(workspace, clock), done=begun.append)
    qtbot.waitUntil(lambda: bool(begun))
    yield Desk(qtbot, page, operations, begun[0])
    page.hide()
