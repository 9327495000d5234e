"""The palette can be read by everybody, and nothing on the screen goes past it."""

import re
from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

import ui
from tests.gui.colour import BLINDNESS, contrast, difference, seen
from ui import icons, labels, theme
from ui.theme_sheet import RULES
from ui.theme_tokens import COLOURS, FACES, PAIRS, SEVERITY_FILL, SEVERITY_ICON, Face, Pair, Scheme, Token, Type

SOURCES = sorted(Path(ui.__file__).parent.rglob("*.py"))
CLEAR_DIFFERENCE = 10.0


@pytest.mark.parametrize("scheme", list(Scheme))
def test_every_pair_reaches_its_contrast(scheme: Scheme) -> None:
    colours = COLOURS[scheme]
    weak = [
        f"{pair.fg} on {pair.bg}: {reached:.2f}"
        for pair in PAIRS
        if (reached := contrast(colours[pair.fg], colours[pair.bg])) < pair.least
    ]
    assert weak == []


def test_the_style_sheet_uses_listed_pairs_alone() -> None:
    listed = {(pair.fg, pair.bg) for pair in PAIRS}
    used: list[Pair] = [rule.pair for rule in RULES if rule.pair is not None]
    assert used
    assert [f"{pair.fg} on {pair.bg}" for pair in used if (pair.fg, pair.bg) not in listed] == []


@pytest.mark.parametrize("scheme", list(Scheme))
@pytest.mark.parametrize("blindness", list(BLINDNESS))
def test_severities_stay_apart_for_every_eye(scheme: Scheme, blindness: str) -> None:
    fills = {severity: seen(COLOURS[scheme][token], blindness) for severity, token in SEVERITY_FILL.items()}
    apart = {pair: difference(fills[pair[0]], fills[pair[1]]) for pair in combinations(fills, 2)}
    assert min(apart.values()) >= CLEAR_DIFFERENCE, apart


def test_severities_differ_by_shape_too() -> None:
    assert len(set(SEVERITY_ICON.values())) == 4


@pytest.mark.parametrize("scheme", list(Scheme))
def test_every_token_has_a_colour_in_both_schemes(scheme: Scheme) -> None:
    assert set(COLOURS[scheme]) == set(Token)


BLACK_ON_WHITE = ("printing.py", "phone_code.py")
"""Paper, and a code that a camera reads: the same in either scheme."""


def test_no_colour_and_no_font_size_outside_the_theme() -> None:
    raw = re.compile(
        r"[\"']#[0-9A-Fa-f]{3,8}[\"']|setPixelSize|setPointSize|font-size|Qt\.GlobalColor\.(?!transparent)"
    )
    found = [
        f"{file.name}: {line.strip()}"
        for file in SOURCES
        if not file.name.startswith(("theme", "fonts", *BLACK_ON_WHITE))
        for line in file.read_text(encoding="utf-8").splitlines()
        if raw.search(line)
    ]
    assert found == []


def test_dark_where_nobody_says_otherwise(qapp: QApplication, look: None) -> None:
    theme.set_look(theme.Choice.SYSTEM)
    assert theme.scheme() is Scheme.DARK


def test_a_choice_of_scheme_shows_at_once(qapp: QApplication, look: None) -> None:
    theme.set_look(theme.Choice.LIGHT)
    window = QPalette.ColorRole.Window
    assert qapp.palette().color(window) == QColor(COLOURS[Scheme.LIGHT][Token.CANVAS])
    theme.set_look(theme.Choice.DARK)
    assert qapp.palette().color(window) == QColor(COLOURS[Scheme.DARK][Token.CANVAS])


def test_text_grows_live_and_within_bounds(qtbot: QtBot, look: None) -> None:
    label = labels.plain("03:14", face=Type.TITLE)
    qtbot.addWidget(label)
    label.show()
    small = QFontInfo(label.font()).pixelSize()
    theme.set_look(percent=150)
    assert QFontInfo(label.font()).pixelSize() == round(small * 1.5)
    theme.set_look(percent=900)
    assert theme.percent() == 200
    theme.set_look(percent=10)
    assert theme.percent() == 90


def test_every_face_uses_a_bundled_family(look: None) -> None:
    for name, face in FACES.items():
        wanted = "IBM Plex Mono" if face.mono else "Inter"
        assert QFontInfo(theme.font(name)).family() == wanted


def test_digits_do_not_move(look: None) -> None:
    from PySide6.QtGui import QFontMetricsF

    metrics = QFontMetricsF(theme.font(Type.BODY))
    assert metrics.horizontalAdvance("11:11") == metrics.horizontalAdvance("00:00")


def test_facts_are_never_in_the_smallest_type() -> None:
    assert min(face.px for face in FACES.values()) == FACES[Type.CAPTION].px == 11
    assert isinstance(FACES[Type.DISPLAY], Face)


@pytest.mark.parametrize("hostile", ["if a<b then c>d", "<b>bold</b>", '<img src="file:///etc/hostname">', "&lt;"])
def test_labels_show_text_as_it_was_typed(qtbot: QtBot, look: None, hostile: str) -> None:
    plain, same_as_text = labels.plain(hostile), QLabel()
    qtbot.addWidget(plain)
    qtbot.addWidget(same_as_text)
    assert plain.sizeHint().width() >= plain.fontMetrics().horizontalAdvance(hostile)
    labels.tip(plain, hostile)
    assert "<b>" not in plain.toolTip().replace("&lt;b&gt;", "")
    assert "<img" not in plain.toolTip()


def test_a_cut_label_tells_the_whole_text_and_an_uncut_one_does_not(qtbot: QtBot, look: None) -> None:
    label = labels.Elided("checkout is failing for most customers")
    qtbot.addWidget(label)
    label.show()
    label.resize(600, 20)
    assert label.toolTip() == ""
    label.resize(60, 20)
    assert label.elided
    assert "most customers" in label.toolTip()


def test_icons_take_the_colour_of_their_token(look: None) -> None:
    for name in SEVERITY_ICON.values():
        drawn = icons.pixmap(name, Token.DANGER, 20).toImage()
        colours = {drawn.pixelColor(x, y).name() for x in range(drawn.width()) for y in range(drawn.height())
                   if drawn.pixelColor(x, y).alpha() == 255}  # fmt: skip
        assert COLOURS[Scheme.DARK][Token.DANGER].lower() in colours


def test_every_icon_that_is_named_ships() -> None:
    shipped = {file.stem for file in (Path(ui.__file__).parents[1] / "resources" / "icons").glob("*.svg")}
    named = set(SEVERITY_ICON.values())
    for file in SOURCES:
        named |= set(re.findall(r'icons\.(?:pixmap|icon)\(\s*"([a-z0-9-]+)"', file.read_text(encoding="utf-8")))
    assert named - shipped == set()
