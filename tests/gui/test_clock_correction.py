"""The computer's clock is wrong: Warroom's is corrected for the run (UI.md 6.4, "Correct it by")."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.gui.clock_desktop import BEFORE, HOUR, KEEPS, MINUTE, Desktop
from ui.clock_bar import amount
from ui.operations import Operations
from ui.theme_tokens import Token
from ui.window import MainWindow
from warroom.clock import Instant, ManualClock


@pytest.fixture
def desktop(
    window: MainWindow, operations: Operations, clock: ManualClock, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Desktop:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/at/all")
    return Desktop(window, operations, clock, qtbot, monkeypatch)


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [
        ("-47m", -47 * MINUTE),
        ("+1h30m", 90 * MINUTE),
        (" - 20s ", -20),
        ("03:15", -47 * MINUTE),
        ("03:15:30", -47 * MINUTE + 8),
        ("3:15 UTC", -47 * MINUTE),
        ("23:55", -4 * HOUR - 7 * MINUTE),
        ("47m", None),
        ("25:00", None),
        ("", None),
        ("-", None),
        ("half past", None),
    ],
)
def test_by_how_much_a_clock_is_wrong(typed: str, seconds: float | None) -> None:
    assert amount(typed, Instant.parse("2026-03-02T04:02:22Z")) == seconds


def test_a_clock_that_is_wrong_is_corrected_for_this_run_until_it_is_set_right(desktop: Desktop) -> None:
    window, bar = desktop.window, desktop.window.alerts.clock_bar
    assert window.war is not None
    clocks = window.war.identity.utc
    desktop.clock.step(47 * MINUTE)
    desktop.tick()
    desktop.settle()
    assert (clocks.text(), clocks.tone) == ("04:02:22 UTC", Token.WARN)
    bar.other.click()
    desktop.qtbot.keyClicks(bar.field, "soon")
    desktop.qtbot.keyClick(bar.field, Qt.Key.Key_Return)
    assert bar.text.text().startswith("Write by how much")
    bar.field.setText("-47m")
    desktop.qtbot.keyClick(bar.field, Qt.Key.Key_Return)
    desktop.settle()
    desktop.tick()
    assert (clocks.text(), clocks.tone) == ("03:15:22 UTC", Token.TEXT)
    assert bar.text.text().startswith("Warroom runs 47 min behind this computer's clock until you quit.")
    assert desktop.left() == BEFORE
    assert desktop.rows()[-1] == f"Clock corrected by hand, back 47 min, from 04:02:22 to 03:15:22 UTC; {KEEPS}"
    desktop.do("after the correction")
    notes = desktop.ask(lambda w: [event for event in w.record.events(desktop.incident) if event.kind == "note"])
    assert [event.at.hhmmss() for event in notes] == ["03:15:22"]  # type: ignore[attr-defined]
    before = desktop.rows()
    desktop.clock.step(-47 * MINUTE)
    desktop.second()
    desktop.settle()
    assert bar.isHidden()
    assert desktop.clock.correction_s == 0
    assert desktop.clock.now().hhmmss() == "03:15:23"
    assert desktop.rows() == before
    assert desktop.left() == {name: left - 1 for name, left in BEFORE.items()}
    assert desktop.heard == []


def test_a_correction_can_be_taken_back(desktop: Desktop) -> None:
    bar = desktop.window.alerts.clock_bar
    desktop.clock.step(-HOUR)
    desktop.tick()
    bar.other.click()
    bar.field.setText("+1h")
    bar.other.click()
    desktop.settle()
    assert desktop.clock.now().hhmmss() == "03:15:22"
    bar.other.click()
    desktop.settle()
    assert desktop.clock.now().hhmmss() == "02:15:22"
    assert bar.isHidden()
    assert desktop.left() == BEFORE
