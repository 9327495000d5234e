"""Every page at every size and text size: no word is cut but where its whole text is in a tooltip, no part lies upon
another, and the line is always in sight (UI.md 10.1, A14 and A23)."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.gui.clipping import cut, out_of_sight, overlapping
from tests.screens import busy
from ui import labels, theme
from ui.pages.war import WarPage
from ui.window import MainWindow
from ui.window_look import LEAST_SIZE
from warroom.clock import ManualClock
from warroom.workspace import Workspace

SIZES = ((1440, 900), (1024, 700), (960, 600), (720, 480))
SCALES = (100, 150, 200)
SHEETS = (
    "hypotheses",
    "decisions",
    "checklists",
    "contacts",
    "runbooks",
    "catchup",
    "bridge",
    "rules",
    "outbox",
    "said",
)


@pytest.fixture
def page(
    open_workspace: Callable[[], Workspace], window: MainWindow, clock: ManualClock, qtbot: QtBot
) -> Iterator[WarPage]:
    with open_workspace() as workspace:
        incident = busy.tell(workspace, clock)
    window.open_incident(incident)
    assert window.war is not None
    page = window.war
    qtbot.waitUntil(lambda: page.incident is not None and len(page.incident.asks) == 3)
    yield page
    theme.set_look(percent=100)


def settle() -> None:
    for _ in range(4):
        QApplication.sendPostedEvents()
        QApplication.processEvents()


def resize(window: MainWindow, size: tuple[int, int], scale: int, qtbot: QtBot) -> None:
    theme.set_look(percent=scale)
    window.resize(*size)
    qtbot.waitUntil(lambda: (window.width(), window.height()) == size)
    settle()


def war_pages(page: WarPage, qtbot: QtBot) -> Iterator[str]:
    """Each page of the war room, in front as its name is given."""
    for name in ("needs", "roles", "requirements", "say", "triage"):
        getattr(page, f"show_{name}")()
        yield name
    page.body.close_drawer()
    yield "timeline"
    for name in SHEETS:
        page.sheets.open(name)
        yield name
    page.sheets.open("handoff", "kai")
    yield "handoff"
    for template in ("status-update", "page-investigating"):
        before = _preview(page)
        page.compose(template)
        qtbot.waitUntil(partial(_other, page, before))
        yield f"composer {template}"
    page.resolve()
    assert page.resolver is not None
    qtbot.waitUntil(lambda: "INC-" in page.resolver.form.title.text())
    yield "resolve"
    page.show_timeline()


def _preview(page: WarPage) -> str:
    return page.composer.preview.text.toPlainText() if page.composer is not None else ""


def _other(page: WarPage, before: str) -> bool:
    return _preview(page) not in ("", before)


def shell_pages(window: MainWindow, qtbot: QtBot) -> Iterator[tuple[str, QWidget]]:
    """The pages beside the war room."""
    window.show_palette()
    yield "palette", window
    window.show_palette()
    window.show_keys()
    yield "keys", window
    window.show_keys()
    for category in window.settings.page.panes:
        window.settings.show(category)
        yield f"settings {category.name}", window
    window.go_back()
    window.registry.trigger("comms.wordings")
    qtbot.waitUntil(lambda: bool(window.findChildren(QWidget, "wordings.text")))
    yield "wordings", window
    window.go_home()
    yield "home", window
    window.flow.begin()
    dialog = window.flow.prepare()
    dialog.title.setText(f"{busy.TITLE} @robin -5m")
    yield "declare", dialog
    dialog.reject()


@pytest.mark.parametrize("size", [*SIZES, LEAST_SIZE])
def test_no_word_is_cut_and_nothing_overlaps_on_any_page(
    page: WarPage, window: MainWindow, size: tuple[int, int], qtbot: QtBot
) -> None:
    found: dict[str, list[str]] = {}
    for scale in SCALES if size in SIZES else SCALES[:1]:
        resize(window, size, scale, qtbot)
        for name in war_pages(page, qtbot):
            settle()
            where = f"{name} at {size[0]}x{size[1]}, {scale} %"
            found[where] = cut(window) + overlapping(window)
            if out_of_sight(page.line, window):
                found[where].append("the line is out of sight")
        for name, shown in shell_pages(window, qtbot):
            settle()
            found[f"{name} at {size[0]}x{size[1]}, {scale} %"] = cut(shown) + overlapping(shown)
        assert (window.width(), window.height()) == size, "a page has pushed the window out of its size"
        window.open_incident(page.session.id)
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_what_is_cut_is_found(qtbot: QtBot) -> None:
    """The two measures above see what a person would see."""
    whole = QWidget()
    qtbot.addWidget(whole)
    column = QVBoxLayout(whole)
    words, button, wrapped = labels.plain("customers are affected"), QPushButton("Approve"), labels.plain(wrap=True)
    wrapped.setText("words that go on and on over more than one line of this narrow column")
    elided = labels.Elided("this may be cut, for it says so")
    for part in (words, button, wrapped, elided):
        column.addWidget(part)
    whole.show()
    whole.resize(whole.sizeHint())
    settle()
    assert cut(whole) + overlapping(whole) == []
    words.setMaximumWidth(40)
    button.setFixedHeight(6)
    wrapped.setFixedSize(80, 10)
    elided.setFixedWidth(30)
    settle()
    faults = cut(whole)
    assert len(faults) == 3
    elided.setToolTip("")
    assert len(cut(whole)) == 4
    column.setEnabled(False)
    button.setGeometry(words.geometry())
    wrapped.move(whole.width(), 0)
    assert any("upon" in fault for fault in overlapping(whole))
    assert any("sticks out" in fault for fault in overlapping(whole))


def test_a_small_window_shows_what_is_always_visible(page: WarPage, window: MainWindow, qtbot: QtBot) -> None:
    """At the hard minimum (UI.md 1.3): facts, line and the state of saving are inside the window."""
    resize(window, LEAST_SIZE, 100, qtbot)
    identity = page.identity
    always: list[QWidget] = [identity.badge, identity.status, identity.title, identity.elapsed, identity.utc]
    always += [*page.now_row.tiles, page.line, page.foot]
    assert [part.objectName() for part in always if not part.isVisible() or out_of_sight(part, window)] == []


def test_a_page_in_a_tight_window_folds_facts_and_gives_them_back(
    page: WarPage, window: MainWindow, qtbot: QtBot
) -> None:
    """A large text in a small window: what stands in front gets the room, Esc brings everything back."""
    resize(window, (720, 480), 150, qtbot)
    assert page.now_row.impact.isVisible()
    page.show_roles()
    settle()
    assert not page.now_row.impact.isVisible()
    assert not page.foot.isVisible()
    page.foot.show_problem("the disk is full")
    assert page.foot.isVisible(), "NOT SAVED is never folded away"
    page.foot.show_problem("")
    page.to_line()
    settle()
    assert page.now_row.impact.isVisible()
    assert page.foot.isVisible()


def test_where_filters_have_no_room_one_button_has_them_all(page: WarPage, window: MainWindow, qtbot: QtBot) -> None:
    resize(window, (720, 480), 200, qtbot)
    kinds = page.timeline.kinds
    assert kinds.isVisible()
    assert not window.findChild(QPushButton, "war.timeline.filter.all").isVisible()
    page.timeline.filter_wanted.emit(page.model.shown)
    resize(window, (1440, 900), 100, qtbot)
    assert not kinds.isVisible()
    assert window.findChild(QLabel, "war.timeline.title").isVisible()
