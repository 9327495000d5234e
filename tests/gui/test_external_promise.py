"""What moves the external countdown on the screen: a message that is out, by the promise in it; never one that waits
(UI.md 10.1, A20; PLAYBOOK R5, R10)."""

from collections.abc import Callable

from pytestqt.qtbot import QtBot

from ui.pages.war import WarPage
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
    assert page.now_row.external.note.startswith("due 03:34") or "queued" in page.now_row.external.note
    assert page.now_row.external.value == "15:00"
    with open_workspace() as other:
        other.room.sent(incident, "page-identified", "We know the cause.", via="the page", next_update=PROMISE)
    qtbot.waitUntil(lambda: page.now_row.external.note == "due 03:55")
    assert page.now_row.external.value == "35:38"
