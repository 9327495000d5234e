"""The window itself: where keys lead, what it says of the record, how it ends, and that there is one of it."""

import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractAnimation, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QMessageBox, QPlainTextEdit
from pytestqt.qtbot import QtBot

from tests.gui.conftest import START, leave
from tests.gui.reach import unlabelled_icons, unnamed
from ui import last_look, single_instance, theme
from ui.app import make_window
from ui.keys_help import KeysPage
from ui.notices import Toast
from ui.operations import Operations
from ui.shell_actions import FORMS
from ui.window import MainWindow
from warroom.clock import ManualClock
from warroom.errors import RecordFull
from warroom.postmortem.exports import Form
from warroom.room import Acted
from warroom.workspace import Workspace

Declare = Callable[..., str]


@pytest.fixture
def declare(window: MainWindow, operations: Operations, qtbot: QtBot) -> Declare:
    """Puts an open incident on the record and waits until the window knows it."""

    def do(title: str, severity: int = 1, *, drill: bool = False) -> str:
        found: list[Acted] = []
        operations.run(lambda w: w.room.declare(title, severity, drill=drill), done=found.append)
        known = window.live
        qtbot.waitUntil(lambda: bool(found) and any(one.incident.id == found[0].incident for one in known.board.open))
        return found[0].incident

    return do


def test_ctrl_0_leads_home_from_anywhere(window: MainWindow, declare: Declare, qtbot: QtBot) -> None:
    window.open_incident(declare("checkout fails"))
    assert window.war is not None
    qtbot.waitUntil(lambda: window.war is not None and window.war.incident is not None)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window.war.line, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert window.pages.currentWidget() is window.home
    assert window.home.open_list.hasFocus()


def test_ctrl_tab_goes_round_the_open_incidents(window: MainWindow, declare: Declare) -> None:
    first, second = declare("checkout fails", 1), declare("search is slow", 2)
    window.open_incident(first)
    window.registry.trigger("incident.next")
    assert window.incident_id == second
    window.registry.trigger("incident.next")
    assert window.incident_id == first
    window.registry.trigger("incident.previous")
    assert window.incident_id == second


def test_with_one_incident_ctrl_tab_says_so(window: MainWindow, declare: Declare) -> None:
    window.open_incident(declare("checkout fails"))
    window.registry.trigger("incident.next")
    assert window.toast.text.text() == "No other incident is open"


def test_ctrl_s_answers_with_the_time_of_the_last_commit(window: MainWindow, declare: Declare) -> None:
    window.registry.trigger("file.saved")
    assert window.toast.text.text() == "Already saved"
    declare("checkout fails")
    window.registry.trigger("file.saved")
    assert window.toast.text.text() == f"Already saved {START.hhmmss()} UTC"


def test_the_title_names_the_incident_and_what_is_overdue(
    window: MainWindow, declare: Declare, clock: ManualClock
) -> None:
    window.open_incident(declare("checkout fails"))
    assert window.windowTitle() == "INC-0001 SEV-1 - checkout fails - Warroom"
    clock.advance(20 * 60 + 130)
    window._ticked(clock.now())
    assert window.windowTitle() == "(!) EXT OVERDUE 2 min - INC-0001 SEV-1"


def test_a_drill_says_so_in_the_title(window: MainWindow, declare: Declare) -> None:
    window.open_incident(declare("practice", 2, drill=True))
    assert window.windowTitle().startswith("DRILL - DRILL-0001 SEV-2")


def test_text_size_and_scheme_are_kept_in_the_record(window: MainWindow, operations: Operations, qtbot: QtBot) -> None:
    window.registry.trigger("view.larger")
    window.registry.trigger("view.light")
    assert (theme.percent(), theme.choice()) == (110, theme.Choice.LIGHT)
    found: list[tuple[str, str]] = []
    operations.read(lambda w: (w.setting("scale"), w.setting("scheme")), done=found.append)
    qtbot.waitUntil(lambda: bool(found))
    assert found == [("110", "light")]
    window.registry.trigger("view.scale_reset")
    qtbot.waitUntil(lambda: theme.percent() == 100)


def test_the_last_look_comes_back_before_the_first_paint(warroom_home: Path) -> None:
    assert last_look.read() == last_look.LastLook()
    last_look.keep(last_look.LastLook("light", 130, "AAAA"))
    assert last_look.read() == last_look.LastLook("light", 130, "AAAA")
    (warroom_home / "cache" / "window.json").write_text("{broken")
    assert last_look.read() == last_look.LastLook()


