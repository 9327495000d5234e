"""Honesty checks in the composer: the reason in sight, and one key that mends it."""

from __future__ import annotations

from PySide6.QtCore import Qt

from tests.gui.composer_desk import Desk, clipboard

Alt = Qt.KeyboardModifier.AltModifier
Key = Qt.Key


def test_each_check_says_its_level_its_reason_and_the_key_that_mends_it(desk: Desk) -> None:
    desk.open(external=True)
    desk.type_into("symptom", "A small number of checkouts fail on db-17.eu.internal")
    checks = desk.checks()
    assert checks[0] == 'Stop Missing: affected function Write "none known"  Alt+1'
    assert any(check.startswith("Look") and "small number" in check for check in checks)
    assert any("db-17.eu.internal" in check for check in checks)
    assert checks[-1].startswith("OK ")
    assert sum(check.startswith("OK") for check in checks) == 1


def test_one_key_writes_what_the_record_says(desk: Desk) -> None:
    desk.open(external=True)
    desk.type_into("scope", "Checkout")
    desk.type_into("symptom", "A few customers cannot pay")
    assert desk.checks()[0].startswith("Look")
    desk.key(Key.Key_1, Alt)
    assert desk.edit("symptom").toPlainText() == "about 70% of customers cannot pay"
    assert "About 70% of customers cannot pay" in desk.preview
    assert all(check.startswith("OK") for check in desk.checks())


def test_a_fix_is_a_button_too_and_takes_a_secret_out(desk: Desk) -> None:
    desk.open(template="status-update")
    desk.type_into("doing", "rotating xox" + "b-2048-abcdefGHIJKL now")
    first = desk.page.preview.checks[0]
    assert first.level.text() == "Stop"
    desk.qtbot.mouseClick(first.fix, Qt.MouseButton.LeftButton)
    assert "xox" not in desk.preview
    desk.key(Key.Key_F9)
    assert "rotating" in clipboard()


def test_a_message_for_another_status_is_changed_for_the_one_that_fits(desk: Desk) -> None:
    desk.open(template="page-monitoring")
    which = next(n for n in range(1, 7) if "record says mitigating" in desk.page.preview.fixable(n).text)  # type: ignore[union-attr]
    desk.page.fix(which)
    assert "Status page: identified" in desk.page.title.text()


def test_what_the_record_lacks_is_begun_in_the_scribe_line(desk: Desk) -> None:
    desk.log("/component Checkout outage")
    desk.open(template="page-resolved")
    numbers = range(1, 7)
    found = [n for n in numbers if (check := desk.page.preview.fixable(n)) and check.rule == "component"]
    with desk.qtbot.waitSignal(desk.page.line_wanted) as begun:
        desk.page.fix(found[0])
    assert begun.args == ["/component Checkout operational"]


def test_a_number_without_a_fix_says_so(desk: Desk) -> None:
    desk.open(template="status-update")
    desk.key(Key.Key_9, Alt)
    assert desk.note == "There is no fix 9"
