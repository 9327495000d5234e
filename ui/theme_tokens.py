"""The one table of colours, type and measures that every picture on the screen is made from (UI.md 8.1 to 8.3).

Nothing else in ``ui`` holds a colour or a font size: widgets name a token, the theme answers. ``PAIRS`` lists each
foreground that may stand on each background with the contrast it must reach; a test computes them all.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

TEXT_CONTRAST = 4.5
"""WCAG 2.2 AA for text."""
SHAPE_CONTRAST = 3.0
"""WCAG 2.2 AA for borders, icons and focus rings."""


class Token(StrEnum):
    """A colour by what it means."""

    CANVAS = "canvas"
    SURFACE = "surface"
    RAISED = "raised"
    SUNKEN = "sunken"
    HOVER = "hover"
    SELECTED = "selected"
    BORDER = "border"
    BORDER_STRONG = "border_strong"
    TEXT = "text"
    TEXT2 = "text2"
    TEXT3 = "text3"
    ACCENT = "accent"
    ACCENT_FILL = "accent_fill"
    ON_ACCENT = "on_accent"
    FOCUS = "focus"
    SEV1 = "sev1"
    SEV1_FILL = "sev1_fill"
    ON_SEV1 = "on_sev1"
    SEV2 = "sev2"
    SEV2_FILL = "sev2_fill"
    SEV2_EDGE = "sev2_edge"
    ON_SEV2 = "on_sev2"
    SEV3 = "sev3"
    SEV3_FILL = "sev3_fill"
    ON_SEV3 = "on_sev3"
    SEV4 = "sev4"
    OK = "ok"
    OK_FILL = "ok_fill"
    ON_OK = "on_ok"
    WARN = "warn"
    WARN_FILL = "warn_fill"
    ON_WARN = "on_warn"
    DANGER = "danger"
    DANGER_FILL = "danger_fill"
    ON_DANGER = "on_danger"
    DRILL = "drill"
    DRILL_FILL = "drill_fill"
    ON_DRILL = "on_drill"


class Scheme(StrEnum):
    DARK = "dark"
    LIGHT = "light"


_T = Token

COLOURS: dict[Scheme, dict[Token, str]] = {
    Scheme.DARK: {
        _T.CANVAS: "#0E1217", _T.SURFACE: "#161B22", _T.RAISED: "#1E252E", _T.SUNKEN: "#0A0D11",
        _T.HOVER: "#232B35", _T.SELECTED: "#1B3350",
        _T.BORDER: "#2B3440", _T.BORDER_STRONG: "#6B7888",
        _T.TEXT: "#E7ECF2", _T.TEXT2: "#B4BECA", _T.TEXT3: "#93A0AE",
        _T.ACCENT: "#6DB3FF", _T.ACCENT_FILL: "#1F62B8", _T.ON_ACCENT: "#FFFFFF", _T.FOCUS: "#9CCBFF",
        _T.SEV1: "#F2583E", _T.SEV1_FILL: "#C92A12", _T.ON_SEV1: "#FFFFFF",
        _T.SEV2: "#F0A92B", _T.SEV2_FILL: "#E69F00", _T.SEV2_EDGE: "#E69F00", _T.ON_SEV2: "#16120A",
        _T.SEV3: "#5DB8EE", _T.SEV3_FILL: "#56B4E9", _T.ON_SEV3: "#06141D",
        _T.SEV4: "#A7B1BD",
        _T.OK: "#3FC79A", _T.OK_FILL: "#00734F", _T.ON_OK: "#FFFFFF",
        _T.WARN: "#F0C53A", _T.WARN_FILL: "#F0E442", _T.ON_WARN: "#17150A",
        _T.DANGER: "#FF7A66", _T.DANGER_FILL: "#C92A12", _T.ON_DANGER: "#FFFFFF",
        _T.DRILL: "#C4A5FF", _T.DRILL_FILL: "#5F3DB0", _T.ON_DRILL: "#FFFFFF",
    },
    Scheme.LIGHT: {
        _T.CANVAS: "#F3F5F7", _T.SURFACE: "#FFFFFF", _T.RAISED: "#FFFFFF", _T.SUNKEN: "#FFFFFF",
        _T.HOVER: "#E9EDF1", _T.SELECTED: "#D9E8FA",
        _T.BORDER: "#D3D9E0", _T.BORDER_STRONG: "#76828F",
        _T.TEXT: "#12171D", _T.TEXT2: "#414C58", _T.TEXT3: "#5A6673",
        _T.ACCENT: "#1559AD", _T.ACCENT_FILL: "#1559AD", _T.ON_ACCENT: "#FFFFFF", _T.FOCUS: "#0B4FA8",
        _T.SEV1: "#B3240F", _T.SEV1_FILL: "#B3240F", _T.ON_SEV1: "#FFFFFF",
        _T.SEV2: "#8A5A00", _T.SEV2_FILL: "#E69F00", _T.SEV2_EDGE: "#8A5A00", _T.ON_SEV2: "#16120A",
        _T.SEV3: "#0B5F8F", _T.SEV3_FILL: "#0B6CA3", _T.ON_SEV3: "#FFFFFF",
        _T.SEV4: "#4D5865",
        _T.OK: "#00664A", _T.OK_FILL: "#00734F", _T.ON_OK: "#FFFFFF",
        _T.WARN: "#775500", _T.WARN_FILL: "#F0E442", _T.ON_WARN: "#17150A",
        _T.DANGER: "#B3240F", _T.DANGER_FILL: "#B3240F", _T.ON_DANGER: "#FFFFFF",
        _T.DRILL: "#5F3DB0", _T.DRILL_FILL: "#5F3DB0", _T.ON_DRILL: "#FFFFFF",
    },
}  # fmt: skip
"""Dark and light, token by token. ``SEV2_EDGE`` goes round every amber fill in the light scheme."""

SEVERITY_TEXT = {1: Token.SEV1, 2: Token.SEV2, 3: Token.SEV3, 4: Token.SEV4}
SEVERITY_FILL = {1: Token.SEV1_FILL, 2: Token.SEV2_FILL, 3: Token.SEV3_FILL, 4: Token.SEV4}
SEVERITY_ICON = {1: "octagon-alert", 2: "triangle-alert", 3: "diamond", 4: "circle"}


class Type(StrEnum):
    """A kind of text by its use (UI.md 8.1)."""

    DISPLAY = "display"
    TIMER = "timer"
    TIMER_COMPACT = "timer_compact"
    TIMER_SHORT = "timer_short"
    TITLE = "title"
    BADGE = "badge"
    INPUT = "input"
    READING = "reading"
    BODY_STRONG = "body_strong"
    BODY = "body"
    MONO = "mono"
    SMALL_STRONG = "small_strong"
    SMALL = "small"
    CAPTION_STRONG = "caption_strong"
    CAPTION = "caption"


class Face(NamedTuple):
    """Size in pixels at 100 %, CSS weight, and whether the digits and letters have one width."""

    px: int
    weight: int
    mono: bool = False


FACES: dict[Type, Face] = {
    Type.DISPLAY: Face(22, 600, mono=True),
    Type.TIMER: Face(24, 600, mono=True),
    Type.TIMER_COMPACT: Face(20, 600, mono=True),
    Type.TIMER_SHORT: Face(15, 600, mono=True),
    Type.TITLE: Face(18, 600),
    Type.BADGE: Face(16, 700),
    Type.INPUT: Face(15, 500, mono=True),
    Type.READING: Face(14, 400),
    Type.BODY_STRONG: Face(13, 600),
    Type.BODY: Face(13, 400),
    Type.MONO: Face(13, 400, mono=True),
    Type.SMALL_STRONG: Face(12, 600),
    Type.SMALL: Face(12, 400),
    Type.CAPTION_STRONG: Face(11, 600),
    Type.CAPTION: Face(11, 400),
}

GAP_XS, GAP_S, GAP_M, GAP_L, GAP_XL = 4, 8, 12, 16, 24
MARGIN = 10
RADIUS_CHIP, RADIUS_PANEL = 4, 6
BORDER_PX, FOCUS_PX, STRIPE_PX = 1, 2, 4
TARGET_PX = 28
"""The least height and width of anything that can be clicked."""
ROW_PX, ROW_COMPACT_PX = 28, 24
ICON_S, ICON_M, ICON_L = 14, 16, 20
SCALES = tuple(range(90, 201, 10))
"""Text sizes in per cent, on top of what the system asks for."""


class Pair(NamedTuple):
    """A foreground that may be drawn on a background, and the least contrast between them."""

    fg: Token
    bg: Token
    least: float = TEXT_CONTRAST


_GROUNDS = (_T.CANVAS, _T.SURFACE, _T.RAISED, _T.SUNKEN)
_WORDS = (
    _T.TEXT, _T.TEXT2, _T.TEXT3, _T.ACCENT, _T.SEV1, _T.SEV2, _T.SEV3, _T.SEV4, _T.OK, _T.WARN, _T.DANGER, _T.DRILL,
)  # fmt: skip
_FILLS = (
    (_T.ON_ACCENT, _T.ACCENT_FILL), (_T.ON_SEV1, _T.SEV1_FILL), (_T.ON_SEV2, _T.SEV2_FILL),
    (_T.ON_SEV3, _T.SEV3_FILL), (_T.SURFACE, _T.SEV4), (_T.ON_OK, _T.OK_FILL), (_T.ON_WARN, _T.WARN_FILL),
    (_T.ON_DANGER, _T.DANGER_FILL), (_T.ON_DRILL, _T.DRILL_FILL),
)  # fmt: skip
_EDGES = (_T.BORDER_STRONG, _T.FOCUS, _T.SEV2_EDGE, _T.SEV3_FILL, _T.SEV4)

PAIRS: tuple[Pair, ...] = (
    *(Pair(word, ground) for word in _WORDS for ground in _GROUNDS),
    *(Pair(word, ground) for word in (_T.TEXT, _T.TEXT2, _T.TEXT3) for ground in (_T.HOVER, _T.SELECTED)),
    *(Pair(fg, bg) for fg, bg in _FILLS),
    *(Pair(edge, ground, SHAPE_CONTRAST) for edge in _EDGES for ground in _GROUNDS),
    *(Pair(_T.FOCUS, ground, SHAPE_CONTRAST) for ground in (_T.HOVER, _T.SELECTED)),
    Pair(_T.SEV1_FILL, _T.SURFACE, SHAPE_CONTRAST),
)
"""Every pair that the style sheet and the delegates may use."""
