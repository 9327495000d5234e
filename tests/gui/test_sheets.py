"""The sheets of the war room: beliefs, decisions, checklists, people to call, runbooks, bridge, rules, catching up."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from tests.gui.reach import unnamed
from ui.models.needs import NeedKind
from ui.pages.bridge import BridgeSheet
from ui.pages.catch_up import CatchUpSheet
from ui.pages.contacts import ContactsSheet
from ui.pages.list_sheet import ListSheet
from ui.pages.runbooks import RunbooksSheet
from ui.pages.sheet import Sheet
from ui.pages.war import WarPage
from ui.widgets.card_list import CardList
from ui.widgets.need_card import NeedCard
from ui.window import MainWindow
from warroom.clock import ManualClock
from warroom.incident.words import ChangeState, Confidence, PageAnswer
from warroom.workspace import Workspace

Key = Qt.Key
Ctrl, Shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LINES = (
    "? pool exhausted",
    "? v4.18 broke the cache",
    "! stop the nightly job @tomas back in 5m",
    "/bridge +44 20 7946 0321 PIN 4711",
    "/service payments",
)
RUNBOOK = """---
services: [payments]
---
# Payments queue

## Look
1. Read the depth of the queue
2. Restart the workers
   ```sh
   kubectl -n {{service}} rollout restart deploy/{{missing}}
   ```

## After

