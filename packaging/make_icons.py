"""Render the app icon's PNG sizes, and the files that Windows and macOS want, from `resources/icons/warroom.svg`.

Run it again after a change: `QT_QPA_PLATFORM=offscreen python packaging/make_icons.py`.
"""

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SIZES_PX = (16, 24, 32, 48, 64, 128, 256, 512)


def render(svg: Path, size: int) -> QImage:
    """The icon as a picture of `size` by `size` pixels on nothing."""
    image = QImage(QSize(size, size), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(svg)).render(painter)
    painter.end()
    return image


if __name__ == "__main__":
    app = QGuiApplication([])
    here = Path(__file__).parent
    for size in SIZES_PX:
        render(here.parent / "resources/icons/warroom.svg", size).save(str(here / f"icons/warroom-{size}.png"))
    largest = render(here.parent / "resources/icons/warroom.svg", 256)
    largest.save(str(here / "icons/warroom.ico"))
    largest.save(str(here / "icons/warroom.icns"))
