"""The composer: what is seen is what is copied, copied is not sent, and nothing with a hole in it slips out."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)

from tests.gui.composer_desk import Desk, begin, clipboard
from ui.actions import Actions
from ui.operations import Operations
from ui.pages.composer import ComposerPage
from ui.widgets.composer_foot import Question
from warroom.clock import Instant, ManualClock
from warroom.workspace import Workspace

Ctrl, Shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
Alt = Qt.KeyboardModifier.AltModifier


class _Windows(QObject):
    """Which widgets were shown as windows of their own."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(watched.objectName() or repr(watched))
        return False


def test_ctrl_e_opens_what_fits_with_the_first_missing_field_in_focus(desk: Desk) -> None:
    desk.open(external=True)
    assert "Status page: identified" in desk.page.title.text()
    assert desk.page.fields.focused() == "scope"
    assert desk.page.findChild(QWidget, "comms.source.scope").text() == "Missing, needed"  # type: ignore[attr-defined]
    assert desk.edit("scope").property("fault") == "warn"
    assert "[[SCOPE?]]" in desk.preview
    assert desk.page.field_pane.count.text().endswith("1 missing")


def test_the_page_makes_no_window_of_its_own_that_would_take_the_keys(
    desk: Desk, operations: Operations, qapp: QApplication
) -> None:
    windows = _Windows()
    qapp.installEventFilter(windows)
    page = ComposerPage(operations, Actions())
    desk.qtbot.addWidget(page)
    desk.open(external=True)
    desk.key(Qt.Key.Key_PageDown, Ctrl)
    qapp.removeEventFilter(windows)
    assert windows.shown == []


def test_with_nothing_missing_the_copy_button_has_the_focus(desk: Desk) -> None:
    desk.open(template="status-update")
    assert desk.page.focusWidget() is desk.page.foot.copy
    assert desk.page.findChild(QWidget, "comms.source.impact").text() == "from impact 03:14"  # type: ignore[attr-defined]


def test_external_text_with_a_hole_is_not_copied(desk: Desk) -> None:
    desk.open(external=True)
    desk.key(Qt.Key.Key_Return, Ctrl)
    assert clipboard() == "before"
    assert desk.page.foot.blocked.text() == (
        'Not copied: "affected function" is still empty. Type it, or Alt+0 for "none known"'
    )
    assert desk.page.fields.focused() == "scope"
    desk.type_into("scope", "Checkout")
    assert desk.page.foot.question is Question.NONE
    desk.key(Qt.Key.Key_F9)
    assert clipboard() == desk.preview
    assert "Affected: Checkout" in clipboard()


def test_copied_anyway_is_on_the_record(desk: Desk) -> None:
    desk.open(external=True)
    desk.key(Qt.Key.Key_F9)
    desk.qtbot.mouseClick(desk.page.foot.anyway, Qt.MouseButton.LeftButton)
    assert "[[SCOPE?]]" in clipboard()

    def kinds(workspace: Workspace) -> list[str]:
        return [event.kind for event in workspace.record.events(desk.incident_id)]

    assert "copied_anyway" in desk.ask_record(kinds)  # type: ignore[operator]


def test_internal_text_with_a_hole_is_copied_at_the_second_press(desk: Desk) -> None:
    desk.open(template="resolution")
    desk.key(Qt.Key.Key_F9)
    assert clipboard() == "before"
    assert "still empty" in desk.note
    desk.key(Qt.Key.Key_F9)
    assert "[[WHAT_HAPPENED?]]" in clipboard()


def test_copied_is_not_sent_and_sent_resets_the_countdown(desk: Desk, clock: ManualClock) -> None:
    clock.advance(300)
    desk.open(template="status-update")
    before = desk.incident().internal.due_at
    with desk.qtbot.waitSignal(desk.page.copied):
        desk.key(Qt.Key.Key_Return, Ctrl)
    assert desk.page.foot.asked.text() == "Copied 03:19:22. Sent it?"
    assert desk.incident().internal.due_at == before
    with desk.qtbot.waitSignals([desk.page.sent, desk.page.left]):
        desk.key(Qt.Key.Key_M, Ctrl | Shift)
    incident = desk.incident()
    assert incident.internal.due_at == Instant.parse("2026-03-02T03:34:00Z")
    assert incident.messages[0].text == clipboard()
    assert incident.messages[0].facts["impact"] == "around 70% of checkouts fail"


