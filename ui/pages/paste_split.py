"""A pasted text, split into rows by its times (UI.md 3.7): looked at first, then written."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Slot

from ui.operations import Operations
from ui.widgets.preview_sheet import PreviewSheet
from warroom.backfill import paste
from warroom.backfill.rows import Preview
from warroom.backfill.zones import Zone
from warroom.clock import Instant


class PasteSplit(PreviewSheet):
    """Ctrl+Shift+Enter on what was pasted."""

    def __init__(self, operations: Operations) -> None:
        super().__init__(operations, "war.split", "Split into rows by their times")
        self._text = ""
        self.kept: Callable[[str], None] | None = None
        """Called with a text that was left unwritten."""

    def open(self, incident: str, text: str, around: Instant) -> None:
        self._text = text
        self.begin(incident, around)

    @Slot()
    def leave(self) -> None:
        super().leave()
        if not self.writing and not self.wrote and self.kept is not None:
            self.kept(self._text)

    def source(self, zone: Zone, now: Instant) -> Preview:
        return paste.split(self._text, now=now, zone=zone, around=self._around)
