"""Home shows what is open, what is owed and what was; a letter typed there begins a declaration."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.gui.conftest import START, leave
from ui.app import make_window
from ui.operations import Operations
from ui.pages.home import HomePage
from ui.pages.home_rows import Filter, OpenRow, read_filter
from ui.window import MainWindow
from warroom.clock import ManualClock
from warroom.workspace import Workspace

Act = Callable[[Callable[[Workspace], object]], None]


@pytest.fixture
def act(qtbot: QtBot, operations: Operations, window: MainWindow) -> Act:
    """Does something to the record and waits until the board shows it."""

    def do(work: Callable[[Workspace], object]) -> None:
        landed: list[object] = []
        operations.run(work, done=landed.append)
        qtbot.waitUntil(lambda: bool(landed) and not window.live.reading)

    return do


def row(home: HomePage, number: int = 0) -> OpenRow:
    found = home.open_list.rows.rows[number]
    assert isinstance(found, OpenRow)
    return found


def test_an_empty_record_says_what_is_so(window: MainWindow) -> None:
    assert window.home._no_open.isVisible()
    assert window.home._no_open.text() == "No open incidents. No drill on record yet."
    assert window.home._no_recent.text().startswith("No past incidents yet")
    assert not window.home.open_list.isVisible()


def test_a_start_claims_nothing_before_the_record_is_read_and_then_offers_what_is_open(
    open_workspace: Callable[[], Workspace], operations: Operations, look: None, qapp: QApplication, qtbot: QtBot
) -> None:
    with open_workspace() as workspace:
        workspace.room.declare("checkout fails", 1, ic="robin")
    window = make_window(qapp, operations)
    window.show()
    window.activateWindow()
    home = window.home
    home.take_focus()
    said = [home._no_open.text(), home._no_needs.text(), home._month.text(), home._no_recent.text()]
    assert said == ["Reading the record …", "", "", ""]
    operations.start()
    window.prepare()
    window.live.start()
    qtbot.waitUntil(lambda: window.live.loaded)
    assert home.open_list.hasFocus(), "Enter would not open the incident that is under way"
    assert home._no_needs.text() == "Nothing beside what is open."
    leave(window, qapp)


def test_an_open_incident_shows_all_that_counts(window: MainWindow, act: Act, clock: ManualClock) -> None:
    act(lambda w: w.room.declare("checkout fails", 1, started=START.plus(-300), ic="robin"))
    shown = row(window.home)
    assert (shown.severity, shown.title, shown.status) == (1, "checkout fails", "Investigating")
    assert (shown.elapsed, shown.commander) == ("00:05:00", "robin")
    assert (shown.internal.text, shown.external.text) == ("int 15:00", "ext 20:00")
    clock.advance(21 * 60)
    window.home._ticked(clock.now())
    shown = row(window.home)
    assert shown.internal.text == "int +06:00 LATE"
    assert shown.external.text == "ext +01:00 LATE"
    assert shown.elapsed == "00:26:00"
    assert "external update overdue 1 min" in shown.spoken


def test_nobody_named_means_acting_command(window: MainWindow, act: Act) -> None:
    act(lambda w: w.room.declare("checkout fails", 2))
    assert row(window.home).commander == "sam (acting)"


def test_the_worst_incident_stands_first_and_drills_last(window: MainWindow, act: Act) -> None:
    act(lambda w: w.room.declare("practice", 1, drill=True))
    act(lambda w: w.room.declare("slow search", 3))
    act(lambda w: w.room.declare("checkout fails", 1))
    assert [row(window.home, n).title for n in range(3)] == ["checkout fails", "slow search", "practice"]
    assert row(window.home, 1).external.text == "ext none"


def resolved(title: str, severity: int) -> Callable[[Workspace], object]:
    def work(workspace: Workspace) -> None:
        incident = workspace.room.declare(title, severity).incident
        workspace.room.resolve(incident, early_why="it was the test")

    return work


def test_a_resolved_incident_moves_to_recent_and_owes_its_announcement(window: MainWindow, act: Act) -> None:
    act(resolved("checkout fails", 1))
    assert window.home.recent.rows.rowCount() == 1
    words = [button.text() for holder, button in window.home._needs if holder.isVisibleTo(window)]
    assert any("resolved, not announced" in text for text in words)
    assert any(text.startswith("Postmortem of INC-0001 due in 2 d") for text in words)


def test_recent_is_filtered_as_one_types(window: MainWindow, act: Act, qtbot: QtBot) -> None:
    act(resolved("checkout fails", 1))
    act(resolved("slow search", 3))
    window.registry.trigger("home.find")
    qtbot.keyClicks(window.home.filter, "sev:3")
    assert [past.title for past in window.home.recent.rows.rows] == ["slow search"]
    window.home.filter.setText("nothing like it")
    assert window.home._no_recent.text() == "No incident fits 'nothing like it'."
    assert window.home._no_recent.isVisible()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", Filter()),
        ("search sev:2", Filter(("search",), 2)),
        ("status:res since:2w", Filter((), 0, "res", 14 * 86_400)),
        ("sev:9 since:soon", Filter(("sev:9", "since:soon"))),
        ("http://x", Filter(("http://x",))),
    ],
)
def test_the_filter_reads_its_words(line: str, expected: Filter) -> None:
    assert read_filter(line) == expected


def test_enter_on_a_row_opens_the_war_room(window: MainWindow, act: Act, qtbot: QtBot) -> None:
    act(lambda w: w.room.declare("checkout fails", 1))
    window.home.take_focus()
    qtbot.keyClick(window.home.open_list, Qt.Key.Key_Return)
    assert window.war is not None
    assert window.pages.currentWidget() is window.war
    qtbot.waitUntil(lambda: window.war is not None and window.war.incident is not None)
    assert window.war.incident is not None
    assert window.war.incident.title == "checkout fails"


def test_a_letter_on_any_widget_but_a_field_begins_a_declaration(window: MainWindow, act: Act, qtbot: QtBot) -> None:
    act(lambda w: w.room.declare("checkout fails", 1))
    dialog = window.flow.prepare()
    for widget in (window.home.declare, window.home.drill, window.home.open_list):
        widget.setFocus()
        qtbot.keyClick(widget, Qt.Key.Key_Y, Qt.KeyboardModifier.NoModifier)
        assert dialog.isVisible()
        assert dialog.title.text() == "y"
        dialog.title.clear()
        dialog.reject()
    assert window.home.open_list.rows.rowCount() == 1


def test_a_letter_in_the_filter_stays_there(window: MainWindow, qtbot: QtBot) -> None:
    window.registry.trigger("home.find")
    qtbot.keyClicks(window.home.filter, "db")
    assert window.home.filter.text() == "db"
    assert not window.flow.prepare().isVisible()


def test_typing_through_the_window_system_loses_no_letter(window: MainWindow, qtbot: QtBot) -> None:
    window.home.declare.setFocus()
    handle = window.windowHandle()
    for letter in "checkout":
        QTest.keyClick(handle, letter)
    assert window.flow.prepare().title.text() == "checkout"


def test_small_windows_use_two_lines_for_an_open_incident(window: MainWindow, act: Act, qtbot: QtBot) -> None:
    act(lambda w: w.room.declare("checkout fails", 1))
    high = window.home.open_list.height()
    window.resize(1024, 700)
    qtbot.waitUntil(lambda: window.home.open_list.painter.narrow)
    assert window.home.open_list.height() > high
    assert not window.home._month_card.isVisible()


def test_the_mouse_is_never_the_only_way(window: MainWindow) -> None:
    from tests.gui.reach import unnamed

    assert unnamed(window.home) == []


def test_hostile_titles_are_shown_as_typed(window: MainWindow, act: Act) -> None:
    act(lambda w: w.room.declare("<b>checkout</b> if a<b then c>d", 1))
    assert row(window.home).title == "<b>checkout</b> if a<b then c>d"
    assert isinstance(window.home, QWidget)
