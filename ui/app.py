"""Start of the desktop app: one window on one record, or the arguments handed to the window that is there already."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QMessageLogContext, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from ui import last_look, theme
from ui.collecting import take_apart
from ui.operations import Operations, install_excepthook
from warroom import paths

if TYPE_CHECKING:
    from ui.window import MainWindow
    from warroom.workspace import Workspace

APP_ID = "org.warroom.Warroom"


def application() -> QApplication:
    """The one QApplication, named so that windows and notifications group."""
    running = QCoreApplication.instance()
    if isinstance(running, QApplication):
        return running
    app = QApplication(sys.argv[:1])
    app.setApplicationName("warroom")
    app.setApplicationDisplayName("Warroom")
    app.setDesktopFileName(APP_ID)
    app.setAttribute(Qt.ApplicationAttribute.AA_DontShowIconsInMenus, False)
    if app.platformName() == "offscreen":
        qInstallMessageHandler(_without_a_screen)
    return app


def _without_a_screen(_kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    """What Qt says, but for its complaint that a window drawn off screen cannot be raised or sized."""
    if not text.startswith("This plugin does not support"):
        sys.stderr.write(f"{text}\n")


def opener(record_path: Path | None, author: str | None) -> Callable[[], Workspace]:
    """What the record thread calls to open the record, with its first work."""

    def open_workspace() -> Workspace:
        from warroom.workspace import Workspace

        return Workspace.open(record_path, author=author)

    return open_workspace


def run(
    record_path: Path | None = None,
    author: str | None = None,
    incident: str | None = None,
    *,
    arguments: list[str] | None = None,
) -> int:
    """Open the window, on an incident if one is named, and stay until it is closed. Gives the exit code.

    ``arguments`` says it in the words of a start: ``declare``, ``open INC-0042``. A second start on the same record
    hands them to the first window and ends with 0.
    """
    from ui import logbook, single_instance

    words = arguments or (["open", incident] if incident else [])
    app = application()
    name = single_instance.name_for(record_path or paths.record_file())
    if single_instance.hand_over(name, words):
        return 0
    first = single_instance.FirstInstance(name)
    look = last_look.read()
    theme.start(
        app,
        theme.Choice(look.scheme) if look.scheme in list(theme.Choice) else theme.Choice.SYSTEM,
        look.scale,
        theme.Density(look.density) if look.density in list(theme.Density) else theme.Density.COMFORTABLE,
    )
    log = logbook.begin()
    operations = Operations(opener(record_path, author))
    window = make_window(app, operations, look)
    first.asked.connect(window.obey)
    window.painted.connect(operations.start)
    window.painted.connect(window.live.start)
    window.show()
    if words:
        window.obey(words)
    try:
        return int(app.exec())
    finally:
        first.close()
        operations.close()
        take_apart(window)
        logbook.end(log)


def make_window(app: QApplication, operations: Operations, look: last_look.LastLook | None = None) -> MainWindow:
    """The main window with its key routing, not yet shown."""
    from ui import delivering
    from ui.key_routing import KeyRouting
    from ui.typing import Typing
    from ui.window import MainWindow

    window = MainWindow(operations, look)
    delivering.of(operations)
    install_excepthook(operations)
    routing = KeyRouting(lambda: window.flow.dialog, window.typed_on_home, window)
    routing.setObjectName("shell.routing")
    typing = Typing(window.typing_target, window)
    app.installEventFilter(typing)
    app.installEventFilter(routing)
    return window
