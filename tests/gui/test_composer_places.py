"""Where a message goes: each place in its own words, the primary one moves the countdown; queued is not sent."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from tests.gui.composer_desk import Desk, begin, clipboard
from ui.widgets.composer_foot import Question
from ui.widgets.composer_places import PlaceRow
from warroom import paths
from warroom.clock import Instant, ManualClock
from warroom.incident.words import MessageState

Ctrl, Shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
Key = Qt.Key
PLACES = """
[audiences.team]
name = "The response team"
readers = "internal"
place = [
    { name = "chat", format = "slack", service = "slack", primary = true, target = "chat" },
    { name = "e-mail", format = "email" },
]
"""


def row(desk: Desk, name: str) -> PlaceRow:
    return next(row for row in desk.page.places.rows if row.name == name)


def external(desk: Desk) -> None:
    desk.open(external=True)
    desk.type_into("scope", "Checkout")


def test_the_list_has_a_row_for_each_place_of_the_audience(desk: Desk) -> None:
    external(desk)
    names = [row.name for row in desk.page.places.rows]
    assert names == ["status page", "in-app banner", "customer e-mail", "public post", "support desk"]
    assert desk.page.places.count.text() == "0 of 5 places"
    assert "moves the countdown" in row(desk, "status page").detail.text()
    assert "of 280 characters" in row(desk, "public post").detail.text()
    assert all(row.isVisible() for row in desk.page.places.rows)


def test_each_place_gets_its_own_format_and_words_and_they_are_seen(desk: Desk) -> None:
    external(desk)
    desk.qtbot.mouseClick(row(desk, "public post").copy, Qt.MouseButton.LeftButton)
    assert clipboard() == desk.preview
    assert "We know the cause and are working on it" in clipboard()
    assert desk.page.foot.asked.text() == "Copied 03:14:22 for public post. Sent it?"
    assert row(desk, "public post").state.text() == "copied 03:14, not sent"
    desk.qtbot.mouseClick(row(desk, "status page").copy, Qt.MouseButton.LeftButton)
    assert "**" in clipboard()


def test_a_secondary_place_moves_nothing_and_the_primary_one_does(desk: Desk, clock: ManualClock) -> None:
    clock.advance(300)
    external(desk)
    before = desk.incident().external.due_at
    desk.qtbot.mouseClick(row(desk, "in-app banner").copy, Qt.MouseButton.LeftButton)
    with desk.qtbot.waitSignal(desk.page.sent):
        desk.key(Key.Key_M, Ctrl | Shift)
    incident = desk.incident()
    assert incident.external.due_at == before
    assert (incident.messages[0].to, incident.messages[0].secondary) == ("in-app banner", True)
    desk.qtbot.mouseClick(row(desk, "status page").sent, Qt.MouseButton.LeftButton)
    with desk.qtbot.waitSignal(desk.page.sent):
        desk.key(Key.Key_M, Ctrl | Shift)
    incident = desk.incident()
    assert incident.external.due_at == Instant.parse("2026-03-02T03:49:00Z")
    assert desk.page.isVisible()
    desk.qtbot.waitUntil(lambda: row(desk, "status page").state.text().startswith("sent "))
    assert desk.page.places.count.text().endswith("of 5 places")


def test_the_promise_stays_the_same_from_place_to_place(desk: Desk, clock: ManualClock) -> None:
    external(desk)
    desk.type_into("next_update", "20m")
    desk.qtbot.mouseClick(row(desk, "status page").sent, Qt.MouseButton.LeftButton)
    with desk.qtbot.waitSignal(desk.page.sent):
        desk.key(Key.Key_M, Ctrl | Shift)
    clock.advance(300)
    desk.page._refresh()
    assert "by 03:34 UTC" in desk.preview
    assert desk.edit("scope").toPlainText() == "Checkout"
    desk.page.hide()
    slots = desk.ask_record(lambda workspace: workspace.record.drafts(desk.incident_id))
    assert not [slot for slot in slots if slot.startswith("composer:page")]  # type: ignore[attr-defined]


def test_a_place_whose_words_lack_something_opens_them(desk: Desk) -> None:
    desk.open(external=True)
    desk.type_into("symptom", "")
    desk.qtbot.mouseClick(row(desk, "in-app banner").copy, Qt.MouseButton.LeftButton)
    assert clipboard() == "before"
    assert "In-app banner" in desk.page.title.text()
    assert [row.name for row in desk.page.places.rows] == ["in-app banner"]
    assert desk.page.fields.focused() == "symptom"


def test_f9_inside_the_list_copies_for_that_place_and_f5_goes_there(desk: Desk) -> None:
    external(desk)
    desk.key(Key.Key_F5)
    assert desk.page.places.focused() == "status page"
    row(desk, "public post").copy.setFocus()
    desk.key(Key.Key_F9)
    assert desk.page.foot.asked.text().endswith("for public post. Sent it?")
    desk.key(Key.Key_Escape)
    assert "Affected: Checkout" in desk.preview


def test_where_space_is_short_the_places_take_the_room_of_the_fields(desk: Desk) -> None:
    external(desk)
    desk.page.resize(1004, 420)
    assert not desk.page.places.isVisible()
    assert desk.page.foot.places.text() == "0 of 5 places  F5"
    desk.key(Key.Key_F5)
    assert desk.page.places.isVisible()
    assert not desk.page.field_pane.isVisible()
    assert desk.page.preview.isVisible()
    desk.key(Key.Key_F5)
    assert desk.page.field_pane.isVisible()


@pytest.fixture
def chat(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A team whose chat has a target that nothing answers at."""
    folder = paths.settings_folder()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "places.toml").write_text(PLACES, encoding="utf-8")

    monkeypatch.setenv("WARROOM_SECRET_CHAT", "https://127.0.0.1:9/services/x")
    desk.ask_record(lambda workspace: workspace.targets.add("chat", "slack-webhook", {}))
    return desk


