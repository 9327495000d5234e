"""The one style sheet, written from the tokens. Each rule that sets a foreground names its background too, so that a
test can hold every pair on the screen against the table of contrasts.

Widgets ask for a look by dynamic properties, never by a style sheet of their own: ``kind`` on buttons (primary,
danger, quiet, chip, card), ``panel`` on frames (panel, raised, bar, warnbar, errorbar, canvas), ``face`` and ``tone``
on labels (a ``Type`` and a ``Token``), ``mono`` on inputs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ui.theme_tokens import (
    BORDER_PX,
    FOCUS_PX,
    RADIUS_CHIP,
    RADIUS_PANEL,
    TARGET_PX,
    Pair,
    Scheme,
    Token,
    Type,
)

_T = Token


class Rule(NamedTuple):
    """One rule: what it selects, the colour pair if it sets one, and the rest of its declarations."""

    selector: str
    fg: Token | None = None
    bg: Token | None = None
    edge: Token | None = None
    rest: str = ""

    @property
    def pair(self) -> Pair | None:
        return None if self.fg is None or self.bg is None else Pair(self.fg, self.bg)


_FLAT = "border: none;"
_BUTTON = f"border-radius: {RADIUS_CHIP}px; padding: 4px 11px; min-height: {TARGET_PX - 10}px; outline: none;"
_FOCUSED = f"border-width: {FOCUS_PX}px; padding: 3px 10px;"
_INPUT = f"border-radius: {RADIUS_CHIP}px; padding: 4px 7px; min-height: {TARGET_PX - 10}px;"
_INPUT_FOCUSED = f"border-width: {FOCUS_PX}px; padding: 3px 6px;"
_INPUTS = ("QLineEdit", "QPlainTextEdit", "QTextEdit", "QComboBox", "QSpinBox")


def _each(names: tuple[str, ...], suffix: str = "") -> str:
    return ", ".join(name + suffix for name in names)


RULES: tuple[Rule, ...] = (
    Rule("QMainWindow, QDialog, QFrame[panel=\"canvas\"]", _T.TEXT, _T.CANVAS),
    Rule("QFrame[panel=\"panel\"]", _T.TEXT, _T.SURFACE, _T.BORDER, f"border-radius: {RADIUS_PANEL}px;"),
    Rule("QFrame[panel=\"raised\"]", _T.TEXT, _T.RAISED, _T.BORDER, f"border-radius: {RADIUS_PANEL}px;"),
    Rule("QFrame[panel=\"bar\"]", _T.TEXT, _T.SURFACE, rest=_FLAT),
    Rule("QFrame[panel=\"warnbar\"]", _T.ON_WARN, _T.WARN_FILL, rest=_FLAT),
    Rule("QFrame[panel=\"errorbar\"]", _T.ON_DANGER, _T.DANGER_FILL, rest=_FLAT),
    Rule("QFrame[panel=\"drillbar\"]", _T.ON_DRILL, _T.DRILL_FILL, rest=_FLAT),
    Rule("QFrame[panel][pane_focus=\"true\"]", edge=_T.FOCUS, rest=f"border-width: {FOCUS_PX}px;"),
    Rule("QLabel", rest="background: transparent; border: none;"),
    Rule("QToolTip", _T.TEXT, _T.RAISED, _T.BORDER_STRONG, "padding: 4px;"),
    Rule("QMenuBar", _T.TEXT2, _T.CANVAS, rest="padding: 2px 6px;"),
    Rule("QMenuBar::item", rest=f"padding: 4px 9px; border-radius: {RADIUS_CHIP}px; background: transparent;"),
    Rule("QMenuBar::item:selected, QMenuBar::item:pressed", _T.TEXT, _T.HOVER),
    Rule("QMenu", _T.TEXT, _T.RAISED, _T.BORDER_STRONG, "padding: 4px;"),
    Rule("QMenu::item", rest=f"padding: 5px 24px 5px 12px; border-radius: {RADIUS_CHIP}px;"),
    Rule("QMenu::item:selected", _T.TEXT, _T.SELECTED),
    Rule("QMenu::item:disabled", _T.TEXT3, _T.RAISED),
    Rule("QMenu::separator", rest="height: 1px; margin: 4px 8px;", bg=_T.BORDER),
    Rule("QMenu::indicator", rest="width: 14px; height: 14px; padding-left: 6px;"),
    # Buttons: a plain one, and the kinds that differ from it.
    Rule("QPushButton, QToolButton", _T.TEXT, _T.RAISED, _T.BORDER_STRONG, _BUTTON),
    Rule("QPushButton:hover, QToolButton:hover, QPushButton:pressed", _T.TEXT, _T.HOVER),
    Rule("QPushButton:checked, QToolButton:checked", _T.TEXT, _T.SELECTED, _T.FOCUS),
    Rule("QPushButton:disabled, QToolButton:disabled", _T.TEXT3, _T.SURFACE, _T.BORDER),
    Rule("QPushButton[kind=\"primary\"]", _T.ON_ACCENT, _T.ACCENT_FILL, _T.ACCENT_FILL, "font-weight: 600;"),
    Rule("QPushButton[kind=\"danger\"]", _T.ON_DANGER, _T.DANGER_FILL, _T.DANGER_FILL, "font-weight: 600;"),
    Rule("QPushButton[kind=\"primary\"]:disabled", _T.TEXT3, _T.SURFACE, _T.BORDER),
    Rule("QPushButton[kind=\"quiet\"], QToolButton[kind=\"quiet\"]", _T.TEXT2, _T.CANVAS,
         rest="background: transparent; border-color: transparent;"),
    Rule("QPushButton[kind=\"quiet\"]:hover, QToolButton[kind=\"quiet\"]:hover", _T.TEXT, _T.HOVER),
    Rule("QPushButton[kind=\"quiet\"]:checked, QToolButton[kind=\"quiet\"]:checked", _T.TEXT, _T.SELECTED),
    Rule("QPushButton[tab=\"true\"]", rest="padding: 4px 5px;"),
    Rule("QPushButton[kind=\"line\"]", _T.TEXT2, _T.SUNKEN, _T.BORDER_STRONG, "text-align: left; padding: 6px 10px;"),
    Rule("QPushButton[kind=\"line\"]:hover", _T.TEXT, _T.HOVER),
    Rule("QPushButton:focus, QToolButton:focus", edge=_T.FOCUS, rest=_FOCUSED),
    Rule("QPushButton[kind=\"line\"]:focus", rest="padding: 5px 9px;"),
    Rule("QPushButton[kind=\"card\"]", _T.TEXT, _T.SURFACE, _T.BORDER_STRONG,
         f"text-align: left; border-radius: {RADIUS_PANEL}px; padding: 8px;"),
    Rule("QPushButton[kind=\"card\"]:hover", _T.TEXT, _T.HOVER),
    Rule("QPushButton[kind=\"card\"]:checked", _T.TEXT, _T.SELECTED, _T.ACCENT),
    Rule("QPushButton[kind=\"card\"]:focus", edge=_T.FOCUS, rest=f"border-width: {FOCUS_PX}px; padding: 7px;"),
    Rule("QFileDialog QToolButton", rest="padding: 4px;"),
    Rule("QPushButton::menu-indicator, QToolButton::menu-indicator", rest="image: none; width: 0px;"),
    # Inputs.
    Rule(_each(_INPUTS), _T.TEXT, _T.SUNKEN, _T.BORDER_STRONG, _INPUT),
    Rule(_each(_INPUTS, ":focus"), edge=_T.FOCUS, rest=_INPUT_FOCUSED),
    Rule(_each(_INPUTS, ":disabled"), _T.TEXT3, _T.SURFACE, _T.BORDER),
    Rule(_each(_INPUTS, "[fault=\"warn\"]"), edge=_T.WARN, rest=f"border-width: {FOCUS_PX}px; padding: 3px 6px;"),
    Rule(_each(_INPUTS, "[fault=\"danger\"]"), edge=_T.DANGER, rest=f"border-width: {FOCUS_PX}px; padding: 3px 6px;"),
    Rule("QComboBox::drop-down", rest="border: none; width: 20px;"),
    Rule("QComboBox QAbstractItemView", _T.TEXT, _T.RAISED, _T.BORDER_STRONG),
    Rule("QCheckBox, QRadioButton", _T.TEXT, _T.CANVAS, rest="background: transparent; spacing: 8px; "
         f"outline: none; border: {FOCUS_PX}px solid transparent; border-radius: {RADIUS_CHIP}px; padding: 0px 3px;"),
    Rule("QCheckBox:focus, QRadioButton:focus", edge=_T.FOCUS),
    Rule("QCheckBox::indicator", bg=_T.SUNKEN, edge=_T.BORDER_STRONG,
         rest="width: 14px; height: 14px; border-radius: 3px;"),
    # Lists.
    Rule("QAbstractItemView", _T.TEXT, _T.SURFACE, rest="border: none; outline: none;"),
    Rule("QAbstractItemView::item:selected", _T.TEXT, _T.SELECTED),
    Rule("QListWidget[kind=\"categories\"]", rest=f"border: {FOCUS_PX}px solid transparent;"),
    Rule("QListWidget[kind=\"categories\"]:focus", edge=_T.FOCUS),
    Rule("QListWidget[kind=\"categories\"]::item", rest="padding-left: 10px;"),
    Rule("QAbstractItemView[suggests=\"true\"]", _T.TEXT, _T.RAISED, _T.BORDER_STRONG, "outline: none;"),
    Rule("QAbstractItemView[suggests=\"true\"]::item", rest="padding: 4px 6px;"),
    Rule("QHeaderView::section", _T.TEXT3, _T.SURFACE, rest="border: none; padding: 4px 8px;"),
    Rule("QTabBar::tab", _T.TEXT2, _T.CANVAS,
         rest=f"border: 1px solid transparent; border-radius: {RADIUS_CHIP}px; padding: 4px 10px;"),
    Rule("QTabBar::tab:hover", _T.TEXT, _T.HOVER),
    Rule("QTabBar::tab:selected", _T.TEXT, _T.SELECTED),
    Rule("QTabBar::tab:focus", edge=_T.FOCUS),
    Rule("QTabBar QToolButton", rest="padding: 0px; min-height: 0px; border: none;"),
    Rule("QTabWidget::pane", rest="border: none;"),
    # Furniture.
    Rule("QProgressBar", _T.TEXT, _T.SUNKEN, _T.BORDER_STRONG, "border-radius: 4px; max-height: 10px;"),
    Rule("QProgressBar::chunk", bg=_T.ACCENT_FILL, rest="border-radius: 3px;"),
    Rule("QScrollArea, QScrollArea > QWidget > QWidget[panel=\"clear\"]",
         rest="background: transparent; border: none;"),
    Rule("QScrollBar", bg=_T.SURFACE, rest="border: none; width: 11px; height: 11px; margin: 0px;"),
    Rule("QScrollBar::handle", bg=_T.BORDER_STRONG,
         rest="border-radius: 3px; min-height: 28px; min-width: 28px; margin: 2px;"),
    Rule("QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page",
         rest="width: 0px; height: 0px; background: transparent; border: none;"),
    Rule("QSplitter::handle", bg=_T.CANVAS),
)  # fmt: skip


def sheet(scheme: Scheme, colours: Mapping[Token, str], faces: Mapping[Type, str], tick: str, line_px: int = 0) -> str:
    """The style sheet as Qt reads it. ``faces`` gives each kind of text as a CSS ``font`` value at today's size,
    ``tick`` the path of the picture in a ticked box, ``line_px`` the height of a line of text: no button and no input
    is ever squeezed below it."""
    lines = [_css(rule, colours) for rule in RULES]
    least = max(TARGET_PX - 10, line_px)
    lines.append(f"{_each(('QPushButton', 'QToolButton', 'QLineEdit', 'QComboBox'))} {{ min-height: {least}px; }}")
    lines += [f'*[face="{face}"] {{ font: {css}; }}' for face, css in faces.items()]
    lines += [f'*[tone="{token}"] {{ color: {value}; }}' for token, value in colours.items()]
    lines.append(f'*[mono="true"] {{ font: {faces[Type.INPUT]}; }}')
    # The tick of the file is black: it stands on the light colour of either scheme.
    ticked = colours[_T.ACCENT if scheme is Scheme.DARK else _T.SELECTED]
    lines.append(f'QCheckBox::indicator:checked {{ background: {ticked}; image: url("{tick}"); }}')
    if scheme is Scheme.LIGHT:
        edge = colours[_T.SEV2_EDGE]
        lines.append(f'QFrame[panel="warnbar"] {{ border: 1px solid {edge}; }}')
    return "\n".join(lines)


def _css(rule: Rule, colours: Mapping[Token, str]) -> str:
    parts = []
    if rule.fg is not None:
        parts.append(f"color: {colours[rule.fg]};")
    if rule.bg is not None:
        parts.append(f"background-color: {colours[rule.bg]};")
    if rule.edge is not None and rule.bg is not None:
        parts.append(f"border: {BORDER_PX}px solid {colours[rule.edge]};")
    elif rule.edge is not None:
        parts.append(f"border-color: {colours[rule.edge]};")
    return f"{rule.selector} {{ {' '.join(parts)} {rule.rest} }}"
