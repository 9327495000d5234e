"""The values of the settings as the page knows them: read from the record, changed at once, taken back with Ctrl+Z."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from ui.operations import Operations
from ui.settings.history import History, Step
from ui.settings.rows import BY_KEY, ROWS, Category, spoken
from warroom.backfill.zones import named
from warroom.errors import SettingError, UsageError, WarroomError
from warroom.settings import DECLARED, checked
from warroom.workspace import Workspace

OFFLINE = "work_offline"


class Values(QObject):
    """``changed(key, value)`` whenever a value is another one, ``kept(key)`` once it is on disk, ``refused(key,
    sentence)`` when it cannot be that, ``said`` a sentence about what was done."""

    changed = Signal(str, str)
    kept = Signal(str)
    refused = Signal(str, str)
    said = Signal(str)

    def __init__(self, operations: Operations, history: History, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._operations = operations
        self._history = history
        self.now = {key: setting.default for key, setting in DECLARED.items()}
        self.loaded = False

    def load(self) -> None:
        """Read them anew: another process, or another page, may have changed one. The look is what is on the screen."""

        def read(workspace: Workspace) -> dict[str, str]:
            return {row.key: workspace.setting(row.key) for row in ROWS if row.category is not Category.LOOK}

        self._operations.read(read, done=self._loaded)

    def wish(self, key: str, value: str) -> None:
        """A person wants this value: it applies at once, and can be taken back."""
        before, value = self.now[key], value.strip()
        if value == before:
            self.changed.emit(key, before)
            return
        fault = problem(key, value)
        if fault:
            self.refused.emit(key, fault)
            return
        words = spoken(BY_KEY[key], value)
        step = Step(words, partial(self._apply, key, before), partial(self._apply, key, value))
        self._history.add(step)
        self._apply(key, value, step)
        self.said.emit(f"{words}. Undo (Ctrl+Z)")

    def note(self, key: str, value: str) -> None:
        """It was changed elsewhere, and is on disk or on its way there."""
        if self.now[key] != value:
            self.now[key] = value
            self.changed.emit(key, value)

    def _apply(self, key: str, value: str, step: Step | None = None) -> None:
        before = self.now[key]
        self.note(key, value)

        def write(workspace: Workspace) -> str:
            if key == OFFLINE:
                workspace.outbox.set_offline(value == "yes")
            else:
                workspace.set_setting(key, value)
            return key

        def failed(error: WarroomError) -> None:
            if step is not None:
                self._history.drop(step)
            self.note(key, before)
            self.refused.emit(key, error.sentence)

        self._operations.run(write, done=self._written, failed=failed)

    def _written(self, key: str) -> None:
        self.kept.emit(key)

    def _loaded(self, found: dict[str, str]) -> None:
        self.loaded = True
        for key, value in found.items():
            self.note(key, value)


def problem(key: str, value: str) -> str:
    """What is wrong with a value, as a sentence; '' when it may be that."""
    try:
        checked(key, value)
        if key == "second_clock" and value:
            named(value)
    except (SettingError, UsageError) as error:
        return error.sentence
    if key == "template_language" and not (len(value) == 2 and value.isascii() and value.isalpha()):
        return f"A language is two letters, such as en or de, not {value!r}."
    return ""
