"""Resolve: the guard, the way past it with a reason, the evidence that is kept."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.gui.reach import unnamed
from ui.operations import Operations
from ui.pages.resolve import ResolvePage
from ui.window import MainWindow
from warroom.clock import ManualClock
from warroom.incident.state import Incident
from warroom.room import Acted
from warroom.workspace import Workspace

Ask = Callable[[Callable[[Workspace], object]], object]


@pytest.fixture
def ask(qtbot: QtBot, operations: Operations) -> Ask:
    """Does or reads something on the record and gives what came of it."""

    def do(work: Callable[[Workspace], object]) -> object:
        found: list[object] = []
        operations.run(work, done=found.append)
        qtbot.waitUntil(lambda: bool(found))
        return found[0]

    return do


@pytest.fixture
def page(window: MainWindow, ask: Ask, qtbot: QtBot) -> ResolvePage:
    """The page of a SEV-1 whose impact ended at this moment, above the line of the war room."""
    acted = ask(lambda w: w.room.declare("checkout fails", 1, ic="robin"))
    assert isinstance(acted, Acted)
    ask(lambda w: w.room.log(acted.incident, "/mitigated"))
    ask(lambda w: w.room.log(acted.incident, "/status monitoring"))
    window.open_incident(acted.incident)
    assert window.war is not None
    qtbot.waitUntil(lambda: window.war is not None and window.war.incident is not None)
    window.registry.trigger("war.resolve")
    made = window.war.resolver
    assert made is not None
    qtbot.waitUntil(lambda: "stable since" in made.form.stability.text())
    return made


def state(ask: Ask, page: ResolvePage) -> Incident:
    found = ask(lambda w: w.record.incident(page._incident_id))
    assert isinstance(found, Incident)
    return found


def test_resolve_is_grey_until_the_guard_is_over(page: ResolvePage, clock: ManualClock) -> None:
    clock.advance(14 * 60 + 59)
    page._ticked()
    assert not page.form.resolve.isEnabled()
    assert page.form.stability.text().endswith("14:59 of 15:00, 00:01 to go")
    clock.advance(1)
    page._ticked()
    assert page.form.resolve.isEnabled()
    assert "15:00 of the guard are over" in page.form.stability.text()
    assert page.form.bar.value() == page.form.bar.maximum()


def test_resolving_records_the_evidence(page: ResolvePage, clock: ManualClock, ask: Ask, qtbot: QtBot) -> None:
    page.take_focus()
    assert page.form.evidence["impact"].hasFocus()
    qtbot.keyClicks(page.form.evidence["impact"], "error rate 0.1%")
    clock.advance(15 * 60)
    page._ticked()
    with qtbot.waitSignal(page.resolved):
        qtbot.mouseClick(page.form.resolve, Qt.MouseButton.LeftButton)
    after = state(ask, page)
    assert not after.open
    assert after.guard == {"impact": "error rate 0.1%"}
    assert after.resolved_early is None


def test_early_needs_a_sentence_and_keeps_it(page: ResolvePage, ask: Ask, qtbot: QtBot) -> None:
    qtbot.mouseClick(page.form.early, Qt.MouseButton.LeftButton)
    assert page.form.message.text() == "Say in a sentence why it is over before the guard is"
    assert state(ask, page).open
    page.form.why.setFocus()
    qtbot.keyClicks(page.form.why, "a false alarm")
    with qtbot.waitSignal(page.resolved):
        qtbot.keyClick(page.form.why, Qt.Key.Key_Return)
    assert state(ask, page).resolved_early == "a false alarm"


def test_a_change_starts_the_guard_again(page: ResolvePage, clock: ManualClock, ask: Ask, qtbot: QtBot) -> None:
    clock.advance(14 * 60)
    ask(lambda w: w.room.log(page._incident_id, ">> restarted the pods"))
    qtbot.waitUntil(lambda: "00:00 of 15:00" in page.form.stability.text())
    assert not page.form.resolve.isEnabled()


def test_without_a_mitigation_it_asks_when_impact_ended(
    window: MainWindow, ask: Ask, qtbot: QtBot, clock: ManualClock
) -> None:
    acted = ask(lambda w: w.room.declare("search is slow", 2))
    assert isinstance(acted, Acted)
    clock.advance(600)
    page = ResolvePage(window.operations, window.registry)
    qtbot.addWidget(page)
    page.show()
    page.open(acted.incident)
    qtbot.waitUntil(lambda: "Nothing says yet" in page.form.stability.text())
    page.form.ended.setText("-5m")
    qtbot.mouseClick(page.form.state, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "05:00 of 15:00" in page.form.stability.text())
    after = state(ask, page)
    assert after.mitigated_at == clock.now().plus(-300)
    page.hide()


def test_a_time_stated_as_ago_means_the_same_moment_later(
    window: MainWindow, clock: ManualClock, ask: Ask, qtbot: QtBot
) -> None:
    acted = ask(lambda w: w.room.declare("checkout fails", 1, ic="robin"))
    assert isinstance(acted, Acted)
    clock.advance(600)
    window.open_incident(acted.incident)
    assert window.war is not None
    qtbot.waitUntil(lambda: window.war is not None and window.war.incident is not None)
    window.registry.trigger("war.resolve")
    page = window.war.resolver
    assert page is not None
    qtbot.waitUntil(page.form.state.isVisible)
    qtbot.keyClicks(page.form.ended, "-3m")
    qtbot.keyClick(page.form.ended, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "stable since" in page.form.stability.text())
    stated = state(ask, page).mitigated_at
    assert stated == clock.now().plus(-180)
    clock.advance(900)
    page._ticked()
    qtbot.waitUntil(page.form.resolve.isEnabled)
    page.form.resolve.click()
    qtbot.waitUntil(lambda: not state(ask, page).open)
    assert state(ask, page).mitigated_at == stated


def test_an_approved_change_is_in_flight(page: ResolvePage, ask: Ask, qtbot: QtBot) -> None:
    ask(lambda w: w.room.log(page._incident_id, "> roll back @kai"))
    ask(lambda w: w.room.log(page._incident_id, "/ok 1"))
    qtbot.waitUntil(lambda: page.form._flight.text() == "In flight: roll back (approved)")


def test_a_time_that_is_none_is_named_and_nothing_is_written(page: ResolvePage, ask: Ask, qtbot: QtBot) -> None:
    page.form.ended.setText("25:10")
    page.form.why.setText("over")
    qtbot.mouseClick(page.form.early, Qt.MouseButton.LeftButton)
    assert "25:10" in page.form.message.text()
    assert state(ask, page).open


def test_temporary_writes_a_follow_up(page: ResolvePage, ask: Ask, qtbot: QtBot) -> None:
    page.form.temporary.setChecked(True)
    page.form.why.setText("traffic is on the other region")
    with qtbot.waitSignal(page.resolved):
        qtbot.mouseClick(page.form.early, Qt.MouseButton.LeftButton)
    kinds = ask(lambda w: [entry.kind for entry in w.record.entries(page._incident_id)])
    assert isinstance(kinds, list)
    assert "follow_up" in kinds


def test_escape_goes_back_and_changes_no_text(window: MainWindow, page: ResolvePage, qtbot: QtBot) -> None:
    field = page.form.evidence["metrics"]
    field.setFocus()
    qtbot.keyClicks(field, "p95 210 ms")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert window.war is not None
    assert not page.isVisible()
    window.registry.trigger("war.resolve")
    assert field.text() == "p95 210 ms"


def test_what_is_typed_is_kept_with_the_incident(page: ResolvePage, ask: Ask, qtbot: QtBot) -> None:
    field = page.form.evidence["holds"]
    field.setFocus()
    qtbot.keyClicks(field, "the old release")
    incident = page._incident_id
    qtbot.waitUntil(lambda: "the old release" in str(ask(lambda w: w.record.draft(incident, "resolve"))))


def test_every_widget_says_what_it_is(page: ResolvePage) -> None:
    assert unnamed(page) == []
