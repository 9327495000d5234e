"""UI.md A17: sleep, a clock that is set, a zone that changes. What becomes of the deadlines, the rows on the record,
the bars, the notifications on a real session bus, and the sounds."""

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from pytestqt.qtbot import QtBot

from tests.gui.clock_desktop import BEFORE, HOUR, KEEPS, MINUTE, Desktop
from tests.gui.notification_server import NotificationServer, SessionBus
from ui.alerts.course import Sound
from ui.operations import Operations
from ui.window import MainWindow
from warroom.clock import Instant, ManualClock
from warroom.record import sqlite
from warroom.workspace import Workspace


class WindowsClock(ManualClock):
    """One clock alone, and it runs through sleep."""

    def boottime(self) -> float | None:
        return None

    def sleep(self, seconds: float) -> None:
        self.advance(seconds)


class Jump(NamedTuple):
    """What happens in one second, and what is to come of it. ``left_s``: by how much less is left of each deadline."""

    happens: Callable[[ManualClock], None]
    left_s: float = 0
    rows: tuple[str, ...] = ()
    bar: str = ""
    told: str = ""
    heard: tuple[Sound, ...] = ()


def sleep(seconds: float) -> Callable[[ManualClock], None]:
    return lambda clock: clock.sleep(seconds)


def step(seconds: float) -> Callable[[ManualClock], None]:
    return lambda clock: clock.step(seconds)


def step_asleep(slept_s: float, stepped_s: float) -> Callable[[ManualClock], None]:
    def happens(clock: ManualClock) -> None:
        clock.sleep(slept_s)
        clock.step(stepped_s)

    return happens


ACROSS_THREE = Jump(
    sleep(38 * MINUTE),
    left_s=38 * MINUTE,
    rows=("Asleep 38 min (03:15 to 03:53): internal update due 03:29, external update due 03:34, ask 1 due 03:24",),
    told="Asleep 38 min (03:15 to 03:53 UTC). INC-0001: internal update became due at 03:29, external update became "
    "due at 03:34, ask 1 became due at 03:24.",
    heard=(Sound.OVERDUE,),
)
FORWARD = Jump(
    step(47 * MINUTE),
    rows=(
        "The computer's clock moved forward 47 min, from 03:15:22 to 04:02:22 UTC; deadlines keep their remaining time",
    ),
    bar="moved forward 47 min. Is 04:02:22 UTC right?",
)
BACK = Jump(
    step(-HOUR),
    rows=("The computer's clock moved back 1 h, from 03:15:22 to 02:15:22 UTC; deadlines keep their remaining time",),
    bar="moved back 1 h. Is 02:15:22 UTC right?",
)
TABLE = {
    "sleep across three deadlines": (ManualClock, ACROSS_THREE),
    "sleep across none": (
        ManualClock,
        Jump(
            sleep(5 * MINUTE),
            left_s=5 * MINUTE,
            rows=("Asleep 5 min (03:15 to 03:20)",),
            told="Asleep 5 min (03:15 to 03:20 UTC).",
        ),
    ),
    "a nap": (
        ManualClock,
        Jump(
            sleep(20),
            left_s=20,
            rows=("Asleep under 1 min (03:15 to 03:15)",),
            told="Asleep 20 s (03:15 to 03:15 UTC).",
        ),
    ),
    "set forward": (ManualClock, FORWARD),
    "set back": (ManualClock, BACK),
    "set while asleep": (
        ManualClock,
        Jump(
            step_asleep(10 * MINUTE, 47 * MINUTE),
            left_s=10 * MINUTE,
            rows=(
                f"The computer's clock moved forward 47 min, from 03:25:22 to 04:12:22 UTC; {KEEPS}",
                "Asleep 10 min (04:02 to 04:12): ask 1 due 04:11",
            ),
            bar="moved forward 47 min. Is 04:12:22 UTC right?",
            told="Asleep 10 min (04:02 to 04:12 UTC). INC-0001: ask 1 became due at 04:11.",
            heard=(Sound.DUE,),
        ),
    ),
    "set back while asleep": (
        ManualClock,
        Jump(
            step_asleep(16 * MINUTE, -HOUR),
            left_s=16 * MINUTE,
            rows=(
                f"The computer's clock moved back 1 h, from 03:31:22 to 02:31:22 UTC; {KEEPS}",
                "Asleep 16 min (02:15 to 02:31): internal update due 02:29, ask 1 due 02:24",
            ),
            bar="moved back 1 h. Is 02:31:22 UTC right?",
            told="Asleep 16 min (02:15 to 02:31 UTC). INC-0001: internal update became due at 02:29, ask 1 became "
            "due at 02:24.",
            heard=(Sound.OVERDUE,),
        ),
    ),
    "drift": (ManualClock, Jump(step(4.9), left_s=4.9)),
    "sleep where one clock runs through it": (WindowsClock, ACROSS_THREE),
    "set forward where one clock runs through sleep": (WindowsClock, FORWARD),
    "set back where one clock runs through sleep": (WindowsClock, BACK),
}


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
def clock(request: pytest.FixtureRequest) -> ManualClock:
    from tests.gui.conftest import START

    kind: type[ManualClock] = getattr(request, "param", ManualClock)
    return kind(START)


