"""The bundled families, loaded once; a family that will not load is replaced by the system's own, without a word."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontDatabase

from ui.theme_tokens import Face
from warroom.paths import resources

SANS = "Inter"
MONO = "IBM Plex Mono"

_loaded = False


def load() -> None:
    """Give Qt the bundled files. Safe to call again."""
    global _loaded
    if _loaded:
        return
    _loaded = True
    for file in sorted((resources() / "fonts").glob("*.woff2")):
        QFontDatabase.addApplicationFont(str(file))


def family(mono: bool) -> str:
    """The family in use: the bundled one, else what the system takes for this kind."""
    wanted = MONO if mono else SANS
    if wanted in QFontDatabase.families():
        return wanted
    kind = QFontDatabase.SystemFont.FixedFont if mono else QFontDatabase.SystemFont.GeneralFont
    return QFontDatabase.systemFont(kind).family()


def make(face: Face, scale: float) -> QFont:
    """A font of this face, ``scale`` times its size at 100 %, its digits all of one width."""
    made = QFont(family(face.mono))
    made.setPixelSize(max(1, round(face.px * scale)))
    made.setWeight(QFont.Weight(face.weight))
    made.setFeature(QFont.Tag("tnum"), 1)
    if face.mono:
        made.setStyleHint(QFont.StyleHint.Monospace)
    return made


def printed(points: int) -> QFont:
    """The font of what goes to paper, where a document has 72 dots an inch and so a dot is a point.

    Glyphs that stand for others in their surroundings have no letter of their own: a PDF could be read, but not
    searched for ``INC-0042`` nor copied from.
    """
    made = QFont(family(mono=False))
    made.setPixelSize(points)
    for feature in ("calt", "case", "ccmp", "liga"):
        made.setFeature(QFont.Tag(feature), 0)
    return made
