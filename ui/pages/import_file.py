"""Bringing in what was written elsewhere: a text timeline, a log, a table, a Slack export. Looked at first."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox

from ui.operations import Operations
from ui.widgets.preview_sheet import PreviewSheet
from warroom.backfill import slack_export
from warroom.backfill.loading import load
from warroom.backfill.making import Setting
from warroom.backfill.rows import BadSource, Preview
from warroom.backfill.zones import Zone
from warroom.clock import DAY, Instant


class ImportFile(PreviewSheet):
    """``Import …``: a Slack export asks for its channel; any source may be cut to a time range."""

    def __init__(self, operations: Operations) -> None:
        super().__init__(operations, "war.import", "Import into this incident")
        self._path = Path()
        self._wanted = ("", "", "")
        self.channel = QComboBox()
        self.channel.setObjectName("war.import.channel")
        self.channel.setAccessibleName("Channel of the Slack export")
        self.channel.activated.connect(self.read_again)
        self.since = self.field("since", "Nothing earlier than", "from: 2026-03-02 or 2026-03-02 14:00")
        self.until = self.field("until", "Nothing later than", "to: 2026-03-02 or 2026-03-02 16:30")
        self.fields.addWidget(self.since, 1)
        self.fields.addWidget(self.until, 1)
        self.fields.addWidget(self.channel, 1)

    def open(self, incident: str, path: Path, around: Instant) -> None:
        self._path = path
        self.title.setText(f"Import {path.name}")
        self.since.clear()
        self.until.clear()
        self.channel.clear()
        self.channel.hide()
        self.text.setPlainText("")
        self._incident, self._around = incident, around

        def look(_report: object) -> list[str]:
            return channels_of(path)

        self._operations.background(look, done=self._begin, failed=self._not_read)

    def _begin(self, channels: list[str]) -> None:
        self.channel.addItems(channels)
        self.channel.setVisible(len(channels) > 1)
        self.begin(self._incident, self._around)

    @Slot()
    def read_again(self) -> None:
        self._wanted = (self.channel.currentText(), self.since.text().strip(), self.until.text().strip())
        super().read_again()

    def source(self, zone: Zone, now: Instant) -> Preview:
        channel, since, until = self._wanted
        setting = Setting(now, zone, self._around, bound(since, zone), bound(until, zone, last=True))
        return load(self._path, setting, channel=channel)


def channels_of(path: Path) -> list[str]:
    """The channels of a Slack export, none for any other file. Raises ``BadSource`` for a zip that is none."""
    try:
        with path.open("rb") as file:
            zipped = file.read(4) == b"PK\x03\x04"
    except OSError as error:
        raise BadSource(f"{path} cannot be read: {error.strerror}.", code="no_file") from error
    return slack_export.channels(path) if zipped else []


def bound(text: str, zone: Zone, *, last: bool = False) -> Instant | None:
    """A day or a time as one end of a range; '' leaves it open. Raises ``BadSource``."""
    if not text:
        return None
    try:
        wall = datetime.fromisoformat(text)
    except ValueError:
        words = f"{text} is no day and no time. Write 2026-03-02 or 2026-03-02 14:00."
        raise BadSource(words, code="bad_time") from None
    moment = zone.instant(wall)[0] if wall.tzinfo is None else Instant.parse(text)
    return moment.plus(DAY - 0.001) if last and len(text) == len("2026-03-02") else moment