def test_sent_by_hand_asks_where_and_when_and_remembers_where(desk: Desk, clock: ManualClock) -> None:
    clock.advance(300)
    desk.open(external=True)
    desk.type_into("scope", "Checkout")
    desk.key(Qt.Key.Key_M, Ctrl | Shift)
    assert desk.page.foot.question is Question.SENT
    assert desk.incident().messages == []
    desk.page.foot.via.setText("statuspage.example")
    desk.page.foot.at.setText("25:10")
    desk.key(Qt.Key.Key_M, Ctrl | Shift)
    assert "25:10 is no time" in desk.note
    desk.page.foot.at.setText("03:16")
    with desk.qtbot.waitSignal(desk.page.sent):
        desk.key(Qt.Key.Key_M, Ctrl | Shift)
    incident = desk.incident()
    assert incident.messages[0].to == "statuspage.example"
    assert incident.messages[0].sent_at == Instant.parse("2026-03-02T03:16:00Z")
    assert incident.external.due_at == Instant.parse("2026-03-02T03:49:00Z")
    desk.open(external=True)
    assert desk.page.foot.via.text() == "statuspage.example"
    assert desk.edit("scope").toPlainText() == "Checkout"


def test_an_update_without_its_next_time_is_not_called_sent(desk: Desk) -> None:
    desk.open(template="status-update")
    desk.type_into("next_update", "25:10")
    assert "No such time 25:10" in desk.page.findChild(QWidget, "comms.source.next_update").text()  # type: ignore[attr-defined]
    desk.key(Qt.Key.Key_M, Ctrl | Shift)
    desk.key(Qt.Key.Key_M, Ctrl | Shift)
    assert "Not recorded" in desk.note
    assert desk.page.fields.focused() == "next_update"
    assert desk.incident().messages == []


def test_a_typed_promise_becomes_the_deadline(desk: Desk) -> None:
    desk.open(external=True)
    desk.type_into("scope", "Checkout")
    desk.type_into("next_update", "20m")
    assert "Next update: by 03:34 UTC" in desk.preview
    desk.key(Qt.Key.Key_F9)
    with desk.qtbot.waitSignal(desk.page.sent):
        desk.key(Qt.Key.Key_M, Ctrl | Shift)
    assert desk.incident().external.due_at == Instant.parse("2026-03-02T03:34:22Z")


def test_enter_alone_claims_nothing(desk: Desk) -> None:
    desk.open(template="status-update")
    desk.key(Qt.Key.Key_F9)
    for widget in (desk.page.preview.text, desk.page.foot.via, desk.page.foot.at, desk.page.foot.yes):
        desk.qtbot.keyClick(widget, Qt.Key.Key_Return)
    assert desk.incident().messages == []


def test_escape_takes_back_the_question_then_the_page_and_never_a_text(desk: Desk) -> None:
    desk.open(template="status-update")
    desk.type_into("impact", "20% of checkouts fail")
    desk.key(Qt.Key.Key_F9)
    desk.key(Qt.Key.Key_Escape)
    assert desk.page.foot.question is Question.NONE
    assert desk.note == "copied 03:14, not sent"
    with desk.qtbot.waitSignal(desk.page.left):
        desk.key(Qt.Key.Key_Escape)
    assert desk.edit("impact").toPlainText() == "20% of checkouts fail"


def test_a_change_after_the_copy_asks_for_a_new_copy(desk: Desk) -> None:
    desk.open(template="status-update")
    desk.key(Qt.Key.Key_F9)
    desk.type_into("impact", "20% of checkouts fail")
    assert desk.page.foot.question is Question.NONE
    assert "Copy it again" in desk.note


def test_what_is_typed_survives_the_page(desk: Desk) -> None:
    desk.open(template="status-update")
    desk.type_into("impact", "20% of checkouts fail")
    desk.page.hide()
    slots = desk.ask_record(lambda workspace: workspace.record.drafts(desk.incident_id))
    assert "20% of checkouts fail" in slots["composer:status-update"]  # type: ignore[index]
    other = ComposerPage(desk.operations, Actions())
    desk.qtbot.addWidget(other)
    other.compose(desk.incident_id, "status-update")
    desk.qtbot.waitUntil(lambda: other.draft is not None)
    assert "20% of checkouts fail" in other.preview.text.toPlainText()


def test_slack_copies_both_flavours_and_html_its_plain_form(desk: Desk) -> None:
    desk.open(template="status-update")
    desk.type_into("impact", "<!channel> & <b>x</b>")
    desk.page.preview.formats.setCurrentIndex(1)
    desk.key(Qt.Key.Key_F9)
    data = QGuiApplication.clipboard().mimeData()
    assert "*Impact:* &lt;!channel&gt; &amp; &lt;b&gt;x&lt;/b&gt;" in data.text()
    assert "<strong>Impact:</strong> &lt;!channel&gt;" in data.html()
    desk.key(Qt.Key.Key_Escape)
    desk.page.preview.formats.setCurrentIndex(3)
    assert desk.page.foot.copy.accessibleName() == "Copy HTML"
    desk.key(Qt.Key.Key_F9)
    data = QGuiApplication.clipboard().mimeData()
    assert data.text().startswith("[SIMULATED] SEV-1 Critical")
    assert "Impact: <!channel> & <b>x</b>" in data.text()


