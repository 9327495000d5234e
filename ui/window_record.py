"""What the record tells the window: that it is open, that it took or did not take something, that it can't be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from ui.notices import Bar
from ui.theme_tokens import Token
from warroom.clock import Instant
from warroom.errors import RecordError, WarroomError

if TYPE_CHECKING:
    from ui.operations import Opened
    from ui.welcome import Welcome
    from ui.window import MainWindow


class WindowRecord(QObject):
    """``bars`` go under the menus: red while the record does not take what is typed. ``opened`` when its settings
    are shown."""

    opened = Signal()

    def __init__(self, window: MainWindow, over: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._saved_at: Instant | None = None
        self.welcome: Welcome | None = None
        self.error_bar = Bar("shell.error", "errorbar", "Try again", over)
        self.warn_bar = Bar("shell.warn", "warnbar", "Hide", over)
        self.bars = (self.error_bar, self.warn_bar)
        self.error_bar.acted.connect(self._retry)
        self.warn_bar.acted.connect(self.warn_bar.clear)
        operations = window.operations
        operations.opened.connect(self._opened)
        operations.failed.connect(self._failed)
        operations.refused.connect(self.say_refused)
        operations.crashed.connect(self._crashed)
        operations.saved.connect(self._saved)

    def say_saved(self) -> None:
        at = self._saved_at
        self._window.toast.say("Already saved" if at is None else f"Already saved {at.hhmmss()} UTC")

    def rename(self, author: str) -> None:
        """The person has another handle: what is logged from here on is theirs under it."""
        operations = self._window.operations
        operations.author = author
        if operations.facts is not None:
            operations.facts = operations.facts._replace(author=author)
            self._show_author(operations.facts)

    @Slot(object)
    def _opened(self, facts: Opened) -> None:
        window = self._window
        window.look.show(facts.settings["scheme"], facts.settings["scale"], facts.settings["density"])
        self._show_author(facts)
        self.error_bar.clear()
        self._greet(facts)
        if facts.playbook_problem:
            self.warn_bar.say(facts.playbook_problem)
        if not facts.simulated:
            window.alerting.start(facts.settings)
        window.rooms.show_seat(facts.settings["seat"])
        self.opened.emit()

    def _greet(self, facts: Opened) -> None:
        """First steps, for somebody whom the record does not know yet."""
        settings = facts.settings
        if self.welcome is None and settings["first_steps"] == "show" and not settings["handle"] + settings["name"]:
            from ui.welcome import Welcome

            self.welcome = Welcome(self._window)

    def _show_author(self, facts: Opened) -> None:
        simulated = "SIMULATED  ·  " if facts.simulated else ""
        self._window.home.foot.setText(f"{simulated}{facts.author}  ·  {facts.path}")

    @Slot(object)
    def _failed(self, error: WarroomError) -> None:
        if isinstance(error, RecordError):
            self.error_bar.say(error.sentence)

    @Slot(object)
    def say_refused(self, error: WarroomError) -> None:
        self._window.toast.say(error.sentence, Token.WARN)

    @Slot(object)
    def _crashed(self, _error: object) -> None:
        self._window.toast.say("The program made a mistake. What you typed is kept; the log says more.", Token.DANGER)

    @Slot(object)
    def _saved(self, at: Instant) -> None:
        self._saved_at = at
        self.error_bar.clear()

    @Slot()
    def _retry(self) -> None:
        self.error_bar.clear()
        self._window.operations.start()