def test_a_window_that_nobody_sized_stays_on_its_screen(qapp: QApplication, look: None, operations: Operations) -> None:
    new = make_window(qapp, operations)
    allowed = qapp.primaryScreen().availableSize()
    assert allowed.width() < 1440, "the screen of the tests is smaller than the size that is good"
    assert new.width() <= allowed.width()
    assert new.height() <= allowed.height()
    leave(new, qapp)


def test_quitting_with_an_open_incident_asks_once(window: MainWindow, declare: Declare, qtbot: QtBot) -> None:
    declare("checkout fails")
    window.registry.trigger("file.quit")
    box = window.findChild(QMessageBox, "shell.quit")
    assert isinstance(box, QMessageBox)
    assert box.text() == "INC-0001 is open. Its timers stop alerting if you quit."
    assert window.isVisible()
    window.close()
    assert len(window.findChildren(QMessageBox, "shell.quit")) == 1
    keep = next(button for button in box.buttons() if button.objectName() == "shell.quit.keep")
    assert box.defaultButton() is keep
    keep.click()
    assert window.isVisible()


def test_quit_in_the_question_quits(window: MainWindow, declare: Declare, qtbot: QtBot) -> None:
    declare("checkout fails")
    window.close()
    box = window.findChild(QMessageBox, "shell.quit")
    assert isinstance(box, QMessageBox)
    with qtbot.waitSignal(window.left):
        next(button for button in box.buttons() if button.objectName() == "shell.quit.leave").click()
    assert not window.isVisible()


def test_quitting_with_nothing_open_asks_nothing(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.left):
        window.close()


def test_a_failed_commit_shows_a_red_bar_until_one_succeeds(
    window: MainWindow, operations: Operations, declare: Declare, qtbot: QtBot
) -> None:
    def fail(_workspace: Workspace) -> None:
        raise RecordFull("NOT SAVED: the disk is full. Make room; what you typed is kept.")

    operations.run(fail)
    qtbot.waitUntil(window.record.error_bar.isVisible)
    assert "the disk is full" in window.record.error_bar.text.text()
    declare("checkout fails")
    assert not window.record.error_bar.isVisible()


def test_a_refusal_is_said_and_is_no_red_bar(window: MainWindow, operations: Operations, qtbot: QtBot) -> None:
    operations.run(lambda w: w.room.declare("", 1))
    qtbot.waitUntil(lambda: "needs a title" in window.toast.text.text())
    assert not window.record.error_bar.isVisible()


def test_an_unforeseen_error_on_the_record_thread_reaches_the_window_alive(
    window: MainWindow, operations: Operations, qtbot: QtBot
) -> None:
    def stumble(_workspace: Workspace) -> None:
        raise ZeroDivisionError

    with qtbot.waitSignal(operations.crashed):
        operations.run(stumble)
    qtbot.waitUntil(lambda: "made a mistake" in window.toast.text.text())
    assert operations.busy is False


def test_a_record_that_cannot_be_opened_says_why_and_can_be_tried_again(
    qtbot: QtBot, qapp: QApplication, look: None, record_path: Path, open_workspace: Callable[[], Workspace]
) -> None:
    record_path.write_bytes(b"this is no record" * 100)
    operations = Operations(open_workspace)
    window = make_window(qapp, operations)
    try:
        window.show()
        operations.start()
        window.prepare()
        qtbot.waitUntil(window.record.error_bar.isVisible)
        assert window.record.error_bar.text.text()
        record_path.unlink()
        qtbot.mouseClick(window.record.error_bar.button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: window.live.loaded)
        assert not window.record.error_bar.isVisible()
    finally:
        leave(window, qapp)
        operations.close()


def test_what_another_process_writes_appears_within_a_second(
    window: MainWindow, open_workspace: Callable[[], Workspace], qtbot: QtBot
) -> None:
    with open_workspace() as other:
        other.room.declare("written elsewhere", 2)
    qtbot.waitUntil(lambda: window.home.open_list.rows.rowCount() == 1)


def test_an_export_is_written_while_the_window_goes_on(
    window: MainWindow, declare: Declare, tmp_path: Path, qtbot: QtBot
) -> None:
    incident = declare("checkout <b>fails</b>")
    target = tmp_path / "report.html"
    with qtbot.waitSignal(window.exporter.written):
        window.exporter.write(incident, Form.HTML, target)
    text = target.read_text(encoding="utf-8")
    assert "checkout &lt;b&gt;fails&lt;/b&gt;" in text
    assert window.toast.text.text() == f"Exported to {target}"


