"""Icons: the vendored outlines, coloured by a token and drawn at the screen's own resolution, kept once drawn."""

from __future__ import annotations

import re
from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from ui import theme
from ui.theme_tokens import COLOURS, ICON_M, Scheme, Token
from warroom.paths import resources

_MIRRORED = frozenset({"send", "history", "arrow-right-left", "corner-down-left", "chevron-left", "chevron-right"})
"""Icons that imply a direction and turn round in a right-to-left layout."""
_SHAPE = re.compile(r"<(?:path|circle|rect|line|polyline|polygon)\b[^>]*/>")
_STROKE = re.compile(r'd="M12 \d+(?:h\.01|v\d+)"')
"""The two strokes of an exclamation mark."""
_INK = {Token.SEV1_FILL: Token.ON_SEV1, Token.SEV2_FILL: Token.ON_SEV2, Token.SEV3_FILL: Token.ON_SEV3}


def pixmap(name: str, token: Token = Token.TEXT2, size: int = ICON_M, *, filled: bool = False) -> QPixmap:
    """An icon of ``size`` device-independent pixels at 100 %. ``filled`` closes the shape with its own colour: severity
    is filled in lists and outlined in the identity row (UI.md 8.3)."""
    mirrored = name in _MIRRORED and QGuiApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft
    return _draw(name, token, round(size * theme.scale()), _ratio(), theme.scheme(), filled, mirrored)


def icon(name: str, token: Token = Token.TEXT2, size: int = ICON_M) -> QIcon:
    """The same as a QIcon for buttons and menus, with a greyer picture when disabled."""
    made = QIcon(pixmap(name, token, size))
    made.addPixmap(pixmap(name, Token.TEXT3, size), QIcon.Mode.Disabled)
    return made


def size(px: int = ICON_M) -> QSize:
    """What ``setIconSize`` needs for an icon of ``px`` at today's text size."""
    return QSize(round(px * theme.scale()), round(px * theme.scale()))


def _ratio() -> float:
    screens = QGuiApplication.screens()
    return screens[0].devicePixelRatio() if screens else 1.0


@lru_cache(maxsize=512)
def _draw(name: str, token: Token, size: int, ratio: float, scheme: Scheme, filled: bool, mirrored: bool) -> QPixmap:
    colour = theme.color(token).name()
    source = _source(name).replace("currentColor", colour)
    if filled:
        edge = COLOURS[scheme][Token.SEV2_EDGE] if token is Token.SEV2_FILL else colour
        source = _fill(source.replace(colour, edge), colour, COLOURS[scheme][_INK.get(token, Token.SURFACE)])
    drawn = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    if mirrored:
        painter.translate(drawn.width(), 0)
        painter.scale(-1, 1)
    QSvgRenderer(QByteArray(source.encode())).render(painter, QRectF(0, 0, drawn.width(), drawn.height()))
    painter.end()
    drawn.setDevicePixelRatio(ratio)
    return drawn


def _fill(source: str, colour: str, ink: str) -> str:
    """Close the outline with its own colour; the strokes inside it come last, in the ink that reads on that colour."""
    shapes = _SHAPE.findall(source)
    inside = [shape for shape in shapes if _STROKE.search(shape)]
    outline = [shape for shape in shapes if shape not in inside]
    head = source[: source.index(shapes[0])].replace('fill="none"', f'fill="{colour}"')
    inked = [shape.replace("/>", f'stroke="{ink}" />') for shape in inside]
    return head + "".join(outline + inked) + "</svg>"


@lru_cache(maxsize=128)
def _source(name: str) -> str:
    return (resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
