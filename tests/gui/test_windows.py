"""Several windows and seats: an incident stands in one window at a time, and a seat orders what comes first."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.gui.conftest import START
from ui.actions import collisions
from ui.alerts.course import Sound
from ui.incident_window import IncidentWindow
from ui.operations import Operations
from ui.pages.war_body import Mode
from ui.palette.view import Palette
from ui.window import MainWindow
from warroom.clock import ManualClock
from warroom.workspace import Workspace

Key = Qt.Key
Ctrl, Shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def incidents(open_workspace: Callable[[], Workspace]) -> tuple[str, str]:
    with open_workspace() as workspace:
        first = workspace.room.declare("Checkout failing", 1, ic="sam").incident
        return first, workspace.room.declare("Webhooks late", 3).incident


@pytest.fixture
def own(incidents: tuple[str, str], window: MainWindow, qtbot: QtBot) -> Iterator[IncidentWindow]:
    """The first incident, moved to a window of its own while a line is being typed."""
    window.open_incident(incidents[0])
    assert window.war is not None
    war = window.war
    qtbot.waitUntil(lambda: war.incident is not None and war.model.saved_rows > 0)
    window.activateWindow()
    war.line.setFocus()
    qtbot.keyClicks(war.line, "half a thought")
    qtbot.keyClick(war.line, Key.Key_N, Ctrl | Shift)
    made = window.rooms.windows[incidents[0]]
    qtbot.waitUntil(lambda: made.war.incident is not None and made.war.model.saved_rows > 0)
    made.activateWindow()
    made.war.line.setFocus()
    yield made
    if incidents[0] in window.rooms.windows:
        made.close()
    QApplication.processEvents()


def test_what_was_being_typed_goes_with_the_incident(own: IncidentWindow, window: MainWindow) -> None:
    assert own.war.line.text() == "half a thought"
    assert window.pages.currentWidget() is window.home
    assert window.war is not None
    assert window.war.incident is None


def test_both_windows_work_side_by_side(
    own: IncidentWindow, window: MainWindow, incidents: tuple[str, str], qtbot: QtBot
) -> None:
    window.open_incident(incidents[1])
    assert window.war is not None
    war = window.war
    qtbot.waitUntil(lambda: war.incident is not None and war.incident.id == incidents[1])
    with qtbot.waitSignal(own.war.session.done):
        qtbot.keyClick(own.war.line, Key.Key_Return)
    qtbot.waitUntil(lambda: own.war.model.saved_rows == 3)
    war.line.setFocus()
    qtbot.keyClicks(war.line, "another one")
    with qtbot.waitSignal(war.session.done):
        qtbot.keyClick(war.line, Key.Key_Return)
    texts = [entry.text for row in range(war.model.saved_rows) if (entry := war.model.entry(row)) is not None]
    assert "another one" in texts
    assert "half a thought" not in texts


def test_a_half_typed_line_stays_with_its_incident(
    incidents: tuple[str, str], window: MainWindow, qtbot: QtBot
) -> None:
    window.open_incident(incidents[0])
    assert window.war is not None
    war = window.war
    qtbot.waitUntil(lambda: war.incident is not None and war.incident.id == incidents[0])
    war.line.setFocus()
    qtbot.keyClicks(war.line, "roll back in")
    window.registry.trigger("incident.next")
    qtbot.waitUntil(lambda: war.incident is not None and war.incident.id == incidents[1])
    assert war.line.text() == ""
    window.registry.trigger("incident.next")
    qtbot.waitUntil(lambda: war.incident is not None and war.incident.id == incidents[0])
    assert war.line.text() == "roll back in"


def test_an_incident_with_a_window_of_its_own_comes_to_the_front_there(
    own: IncidentWindow, window: MainWindow, incidents: tuple[str, str]
) -> None:
    window.open_incident(incidents[0])
    assert window.pages.currentWidget() is window.home
    own.close()
    assert incidents[0] not in window.rooms.windows
    window.open_incident(incidents[0])
    assert window.pages.currentWidget() is window.war


def test_its_keys_are_sound_and_its_palette_opens(own: IncidentWindow, qtbot: QtBot) -> None:
    assert collisions(own.registry) == []
    qtbot.keyClick(own.war.line, Key.Key_K, Ctrl)
    palette = own.findChild(Palette, "palette")
    assert isinstance(palette, Palette)
    qtbot.waitUntil(palette.isVisible)
    assert any(offer.key == "incident.close_window" for offer in palette._offers)
    qtbot.keyClick(palette.field, Key.Key_Escape)


def test_it_says_in_its_title_what_it_shows(own: IncidentWindow) -> None:
    assert own.windowTitle() == "INC-0001 SEV-1 - Checkout failing - Warroom"


def test_the_scribes_seat_brings_roles_and_lists_forward_and_is_kept(
    incidents: tuple[str, str], window: MainWindow, operations: Operations, qtbot: QtBot
) -> None:
    window.open_incident(incidents[0])
    assert window.war is not None
    body = window.war.body
    window.resize(1024, 700)
    qtbot.waitUntil(lambda: body.mode is Mode.COMPACT)
    assert body.rail.front() is body.needs
    window.registry.trigger("view.seat.scribe")
    assert body.rail.front() is body.roles
    kept: list[str] = []
    operations.read(lambda workspace: workspace.setting("seat"), done=kept.append)
    qtbot.waitUntil(lambda: kept == ["scribe"])
    window.resize(1440, 900)
    qtbot.waitUntil(lambda: body.mode is Mode.WIDE)
    qtbot.waitUntil(lambda: body.say_next.y() < body.rail.y())
    window.registry.trigger("view.seat.solo")
    qtbot.waitUntil(lambda: body.say_next.y() > body.rail.y())


def test_looking_at_a_countdown_silences_it_in_whichever_window_it_stands(
    own: IncidentWindow,
    window: MainWindow,
    incidents: tuple[str, str],
    clock: ManualClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heard: list[Sound] = []
    monkeypatch.setattr(window.alerting.player, "play", heard.append)
    window.alerting.start({"seat": "solo", "sounds": "on", "notifications": "off", "quiet_hours": ""})

    def second(seconds: float) -> None:
        clock.advance(seconds)
        window.live.ticked.emit(clock.now())

    second(15 * 60)
    assert heard == [Sound.DUE]
    own.war.now_row.internal.setFocus()
    second(60)
    assert heard == [Sound.DUE]
    second(120)
    assert heard == [Sound.DUE, Sound.OVERDUE]
    own.registry.trigger("war.external")
    second(2 * 60)
    assert heard == [Sound.DUE, Sound.OVERDUE]
    window.registry.trigger("view.mute")
    assert not own.war.identity.bell.isHidden()


def test_the_taskbar_asks_for_a_look_once_a_state_at_the_window_of_the_incident(
    own: IncidentWindow,
    window: MainWindow,
    incidents: tuple[str, str],
    clock: ManualClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(QApplication, "alert", lambda widget, *_rest: asked.append(widget.objectName()))
    monkeypatch.setattr(window.alerting.player, "play", lambda _sound: None)
    window.alerting.start({"seat": "solo", "sounds": "on", "notifications": "off", "quiet_hours": ""})
    found = []
    for minute in (14, 15, 15.5, 16, 17, 20, 21, 22, 59, 60, 61):
        clock.set(START.plus(minute * 60))
        window.live.ticked.emit(clock.now())
        found.append((minute, list(asked)))
        asked.clear()
    assert [(minute, names) for minute, names in found if names] == [
        (15, ["incident_window"]),
        (16, ["incident_window"]),
        (20, ["incident_window"]),
        (21, ["incident_window"]),
        (60, ["shell"]),
        (61, ["shell"]),
    ]


def test_incidents_alert_each_for_itself(
    own: IncidentWindow,
    window: MainWindow,
    incidents: tuple[str, str],
    clock: ManualClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Looking at one incident leaves the other's sounds; each has its own notice."""
    heard: list[Sound] = []
    monkeypatch.setattr(window.alerting.player, "play", heard.append)
    window.alerting.start({"seat": "solo", "sounds": "on", "notifications": "off", "quiet_hours": ""})
    clock.advance(60 * 60)
    window.live.ticked.emit(clock.now())
    own.war.now_row.internal.setFocus()
    clock.advance(60)
    window.live.ticked.emit(clock.now())
    assert heard == [Sound.OVERDUE, Sound.OVERDUE]  # the SEV-1 at first sight, then the SEV-3, which is overdue now
    assert "INC-0001" in own.windowTitle()
