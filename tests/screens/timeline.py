"""The pages of the timeline: pasted things, attached files, versions, redaction, import, a second clock."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QWidget

from ui.models.held import png
from ui.pages.war import WarPage
from ui.window import MainWindow
from warroom.workspace import Workspace

LOG = """2026-03-04 14:01:12 gateway 503 from payments, upstream reset
2026-03-04 14:03:40 @juno pool exhausted on payments-db-1, password=hunter2-x9
2026-03-04 14:05:00 pods restarted by the platform
2026-03-04 14:07:31 errors at 12 % and rising
"""
PASTED = "NAME  READY  RESTARTS\npay-1  0/1  14\npay-2  0/1  12\npay-3  1/1  0\npay-4  0/1  15"


def graph() -> bytes:
    """A picture such as people paste: a line that climbs and falls."""
    image = QImage(640, 240, QImage.Format.Format_RGB32)
    image.fill(QColor(24, 28, 36))
    painter = QPainter(image)
    painter.setPen(QColor(240, 120, 80))
    for x in range(640):
        height = 30 + (max(0, 160 - abs(x - 380)) if x > 220 else 0)
        painter.drawLine(x, 230, x, 230 - height)
    painter.end()
    return png(image)


def timeline_pages(window: MainWindow, war: WarPage, wait: Callable[[], None]) -> Iterator[tuple[str, QWidget]]:
    """Each with its name; leaves the timeline as a person would have."""
    prepare(war, wait)
    mime = QMimeData()
    mime.setText(LOG)
    war.scribe.put("from the gateway of zone b")
    war.scribe.take_mime(mime)
    wait()
    yield "war-paste", window
    war.line.split_wanted.emit()
    wait()
    yield "war-split", window
    war.show_timeline()
    mime.clear()
    mime.setImageData(QImage.fromData(graph()))
    war.scribe.put("error rate by zone *")
    war.scribe.take_mime(mime)
    wait()
    yield "war-picture", window
    war.scribe.hold(None)
    war.scribe.put("")
    war.show_second_clock("Asia/Tokyo")
    picture = next(row for row in range(war.model.saved_rows) if attached(war, row))
    war.timeline.view.select(picture)
    wait()
    yield "war-rows", window
    war.show_second_clock("")
    war.open_file()
    wait()
    yield "war-file", window
    edited = next(row for row in range(war.model.saved_rows) if amended(war, row))
    war.timeline.view.select(edited)
    war.versions()
    wait()
    yield "war-versions", window
    war.redact()
    wait()
    yield "war-redact", window
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "timeline.csv")
        source.write_text("time,who,text\n14:02,juno,pool exhausted\n14:09,tomas,rolled back\nlater,tomas,a line\n")
        war._import_chosen(str(source))
        wait()
        yield "war-import", window
    war.second_clock()
    wait()
    yield "war-second-clock", window
    war.show_timeline()
    war.timeline.view.clearSelection()
    war.timeline.view.to_newest()


def prepare(war: WarPage, wait: Callable[[], None]) -> None:
    """A picture, a block, an amended row and two that were retracted: once, for all the pictures."""
    if any(attached(war, row) for row in range(war.model.saved_rows)):
        return
    incident = war.session.id

    def tell(workspace: Workspace) -> None:
        room = workspace.room
        workspace.attach(incident, graph(), "error rate of the gateway, all zones")
        room.log(incident, PASTED, as_text=True)
        wrong = room.log(incident, "eror rate 12 %").events[0].id
        room.amend(incident, wrong, "error rate 12 %, was 9 %")
        for words in ("wrong channel", "again the wrong channel"):
            room.retract(incident, room.log(incident, words).events[0].id)
        room.log(incident, "-9m the pager went quiet")

    war.operations.run(tell)
    wait()
    wait()


def attached(war: WarPage, row: int) -> bool:
    entry = war.model.entry(row)
    return entry is not None and entry.kind == "attachment"


def amended(war: WarPage, row: int) -> bool:
    entry = war.model.entry(row)
    return entry is not None and entry.amended
