"""What reaches a person who looks elsewhere: the desktop, the speaker, the tray, the bars; on a real session bus."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.gui.notification_server import NotificationServer, SessionBus
from ui.alerts import battery, sound
from ui.alerts.alerting import Alerting
from ui.alerts.battery import Battery
from ui.alerts.course import Sound
from ui.operations import Operations
from ui.window import MainWindow
from warroom.clock import ManualClock
from warroom.room import Acted
from warroom.settings.quiet import Quiet
from warroom.workspace import Workspace

SETTINGS = {"seat": "solo", "sounds": "on", "notifications": "on", "quiet_hours": ""}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[NotificationServer]:
    if shutil.which("dbus-daemon") is None:
        pytest.skip("no dbus-daemon on this system")
    with SessionBus() as bus:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.address)
        made = NotificationServer(bus.address)
        yield made
        made.close()


@pytest.fixture
def heard() -> list[Sound]:
    return []


@pytest.fixture
def alerting(window: MainWindow, heard: list[Sound], monkeypatch: pytest.MonkeyPatch) -> Alerting:
    """Started on the record of the test; the speaker is a list."""
    made = window.alerting
    monkeypatch.setattr(made.player, "play", heard.append)
    made.start(SETTINGS)
    return made


@pytest.fixture
def incident(window: MainWindow, operations: Operations, qtbot: QtBot) -> str:
    found: list[Acted] = []
    operations.run(lambda w: w.room.declare("checkout fails for Acme", 1), done=found.append)
    qtbot.waitUntil(lambda: bool(found) and len(window.live.board.open) == 1)
    return found[0].incident


@pytest.fixture
def pass_time(window: MainWindow, clock: ManualClock) -> Callable[[float], None]:
    """Time passes, and the window has its tick."""

    def do(seconds: float) -> None:
        clock.advance(seconds)
        window.live.ticked.emit(clock.now())

    return do


def test_overdue_is_shown_once_replaced_in_place_and_gone_when_sent(
    server: NotificationServer,
    alerting: Alerting,
    incident: str,
    pass_time: Callable[[float], None],
    heard: list[Sound],
    operations: Operations,
    window: MainWindow,
    qtbot: QtBot,
) -> None:
    pass_time(15 * 60)
    qtbot.waitUntil(lambda: bool(server.shown))
    numbers = set(server.shown)
    pass_time(60)
    qtbot.waitUntil(lambda: any("OVERDUE" in shown[1] for shown in server.shown.values()))
    assert numbers <= set(server.shown)
    assert sum("Internal" in shown[1] for shown in server.shown.values()) == 1
    assert all("Acme" not in shown[0] + shown[1] for shown in server.shown.values())
    assert heard == [Sound.DUE, Sound.OVERDUE]
    operations.run(lambda w: w.room.log(incident, "/said"))
    qtbot.waitUntil(lambda: window.live.board.open[0].incident.internal.last_at is not None)
    pass_time(1)
    qtbot.waitUntil(lambda: not any("Internal" in shown[1] for shown in server.shown.values()))


def test_the_button_opens_the_incident(
    server: NotificationServer,
    alerting: Alerting,
    incident: str,
    pass_time: Callable[[float], None],
    window: MainWindow,
    qtbot: QtBot,
) -> None:
    pass_time(15 * 60)
    qtbot.waitUntil(lambda: bool(server.shown))
    server.press(next(iter(server.shown)), "default")
    qtbot.waitUntil(lambda: window.incident_id == incident)


def test_the_button_snoozes_the_internal_update_on_the_record(
    server: NotificationServer,
    alerting: Alerting,
    incident: str,
    pass_time: Callable[[float], None],
    window: MainWindow,
    qtbot: QtBot,
) -> None:
    pass_time(15 * 60)
    qtbot.waitUntil(lambda: any("snooze" in shown[3] for shown in server.shown.values()))
    server.press(next(number for number, shown in server.shown.items() if "snooze" in shown[3]), "snooze")
    qtbot.waitUntil(lambda: bool(window.live.board.open[0].incident.internal.snoozes))
    pass_time(60)
    qtbot.waitUntil(lambda: not any("Internal" in shown[1] for shown in server.shown.values()))


def test_closing_takes_every_notice_away(
    server: NotificationServer, alerting: Alerting, incident: str, pass_time: Callable[[float], None], qtbot: QtBot
) -> None:
    pass_time(20 * 60)
    qtbot.waitUntil(lambda: bool(server.shown))
    alerting.close()
    assert server.shown == {}


def test_without_a_bus_the_window_goes_on_and_the_sound_is_there(
    monkeypatch: pytest.MonkeyPatch,
    alerting: Alerting,
    incident: str,
    pass_time: Callable[[float], None],
    heard: list[Sound],
    window: MainWindow,
) -> None:
    pass_time(16 * 60)
    assert heard == [Sound.OVERDUE]
    assert window.windowTitle().startswith("(!)")


def test_after_sleep_there_is_one_summary_and_one_sound(
    server: NotificationServer,
    alerting: Alerting,
    incident: str,
    clock: ManualClock,
    heard: list[Sound],
    window: MainWindow,
    operations: Operations,
    qtbot: QtBot,
) -> None:
    window.open_incident(incident)
    window.live.ticked.emit(clock.now())
    before = server.history.count("Notify")
    clock.sleep(38 * 60)
    window.live.ticked.emit(clock.now())
    qtbot.waitUntil(lambda: any(shown[1].startswith("Asleep 38 min") for shown in server.shown.values()))
    assert server.history.count("Notify") == before + 1
    assert "internal update became due at 03:29" in next(iter(server.shown.values()))[1]
    assert heard == [Sound.OVERDUE]
    assert window.war is not None
    assert window.war.line.placeholderText() == "What happened while you were away?"
    rows: list[list[str]] = []
    operations.read(lambda w: [entry.text for entry in w.record.entries(incident)], done=rows.append)
    qtbot.waitUntil(lambda: bool(rows))
    assert any(text.startswith("Asleep 38 min (03:14 to 03:52)") and "due 03:29" in text for text in rows[0])
    window.war.line.put("x")
    assert window.war.line.placeholderText() == ""


def test_a_moved_clock_asks_whether_it_is_right(
    alerting: Alerting, incident: str, clock: ManualClock, window: MainWindow, operations: Operations, qtbot: QtBot
) -> None:
    window.live.ticked.emit(clock.now())
    clock.step(-3600)
    window.live.ticked.emit(clock.now())
    assert "Is 02:14:22 UTC right?" in window.alerts.clock_bar.text.text()
    assert "moved back 1 h" in window.alerts.clock_bar.text.text()
    health: list[str] = []

    def ask(workspace: Workspace) -> str:
        return workspace.record.clock_health.value

    operations.read(ask, done=health.append)
    window.alerts.clock_bar.button.click()
    operations.read(ask, done=health.append)
    qtbot.waitUntil(lambda: len(health) == 2)
    assert health == ["uncertain", "ok"]
    assert window.alerts.clock_bar.isHidden()


def test_the_end_that_is_not_announced_is_late_in_the_title_too(
    alerting: Alerting,
    incident: str,
    pass_time: Callable[[float], None],
    operations: Operations,
    window: MainWindow,
    qtbot: QtBot,
) -> None:
    operations.run(lambda w: w.room.log(incident, "/resolve early it is over"))
    qtbot.waitUntil(lambda: len(window.live.board.unannounced) == 1)
    pass_time(10 * 60)
    assert not window.windowTitle().startswith("(!)")
    pass_time(60)
    assert window.windowTitle() == "(!) EXT OVERDUE 1 min - INC-0001 SEV-1"


@pytest.mark.parametrize("apart", [False, True])
def test_ctrl_w_closes_no_window_with_an_open_incident(
    incident: str, window: MainWindow, qtbot: QtBot, apart: bool
) -> None:
    window.open_incident(incident)
    shown: QWidget = window
    if apart:
        window.rooms.show_apart()
        shown = window.rooms.windows[incident]
    for key in (Qt.Key.Key_W, Qt.Key.Key_F4):
        qtbot.keyClick(shown, key, Qt.KeyboardModifier.ControlModifier)
    assert shown.isVisible()


def test_mute_shows_a_crossed_bell_and_comes_back_by_itself(
    alerting: Alerting, incident: str, pass_time: Callable[[float], None], window: MainWindow, heard: list[Sound]
) -> None:
    window.open_incident(incident)
    assert window.war is not None
    window.registry.trigger("view.mute")
    assert not window.war.identity.bell.isHidden()
    assert window.registry.get("view.mute").checked is not None
    pass_time(15 * 60 - 1)
    assert window.war.identity.bell.isHidden()
    pass_time(1)
    assert heard == [Sound.DUE]


def test_sounds_can_be_switched_off(
    alerting: Alerting, incident: str, pass_time: Callable[[float], None], heard: list[Sound]
) -> None:
    alerting.set({**SETTINGS, "sounds": "off"})
    pass_time(16 * 60)
    assert heard == []


def test_a_low_battery_is_said_while_a_grave_incident_is_open(
    monkeypatch: pytest.MonkeyPatch,
    alerting: Alerting,
    incident: str,
    pass_time: Callable[[float], None],
    window: MainWindow,
    qtbot: QtBot,
) -> None:
    charge = [Battery(14, charging=False)]
    monkeypatch.setattr(battery, "read", lambda: charge[0])
    pass_time(61)
    qtbot.waitUntil(lambda: window.alerts.battery_bar.text.text().startswith("Battery at 14 %"))
    charge[0] = Battery(15, charging=True)
    pass_time(61)
    qtbot.waitUntil(window.alerts.battery_bar.isHidden)


def test_the_computer_is_kept_awake_only_for_a_grave_incident_that_is_real(
    alerting: Alerting, window: MainWindow, operations: Operations, pass_time: Callable[[float], None], qtbot: QtBot
) -> None:
    operations.run(lambda w: w.room.declare("a drill", 1, drill=True))
    operations.run(lambda w: w.room.declare("a blemish", 3))
    qtbot.waitUntil(lambda: len(window.live.board.open) == 2)
    pass_time(1)
    assert not alerting.awake.wanted
    operations.run(lambda w: w.room.declare("checkout fails", 2))
    qtbot.waitUntil(lambda: len(window.live.board.open) == 3)
    pass_time(1)
    assert alerting.awake.wanted


def test_a_restart_says_how_long_the_window_was_away(
    window: MainWindow, incident: str, clock: ManualClock, operations: Operations, qtbot: QtBot
) -> None:
    window.upkeep.leave()
    kept: list[str | None] = []
    operations.read(lambda w: w.record.setting("window_seen"), done=kept.append)
    qtbot.waitUntil(lambda: bool(kept))
    clock.advance(40)
    operations.opened.emit(operations.facts)
    rows: list[list[str]] = []

    def written() -> bool:
        operations.read(lambda w: [entry.text for entry in w.record.entries(incident)], done=rows.append)
        return bool(rows) and "App restarted, away 40 s" in rows[-1]

    qtbot.waitUntil(written)


def test_a_missing_player_leaves_the_beep(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert sound.player_name() == ""


@pytest.mark.parametrize(
    ("kind", "scope", "capacity", "status", "expected"),
    [
        ("Battery", "", "14", "Discharging", Battery(14, charging=False)),
        ("Battery", "", "99", "Full", Battery(99, charging=True)),
        ("Battery", "Device", "5", "Discharging", None),
        ("Mains", "", "0", "", None),
        ("Battery", "", "much", "Discharging", None),
    ],
)
def test_a_battery_is_read_as_the_system_tells(
    tmp_path: Path, kind: str, scope: str, capacity: str, status: str, expected: Battery | None
) -> None:
    supply = tmp_path / "BAT0"
    supply.mkdir()
    for name, text in (("type", kind), ("scope", scope), ("capacity", capacity), ("status", status)):
        (supply / name).write_text(f"{text}\n")
    assert battery.from_supplies(tmp_path) == expected


def test_what_pmset_says_is_understood() -> None:
    text = (
        "Now drawing from 'Battery Power'\n -InternalBattery-0 (id=1)\t17%; discharging; 1:02 remaining present: true"
    )
    assert battery.from_pmset(text) == Battery(17, charging=False)
    assert battery.from_pmset("Now drawing from 'AC Power'") is None


@pytest.mark.parametrize(
    ("hours", "quiet"), [("22:00-07:00", True), ("03:15-04:00", False), ("00:00-03:15", True), ("", False)]
)
def test_quiet_hours_reach_over_midnight(hours: str, quiet: bool, clock: ManualClock) -> None:
    assert Quiet.parse(hours).holds(clock.now(), offset_s=0) is quiet
