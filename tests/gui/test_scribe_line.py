"""The line: what Enter will do is said on each key, a faulty line is parked, and nothing typed is ever lost."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from ui.models.drafts import Draft, Parked, restored, stored
from ui.widgets.scribe_bar import Entered, ScribeBar
from warroom.clock import ManualClock
from warroom.scribe import EntryKind, EntryLine

Key = Qt.Key
Mod = Qt.KeyboardModifier


@pytest.fixture
def bar(qtbot: QtBot, look: None, clock: ManualClock) -> ScribeBar:
    made = ScribeBar(clock)
    made.people = ["kai", "sam"]
    qtbot.addWidget(made)
    made.resize(700, 200)
    made.show()
    made.line.setFocus()
    return made


def entered(qtbot: QtBot, bar: ScribeBar, mods: Qt.KeyboardModifier = Mod.NoModifier) -> Entered:
    with qtbot.waitSignal(bar.entered) as signal:
        qtbot.keyClick(bar.line, Key.Key_Return, mods)
    assert isinstance(signal.args[0], Entered)
    return signal.args[0]


def test_the_reading_line_says_what_enter_will_do(bar: ScribeBar, qtbot: QtBot) -> None:
    qtbot.keyClicks(bar.line, "! roll back v4.18 @sam back in 5m")
    assert bar.reading.text() == "Decision · 03:14 now · Sam · time box 5 min"


def test_enter_logs_and_clears_the_field(bar: ScribeBar, qtbot: QtBot) -> None:
    qtbot.keyClicks(bar.line, "error rate 47%")
    assert entered(qtbot, bar).text == "error rate 47%"
    assert bar.line.text() == ""
    assert bar.line.hasFocus()


def test_minutes_ago_count_from_the_first_key(bar: ScribeBar, qtbot: QtBot, clock: ManualClock) -> None:
    began = clock.now()
    qtbot.keyClicks(bar.line, "-5m deploy")
    clock.advance(120)
    qtbot.keyClicks(bar.line, " done")
    line = entered(qtbot, bar).parsed
    assert isinstance(line, EntryLine)
    assert line.at == began.plus(-300)


def test_a_faulty_word_is_underlined_and_the_way_out_is_said(bar: ScribeBar, qtbot: QtBot) -> None:
    qtbot.keyClicks(bar.line, "/sevv 1")
    assert bar.reading.text() == "Unknown command /sevv. Did you mean /sev? Ctrl+Enter logs it as text"
    marked = bar.line.extraSelections()[0]
    assert marked.cursor.selectedText() == "/sevv"
    assert marked.format.fontUnderline() or marked.format.underlineStyle()


def test_enter_on_a_faulty_line_parks_it_and_up_brings_it_back(bar: ScribeBar, qtbot: QtBot) -> None:
    qtbot.keyClicks(bar.line, "/sevv 1")
    with qtbot.assertNotEmitted(bar.entered):
        qtbot.keyClick(bar.line, Key.Key_Return)
    assert bar.line.text() == ""
    assert bar.waiting.faulty.isVisible()
    assert bar.waiting.faulty.text() == "1 line needs you"
    qtbot.keyClicks(bar.line, "next line")
    assert entered(qtbot, bar).text == "next line"
    qtbot.keyClick(bar.line, Key.Key_Up)
    assert bar.line.text() == "/sevv 1"
    assert not bar.waiting.faulty.isVisible()


def test_ctrl_enter_logs_a_faulty_line_as_text(bar: ScribeBar, qtbot: QtBot) -> None:
    qtbot.keyClicks(bar.line, "25:10 x")
    line = entered(qtbot, bar, Mod.ControlModifier).parsed
    assert line == EntryLine(EntryKind.NOTE, "25:10 x", literal=True)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1).filter(str.strip))
def test_ctrl_enter_logs_any_text_unchanged(bar: ScribeBar, qtbot: QtBot, text: str) -> None:
    bar.line.setPlainText(text)
    shown = bar.line.text()
    line = entered(qtbot, bar, Mod.ControlModifier).parsed
    assert isinstance(line, EntryLine)
    assert line.text == shown


def test_shift_enter_makes_a_line_inside_the_entry(bar: ScribeBar, qtbot: QtBot) -> None:
    low = bar.line.height()
    qtbot.keyClicks(bar.line, "first")
    qtbot.keyClick(bar.line, Key.Key_Return, Mod.ShiftModifier)
    qtbot.keyClicks(bar.line, "second")
    assert bar.line.height() > low
    assert entered(qtbot, bar).text == "first\nsecond"


def test_the_line_grows_to_five_lines_and_no_further(bar: ScribeBar, qtbot: QtBot) -> None:
    bar.line.setPlainText("\n".join("abcde"))
    five = bar.line.height()
    bar.line.setPlainText("\n".join("abcdefgh"))
    assert bar.line.height() == five


def test_esc_never_changes_the_text(bar: ScribeBar, qtbot: QtBot) -> None:
    qtbot.keyClicks(bar.line, "@k half a thought")
    for _ in range(3):
        qtbot.keyClick(bar.line, Key.Key_Escape)
    assert bar.line.text() == "@k half a thought"


def test_tab_takes_the_offer_and_enter_logs_what_was_typed(bar: ScribeBar, qtbot: QtBot) -> None:
    qtbot.keyClicks(bar.line, "@k")
    assert bar.offers.isVisible()
    qtbot.keyClick(bar.line, Key.Key_Tab)
    assert bar.line.text() == "@kai "
    qtbot.keyClicks(bar.line, "lag 30 s @s")
    assert bar.offers.isVisible()
    assert entered(qtbot, bar).text == "@kai lag 30 s @s"


def test_the_offers_open_upward(bar: ScribeBar, qtbot: QtBot) -> None:
    qtbot.keyClicks(bar.line, "/st")
    top = bar.line.mapTo(bar.window(), bar.line.rect().topLeft()).y()
    assert bar.offers.isVisible()
    assert bar.offers.geometry().bottom() <= top


def test_amending_loads_the_text_and_esc_gives_a_blank_line(bar: ScribeBar, qtbot: QtBot) -> None:
    bar.amend("id-1", "02:53", "error rate 47%")
    assert "Amending 02:53" in bar.reading.text()
    qtbot.keyClick(bar.line, Key.Key_Escape)
    assert bar.line.text() == ""
    assert bar.amends == ""


def test_amending_parks_what_was_being_typed(bar: ScribeBar, qtbot: QtBot) -> None:
    qtbot.keyClicks(bar.line, "half a thought")
    bar.amend("id-1", "02:53", "error rate 47%")
    assert [parked.text for parked in bar.parked] == ["half a thought"]
    qtbot.keyClicks(bar.line, " now")
    assert entered(qtbot, bar).amends == "id-1"


def test_a_draft_is_told_within_half_a_second(bar: ScribeBar, qtbot: QtBot) -> None:
    with qtbot.waitSignal(bar.draft_changed, timeout=500) as signal:
        qtbot.keyClicks(bar.line, "half a thought")
    assert signal.args[0].text == "half a thought"


def test_a_draft_survives_being_stored(clock: ManualClock) -> None:
    draft = Draft("-5m it began", clock.now(), (Parked("/sevv 1", clock.now().plus(-9)),))
    assert restored(stored(draft)) == draft
    assert restored("plain words").text == "plain words"
    assert stored(Draft()) == ""


def test_emoji_before_the_cursor_do_not_shift_completion(bar: ScribeBar, qtbot: QtBot) -> None:
    bar.line.setPlainText("")
    bar.line.insertPlainText("🔥🔥 @k")
    qtbot.keyClick(bar.line, Key.Key_Tab)
    assert bar.line.text() == "🔥🔥 @kai "


def test_a_half_typed_line_waits_while_another_is_logged(bar: ScribeBar, qtbot: QtBot, clock: ManualClock) -> None:
    began = clock.now()
    qtbot.keyClicks(bar.line, "-5m deploy at")
    assert bar.put_aside()
    assert bar.line.text() == ""
    chip = bar.findChild(QPushButton, "war.scribe.aside.1")
    assert chip.isVisible()
    assert chip.text() == "03:14 -5m deploy…"
    clock.advance(120)
    qtbot.keyClicks(bar.line, "error rate 47%")
    assert entered(qtbot, bar).begun == began.plus(120)
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert bar.line.text() == "-5m deploy at"
    qtbot.keyClicks(bar.line, " 100%")
    line = entered(qtbot, bar).parsed
    assert isinstance(line, EntryLine)
    assert line.at == began.plus(-300)
    assert bar.parked == []


def test_taking_up_one_line_puts_the_other_aside(bar: ScribeBar, qtbot: QtBot) -> None:
    for words in ("one", "two", "three"):
        qtbot.keyClicks(bar.line, words)
        bar.put_aside()
    qtbot.keyClicks(bar.line, "four")
    assert bar.take_up()
    assert bar.line.text() == "three"
    assert [parked.text for parked in bar.parked] == ["one", "two", "four"]
    more = bar.findChild(QPushButton, "war.scribe.aside.more")
    assert more.isVisible()
    assert more.text() == "1 more"


def test_up_brings_back_the_faulty_line_not_the_one_put_aside(bar: ScribeBar, qtbot: QtBot) -> None:
    qtbot.keyClicks(bar.line, "/sevv 1")
    qtbot.keyClick(bar.line, Key.Key_Return)
    qtbot.keyClicks(bar.line, "half a thought")
    bar.put_aside()
    qtbot.keyClick(bar.line, Key.Key_Up)
    assert bar.line.text() == "/sevv 1"


def test_an_amendment_under_way_is_kept_and_goes_on(bar: ScribeBar, qtbot: QtBot) -> None:
    bar.amend("id-1", "02:53", "error rate 47%")
    assert bar.draft() == Draft(begun=bar.draft().begun)
    qtbot.keyClicks(bar.line, " now")
    kept = restored(stored(bar.draft()))
    bar.restore(Draft())
    assert bar.amends == ""
    bar.restore(kept)
    assert bar.line.text() == "error rate 47% now"
    assert "Amending 02:53" in bar.reading.text()
    assert entered(qtbot, bar).amends == "id-1"


def test_typing_on_does_not_put_the_draft_off(bar: ScribeBar, qtbot: QtBot) -> None:
    told: list[Draft] = []
    bar.draft_changed.connect(told.append)
    for _ in range(60):
        qtbot.keyClick(bar.line, "x", delay=10)
    assert told
    assert set(told[0].text) == {"x"}


def test_who_was_named_three_times_stands_grey_after_the_sign(bar: ScribeBar, qtbot: QtBot, clock: ManualClock) -> None:
    bar.people = ["robin", "sam", "kai"]
    for _ in range(3):
        assert bar.line.ghost == ""
        qtbot.keyClicks(bar.line, "@kai lag 30 s")
        entered(qtbot, bar)
    qtbot.keyClicks(bar.line, "@")
    assert bar.line.ghost == "kai"
    qtbot.keyClick(bar.line, Key.Key_Tab)
    assert bar.line.text() == "@kai "
    assert bar.line.ghost == ""
    bar.line.clear()
    clock.advance(601)
    qtbot.keyClicks(bar.line, "@")
    assert bar.line.ghost == ""


def test_composed_letters_arrive_and_are_read(bar: ScribeBar, qtbot: QtBot) -> None:
    half = QInputMethodEvent("e", [])
    QApplication.sendEvent(bar.line, half)
    whole = QInputMethodEvent("", [])
    whole.setCommitString("été ! not a decision")
    QApplication.sendEvent(bar.line, whole)
    line = entered(qtbot, bar).parsed
    assert isinstance(line, EntryLine)
    assert line.text == "été ! not a decision"


def test_typed_times_follow_the_clock_that_was_chosen(
    bar: ScribeBar, qtbot: QtBot, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.times.local_offset", lambda _moment: 3600)
    qtbot.keyClicks(bar.line, "03:10 deploy")
    line = entered(qtbot, bar).parsed
    assert isinstance(line, EntryLine)
    assert line.at == clock.now().plus(-262)
    bar.primary_local = True
    qtbot.keyClicks(bar.line, "04:10 deploy")
    assert bar.reading.text().startswith("Note · 04:10")
    line = entered(qtbot, bar).parsed
    assert isinstance(line, EntryLine)
    assert line.at == clock.now().plus(-262)
