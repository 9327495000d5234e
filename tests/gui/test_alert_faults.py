"""No bus, no notification server, one that dies or is silent, nothing that keeps the computer awake: what could not be
shown comes back, and the window is told. Against a real session bus.
"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.gui.notification_server import NotificationServer, SessionBus
from ui.alerts import battery, desktop_notices, sound
from ui.alerts.awake import Awake
from ui.alerts.course import Key, Notice, Sound
from ui.alerts.desktop_notices import DesktopNotices
from ui.alerts.sound import Player

pytestmark = pytest.mark.skipif(shutil.which("dbus-daemon") is None, reason="no dbus-daemon on this system")
NOTICE = Notice(Key("one", "external"), "INC-0001 SEV-1", "External update OVERDUE since 03:16 UTC", critical=True)
LATER = Notice(Key("one", "internal"), "INC-0001 SEV-1", "Internal update is due now")


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[SessionBus]:
    with SessionBus() as made:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", made.address)
        yield made


@pytest.fixture
def notices(qapp: QApplication) -> Iterator[Callable[[], tuple[DesktopNotices, list[Notice]]]]:
    """Begins to notify; what no server took is in the list."""
    made: list[DesktopNotices] = []

    def begin() -> tuple[DesktopNotices, list[Notice]]:
        found, refused = DesktopNotices(), list[Notice]()
        found.refused.connect(refused.append)
        made.append(found)
        return found, refused

    yield begin
    for one in made:
        one.close()


Begin = Callable[[], tuple[DesktopNotices, list[Notice]]]


@pytest.mark.parametrize("address", ["", "unix:path=/nowhere/at/all", "nonsense"])
def test_with_no_bus_at_all_every_notice_comes_back(
    address: str, notices: Begin, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    sender, refused = notices()
    sender.post(NOTICE)  # before anybody knows whether there is a server
    qtbot.waitUntil(lambda: refused == [NOTICE])
    assert sender.available is False
    sender.post(LATER)
    sender.withdraw(LATER.key)
    qtbot.waitUntil(lambda: refused == [NOTICE, LATER])


def test_a_bus_without_a_server_gives_every_notice_back(bus: SessionBus, notices: Begin, qtbot: QtBot) -> None:
    sender, refused = notices()
    sender.post(NOTICE)
    qtbot.waitUntil(lambda: refused == [NOTICE])
    assert sender.available is False


def test_a_server_that_dies_is_missed_and_one_that_comes_is_used(bus: SessionBus, notices: Begin, qtbot: QtBot) -> None:
    server = NotificationServer(bus.address)
    sender, refused = notices()
    sender.post(NOTICE)
    qtbot.waitUntil(lambda: len(server.shown) == 1)
    server.close()
    sender.post(NOTICE)
    qtbot.waitUntil(lambda: refused == [NOTICE])
    again = NotificationServer(bus.address)
    sender.post(LATER)
    qtbot.waitUntil(lambda: [shown[1] for shown in again.shown.values()] == [LATER.text])
    assert refused == [NOTICE]
    sender.close()
    again.close()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")  # the library's own thread
def test_a_bus_that_dies_gives_back_what_follows(bus: SessionBus, notices: Begin, qtbot: QtBot) -> None:
    server = NotificationServer(bus.address)
    sender, refused = notices()
    sender.post(NOTICE)
    qtbot.waitUntil(lambda: len(server.shown) == 1)
    server.close()
    bus.end()
    sender.post(NOTICE)
    sender.post(LATER)
    qtbot.waitUntil(lambda: sorted(notice.text for notice in refused) == sorted([NOTICE.text, LATER.text]))
    assert sender.available is False


def test_a_silent_server_is_not_waited_for_and_gives_the_notice_back(
    bus: SessionBus, notices: Begin, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desktop_notices, "ANSWER_S", 0.3)
    server = NotificationServer(bus.address)
    sender, refused = notices()
    qtbot.waitUntil(lambda: sender.available is True)
    server.silent = True
    sender.post(NOTICE)
    qtbot.waitUntil(lambda: refused == [NOTICE])
    server.close()


def test_a_system_that_keeps_nobody_awake_is_said_and_not_tripped_over(
    monkeypatch: pytest.MonkeyPatch, qapp: QApplication, qtbot: QtBot
) -> None:
    import wakepy

    def broken(**_options: object) -> object:
        raise OSError("inhibit: no such interface")

    awake, said = Awake(), list[bool]()
    awake.held.connect(said.append)
    monkeypatch.setattr(wakepy.keep, "running", broken)
    awake.want(True)
    qtbot.waitUntil(lambda: said == [False])
    monkeypatch.undo()
    awake.want(False)
    awake.want(True)  # it is asked again, and a better day says otherwise or not: it answers
    qtbot.waitUntil(lambda: len(said) == 2)
    awake.close()


def test_with_no_bus_the_computer_may_fall_asleep_and_that_is_said(
    monkeypatch: pytest.MonkeyPatch, qapp: QApplication, qtbot: QtBot
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/at/all")
    awake, said = Awake(), list[bool]()
    awake.held.connect(said.append)
    awake.want(True)
    qtbot.waitUntil(lambda: said == [False])
    awake.close()


@pytest.mark.parametrize("program", ["/nowhere/player", "/bin/false"])
def test_a_player_that_fails_leaves_the_beep(
    program: str, monkeypatch: pytest.MonkeyPatch, qapp: QApplication, qtbot: QtBot
) -> None:
    beeps: list[None] = []
    monkeypatch.setattr(QApplication, "beep", lambda: beeps.append(None))
    player = Player()
    player.name = program
    player.play(Sound.OVERDUE)
    qtbot.waitUntil(lambda: len(beeps) == 1)
    player.play(Sound.OVERDUE)
    qtbot.waitUntil(lambda: len(beeps) == 2)
    player.stop()


def test_a_player_that_hangs_gives_way_to_the_beep(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication, qtbot: QtBot
) -> None:
    beeps: list[None] = []
    monkeypatch.setattr(QApplication, "beep", lambda: beeps.append(None))
    monkeypatch.setattr(sound, "LONGEST_MS", 300)
    hangs = tmp_path / "player"
    hangs.write_text("#!/bin/sh\nexec sleep 60\n")
    hangs.chmod(0o755)
    player = Player()
    player.name = str(hangs)

    def again() -> bool:
        player.play(Sound.OVERDUE)
        return bool(beeps)

    qtbot.waitUntil(again)
    player.stop()


@pytest.mark.parametrize("error", [PermissionError("no"), ValueError("not a number")])
def test_a_battery_that_cannot_be_read_is_none(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_folder: object) -> None:
        raise error

    monkeypatch.setattr(battery, "from_supplies", refuse)
    monkeypatch.setattr("sys.platform", "linux")
    assert battery.read() is None
