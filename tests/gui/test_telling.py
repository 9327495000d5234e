"""What was said stays consistent with what is known: acts to be announced, messages that need a correction."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.gui.composer_desk import Desk
from tests.gui.reach import unnamed
from ui.actions import Context
from ui.pages.said import SaidSheet
from ui.pages.war import WarPage
from ui.window import MainWindow
from warroom.clock import ManualClock
from warroom.comms.drafts import Draft
from warroom.workspace import Workspace

Ctrl, Shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
Key = Qt.Key


def send(workspace: Workspace, incident: str, template: str, via: str, **typed: str) -> None:
    made: Draft = workspace.drafts.draft(workspace.record.incident(incident), template, overrides=typed)
    workspace.room.sent(incident, template, made.text, via=via, next_update=made.next_update, facts=made.facts)


@pytest.fixture
def incident(open_workspace: Callable[[], Workspace], clock: ManualClock) -> str:
    """A message went out with 20 %; the record says 70 % by now."""
    with open_workspace() as workspace:
        incident = workspace.room.declare("Checkout failing for most customers", 1).incident
        workspace.room.log(incident, "~ around 20% of checkouts fail")
        send(workspace, incident, "status-update", "chat", known="the pool is full", doing="rolling back")
        clock.advance(60)
        workspace.room.log(incident, "~ around 70% of checkouts fail")
        return incident


@pytest.fixture
def page(page: WarPage, qtbot: QtBot) -> WarPage:
    qtbot.waitUntil(lambda: bool(page.needs.tells.rows))
    return page


def preview(page: WarPage) -> str:
    return page.composer.preview.text.toPlainText() if page.composer is not None else ""


def test_what_is_wrong_stands_above_what_is_new(page: WarPage) -> None:
    kinds = [(row.tell.kind.value, row.accessibleName()) for row in page.needs.tells.rows]
    assert kinds[0] == ("correct", "Correct impact: Internal update to chat · sent 03:14")
    assert kinds[1][0] == "announce"
    assert "Status page: investigating: announce declared" in kinds[1][1]
    assert unnamed(page.needs) == []


def test_the_tile_says_how_many_places_are_told(page: WarPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: page.now_row.internal.side == "1 of 2")
    assert "1 of 2 places told" in page.now_row.internal.accessibleDescription()
    assert page.now_row.external.side == ""


def test_one_key_opens_the_composer_on_the_drafted_correction(page: WarPage, qtbot: QtBot) -> None:
    qtbot.keyClick(page.line, Key.Key_Y, Ctrl | Shift)
    qtbot.waitUntil(lambda: "Correction:" in preview(page))
    assert 'we said "around 20% of checkouts fail"; correct is "around 70% of checkouts fail"' in preview(page)
    assert page.composer is not None
    row = page.composer.fields.row("correction")
    assert row is not None
    row.edit.setPlainText("It is 70%, not 20%")
    assert "Correction: It is 70%, not 20%." in preview(page)


def test_a_correction_that_was_sent_leaves_nothing_to_correct(page: WarPage, qtbot: QtBot) -> None:
    page.write_first()
    qtbot.waitUntil(lambda: "Correction:" in preview(page))
    composer = page.composer
    assert composer is not None
    composer.foot.via.setText("chat")
    composer.say_sent()
    composer.say_sent()
    qtbot.waitUntil(lambda: all(row.tell.kind.value == "announce" for row in page.needs.tells.rows))
    page.show_said()
    sheet = page.sheets.get("said")
    assert isinstance(sheet, SaidSheet)
    assert sheet.empty.isVisible()
    assert not sheet.list.isVisible()


def test_the_page_shows_what_was_said_against_what_is_known(page: WarPage, qtbot: QtBot) -> None:
    page.show_said()
    sheet = page.sheets.get("said")
    assert isinstance(sheet, SaidSheet)
    assert sheet.list.hasFocus()
    assert sheet.list.item(0).text() == "Internal update to chat, 03:14 UTC"
    assert sheet.differences.text() == (
        'impact: said "around 20% of checkouts fail", now "around 70% of checkouts fail"'
    )
    assert "rolling back" in sheet.sent.toPlainText()
    assert unnamed(sheet) == []
    qtbot.keyClick(sheet.list, Key.Key_Return)
    qtbot.waitUntil(lambda: "Correction:" in preview(page))


def test_one_message_corrects_all_that_a_place_was_told(
    page: WarPage, incident: str, open_workspace: Callable[[], Workspace], qtbot: QtBot
) -> None:
    with open_workspace() as workspace:
        send(workspace, incident, "status-update", "chat", known="the pool is full", doing="rolling back")
        workspace.room.log(incident, "~ around 90% of checkouts fail")
    qtbot.waitUntil(lambda: page.telling.now is not None and len(page.telling.now.said) == 2)
    kinds = [row.tell.kind.value for row in page.needs.tells.rows]
    assert kinds.count("correct") == 1


def test_a_row_opens_the_message_that_announces(page: WarPage, qtbot: QtBot) -> None:
    row = next(row for row in page.needs.tells.rows if row.tell.template == "page-investigating")
    qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.composer is not None and "investigating" in page.composer.title.text())


def test_nothing_to_tell_says_so(page: WarPage, window: MainWindow, qtbot: QtBot) -> None:
    page.telling.now = None
    qtbot.keyClick(page.line, Key.Key_Y, Ctrl | Shift)
    assert window.toast.text.text() == "Nothing waits to be told"


def test_a_copy_for_one_place_stays_on_the_page(page: WarPage, qtbot: QtBot) -> None:
    page.compose("status-update")
    composer = page.composer
    assert composer is not None
    qtbot.waitUntil(lambda: composer.draft is not None and not composer.opening)
    composer.fill("known", "the pool is full")
    composer.fill("doing", "rolling back")
    composer.sent_to("e-mail")
    with qtbot.waitSignal(composer.sent):
        composer.say_sent()
    assert composer.isVisible()


def test_no_key_of_the_composer_is_one_of_the_room_around_it(page: WarPage, window: MainWindow) -> None:
    """Both hold while the focus is in the composer, and Qt then answers neither."""
    taken = {keys for action in window.registry if action.context is Context.WAR for keys in action.keys}
    mine = {keys for action in window.registry if action.context is Context.COMPOSER for keys in action.keys}
    assert mine & taken == set()


def test_the_composer_says_what_changed_since_its_readers_heard(desk: Desk, clock: ManualClock) -> None:
    desk.open(template="status-update")
    assert desk.page.since.text() == "Its readers have heard nothing yet"
    desk.key(Key.Key_F9)
    with desk.qtbot.waitSignal(desk.page.sent):
        desk.key(Key.Key_M, Ctrl | Shift)
    desk.open(template="status-update")
    assert desk.page.since.text() == "Nothing has changed since 03:14"
    clock.advance(60)
    desk.log("~ around 20% of checkouts fail")
    desk.log("! fail over")
    desk.qtbot.waitUntil(lambda: desk.page.since.text() == "Changed since 03:14: impact, 1 decision")
