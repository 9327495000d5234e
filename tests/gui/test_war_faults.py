"""When the disk does not take a line: it stays in sight, it can be tried again and copied, and typing goes on."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QGuiApplication
from pytestqt.qtbot import QtBot

from tests.gui.test_war_page import incident, texts
from ui.pages.war import WarPage
from warroom.clock import ManualClock
from warroom.errors import RecordFull
from warroom.room import Room

__all__ = ["incident"]
Key = Qt.Key


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Every act fails for want of space until the returned function is called."""

    def fail(*_args: object, **_more: object) -> None:
        raise RecordFull("disk full")

    monkeypatch.setattr(Room, "take", fail)
    return monkeypatch.undo


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """What a screen reader is told, and whether it interrupts."""
    said: list[tuple[str, bool]] = []

    def listen(event: object) -> None:
        if isinstance(event, QAccessibleAnnouncementEvent):
            urgent = event.politeness() == QAccessible.AnnouncementPoliteness.Assertive
            said.append((event.message(), urgent))

    monkeypatch.setattr(QAccessible, "updateAccessibility", listen)
    return said


def unsaved(page: WarPage) -> list[str]:
    return [pending.problem for pending in page.model.pending_lines() if pending.problem]


def test_a_line_that_the_disk_refused_stays_and_can_be_saved_later(
    page: WarPage, qtbot: QtBot, full_disk: Callable[[], None], heard: list[tuple[str, bool]]
) -> None:
    qtbot.keyClicks(page.line, "error rate 47%")
    qtbot.keyClick(page.line, Key.Key_Return)
    qtbot.waitUntil(lambda: unsaved(page) == ["disk full"])
    assert "NOT SAVED: disk full" in page.foot.words
    assert ("NOT SAVED: disk full", True) in heard
    qtbot.keyClicks(page.line, "typing goes on")
    assert page.line.text() == "typing goes on"
    full_disk()
    page.timeline.retry_wanted.emit(page.model.pending_lines()[0].token)
    qtbot.waitUntil(lambda: not page.model.pending_lines())
    assert texts(page)[-1] == "error rate 47%"
    assert "NOT SAVED" not in page.foot.words


def test_the_whole_timeline_can_be_copied_with_the_lost_line(
    page: WarPage, qtbot: QtBot, full_disk: Callable[[], None]
) -> None:
    qtbot.keyClicks(page.line, "error rate 47%")
    qtbot.keyClick(page.line, Key.Key_Return)
    qtbot.waitUntil(lambda: bool(unsaved(page)))
    page.copy_timeline()
    copied = QGuiApplication.clipboard().text()
    assert "Checkout failing" in copied
    assert "NOT SAVED" in copied
    assert "error rate 47%" in copied


def test_an_update_that_becomes_overdue_is_said_once(
    page: WarPage, qtbot: QtBot, clock: ManualClock, heard: list[tuple[str, bool]]
) -> None:
    assert page.incident is not None
    assert page.incident.internal.due_at is not None
    page.announce_countdowns()
    clock.set(page.incident.internal.due_at.plus(60))
    for _ in range(3):
        page.announce_countdowns()
    assert [said for said in heard if "overdue" in said[0]] == [("Internal update overdue", True)]


def test_a_logged_line_is_said_once_and_politely(
    page: WarPage, enter: Callable[[str], None], heard: list[tuple[str, bool]]
) -> None:
    enter("error rate 47%")
    assert heard == [("Logged, 03:14", False)]