```sh
queue-depth --service {{service}}
```
"""
CONTACTS = """name,handle,phone,team,zone
Kai Berg,kai,+49 30 1234567,payments,Europe/Berlin
Ines Roy,ines,,payments,
"""


@pytest.fixture
def incident(open_workspace: Callable[[], Workspace]) -> str:
    with open_workspace() as workspace:
        incident = workspace.room.declare("Checkout failing", 1, ic="sam").incident
        for line in LINES:
            workspace.room.log(incident, line)
        return incident


def opened(page: WarPage, qtbot: QtBot, name: str) -> Sheet:
    page.actions_registry.trigger(f"war.sheet.{name}")
    sheet = page.sheets.get(name)
    assert sheet is not None
    qtbot.waitUntil(sheet.isVisible)
    return sheet


def card(rows: CardList, qtbot: QtBot, title: str) -> NeedCard:
    qtbot.waitUntil(lambda: any(title in row.title for row in rows.shown))
    found = rows.card(next(row for row in rows.shown if title in row.title))
    found.head.setFocus()
    qtbot.waitUntil(found.head.hasFocus)
    return found


def answer(found: NeedCard, qtbot: QtBot, text: str) -> None:
    qtbot.waitUntil(found.field.hasFocus)
    qtbot.keyClicks(found.field, text)
    qtbot.keyClick(found.field, Key.Key_Return)


def test_a_new_shift_sees_what_was_excluded_and_why(page: WarPage, qtbot: QtBot) -> None:
    sheet = opened(page, qtbot, "hypotheses")
    assert isinstance(sheet, ListSheet)
    assert sheet.rows.shown[0].title == "pool exhausted"
    found = card(sheet.rows, qtbot, "pool exhausted")
    qtbot.keyClick(found.head, Key.Key_Delete)
    answer(found, qtbot, "the pool is half empty")
    qtbot.waitUntil(lambda: sheet.rows.shown[-1].title == "pool exhausted")
    assert "because the pool is half empty" in sheet.rows.shown[-1].detail
    assert sheet.rows.shown[-1].head == "Excluded already"
    assert sheet.rows.shown[0].title == "v4.18 broke the cache"


def test_evidence_and_confidence_are_one_key_or_one_menu_away(page: WarPage, qtbot: QtBot) -> None:
    sheet = opened(page, qtbot, "hypotheses")
    assert isinstance(sheet, ListSheet)
    found = card(sheet.rows, qtbot, "v4.18")
    qtbot.keyClick(found.head, Key.Key_Space)
    answer(found, qtbot, "misses rose at 02:25")
    qtbot.waitUntil(lambda: any("1 for it" in row.detail for row in sheet.rows.shown))
    found = card(sheet.rows, qtbot, "v4.18")
    likely = next(act for act in found.more if act.words == "It is likely")
    found.press(likely)
    qtbot.waitUntil(lambda: page.incident is not None and page.incident.hypotheses[1].confidence is Confidence.LIKELY)
    found = card(sheet.rows, qtbot, "v4.18")
    qtbot.keyClick(found.head, Key.Key_Return)
    qtbot.keyClick(found.buttons[0], Key.Key_Return)
    qtbot.waitUntil(lambda: page.incident is not None and page.incident.current_hypothesis == 2)


def test_a_decision_is_looked_at_again_or_put_off(page: WarPage, qtbot: QtBot, clock: ManualClock) -> None:
    qtbot.waitUntil(lambda: any(need.kind is NeedKind.DECISION for need in page.needs.shown))
    found = card(page.needs.rows, qtbot, "stop the nightly job")
    qtbot.keyClick(found.head, Key.Key_Space)
    qtbot.waitUntil(lambda: any(need.kind is NeedKind.DECISION and need.clock == "10:00" for need in page.needs.shown))
    found = card(page.needs.rows, qtbot, "stop the nightly job")
    qtbot.keyClick(found.head, Key.Key_Return)
    answer(found, qtbot, "load is falling")
    qtbot.waitUntil(lambda: not any(need.kind is NeedKind.DECISION for need in page.needs.shown))
    sheet = opened(page, qtbot, "decisions")
    assert isinstance(sheet, ListSheet)
    assert "load is falling" in sheet.rows.shown[0].detail


def test_a_change_carries_its_signal_its_abort_condition_and_a_rollback_timer(
    page: WarPage, incident: str, open_workspace: Callable[[], Workspace], clock: ManualClock, qtbot: QtBot
) -> None:
    with open_workspace() as other:
        for line in ("> @tomas roll back v4.18", "/expect 1 errors under 5 percent", "/abort 1 errors over 60 percent",
                     "/rollback 1 10m", "/ok 1", "/start 1"):  # fmt: skip
            other.room.log(incident, line)
    qtbot.waitUntil(lambda: any(need.started for need in page.needs.shown if need.kind is NeedKind.FLIGHT))
    need = next(need for need in page.needs.shown if need.kind is NeedKind.FLIGHT)
    assert "expect errors under 5 percent" in need.detail
    assert "abort if errors over 60 percent" in need.detail
    assert need.clock == "10:00"
    clock.advance(660)
    page.tick_now()
    assert next(need for need in page.needs.shown if need.kind is NeedKind.FLIGHT).clock == "+01:00"
    found = card(page.needs.rows, qtbot, "roll back v4.18")
    assert found.acts[0].words == "Worked"
    signal = next(act for act in found.more if act.words.startswith("Expected"))
    found.press(signal)
    assert page.line.text() == "/expect 1 "
    assert page.incident is not None
    assert page.incident.changes[0].state is ChangeState.STARTED


def test_checklist_items_are_ticked_or_not_needed_with_a_reason(page: WarPage, qtbot: QtBot) -> None:
    sheet = opened(page, qtbot, "checklists")
    assert isinstance(sheet, ListSheet)
    proved = next(row for row in sheet.rows.shown if row.title == "severity set")
    assert proved.started
    found = card(sheet.rows, qtbot, "the signal is real")
    qtbot.keyClick(found.head, Key.Key_Space)
    qtbot.waitUntil(lambda: next(row for row in sheet.rows.shown if row.title == "the signal is real").started)
    found = card(sheet.rows, qtbot, "running deploys")
    qtbot.keyClick(found.head, Key.Key_Delete)
    answer(found, qtbot, "freeze since Friday")
    qtbot.waitUntil(lambda: any(row.detail == "not needed: freeze since Friday" for row in sheet.rows.shown))


def test_a_call_that_nobody_takes_is_one_key_and_starts_the_next_tiers_clock(
    page: WarPage, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "people.csv"
    path.write_text(CONTACTS + ",,,,\nbroken row without a name,,,,,,,\n", encoding="utf-8")
    sheet = opened(page, qtbot, "contacts")
    assert isinstance(sheet, ContactsSheet)
    qtbot.waitUntil(lambda: sheet.warning.text().startswith("No contacts yet"))
    sheet.take_file(str(path))
    qtbot.waitUntil(lambda: any(row.title == "Kai Berg" for row in sheet.rows.shown))
    assert "1 without a phone number: Ines Roy" in sheet.warning.text()
    found = card(sheet.rows, qtbot, "Kai Berg")
    assert sheet.code.text == "tel:+49301234567"
    qtbot.keyClick(found.head, Key.Key_Space)
    qtbot.waitUntil(lambda: page.incident is not None and len(page.incident.pages) == 1)
    assert page.incident is not None
    assert page.incident.pages[0].answer is PageAnswer.NO_ANSWER
    found = card(sheet.rows, qtbot, "Nobody is named")
    qtbot.keyClick(found.head, Key.Key_Space)
    qtbot.waitUntil(lambda: any(need.kind is NeedKind.PAGE for need in page.needs.shown))
    need = next(need for need in page.needs.shown if need.kind is NeedKind.PAGE)
    assert need.title == "L1: no answer"
    sheet.search.setText("kai")
    assert [row.title for row in sheet.rows.shown] == ["Kai Berg"]


def test_a_call_is_logged_as_a_call_once_and_answered_by_its_own_button(
    page: WarPage, tmp_path: Path, clock: ManualClock, qtbot: QtBot
) -> None:
    path = tmp_path / "people.csv"
    path.write_text(CONTACTS, encoding="utf-8")
    sheet = opened(page, qtbot, "contacts")
    assert isinstance(sheet, ContactsSheet)
    sheet.take_file(str(path))
    found = card(sheet.rows, qtbot, "Kai Berg")
    with qtbot.assertNotEmitted(page.session.done, wait=100):
        qtbot.keyClick(found.head, Key.Key_Return)
    assert found.buttons[0].hasFocus()
    assert [button.text() for button in found.buttons] == ["Called, waiting", "Answered", "No answer  Space"]
    qtbot.keyClick(found.buttons[0], Key.Key_Return)
    qtbot.waitUntil(lambda: page.incident is not None and len(page.incident.pages) == 1)
    assert page.incident is not None
    assert page.incident.pages[0].answer is PageAnswer.WAITING
    clock.advance(2)
    qtbot.keyClick(found.buttons[0], Key.Key_Return)
    qtbot.waitUntil(lambda: page.scribe.reading.text().startswith("Already paged 03:14: @kai"))
    assert len(page.incident.pages) == 1
    page.tick_now()
    qtbot.mouseClick(found.buttons[1], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.incident is not None and page.incident.pages[0].answer is PageAnswer.ANSWERED)
    assert len(page.incident.pages) == 1
    clock.advance(60)
    found.buttons[0].setFocus()
    qtbot.keyClick(found.buttons[0], Key.Key_Return)
    qtbot.waitUntil(lambda: page.incident is not None and len(page.incident.pages) == 2)


def test_a_runbook_is_found_ticked_and_its_command_copied_with_what_is_known(
    page: WarPage, warroom_home: Path, qtbot: QtBot
) -> None:
    from warroom import paths

    folder = paths.settings_folder() / "runbooks"
    folder.mkdir(parents=True)
    (folder / "payments-queue.md").write_text(RUNBOOK, encoding="utf-8")
    sheet = opened(page, qtbot, "runbooks")
    assert isinstance(sheet, RunbooksSheet)
    qtbot.waitUntil(lambda: sheet.book is not None)
    qtbot.keyClicks(sheet.search, "workers")
    qtbot.waitUntil(lambda: bool(sheet.steps.shown))
    assert sheet.name.text() == "Payments queue"
    found = card(sheet.steps, qtbot, "Restart the workers")
    qtbot.keyClick(found.head, Key.Key_Return)
    assert QGuiApplication.clipboard().text() == "kubectl -n payments rollout restart deploy/{{missing}}"
    assert "Fill in: missing" in page.scribe.reading.text()
    found = card(sheet.steps, qtbot, "queue-depth")
    qtbot.keyClick(found.head, Key.Key_Return)
    assert QGuiApplication.clipboard().text() == "queue-depth --service payments"
    found = card(sheet.steps, qtbot, "Read the depth")
    qtbot.keyClick(found.head, Key.Key_Space)
    qtbot.waitUntil(lambda: sheet.steps.shown[0].started)
    texts = [entry.text for n in range(page.model.saved_rows) if (entry := page.model.entry(n)) is not None]
    assert any("Read the depth of the queue" in text for text in texts)
    sheet.search.setText("no such words")
    assert sheet.nothing.text() == "No runbook holds these words."
    assert not sheet.name.isVisible()


def test_a_runbook_is_chosen_and_reached_by_keys_alone_and_its_rows_keep_the_documents_order(
    page: WarPage, warroom_home: Path, qtbot: QtBot
) -> None:
    from warroom import paths

    folder = paths.settings_folder() / "runbooks"
    folder.mkdir(parents=True)
    (folder / "a.md").write_text("# Alpha queue\n1. Look\n", encoding="utf-8")
    (folder / "b.md").write_text(
        "# Beta queue\n```\nwho\n```\n## Do\n1. Drain\n2. Restart\n```\nreboot\n```\n3. Watch\n"
        "## After\n```\nlast\n```\n## Do\n- [ ] Close\n",
        encoding="utf-8",
    )
    sheet = opened(page, qtbot, "runbooks")
    assert isinstance(sheet, RunbooksSheet)
    qtbot.waitUntil(lambda: sheet.book is not None)
    qtbot.keyClicks(sheet.search, "queue")
    qtbot.keyClick(sheet.search, Key.Key_Down)
    assert sheet.name.text() == "Beta queue"
    assert sheet.search.hasFocus()
    assert [row.title for row in sheet.steps.shown] == ["who", "Drain", "Restart", "Watch", "last", "Close"]
    heads = [row.head for row in sheet.steps.shown]
    assert heads == ["Beta queue", "Do", "Do", "Do", "After", "Do"]
    heads_of_rows = [sheet.steps.card(row).head for row in sheet.steps.shown]
    qtbot.waitUntil(heads_of_rows[-1].isVisible)
    assert sum(label.text() == "Do" and label.isVisible() for label in sheet.steps.findChildren(QLabel)) == 2
    qtbot.keyClick(sheet.search, Key.Key_Return)
    assert QApplication.focusWidget() is heads_of_rows[0]
    for head in heads_of_rows:
        assert QApplication.focusWidget() is head
        qtbot.keyClick(head, Key.Key_Tab)
    assert QApplication.focusWidget() is sheet.text
    sheet.list.setFocus()
    qtbot.keyClick(sheet.list, Key.Key_Tab)
    assert QApplication.focusWidget() is heads_of_rows[0]


def test_the_bridge_is_dialled_by_phone_and_what_is_said_there_resets_the_countdown(
    page: WarPage, clock: ManualClock, qtbot: QtBot
) -> None:
    clock.advance(600)
    sheet = opened(page, qtbot, "bridge")
    assert isinstance(sheet, BridgeSheet)
    assert sheet.code.text == "tel:+442079460321"
    assert "PIN 4711" in sheet.words.text()
    qtbot.keyClicks(sheet.update_said, "rolling back, next in 15")
    qtbot.keyClick(sheet.update_said, Key.Key_Return)
    qtbot.waitUntil(lambda: page.incident is not None and page.incident.internal.last_at == clock.now())


def test_a_bridge_is_named_in_its_page_and_changed_there(
    page: WarPage, open_workspace: Callable[[], Workspace], window: MainWindow, qtbot: QtBot
) -> None:
    with open_workspace() as other:
        bare = other.room.declare("Search is slow", 2, ic="sam").incident
    window.open_incident(bare)
    qtbot.waitUntil(lambda: page.incident is not None and page.incident.id == bare)
    rows = page.model.rowCount()
    sheet = opened(page, qtbot, "bridge")
    assert isinstance(sheet, BridgeSheet)
    assert sheet.place.hasFocus()
    assert sheet.keep.text() == "Name the bridge"
    qtbot.keyClick(sheet.place, Key.Key_Return)
    assert "Type the number" in page.scribe.reading.text()
    qtbot.keyClicks(sheet.place, "+33 1 70 18 00 00 PIN 99 https://meet.example.com/slow")
    qtbot.keyClick(sheet.place, Key.Key_Tab)
    assert sheet.keep.hasFocus()
    qtbot.keyClick(sheet.keep, Key.Key_Space)
    qtbot.waitUntil(lambda: page.incident is not None and page.incident.bridge is not None)
    assert page.incident is not None
    named = page.incident.bridge
    assert named is not None
    assert (named.number, named.pin, named.link) == ("+33 1 70 18 00 00", "99", "https://meet.example.com/slow")
    qtbot.waitUntil(lambda: sheet.keep.text() == "Change the bridge")
    assert "PIN 99" in sheet.words.text()
    assert (sheet.place.text(), page.line.text()) == ("", "")
    requirement = next((row for row in page.incident.requirements if row.name == "war_room"), None)
    assert requirement is None or requirement.done_at is not None
    qtbot.keyClicks(sheet.place, "+33 1 70 18 00 01 PIN 12")
    qtbot.keyClick(sheet.place, Key.Key_Return)
    qtbot.waitUntil(lambda: "PIN 12" in sheet.words.text())
    texts = [page.model.entry(row) for row in range(rows, page.model.rowCount())]
    assert all(entry is None or entry.text.startswith("Bridge") for entry in texts)


def test_the_rules_are_the_playbooks_own(page: WarPage, qtbot: QtBot) -> None:
    sheet = opened(page, qtbot, "rules")
    words = " ".join(label.text() for label in sheet.findChildren(QLabel))
    assert page.playbook is not None
    for rule in page.playbook.room.rules:
        assert rule[1:] in words
    qtbot.keyClick(sheet.back, Key.Key_Escape)
    assert page.line.hasFocus()


def test_catching_up_tells_what_changed_since_a_time_and_goes_to_its_row(
    page: WarPage, incident: str, open_workspace: Callable[[], Workspace], clock: ManualClock, qtbot: QtBot
) -> None:
    clock.advance(600)
    with open_workspace() as other:
        other.room.log(incident, "~ 30% of checkouts fail")
        other.room.log(incident, "! fail over to the second region")
    sheet = opened(page, qtbot, "catchup")
    assert isinstance(sheet, CatchUpSheet)
    sheet.since.clear()
    qtbot.keyClicks(sheet.since, "-5m")
    qtbot.keyClick(sheet.since, Key.Key_Return)
    qtbot.waitUntil(lambda: sheet.told is not None and sheet.told.rows == 2)
    line = next(b for b in sheet.findChildren(QPushButton) if "fail over to the second region" in b.text())
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
    row = page.timeline.view.selected_row()
    entry = page.model.entry(row)
    assert entry is not None
    assert entry.text == "fail over to the second region"
    sheet = opened(page, qtbot, "catchup")
    assert isinstance(sheet, CatchUpSheet)
    sheet.since.setText("no one! here")
    sheet.look()
    assert "neither a time nor a person" in page.scribe.reading.text()


def test_say_next_follows_the_state_and_enter_copies(
    page: WarPage, incident: str, open_workspace: Callable[[], Workspace], qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: bool(page.say_next.shown))
    with open_workspace() as other:
        other.room.log(incident, "> @tomas roll back v4.18")
    qtbot.waitUntil(lambda: "strongly object" in page.say_next.card.text())
    qtbot.keyClick(page.line, Key.Key_4, Ctrl)
    assert QApplication.focusWidget() is page.say_next.copy
    qtbot.keyClick(page.say_next.copy, Key.Key_Space)
    assert QGuiApplication.clipboard().text() == page.say_next.card.text()


@pytest.mark.parametrize(
    "name", ["hypotheses", "decisions", "checklists", "contacts", "runbooks", "catchup", "bridge", "rules"]
)
def test_every_part_of_a_sheet_has_a_name_and_esc_leaves_it(page: WarPage, qtbot: QtBot, name: str) -> None:
    sheet = opened(page, qtbot, name)
    assert unnamed(sheet) == []
    focus = page.window().focusWidget()
    assert focus is not None
    qtbot.keyClick(focus, Key.Key_Escape)
    qtbot.waitUntil(page.line.hasFocus)
    assert not sheet.isVisible()
