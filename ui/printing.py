"""Paper: log and brief of an incident and blank scribe sheets, on a printer or as PDF, A4 and Letter (UI.md 9).

One way for both: a text document laid out page by page, with the running head and the number drawn on each.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QLocale, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
    QTextDocument,
)

from ui import fonts, theme
from warroom.postmortem.printed import Printed

MARGIN_MM = 15.0
POINT_DPI = 72.0
BODY_PT, HEAD_FONT_PT = 10, 9
HEAD_PT, BANNER_PT = 20.0, 14.0
"""Height of the running head with the space below it, and of the line across a page that is no real incident's."""


def usual_size() -> QPageSize:
    """The paper of this country: Letter where inches are used, else A4."""
    imperial = QLocale.system().measurementSystem() == QLocale.MeasurementSystem.ImperialUSSystem
    return QPageSize(QPageSize.PageSizeId.Letter if imperial else QPageSize.PageSizeId.A4)


def pdf(printed: Printed, path: Path, size: QPageSize) -> int:
    """Write a PDF that its owner alone can read; the number of its pages. Raises ``OSError``."""
    path.touch(mode=0o600, exist_ok=True)
    path.chmod(0o600)
    writer = QPdfWriter(str(path))
    writer.setTitle(printed.title)
    writer.setCreator("Warroom")
    writer.setPageSize(size)
    margin = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
    writer.setPageMargins(margin, QPageLayout.Unit.Millimeter)
    pages = paint(printed, writer)
    if not pages:
        raise OSError(f"{path} could not be written")
    return pages


def paint(printed: Printed, device: QPagedPaintDevice) -> int:
    """Lay the document out on the device's pages and draw them; how many there are, 0 when it cannot be drawn on."""
    painter = QPainter()
    if not painter.begin(device):
        return 0
    scale = device.logicalDpiX() / POINT_DPI
    room = QSizeF(device.width() / scale, device.height() / scale)
    document = _document(printed, QSizeF(room.width(), room.height() - head_height(printed)))
    pages = document.pageCount()
    for page in range(pages):
        if page:
            device.newPage()
        painter.save()
        painter.scale(scale, scale)
        _head(painter, printed, room, f"page {page + 1} of {pages}")
        _body(painter, document, page, head_height(printed))
        painter.restore()
    painter.end()
    return pages


def head_height(printed: Printed) -> float:
    """Points at the top of every page that the text leaves free."""
    return HEAD_PT + (BANNER_PT if printed.banner else 0.0)


def _document(printed: Printed, room: QSizeF) -> QTextDocument:
    """The document at 72 dots an inch, so that its points are points whatever is printed on."""
    document = QTextDocument()
    font = fonts.printed(BODY_PT)
    document.setDefaultFont(font)
    document.setDocumentMargin(0)
    document.setHtml(_in_points(printed.html))
    document.setPageSize(room)
    return document


def _in_points(html: str) -> str:
    """A document of 72 dots an inch takes its points for dots; the family is the bundled one."""
    return html.replace("pt;", "px;").replace("font-family: sans-serif", f"font-family: {fonts.family(mono=False)}")


def _head(painter: QPainter, printed: Printed, room: QSizeF, number: str) -> None:
    font = fonts.printed(HEAD_FONT_PT)
    painter.setFont(font)
    painter.setPen(theme.INK)
    line = QRectF(0, 0, room.width(), HEAD_PT - 6)
    painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, printed.head)
    painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, number)
    painter.drawLine(line.bottomLeft(), line.bottomRight())
    if printed.banner:
        font.setBold(True)
        painter.setFont(font)
        across = QRectF(0, line.bottom() + 1, room.width(), BANNER_PT)
        painter.drawText(across, Qt.AlignmentFlag.AlignCenter, printed.banner)


def _body(painter: QPainter, document: QTextDocument, page: int, top: float) -> None:
    height = document.pageSize().height()
    painter.translate(0, top - page * height)
    context = QAbstractTextDocumentLayout.PaintContext()
    context.clip = QRectF(0, page * height, document.pageSize().width(), height)
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Text, theme.INK)
    context.palette = palette
    painter.setClipRect(context.clip)
    document.documentLayout().draw(painter, context)
