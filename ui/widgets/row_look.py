"""How the rows of a timeline are looked at: what a search marks, what is uncovered, a second clock, small pictures."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QPixmap

from ui.delegates.entry import Row
from ui.models.timeline import Column, TimelineModel
from warroom.backfill.zones import Zone
from warroom.incident.entry import Entry

THUMBS = 200
"""Small pictures kept; the oldest is made again when its row is seen again."""
SECOND_PX = 52
"""Room for the second clock."""


class RowLook:
    """``want`` is called with an entry whose small picture is not there yet."""

    def __init__(self, model: TimelineModel, want: Callable[[Entry], None]) -> None:
        self.marked: tuple[str, ...] = ()
        self.bare: set[str] = set()
        self.zone: Zone | None = None
        self.thumbs: dict[str, QPixmap | None] = {}
        self._model = model
        self._want = want

    def row(self, row: int, chosen: tuple[int, int]) -> Row:
        """What a row shows; ``chosen`` are the first and the last of the chosen rows."""
        pending = self._model.pending(row)
        entry = None if pending else self._model.entry(row)
        date, selected = self._model.date_line(row), chosen[0] <= row <= chosen[1]
        if entry is None:
            return Row(None, pending, date, selected, self.marked)
        fold = self._fold(row, chosen) if entry.retracted and not selected else 0
        second = f"{self.zone.wall(entry.at):%H:%M}" if self.zone is not None else ""
        return Row(entry, None, date, selected, self.marked, fold, entry.id in self.bare, second, self._thumb(entry))

    def widths(self) -> dict[Column, int]:
        """Width of the columns beside the text, at 100 %."""
        wider = SECOND_PX if self.zone is not None else 0
        return {Column.TIME: 60 + wider, Column.ICON: 28, Column.ACTOR: 88, Column.STAR: 30}

    def _fold(self, row: int, chosen: tuple[int, int]) -> int:
        """Retracted rows fold into the first of them while none is chosen."""
        run = self._model.retracted_run(row)
        if chosen[0] < run.stop and chosen[1] >= run.start:
            return 0
        return len(run) if row == run.start else -1

    def _thumb(self, entry: Entry) -> QPixmap | None:
        """The small picture of an attached one, asked for when its row is first seen."""
        if entry.kind != "attachment" or entry.redacted or entry.retracted:
            return None
        if entry.id not in self.thumbs:
            self.thumbs[entry.id] = None
            if len(self.thumbs) > THUMBS:
                del self.thumbs[next(iter(self.thumbs))]
            self._want(entry)
        return self.thumbs[entry.id]
