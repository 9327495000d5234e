"""What a person needs who reads from the right, in longer words, without motion, or by the keyboard alone
(UI.md 10.1: A4, A10, A15, A16, A23)."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QAbstractAnimation, Qt
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.gui.clipping import overlapping
from tests.screens import busy
from ui import theme
from ui.pages.war import WarPage
from ui.widgets.digits import Digits
from ui.window import MainWindow
from warroom.clock import ManualClock
from warroom.workspace import Workspace

SHEETS = ("hypotheses", "decisions", "checklists", "contacts", "runbooks", "catchup", "bridge", "rules", "outbox")
ACTS = (
    "war.needs",
    "war.roles",
    "war.triage",
    "view.palette",
    "war.handoff",
    "war.sheet.hypotheses",
    "war.internal",
    "war.line",
)


@pytest.fixture
def page(
    open_workspace: Callable[[], Workspace], window: MainWindow, clock: ManualClock, qtbot: QtBot
) -> Iterator[WarPage]:
    with open_workspace() as workspace:
        incident = busy.tell(workspace, clock, beside=0)
    window.open_incident(incident)
    page = window.war
    assert page is not None
    qtbot.waitUntil(lambda: page.incident is not None and len(page.incident.asks) == 3)
    yield page
    theme.set_look(percent=100)


def settle() -> None:
    for _ in range(4):
        QApplication.sendPostedEvents()
        QApplication.processEvents()


def at_x(widget: QWidget, window: QWidget) -> int:
    return widget.mapTo(window, widget.rect().center()).x()


def test_from_right_to_left_the_window_is_mirrored_and_times_stay(
    page: WarPage, window: MainWindow, qtbot: QtBot
) -> None:
    settle()
    before = page.identity.utc.text(), page.now_row.internal.value
    assert at_x(page.body.left, window) < at_x(page.timeline, window)
    digits = page.now_row.internal.findChild(Digits)
    assert digits is not None
    assert digits.geometry().center().x() < page.now_row.internal.width() / 2
    QApplication.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        window.resize(window.width() - 1, window.height())
        settle()
        assert at_x(page.body.left, window) > at_x(page.timeline, window) > at_x(page.body.right, window)
        assert at_x(page.identity.badge, window) > at_x(page.identity.utc, window)
        assert digits.geometry().center().x() > page.now_row.internal.width() / 2
        assert (page.identity.utc.text(), page.now_row.internal.value) == before
    finally:
        QApplication.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.mark.parametrize("size", [(960, 600), (720, 480)])
def test_words_that_are_longer_by_two_fifths_lie_upon_nothing(
    page: WarPage, window: MainWindow, size: tuple[int, int], qtbot: QtBot
) -> None:
    """The room that a translation needs: each label and button of the page grows, as a pseudo-locale makes it."""
    window.resize(*size)
    settle()
    found = {}
    for name in ("timeline", "roles", "requirements", "say", *SHEETS):
        if name in SHEETS:
            page.sheets.open(name)
        elif name != "timeline":
            getattr(page, f"show_{name}")()
        settle()
        stretch(page)
        settle()
        found[name] = overlapping(window)
    assert {name: faults for name, faults in found.items() if faults} == {}


def stretch(root: QWidget) -> None:
    for widget in root.findChildren(QWidget):
        if widget.isVisible() and isinstance(widget, QLabel | QPushButton) and not isinstance(widget, Digits):
            words = widget.text()
            if words and not words.endswith("~"):
                widget.setText(words + "~" * max(1, round(len(words) * 0.4)))


def test_nothing_moves_by_itself_after_any_act(page: WarPage, window: MainWindow) -> None:
    """Motion is left out altogether, so that reduced motion has nothing to take away."""
    for act in ACTS:
        if act in window.registry:
            window.registry.trigger(act)
        settle()
        running = [
            animation
            for widget in QApplication.allWidgets()
            for animation in widget.findChildren(QAbstractAnimation)
            if animation.state() is QAbstractAnimation.State.Running
        ]
        assert running == [], act
    assert sum(act in window.registry for act in ACTS) >= 6


def test_the_bell_of_what_is_overdue_stands_still(page: WarPage, clock: ManualClock) -> None:
    shapes = set()
    for _ in range(4):
        page.tick_now()
        shapes.add((page.now_row.internal.icon_name, page.now_row.external.icon_name))
        clock.advance(1)
    assert shapes == {("bell-ring", "bell-ring")}


def test_letters_are_text_on_every_page_of_the_incident(page: WarPage, qtbot: QtBot) -> None:
    """A10 beyond the timeline: a letter pressed on a row, a button or a list of a sheet lands in the line."""
    strayed = []
    for name in SHEETS:
        page.sheets.open(name)
        settle()
        sheet = page.sheets.get(name)
        assert sheet is not None
        for widget in sheet.findChildren(QWidget):
            takes = widget.focusPolicy() is not Qt.FocusPolicy.NoFocus and widget.isVisible() and widget.isEnabled()
            if not takes or isinstance(widget, QLineEdit) or _writable(widget):
                continue
            page.line.clear()
            widget.setFocus()
            if widget.hasFocus():
                qtbot.keyClick(widget, "y")
                if page.line.text() != "y":
                    strayed.append(f"{name}: {widget.objectName() or type(widget).__name__}")
    page.line.clear()
    assert strayed == []


def _writable(widget: QWidget) -> bool:
    return isinstance(widget, QPlainTextEdit) and not widget.isReadOnly()


def test_the_focus_is_seen_on_each_stop_of_f6(page: WarPage, qtbot: QtBot) -> None:
    """A4: the line, every pane and the now row look different while they hold the focus."""
    panes: list[tuple[QWidget, QWidget]] = [(pane, pane.first_focus) for pane in page.body.panes()]
    panes += [(page.line, page.line), (page.now_row.internal, page.now_row.internal)]
    panes.append((page.now_row.impact, page.now_row.impact))
    elsewhere = page.identity.status
    for shown, focus in panes:
        elsewhere.setFocus()
        settle()
        without = shown.grab().toImage()
        focus.setFocus()
        settle()
        assert shown.grab().toImage() != without, shown.objectName()