def test_the_format_of_a_template_is_remembered(desk: Desk) -> None:
    desk.open(template="status-update")
    desk.page.preview.formats.setCurrentIndex(2)
    desk.open(template="resolution")
    assert desk.page.preview.formats.currentIndex() == 0
    desk.open(template="status-update")
    assert desk.page.preview.formats.currentIndex() == 2
    assert "**Impact:**" in desk.preview


def test_alt_0_answers_and_f8_goes_to_the_next_hole(desk: Desk) -> None:
    desk.open(template="customer-email")
    assert desk.page.fields.focused() == "what_happened"
    desk.key(Qt.Key.Key_0, Alt)
    assert desk.edit("what_happened").toPlainText() == "None known"
    desk.key(Qt.Key.Key_F8)
    assert desk.page.fields.focused() == "mitigation"
    desk.key(Qt.Key.Key_F8)
    assert desk.page.fields.focused() == "prevention"
    desk.key(Qt.Key.Key_F8)
    assert desk.page.fields.focused() == "mitigation"


def test_no_news_swaps_the_body_and_back(desk: Desk) -> None:
    desk.open(template="status-update")
    desk.key(Qt.Key.Key_J, Ctrl)
    assert "nothing has changed since the update of" in desk.preview
    assert "around 70% of checkouts fail" in desk.preview
    desk.key(Qt.Key.Key_J, Ctrl)
    assert "nothing has changed" not in desk.preview


def test_page_keys_walk_the_templates_and_keep_what_was_typed(desk: Desk) -> None:
    desk.open(template="status-update")
    desk.type_into("impact", "20% of checkouts fail")
    desk.key(Qt.Key.Key_PageDown, Ctrl)
    assert "Resolution" in desk.page.title.text()
    desk.key(Qt.Key.Key_PageUp, Ctrl)
    assert "20% of checkouts fail" in desk.preview


def test_news_on_the_record_reaches_the_fields_but_not_what_is_typed(desk: Desk) -> None:
    desk.open(template="status-update")
    desk.type_into("doing", "failing over")
    desk.page.foot.copy.setFocus()
    desk.log("~ 20% of checkouts fail")
    desk.qtbot.waitUntil(lambda: "20% of checkouts fail" in desk.preview)
    assert desk.edit("impact").toPlainText() == "20% of checkouts fail"
    assert "Doing: failing over" in desk.preview


def test_hostile_text_is_shown_as_it_was_typed(desk: Desk) -> None:
    desk.open(template="status-update")
    evil = "if a<b then c>d <img src=file:///etc/passwd> {{ title }} \u202etxt"
    desk.type_into("impact", evil)
    assert evil in desk.preview
    assert desk.edit("impact").toPlainText() == evil


@pytest.mark.parametrize(("width", "wide"), [(1440, True), (1024, False), (720, False)])
def test_the_list_becomes_a_combo_where_space_is_short(desk: Desk, width: int, wide: bool) -> None:
    desk.page.resize(width, 460)
    desk.open(template="page-identified")
    assert desk.page.list.isVisible() is wide
    assert desk.page.combo.isVisible() is not wide
    assert desk.page.foot.copy.isVisible()
    assert desk.page.combo.currentText().endswith("Status page: identified")


def test_everything_that_takes_the_focus_has_a_name(desk: Desk) -> None:
    desk.open(template="page-identified")
    kinds = (QPlainTextEdit, QLineEdit, QComboBox, QListWidget, QTabBar, QAbstractButton)
    for kind in kinds:
        for widget in desk.page.findChildren(kind):
            if widget.focusPolicy() is not Qt.FocusPolicy.NoFocus and widget.objectName().startswith("comms"):
                assert widget.accessibleName(), widget.objectName()


def test_tab_walks_as_one_reads(desk: Desk) -> None:
    desk.open(template="page-investigating")
    desk.page.list.setFocus()
    walked = []
    for _ in range(6):
        desk.key(Qt.Key.Key_Tab)
        walked.append(desk.page.focusWidget().objectName())
    assert walked == [f"comms.field.{name}" for name in desk.page._template.fields]  # type: ignore[union-attr]


def test_a_drill_says_so_first(desk: Desk, clock: ManualClock) -> None:
    desk.incident_id = str(desk.ask_record(lambda workspace: begin(workspace, clock, drill=True)))
    desk.open(template="status-update")
    assert desk.preview.startswith("[DRILL] ")


def test_a_secret_is_never_copied(desk: Desk) -> None:
    """Neither at the first press nor by *Copy anyway*, whoever reads the message."""
    desk.open(template="status-update")
    desk.type_into("doing", "rotating xox" + "b-2048-abcdefGHIJKL")
    desk.key(Qt.Key.Key_F9)
    desk.page.copy_anyway()
    assert clipboard() == "before"
    assert "no one can overrule" in desk.note
    assert desk.page.fields.focused() == "doing"