@pytest.fixture
def open_workspace(record_path: Path, clock: ManualClock) -> Callable[[], Workspace]:
    """A real record: a simulated one says of every entry that its clock is."""
    return lambda: Workspace.open(record_path, author="sam", clock=clock)


@pytest.fixture
def desktop(
    server: NotificationServer,
    window: MainWindow,
    operations: Operations,
    clock: ManualClock,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> Desktop:
    return Desktop(window, operations, clock, qtbot, monkeypatch)


@pytest.mark.parametrize(("clock", "jump"), TABLE.values(), ids=TABLE, indirect=["clock"])
def test_what_becomes_of_a_jump_of_the_clocks(desktop: Desktop, server: NotificationServer, jump: Jump) -> None:
    window, qtbot = desktop.window, desktop.qtbot
    told = server.history.count("Notify")
    jump.happens(desktop.clock)
    desktop.tick()  # before anything of it is on the record
    overdue = min(BEFORE["internal"], BEFORE["external"]) - jump.left_s <= -MINUTE
    assert window.windowTitle().startswith("(!)") is overdue
    desktop.settle()
    desktop.tick()
    assert desktop.left() == {name: pytest.approx(left - jump.left_s) for name, left in BEFORE.items()}
    assert tuple(desktop.rows()) == jump.rows
    bar = window.alerts.clock_bar
    assert bar.isHidden() is not bool(jump.bar)
    assert jump.bar in bar.text.text()
    if jump.told:
        qtbot.waitUntil(lambda: any(shown[1] == jump.told for shown in server.shown.values()))
    assert server.history.count("Notify") == told + bool(jump.told)
    assert tuple(desktop.heard) == jump.heard
    assert not any("Acme" in shown[0] + shown[1] for shown in server.shown.values())


def test_what_is_logged_after_a_jump_is_uncertain_until_a_person_has_looked(desktop: Desktop) -> None:
    def health(line: str) -> str:
        desktop.do(line)
        found = desktop.ask(lambda w: [event for event in w.record.events(desktop.incident) if event.kind == "note"])
        return found[-1].body.clock.value  # type: ignore[index,no-any-return]

    assert health("before") == "ok"
    desktop.clock.step(-HOUR)
    desktop.tick()
    desktop.settle()
    assert health("in doubt") == "uncertain"
    desktop.window.alerts.clock_bar.button.click()
    assert health("looked at") == "ok"


def test_nothing_that_was_heard_is_heard_again_because_the_clock_was_set(
    desktop: Desktop, server: NotificationServer
) -> None:
    desktop.second(14 * MINUTE)
    desktop.second(MINUTE)
    desktop.qtbot.waitUntil(lambda: any("Internal update OVERDUE" in shown[1] for shown in server.shown.values()))
    desktop.settle()
    told, heard = server.history.count("Notify"), list(desktop.heard)
    assert heard == [Sound.DUE, Sound.OVERDUE]
    for seconds in (-HOUR, 3 * HOUR):
        desktop.clock.step(seconds)
        desktop.tick()
        desktop.settle()
        desktop.second()
    assert (server.history.count("Notify"), desktop.heard) == (told, heard)
    assert desktop.window.windowTitle().startswith("(!) INT OVERDUE 1 min")
    desktop.second(5 * MINUTE - 2)
    assert desktop.heard == [*heard, Sound.OVERDUE]


def test_a_sent_update_resets_after_the_clock_was_set_back(desktop: Desktop) -> None:
    desktop.do("/said")
    desktop.second(5 * MINUTE)
    desktop.clock.step(-HOUR)
    desktop.tick()
    desktop.settle()
    desktop.second(5 * MINUTE)
    desktop.do("/said")
    assert desktop.left()["internal"] == 15 * MINUTE


def test_the_record_that_did_not_take_a_step_gets_it_once_it_can(
    desktop: Desktop, operations: Operations, record_path: Path
) -> None:
    """Another program holds the record: deadlines keep their remaining time all the same."""
    desktop.ask(lambda w: w.record.connection.execute("PRAGMA busy_timeout = 50"))
    other = sqlite.connect(record_path)
    other.execute("BEGIN IMMEDIATE")
    failures: list[object] = []
    operations.failed.connect(failures.append)
    before = desktop.left_here()
    desktop.clock.step(47 * MINUTE)
    desktop.tick()
    desktop.qtbot.waitUntil(lambda: bool(failures))
    desktop.second()
    assert not desktop.window.windowTitle().startswith("(!)")
    assert desktop.left_here() == before - 1
    assert desktop.heard == []
    other.execute("ROLLBACK")
    other.close()
    desktop.second(10)
    desktop.settle()
    desktop.tick()
    assert desktop.left()["internal"] == before - 11
    assert [text for text in desktop.rows() if "moved forward 47 min" in text] == desktop.rows()


def test_alerts_go_on_while_the_record_takes_nothing(desktop: Desktop, record_path: Path) -> None:
    """Another program holds the record, a full disk does the same: what is due is heard and in the title."""
    desktop.ask(lambda w: w.record.connection.execute("PRAGMA busy_timeout = 50"))
    other = sqlite.connect(record_path)
    other.execute("BEGIN EXCLUSIVE")
    desktop.operations.run(lambda w: w.room.log(desktop.incident, "is not taken"))
    desktop.second(14 * MINUTE)
    desktop.second(MINUTE)
    assert desktop.heard == [Sound.DUE, Sound.OVERDUE]
    assert desktop.window.windowTitle().startswith("(!) INT OVERDUE 1 min")
    desktop.qtbot.waitUntil(lambda: not desktop.window.record.error_bar.isHidden())
    other.execute("ROLLBACK")
    other.close()
    desktop.do("/said")
    desktop.qtbot.waitUntil(lambda: desktop.window.live.board.open[0].incident.internal.last_at is not None)
    desktop.second()
    assert not desktop.window.windowTitle().startswith("(!)")


def test_a_resolved_incident_that_is_not_announced_keeps_its_ten_minutes(desktop: Desktop) -> None:
    desktop.do("/resolve early it is over")
    desktop.second(4 * MINUTE)
    desktop.clock.step(HOUR)
    desktop.tick()
    desktop.settle()
    assert desktop.left()["external"] == 6 * MINUTE
    desktop.tick()
    assert desktop.heard == []


@pytest.mark.parametrize(
    ("zone", "local"),
    [("Europe/Paris", "04:15"), ("Asia/Kolkata", "08:45"), ("America/New_York", "22:15")],
)
def test_a_zone_change_moves_the_local_line_alone(
    desktop: Desktop, monkeypatch: pytest.MonkeyPatch, zone: str, local: str
) -> None:
    assert desktop.window.war is not None
    identity = desktop.window.war.identity
    before, events = desktop.left(), desktop.rows()
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        desktop.tick()
        assert "03:15:22" in identity.utc.text()
        assert local in identity.local.text()
    finally:
        monkeypatch.undo()
        time.tzset()
    assert (desktop.left(), desktop.rows()) == (before, events)
    assert desktop.window.alerts.clock_bar.isHidden()
    assert desktop.heard == []


def test_summer_time_moves_the_local_line_alone(desktop: Desktop, monkeypatch: pytest.MonkeyPatch) -> None:
    assert desktop.window.war is not None
    monkeypatch.setenv("TZ", "Europe/Paris")
    time.tzset()
    try:
        desktop.clock.set(Instant.parse("2026-03-29T00:59:59Z"))
        desktop.tick()
        assert "01:59" in desktop.window.war.identity.local.text()
        desktop.settle()
        rows = desktop.rows()
        desktop.second()
        assert "03:00" in desktop.window.war.identity.local.text()
        assert "01:00:00" in desktop.window.war.identity.utc.text()
    finally:
        monkeypatch.undo()
        time.tzset()
    desktop.settle()
    assert desktop.rows() == rows
