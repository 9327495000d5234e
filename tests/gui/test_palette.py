"""Ctrl+K: every command behind one key, greyed with its reason where it cannot be done; people, incidents, times."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from tests.gui.reach import unnamed
from ui.actions import MenuName
from ui.pages.war import WarPage
from ui.palette.offers import Kind, Offer
from ui.palette.view import Palette
from ui.window import MainWindow
from warroom.clock import ManualClock
from warroom.incident.words import Severity
from warroom.workspace import Workspace

Key, Ctrl = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(open_workspace: Callable[[], Workspace], window: MainWindow, qtbot: QtBot) -> WarPage:
    """A SEV-1 in front, with a starred row and a person."""
    with open_workspace() as workspace:
        incident = workspace.room.declare("Checkout failing for most customers", 1).incident
        workspace.room.log(incident, "+ @kai pool metrics 5m")
        workspace.room.log(incident, "pool is at 100% *")
    window.open_incident(incident)
    assert window.war is not None
    page = window.war
    qtbot.waitUntil(lambda: page.incident is not None and page.model.saved_rows > 0 and bool(window.live.board.open))
    window.activateWindow()
    page.line.setFocus()
    return page


@pytest.fixture
def palette(page: WarPage, window: MainWindow, qtbot: QtBot) -> Palette:
    """Opened by its key from the scribe line."""
    return opened(window, qtbot)


def opened(window: MainWindow, qtbot: QtBot) -> Palette:
    focus = window.focusWidget() or window
    qtbot.keyClick(focus, Key.Key_K, Ctrl)
    found = window.findChild(Palette, "palette")
    assert isinstance(found, Palette)
    qtbot.waitUntil(found.field.hasFocus)
    return found


def shown(palette: Palette) -> list[str]:
    return [offer.text for offer in palette.shown()]


def entries(menu: QMenu) -> Iterator[str]:
    for made in menu.actions():
        below = made.menu()
        if isinstance(below, QMenu):
            yield from entries(below)
        elif not made.isSeparator():
            yield made.objectName()


def test_every_command_stands_in_a_menu_and_can_be_done_or_says_why(
    palette: Palette, window: MainWindow, qtbot: QtBot
) -> None:
    in_menus = set()
    for menu in window.menus.values():
        menu.aboutToShow.emit()
        in_menus |= set(entries(menu))
        menu.aboutToHide.emit()
    palette.field.setText(">")
    offered: list[Offer] = [
        offer for offer in palette._offers if offer.kind is Kind.COMMAND and not offer.key.startswith("undo ")
    ]
    assert len(offered) > 90
    for offer in offered:
        assert offer.key in in_menus, f"{offer.key} is in no menu"
        assert offer.reason == window.registry.get(offer.key).reason()
    assert all(action.menu is not MenuName.NONE for action in window.registry if action.shown)


def test_two_words_and_enter_do_it(palette: Palette, page: WarPage, qtbot: QtBot) -> None:
    qtbot.keyClicks(palette.field, "sev 2")
    assert shown(palette)[0] == "Severity: SEV-2 Major"
    with qtbot.waitSignal(page.session.done):
        qtbot.keyClick(palette.field, Key.Key_Return)
    assert not palette.isVisible()
    assert page.line.hasFocus()
    qtbot.waitUntil(lambda: page.incident is not None and page.incident.severity is Severity.SEV2)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("expected", "What tells that change N works"),
        ("rollback timer", "How long change N has to show that it works"),
        ("phone numbers", "Escalate: whom to call"),
        ("who to call", "Escalate: whom to call"),
        ("contact", "Somebody was called in"),
        ("contacts", "Escalate: whom to call"),
    ],
)
def test_common_names_find_their_command(palette: Palette, qtbot: QtBot, typed: str, found: str) -> None:
    palette.field.setText(typed)
    assert any(found in text for text in shown(palette)[:5])


def test_what_cannot_be_done_is_shown_with_its_reason_and_does_nothing(
    palette: Palette, window: MainWindow, qtbot: QtBot
) -> None:
    qtbot.keyClicks(palette.field, "approve")
    first = palette.shown()[0]
    assert (first.key, first.reason) == ("war.approve", "Nothing waits for an OK")
    qtbot.keyClick(palette.field, Key.Key_Return)
    assert window.toast.text.text() == "Nothing waits for an OK"


def test_shortcuts_of_the_window_rest_while_it_stands_and_letters_stay_in_it(
    palette: Palette, page: WarPage, window: MainWindow, qtbot: QtBot
) -> None:
    qtbot.keyClick(palette.field, Key.Key_N, Ctrl)
    qtbot.keyClick(palette.field, Key.Key_F1)
    qtbot.keyClicks(palette.field, "x")
    assert window.flow.dialog is None or not window.flow.dialog.isVisible()
    assert palette.isVisible()
    assert palette.field.text() == "x"
    assert page.line.text() == ""


@pytest.mark.parametrize(("key", "mod"), [(Key.Key_Escape, Qt.KeyboardModifier.NoModifier), (Key.Key_K, Ctrl)])
def test_esc_or_the_same_key_brings_back_to_where_one_was(
    palette: Palette, page: WarPage, qtbot: QtBot, key: Qt.Key, mod: Qt.KeyboardModifier
) -> None:
    qtbot.keyClick(palette.field, key, mod)
    assert not palette.isVisible()
    assert page.line.hasFocus()


def test_arrows_walk_and_wrap(palette: Palette, qtbot: QtBot) -> None:
    qtbot.keyClicks(palette.field, "status:")
    count = len(palette.shown())
    qtbot.keyClick(palette.field, Key.Key_Up)
    assert palette.list.currentIndex().row() == count - 1
    qtbot.keyClick(palette.field, Key.Key_Down)
    assert palette.list.currentIndex().row() == 0


def test_a_person_is_asked_in_the_line(palette: Palette, page: WarPage, qtbot: QtBot) -> None:
    qtbot.keyClicks(palette.field, "@kai")
    qtbot.keyClick(palette.field, Key.Key_Return)
    assert page.line.text() == "+ @kai "
    assert page.line.hasFocus()


def test_key_moments_and_incidents_are_found(palette: Palette, page: WarPage, qtbot: QtBot) -> None:
    qtbot.keyClicks(palette.field, "#")
    qtbot.waitUntil(lambda: any("pool is at 100%" in text for text in shown(palette)))
    assert any(text.startswith("INC-0001") for text in shown(palette))
    qtbot.keyClicks(palette.field, "pool")
    qtbot.keyClick(palette.field, Key.Key_Return)
    row = page.timeline.view.selected_row()
    assert page.model.index(row, 3).data().endswith("pool is at 100%")


def test_a_time_goes_to_the_line_that_reads_it(palette: Palette, page: WarPage, qtbot: QtBot) -> None:
    qtbot.keyClicks(palette.field, ":03:14")
    assert shown(palette) == ["Go to 03:14"]
    qtbot.keyClick(palette.field, Key.Key_Return)
    assert page.line.text() == "/goto 03:14"


def test_help_lists_the_commands_of_the_line(palette: Palette, page: WarPage, qtbot: QtBot) -> None:
    qtbot.keyClicks(palette.field, "?rule out")
    assert shown(palette)[0].startswith("/out")
    qtbot.keyClick(palette.field, Key.Key_Return)
    assert page.line.text() == "/out "


def test_one_of_the_last_acts_is_undone_by_its_name(page: WarPage, window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClicks(page.line, "/service search")
    qtbot.keyClick(page.line, Key.Key_Return)
    qtbot.waitUntil(lambda: page.incident is not None and page.incident.services == ["search"])
    page.set_severity(Severity.SEV2)
    qtbot.waitUntil(lambda: page.incident is not None and page.incident.severity is Severity.SEV2)
    page.actions_registry.trigger("war.undo_one")
    palette = window.findChild(Palette, "palette")
    assert isinstance(palette, Palette)
    qtbot.waitUntil(lambda: shown(palette)[:2] == ["Undo: SEV-2 Major", "Undo: Service search"])
    qtbot.keyClicks(palette.field, "service")
    assert palette.field.text() == "undo: service"
    palette.field.setText("undo: ")
    qtbot.keyClick(palette.field, Key.Key_Down)
    qtbot.keyClick(palette.field, Key.Key_Return)
    qtbot.waitUntil(lambda: page.incident is not None and page.incident.services == [])
    assert page.incident is not None
    assert page.incident.severity is Severity.SEV2


def test_ctrl_shift_z_does_again_what_ctrl_z_undid(page: WarPage, qtbot: QtBot) -> None:
    shift = Ctrl | Qt.KeyboardModifier.ShiftModifier
    page.set_severity(Severity.SEV2)
    qtbot.waitUntil(lambda: page.toast.undoable)
    for _ in range(2):
        qtbot.keyClick(page.line, Key.Key_Z, Ctrl)
        qtbot.waitUntil(lambda: page.incident is not None and page.incident.severity is Severity.SEV1)
        qtbot.keyClick(page.line, Key.Key_Z, shift)
        qtbot.waitUntil(lambda: page.incident is not None and page.incident.severity is Severity.SEV2)
    assert page.toast.words == "Done again: SEV-2 Major"
    page.line.put("half a line")
    page.line.undo()
    qtbot.keyClick(page.line, Key.Key_Z, shift)
    assert page.line.text() == "half a line"
    page.line.put("")
    qtbot.keyClick(page.line, Key.Key_Z, shift)
    assert page.scribe.reading.text() == "Nothing of the last minute to do again"


def test_a_prompt_is_found_by_its_name_copied_and_shown(palette: Palette, page: WarPage, qtbot: QtBot) -> None:
    qtbot.keyClicks(palette.field, "say senior voice")
    assert shown(palette)[0] == "Say: Answer a senior voice"
    qtbot.waitUntil(lambda: "command" in palette.shown()[0].hint)
    qtbot.keyClick(palette.field, Key.Key_Return)
    qtbot.waitUntil(lambda: page.scribe.reading.text() == "Copied: Answer a senior voice")
    assert page.say_next.card.text() == QGuiApplication.clipboard().text()
    assert "yes or no" in page.say_next.card.text()
    assert page.say_next.isVisible()


def test_a_prompt_that_nothing_asks_for_says_so(palette: Palette, page: WarPage, qtbot: QtBot) -> None:
    qtbot.keyClicks(palette.field, "say finish handoff")
    qtbot.waitUntil(lambda: palette.shown()[0].reason == "the record has nothing for it to say now")
    qtbot.keyClick(palette.field, Key.Key_Escape)
    page.saying.speak("handoff_open")
    qtbot.waitUntil(lambda: page.scribe.reading.text().startswith("Nothing copied"))


def test_an_overdue_update_for_customers_is_offered_first(
    page: WarPage, window: MainWindow, clock: ManualClock, qtbot: QtBot
) -> None:
    clock.advance(21 * 60)
    palette = opened(window, qtbot)
    assert [offer.key for offer in palette.shown()][:2] == ["war.external", "war.internal"]


def test_what_was_used_last_comes_back_first(palette: Palette, page: WarPage, window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClicks(palette.field, "copy timeline key moment")
    palette.field.clear()
    qtbot.keyClicks(palette.field, "text larger")
    qtbot.keyClick(palette.field, Key.Key_Return)
    again = opened(window, qtbot)
    qtbot.keyClicks(again.field, "text")
    assert again.shown()[0].text == "Text larger"
    window.registry.trigger("view.scale_reset")


def test_nothing_in_it_is_without_a_name(palette: Palette) -> None:
    assert unnamed(palette) == []


def test_it_opens_on_home_too(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    window.home.take_focus()
    palette = opened(window, qtbot)
    assert palette.shown()[0].text == "Declare …"
    qtbot.keyClicks(palette.field, "nothing is called this")
    assert palette.list.isHidden()
    qtbot.keyClick(palette.field, Key.Key_Escape)
    assert window.pages.currentWidget() is window.home


def test_a_command_is_found_by_its_slash_and_begins_the_line(palette: Palette, page: WarPage, qtbot: QtBot) -> None:
    qtbot.keyClicks(palette.field, "/expect")
    assert palette.shown()[0].hint.startswith("/expect")
    qtbot.keyClick(palette.field, Key.Key_Return)
    assert page.line.text() == "/expect "
