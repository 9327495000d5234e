"""The Settings page: what is changed applies at once, is kept, and is taken back with Ctrl+Z."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from tests.gui.reach import unlabelled_icons, unnamed
from ui import theme
from ui.actions import Actions
from ui.pages.settings import SettingsPage
from ui.settings.keys_pane import KeysPane
from ui.settings.panes import SILENT, AlertsPane, Pane
from ui.settings.rows import ROWS, Category, hits
from ui.window import MainWindow
from warroom.settings import DECLARED
from warroom.workspace import Workspace

Stored = Callable[[str], str]


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> SettingsPage:
    """Settings, opened by its key, with the values of the record."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    found = window.settings.page
    qtbot.waitUntil(lambda: found.isVisible() and found.values.loaded)
    return found


@pytest.fixture
def stored(window: MainWindow, qtbot: QtBot) -> Stored:
    """What the record holds for a setting."""

    def read(key: str) -> str:
        found: list[str] = []
        window.operations.read(lambda w: w.setting(key), done=found.append)
        qtbot.waitUntil(lambda: bool(found))
        return found[0]

    return read


def line(page: SettingsPage, key: str) -> QLineEdit:
    found = page.findChild(QLineEdit, f"settings.{key}")
    assert isinstance(found, QLineEdit)
    return found


def typed(page: SettingsPage, key: str, text: str, qtbot: QtBot) -> None:
    field = line(page, key)
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def alerts(page: SettingsPage) -> AlertsPane:
    page.show_category(Category.ALERTS)
    pane = page.panes[Category.ALERTS]
    assert isinstance(pane, AlertsPane)
    return pane


def test_every_row_is_a_declared_setting_with_all_of_its_values() -> None:
    for row in ROWS:
        declared = DECLARED[row.key]
        assert not declared.choices or set(row.words) == set(declared.choices), row.key
        assert declared.default in row.words or not row.words


def test_the_key_opens_and_leaves_the_page(window: MainWindow, page: SettingsPage, qtbot: QtBot) -> None:
    assert window.pages.currentWidget() is page
    qtbot.keyClick(page, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    assert window.pages.currentWidget() is window.home
    window.registry.trigger("file.settings")
    qtbot.keyClick(page.search, Qt.Key.Key_Escape)
    assert window.pages.currentWidget() is window.home


def test_a_handle_is_kept_and_is_the_author_from_then_on(
    window: MainWindow, page: SettingsPage, stored: Stored, qtbot: QtBot
) -> None:
    typed(page, "handle", "robin", qtbot)
    qtbot.waitUntil(lambda: window.operations.author == "robin")
    assert stored("handle") == "robin"
    assert "robin" in window.home.foot.text()
    found: list[str] = []
    window.operations.run(lambda w: w.room.declare("checkout fails", 1).events[0].author, done=found.append)
    qtbot.waitUntil(lambda: found == ["robin"])


def test_a_value_that_cannot_be_is_named_and_what_was_typed_stays(
    page: SettingsPage, stored: Stored, qtbot: QtBot
) -> None:
    typed(page, "handle", "no blanks please", qtbot)
    pane = page.panes[Category.YOU]
    assert isinstance(pane, Pane)
    assert "cannot be a handle" in pane.rows["handle"].hint.text()
    assert line(page, "handle").text() == "no blanks please"
    assert line(page, "handle").property("fault") == "warn"
    assert stored("handle") == ""
    typed(page, "second_clock", "Nowhere/Atlantis", qtbot)
    assert "Atlantis" in pane.rows["second_clock"].hint.text()
    typed(page, "template_language", "german", qtbot)
    assert "two letters" in pane.rows["template_language"].hint.text()


def test_ctrl_z_takes_back_and_ctrl_shift_z_does_again(
    window: MainWindow, page: SettingsPage, stored: Stored, qtbot: QtBot
) -> None:
    typed(page, "name", "Robin Roe", qtbot)
    page.show_category(Category.ALERTS)
    switch = page.findChild(QCheckBox, "settings.sounds")
    assert isinstance(switch, QCheckBox)
    switch.click()
    assert stored("sounds") == "off"
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(switch, Qt.Key.Key_Z, control)
    assert switch.isChecked()
    assert stored("sounds") == "on"
    assert window.toast.text.text() == "Taken back: Sounds: off"
    qtbot.keyClick(switch, Qt.Key.Key_Z, control)
    assert stored("name") == ""
    qtbot.keyClick(switch, Qt.Key.Key_Z, control | Qt.KeyboardModifier.ShiftModifier)
    assert stored("name") == "Robin Roe"


def test_ctrl_z_in_a_field_takes_back_its_letters_first(page: SettingsPage, stored: Stored, qtbot: QtBot) -> None:
    typed(page, "name", "Robin", qtbot)
    assert stored("name") == "Robin"
    field = line(page, "name")
    field.setText("Robin")  # as after a visit to another page: nothing typed to take back
    qtbot.keyClicks(field, " Roe")
    qtbot.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert field.text() == "Robin"
    assert stored("name") == "Robin"
    qtbot.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: field.text() == "")
    assert stored("name") == ""


