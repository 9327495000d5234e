"""What moves the external countdown on the screen: a message that is out, by the promise in it; never one that waits
(UI.md 10.1, A20; PLAYBOOK R5, R10)."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.pages.war import WarPage
from ui.widgets.tile import Look
from ui.window import MainWindow
from warroom.clock import Instant, ManualClock
from warroom.incident import events as fact
from warroom.workspace import Workspace

PROMISE = Instant.parse("2026-03-02T03:55:00Z")


def shown(window: MainWindow, incident: str, qtbot: QtBot) -> WarPage:
    window.open_incident(incident)
    assert window.war is not None
    page = window.war
    qtbot.waitUntil(lambda: page.incident is not None and page.model.saved_rows > 0)
    return page


def test_queued_moves_nothing_and_sent_moves_it_to_what_was_promised(
    open_workspace: Callable[[], Workspace], window: MainWindow, clock: ManualClock, qtbot: QtBot
) -> None:
    with open_workspace() as workspace:
        incident = workspace.room.declare("Checkout failing", 1, ic="sam").incident
    page = shown(window, incident, qtbot)
    assert page.now_row.external.note == "due 03:34"
    clock.advance(300)
    queued = fact.MessageQueued("m1", "page-identified", "status-page", "We know the cause.", PROMISE)
    with open_workspace() as other:
        other.record.write("sam", lambda tx: tx.append(incident, queued))
    qtbot.waitUntil(lambda: page.incident is not None and len(page.incident.messages) == 1)
    page.tick_now()
    assert page.now_row.external.note == "queued, customers have not seen it"
    assert "queued, customers have not seen it" in page.now_row.external.accessibleDescription()
    assert page.now_row.external.value == "15:00"
    with open_workspace() as other:
        other.room.sent(incident, "page-identified", "We know the cause.", via="the page", next_update=PROMISE)
    qtbot.waitUntil(lambda: page.now_row.external.note == "due 03:55")
    assert page.now_row.external.value == "35:38"


def test_a_queue_that_waits_makes_the_countdown_late_all_the_same(
    open_workspace: Callable[[], Workspace], window: MainWindow, clock: ManualClock, qtbot: QtBot
) -> None:
    with open_workspace() as workspace:
        incident = workspace.room.declare("Checkout failing", 1, ic="sam").incident
    page = shown(window, incident, qtbot)
    for n, (template, target, secondary) in enumerate(
        [("status-update", "chat", False), ("page-identified", "forum", True)], start=1
    ):
        queued = fact.MessageQueued(f"m{n}", template, target, "We know the cause.", PROMISE, secondary=secondary)
        with open_workspace() as other:
            other.record.write("sam", lambda tx, body=queued: tx.append(incident, body))
    qtbot.waitUntil(lambda: page.incident is not None and len(page.incident.messages) == 2)
    clock.advance(21 * 60)
    page.tick_now()
    tiles = page.now_row
    assert (tiles.internal.note, tiles.internal.look) == ("queued, not sent", Look.OVERDUE)
    assert (tiles.external.note, tiles.external.look) == ("OVERDUE since 03:34", Look.OVERDUE)  # a copy moves nothing
    with open_workspace() as other:
        other.record.write("sam", lambda tx: tx.append(incident, fact.MessageWithdrawn("m1")))
    qtbot.waitUntil(lambda: tiles.internal.note == "OVERDUE since 03:29")


def test_copied_is_said_of_its_own_incident_until_any_update_is_out(
    open_workspace: Callable[[], Workspace], window: MainWindow, clock: ManualClock, qtbot: QtBot
) -> None:
    with open_workspace() as workspace:
        incident = workspace.room.declare("Checkout failing", 1, ic="sam").incident
        second = workspace.room.declare("Search is slow", 2, ic="sam").incident
    page = shown(window, incident, qtbot)
    note = page.now_row.external

    def compose() -> None:
        qtbot.keyClick(page.line, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: page.composer is not None and page.composer.isVisible())
        assert page.composer is not None
        page.composer.copied.emit(incident, "page-investigating", clock.now())
        page.tick_now()

    compose()
    assert note.note == "copied 03:14, not sent"
    page = shown(window, second, qtbot)
    qtbot.waitUntil(lambda: page.incident is not None and page.incident.id == second)
    page.tick_now()
    assert note.note == "due 04:14"
    page = shown(window, incident, qtbot)
    qtbot.waitUntil(lambda: page.incident is not None and page.incident.id == incident)
    page.tick_now()
    assert note.note == "copied 03:14, not sent"
    with open_workspace() as other:
        other.room.log(incident, "/sent ext until 03:40")
    qtbot.waitUntil(lambda: note.note == "due 03:40")
