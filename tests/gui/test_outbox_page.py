"""The outbox by keyboard: review what waited, send it, and read what became of it (UI.md 2.5)."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox
from pytest_httpserver import HTTPServer
from pytestqt.qtbot import QtBot

from tests.gui.conftest import leave
from tests.simulated_service import Service, Services
from ui import delivering
from ui.app import make_window
from ui.operations import Operations
from ui.pages.outbox import OutboxSheet
from ui.window import MainWindow
from warroom.clock import ManualClock, SystemClock
from warroom.connectors.protocol import Audience
from warroom.incident.words import Status
from warroom.outbox import Deliverer
from warroom.room import Acted
from warroom.scribe import lines as say
from warroom.workspace import Workspace

WORDS = {"doing": "rolling back", "impact": "checkout fails for most", "next_update": "15m"}
PAGE_WORDS = {"scope": "Checkout", "symptom": "fails", "impact": "fails", "next_update": "15m"}


@pytest.fixture
def chat() -> Service:
    return Service()


@pytest.fixture
def page_service() -> Service:
    return Service(states=True, audience=Audience.EXTERNAL)


@pytest.fixture
def open_workspace(
    record_path: Path, clock: ManualClock, chat: Service, page_service: Service
) -> Callable[[], Workspace]:
    def opened() -> Workspace:
        made = Workspace.open(record_path, author="sam", clock=clock, simulated=True)
        made.routes = Services(chat=chat, page=page_service)  # type: ignore[misc]
        return made

    return opened


class Desk:
    """The window on an incident with its outbox in front."""

    def __init__(self, window: MainWindow, operations: Operations, qtbot: QtBot) -> None:
        self.window, self.operations, self.qtbot = window, operations, qtbot
        acted = self.do(lambda w: w.room.declare("checkout fails", 1))
        assert isinstance(acted, Acted)
        self.incident = acted.incident
        window.open_incident(self.incident)
        assert window.war is not None
        self.war = window.war
        qtbot.waitUntil(lambda: self.war.incident is not None)

    def do(self, work: Callable[[Workspace], object]) -> object:
        found: list[object] = []
        failed: list[object] = []
        self.operations.run(work, done=found.append, failed=failed.append)
        self.qtbot.waitUntil(lambda: bool(found or failed))
        assert not failed, failed
        return found[0]

    def queue(self, known: str, target: str = "chat", template: str = "status-update") -> None:
        words = {"known": known, **WORDS} if template == "status-update" else PAGE_WORDS
        self.do(lambda w: w.outbox.queue(self.incident, template, [target], words))

    def open(self) -> OutboxSheet:
        self.window.registry.trigger("war.outbox")
        sheet = self.war.sheets.get("outbox")
        assert isinstance(sheet, OutboxSheet)
        self.qtbot.waitUntil(lambda: sheet.isVisible() and bool(sheet.headline.text()))
        return sheet

    def deliver(self) -> None:
        def once(workspace: Workspace) -> None:
            with Deliverer(workspace.post) as deliverer:
                deliverer.once()

        self.do(once)


@pytest.fixture
def desk(window: MainWindow, operations: Operations, qtbot: QtBot) -> Desk:
    """Nothing leaves by itself here: the test says when."""
    delivering.of(operations).stop()
    return Desk(window, operations, qtbot)


def shown(sheet: OutboxSheet) -> list[tuple[str, str, bool, str]]:
    return [(line.to, line.words, line.ticked, line.do) for line in sheet.table.lines]


def test_an_empty_outbox_says_so(desk: Desk) -> None:
    sheet = desk.open()
    assert sheet.headline.text() == "Nothing waits for your word."
    assert sheet.empty.isVisible()
    assert not sheet.view.isVisible()
    assert not sheet.original.isVisible()
    assert "Settings" in sheet.reach.text()


def test_what_waited_is_reviewed_and_only_the_newest_is_ticked(desk: Desk, chat: Service, qtbot: QtBot) -> None:
    desk.do(lambda w: w.outbox.set_offline(True))
    desk.queue("the pool is exhausted")
    desk.queue("a release is going back")
    sheet = desk.open()
    qtbot.waitUntil(lambda: len(sheet.table.lines) == 2)
    assert sheet.headline.text().startswith("Working offline: nothing leaves")
    sheet.offline.click()
    qtbot.waitUntil(lambda: sheet.headline.text().startswith("2 messages wait"))
    assert shown(sheet) == [
        ("chat", "replaced by a later one", False, "Skip"),
        ("chat", "nothing", True, "Send"),
    ]
    sheet.view.setFocus()
    qtbot.keyClick(sheet.view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not any(line.waits and line.ticked for line in sheet.table.lines))
    desk.deliver()
    qtbot.waitUntil(lambda: any(line.words.startswith("delivered") for line in sheet.table.lines))
    assert ["a release is going back" in text for text in chat.texts] == [True]
    assert sorted(line.words.split(" ")[0] for line in sheet.table.lines) == ["delivered", "skipped:"]


def test_changed_facts_offer_the_refreshed_text_beside_the_original(desk: Desk, qtbot: QtBot) -> None:
    desk.do(lambda w: w.outbox.set_offline(True))
    desk.queue("the pool is exhausted")
    desk.do(lambda w: w.room.do(desk.incident, say.SetStatus(Status.IDENTIFIED)))
    desk.do(lambda w: w.outbox.set_offline(False))
    sheet = desk.open()
    qtbot.waitUntil(lambda: len(sheet.table.lines) == 1)
    assert shown(sheet) == [("chat", "status Investigating → Identified", True, "Send refreshed")]
    assert "Investigating" in sheet.original.toPlainText()
    assert "Identified" in sheet.refreshed.toPlainText()
    sheet.view.setFocus()
    qtbot.keyClick(sheet.view, Qt.Key.Key_Right)
    assert sheet.table.lines[0].do == "Send with its time"
    qtbot.keyClick(sheet.view, Qt.Key.Key_Space)
    assert not sheet.table.lines[0].ticked
    assert sheet.send.text() == "Nothing is ticked"


def test_an_earlier_state_after_resolved_is_asked_about_first(
    desk: Desk, page_service: Service, clock: ManualClock, qtbot: QtBot
) -> None:
    desk.do(lambda w: w.outbox.set_offline(True))
    desk.queue("", "page", "page-investigating")
    clock.advance(60)
    desk.do(lambda w: w.room.resolve(desk.incident, early_why="it was a false alarm"))
    desk.do(lambda w: w.outbox.set_offline(False))
    sheet = desk.open()
    qtbot.waitUntil(lambda: len(sheet.table.lines) == 1)
    assert not sheet.table.lines[0].ticked
    sheet.view.setFocus()
    qtbot.keyClick(sheet.view, Qt.Key.Key_Space)
    sheet.send_ticked()
    box = sheet.findChild(QMessageBox, "outbox.ask")
    assert box is not None
    assert "was resolved at" in box.text()
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert sheet.table.lines[0].waits, "Enter alone means no"


def test_a_message_is_skipped_by_delete_and_says_so(desk: Desk, chat: Service, qtbot: QtBot) -> None:
    desk.do(lambda w: w.outbox.set_offline(True))
    desk.queue("the pool is exhausted")
    sheet = desk.open()
    qtbot.waitUntil(lambda: len(sheet.table.lines) == 1)
    sheet.view.setFocus()
    qtbot.keyClick(sheet.view, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: sheet.table.lines[0].words.startswith("skipped"))
    assert not sheet.table.lines[0].waits
    assert chat.texts == []


def test_f2_opens_the_composer_on_what_was_typed(desk: Desk, qtbot: QtBot) -> None:
    desk.do(lambda w: w.outbox.set_offline(True))
    desk.queue("the pool is exhausted")
    sheet = desk.open()
    qtbot.waitUntil(lambda: len(sheet.table.lines) == 1)
    sheet.view.setFocus()
    qtbot.keyClick(sheet.view, Qt.Key.Key_F2)
    qtbot.waitUntil(lambda: desk.war.composer is not None and desk.war.composer.draft is not None)
    assert desk.war.composer is not None
    assert desk.war.composer.draft is not None
    assert "the pool is exhausted" in desk.war.composer.draft.text
    assert desk.war.composer.replaces == 1


def test_a_queued_message_is_never_called_sent_and_moves_no_countdown(desk: Desk, qtbot: QtBot) -> None:
    desk.do(lambda w: w.outbox.set_offline(True))
    assert desk.war.incident is not None
    before = desk.war.incident.internal.due_at
    desk.queue("the pool is exhausted")
    sheet = desk.open()
    qtbot.waitUntil(lambda: len(sheet.table.lines) == 1)
    assert desk.war.incident.internal.due_at == before
    qtbot.waitUntil(lambda: desk.war.identity.post.text() == "Working offline · 1 to review")
    assert not any("delivered" in line.words or "sent" in line.words for line in sheet.table.lines)


def test_the_words_have_room_in_a_narrow_window(desk: Desk, window: MainWindow, qtbot: QtBot) -> None:
    desk.do(lambda w: w.outbox.set_offline(True))
    desk.queue("the pool is exhausted")
    window.resize(1024, 700)
    sheet = desk.open()
    qtbot.waitUntil(lambda: len(sheet.table.lines) == 1)
    qtbot.waitUntil(lambda: sheet.view.isColumnHidden(3))
    assert "nothing" in str(sheet.table.index(0, 1).data())


# -- Over a real network -------------------------------------------------------------------------------------------


@pytest.fixture
def real(
    qtbot: QtBot, qapp: QApplication, look: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[MainWindow, Operations]]:
    """A window on a record that is not simulated: its deliveries leave by themselves."""
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    path = tmp_path / "real.db"
    operations = Operations(lambda: Workspace.open(path, author="sam"), clock=SystemClock(), poll_ms=50)
    window = make_window(qapp, operations)
    window.show()
    operations.start()
    window.prepare()
    window.live.start()
    qtbot.waitUntil(lambda: window.live.loaded)
    yield window, operations
    leave(window, qapp)
    operations.close()


def test_a_message_leaves_by_itself_and_the_page_says_delivered(
    real: tuple[MainWindow, Operations], httpserver: HTTPServer, qtbot: QtBot
) -> None:
    window, operations = real
    httpserver.expect_request("/hook", method="POST").respond_with_json({"id": "42"})
    desk = Desk(window, operations, qtbot)
    desk.do(lambda w: w.targets.add("hook", "webhook", {"base_url": httpserver.url_for("/hook")}))
    desk.do(lambda w: w.outbox.queue(desk.incident, "status-update", ["hook"], {"known": "a release", **WORDS}))
    sheet = desk.open()
    qtbot.waitUntil(lambda: any(line.words.startswith("delivered") for line in sheet.table.lines))
    assert len(httpserver.log) == 1
    assert "a release" in httpserver.log[0][0].get_data(as_text=True)