def test_every_form_of_export_is_in_the_menu() -> None:
    assert list(FORMS) == [form.value for form in Form]


def test_an_export_to_nowhere_says_why(window: MainWindow, declare: Declare, tmp_path: Path, qtbot: QtBot) -> None:
    incident = declare("checkout fails")
    window.exporter.write(incident, Form.CSV, tmp_path / "missing" / "report.csv")
    qtbot.waitUntil(lambda: window.toast.text.text().startswith("Not written"))


def test_a_second_start_hands_its_arguments_over(qapp: QApplication, tmp_path: Path, qtbot: QtBot) -> None:
    name = single_instance.name_for(tmp_path / "record.db")
    first = single_instance.FirstInstance(name)
    taken: list[bool] = []
    try:
        assert first.listening
        with qtbot.waitSignal(first.asked) as asked:
            second = threading.Thread(
                target=lambda: taken.append(single_instance.hand_over(name, ["open", "INC-0042"]))
            )
            second.start()
        qtbot.waitUntil(lambda: bool(taken))
        second.join()
        assert asked.args == [["open", "INC-0042"]]
        assert taken == [True]
    finally:
        first.close()


def test_with_no_window_there_nothing_is_handed_over(qapp: QApplication, tmp_path: Path) -> None:
    assert not single_instance.hand_over(single_instance.name_for(tmp_path / "other.db"), ["declare"])


def test_a_record_has_one_name_however_its_path_is_written(tmp_path: Path) -> None:
    plain = single_instance.name_for(tmp_path / "record.db")
    assert single_instance.name_for(tmp_path / "x" / ".." / "record.db") == plain
    assert single_instance.name_for(tmp_path / "other.db") != plain


def test_a_start_that_names_an_incident_opens_it(window: MainWindow, declare: Declare, qtbot: QtBot) -> None:
    incident = declare("checkout fails")
    window.obey(["open", "INC-0001"])
    qtbot.waitUntil(lambda: window.incident_id == incident)


def test_a_start_that_names_a_wrong_incident_says_so(window: MainWindow, qtbot: QtBot) -> None:
    window.obey(["open", "INC-0042"])
    qtbot.waitUntil(lambda: "INC-0042" in window.toast.text.text())


def start_again(qapp: QApplication, operations: Operations) -> MainWindow:
    """A new window on what the last one kept, its record not read yet."""
    window = make_window(qapp, operations, last_look.read())
    window.show()
    operations.start()
    window.prepare()
    window.live.start()
    return window


def test_after_a_restart_the_incident_is_in_front_again(
    window: MainWindow, declare: Declare, qapp: QApplication, open_workspace: Callable[[], Workspace], qtbot: QtBot
) -> None:
    incident = declare("checkout fails")
    declare("search is slow")
    window.open_incident(incident)
    qtbot.waitUntil(lambda: last_look.read().incident == incident)  # a killed program keeps nothing at its end
    operations = Operations(open_workspace)
    again = start_again(qapp, operations)
    try:
        qtbot.waitUntil(lambda: again.incident_id == incident)
        again.go_home()
        qtbot.waitUntil(lambda: not last_look.read().incident)
    finally:
        leave(again, qapp)
        operations.close()


def test_letters_struck_before_the_incident_is_back_are_in_its_line(
    window: MainWindow, declare: Declare, qapp: QApplication, open_workspace: Callable[[], Workspace], qtbot: QtBot
) -> None:
    window.open_incident(declare("checkout fails"))
    qtbot.waitUntil(lambda: bool(last_look.read().incident))
    window.hide()
    operations = Operations(open_workspace)
    again = make_window(qapp, operations, last_look.read())
    again.show()
    again.activateWindow()
    again.home.take_focus()
    try:
        qtbot.keyClicks(again.home, "pods are ")
        operations.start()
        again.prepare()
        again.live.start()
        qtbot.waitUntil(lambda: again.war is not None and again.war.incident is not None)
        assert again.war is not None
        qtbot.keyClicks(again.war.line, "back")
        assert again.war.line.text() == "pods are back"
        assert again.flow.dialog is None or not again.flow.dialog.isVisible()
    finally:
        leave(again, qapp)
        operations.close()


def test_letters_struck_for_an_incident_that_is_not_there_begin_a_declaration(window: MainWindow, qtbot: QtBot) -> None:
    window.obey(["open", "INC-0042"])
    qtbot.keyClicks(window.home, "chec")
    qtbot.waitUntil(lambda: window.flow.dialog is not None and window.flow.dialog.isVisible())
    assert window.flow.dialog is not None
    assert window.flow.dialog.title.text() == "chec"


