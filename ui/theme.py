"""The look in force: scheme and text size, applied as a palette and one generated style sheet.

Everything that paints asks here: ``color(token)``, ``font(face)``, ``px(n)``. ``notifier().changed`` fires after each
change; widgets that cache colours listen to it, the rest are restyled by Qt.
"""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from ui import fonts, theme_sheet
from ui.theme_tokens import COLOURS, FACES, ROW_COMPACT_PX, ROW_PX, SCALES, Scheme, Token, Type
from warroom.paths import resource

INK, PAPER = Qt.GlobalColor.black, Qt.GlobalColor.white
"""For what is not of the screen's scheme: paper, and codes that a camera reads."""


class Choice(StrEnum):
    """What the person chose under View."""

    SYSTEM = "system"
    DARK = "dark"
    LIGHT = "light"


class Density(StrEnum):
    """How close the rows of the timeline and of lists stand."""

    COMFORTABLE = "comfortable"
    COMPACT = "compact"


class _Theme(QObject):
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.choice = Choice.SYSTEM
        self.percent = 100
        self.density = Density.COMFORTABLE
        self.scheme = Scheme.DARK
        self._colours: dict[Token, QColor] = {}
        self._fonts: dict[Type, QFont] = {}
        self._following = False

    def follow_system(self) -> None:
        hints = QGuiApplication.styleHints()
        if not self._following:
            hints.colorSchemeChanged.connect(self._system_changed)
            self._following = True

    @Slot(Qt.ColorScheme)
    def _system_changed(self, scheme: Qt.ColorScheme) -> None:
        if self.choice is Choice.SYSTEM and self.resolve() is not self.scheme:
            self.apply()

    def resolve(self) -> Scheme:
        """Dark wherever neither the person nor the system says otherwise."""
        if self.choice is Choice.SYSTEM:
            light = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Light
            return Scheme.LIGHT if light else Scheme.DARK
        return Scheme(self.choice.value)

    def apply(self) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self.scheme = self.resolve()
        self._colours = {token: QColor(value) for token, value in COLOURS[self.scheme].items()}
        self._fonts = {name: fonts.make(face, self.percent / 100) for name, face in FACES.items()}
        tick = resource("icons", "check.svg").as_posix()
        line = QFontMetrics(self._fonts[Type.BODY]).height()
        sheet = theme_sheet.sheet(self.scheme, COLOURS[self.scheme], self._css_fonts(), tick, line)
        if sheet != app.styleSheet():
            self._dress(app, sheet)
        self.changed.emit()

    def _dress(self, app: QApplication, sheet: str) -> None:
        """A sheet put in the place of another is read once for each widget and again for every widget that it stands
        in: for a war room, nine times over. Taken away and set, it is read once."""
        app.setStyleSheet("")
        app.setFont(self._fonts[Type.BODY])
        app.setPalette(self._palette())
        app.setStyleSheet(sheet)

    def color(self, token: Token) -> QColor:
        return self._colours.get(token) or QColor(COLOURS[self.scheme][token])

    def font(self, face: Type) -> QFont:
        return QFont(self._fonts.get(face) or fonts.make(FACES[face], self.percent / 100))

    def _css_fonts(self) -> dict[Type, str]:
        return {name: f'{font.weight()} {font.pixelSize()}px "{font.family()}"' for name, font in self._fonts.items()}

    def _palette(self) -> QPalette:
        role = QPalette.ColorRole
        roles = {
            role.Window: Token.CANVAS, role.WindowText: Token.TEXT, role.Base: Token.SURFACE,
            role.AlternateBase: Token.RAISED, role.Text: Token.TEXT, role.Button: Token.RAISED,
            role.ButtonText: Token.TEXT, role.ToolTipBase: Token.RAISED, role.ToolTipText: Token.TEXT,
            role.Highlight: Token.ACCENT_FILL, role.HighlightedText: Token.ON_ACCENT, role.Link: Token.ACCENT,
            role.PlaceholderText: Token.TEXT3, role.BrightText: Token.DANGER, role.Accent: Token.ACCENT_FILL,
            role.Light: Token.BORDER_STRONG, role.Midlight: Token.BORDER, role.Mid: Token.BORDER,
            role.Dark: Token.SUNKEN, role.Shadow: Token.SUNKEN,
        }  # fmt: skip
        palette = QPalette()
        for where, token in roles.items():
            palette.setColor(where, self._colours[token])
        for where in (role.WindowText, role.Text, role.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, where, self._colours[Token.TEXT3])
        return palette


_theme: _Theme | None = None


def notifier() -> _Theme:
    """The one object whose ``changed`` signal says that colours or sizes are different now."""
    global _theme
    if _theme is None:
        _theme = _Theme()
    return _theme


def start(
    app: QApplication,
    choice: Choice = Choice.SYSTEM,
    percent: int = 100,
    density: Density = Density.COMFORTABLE,
) -> None:
    """Load the fonts, set the base style and apply the first look."""
    fonts.load()
    app.setStyle(QStyleFactory.create("Fusion"))
    notifier().follow_system()
    set_look(choice, percent, density)


def set_look(choice: Choice | None = None, percent: int | None = None, density: Density | None = None) -> None:
    """Change scheme, text size or density, live. A size outside 90 to 200 % is brought to the nearest that is
    allowed."""
    look = notifier()
    if choice is not None:
        look.choice = choice
    if percent is not None:
        look.percent = allowed(percent)
    if density is not None:
        look.density = density
    look.apply()


def allowed(percent: int) -> int:
    """The text size nearest to this one that there is, in per cent."""
    return min(SCALES[-1], max(SCALES[0], round(percent / 10) * 10))


def choice() -> Choice:
    return notifier().choice


def scheme() -> Scheme:
    """The scheme on the screen now."""
    return notifier().scheme


def percent() -> int:
    """Text size in per cent."""
    return notifier().percent


def density() -> Density:
    return notifier().density


def row_px() -> int:
    """The least height of a row, in device-independent pixels."""
    return px(ROW_COMPACT_PX if density() is Density.COMPACT else ROW_PX)


def scale() -> float:
    """Text size as a factor: 1.0 at 100 %."""
    return notifier().percent / 100


def px(size: float) -> int:
    """A measure that must grow with the text, in device-independent pixels."""
    return round(size * scale())


def color(token: Token) -> QColor:
    return QColor(notifier().color(token))


def font(face: Type) -> QFont:
    return notifier().font(face)
