"""Opens the Settings page in a window, and carries what is changed there to whatever shows it or follows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from ui import delivering, theme
from ui.actions import Context
from ui.pages.settings import SettingsPage
from ui.settings.rows import Category
from ui.settings.values import OFFLINE

if TYPE_CHECKING:
    from ui.window import MainWindow
    from warroom.workspace import Workspace

ALERTS = frozenset({"sounds", "notifications", "quiet_hours", "seat"})


class SettingsOpening(QObject):
    """Made with the first Ctrl+, of a window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        page = self.page = SettingsPage(window.operations, window.registry, window.alerting.player)
        page.closed.connect(window.go_back)
        page.said.connect(window.toast.say)
        page.values.changed.connect(self._changed)
        page.values.kept.connect(self._kept)
        page.targets.altered.connect(delivering.of(window.operations).look)
        theme.notifier().changed.connect(self._look_changed)
        window.pages.addWidget(page)
        window.registry.install(page, Context.SETTINGS)
        self._look_changed()

    def toggle(self) -> None:
        """Show it; asked for again, back to where one was."""
        if self.visible:
            self._window.go_back()
        else:
            self.show()

    def show(self, category: Category | None = None) -> None:
        """Bring the page to the front, on a category where one is named."""
        self._window.pages.setCurrentWidget(self.page)
        if category is not None:
            self.page.show_category(category)
        self.page.take_focus()

    @property
    def visible(self) -> bool:
        return self._window.pages.currentWidget() is self.page

    @Slot(str, str)
    def _changed(self, key: str, value: str) -> None:
        """At once: the look, the alerts, the second clock."""
        window = self._window
        if window.operations.facts is not None:
            window.operations.facts.settings[key] = value
        if key in ALERTS:
            window.alerting.set(self.page.values.now)
        elif key == "scheme" and value != theme.choice().value:
            window.look.set(choice=theme.Choice(value))
        elif key == "scale" and value != str(theme.percent()):
            window.look.set(percent=int(value))
        elif key == "density" and value != theme.density().value:
            window.look.set(density=theme.Density(value))
        elif key == "second_clock" and window.war is not None:
            window.war.show_second_clock(value)

    @Slot(str)
    def _kept(self, key: str) -> None:
        """On disk: what asks the record, asks again."""
        if key == OFFLINE:
            delivering.of(self._window.operations).look()
        elif key == "handle":
            self._window.operations.read(_author, done=self._renamed)

    def _renamed(self, author: str) -> None:
        self._window.record.rename(author)

    @Slot()
    def _look_changed(self) -> None:
        """The View menu changes the look too."""
        self.page.values.note("scheme", theme.choice().value)
        self.page.values.note("scale", str(theme.percent()))
        self.page.values.note("density", theme.density().value)


def _author(workspace: Workspace) -> str:
    return workspace.author
