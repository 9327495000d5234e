"""How a window looks and where it stands: scheme, text size, geometry, and the incident that was in front.

Changes show at once. Scheme and size are kept with the record's settings; an echo of all of it lies in the cache for
the next start (``last_look``), written a second after the last change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QByteArray, QObject, QSize, QTimer, Slot
from PySide6.QtGui import QGuiApplication

from ui import last_look, theme

if TYPE_CHECKING:
    from ui.window import MainWindow
    from warroom.workspace import Workspace

KEEP_MS = 1000
FOLD_MS = 100
"""Presses for another text size that follow each other so closely make one change: each costs a new layout of all."""
STEP_PERCENT = 10
LEAST_SIZE = (640, 480)
FIRST_SIZE = (1440, 900)


def first_size(wanted: tuple[int, int]) -> QSize:
    """The size of a window that nobody has sized yet: none reaches beyond the screen that it opens on."""
    allowed = QGuiApplication.primaryScreen().availableSize()
    return QSize(*wanted).boundedTo(allowed).expandedTo(QSize(*LEAST_SIZE))


class WindowLook(QObject):
    def __init__(self, window: MainWindow, look: last_look.LastLook) -> None:
        super().__init__(window)
        self._window, self._look = window, look
        self._timer = QTimer(self)
        self._timer.setObjectName("shell.look")
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEEP_MS)
        self._timer.timeout.connect(self._keep)
        self._wanted: int | None = None
        self._fold = QTimer(self, singleShot=True, interval=FOLD_MS)
        self._fold.setObjectName("shell.look.size")
        self._fold.timeout.connect(self._resize_text)

    @property
    def incident(self) -> str:
        """The id of the incident that stands in front, '' on Home."""
        return self._look.incident

    def remember(self, incident: str) -> None:
        """Which incident is in front, for the next start."""
        self._look.incident = incident
        self._timer.start()

    def restore(self) -> None:
        """Size and place as they were left; the first time as large as is good and as the screen allows."""
        self._window.setMinimumSize(*LEAST_SIZE)
        self._window.resize(first_size(FIRST_SIZE))
        if self._look.geometry:
            self._window.restoreGeometry(QByteArray.fromBase64(self._look.geometry.encode()))

    def moved(self) -> None:
        """The window has another size or place."""
        self._look.geometry = bytes(self._window.saveGeometry().toBase64().data()).decode()
        self._timer.start()

    def show(self, scheme: str, scale: str, rows: str) -> None:
        """What the record's settings ask for."""
        choice, percent, density = theme.Choice(scheme), int(scale), theme.Density(rows)
        if (choice, percent, density) != (theme.choice(), theme.percent(), theme.density()):
            theme.set_look(choice, percent, density)

    def set(
        self,
        choice: theme.Choice | None = None,
        percent: int | None = None,
        density: theme.Density | None = None,
    ) -> None:
        """Scheme, text size or density, at once; kept with the record's settings."""
        self._fold.stop()
        percent, self._wanted = self._wanted if percent is None else percent, None
        theme.set_look(choice, percent, density)
        self._look.scheme, self._look.scale = theme.choice().value, theme.percent()
        self._look.density = rows = theme.density().value
        scheme, scale = self._look.scheme, str(self._look.scale)

        def keep(workspace: Workspace) -> None:
            workspace.set_setting("scheme", scheme)
            workspace.set_setting("scale", scale)
            workspace.set_setting("density", rows)

        self._window.operations.read(keep)
        self._timer.start()

    def larger(self) -> None:
        self._want(self._percent() + STEP_PERCENT)

    def smaller(self) -> None:
        self._want(self._percent() - STEP_PERCENT)

    def usual(self) -> None:
        self._want(100)

    def leave(self) -> None:
        """Keep all of it now; the window closes."""
        if self._fold.isActive():
            self._resize_text()
        self._timer.stop()
        last_look.keep(self._look)

    def _percent(self) -> int:
        """The text size in force, or the one on its way."""
        return theme.percent() if self._wanted is None else self._wanted

    def _want(self, percent: int) -> None:
        """Say the size at once; the window follows when the keys rest."""
        self._wanted = theme.allowed(percent)
        self._window.toast.say(f"Text size {self._wanted} %")
        self._fold.start()

    @Slot()
    def _resize_text(self) -> None:
        if self._wanted != theme.percent():
            self.set()
        self._wanted = None

    @Slot()
    def _keep(self) -> None:
        look = msgspec.structs.replace(self._look)

        def keep(_step: object) -> None:
            last_look.keep(look)

        self._window.operations.background(keep)
