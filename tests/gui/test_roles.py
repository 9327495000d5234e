"""The role board: released by one key, merged on one person, experts by subject, time in the seat, people at work."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from ui.pages.war import WarPage
from ui.window import MainWindow
from warroom.clock import ManualClock
from warroom.workspace import Workspace

Key = Qt.Key


@pytest.fixture
def page(open_workspace: Callable[[], Workspace], window: MainWindow, qtbot: QtBot) -> WarPage:
    with open_workspace() as workspace:
        incident = workspace.room.declare("Checkout failing", 2, ic="robin").incident
        workspace.room.log(incident, "/role ops @sam")
    window.open_incident(incident)
    assert window.war is not None
    page = window.war
    qtbot.waitUntil(lambda: page.incident is not None and page.incident.roles.get("ops") == "sam")
    window.activateWindow()
    page.line.setFocus()
    return page


def seat(page: WarPage, name: str) -> QPushButton:
    button = page.roles.findChild(QPushButton, f"war.roles.{name}.seat")
    assert isinstance(button, QPushButton)
    return button


def roles(page: WarPage) -> dict[str, str]:
    assert page.incident is not None
    return page.incident.roles


def since(page: WarPage, name: str) -> str:
    label = page.roles.findChild(QLabel, f"war.roles.{name}.since")
    assert isinstance(label, QLabel)
    return label.text()


def test_enter_opens_a_seat_for_a_name(page: WarPage, qtbot: QtBot) -> None:
    seat(page, "scribe").setFocus()
    qtbot.keyClick(seat(page, "scribe"), Key.Key_Return)
    field = page.roles.findChild(QLineEdit, "war.roles.scribe.field")
    assert field.hasFocus()
    assert field.completer().popup().property("suggests") == "true", "the names float without a frame"
    qtbot.keyClicks(field, "lee")
    qtbot.keyClick(field, Key.Key_Return)
    qtbot.waitUntil(lambda: roles(page).get("scribe") == "lee")
    assert not field.isVisible(), "the Enter that gave the name opened the seat again"


def test_delete_releases_a_seat(page: WarPage, qtbot: QtBot) -> None:
    seat(page, "ops").setFocus()
    qtbot.keyClick(seat(page, "ops"), Key.Key_Delete)
    qtbot.waitUntil(lambda: "ops" not in roles(page))


def test_a_seat_is_merged_on_somebody_who_holds_another(page: WarPage, qtbot: QtBot) -> None:
    button = seat(page, "scribe")
    QApplication.sendEvent(
        button, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(2, 2), button.mapToGlobal(QPoint(2, 2)))
    )
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    words = [made.text() for made in menu.actions()]
    assert words[1:] == ["robin, who is commander", "sam, who is ops lead"]
    menu.actions()[2].trigger()
    menu.close()
    qtbot.waitUntil(lambda: roles(page).get("scribe") == "sam")
    assert roles(page)["ops"] == "sam"


def test_an_expert_takes_a_seat_named_by_the_subject(page: WarPage, qtbot: QtBot) -> None:
    page.roles.expert.edit()
    qtbot.keyClicks(page.roles.expert.field, "nobody knows!")
    qtbot.keyClick(page.roles.expert.field, Key.Key_Return)
    assert "DB @kai" in page.roles.expert.field.toolTip()
    page.roles.expert.field.clear()
    qtbot.keyClicks(page.roles.expert.field, "[DB] @Kai")
    qtbot.keyClick(page.roles.expert.field, Key.Key_Return)
    qtbot.waitUntil(lambda: roles(page).get("sme-db") == "kai")
    qtbot.waitUntil(lambda: seat(page, "sme-db").isVisible())
    assert page.scribe.prefixes == ["DB"]


def test_each_seat_says_how_long_it_is_held(page: WarPage, clock: ManualClock) -> None:
    clock.advance(47 * 60)
    page.tick_now()
    assert since(page, "ops") == "47 min"
    assert since(page, "deputy") == ""


def test_more_people_than_a_room_can_use_are_named_once(
    page: WarPage, open_workspace: Callable[[], Workspace], qtbot: QtBot
) -> None:
    assert page.incident is not None
    with open_workspace() as other:
        for name in ("ana", "ben", "cem", "dia", "eva", "fin"):
            other.room.log(page.incident.id, f"+ @{name} look at your part 10m")
    qtbot.waitUntil(lambda: "8 at work" in page.roles.count.text())
    assert page.scribe.reading.text().startswith("8 people are at work")
    page.scribe.note("")
    page.tick_now()
    assert "8 people" not in page.scribe.reading.text()


def test_a_beginning_that_one_person_has_is_that_person(page: WarPage, qtbot: QtBot) -> None:
    page.roles.edit("comms")
    field = page.roles.findChild(QLineEdit, "war.roles.comms.field")
    qtbot.keyClicks(field, "ro")
    qtbot.keyClick(field, Key.Key_Return)
    qtbot.waitUntil(lambda: roles(page).get("comms") == "robin")


def test_a_beginning_that_several_have_asks_for_more_and_an_at_sign_takes_it_as_it_is(
    page: WarPage, qtbot: QtBot
) -> None:
    page.roles.set_people(["lea", "leo", "sam"])
    page.roles.edit("comms")
    field = page.roles.findChild(QLineEdit, "war.roles.comms.field")
    qtbot.keyClicks(field, "le")
    qtbot.keyClick(field, Key.Key_Return)
    assert field.isVisible(), "somebody was named who was not meant"
    assert page.scribe.reading.text() == "lea, leo: type on, or @le for somebody new"
    field.selectAll()
    qtbot.keyClicks(field, "@le")
    qtbot.keyClick(field, Key.Key_Return)
    qtbot.waitUntil(lambda: roles(page).get("comms") == "le")
    assert page.scribe.reading.text() == "@le is new here"


def test_a_name_that_nobody_here_has_is_pointed_out_in_the_line(page: WarPage, qtbot: QtBot) -> None:
    qtbot.keyClicks(page.line, "@robin lag is 30 s")
    assert page.scribe.reading.text().endswith("Robin")
    page.line.put("@robni lag is 30 s")
    assert page.scribe.reading.text().endswith("@robni is new here")
