"""A message over the whole screen as a code: read back by a decoder that is not ours, held to the rules of a copy."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
import zxingcpp
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from tests.gui.composer_desk import Desk
from ui import theme
from ui.widgets.composer_foot import Question
from ui.widgets.phone_code import PhoneScreen

Key = Qt.Key


def screen(desk: Desk) -> PhoneScreen:
    assert desk.page.phone is not None
    return desk.page.phone


def grabbed(widget: QWidget) -> str:
    """What a phone would read off the screen."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    shape = (image.height(), image.bytesPerLine())
    found = zxingcpp.read_barcodes(memoryview(image.constBits()).cast("B", shape=shape))
    return found[0].text if found else ""


@pytest.mark.parametrize("choice", [theme.Choice.DARK, theme.Choice.LIGHT])
def test_the_code_on_the_screen_is_the_message(desk: Desk, choice: theme.Choice) -> None:
    theme.set_look(choice, 100)
    desk.open(template="status-update")
    desk.type_into("doing", "Zurückrollen, «fertig» um 04:00 UTC ✓")
    desk.key(Key.Key_F12)
    assert screen(desk).isFullScreen()
    screen(desk).resize(1440, 900)
    assert grabbed(screen(desk)) == desk.preview


def test_arrows_choose_what_the_phone_does_with_it(desk: Desk) -> None:
    desk.open(template="status-update")
    desk.key(Key.Key_F12)
    screen(desk).resize(1440, 900)
    desk.qtbot.keyClick(screen(desk), Key.Key_Right)
    sms = grabbed(screen(desk))
    assert sms.startswith("sms:?body=")
    assert unquote(sms.partition("=")[2]) == desk.preview
    desk.qtbot.keyClick(screen(desk), Key.Key_Right)
    assert grabbed(screen(desk)).startswith("mailto:?subject=")


def test_what_is_too_long_for_one_code_says_so_and_shows_its_short_form(desk: Desk) -> None:
    desk.open(template="status-update")
    desk.type_into("known", "the pool is full " * 120)
    desk.key(Key.Key_F12)
    shown = screen(desk)
    shown.resize(1440, 900)
    assert shown.code is not None
    assert "too long for one code" in shown.code.words
    text = grabbed(shown)
    assert "(shortened: the full text is on the laptop)" in text
    assert "Next update:" in text


def test_closing_asks_like_a_copy_and_records_the_text_of_the_code(desk: Desk) -> None:
    desk.open(template="status-update")
    desk.key(Key.Key_F12)
    shown = screen(desk)
    desk.qtbot.keyClick(shown, Key.Key_Down)
    desk.qtbot.keyClick(shown, Key.Key_Escape)
    assert not shown.isVisible()
    assert desk.page.foot.question is Question.SENT
    assert desk.page.foot.asked.text() == "Shown as a code 03:14:22. Sent it?"
    with desk.qtbot.waitSignal(desk.page.sent):
        desk.page.say_sent()
    assert shown.code is not None
    assert desk.incident().messages[0].text == shown.code.text


def test_a_secret_or_a_hole_in_customer_text_is_not_shown(desk: Desk) -> None:
    desk.open(external=True)
    desk.key(Key.Key_F12)
    assert desk.page.phone is None
    assert desk.note.startswith('Not shown: "affected function" is still empty')
    desk.open(template="status-update")
    desk.type_into("doing", "rotating xox" + "b-2048-abcdefGHIJKL")
    desk.key(Key.Key_F12)
    assert desk.page.phone is None
    assert desk.note.startswith("Not shown. ")


def test_each_place_has_its_own_code(desk: Desk) -> None:
    desk.open(external=True)
    desk.type_into("scope", "Checkout")
    row = next(row for row in desk.page.places.rows if row.name == "public post")
    desk.qtbot.mouseClick(row.phone, Qt.MouseButton.LeftButton)
    shown = screen(desk)
    assert shown.code is not None
    assert "We know the cause" in shown.code.text
    assert shown.accessibleName() == "Code for a phone: Text to paste"