def test_queueing_is_asked_for_and_moves_no_countdown(chat: Desk) -> None:
    chat.open(template="status-update")
    before = chat.incident().internal.due_at
    chat.key(Key.Key_Return, Ctrl | Shift)
    assert chat.page.foot.question is Question.QUEUE
    assert chat.page.foot.queueing.text() == "Queue for chat?"
    assert chat.incident().messages == []
    with chat.qtbot.waitSignal(chat.page.queued) as queued:
        chat.key(Key.Key_Return, Ctrl | Shift)
    assert queued.args == [chat.incident_id, "Queued for chat. The countdown moves when it is delivered"]
    incident = chat.incident()
    assert [(message.to, message.state) for message in incident.messages] == [("chat", MessageState.QUEUED)]
    assert incident.internal.due_at == before
    chat.open(template="status-update")
    assert row(chat, "chat").state.text() == "queued, not seen by anybody yet"


def test_a_message_with_a_hole_is_not_queued(chat: Desk) -> None:
    chat.open(template="resolution")
    chat.key(Key.Key_Return, Ctrl | Shift)
    assert chat.note.startswith('Not queued: "')
    assert chat.page.foot.question is Question.NONE


def test_without_a_target_it_says_what_to_do(desk: Desk) -> None:
    desk.open(template="status-update")
    desk.key(Key.Key_Return, Ctrl | Shift)
    assert desk.note == "Not queued: there is no target yet. Copy it (F9), or add one under File, Targets"


def test_a_drill_ends_in_the_drill_sink(desk: Desk, clock: ManualClock) -> None:
    desk.incident_id = str(desk.ask_record(lambda workspace: begin(workspace, clock, drill=True)))
    desk.open(template="status-update")
    desk.key(Key.Key_Return, Ctrl | Shift)
    assert desk.page.foot.queueing.text() == "Queue for the drill sink, as for chat, e-mail?"
    with desk.qtbot.waitSignal(desk.page.queued):
        desk.key(Key.Key_Return, Ctrl | Shift)
    assert {message.to for message in desk.incident().messages} == {"drill:chat", "drill:e-mail"}


def test_what_is_written_anew_replaces_what_was_taken_out(chat: Desk) -> None:
    chat.open(template="status-update")
    chat.key(Key.Key_Return, Ctrl | Shift)
    with chat.qtbot.waitSignal(chat.page.queued):
        chat.key(Key.Key_Return, Ctrl | Shift)
    edited = chat.ask_record(lambda workspace: workspace.outbox.edit(workspace.outbox.deliveries()[0].n))
    chat.page.compose_anew(edited)  # type: ignore[arg-type]
    chat.qtbot.waitUntil(lambda: chat.page.replaces is not None)
    chat.type_into("known", "the pool is full")
    chat.key(Key.Key_Return, Ctrl | Shift)
    with chat.qtbot.waitSignal(chat.page.queued):
        chat.key(Key.Key_Return, Ctrl | Shift)
    states = [message.state for message in chat.incident().messages]
    assert states == [MessageState.WITHDRAWN, MessageState.QUEUED]


def test_offline_since_when_stands_in_the_foot(chat: Desk) -> None:
    chat.ask_record(lambda workspace: workspace.outbox.set_offline(True))
    chat.open(template="status-update")
    assert chat.page.foot.offline.text() == "Working offline (chosen)"


def test_what_was_typed_can_also_update_the_record(desk: Desk) -> None:
    desk.open(template="status-update")
    desk.type_into("impact", "45% of checkouts fail")
    desk.type_into("doing", "failing over")
    impact, doing = (desk.page.fields.row(name) for name in ("impact", "doing"))
    assert impact is not None
    assert doing is not None
    assert (impact.also.isChecked(), doing.also.isChecked()) == (True, False)
    assert impact.also.isVisible()
    desk.key(Key.Key_F9)
    with desk.qtbot.waitSignal(desk.page.sent):
        desk.key(Key.Key_M, Ctrl | Shift)
    incident = desk.incident()
    assert incident.impact is not None
    assert incident.impact.text == "45% of checkouts fail"
    assert [decision.text for decision in incident.decisions] == ["roll the release back"]


def test_an_old_source_says_how_old_it_is(desk: Desk, clock: ManualClock) -> None:
    clock.advance(720)
    desk.open(template="status-update")
    row = desk.page.fields.row("impact")
    assert row is not None
    assert row.source.text() == "from impact 03:14, 12 min ago"
