"""The war room on a real record: what is typed is logged, what stands is shown, what waits can be decided by keys."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QMenu, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from ui.pages.war import WarPage
from ui.pages.war_body import Mode, mode_for
from ui.window import MainWindow
from warroom.clock import ManualClock
from warroom.incident.words import ChangeState, Seat, Severity, Status
from warroom.workspace import Workspace

Key = Qt.Key
Mod = Qt.KeyboardModifier
SHIFT_CTRL = Mod.ControlModifier | Mod.ShiftModifier


@pytest.fixture
def incident(open_workspace: Callable[[], Workspace]) -> str:
    """A SEV-1 that @sam declared, on the record before the window opens."""
    with open_workspace() as workspace:
        return workspace.room.declare("Checkout failing for most customers", 1).incident


def texts(page: WarPage) -> list[str]:
    return [page.model.index(row, 3).data() for row in range(page.model.rowCount())]


def press(page: WarPage, qtbot: QtBot, key: Qt.Key, mods: Qt.KeyboardModifier = Mod.NoModifier) -> None:
    """A key to whatever has the focus, shortcuts included."""
    target = QApplication.focusWidget() or page.line
    qtbot.keyClick(target, key, mods)


def settled(page: WarPage, qtbot: QtBot, check: Callable[[], bool]) -> None:
    qtbot.waitUntil(check)


def test_a_typed_line_is_logged_and_the_foot_says_so(page: WarPage, enter: Callable[[str], None]) -> None:
    enter("error rate 47% on POST /orders")
    assert texts(page)[-1] == "error rate 47% on POST /orders"
    assert page.foot.words.startswith("Saved 03:14:22")
    assert page.line.hasFocus()


def test_the_row_stands_before_the_disk_has_it(page: WarPage, qtbot: QtBot) -> None:
    qtbot.keyClicks(page.line, "error rate 47%")
    qtbot.keyClick(page.line, Key.Key_Return)
    assert page.model.pending_lines()
    assert texts(page)[-1] == "error rate 47%"
    qtbot.waitUntil(lambda: not page.model.pending_lines())


def test_lines_typed_one_upon_the_other_arrive_in_order(page: WarPage, qtbot: QtBot) -> None:
    lines = [f"line {n}" for n in range(30)]
    for line in lines:
        qtbot.keyClicks(page.line, line)
        qtbot.keyClick(page.line, Key.Key_Return)
    qtbot.waitUntil(lambda: not page.model.pending_lines())
    assert texts(page)[-30:] == lines


def test_impact_and_hypothesis_stand_in_the_now_row(page: WarPage, qtbot: QtBot, enter: Callable[[str], None]) -> None:
    assert page.now_row.impact.value == "Who is affected? Ctrl+I"
    assert page.now_row.hypothesis.value == "No belief yet. Ctrl+B"
    press(page, qtbot, Key.Key_I, Mod.ControlModifier)
    assert page.line.text() == "~ "
    enter("70% of checkouts fail")
    press(page, qtbot, Key.Key_B, Mod.ControlModifier)
    enter("pool exhausted")
    qtbot.waitUntil(lambda: page.now_row.hypothesis.value == "pool exhausted")
    assert page.now_row.impact.value == "70% of checkouts fail"
    assert page.now_row.impact.side == "as of 03:14"
    assert "possible" in page.now_row.hypothesis.heading


def test_ctrl_i_keeps_what_was_being_typed(page: WarPage, qtbot: QtBot) -> None:
    qtbot.keyClicks(page.line, "70% of checkouts fail")
    press(page, qtbot, Key.Key_I, Mod.ControlModifier)
    assert page.line.text() == "~ 70% of checkouts fail"


def test_severity_is_changed_by_keys_and_undone(page: WarPage, qtbot: QtBot) -> None:
    press(page, qtbot, Key.Key_L, SHIFT_CTRL)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    qtbot.keyClick(menu, Key.Key_2)
    qtbot.waitUntil(lambda: page.incident is not None and page.incident.severity is Severity.SEV2)
    assert page.identity.badge.text() == "SEV-2"
    assert page.toast.undoable
    press(page, qtbot, Key.Key_Z, Mod.ControlModifier)
    qtbot.waitUntil(lambda: page.incident is not None and page.incident.severity is Severity.SEV1)


def test_the_foot_counts_what_was_saved_from_another_page(
    page: WarPage, window: MainWindow, clock: ManualClock, qtbot: QtBot
) -> None:
    incident = page.session.id
    clock.advance(90)
    window.operations.run(lambda w: w.room.log(incident, "the update is out"))
    qtbot.waitUntil(lambda: page.foot.words == f"Saved {clock.now().hhmmss()} · {page.model.saved_rows}")


@pytest.mark.parametrize("size", [(1440, 900), (640, 480)])
def test_a_toast_covers_neither_the_newest_row_nor_what_waits_and_its_button_is_whole(
    page: WarPage, window: MainWindow, enter: Callable[[str], None], qtbot: QtBot, size: tuple[int, int]
) -> None:
    for number in range(12):
        enter(f"error rate {number} %")
    enter("> restart payment pods in zone b")
    window.resize(*size)
    enter("/sev 2 only checkout")
    qtbot.waitUntil(page.toast.isVisible)
    window.toast.say("Text size 100 %")
    toast, view = page.toast, page.timeline.view
    newest = view.mapTo(page.timeline, QPoint(0, view.rowViewportPosition(page.model.rowCount() - 1)))
    assert toast.geometry().bottom() < newest.y()
    assert toast.geometry().right() < page.timeline.width()
    button = toast.findChild(QWidget, "war.toast.undo")
    assert button is not None
    assert button.width() >= button.sizeHint().width()
    assert toast.rect().contains(button.geometry())
    own = QRect(toast.mapTo(window, QPoint(0, 0)), toast.size())
    whole = QRect(window.toast.mapTo(window, QPoint(0, 0)), window.toast.size())
    assert not own.intersects(whole)
    bar = page.body.ok_bar
    below = bar if bar.isVisible() else page.scribe
    assert whole.bottom() < below.mapTo(window, QPoint(0, 0)).y()


def test_status_is_changed_by_keys(page: WarPage, qtbot: QtBot) -> None:
    press(page, qtbot, Key.Key_S, SHIFT_CTRL)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    qtbot.keyClick(menu, Key.Key_3)
    qtbot.waitUntil(lambda: page.incident is not None and page.incident.status is Status.MITIGATING)
    assert page.identity.status.text() == "Mitigating"


def test_a_seat_is_filled_by_the_keyboard_and_emptied(page: WarPage, qtbot: QtBot) -> None:
    press(page, qtbot, Key.Key_2, Mod.ControlModifier)
    assert QApplication.focusWidget() is page.roles.findChild(QWidget, "war.roles.ic.seat")
    press(page, qtbot, Key.Key_Return)
    qtbot.keyClick(QApplication.focusWidget(), Key.Key_Space)
    field = page.roles.findChild(QLineEdit, "war.roles.ic.field")
    assert field.isVisible()
    field.clear()
    qtbot.keyClicks(field, "robin")
    qtbot.keyClick(field, Key.Key_Return)
    qtbot.waitUntil(lambda: page.incident is not None and page.incident.roles.get(Seat.IC) == "robin")
    assert page.now_row.commander.value == "robin"
    enter_seat(page, qtbot, "ops", "kai")
    enter_seat(page, qtbot, "ops", "none")
    qtbot.waitUntil(lambda: page.incident is not None and not page.incident.roles.get(Seat.OPS))


def enter_seat(page: WarPage, qtbot: QtBot, seat: str, name: str) -> None:
    button = page.roles.findChild(QAbstractButton, f"war.roles.{seat}.seat")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    field = page.roles.findChild(QLineEdit, f"war.roles.{seat}.field")
    field.setText(name)
    with qtbot.waitSignal(page.session.refreshed):
        qtbot.keyClick(field, Key.Key_Return)


def test_a_name_that_cannot_be_one_is_not_taken(page: WarPage, qtbot: QtBot) -> None:
    button = page.roles.findChild(QAbstractButton, "war.roles.ops.seat")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    field = page.roles.findChild(QLineEdit, "war.roles.ops.field")
    field.setText("kai & sam")
    qtbot.keyClick(field, Key.Key_Return)
    assert field.isVisible()
    assert field.text() == "kai & sam"


def test_space_ticks_a_requirement(page: WarPage, qtbot: QtBot) -> None:
    press(page, qtbot, Key.Key_3, Mod.ControlModifier)
    row = QApplication.focusWidget()
    assert row is page.requirements.findChild(QWidget, "war.requirements.responder.row")
    qtbot.keyClick(row, Key.Key_Space)
    label = page.requirements.findChild(QLabel, "war.requirements.responder.state")
    qtbot.waitUntil(lambda: label.text().startswith("+"))


def test_not_needed_wants_a_reason(page: WarPage, qtbot: QtBot) -> None:
    row = page.requirements.findChild(QWidget, "war.requirements.all_hands.row")
    row.setFocus()
    qtbot.keyClick(row, Key.Key_Delete)
    why = page.requirements.findChild(QLineEdit, "war.requirements.all_hands.why")
    qtbot.keyClick(why, Key.Key_Return)
    assert why.isVisible()
    qtbot.keyClicks(why, "one team only")
    qtbot.keyClick(why, Key.Key_Return)
    label = page.requirements.findChild(QLabel, "war.requirements.all_hands.state")
    qtbot.waitUntil(lambda: label.text() == "not needed")


def test_a_requirement_says_how_long_it_took_from_where_its_limit_counts(
    page: WarPage, enter: Callable[[str], None], qtbot: QtBot, clock: ManualClock
) -> None:
    """Detected an hour before it was declared: the room has five minutes from the declaration (R2)."""
    enter("/detected -1h")
    clock.advance(120)
    enter("/bridge +44 20 7946 0000")
    label = page.requirements.findChild(QLabel, "war.requirements.war_room.state")
    assert label is not None
    qtbot.waitUntil(lambda: label.text() == "+2 min")


def test_a_change_is_approved_by_key_but_not_in_its_first_two_seconds(
    page: WarPage, qtbot: QtBot, clock: ManualClock, enter: Callable[[str], None]
) -> None:
    enter("> restart payment pods")
    qtbot.waitUntil(lambda: bool(page.needs.shown) and page.needs.shown[0].title == "restart payment pods")
    press(page, qtbot, Key.Key_A, SHIFT_CTRL)
    assert page.incident is not None
    assert page.incident.changes[0].state is ChangeState.PROPOSED
    assert "Press again" in page.scribe.reading.text()
    clock.advance(2)
    press(page, qtbot, Key.Key_A, SHIFT_CTRL)
    qtbot.waitUntil(lambda: page.incident is not None and page.incident.changes[0].state is ChangeState.APPROVED)
    assert page.toast.words == "Approved: restart payment pods"


def test_declining_asks_why_in_the_row(
    page: WarPage, qtbot: QtBot, clock: ManualClock, enter: Callable[[str], None]
) -> None:
    enter("> restart payment pods")
    qtbot.waitUntil(lambda: bool(page.needs.shown) and page.needs.shown[0].kind.waits)
    clock.advance(2)
    press(page, qtbot, Key.Key_X, SHIFT_CTRL)
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    qtbot.keyClick(field, Key.Key_Return)
    qtbot.waitUntil(lambda: page.incident is not None and page.incident.changes[0].state is ChangeState.DECLINED)
    assert page.incident is not None
    assert page.incident.changes[0].steps[-1].why == "no reason given"


def test_the_bar_about_an_approval_shows_only_while_the_list_is_out_of_sight(
    page: WarPage, window: MainWindow, qtbot: QtBot, enter: Callable[[str], None]
) -> None:
    enter("> restart payment pods")
    qtbot.waitUntil(lambda: bool(page.needs.shown) and page.needs.shown[0].kind.waits)
    assert not page.body.ok_bar.isVisible()
    window.resize(720, 480)
    qtbot.waitUntil(page.body.ok_bar.isVisible)
    assert page.body.mode is Mode.SINGLE
    press(page, qtbot, Key.Key_1, Mod.ControlModifier)
    assert page.needs.isVisible()
    assert not page.body.ok_bar.isVisible()
    press(page, qtbot, Key.Key_Escape)
    assert not page.needs.isVisible()


def test_undo_of_an_entry_puts_its_text_back(page: WarPage, qtbot: QtBot, enter: Callable[[str], None]) -> None:
    enter("eror rate 47%")
    press(page, qtbot, Key.Key_Z, Mod.ControlModifier)
    assert page.line.text() == "eror rate 47%"
    row = page.model.rowCount() - 1
    qtbot.waitUntil(lambda: bool(page.model.entry(row)) and page.model.entry(row).retracted)  # type: ignore[union-attr]


def test_up_amends_the_last_entry(page: WarPage, qtbot: QtBot, enter: Callable[[str], None]) -> None:
    enter("error rate 47%")
    press(page, qtbot, Key.Key_Up)
    assert page.line.text() == "error rate 47%"
    enter(" and rising")
    qtbot.waitUntil(lambda: texts(page)[-1] == "error rate 47% and rising (edited)")


def test_ctrl_shift_k_stars_the_last_entry_and_the_filter_finds_it(
    page: WarPage, qtbot: QtBot, enter: Callable[[str], None]
) -> None:
    enter("a key moment")
    enter("another line")
    page.timeline.view.select(page.model.rowCount() - 2)
    press(page, qtbot, Key.Key_K, SHIFT_CTRL)
    row = page.model.rowCount() - 2
    qtbot.waitUntil(lambda: bool(page.model.entry(row)) and page.model.entry(row).starred)  # type: ignore[union-attr]
    starred = page.timeline.findChild(QAbstractButton, "war.timeline.filter.starred")
    qtbot.mouseClick(starred, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: texts(page) == ["a key moment"])


def test_a_back_dated_line_says_where_it_went(page: WarPage, qtbot: QtBot, enter: Callable[[str], None]) -> None:
    enter("one")
    enter("two")
    enter("-40m deploy at 100%")
    assert page.scribe.reading.text() == "Logged at 02:34, 3 rows up. Ctrl+L shows it"
    press(page, qtbot, Key.Key_L, Mod.ControlModifier)
    chosen = page.timeline.selected()
    assert chosen is not None
    assert chosen.text == "deploy at 100%"


def test_a_refused_command_is_parked_with_its_reason(page: WarPage, qtbot: QtBot) -> None:
    qtbot.keyClicks(page.line, "/ok 7")
    with qtbot.waitSignal(page.session.not_done):
        qtbot.keyClick(page.line, Key.Key_Return)
    assert "no change 7" in page.scribe.reading.text()
    assert [parked.text for parked in page.scribe.parked] == ["/ok 7"]
    assert page.line.text() == ""


def test_a_draft_comes_back_after_the_window_is_gone(
    page: WarPage, qtbot: QtBot, window: MainWindow, incident: str, open_workspace: Callable[[], Workspace]
) -> None:
    qtbot.keyClicks(page.line, "half a thought")
    with qtbot.waitSignal(page.scribe.draft_changed, timeout=500):
        pass
    kept: list[str | None] = []
    window.operations.read(lambda ws: ws.record.draft(incident, "scribe"), done=kept.append)
    qtbot.waitUntil(lambda: bool(kept))
    assert "half a thought" in (kept[0] or "")
    page.scribe.line.clear()
    page.session.id = ""
    page.incident = None
    page.open(incident)
    qtbot.waitUntil(lambda: page.line.text() == "half a thought")


def test_letters_are_text_wherever_the_focus_is(page: WarPage, qtbot: QtBot, enter: Callable[[str], None]) -> None:
    enter("> restart payment pods")
    qtbot.waitUntil(lambda: bool(page.needs.shown) and page.needs.shown[0].kind.waits)
    widgets = [
        widget
        for widget in page.findChildren(QWidget)
        if widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not isinstance(widget, QLineEdit | QPlainTextEdit)
    ]
    assert len(widgets) > 15
    for widget in widgets:
        page.line.clear()
        widget.setFocus()
        qtbot.keyClick(widget, "y")
        assert page.line.text() == "y", widget.objectName()
    assert page.incident is not None
    assert page.incident.changes[0].state is ChangeState.PROPOSED


def test_f6_visits_the_panes_and_comes_back(page: WarPage, qtbot: QtBot) -> None:
    seen = []
    for _ in range(7):
        focus = QApplication.focusWidget()
        seen.append(focus.objectName())
        press(page, qtbot, Key.Key_F6)
    assert QApplication.focusWidget() is page.line
    assert len(set(seen)) == 7
    press(page, qtbot, Key.Key_F6, Mod.ShiftModifier)
    assert QApplication.focusWidget() is page.now_row.internal


def test_the_pane_with_the_focus_looks_different(page: WarPage, qtbot: QtBot) -> None:
    for pane in (page.timeline, page.needs, page.roles, page.requirements):
        page.line.setFocus()
        without = pane.grab().toImage()
        pane.take_focus()
        assert pane.grab().toImage() != without, pane.objectName()


def test_every_focusable_part_has_a_name(page: WarPage) -> None:
    nameless = [
        widget.objectName() or type(widget).__name__
        for widget in page.findChildren(QWidget)
        if widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not widget.accessibleName()
        and not widget.objectName().startswith("qt_")
    ]
    assert nameless == []


def test_tab_goes_round_without_repeats(page: WarPage, qtbot: QtBot) -> None:
    order: list[QWidget] = []
    while QApplication.focusWidget() not in order and len(order) < 200:
        order.append(QApplication.focusWidget())
        press(page, qtbot, Key.Key_Tab)
    assert QApplication.focusWidget() is order[0]
    for widget in reversed(order):
        press(page, qtbot, Key.Key_Backtab, Mod.ShiftModifier)
        assert QApplication.focusWidget() is widget


def test_what_others_write_appears(
    page: WarPage, qtbot: QtBot, incident: str, open_workspace: Callable[[], Workspace]
) -> None:
    with open_workspace() as other:
        other.room.log(incident, "written elsewhere")
        other.room.log(incident, "/status identified")
    qtbot.waitUntil(lambda: "written elsewhere" in texts(page))
    qtbot.waitUntil(lambda: page.identity.status.text() == "Identified")


@pytest.mark.parametrize(
    ("width", "height", "scale", "mode"),
    [
        (1440, 900, 1.0, Mode.WIDE),
        (1200, 640, 1.0, Mode.WIDE),
        (1024, 700, 1.0, Mode.COMPACT),
        (960, 600, 1.0, Mode.SHORT),
        (1440, 630, 1.0, Mode.SHORT),
        (879, 700, 1.0, Mode.SINGLE),
        (720, 480, 1.0, Mode.SINGLE),
        (1440, 900, 2.0, Mode.SINGLE),
        (1440, 900, 1.4, Mode.COMPACT),
    ],
)
def test_the_layout_follows_size_and_text(width: int, height: int, scale: float, mode: Mode) -> None:
    assert mode_for(width, height, scale) is mode


@pytest.mark.parametrize("size", [(1440, 900), (1024, 700), (960, 600), (720, 480)])
def test_what_must_always_be_visible_is(
    page: WarPage, window: MainWindow, qtbot: QtBot, size: tuple[int, int], enter: Callable[[str], None]
) -> None:
    window.resize(*size)
    qtbot.waitUntil(lambda: (window.width(), window.height()) == size)
    parts = [page.identity.badge, page.identity.status, page.identity.title, page.identity.elapsed, page.identity.utc]
    for part in [*parts, *page.now_row.tiles, page.line, page.foot]:
        assert part.isVisible(), part.objectName()
        corner = part.mapTo(window, part.rect().bottomRight())
        assert corner.x() <= window.width(), part.objectName()
        assert corner.y() <= window.height(), part.objectName()
    rooms = [widget.geometry() for widget in page.now_row.tiles]
    assert not any(one.intersects(other) for n, one in enumerate(rooms) for other in rooms[n + 1 :])
    clipped = [
        label.objectName() or label.text()
        for label in page.findChildren(QLabel)
        if label.isVisible() and type(label) is QLabel and not label.wordWrap() and label.text()
        and label.fontMetrics().horizontalAdvance(label.text()) > label.width() + 1
    ]  # fmt: skip
    assert clipped == []


def test_slash_drill_begins_a_drill(page: WarPage, window: MainWindow, qtbot: QtBot) -> None:
    page.line.put("/drill")
    qtbot.keyClick(page.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.flow.dialog is not None and window.flow.dialog.isVisible())
    assert window.flow.dialog is not None
    assert window.flow.dialog.drill.isChecked()
    window.flow.dialog.close()