def test_the_look_follows_at_once_and_the_view_menu_shows_here(
    window: MainWindow, page: SettingsPage, stored: Stored, qtbot: QtBot
) -> None:
    page.show_category(Category.LOOK)
    colours, size = page.findChild(QComboBox, "settings.scheme"), page.findChild(QComboBox, "settings.scale")
    assert isinstance(colours, QComboBox)
    assert isinstance(size, QComboBox)
    colours.setCurrentText("Light")
    size.setCurrentText("110 %")
    assert (theme.choice(), theme.percent()) == (theme.Choice.LIGHT, 110)
    assert (stored("scheme"), stored("scale")) == ("light", "110")
    rows = page.findChild(QComboBox, "settings.density")
    assert isinstance(rows, QComboBox)
    rows.setCurrentText("Compact")
    assert (theme.density(), stored("density")) == (theme.Density.COMPACT, "compact")
    window.registry.trigger("view.density.comfortable")
    assert (rows.currentText(), stored("density")) == ("Comfortable", "comfortable")
    window.registry.trigger("view.dark")
    window.registry.trigger("view.larger")
    qtbot.waitUntil(lambda: (colours.currentText(), size.currentText()) == ("Dark", "120 %"))


def test_alerts_reach_what_alerts(window: MainWindow, page: SettingsPage, stored: Stored, qtbot: QtBot) -> None:
    alerts(page)
    for key in ("sounds", "notifications"):
        switch = page.findChild(QCheckBox, f"settings.{key}")
        assert isinstance(switch, QCheckBox)
        switch.click()
    typed(page, "quiet_hours", "22:00-07:00", qtbot)
    assert (window.alerting._sounds, window.alerting._notifications) == (False, False)
    assert (window.alerting._quiet.start, window.alerting._quiet.end) == (22 * 60, 7 * 60)
    assert (stored("sounds"), stored("notifications"), stored("quiet_hours")) == ("off", "off", "22:00-07:00")


def test_a_computer_without_a_player_says_so(window: MainWindow, page: SettingsPage) -> None:
    window.alerting.player.name = ""
    assert alerts(page).sound.text() == SILENT
    page.show_category(Category.YOU)
    window.alerting.player.name = "paplay"
    assert "paplay" in alerts(page).sound.text()


def test_the_second_clock_stands_in_the_timeline_at_once(
    window: MainWindow, page: SettingsPage, stored: Stored, qtbot: QtBot
) -> None:
    typed(page, "second_clock", "Europe/Berlin", qtbot)
    assert window.war is not None
    assert window.war.second == "Europe/Berlin"
    assert stored("second_clock") == "Europe/Berlin"


def test_your_own_name_is_known_to_the_honesty_checks(window: MainWindow, page: SettingsPage, qtbot: QtBot) -> None:
    typed(page, "name", "Robin Roe", qtbot)
    found: list[tuple[str, ...]] = []
    window.operations.read(Workspace.names, done=found.append)
    qtbot.waitUntil(lambda: bool(found))
    assert found == [("Robin Roe",)]


def test_the_search_keeps_to_what_fits(page: SettingsPage, qtbot: QtBot) -> None:
    qtbot.keyClick(page, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.search.hasFocus()
    qtbot.keyClicks(page.search, "quiet")
    assert page.category is Category.ALERTS
    pane = alerts(page)
    assert [key for key, row in pane.rows.items() if row.isVisible()] == ["quiet_hours"]
    page.search.setText("flux capacitor")
    assert page.nothing.isVisible()
    assert page.nothing.text() == 'No setting has "flux capacitor".'
    page.search.clear()
    assert page.list.count() == len(page.panes)
    assert all(row.isVisible() for row in alerts(page).rows.values())


def test_the_search_finds_by_value_and_by_category() -> None:
    assert set(hits("dark")) == {Category.LOOK}
    assert [row.key for row in hits("scribe")[Category.ALERTS]] == ["seat"]
    assert len(hits("alerts")[Category.ALERTS]) == 4
    assert hits("zzz") == {}


def test_in_a_small_window_the_categories_are_a_combo(window: MainWindow, page: SettingsPage) -> None:
    assert page.list.isVisible()
    assert not page.combo.isVisible()
    window.resize(1024, 700)
    assert page.combo.isVisible()
    assert not page.list.isVisible()
    page.combo.setCurrentText("Look")
    assert page.category is Category.LOOK


def test_what_another_process_changed_shows_at_the_next_visit(
    window: MainWindow, page: SettingsPage, open_workspace: Callable[[], Workspace], qtbot: QtBot
) -> None:
    window.go_home()
    with open_workspace() as other:
        other.set_setting("name", "Robin Roe")
    window.show_settings()
    qtbot.waitUntil(lambda: line(page, "name").text() == "Robin Roe")


def test_the_keys_are_found_by_key_and_written_to_a_file(
    window: MainWindow, page: SettingsPage, tmp_path: Path, qtbot: QtBot
) -> None:
    page.show_category(Category.KEYS)
    pane = page.panes[Category.KEYS]
    assert isinstance(pane, KeysPane)
    assert pane.state.text() == "No key is taken twice."
    pane.filter.setText("Ctrl+,")
    assert [pane.table.item(row, 3).text() for row in range(pane.table.rowCount())] == ["Settings …"]
    pane.write(str(tmp_path / "keys.md"))
    qtbot.waitUntil(lambda: window.toast.text.text().startswith("The keys are in"))
    written = (tmp_path / "keys.md").read_text()
    registry: Actions = window.registry
    assert all(action.text in written for action in registry if action.keys)
    pane.write(str(tmp_path / "missing" / "keys.md"))
    qtbot.waitUntil(lambda: "cannot be written" in window.toast.text.text())


@pytest.mark.parametrize("size", [(1440, 900), (1024, 700)])
def test_every_widget_of_the_page_says_what_it_is(
    window: MainWindow, page: SettingsPage, size: tuple[int, int]
) -> None:
    window.resize(*size)
    for category in page.panes:
        page.show_category(category)
        assert unnamed(page) == []
        assert unlabelled_icons(page) == []
