"""Take the pictures: each page, both sizes, dark and light."""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QWidget

from tests.screens import busy
from tests.screens.comms import composer_pages, wordings_pages
from tests.screens.story import START, tell
from tests.screens.timeline import timeline_pages
from tests.simulated_service import Service, Services
from ui import delivering, theme
from ui.app import application, make_window
from ui.collecting import take_apart
from ui.operations import Operations
from ui.window import MainWindow
from warroom.clock import ManualClock
from warroom.connectors.protocol import Audience
from warroom.workspace import Workspace

SIZES = ((1440, 900), (1024, 700))
OUT = Path("build") / "screens"
LAYOUTS = {"wide": (1440, 900, 100), "compact": (1024, 700, 100), "short": (960, 600, 100)}
LAYOUTS |= {"single": (720, 480, 100), "least": (640, 480, 100), "twice": (1440, 900, 200)}
"""The war room in each of its layouts, in pixels and per cent of text."""
SETTLE_MS = 350
PATIENCE_MS = 20_000


def wait(ms: int = SETTLE_MS) -> None:
    """Let the window and the record thread work for a while."""
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()


def wait_until(reached: Callable[[], bool]) -> None:
    for _ in range(PATIENCE_MS // 50):
        if reached():
            return
        wait(50)
    sys.exit("A page did not come to its end.")


def pages(window: MainWindow, incident: str) -> Iterator[tuple[str, QWidget]]:
    """Each page as a person would find it, with its name."""
    window.go_home()
    wait()
    yield "home", window
    window.flow.begin()
    dialog = window.flow.prepare()
    yield "declare-empty", dialog
    dialog.cards.choose(1)
    dialog.title.setText("checkout failing for most customers @robin -5m")
    wait()
    yield "declare", dialog
    dialog.choose_by_triage()
    dialog.choosing.reaches["all_users"].setChecked(True)
    wait()
    yield "declare-help", dialog
    dialog.finish()
    window.open_incident(incident)
    war = window.war
    assert war is not None
    wait_until(lambda: war.incident is not None and war.incident.id == incident)
    wait()
    war.line.setFocus()
    yield "war", window
    war.scribe.put("! take zone b out of the balancer @tomas back in 5m")
    wait()
    yield "war-typing", window
    war.scribe.put_aside()
    war.scribe.put("> @tomas raise the pool limit")
    war.find_text()
    war.timeline.finder.field.setText("payments")
    wait()
    yield "war-find", window
    war.timeline.finder.leave()
    war.scribe.put("")
    war.scribe.take_up()
    war.scribe.put("")
    window.show_palette()
    wait()
    yield "palette", window
    assert window.palette_view is not None
    window.palette_view.field.setText("change")
    wait()
    yield "palette-change", window
    window.show_palette()
    war.compose("status-update")
    wait()
    yield "composer-internal", window
    war.compose("page-identified")
    wait()
    yield "composer-external", window
    yield from composer_pages(window, war, wait)
    window.registry.trigger("war.outbox")
    wait()
    yield "outbox", window
    war.resolve()
    wait()
    yield "resolve", window
    war.show_triage()
    if not war.triage.reaches["core_workflow"].isChecked():
        war.triage.reaches["core_workflow"].click()
    wait()
    yield "triage", window
    war.show_needs()
    for name in ("hypotheses", "decisions", "checklists", "contacts", "runbooks", "catchup", "bridge", "rules"):
        war.sheets.open(name)
        wait()
        yield name, window
    war.sheets.open("handoff", "tomas")
    wait()
    yield "handoff", window
    war.show_timeline()
    yield from timeline_pages(window, war, wait)
    for name in ("keys-here", "keys"):
        window.show_keys()
        wait()
        yield name, window
    window.show_keys()
    window.registry.trigger("comms.wordings")
    yield from wordings_pages(window, wait)
    for category in window.settings.page.panes:
        window.settings.show(category)
        wait()
        if category.name == "RECORD":
            wait_until(lambda: "Looking" not in window.settings.page.record.backups.text())
        yield f"settings-{category.name.lower()}", window
    yield from settings_at_work(window)
    window.go_back()
    window.record.error_bar.say("NOT SAVED: the disk is full. Make room on it; what you typed is kept and tried again.")
    wait()
    yield "not-saved", window
    window.record.error_bar.clear()


def opened(path: Path, clock: ManualClock) -> Workspace:
    """With a chat and a status page that are reached through nobody's network."""
    workspace = Workspace.open(path, author="mira", clock=clock, simulated=True)
    services = {"#inc-payments": Service(), "status-page": Service(states=True, audience=Audience.EXTERNAL)}
    workspace.routes = Services(**services)  # type: ignore[misc]
    return workspace


def settings_at_work(window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    """The targets while something is asked, and the form of one."""
    pane = window.settings.page.targets
    window.settings.show(pane.category)
    wait_until(lambda: bool(pane.cards) and not any("Looking" in card.state.text() for card in pane.cards.values()))
    pane.cards["ops-chat"].drop.click()
    wait()
    yield "settings-targets-ask", window
    pane.cards["ops-chat"].no.click()
    pane.add.click()
    pane.form.kind.setCurrentText("E-mail")
    wait()
    yield "settings-target-form", window
    pane.leave_form()


def take(names: set[str]) -> None:
    """Write the pictures; ``names`` keeps to some pages, empty takes all."""
    app = application()
    app.setQuitOnLastWindowClosed(False)
    theme.start(app, theme.Choice.DARK)
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["WARROOM_HOME"] = folder
        layouts(names)
        clock = ManualClock(START)
        operations = Operations(lambda: opened(Path(folder) / "r.db", clock))
        empty(operations, names)
        found: list[str] = []
        operations.run(lambda workspace: tell(workspace, clock), done=found.append)
        wait_until(lambda: bool(found))
        window = make_window(app, operations)
        delivering.of(operations).stop()
        window.show()
        window.live.start()
        wait_until(lambda: window.war is not None and window.live.loaded)
        for choice in (theme.Choice.DARK, theme.Choice.LIGHT):
            for size in SIZES:
                theme.set_look(choice, 100)
                window.resize(*size)
                for name, widget in pages(window, found[0]):
                    keep(name, widget, size, choice, names)
        window.leave_now()
        operations.close()
        take_apart(window)


def empty(operations: Operations, names: set[str]) -> None:
    """Home before anything has happened."""
    window = make_window(application(), operations)
    window.show()
    operations.start()
    wait_until(lambda: window.live.loaded)
    for choice in (theme.Choice.DARK, theme.Choice.LIGHT):
        theme.set_look(choice, 100)
        for size in SIZES:
            window.resize(*size)
            wait()
            keep("home-empty", window, size, choice, names)
    theme.set_look(theme.Choice.DARK, 100)
    window.leave_now()
    take_apart(window)


def layouts(names: set[str]) -> None:
    """The war room at its fullest, in every layout."""
    with tempfile.TemporaryDirectory() as folder:
        clock = ManualClock(busy.BEGAN)
        operations = Operations(lambda: opened(Path(folder) / "r.db", clock))
        window = make_window(application(), operations)
        window.show()
        operations.start()
        found: list[str] = []
        operations.run(lambda workspace: busy.tell(workspace, clock), done=found.append)
        wait_until(lambda: bool(found) and window.war is not None)
        delivering.of(operations).stop()
        window.live.start()
        window.open_incident(found[0])
        war = window.war
        assert war is not None
        wait_until(lambda: war.incident is not None and window.live.loaded)
        for choice in (theme.Choice.DARK, theme.Choice.LIGHT):
            for name, (width, height, percent) in LAYOUTS.items():
                theme.set_look(choice, percent)
                window.resize(width, height)
                wait()
                keep(f"war-{name}", window, (width, height), choice, names)
                war.show_needs()
                wait()
                keep(f"war-{name}-needs", window, (width, height), choice, names)
                war.body.close_drawer()
                war.line.setFocus()
        theme.set_look(theme.Choice.DARK, 100)
        window.leave_now()
        operations.close()
        take_apart(window)


def keep(name: str, widget: QWidget, size: tuple[int, int], choice: theme.Choice, names: set[str]) -> None:
    if not names or name in names:
        path = OUT / f"{name}_{size[0]}_{choice.value}.png"
        widget.grab().save(str(path))
        print(path)


if __name__ == "__main__":
    take(set(sys.argv[1:]))
