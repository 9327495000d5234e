"""*Needs you* by the keyboard alone: each row is ended by one key, or by one key and a sentence."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from ui.models.needs import Need, NeedKind
from ui.pages.war import WarPage
from ui.widgets.need_card import NeedCard
from ui.window import MainWindow
from warroom.clock import ManualClock
from warroom.comms.announce import waiting
from warroom.incident.words import AskState, ChangeState
from warroom.workspace import Workspace

Key = Qt.Key
SHIFT_CTRL = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def incident(open_workspace: Callable[[], Workspace]) -> str:
    with open_workspace() as workspace:
        return workspace.room.declare("Checkout failing for most customers", 1, ic="sam").incident


def row(page: WarPage, qtbot: QtBot, kind: NeedKind, title: str = "") -> NeedCard:
    """The card of the first need of a kind, with the focus on it."""

    def found() -> Need | None:
        return next((need for need in page.needs.shown if need.kind is kind and title in need.title), None)

    qtbot.waitUntil(lambda: found() is not None)
    need = found()
    assert need is not None
    card = page.needs.card(need)
    card.head.setFocus()
    qtbot.waitUntil(card.head.hasFocus)
    return card


def answer(card: NeedCard, qtbot: QtBot, text: str) -> None:
    qtbot.waitUntil(card.field.hasFocus)
    qtbot.keyClicks(card.field, text)
    qtbot.keyClick(card.field, Key.Key_Return)


def press_first(card: NeedCard, qtbot: QtBot) -> None:
    """Enter on the row goes to its first button, Enter there presses it."""
    qtbot.keyClick(card.head, Key.Key_Return)
    assert card.buttons[0].hasFocus()
    qtbot.keyClick(card.buttons[0], Key.Key_Return)


def ask_state(page: WarPage) -> AskState:
    assert page.incident is not None
    return page.incident.asks[0].state


def test_an_ask_is_answered_with_enter_and_the_answer(
    page: WarPage, enter: Callable[[str], None], qtbot: QtBot
) -> None:
    enter("+ @kai pool metrics 5m")
    card = row(page, qtbot, NeedKind.ASK)
    qtbot.keyClick(card.head, Key.Key_Return)
    answer(card, qtbot, "pool at 40 percent")
    qtbot.waitUntil(lambda: ask_state(page) is AskState.ANSWERED)
    assert page.incident is not None
    assert page.incident.asks[0].answer == "pool at 40 percent"
    assert page.toast.words == "Answered: kai: pool metrics"


def test_space_says_that_somebody_is_on_it_and_delete_that_nobody_needs_it(
    page: WarPage, enter: Callable[[str], None], qtbot: QtBot
) -> None:
    enter("+ @kai pool metrics 5m")
    qtbot.keyClick(row(page, qtbot, NeedKind.ASK).head, Key.Key_Space)
    qtbot.waitUntil(lambda: ask_state(page) is AskState.ACKNOWLEDGED)
    qtbot.waitUntil(lambda: any(need.started for need in page.needs.shown if need.kind is NeedKind.ASK))
    card = row(page, qtbot, NeedKind.ASK)
    assert "On it" not in [button.text() for button in card.buttons]
    qtbot.keyClick(card.head, Key.Key_Delete)
    answer(card, qtbot, "found elsewhere")
    qtbot.waitUntil(lambda: ask_state(page) is AskState.DROPPED)


def test_shift_enter_gives_an_ask_ten_minutes_more(
    page: WarPage, enter: Callable[[str], None], clock: ManualClock, qtbot: QtBot
) -> None:
    enter("+ @kai pool metrics 5m")
    card = row(page, qtbot, NeedKind.ASK)
    clock.advance(330)
    due = clock.now().plus(600)
    qtbot.keyClick(card.head, Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: page.incident is not None and page.incident.asks[0].due_at == due)
    assert ask_state(page) is AskState.OPEN
    qtbot.waitUntil(lambda: page.toast.words == "Later, in 10 min: kai: pool metrics")
    card = row(page, qtbot, NeedKind.ASK)
    card.press(next(act for act in card.more if act.words.startswith("Later")))
    assert page.line.text() == "/later a1 "


def test_a_requirement_is_done_by_space_and_not_needed_only_with_a_reason(page: WarPage, qtbot: QtBot) -> None:
    qtbot.keyClick(row(page, qtbot, NeedKind.REQUIREMENT, "War room").head, Key.Key_Space)
    qtbot.waitUntil(lambda: not any("War room" in need.title for need in page.needs.shown))
    card = row(page, qtbot, NeedKind.REQUIREMENT, "All hands")
    qtbot.keyClick(card.head, Key.Key_Delete)
    answer(card, qtbot, "")
    assert card.field.isVisible()
    answer(card, qtbot, "two teams are enough")
    qtbot.waitUntil(lambda: not any("All hands" in need.title for need in page.needs.shown))
    assert page.incident is not None
    waived = page.incident.requirement("all_hands")
    assert waived is not None
    assert waived.waived == "two teams are enough"


def test_a_proposal_goes_all_its_way_from_the_list(page: WarPage, enter: Callable[[str], None], qtbot: QtBot) -> None:
    enter("> @tomas restart the pods of zone b")

    def state() -> ChangeState:
        assert page.incident is not None
        return page.incident.changes[0].state

    card = row(page, qtbot, NeedKind.APPROVAL)
    qtbot.keyClick(card.head, Key.Key_Space)
    answer(card, qtbot, "wait for the graphs")
    qtbot.waitUntil(lambda: state() is ChangeState.ON_HOLD)
    qtbot.waitUntil(lambda: any(need.kind is NeedKind.HELD for need in page.needs.shown))
    press_first(row(page, qtbot, NeedKind.HELD), qtbot)
    qtbot.waitUntil(lambda: state() is ChangeState.APPROVED)
    qtbot.waitUntil(lambda: any(need.kind is NeedKind.FLIGHT for need in page.needs.shown))
    press_first(row(page, qtbot, NeedKind.FLIGHT), qtbot)
    qtbot.waitUntil(lambda: state() is ChangeState.STARTED)
    qtbot.waitUntil(lambda: any(need.started for need in page.needs.shown))
    card = row(page, qtbot, NeedKind.FLIGHT)
    for _ in range(3):
        focus = page.window().focusWidget()
        assert focus is not None
        qtbot.keyClick(focus, Key.Key_Right)
    focus = page.window().focusWidget()
    assert isinstance(focus, QPushButton)
    assert focus.text() == "Made it worse"
    qtbot.keyClick(focus, Key.Key_Space)
    qtbot.waitUntil(lambda: state() is ChangeState.WORSE)


def test_a_change_made_without_an_ok_is_confirmed_by_voice_on_one_key(
    page: WarPage, enter: Callable[[str], None], window: MainWindow, qtbot: QtBot
) -> None:
    window.registry.trigger("war.ok_by_voice")
    assert window.toast.text.text() == "Every change has its OK on record"
    enter(">> @tomas drained the queue")
    qtbot.waitUntil(lambda: any(need.kind is NeedKind.REPORTED for need in page.needs.shown))
    assert "no OK on record" in page.needs.shown[0].detail
    qtbot.keyClick(page.line, Key.Key_V, SHIFT_CTRL)
    qtbot.waitUntil(lambda: page.incident is not None and page.incident.changes[0].approved)
    assert page.toast.words == "OK by voice: drained the queue"


def test_arrows_walk_the_rows_and_only_the_row_in_hand_shows_its_buttons(
    page: WarPage, enter: Callable[[str], None], qtbot: QtBot
) -> None:
    enter("+ @kai pool metrics 5m")
    card = row(page, qtbot, NeedKind.ASK)
    qtbot.waitUntil(lambda: all(button.isVisible() for button in card.buttons))
    at = next(n for n, need in enumerate(page.needs.shown) if need.key == card.need.key)
    qtbot.keyClick(card.head, Key.Key_Down)
    below = page.needs.card(page.needs.shown[at + 1])
    qtbot.waitUntil(below.head.hasFocus)
    qtbot.waitUntil(lambda: all(button.isVisible() for button in below.buttons))
    assert not any(button.isVisible() for button in card.buttons)


def test_esc_in_a_reason_takes_nothing_back_and_decides_nothing(
    page: WarPage, enter: Callable[[str], None], qtbot: QtBot
) -> None:
    enter("> @tomas restart the pods of zone b")
    card = row(page, qtbot, NeedKind.APPROVAL)
    qtbot.keyClick(card.head, Key.Key_Delete)
    qtbot.waitUntil(card.field.hasFocus)
    qtbot.keyClicks(card.field, "not n")
    qtbot.keyClick(card.field, Key.Key_Escape)
    assert card.head.hasFocus()
    assert isinstance(card.field, QLineEdit)
    assert card.field.text() == "not n"
    assert page.incident is not None
    assert page.incident.changes[0].state is ChangeState.PROPOSED


def test_the_focus_stays_on_a_change_whose_buttons_are_others_now(
    page: WarPage, enter: Callable[[str], None], qtbot: QtBot
) -> None:
    enter("> restart the pods @kai")
    enter("+ @kai pool metrics")
    card = row(page, qtbot, NeedKind.APPROVAL)
    press_first(card, qtbot)
    qtbot.waitUntil(lambda: any(need.kind is NeedKind.FLIGHT for need in page.needs.shown))
    flying = next(need for need in page.needs.shown if need.kind is NeedKind.FLIGHT)
    qtbot.waitUntil(page.needs.card(flying).head.hasFocus)


def test_the_row_after_an_ended_one_has_the_focus(page: WarPage, enter: Callable[[str], None], qtbot: QtBot) -> None:
    enter("+ @kai pool metrics 5m")
    enter("+ @lee graphs 6m")
    enter("+ @ana a list 50m")
    card = row(page, qtbot, NeedKind.ASK, "metrics")
    after = page.needs.shown[page.needs.shown.index(card.need) + 1]
    qtbot.keyClick(card.head, Key.Key_Return)
    answer(card, qtbot, "at 40 percent")
    qtbot.waitUntil(lambda: not any("metrics" in need.title for need in page.needs.shown))
    qtbot.waitUntil(page.needs.card(after).head.hasFocus)


def test_no_clock_and_no_button_is_cut_where_the_window_is_small(
    page: WarPage, window: MainWindow, enter: Callable[[str], None], qtbot: QtBot
) -> None:
    enter("> restart the pods @kai")
    enter("/ok 1")
    qtbot.waitUntil(lambda: any(need.kind is NeedKind.FLIGHT for need in page.needs.shown))
    for size in ((1440, 900), (1024, 700)):
        window.resize(*size)
        rows = page.needs.rows
        qtbot.waitUntil(lambda rows=rows: rows.widget().width() == rows.viewport().width())  # type: ignore[misc]
        card = page.needs.card(next(need for need in page.needs.shown if need.kind is NeedKind.FLIGHT))
        assert all(button.width() >= button.sizeHint().width() for button in card.buttons)


def test_a_long_row_is_cut_and_pushes_no_other_out_of_the_pane(
    page: WarPage, enter: Callable[[str], None], window: MainWindow, qtbot: QtBot
) -> None:
    window.resize(1024, 700)
    enter("+ @kai " + "numbers of every pool of the payments database in all three zones " * 3 + "5m")
    enter("> @sam restart the payments pods")
    card = row(page, qtbot, NeedKind.APPROVAL)
    inside = card.parentWidget()
    assert inside is not None
    qtbot.waitUntil(lambda: inside.width() <= inside.parentWidget().width())
    qtbot.waitUntil(
        lambda: all(button.mapTo(inside, button.rect().bottomRight()).x() < inside.width() for button in card.buttons)
    )


def test_a_key_that_is_held_down_acts_once(page: WarPage, enter: Callable[[str], None], qtbot: QtBot) -> None:
    enter("> restart the pods @kai")
    card = row(page, qtbot, NeedKind.APPROVAL)
    held = QKeyEvent(QEvent.Type.KeyPress, Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", True)
    qtbot.keyClick(card.head, Key.Key_Return)
    with qtbot.assertNotEmitted(card.done):
        QApplication.sendEvent(card.buttons[0], held)
    qtbot.keyClick(card.buttons[0], Key.Key_Return)
    flying = row(page, qtbot, NeedKind.FLIGHT)
    with qtbot.assertNotEmitted(flying.done):
        QApplication.sendEvent(flying.head, held)


def test_enter_on_a_row_writes_no_outcome(page: WarPage, enter: Callable[[str], None], qtbot: QtBot) -> None:
    for line in ("> roll back 4.18", "/ok 1", "/start 1"):
        enter(line)
    qtbot.waitUntil(lambda: any(need.started for need in page.needs.shown if need.kind is NeedKind.FLIGHT))
    card = row(page, qtbot, NeedKind.FLIGHT)
    with qtbot.assertNotEmitted(card.done):
        qtbot.keyClick(card.head, Key.Key_Return)
    assert isinstance(page.window().focusWidget(), QPushButton)
    assert card.buttons[0].hasFocus()
    qtbot.waitUntil(card.buttons[0].isVisible)
    qtbot.keyClick(card.buttons[0], Key.Key_Left)
    assert card.head.hasFocus()


def test_an_answer_needs_its_words(page: WarPage, enter: Callable[[str], None], qtbot: QtBot) -> None:
    enter("+ @kai pool metrics 5m")
    card = row(page, qtbot, NeedKind.ASK)
    with qtbot.assertNotEmitted(card.done):
        qtbot.keyClick(card.head, Key.Key_Return)
        answer(card, qtbot, "")
    assert card.field.hasFocus()


def test_a_minor_incident_asks_for_no_ok(
    open_workspace: Callable[[], Workspace], page: WarPage, window: MainWindow, qtbot: QtBot
) -> None:
    with open_workspace() as workspace:
        minor = workspace.room.declare("Webhooks late", 3).incident
    window.open_incident(minor)
    qtbot.waitUntil(lambda: page.incident is not None and page.incident.id == minor)
    page.line.put("> @kai requeue the hooks")
    assert page.scribe.reading.text().startswith("Change, proposed")
    qtbot.keyClick(page.line, Key.Key_Return)
    card = row(page, qtbot, NeedKind.PROPOSED)
    assert page.top_need() is None
    assert page.nothing_waits()
    press_first(card, qtbot)
    qtbot.waitUntil(lambda: page.incident is not None and page.incident.changes[0].state is ChangeState.STARTED)
    assert not page.incident.changes[0].approved


def test_what_goes_on_elsewhere_says_where_and_asks_for_no_message(
    open_workspace: Callable[[], Workspace], page: WarPage, window: MainWindow, qtbot: QtBot
) -> None:
    with open_workspace() as workspace:
        other = workspace.room.declare("Search is slow", 2).incident
        workspace.room.log(other, "/same-as INC-0001")
        assert waiting(workspace.record.incident(other)) == ()
    window.open_incident(other)
    qtbot.waitUntil(lambda: page.incident is not None and page.incident.id == other)
    assert "Goes on in INC-0001" in page.identity.second.text()
    assert page.now_row.internal.accessibleDescription() == "paused, counts in INC-0001"


def test_a_near_miss_says_so_where_everybody_looks(page: WarPage, enter: Callable[[str], None], qtbot: QtBot) -> None:
    enter("/nearmiss yes")
    qtbot.waitUntil(lambda: "Near miss" in page.identity.second.text())


def test_in_a_small_window_the_change_is_read_before_its_buttons_and_announcements_come_last(
    page: WarPage, window: MainWindow, enter: Callable[[str], None], qtbot: QtBot
) -> None:
    enter("> restart payment pods in zone b")
    enter("> roll back release 4.18")
    qtbot.waitUntil(lambda: sum(need.kind.waits for need in page.needs.shown) == 2)
    qtbot.waitUntil(lambda: bool(page.needs.tells.rows))
    window.resize(640, 480)
    qtbot.keyClick(page.line, Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    listed = page.needs.rows
    card = page.needs.card(page.needs.shown[0])
    qtbot.waitUntil(card.head.hasFocus)
    for part in (card.head, card.buttons[0]):
        qtbot.waitUntil(lambda part=part: not part.visibleRegion().isEmpty())
        assert part.visibleRegion().boundingRect().height() == part.height()
    last = page.needs.card(page.needs.shown[-1])
    assert (
        page.needs.tells.mapTo(listed, page.needs.tells.rect().topLeft()).y()
        >= last.mapTo(listed, last.rect().bottomLeft()).y()
    )
    assert page.needs.count.text() == f"{len(page.needs.shown)} · {page.needs.tells.waiting} to tell"
    page.needs.tells.rows[0].setFocus()
    assert not page.needs.tells.rows[0].visibleRegion().isEmpty()