def test_a_start_with_open_alone_waits_until_it_knows_the_worst(
    window: MainWindow, declare: Declare, qapp: QApplication, open_workspace: Callable[[], Workspace], qtbot: QtBot
) -> None:
    declare("search is slow", 3)
    worst = declare("checkout fails", 1)
    operations = Operations(open_workspace)
    again = make_window(qapp, operations)
    again.show()
    again.obey(["open"])
    operations.start()
    again.prepare()
    again.live.start()
    try:
        qtbot.waitUntil(lambda: again.incident_id == worst)
    finally:
        leave(again, qapp)
        operations.close()


def test_a_restart_takes_nobody_away_from_a_declaration(
    window: MainWindow, declare: Declare, qapp: QApplication, open_workspace: Callable[[], Workspace], qtbot: QtBot
) -> None:
    window.open_incident(declare("checkout fails"))
    qtbot.waitUntil(lambda: bool(last_look.read().incident))
    operations = Operations(open_workspace)
    again = start_again(qapp, operations)
    try:
        again.obey(["declare"])
        qtbot.waitUntil(lambda: again.live.loaded)
        assert not again.incident_id
    finally:
        leave(again, qapp)
        operations.close()


def test_a_start_that_declares_opens_the_dialog(window: MainWindow) -> None:
    window.obey(["declare"])
    assert window.flow.prepare().isVisible()


def test_every_widget_says_what_it_is(window: MainWindow, declare: Declare, qtbot: QtBot) -> None:
    window.open_incident(declare("checkout fails"))
    qtbot.waitUntil(lambda: window.war is not None and window.war.incident is not None)
    assert unnamed(window) == []
    assert unlabelled_icons(window) == []
    window.go_home()
    assert unnamed(window) == []
    window.show_keys()
    assert unnamed(window) == []


def test_the_key_map_begins_anew_and_turns_its_pages_from_the_filter(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1024, 400)
    window.show_keys()
    page = window.findChild(KeysPage)
    assert page is not None
    qtbot.keyClick(page.filter, Qt.Key.Key_PageDown)
    assert page.table.verticalScrollBar().value() > 0
    qtbot.keyClicks(page.filter, "no such thing")
    assert page.table.rowCount() == 0
    assert page.nothing.isVisible()
    qtbot.keyClick(page.filter, Qt.Key.Key_Escape)
    window.show_keys()
    assert page.table.rowCount() > 0, "what was looked for last time hides every key"
    assert not page.nothing.isVisible()


def test_nothing_moves_by_itself(window: MainWindow, declare: Declare) -> None:
    window.open_incident(declare("checkout fails"))
    window.toast.say("hello")
    running = [
        found for found in window.findChildren(QAbstractAnimation) if found.state() is QAbstractAnimation.State.Running
    ]
    assert running == []


def test_escape_never_changes_a_text(window: MainWindow, declare: Declare, qtbot: QtBot) -> None:
    window.open_incident(declare("checkout fails"))
    qtbot.waitUntil(lambda: window.war is not None and window.war.incident is not None)
    fields = [*window.findChildren(QLineEdit), *window.findChildren(QPlainTextEdit)]
    writable = [field for field in fields if not field.isReadOnly() and field.isVisibleTo(window)]
    assert writable
    for field in writable:
        field.setFocus()
        qtbot.keyClicks(field, "abc")
        before = field.text() if isinstance(field, QLineEdit) else field.toPlainText()
        qtbot.keyClick(field, Qt.Key.Key_Escape)
        after = field.text() if isinstance(field, QLineEdit) else field.toPlainText()
        assert after == before


def test_a_toast_stays_inside_a_small_window(window: MainWindow) -> None:
    window.resize(640, 480)
    window.toast.say("The status page did not take update 3. " * 6)
    toast: Toast = window.toast
    assert toast.geometry().right() <= window.centralWidget().width()
    assert toast.geometry().left() >= 0


def test_the_exception_hook_brings_errors_to_the_gui_thread(
    window: MainWindow, operations: Operations, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[bool] = []
    operations.crashed.connect(lambda _error: threads.append(threading.current_thread() is threading.main_thread()))
    hook = sys.excepthook
    worker = threading.Thread(target=lambda: hook(ValueError, ValueError("x"), None))
    worker.start()
    worker.join()
    qtbot.waitUntil(lambda: bool(threads))
    assert threads == [True]
