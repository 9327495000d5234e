"""Small pictures of attached ones, made off the GUI thread, each once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QSize, Signal, Slot
from PySide6.QtGui import QImage, QImageReader

from ui import theme
from ui.operations import Operations
from warroom.errors import WarroomError
from warroom.incident.entry import Entry

if TYPE_CHECKING:
    from warroom.workspace import Workspace

THUMB_PX = (260, 84)


class Thumbnails(QObject):
    """``made(entry id, image)``; a null image where there is nothing to draw."""

    made = Signal(str, QImage)

    def __init__(self, operations: Operations, parent: QObject) -> None:
        super().__init__(parent)
        self._operations = operations

    @Slot(object)
    def want(self, entry: Entry) -> None:
        """Make one for a row that is in sight."""
        size = QSize(*(theme.px(side) for side in THUMB_PX))

        def read(workspace: Workspace) -> bytes:
            found = workspace.attachment(entry.id)
            return found.data if found.drawable else b""

        def draw(data: bytes) -> None:
            def work(_report: object) -> QImage:
                return picture(data, size)

            def done(image: QImage) -> None:
                self.made.emit(entry.id, image)

            self._operations.background(work, done=done)

        self._operations.read(read, done=draw, failed=_lacking)


def picture(data: bytes, within: QSize | None = None) -> QImage:
    """The picture in ``data``, no larger than ``within``; a null one where there is none."""
    if not data:
        return QImage()
    kept = QByteArray(data)
    buffer = QBuffer(kept)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if within is not None and size.isValid() and (size.width() > within.width() or size.height() > within.height()):
        from PySide6.QtCore import Qt

        reader.setScaledSize(size.scaled(within, Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()


def _lacking(_error: WarroomError) -> None:
    """The file is in another copy of the record: the row keeps its words."""
